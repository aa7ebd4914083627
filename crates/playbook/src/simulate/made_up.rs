//! Made-up cases that go every way of a playbook: one place of each kind, somebody in every post.

use std::collections::{BTreeMap, BTreeSet};

use linli_kernel::{Day, Moment, OrganisationId, PersonId, PhotoId, PlaceId, TextId};

use super::{Deed, Recorded, openings::openings, run::Run};
use crate::{
    engine::{Actor, Case, Facts, Fields, Holder, Offer, Own, PartyFact, Scope, TextRef, Value},
    model::{AsideKind, Field, FieldKind, Name, Playbook, Process},
};

/// Cases at most, and how many in a row may bring nothing new.
const MOST_CASES: usize = 400;
const PATIENCE: usize = 40;
/// A way is another one when the step was entered more often, up to so many times: what lies behind a
/// bound is found that way.
const MOST_TIMES: u32 = 3;
/// Every so many cases one is at a place where organisations of a kind are lacking.
const LACKING: usize = 4;
/// What can happen in one case.
const MOST_MOVES: usize = 80;
pub(super) const RAISER: i64 = 1;
/// A Monday in a month without holidays.
const OPENED: Day = Day::constant(2026, 3, 2);

/// Cases that together take every way of a process which the search finds; the same every time.
#[must_use]
pub fn made_up(playbook: &Playbook, process: &Process) -> Vec<Recorded> {
    let (mut seen, mut chance) = (BTreeSet::new(), Chance(2026));
    let Some(facts) = facts(playbook) else { return Vec::new() };
    let openings = openings(playbook, process, &facts);
    let opened_at = Moment::from_local(OPENED, 9 * 3_600_000);
    let (mut cases, mut idle) = (Vec::new(), 0);
    let lacking: Vec<&Name> = playbook.parties.keys().collect();
    for (number, opening) in openings.iter().cycle().take(MOST_CASES).enumerate() {
        if idle >= PATIENCE.max(openings.len()) {
            break;
        }
        let (opening, mut facts) = (opening.clone(), facts.clone());
        // Not every place has organisations of every kind, and some ways are for those that lack one.
        if number % LACKING == LACKING - 1
            && let Some(kind) = lacking.get(number / LACKING % lacking.len().max(1))
        {
            facts.parties.retain(|_, party| party.kind != **kind);
        }
        let recorded = Recorded { opening, opened_at, facts, deeds: Vec::new() };
        let before = seen.len();
        cases.push(walk(playbook, process, recorded, &mut chance, &mut seen));
        idle = if seen.len() > before { 0 } else { idle + 1 };
    }
    cases
}

/// Whether an action leads away from the ways that are looked for.
fn beside(process: &Process, action: &Name) -> bool {
    let aside = process.asides.get(action).map(|aside| &aside.kind);
    [Own::SetPublicity, Own::TellSubject].iter().any(|own| *action == own.as_str())
        || matches!(
            aside,
            Some(
                AsideKind::Suspend { .. }
                    | AsideKind::Supplement
                    | AsideKind::Urge { .. }
                    | AsideKind::Note { .. }
                    | AsideKind::Merge
            )
        )
}

/// A step, how often it was entered, and what was done in it.
type Way = (Name, u32, Name);

