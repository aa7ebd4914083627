//! Tests of the civic rules from outside.

#[expect(clippy::unwrap_used, clippy::panic, reason = "a broken matrix must stop the test")]
mod policy_matrix;
