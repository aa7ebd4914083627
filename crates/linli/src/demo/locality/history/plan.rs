//! Which matters there are: story, place, raiser and day of each, and where some of them are to rest.

use std::collections::{BTreeMap, BTreeSet};

use linli_kernel::{Moment, PersonId, PlaceId};
use linli_playbook::{Name, model::Process};

use super::{super::data::Story, Known, ways};
use crate::demo::{people::Duty, random::Random};

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// What a matter that is to rest takes for each step on its way, at most.
const STEP_MS: i64 = 50 * MINUTE_MS;
/// Matters that are not led anywhere begin at least so long before the history ends.
const LATELY_DAYS: i64 = 20;
/// How long before the end of the history somebody raises what residents may claim.
const NEIGHBOURLY_DAYS: [i64; 5] = [12, 15, 18, 33, 54];
/// How often another place is tried for words that were used already.
const TRIES: usize = 12;

/// One matter of the history.
#[derive(Clone, Debug)]
pub(super) struct Matter {
    pub(super) process: Name,
    /// As what it is opened; the process's first word if nothing is said.
    pub(super) opens: Option<String>,
    pub(super) story: Story,
    pub(super) words: String,
    pub(super) at: Moment,
    pub(super) place: PlaceId,
    /// Where in the ground.
    pub(super) spot: usize,
    pub(super) place_name: String,
    /// The member of the list whose matter it is; `None` for what staff found.
    pub(super) raiser: Option<usize>,
    /// The step in which nobody acts any more.
    pub(super) target: Option<Name>,
    /// Whether a neighbour claims it where it rests.
    pub(super) claimed: bool,
    pub(super) random: Random,
}

/// Makes the list: what is to rest in each step, then as many others as the locality has.
pub(super) fn plan(
    known: &Known<'_>,
    persons: &[Option<PersonId>],
    part: usize,
    (from, until): (Moment, Moment),
) -> Vec<Matter> {
    let members = known.people.members.iter().enumerate();
    let residents = members.filter(|(_, m)| matches!(m.duty, Duty::Resident) && m.home.is_some());
    let spots = known.ground.nodes.iter().enumerate();
    let mut planning = Planning {
        known,
        residents: residents.map(|(at, _)| at).collect(),
        with_account: persons
            .iter()
            .enumerate()
            .filter(|(_, p)| p.is_some())
            .map(|(at, _)| at)
            .collect(),
        spots: spots.filter_map(|(at, node)| Some((node.id?, at))).collect(),
        random: Random::new("locality history"),
        used: BTreeSet::new(),
        turns: BTreeMap::new(),
        matters: Vec::new(),
    };
    let playbook = &known.locality.playbook;
    for process in playbook.matters_first() {
        for (step, far) in ways::within_reach(process).into_iter().take(60 / part.max(1)) {
            let back = i64::try_from(far + 1).unwrap_or(1) * STEP_MS;
            let claims = process.steps.get(&step).is_some_and(ways::invites_residents);
            let back = until.plus_ms(-back);
            planning.add(process, back, Aim { target: Some(step.clone()), ..Aim::default() });
            if claims {
                let target = Some(step);
                planning.add(process, back, Aim { target, claimed: true, ..Aim::default() });
            }
        }
        // What neighbours can claim lies where somebody has neighbours.
        if process.steps.values().any(ways::invites_residents) {
            for days in NEIGHBOURLY_DAYS {
                let at = until.plus_ms(-days * DAY_MS);
                planning.add(process, at, Aim { near: true, ..Aim::default() });
            }
        }
    }
    let (data, usual) = (&known.locality.data, &known.locality.usual);
    let total = data.matters.or(usual.matters).unwrap_or_default() / part.max(1);
    let others = playbook.processes.len().saturating_sub(1).max(1);
    let mut turn = 0;
    while planning.matters.len() < total || turn < 4 * others {
        // Every second one is a resident's matter, the others take turns.
        let process = if turn % 2 == 0 { playbook.matter() } else { None };
        let process = process.or_else(|| playbook.matters_first().nth(1 + turn / 2 % others));
        let last = until.ms_since(from) / DAY_MS - LATELY_DAYS;
        let day = from.plus_ms(planning.random.between(0, last.max(1)) * DAY_MS).day();
        let minute = planning.random.between(7 * 60, 21 * 60);
        let at = Moment::from_local(day, minute * MINUTE_MS);
        if let Some(process) = process.or_else(|| playbook.matter()) {
            planning.add(process, at, Aim::default());
        }
        turn += 1;
        if turn > 4 * total.max(others * 4) {
            break;
        }
    }
    planning.matters
}

