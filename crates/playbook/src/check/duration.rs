//! How long a process may legally take: the limits of its steps, added up along paths.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::{Add, AddAssign},
};

use linli_kernel::{Limit, LimitUnit};

use super::{Way, exits, graph};
use crate::{
    language::{Speech, fill},
    model::{
        Bound, EndKind, LateThen, Name, Playbook, Process, Publicity, Step, StepKind, Target,
        Within,
    },
};

/// Time in the units in which it is counted; they are never turned into each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Duration {
    /// Work days.
    pub work_days: u64,
    /// Natural days.
    pub natural_days: u64,
    /// Minutes of working hours.
    pub work_minutes: u64,
    /// Minutes by the clock.
    pub urgent_minutes: u64,
    /// Waits for the next deliberation day, each up to a month.
    pub deliberation_days: u64,
    /// Dates that minutes set.
    pub item_dates: u64,
    /// Steps that go on under instruction when they are late, without an end of their own.
    pub instructed: u64,
}

/// How long a process may take if every step uses its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Durations {
    /// The shortest way to a rated end.
    pub shortest: Option<Duration>,
    /// The way along each step's first outcome.
    pub usual: Option<Duration>,
    /// The longest way, late at every level, with every bound used up and every review asked for;
    /// `None` if there are too many ways to try.
    pub longest: Option<Duration>,
}

/// States of the search for the longest way; Kenli needs some thousands.
const MOST_STATES: usize = 300_000;

impl Duration {
    fn of(limit: Limit) -> Self {
        let amount = u64::from(limit.amount);
        let none = Self::default();
        match limit.unit {
            LimitUnit::WorkDay => Self { work_days: amount, ..none },
            LimitUnit::NaturalDay => Self { natural_days: amount, ..none },
            LimitUnit::WorkMinute => Self { work_minutes: amount, ..none },
            LimitUnit::UrgentMinute => Self { urgent_minutes: amount, ..none },
        }
    }

    fn times(self, factor: u64) -> Self {
        (0..factor).fold(Self::default(), |sum, _| sum + self)
    }

    /// For comparing only: a work day is 1.4 natural days of the week and 7.5 working hours, a
    /// deliberation day is at most 31 days away, a date of minutes is taken for 30.
    const fn weight(self) -> u64 {
        self.work_days * 2016
            + self.natural_days * 1440
            + self.work_minutes * 9 / 2
            + self.urgent_minutes
            + self.deliberation_days * 44_640
            + self.item_dates * 43_200
            + self.instructed * 14_400
    }

    /// In words, with a plus between the units.
    #[must_use]
    pub fn words(&self, speech: Speech) -> String {
        let parts = [
            ("duration-work-days", self.work_days),
            ("duration-natural-days", self.natural_days),
            ("duration-work-minutes", self.work_minutes),
            ("duration-urgent-minutes", self.urgent_minutes),
            ("duration-deliberation-days", self.deliberation_days),
            ("duration-item-dates", self.item_dates),
            ("duration-instructed", self.instructed),
        ];
        let parts = parts.into_iter().filter(|(_, amount)| *amount > 0);
        let parts: Vec<String> =
            parts.map(|(key, amount)| fill(speech, key, &[("n", amount.to_string())])).collect();
        if parts.is_empty() { fill(speech, "duration-none", &[]) } else { parts.join(" + ") }
    }
}

impl Add for Duration {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            work_days: self.work_days + other.work_days,
            natural_days: self.natural_days + other.natural_days,
            work_minutes: self.work_minutes + other.work_minutes,
            urgent_minutes: self.urgent_minutes + other.urgent_minutes,
            deliberation_days: self.deliberation_days + other.deliberation_days,
            item_dates: self.item_dates + other.item_dates,
            instructed: self.instructed + other.instructed,
        }
    }
}

impl AddAssign for Duration {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Durations {
    /// Three lines: shortest, usual, longest.
    #[must_use]
    pub fn report(&self, process: &Process, speech: Speech) -> String {
        let lines = [
            ("duration-shortest", self.shortest),
            ("duration-usual", self.usual),
            ("duration-longest", self.longest),
        ];
        let lines = lines.map(|(key, duration)| {
            let unknown = || fill(speech, "duration-unknown", &[]);
            let words = duration.map_or_else(unknown, |duration| duration.words(speech));
            let process = process.label.text(speech == Speech::English).to_owned();
            fill(speech, key, &[("process", process), ("duration", words)])
        });
        lines.join("\n")
    }
}

/// The durations of a process, for its default class and urgency.
#[must_use]
pub fn durations(playbook: &Playbook, process: &Process) -> Durations {
    let ways = Ways { playbook, process };
    Durations { shortest: ways.shortest(), usual: ways.usual(), longest: ways.longest() }
}

#[derive(Clone, Copy)]
struct Ways<'p> {
    playbook: &'p Playbook,
    process: &'p Process,
}

/// Entries so far of steps with a bound.
type Entries<'p> = BTreeMap<&'p Name, u32>;

