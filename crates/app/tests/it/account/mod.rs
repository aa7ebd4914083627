//! Accounts over a real store, under a clock set by hand.

mod administrators;
mod codes;
mod households;
mod me;
mod numbers;
mod passwords;
mod sessions;
mod world;
