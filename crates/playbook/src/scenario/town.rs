//! The made-up town in which scenarios run: one place of each kind, somebody in every post that is
//! not vacant, a few organisations of each kind. Names of people stand for ids here.

use std::{collections::BTreeMap, sync::Arc};

use linli_kernel::{OrganisationId, PersonId, PlaceId};

use super::{Surroundings, model::Given};
use crate::{
    engine::{Actor, Case, Facts, Holder, PartyFact, Relation, Relations, Scope, Task, TaskKind},
    model::{Name, Playbook, StepKind},
};

/// Organisations of a kind, unless the scenario says how many.
const USUAL_PARTIES: i64 = 2;
/// At most so many; a number of three digits.
pub(super) const MOST_PARTIES: i64 = 999;
const ORGANISATIONS_OF_A_KIND: i64 = 1000;
/// Persons in one post or organisation.
pub(super) const MOST_PERSONS: i64 = 99;
/// Raisers who can be asked through the program.
const RAISERS: i64 = 9;
/// Residents who may claim what is offered, and raised nothing.
const FIRST_NEIGHBOUR: i64 = 5000;
const FIRST_PLACE: i64 = 1;

/// Whom a name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Who {
    pub(super) holder: Holder,
    pub(super) person: PersonId,
}

/// The town, and what names mean in it.
#[derive(Clone, Debug)]
pub(super) struct Town<'p> {
    playbook: &'p Playbook,
    pub(super) facts: Facts,
}

impl<'p> Town<'p> {
    /// The surroundings of one scenario.
    pub(super) fn new(playbook: &'p Playbook, given: &Given, around: &Surroundings) -> Self {
        let chain = chain(playbook, given);
        let staffed = playbook.roles.iter().filter(|(role, _)| !given.vacant.contains(*role));
        let staffed = staffed.filter_map(|(role, declared)| {
            let scope = chain.iter().find(|scope| scope.level == declared.at)?;
            Some((role.clone(), scope.place))
        });
        let raisers = (1..=RAISERS).filter(|number| *number > 1 || given.account);
        Self {
            playbook,
            facts: Facts {
                staffed: staffed.collect(),
                chain,
                parties: parties(playbook, &given.parties),
                reachable: raisers.filter_map(PersonId::new).collect(),
                category: given.category.clone(),
                calendar: Arc::clone(&around.calendar),
                legal_grounds: around.legal_grounds.clone(),
                progress_grounds: around.progress_grounds.clone(),
                ..Facts::default()
            },
        }
    }