/// One case, led to ways that were not taken yet where one is at hand.
fn walk(
    playbook: &Playbook,
    process: &Process,
    mut recorded: Recorded,
    chance: &mut Chance,
    seen: &mut BTreeSet<Way>,
) -> Recorded {
    let Ok(mut run) = Run::open(playbook, &recorded) else { return recorded };
    for _ in 0..MOST_MOVES {
        let tasks: Vec<_> = run.case.tasks.keys().copied().collect();
        let mut offers = run.offers(&tasks);
        offers.retain(|offer| !beside(process, &offer.action));
        let step = run.case.step.key.clone();
        let times = run.case.entered.get(&step).copied().unwrap_or(0).min(MOST_TIMES);
        let fresh = |offer: &&Offer| !seen.contains(&(step.clone(), times, offer.action.clone()));
        // That nobody does anything is a way too: a publication ends by it, and a lateness begins.
        let waiting = (step.clone(), times, Own::Tick.name());
        let offer = match (offers.iter().find(fresh), chance.below(8)) {
            (Some(offer), 0..=6) => Some(offer),
            (_, 7) => None,
            _ if !seen.contains(&waiting) => None,
            _ => offers.get(chance.below(offers.len())),
        };
        let Some(offer) = offer else {
            seen.insert(waiting);
            if run.tick() { continue } else { break }
        };
        seen.insert((step, times, offer.action.clone()));
        let holder = run.holder(offer);
        let mut fields = run.filled(offer);
        chance.choose(offer, &mut fields);
        // Nobody claims the own wish.
        let neighbour = holder.is_none() && offer.action == *Own::Claim.as_str();
        let by = if neighbour { neighbour_of(&run.case) } else { holder.clone() };
        let (actor, at) = (actor(by.as_ref(), &run.case), run.now);
        if run.perform(offer, actor.clone(), fields.clone()).is_ok() {
            let action = offer.action.clone();
            recorded.deeds.push(Deed { at, actor, holder, action, fields });
        }
    }
    recorded
}

/// One place of each kind over the other, every post filled, two organisations of each kind.
fn facts(playbook: &Playbook) -> Option<Facts> {
    let mut kinds: Vec<&Name> =
        playbook.containment.iter().filter_map(|rung| rung.first()).collect();
    if let Some(under) = &playbook.grids_under {
        let at = kinds.iter().position(|kind| *kind == under)?;
        let grid = playbook.responsibility.iter().find(|level| **level == "grid");
        kinds.splice(at + 1..at + 1, grid);
    }
    let mut chain = Vec::new();
    for (number, kind) in (1..).zip(kinds.into_iter().rev()) {
        chain.push(Scope { level: kind.clone(), place: PlaceId::new(number)? });
    }
    let staffed = playbook.roles.iter().filter_map(|(role, declared)| {
        let scope = chain.iter().find(|scope| scope.level == declared.at)?;
        Some((role.clone(), scope.place))
    });
    let mut parties = BTreeMap::new();
    for (number, kind) in (1..).zip(playbook.parties.keys().flat_map(|kind| [kind, kind])) {
        let fact = PartyFact { kind: kind.clone(), staffed: true };
        parties.insert(OrganisationId::new(number)?, fact);
    }
    Some(Facts {
        staffed: staffed.collect(),
        chain,
        parties,
        reachable: BTreeSet::from([PersonId::new(RAISER)?]),
        legal_grounds: BTreeMap::from([(Name::known("made-up"), false)]),
        ..Facts::default()
    })
}

/// Every holder has a person of its own.
pub(super) fn person(holder: &Holder) -> Option<PersonId> {
    PersonId::new(match holder {
        Holder::Post { role, place } => {
            role.as_str()
                .bytes()
                .fold(place.get(), |sum, byte| sum * 31 % 1_000_003 + i64::from(byte))
                + 1000
        }
        Holder::Organisation(id) => 2_000_000 + id.get(),
        Holder::Person(person) => return Some(*person),
    })
}

/// Somebody who did not raise it.
fn neighbour_of(case: &Case) -> Option<Holder> {
    let ids = (RAISER + 1..).filter_map(PersonId::new).take(case.raisers.len() + 1);
    ids.filter(|id| !case.raisers.contains(id)).map(Holder::Person).next()
}

/// Whoever holds a task, or the raiser.
pub(super) fn actor(holder: Option<&Holder>, case: &Case) -> Actor {
    let raiser = || case.raisers.first().copied().or_else(|| PersonId::new(RAISER));
    let acting = holder.filter(|holder| !matches!(holder, Holder::Person(_))).cloned();
    match holder.map_or_else(raiser, person) {
        Some(person) => Actor::Person { person, acting },
        None => Actor::Operator,
    }
}

