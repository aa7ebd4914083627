//! The JSON API over the whole program: a small district on SQLite, a clock set by hand.

mod access;
mod account;
mod bad_input;
mod client;
mod desk;
mod document;
mod parity;
mod photos;
mod server;
mod session;
mod story;
mod versions;
