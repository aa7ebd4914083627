//! Journeys through the workbench in a real browser, by everybody who works there.

mod administration;
pub(crate) mod bench;
mod community_worker;
mod grid_worker;
mod households;
mod notices;
mod parties;
mod planner;
mod visitor;
