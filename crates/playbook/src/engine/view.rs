//! What every rule looks at: the playbook, the facts and the case, borrowed together.

use linli_kernel::{Moment, PlaceId};

use super::{Case, Facts, Holder, Scope, tick};
use crate::model::{Name, Playbook, Process, Step};

#[derive(Clone, Copy)]
pub(super) struct View<'p, 'c> {
    pub(super) playbook: &'p Playbook,
    pub(super) process: &'p Process,
    pub(super) facts: &'p Facts,
    pub(super) case: &'c Case,
    pub(super) now: Moment,
}

impl<'p> View<'p, '_> {
    /// The step that the case is in.
    pub(super) fn step(&self) -> Option<&'p Step> {
        self.process.steps.get(&self.case.step.key)
    }

    /// The place of a level over the case's place.
    pub(super) fn place_at(&self, level: &Name) -> Option<PlaceId> {
        self.facts.chain.iter().find(|scope| scope.level == *level).map(|scope| scope.place)
    }

    /// The level of a place over the case's place.
    pub(super) fn scope_of(&self, place: PlaceId) -> Option<(usize, &'p Scope)> {
        self.facts.chain.iter().enumerate().find(|(_, scope)| scope.place == place)
    }

    /// Levels of the responsibility chain that exist over the case's place, lowest first.
    pub(super) fn levels(&self) -> impl Iterator<Item = &'p Name> {
        let view = *self;
        self.playbook.responsibility.iter().filter(move |level| view.place_at(level).is_some())
    }

    /// Levels above this one that exist over the case's place, lowest first.
    pub(super) fn levels_above(&self, level: &Name) -> impl Iterator<Item = &'p Name> {
        let rank = self.playbook.rank(level);
        let playbook = self.playbook;
        self.levels().filter(move |other| playbook.rank(other) > rank)
    }

    /// The level at which the case is worked on now: its own, or that of the highest post that
    /// works on it.
    pub(super) fn standing(&self) -> Name {
        let tasks = self.case.tasks.values().filter(|task| tick::handles(&task.kind));
        let levels = tasks.filter_map(|task| match &task.holder {
            Holder::Post { place, .. } => self.scope_of(*place).map(|(_, scope)| &scope.level),
            _ => None,
        });
        let all = levels.chain([&self.case.level]);
        all.max_by_key(|level| self.playbook.rank(level)).unwrap_or(&self.case.level).clone()
    }
}