    /// The playbook that it is made from.
    pub(super) const fn playbook(&self) -> &'p Playbook {
        self.playbook
    }

    /// Whom a name means: `raiser`, `neighbour`, a role, a kind of organisation, each also with a
    /// number.
    pub(super) fn who(&self, name: &str) -> Option<Who> {
        let (word, number) = self.split(name)?;
        if word == "raiser" {
            let person = PersonId::new(number)?;
            return Some(Who { holder: Holder::Person(person), person });
        }
        if word == NEIGHBOUR && invites_residents(self.playbook) {
            let person = PersonId::new(FIRST_NEIGHBOUR + number)?;
            return Some(Who { holder: Holder::Person(person), person });
        }
        if let Some(declared) = self.playbook.roles.get(word) {
            let role = Name::new(word).ok()?;
            // A post of another kind of place than those over the case has nobody and no place.
            let scope = self.facts.chain.iter().find(|scope| scope.level == declared.at)?;
            let holder = Holder::Post { role, place: scope.place };
            return self.member(holder, number);
        }
        self.organisation(name).and_then(|id| self.member(Holder::Organisation(id), 1))
    }

    /// A name and the number behind it, 1 without one.
    fn split<'n>(&self, name: &'n str) -> Option<(&'n str, i64)> {
        let declared = self.playbook.roles.contains_key(name);
        match name.rsplit_once('-').filter(|_| !declared) {
            Some((word, digits)) if digits.bytes().all(|b| b.is_ascii_digit()) => {
                let number = digits.parse().ok()?;
                (1..=MOST_PARTIES).contains(&number).then_some((word, number))
            }
            _ => Some((name, 1)),
        }
    }

    /// One of the persons in a post or organisation.
    fn member(&self, holder: Holder, number: i64) -> Option<Who> {
        let base = match &holder {
            Holder::Post { role, .. } => {
                let at = self.playbook.roles.keys().position(|known| known == role)?;
                10_000 + i64::try_from(at).ok()? * 100
            }
            Holder::Organisation(id) => 1_000_000 + id.get() * 100,
            Holder::Person(person) => return Some(Who { person: *person, holder }),
        };
        let person = PersonId::new(base + number.min(MOST_PERSONS))?;
        Some(Who { holder, person })
    }

    /// The usual person behind a holder.
    pub(super) fn behind(&self, holder: &Holder) -> Option<Who> {
        self.member(holder.clone(), 1)
    }

    /// The organisation of a name such as `department` or `department-2`.
    pub(super) fn organisation(&self, name: &str) -> Option<OrganisationId> {
        let whole = self.playbook.parties.contains_key(name);
        let (word, number) = if whole { (name, 1) } else { self.split(name)? };
        let kind = self.playbook.parties.keys().position(|kind| kind == word)?;
        let kind = i64::try_from(kind).ok()?;
        OrganisationId::new((kind + 1) * ORGANISATIONS_OF_A_KIND + number)
    }

    /// What a holder is called.
    pub(super) fn name(&self, holder: &Holder) -> String {
        let numbered = |word: &str, number: i64| match number {
            1 => word.to_owned(),
            number => format!("{word}-{number}"),
        };
        match holder {
            Holder::Post { role, .. } => role.to_string(),
            Holder::Person(person) if person.get() > FIRST_NEIGHBOUR => {
                numbered(NEIGHBOUR, person.get() - FIRST_NEIGHBOUR)
            }
            Holder::Person(person) => numbered("raiser", person.get()),
            Holder::Organisation(id) => {
                let kind = usize::try_from(id.get() / ORGANISATIONS_OF_A_KIND - 1).ok();
                let kind = kind.and_then(|kind| self.playbook.parties.keys().nth(kind));
                let number = id.get() % ORGANISATIONS_OF_A_KIND;
                kind.map_or_else(|| id.to_string(), |kind| numbered(kind.as_str(), number))
            }
        }
    }

    /// Whoever acts, for the engine.
    pub(super) fn actor(who: &Who) -> Actor {
        let acting = Some(who.holder.clone()).filter(|holder| !matches!(holder, Holder::Person(_)));
        Actor::Person { person: who.person, acting }
    }

    /// How somebody stands to a case.
    pub(super) fn relations(&self, case: &Case, who: &Who) -> Relations {
        let tasks: Vec<&Task> =
            case.tasks.values().filter(|task| task.holder == who.holder).collect();
        let mut relations = Relations::default();
        for task in tasks {
            relations.tasks.insert(task.number);
            relations.set.insert(match task.kind {
                TaskKind::Assist { .. } => Relation::Assisting,
                TaskKind::Supervise => Relation::Supervising,
                TaskKind::Rate { .. } => Relation::Rater,
                TaskKind::Answer => Relation::Raiser,
                TaskKind::Invitation { .. } => Relation::Invited,
                _ => Relation::Holder,
            });
        }
        match &who.holder {
            Holder::Person(person) if case.raisers.contains(person) => {
                relations.set.insert(Relation::Raiser);
            }
            // Everybody else lives where the case is told.
            Holder::Person(_) => {
                relations.set.insert(Relation::Neighbour);
            }
            Holder::Post { place, .. } => {
                relations.set.extend(self.post_relation(case, *place));
            }
            Holder::Organisation(_) => {}
        }
        if case.recused.contains(&who.holder) {
            relations.set.insert(Relation::Subject);
        }
        relations
    }

    fn post_relation(&self, case: &Case, place: PlaceId) -> Option<Relation> {
        let chain = &self.facts.chain;
        let own = chain.iter().position(|scope| scope.place == place)?;
        let answering = chain.iter().position(|scope| scope.level == case.level).unwrap_or(0);
        Some(match own.cmp(&answering) {
            std::cmp::Ordering::Equal => Relation::PostAt,
            std::cmp::Ordering::Greater => Relation::PostAbove,
            std::cmp::Ordering::Less => Relation::PostBelow,
        })
    }

    /// The same for this town.
    pub(super) fn all_names(&self) -> Vec<String> {
        Self::names(self.playbook)
    }

    /// Everybody who can be named in a `when`: for "did you mean".
    pub(super) fn names(playbook: &Playbook) -> Vec<String> {
        let own = ["raiser", "holder", "finder"].into_iter().map(str::to_owned);
        let neighbour = invites_residents(playbook).then(|| NEIGHBOUR.to_owned());
        let roles = playbook.roles.keys().chain(playbook.parties.keys()).map(Name::to_string);
        own.chain(neighbour).chain(roles).collect()
    }
}

