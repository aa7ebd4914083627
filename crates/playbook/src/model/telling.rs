//! Who reads what happens in a step, and who is told of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Guard, Name};

/// Who may read an event in a case's story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Visibility {
    /// Those who handle it.
    Internal,
    /// The raiser too.
    Raiser,
    /// Whoever may read the case's story.
    Public,
}

/// A kind of event whose readers a step may choose (`visible entered=raiser`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StoryEvent {
    /// The step was entered.
    Entered,
    /// Somebody acted: an outcome, the naming of parties, a party's "done".
    Action,
    /// A party took its task on.
    Accepted,
    /// A party objected, and what became of it.
    Objection,
    /// The time is over.
    Late,
    /// It went one level up.
    Escalated,
    /// Its holders were instructed.
    Instructed,
    /// A bound was used up.
    Exhausted,
}

impl StoryEvent {
    /// All of them by their words.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("entered", Self::Entered),
        ("action", Self::Action),
        ("accepted", Self::Accepted),
        ("objection", Self::Objection),
        ("late", Self::Late),
        ("escalated", Self::Escalated),
        ("instructed", Self::Instructed),
        ("exhausted", Self::Exhausted),
    ];

    /// The narrowest circle that may read it. Who waits reads what was decided, and that it is
    /// late: a playbook cannot hide from the raiser what became of the matter.
    #[must_use]
    pub const fn narrowest(self) -> Visibility {
        match self {
            Self::Action | Self::Late | Self::Escalated | Self::Instructed => Visibility::Raiser,
            Self::Entered | Self::Accepted | Self::Objection | Self::Exhausted => {
                Visibility::Internal
            }
        }
    }
}

/// Who reads which events of a step, where it is not as usual.
pub type Sights = BTreeMap<StoryEvent, Visibility>;

/// Who is told when a step is entered, and in which words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Whom.
    pub to: Vec<Told>,
    /// The message, declared under `messages`.
    pub message: Name,
    /// When; `None`: always.
    pub when: Option<Guard>,
}

/// Who can be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Told {
    /// Every raiser, in these words instead of the usual ones, once per stage.
    Raisers,
    /// Whoever gets a task of the step, in these words instead of the usual ones.
    Holders,
    /// Whoever answered for the case before.
    LastHolder,
    /// The post that found it.
    Finder,
    /// The post of a role over the case's place, or its stand-in.
    Role(Name),
}
