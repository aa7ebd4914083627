//! Whistles 吹哨报到: what they are, how they are read from a case's history, and what those of a
//! period come to.
//!
//! A whistle is nothing of its own in a case: it is one visit to a dispatch that the playbook marks
//! so, with the work that follows. Whatever lists or counts whistles keeps what the fold gives, so
//! it can be made again from the history at any time.

mod fold;
mod model;
mod tally;

pub use fold::{is_blown, whistles};
pub use model::{Assessment, Objection, Part, Party, PartyState, ReportedAs, Whistle};
pub use tally::{Asked, WhistleTally, tally};