/// What a resident is called who may claim what is offered.
pub(super) const NEIGHBOUR: &str = "neighbour";

/// Whether residents may claim anything, and no role or kind of organisation has their name.
fn invites_residents(playbook: &Playbook) -> bool {
    let steps = playbook.processes.values().flat_map(|process| process.steps.values());
    let mut offers = steps.filter_map(|step| match &step.kind {
        StepKind::Offer(offering) => Some(offering),
        _ => None,
    });
    let taken = playbook.roles.contains_key(NEIGHBOUR) || playbook.parties.contains_key(NEIGHBOUR);
    !taken && offers.any(|offering| offering.residents)
}

/// The places over the case, from its own up: of each rung the first kind, or the one that the
/// scenario names.
fn chain(playbook: &Playbook, given: &Given) -> Vec<Scope> {
    let wanted = |kind: &&Name| given.kinds.contains(*kind) || given.place.as_ref() == Some(*kind);
    let mut kinds: Vec<&Name> = Vec::new();
    for rung in &playbook.containment {
        let kind = rung.iter().find(wanted).or_else(|| rung.first());
        kinds.extend(kind);
        let under = playbook.grids_under.as_ref().is_some_and(|under| rung.contains(under));
        if under {
            kinds.push(&GRID);
        }
    }
    let kinds = kinds.into_iter().rev().filter(|kind| !given.without.contains(*kind));
    let mut chain: Vec<Scope> = (FIRST_PLACE..)
        .zip(kinds)
        .filter_map(|(number, kind)| {
            Some(Scope { level: kind.clone(), place: PlaceId::new(number)? })
        })
        .collect();
    if let Some(place) = &given.place {
        let from = chain.iter().position(|scope| scope.level == *place).unwrap_or(0);
        chain.drain(..from);
    }
    chain
}

static GRID: std::sync::LazyLock<Name> = std::sync::LazyLock::new(|| Name::known("grid"));

fn parties(
    playbook: &Playbook,
    given: &BTreeMap<Name, i64>,
) -> BTreeMap<OrganisationId, PartyFact> {
    let mut parties = BTreeMap::new();
    for (at, kind) in (1..).zip(playbook.parties.keys()) {
        let count = given.get(kind).copied().unwrap_or(USUAL_PARTIES);
        let ids = (1..=count).filter_map(|n| OrganisationId::new(at * ORGANISATIONS_OF_A_KIND + n));
        parties.extend(ids.map(|id| (id, PartyFact { kind: kind.clone(), staffed: true })));
    }
    parties
}
