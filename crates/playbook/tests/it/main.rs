//! Integration tests of the playbook crate, one binary.

mod language;
