//! The grid planner 网格规划: which building of a community belongs to which grid.
//!
//! Owns the rules that a grid must keep (households, persons, contiguity), the judgement of any
//! division and the search for a good one. Must never wait, read a clock or draw lots: the same
//! community, its buildings in any order, always gives the same plan. Whole numbers only.
//!
//! Source of the rules: mission 2.2 (400–700 households to a grid) and 5.4 (one grid worker for
//! 300 households or 1,000 persons); numbers are a locality's and come in as [`Rules`]. Why the
//! search is our own: `docs/adr/0013-grid-planner.md`.

mod column;
mod exact;
mod graph;
mod greedy;
mod judge;
mod matching;
mod model;
mod moves;
mod plan;
mod problem;
mod start;
mod state;
mod tree;

pub use greedy::greedy;
pub use judge::{GridJudged, Judged, Moved, Rule, Score, Slack, judge};
pub use model::{
    Aim, Assignment, Band, Building, Community, GridKey, PerWorker, Point, Rules, today,
};
pub use plan::{Infeasible, MOST_BUILDINGS, Proposed, STEPS, Why, obstacles, plan, plan_within};
