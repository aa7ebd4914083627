//! Tests of the civic rules from outside.

#[expect(clippy::unwrap_used, reason = "a broken table must stop the test")]
mod base;
#[expect(clippy::unwrap_used, reason = "a broken table must stop the test")]
mod course;
#[path = "../../../playbook/tests/it/engine_support.rs"]
#[expect(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the story teller of the engine's own tests, of which whistles need a part"
)]
mod engine_support;
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
#[expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a broken story must stop the test"
)]
mod whistle_moves;
#[expect(clippy::unwrap_used, reason = "a broken story must stop the test")]
mod whistle_story;
