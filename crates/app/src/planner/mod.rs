//! The grid planner 网格规划: what a community's grids are like, a proposal, changes by hand, and
//! putting a plan into force from a day on.
//!
//! Owns drafts and what they are drawn from. Must never change a grid by itself: a plan is put
//! into force by somebody above the community, in one commit, and history stays by its days.
//! Source: mission 2.2 (网格划分), 5.4 (one worker for 300 households or 1,000 persons).

mod access;
mod apply;
mod draft;
mod propose;
mod read;
mod situation;
mod view;

pub use apply::{ApplyPlan, apply_plan};
pub use draft::{drop_plan, move_building};
pub use propose::{ProposeGrids, propose_grids};
pub use read::{PlanLine, Planned, grids_of, plan_of_grids, planned_communities};
pub use view::{BuildingView, DivisionView, GridView, Obstacle, SlackView};

use linli_kernel::Code;

use crate::AppError;

/// Somebody changed what the plan was drawn from.
const OUTDATED: &str = "grid-plan-outdated";
/// The plan is in force or was dropped.
const CLOSED: &str = "grid-plan-closed";
/// The plan breaks rules, and nobody said that it is to be put into force all the same.
const BREAKS_RULES: &str = "grid-plan-breaks-rules";
/// Another plan is set for a later day.
const LATER: &str = "grid-plan-later";

fn refused(code: &'static str) -> AppError {
    AppError::Refused(Code(code), Vec::new())
}
