//! Tests of the civic rules from outside.

#[expect(clippy::unwrap_used, reason = "a broken table must stop the test")]
mod base;
#[expect(clippy::unwrap_used, reason = "a broken table must stop the test")]
mod opening;
#[expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a broken tree must stop the test"
)]
mod place_change;
#[expect(clippy::unwrap_used, clippy::panic, reason = "a broken matrix must stop the test")]
mod policy_matrix;
