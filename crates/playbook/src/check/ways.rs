//! Ways through a process, and how long each takes for an urgency.

use std::collections::{BTreeMap, BTreeSet};

use super::{Duration, Durations, Way, exits, graph};
use crate::{
    language::{Speech, fill},
    model::{
        Bound, EndKind, LateThen, Name, Playbook, Process, Publicity, Step, StepKind, Target,
        Urgency, Within,
    },
};

/// States of the search for the longest way; Kenli needs some thousands.
const MOST_STATES: usize = 300_000;

/// The durations of a process for one urgency, with the process's own class.
#[must_use]
pub fn durations(playbook: &Playbook, process: &Process, urgency: &Urgency) -> Durations {
    let ways = Ways { playbook, process, urgency };
    Durations { shortest: ways.shortest(), usual: ways.usual(), longest: ways.longest() }
}

/// For every urgency its overall limit and three durations, one line each.
#[must_use]
pub fn report(playbook: &Playbook, process: &Process, speech: Speech) -> String {
    let english = speech == Speech::English;
    let mut lines = Vec::new();
    // The process's own urgency comes first.
    let mut urgencies: Vec<_> = playbook.urgencies.iter().collect();
    urgencies.sort_by_key(|(key, _)| **key != process.urgency);
    for (_, urgency) in urgencies {
        let found = durations(playbook, process, urgency);
        let times = [
            ("duration-overall", Some(Duration::of(urgency.overall))),
            ("duration-shortest", found.shortest),
            ("duration-usual", found.usual),
            ("duration-longest", found.longest),
        ];
        let said = times.map(|(key, duration)| {
            let unknown = || fill(speech, "duration-unknown", &[]);
            let words = duration.map_or_else(unknown, |duration| duration.words(speech));
            fill(speech, key, &[("duration", words)])
        });
        let of = [
            ("process", process.label.text(english).to_owned()),
            ("urgency", urgency.label.text(english).to_owned()),
        ];
        lines.push(fill(speech, "duration-of", &of));
        lines.extend(said.map(|line| format!("    {line}")));
    }
    lines.join("\n")
}

/// A process under one urgency.
#[derive(Clone, Copy)]
pub(super) struct Ways<'p> {
    pub(super) playbook: &'p Playbook,
    pub(super) process: &'p Process,
    pub(super) urgency: &'p Urgency,
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
        match step.within {
            Within::Limit(limit) => {
                Duration::of(self.urgency.steps.get(&step.key).copied().unwrap_or(limit))
            }
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
        self.nearest(|_| false, |end| end == Some(EndKind::Rated))
    }

    /// The shortest way until the raiser is told: where the overall clock stops.
    pub(super) fn shortest_told(self) -> Option<Duration> {
        let told = |step: &Step| matches!(step.kind, StepKind::Publish(_) | StepKind::Rate(_));
        self.nearest(told, |end| end != Some(EndKind::Withdrawn))
    }

    /// The shortest way to a step or an end that is looked for.
    fn nearest(
        self,
        step_found: impl Fn(&Step) -> bool,
        end_found: impl Fn(Option<EndKind>) -> bool,
    ) -> Option<Duration> {
        let mut settled: BTreeSet<&Name> = BTreeSet::new();
        let mut open: Vec<(&Name, Duration)> = vec![(&self.process.first, Duration::default())];
        let mut best: Option<Duration> = None;
        let shorter = |after: Duration, best: Option<Duration>| {
            best.is_none_or(|best| after.weight() < best.weight())
        };
        while let Some(at) = nearest_open(&open) {
            let (name, before) = open.swap_remove(at);
            let Some(step) = self.process.steps.get(name) else { continue };
            if !settled.insert(name) {
                continue;
            }
            if step_found(step) {
                best = if shorter(before, best) { Some(before) } else { best };
                continue;
            }
            let after = before + self.time(step, Publicity::Private);
            for exit in exits(step) {
                match exit.to {
                    Target::Step(next) => open.push((next, after)),
                    Target::End(_) => {
                        let kind = graph::end_kind(self.process, exit.to);
                        if end_found(kind) && shorter(after, best) {
                            best = Some(after);
                        }
                    }
                }
            }
        }
        best
    }

    fn usual(self) -> Option<Duration> {
        let way = graph::usual_way(self.process);
        let ends = way.last().is_some_and(|(_, last)| matches!(last.to, Target::End(_)));
        let times = way.iter().map(|(step, _)| self.time(step, self.publicity()));
        ends.then(|| times.fold(Duration::default(), |sum, time| sum + time))
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
