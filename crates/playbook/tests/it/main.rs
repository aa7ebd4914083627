//! Integration tests of the playbook crate, one binary.

mod engine_act;
mod engine_support;
mod language;
