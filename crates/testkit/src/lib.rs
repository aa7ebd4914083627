//! What tests of several crates share.

pub mod app;
pub mod browser;
pub mod fixture;
pub mod needs;
pub mod wishes;
