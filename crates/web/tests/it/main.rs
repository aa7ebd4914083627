//! Tests of the web crate through its public face.

mod display;
mod static_files;
mod texts;