impl<'p> Ways<'p> {
    /// The time of one entry into a step.
    fn time(self, step: &Step, publicity: Publicity) -> Duration {
        if let StepKind::Publish(publish) = &step.kind {
            let rule = publish.rules.get(&publicity);
            let open = rule.and_then(|rule| rule.open_for);
            return open.map_or_else(Duration::default, Duration::of);
        }
        let urgency = self.playbook.urgencies.get(&self.process.urgency);
        if let Some(limit) = urgency.and_then(|urgency| urgency.steps.get(&step.key)) {
            return Duration::of(*limit);
        }
        match step.within {
            Within::Limit(limit) => Duration::of(limit),
            Within::NextDeliberationDay => Duration { deliberation_days: 1, ..Duration::default() },
            Within::ItemDue => Duration { item_dates: 1, ..Duration::default() },
        }
    }

    /// The longest time of one entry: late at every rung, instructed where that is the rule.
    fn longest_time(self, step: &Step) -> Duration {
        let widest = self.playbook.classes.values().map(|class| class.publicity).max();
        let once = self.time(step, widest.unwrap_or(Publicity::Public));
        match step.late {
            LateThen::Up => once.times(step.ladder.len().max(1) as u64),
            // Late again after the instruction, it goes to the top or is entered anew.
            LateThen::Supervise if step.top.is_some() || step.bound.is_some() => once.times(2),
            LateThen::Supervise => once + Duration { instructed: 1, ..Duration::default() },
            LateThen::To(_) | LateThen::Close => once,
        }
    }

    fn publicity(self) -> Publicity {
        let class = self.playbook.classes.get(&self.process.class);
        class.map_or(Publicity::Private, |class| class.publicity)
    }

    fn shortest(self) -> Option<Duration> {
        let mut settled: BTreeSet<&Name> = BTreeSet::new();
        let mut open: Vec<(&Name, Duration)> = vec![(&self.process.first, Duration::default())];
        let mut best: Option<Duration> = None;
        while let Some(at) = nearest_open(&open) {
            let (name, before) = open.swap_remove(at);
            let Some(step) = self.process.steps.get(name) else { continue };
            if !settled.insert(name) {
                continue;
            }
            let after = before + self.time(step, Publicity::Private);
            for exit in exits(step) {
                match exit.to {
                    Target::Step(next) => open.push((next, after)),
                    Target::End(_) => {
                        let rated = graph::end_kind(self.process, exit.to) == Some(EndKind::Rated);
                        if rated && best.is_none_or(|best| after.weight() < best.weight()) {
                            best = Some(after);
                        }
                    }
                }
            }
        }
        best
    }

    fn usual(self) -> Option<Duration> {
        let mut sum = Duration::default();
        let mut seen = BTreeSet::new();
        let mut name = &self.process.first;
        while let Some(step) = self.process.steps.get(name).filter(|_| seen.insert(name)) {
            sum += self.time(step, self.publicity());
            // What depends on a condition is not the usual way.
            let mut free = step.outcomes.iter().filter(|outcome| outcome.when.is_none());
            let first = free.next().or_else(|| step.outcomes.first())?;
            match &first.to {
                Target::Step(next) => name = next,
                Target::End(_) => return Some(sum),
            }
        }
        None
    }

    fn longest(self) -> Option<Duration> {
        let mut known = BTreeMap::new();
        self.longest_from(&self.process.first, Entries::new(), &mut known)
    }

    /// The longest way on from an entry into `name`; `None` where the search grew too large.
    fn longest_from(
        self,
        name: &'p Name,
        entries: Entries<'p>,
        known: &mut BTreeMap<(&'p Name, Entries<'p>), Duration>,
    ) -> Option<Duration> {
        let Some(step) = self.process.steps.get(name) else { return Some(Duration::default()) };
        let mut entries = entries;
        if let Some(bound) = &step.bound {
            let before = entries.entry(name).or_default();
            if *before >= self.allowed(bound) {
                let target = bound.exhausted.as_ref().or(step.top.as_ref());
                return self.longest_to(target, &entries, known);
            }
            *before += 1;
        }
        let state = (name, entries);
        if let Some(found) = known.get(&state) {
            return Some(*found);
        }
        if known.len() >= MOST_STATES {
            return None;
        }
        let mut best = Duration::default();
        for exit in exits(step).into_iter().filter(|exit| exit.way != Way::Exhausted) {
            let on = self.longest_to(Some(exit.to), &state.1, known)?;
            if on.weight() > best.weight() {
                best = on;
            }
        }
        let whole = self.longest_time(step) + best;
        known.insert(state, whole);
        Some(whole)
    }

    fn longest_to(
        self,
        target: Option<&'p Target>,
        entries: &Entries<'p>,
        known: &mut BTreeMap<(&'p Name, Entries<'p>), Duration>,
    ) -> Option<Duration> {
        let next = target.and_then(|target| graph::step_behind(self.process, target));
        match next {
            Some(name) => self.longest_from(name, entries.clone(), known),
            None => Some(Duration::default()),
        }
    }

    /// `exhausted=up` lets the case in once more for each level.
    fn allowed(self, bound: &Bound) -> u32 {
        let rungs = u32::try_from(self.playbook.responsibility.len()).unwrap_or(u32::MAX);
        match bound.exhausted {
            Some(_) => bound.times,
            None => bound.times.saturating_add(rungs),
        }
    }
}

fn nearest_open(open: &[(&Name, Duration)]) -> Option<usize> {
    let weighed = open.iter().enumerate().map(|(at, (_, duration))| (duration.weight(), at));
    weighed.min().map(|(_, at)| at)
}
