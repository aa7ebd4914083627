//! The counter, the telephone and the rounds: taking matters in for others, finding them, taking
//! orders of other systems, and telling how a matter stands to whoever knows its number.
//!
//! Owns what staff need around a report. Must never search persons: a telephone number as typed
//! in full leads to that person's open matters, and to nothing else.

mod desk;

pub use desk::{Desk, DeskPost, desk};
