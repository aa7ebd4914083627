//! What a decision needs from outside the case, loaded beforehand.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use linli_kernel::{OrganisationId, PersonId, PlaceId, WorkCalendar};

use super::Relations;
use crate::model::{Name, Publicity};

/// One rung over the case's place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scope {
    /// The level or kind of the place.
    pub level: Name,
    /// The place.
    pub place: PlaceId,
}

/// An organisation that serves the case's place, and so may take part.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PartyFact {
    /// Its kind.
    pub kind: Name,
    /// Whether somebody can sign in for it.
    pub staffed: bool,
}

/// The other case, when two are merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merging {
    /// Its process.
    pub process: Name,
    /// Its class.
    pub class: Name,
    /// How widely it is told.
    pub publicity: Publicity,
    /// Whether it is still open.
    pub open: bool,
    /// Whether its result is being told or rated, or was rated before: nobody is merged out of
    /// being asked, and what they said stays with their matter. See [`Case::told`](super::Case::told).
    pub told: bool,
    /// Whether it is about somebody who would handle it: such a case is never merged.
    pub recused: bool,
    /// Its raisers.
    pub raisers: Vec<PersonId>,
    /// Those of them without an account.
    pub without_account: BTreeSet<PersonId>,
}

/// Facts of one snapshot.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Places over the case's place, from the place itself up, its grid included.
    pub chain: Vec<Scope>,
    /// The posts over the case's place that somebody has today.
    pub staffed: BTreeSet<(Name, PlaceId)>,
    /// Posts over the case's place that are held only by somebody whom the case is about, in
    /// whatever other post: the use-case knows the persons, the engine only posts.
    pub barred: BTreeSet<(Name, PlaceId)>,
    /// Posts over the case's place that are held only by people who handled it, the caller among
    /// them: none of those posts accepts the result.
    pub worked: BTreeSet<(Name, PlaceId)>,
    /// The organisations that a command names or that serve the place.
    pub parties: BTreeMap<OrganisationId, PartyFact>,
    /// Raisers who can be asked through the program now: they have an account that works, or let
    /// somebody with one act for them. Whoever is not among them is asked in person.
    pub reachable: BTreeSet<PersonId>,
    /// What the case is about, if anybody said.
    pub category: Option<Name>,
    /// How the caller stands to the case.
    pub relations: Relations,
    /// Working days and hours.
    pub calendar: Arc<WorkCalendar>,
    /// Legal grounds of refusal: name → whether it bars only an administrative order.
    pub legal_grounds: BTreeMap<Name, bool>,
    /// Those grounds that may be given only with the progress shown (a repeat).
    pub progress_grounds: BTreeSet<Name>,
    /// The case that is merged into this one; only for `merge`.
    pub merging: Option<Merging>,
    /// Numbers of the rule pack.
    pub rules: BTreeMap<Name, i64>,
}
