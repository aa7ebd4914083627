//! Raisers whom a merger brought together never see each other: what one of them wrote is shown
//! to the others as "another raiser did something".

use std::collections::BTreeSet;

use linli_domain::policy::{self, Standing};
use linli_kernel::PersonId;
use linli_playbook::engine::{Actor, Relation};

use super::story::{ActorView, EventView, Reach};
use crate::matter::context::Situation;

/// What is kept from one of several raisers.
pub(super) struct Apart<'a> {
    raisers: &'a [PersonId],
    own: BTreeSet<PersonId>,
    applies: bool,
    /// Whether the first words, their photos and their exact place are another raiser's.
    pub(super) from_first: bool,
}

impl<'a> Apart<'a> {
    /// For a reader who reads this far.
    pub(super) fn of(at: &'a Situation, reader: Option<PersonId>, reach: Reach) -> Self {
        let raisers = at.row.state.raisers.as_slice();
        let mut own: BTreeSet<PersonId> = reader.into_iter().collect();
        if at.standings.contains(&Standing::Case(Relation::OnBehalf)) {
            own.extend(raisers.first());
        }
        // A party reads as far as a raiser does, and is none: it works on what all of them said.
        let applies = reach == Reach::Raiser && policy::raised(&at.standings);
        let first = raisers.first().is_some_and(|first| own.contains(first));
        Self { raisers, own, applies, from_first: applies && !first }
    }

    /// Whether somebody's doing is to be told without its words.
    pub(super) fn hides(&self, actor: &Actor) -> bool {
        match actor {
            Actor::Person { person, acting: None } if self.applies => {
                self.raisers.contains(person) && !self.own.contains(person)
            }
            _ => false,
        }
    }

    /// The event without words, photos and who.
    pub(super) fn stripped(&self, event: EventView) -> EventView {
        EventView {
            actor: ActorView { kind: "co-raiser", role: None, name: None },
            fields: Vec::new(),
            photos: Vec::new(),
            ..event
        }
    }
}
