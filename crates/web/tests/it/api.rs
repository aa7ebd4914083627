//! The JSON API over the whole program: a small district on SQLite, a clock set by hand.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    reason = "an answer without the wanted field, or without the wanted action, should fail the test"
)]

mod access;
mod account;
mod admissions;
mod bad_input;
mod boards;
mod calls;
mod client;
mod desk;
mod dispatch;
mod document;
mod duty;
mod log;
mod notices;
mod parity;
pub(crate) mod photos;
mod server;
mod services;
mod session;
mod story;
mod versions;
mod whistles;
