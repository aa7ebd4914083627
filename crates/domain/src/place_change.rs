//! Changes of the place tree: a place is added, renamed, closed, moved, merged into another or
//! divided, from a day on. Nothing is forgotten: places that go stay as closed ones with their names,
//! codes and grids by their days, and every change that an office makes in the tree is a row of its own (an import
//! writes codes and grids by their days, and no such rows).
//!
//! Decides what is written; must never delete. Source: mission 2.3 (多网合一), domain notes 4.7
//! (merges and splits keep history, codes change by year).

mod edit;

use linli_kernel::{Day, Moment, PersonId, PlaceId};
use linli_playbook::{
    Name, Playbook,
    model::{GRID, ToBase},
};

pub use edit::{Fault, Stamp, Tree, TreeEdit, TreePlan, planned};

use crate::place::{Chain, Place};

/// What became of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceAct {
    /// It was added.
    Added,
    /// It was called otherwise before.
    Renamed,
    /// It was closed with everything below.
    Closed,
    /// It lay under another place before.
    Moved,
    /// It was merged into the other.
    Merged,
    /// It took the other in.
    TookIn,
    /// A part of it became the other.
    Divided,
    /// It was a part of the other.
    CameFrom,
}

impl PlaceAct {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Added,
        Self::Renamed,
        Self::Closed,
        Self::Moved,
        Self::Merged,
        Self::TookIn,
        Self::Divided,
        Self::CameFrom,
    ];

    /// The stored word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Renamed => "renamed",
            Self::Closed => "closed",
            Self::Moved => "moved",
            Self::Merged => "merged",
            Self::TookIn => "took-in",
            Self::Divided => "divided",
            Self::CameFrom => "came-from",
        }
    }

    /// From the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.word() == word)
    }
}

/// One change of one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceChange {
    /// The place.
    pub place: PlaceId,
    /// The version of the place that it made: with the place its key.
    pub version: i64,
    /// From which day.
    pub day: Day,
    /// When it was entered.
    pub at: Moment,
    /// By whom.
    pub by: PersonId,
    /// What became of it.
    pub act: PlaceAct,
    /// What it was called before.
    pub name: String,
    /// What it lay under before.
    pub parent: Option<PlaceId>,
    /// The place that it was merged into, took in, became or came from.
    pub other: Option<PlaceId>,
}

/// What a place was called on a day, by its changes in their order.
#[must_use]
pub fn named_on<'a>(place: &'a Place, changes: &'a [PlaceChange], day: Day) -> &'a str {
    let renamed = |change: &&PlaceChange| {
        change.place == place.id && change.act == PlaceAct::Renamed && change.day > day
    };
    changes.iter().find(renamed).map_or(&place.name, |change| &change.name)
}

impl Chain {
    /// The chain with the names that its places had on a day.
    #[must_use]
    pub fn as_named_on(&self, changes: &[PlaceChange], day: Day) -> Self {
        let named = |place: &Place| {
            let name = named_on(place, changes, day).to_owned();
            Place { name, ..place.clone() }
        };
        Self(self.0.iter().map(named).collect())
    }
}

/// Whether a role keeps the tree below its place: it holds office, above the base. Whoever works in a
/// community does not divide it.
#[must_use]
pub fn keeps_tree(playbook: &Playbook, role: &Name) -> bool {
    let role = playbook.roles.get(role).filter(|role| role.office);
    role.is_some_and(|role| playbook.to_base(&role.at) == Some(ToBase::Over))
}

/// Whether a kind may stand under another, by their rungs: below it, and past no level that answers
/// for what lies under it (a building directly under a district would be nobody's).
#[must_use]
pub fn may_stand(playbook: &Playbook, above: usize, own: usize) -> bool {
    let answers = |rung: &Vec<_>| rung.iter().any(|kind| playbook.responsibility.contains(kind));
    let mut between = playbook.containment.iter().take(own).skip(above + 1);
    above < own && !between.any(answers)
}

/// Whether a place of a kind may stand under one of another, grids included.
#[must_use]
pub fn fits_under(playbook: &Playbook, kind: &Name, above: &Name) -> bool {
    if *kind == *GRID {
        return playbook.grids_under.as_ref() == Some(above);
    }
    let rungs = playbook.rung(above).zip(playbook.rung(kind));
    rungs.is_some_and(|(above, own)| may_stand(playbook, above, own))
}
