//! Guards: when an outcome or aside may be chosen.
//!
//! A guard reads what the case itself says: what it is about, how urgent, where it stands, what was
//! filled in so far. Nothing of a person can be read, because no such name exists.

use serde::{Deserialize, Serialize};

use super::Name;

/// When something may be chosen: `when="cost >= 5000 and level != grid"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guard {
    /// As it is written.
    pub text: String,
    /// What it means.
    pub test: Test,
}

/// What must hold. A comparison with something that is not given does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Test {
    /// Both sides of `and`.
    Both(Box<Test>, Box<Test>),
    /// One of the sides of `or`.
    Either(Box<Test>, Box<Test>),
    /// `not`.
    Not(Box<Test>),
    /// A name alone: a flag is set, a field filled in.
    Given(Subject),
    /// A comparison.
    Compare(Subject, Comparison, Operand),
    /// `in (…)`.
    OneOf(Subject, Vec<Operand>),
}

/// How two things are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

/// What stands on the right of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operand {
    /// A whole number.
    Number(i64),
    /// A declared name.
    Word(Name),
    /// Another number of the case.
    Subject(Subject),
}

/// What a guard can read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// What it is about; may be open.
    Category,
    /// Its class.
    Class,
    /// How urgent.
    Urgency,
    /// As what it was opened.
    Opens,
    /// How it came in.
    Channel,
    /// How widely it is told now.
    Publicity,
    /// The level that answers for it now.
    Level,
    /// The kind of its place.
    Place,
    /// How many raised it.
    Raisers,
    /// How many organisations that somebody can sign in for serve its place.
    Parties,
    /// The same for one kind of organisation.
    PartiesOf(Name),
    /// How often the step was entered, this time included.
    Entries,
    /// How many refusals a review has overturned.
    Overturned,
    /// Whether it is an order of another system.
    External,
    /// Whether staff found it themselves.
    Found,
    /// A field filled in so far; the latest value of it.
    Field(Name),
    /// How many claimed in the latest entry of an offer.
    ClaimsOf(Name),
}

impl Test {
    /// Whether it reads what is known of the case's place and category, beside what the case itself
    /// says.
    #[must_use]
    pub fn reads_place(&self) -> bool {
        match self {
            Self::Both(left, right) | Self::Either(left, right) => {
                left.reads_place() || right.reads_place()
            }
            Self::Not(inner) => inner.reads_place(),
            Self::Given(subject) => subject.is_of_place(),
            Self::Compare(subject, _, operand) => subject.is_of_place() || operand.is_of_place(),
            Self::OneOf(subject, list) => {
                subject.is_of_place() || list.iter().any(Operand::is_of_place)
            }
        }
    }
}

impl Operand {
    fn is_of_place(&self) -> bool {
        match self {
            Self::Subject(subject) => subject.is_of_place(),
            Self::Number(_) | Self::Word(_) => false,
        }
    }
}

impl Subject {
    fn is_of_place(&self) -> bool {
        match self {
            Self::Category | Self::Place | Self::Parties | Self::PartiesOf(_) => true,
            Self::Class
            | Self::Urgency
            | Self::Opens
            | Self::Channel
            | Self::Publicity
            | Self::Level
            | Self::Raisers
            | Self::Entries
            | Self::Overturned
            | Self::External
            | Self::Found
            | Self::Field(_)
            | Self::ClaimsOf(_) => false,
        }
    }

    /// What a guard can read beside fields, by its name.
    pub const NAMES: &'static [(&'static str, Self)] = &[
        ("category", Self::Category),
        ("class", Self::Class),
        ("urgency", Self::Urgency),
        ("opens", Self::Opens),
        ("channel", Self::Channel),
        ("publicity", Self::Publicity),
        ("level", Self::Level),
        ("place", Self::Place),
        ("raisers", Self::Raisers),
        ("parties", Self::Parties),
        ("entries", Self::Entries),
        ("overturned", Self::Overturned),
        ("external", Self::External),
        ("found", Self::Found),
    ];
}
