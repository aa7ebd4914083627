//! Notice boards on paper. Components: `component/paper.html`, `component/board.html`.

use super::{fit, list::Link, sheet::QrBox};

/// The frame of what is printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paper {
    /// What it is.
    pub title: String,
    /// Where it belongs, above the title; may be empty.
    pub place: String,
    /// Words at the foot, line by line.
    pub notes: Vec<String>,
    /// The day of which it is true, in words; may be empty.
    pub day: String,
    /// The way back to the page.
    pub qr: Option<QrBox>,
}

/// A notice board on one sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poster {
    /// Title, place, words at the foot, day and code.
    pub frame: Paper,
    /// `a4` or `a3`.
    pub paper: &'static str,
    /// `portrait` or `landscape`.
    pub turn: &'static str,
    /// The number of its size of type, from 1: so that it fills one sheet and no more.
    pub type_size: usize,
    /// The posts over the place.
    pub people: Vec<PosterPerson>,
    /// The posts below it.
    pub below: Vec<PosterPerson>,
    /// Whether more are filled below than stand here.
    pub more_below: bool,
    /// What they do.
    pub duties: Vec<PosterDuties>,
    /// Service numbers.
    pub numbers: Vec<PosterNumber>,
}

impl Poster {
    /// The same in the size of type that fills its sheet.
    #[must_use]
    pub fn fitted(mut self) -> Self {
        self.type_size = fit::type_size(&self);
        self
    }
}

/// Somebody on a poster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PosterPerson {
    /// The role, with its place where that is another one.
    pub role: String,
    /// Where the post is; may be empty.
    pub place: String,
    /// The name, or what is said instead.
    pub name: String,
    /// Whether that is a name.
    pub named: bool,
    /// What is called; may be empty.
    pub phone: String,
}

/// What posts do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PosterDuties {
    /// Whose duties.
    pub title: String,
    /// Line by line.
    pub lines: Vec<String>,
}

/// A service number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PosterNumber {
    /// What it is for.
    pub title: String,
    /// Who answers and when; may be empty.
    pub text: String,
    /// The telephone.
    pub phone: String,
}

/// A choice of paper and whether it is the present one.
pub type PaperChoice = (Link, bool);
