//! Rows, tiles, facts and pages of lists. Components: `component/list.html`,
//! `component/facts.html`, `component/notice.html`.

use linli_kernel::Day;

use super::stage::Stages;
use crate::ui::{Tone, Ui};

/// A link with its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Address.
    pub href: String,
    /// Words.
    pub label: String,
}

/// A small coloured word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Colour.
    pub tone: Tone,
    /// Words.
    pub label: String,
    /// Name in the icon sprite.
    pub icon: Option<&'static str>,
}

impl Tag {
    /// A tag without icon.
    #[must_use]
    pub fn new(tone: Tone, label: impl Into<String>) -> Self {
        Self { tone, label: label.into(), icon: None }
    }
}

/// A line of a list that leads somewhere, or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Address; not a link if none.
    pub href: Option<String>,
    /// First line.
    pub title: String,
    /// Second line; may be empty.
    pub text: String,
    /// Name in the icon sprite, drawn before.
    pub icon: Option<&'static str>,
    /// Drawn after.
    pub tag: Option<Tag>,
}

/// A matter in a resident's or the public list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatterRow {
    /// Address.
    pub href: String,
    /// First words.
    pub title: String,
    /// State.
    pub tag: Tag,
    /// Where it stands.
    pub stages: Stages,
    /// One line below; may be empty.
    pub text: String,
}

/// A person to call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRow {
    /// `网格长 王秀兰`.
    pub title: String,
    /// The character in the round mark.
    pub initial: String,
    /// `第3网格·562户`; may be empty.
    pub text: String,
    /// Digits to call; no button if none.
    pub phone: Option<String>,
    /// Whether the button shows the number itself (printed boards) or says "call".
    pub show_number: bool,
}

/// A service on the front page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// Address.
    pub href: String,
    /// Words.
    pub label: String,
    /// Name in the icon sprite.
    pub icon: &'static str,
    /// Colour.
    pub tone: Tone,
    /// Left out in elder mode.
    pub secondary: bool,
}

/// What stands where a list is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Empty {
    /// Name in the icon sprite.
    pub icon: &'static str,
    /// What there is none of.
    pub title: String,
    /// What to do; may be empty.
    pub text: String,
    /// The way on.
    pub link: Option<Link>,
}

/// Keyset pages: a way back to the start and a way on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pager {
    /// Address of the first page; none on it.
    pub first: Option<String>,
    /// Address of the next page; none on the last.
    pub next: Option<String>,
    /// Words before, such as `共28件`; may be empty.
    pub words: String,
}

/// A label and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Label.
    pub label: String,
    /// Value, masked where it must be.
    pub value: String,
    /// What can be done with it.
    pub link: Option<FactLink>,
}

/// What can be done with a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactLink {
    /// Go there.
    Open(Link),
    /// Ask for it by a form with these hidden fields, because looking is recorded.
    Post {
        /// Address of the form.
        action: String,
        /// Words of the button.
        label: String,
    },
}

impl Fact {
    /// A fact that is only read.
    #[must_use]
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into(), link: None }
    }

    /// A telephone number that can be called.
    #[must_use]
    pub fn phone(label: impl Into<String>, number: impl Into<String>) -> Self {
        let number = number.into();
        let link = Link { href: format!("tel:{number}"), label: number };
        Self { label: label.into(), value: String::new(), link: Some(FactLink::Open(link)) }
    }
}

/// A line of a notice board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeItem {
    /// Address.
    pub href: String,
    /// Title.
    pub title: String,
    /// One line below; may be empty.
    pub text: String,
    /// What came of it, on a line of its own.
    pub result: Option<String>,
    /// The day it was published.
    pub day: Day,
    /// What kind it is.
    pub kind: Option<Tag>,
    /// Its state.
    pub state: Option<Tag>,
}

impl NoticeItem {
    /// The month, for the block with the date.
    #[must_use]
    pub fn month(&self, ui: &Ui) -> String {
        ui.month(&self.day)
    }
}
