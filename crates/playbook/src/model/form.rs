//! Forms and their fields.

use serde::{Deserialize, Serialize};

use super::{Label, Name};

/// The longest text that is taken in any field, in characters.
pub const LONGEST_TEXT: usize = 10_000;
/// The most photos that one form takes, all its fields together.
pub const MOST_PHOTOS: u32 = 9;

/// What is filled in when an action is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Its name.
    pub key: Name,
    /// Its fields in order.
    pub fields: Vec<Field>,
}

/// One field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Its name, unique in its form.
    pub key: Name,
    /// What people see.
    pub label: Label,
    /// A sentence under the label.
    pub hint: Option<Label>,
    /// What may stand in it.
    pub kind: FieldKind,
    /// Whether it must be filled in.
    pub required: bool,
    /// Who may read it.
    pub sensitivity: Sensitivity,
    /// Which side of a whistle a choice assesses; its first choice is the best.
    #[serde(default)]
    pub assesses: Option<Assessed>,
}

/// A side of a whistle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Assessed {
    /// 吹哨: whether it was right to blow it.
    Whistle,
    /// 报到: how those who were called answered and worked.
    Response,
}

/// Who may read what stands in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sensitivity {
    /// Whoever may read the case's story.
    Public,
    /// Those who handle the case.
    Internal,
    /// Holders whose task needs it; masked and logged for others.
    Personal,
}

/// What may stand in a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldKind {
    /// Free text of 1 to `max` characters; shown as one line or as an area.
    Text {
        /// Bound in characters.
        max: u32,
        /// Several lines.
        lines: bool,
    },
    /// A whole number in a range, both ends included.
    Number {
        /// Smallest.
        min: i64,
        /// Largest.
        max: i64,
    },
    /// A local day, today or later.
    Date,
    /// Yes or no.
    Flag,
    /// One of the declared choices.
    Choice(Vec<(Name, Label)>),
    /// One of the legal grounds that the rule pack lists.
    LegalGround,
    /// An organisation of one of these kinds (any declared kind if empty).
    Party(Vec<Name>),
    /// Several organisations.
    Parties(Vec<Name>),
    /// A post over the case's place, at or above this level if one is named.
    Post(Option<Name>),
    /// A post at or above this level held by somebody other than the actor, who must agree
    /// before the action takes effect.
    SecondPerson(Name),
    /// Up to `max` photos.
    Photos {
        /// How many.
        max: u32,
    },
    /// Up to `max` rows of these fields; at least one if the field is required.
    Items {
        /// How many.
        max: u32,
        /// The fields of a row; no items inside items.
        fields: Vec<Field>,
    },
}