/// Whether a story is meant to rest in this step.
fn rests_in(story: &Story, step: &Name) -> bool {
    story.rests.iter().any(|rests| *step == **rests)
}

/// What is to become of a matter.
#[derive(Debug, Default)]
struct Aim {
    /// The step in which it is to rest.
    target: Option<Name>,
    /// Whether a neighbour claims it there.
    claimed: bool,
    /// Whether one of the demo's own residents raises it, who have neighbours.
    near: bool,
}

struct Planning<'p, 'w> {
    known: &'p Known<'w>,
    /// Members of the list who live somewhere.
    residents: Vec<usize>,
    with_account: BTreeSet<usize>,
    spots: BTreeMap<PlaceId, usize>,
    random: Random,
    used: BTreeSet<String>,
    /// Which story of a process comes next.
    turns: BTreeMap<Name, usize>,
    matters: Vec<Matter>,
}

impl Planning<'_, '_> {
    /// One matter more, unless all that could be said was said.
    fn add(&mut self, process: &Process, at: Moment, aim: Aim) {
        let Aim { target, claimed, near } = aim;
        let own = near || target.is_some();
        for _ in 0..TRIES {
            let Some(story) = self.story(process, target.as_ref()) else { return };
            let Some((raiser, spot)) = self.where_and_whose(&story, own) else {
                return;
            };
            let Some(node) = self.known.ground.nodes.get(spot) else { return };
            let Some(place) = node.id else { return };
            let words = story.text.replace("{place}", &self.known.ground.spoken(spot));
            if !self.used.insert(words.clone()) {
                continue;
            }
            let random = Random::new(&format!("locality matter {}", self.matters.len()));
            let raiser = raiser.filter(|_| story.by.is_none());
            self.matters.push(Matter {
                process: process.key.clone(),
                opens: story.opens.clone(),
                words,
                at,
                place,
                spot,
                place_name: self.known.ground.spoken(spot),
                raiser,
                target,
                claimed,
                story,
                random,
            });
            return;
        }
    }

    /// The next story of a process: the locality's own, or one made of the playbook's words.
    fn story(&mut self, process: &Process, target: Option<&Name>) -> Option<Story> {
        let locality = self.known.locality;
        let of =
            |story: &&Story| story.process.as_deref().unwrap_or("matter") == process.key.as_str();
        let mut own: Vec<&Story> = locality.data.story.iter().filter(of).collect();
        let fits = |story: &&Story| target.is_some_and(|target| rests_in(story, target));
        if own.iter().any(fits) {
            own.retain(fits);
        }
        let turn = self.turns.entry(process.key.clone()).or_default();
        let at = *turn;
        *turn += 1;
        if let Some(story) = own.get(at % own.len().max(1)) {
            return Some((*story).clone());
        }
        let playbook = &locality.playbook;
        let usual = locality.usual.story.get(at % locality.usual.story.len().max(1))?;
        let category = playbook.categories.get(at % playbook.categories.len().max(1));
        let opens = process.opens.get(at % process.opens.len().max(1))?;
        let about = category.map_or(&process.label.zh, |(_, category)| &category.label.zh);
        let text = usual.text.replace("{about}", about);
        let text = text.replace("{opens}", &playbook.word_or_name(opens).zh);
        Some(Story {
            opens: Some(opens.to_string()),
            category: category.map(|(key, _)| key.to_string()),
            text,
            ..usual.clone()
        })
    }

    /// Somebody, and the place that they mean: around their home.
    fn where_and_whose(&mut self, story: &Story, theirs: bool) -> Option<(Option<usize>, usize)> {
        // The demo's own residents raise what is still open.
        let own = theirs || self.random.percent(12);
        let raiser = match own {
            true => self.residents.get(self.matters.len() % 2),
            false => self.random.pick(&self.residents),
        };
        let raiser = *raiser?;
        let raiser = if theirs && !self.with_account.contains(&raiser) {
            *self.residents.first()?
        } else {
            raiser
        };
        let home = self.known.people.members.get(raiser)?.home?;
        let home = *self.spots.get(&home)?;
        let ground = self.known.ground;
        let over = story.at.as_ref().and_then(|kind| ground.over(home, kind));
        let chain = ground.chain(home);
        let near = chain
            .get(1 + self.random.below(2))
            .filter(|at| ground.nodes.get(**at).is_some_and(|node| node.kind != "grid"));
        let spot = over.or(near.copied()).or(chain.get(1).copied())?;
        Some((Some(raiser), spot))
    }
}
