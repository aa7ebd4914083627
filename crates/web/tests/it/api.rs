//! The JSON API over the whole program: a small district on SQLite, a clock set by hand.

mod access;
mod bad_input;
mod client;
mod document;
mod photos;
mod server;
mod session;
mod story;
mod versions;
