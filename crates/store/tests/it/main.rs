//! One conformance suite for both engines, races, and what a killed process leaves behind.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "what stops a test's helper stops the test, and a test may say what it did"
)]

mod accounts;
mod admissions;
mod audit_log;
mod backup;
mod boards;
mod cases;
mod dispatch;
mod duty;
mod encryption;
mod engines;
mod figures;
mod inbox;
mod inside;
mod kill;
mod lists;
mod notices;
mod outbox;
mod people;
mod places;
mod planner;
mod playbooks;
mod races;
mod schema;
mod service_items;
mod staffing;
mod upkeep;
mod whistles;
mod world;
