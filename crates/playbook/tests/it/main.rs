//! Integration tests of the playbook crate, one binary.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what stops a test's helper stops the test"
)]

mod engine_act;
mod engine_again;
mod engine_anything;
mod engine_claims;
mod engine_clock;
mod engine_coverage;
mod engine_dates;
mod engine_guards;
mod engine_kinds;
mod engine_offer;
mod engine_stories;
mod engine_support;
mod engine_telling;
mod language;
mod language_draw;
mod language_near;
mod localities;
mod scenario_offer;
mod scenarios;
mod simulate;
mod town;
