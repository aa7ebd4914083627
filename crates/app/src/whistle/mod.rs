//! Whistles 吹哨报到: the board by deadline, and how both sides are assessed.
//!
//! A whistle is read from its case's history (`linli_domain::whistle`) and its rows are
//! written with the case, so nothing here decides what one is or how it goes on.

mod assess;
mod board;
mod rows;

pub use assess::{Assessed, AssessedBody, AssessedView, Assessment, AssessmentSpan, assessment};
pub use board::{PartyLine, Tab, WhistleBoard, WhistleLine, WhistleRequest, whistle_board};
pub(crate) use rows::{put_history, put_whistles};
