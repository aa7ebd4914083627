//! Searching matters by words and places.
//!
//! Owns how Chinese text becomes words and how a question finds cases in somebody's sight. Must
//! never index or look for persons: names that the segmentation recognises and long numbers are
//! left out of both.

mod find;
mod words;

pub use find::find_cases;
pub use words::warm;
pub(crate) use words::{question_words, words_of_case, words_of_row};
