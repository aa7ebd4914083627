//! Integration tests of the playbook crate, one binary.

mod engine_act;
mod engine_anything;
mod engine_clock;
mod engine_coverage;
mod engine_kinds;
mod engine_stories;
mod engine_support;
mod language;
mod language_draw;