/// What a form is filled in from.
pub(crate) struct Filling<'f> {
    pub(crate) playbook: &'f Playbook,
    pub(crate) facts: &'f Facts,
    pub(crate) now: Moment,
    /// Who fills it in.
    pub(crate) asks: Option<&'f Holder>,
}

/// A form with everything in it that must be.
pub(crate) fn filled(offer: &Offer, from: &Filling<'_>) -> Fields {
    let required = offer.fields.iter().filter(|field| field.required);
    required.filter_map(|field| Some((field.key.clone(), value(field, from)?))).collect()
}

pub(crate) fn words() -> Option<TextRef> {
    Some(TextRef { id: TextId::new(1)?, hash: 1 })
}

fn value(field: &Field, from: &Filling<'_>) -> Option<Value> {
    let Filling { facts, now, .. } = from;
    Some(match &field.kind {
        FieldKind::Text { .. } => Value::Text(words()?),
        FieldKind::Number { min, .. } => Value::Number(*min),
        FieldKind::Date => Value::Date(facts.calendar.workday_from(now.day().tomorrow().ok()?)),
        FieldKind::Flag => Value::Flag(true),
        FieldKind::Choice(choices) => Value::Choice(choices.first()?.0.clone()),
        FieldKind::LegalGround => Value::Choice(facts.legal_grounds.keys().next()?.clone()),
        FieldKind::Party(kinds) => Value::Party(parties(facts, kinds).next()?),
        FieldKind::Parties(kinds) => Value::Parties(parties(facts, kinds).collect()),
        FieldKind::Post(level) => Value::Post(from.office(level.as_ref())?),
        FieldKind::SecondPerson(level) => Value::Post(from.office(Some(level))?),
        FieldKind::Photos { .. } => Value::Photos(vec![PhotoId::new(1)?]),
        FieldKind::Items { fields, .. } => {
            let row = fields.iter().filter(|field| field.required);
            let row = row.filter_map(|f| Some((f.key.clone(), value(f, from)?)));
            Value::Items(vec![row.collect()])
        }
    })
}

impl Filling<'_> {
    /// The lowest post of office at a level or above that is not the one who asks.
    fn office(&self, level: Option<&Name>) -> Option<Holder> {
        let lowest = level.and_then(|l| self.facts.chain.iter().position(|s| s.level == *l));
        let scopes = self.facts.chain.iter().skip(lowest.unwrap_or(0));
        let mut posts = scopes.flat_map(|scope| {
            let at = |(_, place): &&(Name, PlaceId)| *place == scope.place;
            self.facts.staffed.iter().filter(at).map(|(role, place)| (role.clone(), *place))
        });
        let post = |(role, place)| Holder::Post { role, place };
        let fits = |holder: &Holder| {
            matches!(holder, Holder::Post { role, .. } if self.playbook.holds_office(role))
                && Some(holder) != self.asks
        };
        posts.find_map(|named| Some(post(named)).filter(fits))
    }
}

fn parties<'f>(facts: &'f Facts, kinds: &'f [Name]) -> impl Iterator<Item = OrganisationId> + 'f {
    let fits = |fact: &PartyFact| kinds.is_empty() || kinds.contains(&fact.kind);
    facts.parties.iter().filter(move |(_, fact)| fits(fact)).map(|(id, _)| *id)
}

/// Numbers that look like chance and are the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, count: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let count = u64::try_from(count.max(1)).unwrap_or(1);
        usize::try_from((self.0 >> 33) % count).unwrap_or(0)
    }

    /// Any of the choices instead of the first.
    fn choose(&mut self, offer: &Offer, fields: &mut Fields) {
        for field in &offer.fields {
            let FieldKind::Choice(choices) = &field.kind else { continue };
            let chosen = choices.get(self.below(choices.len()));
            if let (true, Some((choice, _))) = (fields.contains_key(&field.key), chosen) {
                fields.insert(field.key.clone(), Value::Choice(choice.clone()));
            }
        }
    }
}
