//! What a drawing shows: steps in the order of their stages, each with its ways out, then ends.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use linli_kernel::{Limit, LimitUnit};

use crate::{
    check::{Exit, Way, exits},
    language::{Speech, columns, fill},
    model::{
        AsideKind, By, LateThen, Name, Playbook, Process, Step, StepKind, Target, Wait, Within,
    },
};

/// Who and how long stand on one line up to this many columns.
const SUBTITLE_COLUMNS: usize = 32;

/// A step or end.
pub(super) struct Card<'p> {
    pub(super) key: &'p Name,
    pub(super) title: String,
    /// Who and how long, on two lines if it is long; how a withdrawal comes about.
    pub(super) subtitle: Vec<String>,
    /// The stage's label; `None` for an end.
    pub(super) stage: Option<&'p str>,
    pub(super) rows: Vec<Row<'p>>,
}

/// A way out.
pub(super) struct Row<'p> {
    pub(super) text: String,
    pub(super) to: Option<&'p Name>,
    /// Taken by the clock or a count, by nobody's choice.
    pub(super) dashed: bool,
}

struct Teller<'p> {
    playbook: &'p Playbook,
    process: &'p Process,
    speech: Speech,
}

/// The cards of a process.
pub(super) fn story<'p>(
    playbook: &'p Playbook,
    process: &'p Process,
    speech: Speech,
) -> Vec<Card<'p>> {
    let teller = Teller { playbook, process, speech };
    let order = walking_order(process);
    let mut cards = Vec::new();
    for (stage, label) in &playbook.stages {
        let steps = order.iter().filter_map(|name| process.steps.get(*name));
        for step in steps.filter(|step| step.stage == *stage) {
            cards.push(teller.step(step, label.text(teller.english())));
        }
    }
    let mut ends: Vec<_> = process.ends.values().collect();
    ends.sort_by_key(|end| end.kind);
    cards.extend(ends.into_iter().map(|end| {
        let review = end.review.as_ref();
        let row = review.map(|step| teller.row("draw-review", step, false));
        Card {
            key: &end.key,
            title: end.label.text(teller.english()).to_owned(),
            subtitle: teller.withdrawn(&end.key),
            stage: None,
            rows: row.into_iter().collect(),
        }
    }));
    cards
}

/// Steps by distance from the first, in the order in which outcomes are offered.
fn walking_order(process: &Process) -> Vec<&Name> {
    let mut order = Vec::new();
    let mut seen = BTreeSet::from([&process.first]);
    let mut waiting = VecDeque::from([&process.first]);
    while let Some(name) = waiting.pop_front() {
        let Some(step) = process.steps.get(name) else { continue };
        order.push(name);
        for exit in exits(step) {
            if let Target::Step(next) = exit.to
                && seen.insert(next)
            {
                waiting.push_back(next);
            }
        }
    }
    // What only a review reaches comes last.
    order.extend(process.steps.keys().filter(|key| !seen.contains(key)));
    order
}

impl<'p> Teller<'p> {
    fn english(&self) -> bool {
        self.speech == Speech::English
    }

    fn word(&self, key: &str) -> String {
        fill(self.speech, key, &[])
    }

