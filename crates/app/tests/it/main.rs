//! Use-cases over a real store, on SQLite.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what stops a test's helper stops the test"
)]

mod account;
mod audit;
mod board;
mod dispatch;
mod duty;
mod inside;
mod matter;
mod place;
mod planner;
mod service_item;
mod setup;
mod staffing;
