//! Journeys through the workbench in a real browser, by everybody who works there.

mod bench;
mod community_worker;
mod grid_worker;
mod households;
mod notices;
mod pages;
mod parties;
mod visitor;