    fn title(&self, name: &Name) -> &'p str {
        let step = self.process.steps.get(name).map(|step| &step.label);
        let label = step.or_else(|| self.process.ends.get(name).map(|end| &end.label));
        label.map_or("", |label| label.text(self.english()))
    }

    fn row(&self, key: &str, to: &'p Name, dashed: bool) -> Row<'p> {
        let text = fill(self.speech, key, &[("to", self.title(to).to_owned())]);
        Row { text, to: Some(to), dashed }
    }

    fn step(&self, step: &'p Step, stage: &'p str) -> Card<'p> {
        let stays = match step.late {
            LateThen::Up => Some("draw-late-up"),
            LateThen::Supervise => Some("draw-late-supervise"),
            LateThen::To(_) | LateThen::Close => None,
        };
        let stays = stays.map(|key| Row { text: self.word(key), to: None, dashed: true });
        let (chosen, counted): (Vec<_>, Vec<_>) =
            exits(step).into_iter().partition(|exit| matches!(exit.way, Way::Outcome(_)));
        let mut rows: Vec<Row<'p>> = chosen.iter().map(|exit| self.exit(step, exit)).collect();
        rows.extend(stays);
        rows.extend(counted.iter().map(|exit| self.exit(step, exit)));
        Card {
            key: &step.key,
            title: step.label.text(self.english()).to_owned(),
            subtitle: self.subtitle(step),
            stage: Some(stage),
            rows,
        }
    }

    fn exit(&self, step: &Step, exit: &Exit<'p>) -> Row<'p> {
        let (Target::Step(to) | Target::End(to)) = exit.to;
        match exit.way {
            Way::Outcome(outcome) => {
                let label = outcome.label.text(self.english()).to_owned();
                let said = [("outcome", label), ("to", self.title(to).to_owned())];
                let guarded = outcome.when.is_some();
                let key = if guarded { "draw-outcome-if" } else { "draw-outcome" };
                Row { text: fill(self.speech, key, &said), to: Some(to), dashed: false }
            }
            Way::Late => self.row("draw-late", to, true),
            Way::Top => self.row("draw-top", to, true),
            Way::Silence => self.row("draw-silence", to, true),
            Way::Exhausted => {
                let times = step.bound.as_ref().map_or(0, |bound| bound.times);
                let said = [("n", times.to_string()), ("to", self.title(to).to_owned())];
                Row { text: fill(self.speech, "draw-exhausted", &said), to: Some(to), dashed: true }
            }
        }
    }

    fn subtitle(&self, step: &Step) -> Vec<String> {
        let parts = [self.who(step), self.how_long(step)];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let whole = parts.join(" · ");
        if columns(&whole) > SUBTITLE_COLUMNS { parts } else { vec![whole] }
    }

    /// The asides by which a case comes to an end.
    fn withdrawn(&self, end: &Name) -> Vec<String> {
        let asides = self
            .process
            .asides
            .values()
            .filter(|aside| matches!(&aside.kind, AsideKind::Withdraw { to, .. } if to == end));
        asides.map(|aside| aside.label.text(self.english()).to_owned()).collect()
    }

    fn who(&self, step: &Step) -> String {
        match (&step.kind, &step.by) {
            (StepKind::Rate(_), _) => self.word("draw-raisers"),
            (_, By::Role(role)) => {
                let role = self.playbook.roles.get(role);
                role.map_or("", |role| role.label.text(self.english())).to_owned()
            }
            (_, By::LastHolder) => self.word("draw-last-holder"),
            (_, By::Nobody) => String::new(),
        }
    }

    fn how_long(&self, step: &Step) -> String {
        match (&step.kind, step.within) {
            (StepKind::Publish(publish), _) => {
                let times: BTreeMap<_, Limit> = publish
                    .rules
                    .values()
                    .filter_map(|rule| rule.open_for)
                    .map(|limit| ((limit.unit, limit.amount), limit))
                    .collect();
                times.into_values().next_back().map_or_else(String::new, |l| self.limit(l))
            }
            (StepKind::Wait(Wait::Children), _) => self.word("draw-children"),
            (_, Within::Limit(limit)) => self.limit(limit),
            (_, Within::NextDeliberationDay) => self.word("draw-deliberation-day"),
            (_, Within::ItemDue) => self.word("draw-item-due"),
        }
    }

    fn limit(&self, limit: Limit) -> String {
        let hours = limit.amount.is_multiple_of(60);
        let (key, amount) = match limit.unit {
            LimitUnit::WorkDay => ("draw-work-days", limit.amount),
            LimitUnit::NaturalDay => ("draw-natural-days", limit.amount),
            LimitUnit::WorkMinute if hours => ("draw-work-hours", limit.amount / 60),
            LimitUnit::WorkMinute => ("draw-work-minutes", limit.amount),
            LimitUnit::UrgentMinute if hours => ("draw-hours", limit.amount / 60),
            LimitUnit::UrgentMinute => ("draw-minutes", limit.amount),
        };
        fill(self.speech, key, &[("n", amount.to_string())])
    }
}
