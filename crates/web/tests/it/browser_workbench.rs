//! Journeys through the workbench in a real browser, by everybody who works there.

mod administration;
mod admissions;
pub(crate) mod bench;
mod boards;
mod community_worker;
mod dashboard;
mod dispatch;
mod duty;
mod grid_worker;
mod households;
mod indicators;
mod inside;
mod many_at_once;
mod notices;
mod parties;
mod password;
mod planner;
mod playbooks;
mod services;
mod staffing;
mod tree;
mod visitor;
mod whistles;
