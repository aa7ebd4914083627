//! What always holds of plans.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what stops a test's helper stops the test"
)]

mod common;
mod exhaustive;
mod properties;
mod table;
