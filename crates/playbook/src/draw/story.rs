//! What a drawing shows: steps in the order of their stages, each with its ways out, then ends.

use std::collections::{BTreeSet, VecDeque};

use linli_kernel::{Limit, LimitUnit};

use crate::{
    check::{Exit, Way, exits, usual_way},
    language::{Speech, columns, fill, is_wide},
    model::{
        AsideKind, By, Dispatch, LateThen, Lead, Name, Offering, Outcome, Playbook, Process,
        Publicity, Publish, Rate, Step, StepKind, Take, Target, Wait, Within,
    },
};

/// Who and how long stand on one line up to this many columns.
const SUBTITLE_COLUMNS: usize = 32;
/// Lines break after this many columns, so that a phone can show them.
pub(super) const LINE_COLUMNS: usize = 38;

/// Lines of at most [`LINE_COLUMNS`] columns; words of letters stay whole.
pub(super) fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_inclusive(|c: char| c == ' ' || is_wide(c)) {
        match lines.last_mut() {
            Some(line) if columns(line) + columns(word.trim_end()) <= LINE_COLUMNS => {
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A step or end.
pub(super) struct Card<'p> {
    pub(super) key: &'p Name,
    pub(super) title: String,
    /// Who and how long, on two lines if it is long; how a withdrawal comes about.
    pub(super) subtitle: Vec<String>,
    /// The stage's label; `None` for an end.
    pub(super) stage: Option<&'p str>,
    pub(super) rows: Vec<Row<'p>>,
    /// Whether the usual way passes it.
    pub(super) usual: bool,
}

/// A way out.
pub(super) struct Row<'p> {
    pub(super) text: String,
    pub(super) to: Option<&'p Name>,
    /// Taken by the clock or a count, by nobody's choice.
    pub(super) dashed: bool,
    /// The usual way on.
    pub(super) usual: bool,
}

/// What puts a process into words.
pub(super) struct Teller<'p> {
    pub(super) playbook: &'p Playbook,
    pub(super) process: &'p Process,
    pub(super) speech: Speech,
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
        let usual = usual_way(process).iter().any(|(_, outcome)| is_to(&outcome.to, &end.key));
        Card {
            usual,
            key: &end.key,
            title: end.label.text(teller.english()).to_owned(),
            subtitle: teller.withdrawn(&end.key),
            stage: None,
            rows: row.into_iter().collect(),
        }
    }));
    cards
}

fn is_to(target: &Target, name: &Name) -> bool {
    matches!(target, Target::Step(to) | Target::End(to) if to == name)
}

/// The usual way's steps, then the others by distance from the first, in the order in which
/// outcomes are offered.
fn walking_order(process: &Process) -> Vec<&Name> {
    let usual: Vec<&Name> = usual_way(process).into_iter().map(|(step, _)| &step.key).collect();
    let mut order = by_distance(process);
    order.retain(|key| !usual.contains(key));
    usual.into_iter().chain(order).collect()
}

fn by_distance(process: &Process) -> Vec<&Name> {
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
    pub(super) fn english(&self) -> bool {
        self.speech == Speech::English
    }

    pub(super) fn word(&self, key: &str) -> String {
        fill(self.speech, key, &[])
    }

    pub(super) fn said(&self, key: &str, values: &[(&'static str, String)]) -> String {
        fill(self.speech, key, values)
    }

    fn title(&self, name: &Name) -> &'p str {
        let step = self.process.steps.get(name).map(|step| &step.label);
        let label = step.or_else(|| self.process.ends.get(name).map(|end| &end.label));
        label.map_or("", |label| label.text(self.english()))
    }

    fn row(&self, key: &str, to: &'p Name, dashed: bool) -> Row<'p> {
        let text = self.said(key, &[("to", self.title(to).to_owned())]);
        Row { text, to: Some(to), dashed, usual: false }
    }

    fn step(&self, step: &'p Step, stage: &'p str) -> Card<'p> {
        let way = usual_way(self.process);
        let usual = way.iter().find(|(known, _)| known.key == step.key);
        let usual = usual.map(|(_, outcome)| &outcome.key);
        let mut rows: Vec<Row<'p>> = Vec::new();
        for outcome in &step.outcomes {
            let mut row = self.outcome(step, outcome);
            row.usual = usual == Some(&outcome.key);
            rows.push(row);
        }
        rows.extend(self.by_itself(step));
        Card {
            key: &step.key,
            title: step.label.text(self.english()).to_owned(),
            subtitle: self.subtitle(step),
            stage: Some(stage),
            rows,
            usual: usual.is_some(),
        }
    }

    fn outcome(&self, step: &Step, outcome: &'p Outcome) -> Row<'p> {
        let (Target::Step(to) | Target::End(to)) = &outcome.to;
        let condition = match (&step.kind, &outcome.when) {
            (StepKind::Rate(rate), _) => Some(self.threshold(rate, outcome)),
            (_, Some(guard)) => Some(self.condition(&guard.test)),
            _ => None,
        };
        let mut said = vec![
            ("outcome", outcome.label.text(self.english()).to_owned()),
            ("to", self.title(to).to_owned()),
        ];
        let key = if condition.is_some() { "draw-outcome-if" } else { "draw-outcome" };
        said.extend(condition.map(|condition| ("condition", condition)));
        Row { text: self.said(key, &said), to: Some(to), dashed: false, usual: false }
    }

    /// When a rating passes, and when it does not.
    fn threshold(&self, rate: &Rate, outcome: &Outcome) -> String {
        let passed = outcome.key == *"passed";
        let key = if passed { "draw-passed" } else { "draw-failed" };
        let stop = rate.scale.iter().find(|(_, points)| points.is_none());
        let stop = stop.and_then(|(answer, _)| self.playbook.word(answer));
        let stop = stop.map_or("", |label| label.text(self.english())).to_owned();
        let raisers = self.said(key, &[("n", rate.pass_raisers.to_string()), ("stop", stop)]);
        let Some((role, from)) = &rate.representatives else { return raisers };
        let role = self.playbook.roles.get(role);
        let who = role.map_or("", |role| role.label.text(self.english())).to_owned();
        let asked = Publicity::WORDS.iter().filter(|(_, publicity)| publicity >= from);
        let told = self.list(asked.map(|(word, _)| self.word(&format!("draw-publicity-{word}"))));
        let said = [("who", who), ("n", rate.pass_representatives.to_string()), ("told", told)];
        let (key, joined) =
            if passed { ("draw-passed-too", "draw-and") } else { ("draw-failed-too", "draw-or") };
        let representatives = self.said(key, &said);
        self.said(joined, &[("left", raisers), ("right", representatives)])
    }

    /// What the clock or a count decides; ways to one place are one line.
    fn by_itself(&self, step: &'p Step) -> Vec<Row<'p>> {
        let mut found: Vec<(String, &'p Name)> = Vec::new();
        for exit in exits(step) {
            let Some(why) = self.why(step, &exit) else { continue };
            let (Target::Step(to) | Target::End(to)) = exit.to;
            match found.iter_mut().find(|(_, known)| *known == to) {
                Some((known, _)) => {
                    *known = self.said("draw-or", &[("left", known.clone()), ("right", why)]);
                }
                None => found.push((why, to)),
            }
        }
        let stays = step.late == LateThen::Supervise && step.top.is_none();
        let stays = stays.then(|| {
            let text = self.word("draw-late-supervise");
            Row { text, to: None, dashed: true, usual: false }
        });
        let leads = found.into_iter().map(|(why, to)| {
            let said = [("outcome", why), ("to", self.title(to).to_owned())];
            let text = self.said("draw-outcome", &said);
            Row { text, to: Some(to), dashed: true, usual: false }
        });
        stays.into_iter().chain(leads).collect()
    }

    fn why(&self, step: &Step, exit: &Exit<'p>) -> Option<String> {
        Some(match exit.way {
            Way::Outcome(_) => return None,
            Way::Late => self.word("draw-late"),
            Way::Top if step.late == LateThen::Supervise => self.word("draw-top-supervise"),
            Way::Top => self.word("draw-top"),
            Way::Silence => self.word("draw-silence"),
            Way::Exhausted => {
                let times = step.bound.as_ref().map_or(0, |bound| bound.times);
                self.said("draw-exhausted", &[("n", times.saturating_add(1).to_string())])
            }
        })
    }

    fn subtitle(&self, step: &Step) -> Vec<String> {
        let parts = [self.who(step), self.how_long(step)];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let whole = parts.join(" · ");
        let mut lines = if columns(&whole) > SUBTITLE_COLUMNS { parts } else { vec![whole] };
        if let StepKind::Dispatch(dispatch) = &step.kind {
            let answer = dispatch.answer_within.map(|limit| self.limit(limit));
            lines.extend(answer.map(|limit| self.said("draw-answer", &[("limit", limit)])));
        }
        if let Within::Limit(_) = step.within {
            let others = self.playbook.urgencies.values();
            lines.extend(others.filter_map(|urgency| {
                let limit = urgency.steps.get(&step.key)?;
                let label = urgency.label.text(self.english()).to_owned();
                let said = [("urgency", label), ("limit", self.limit(*limit))];
                Some(self.said("draw-urgency", &said))
            }));
        }
        lines.iter().flat_map(|line| wrapped(line)).collect()
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
            (StepKind::Dispatch(dispatch), _) => self.leads(dispatch),
            (StepKind::Offer(offering), _) => self.invited(offering),
            (_, By::Role(role)) => {
                let role = self.playbook.roles.get(role);
                role.map_or("", |role| role.label.text(self.english())).to_owned()
            }
            (_, By::LastHolder) => self.word("draw-last-holder"),
            (_, By::Nobody) => String::new(),
        }
    }

    /// Who works on a dispatch: not whoever names them.
    fn leads(&self, dispatch: &Dispatch) -> String {
        let kinds = match &dispatch.lead {
            Lead::OneOf(kinds) => kinds,
            Lead::Items { .. } => return self.word("draw-item-leads"),
            Lead::Claimers { .. } => return self.word("draw-claimers"),
        };
        let labels = kinds.iter().filter_map(|kind| self.playbook.parties.get(kind));
        self.list(labels.map(|label| label.text(self.english()).to_owned()))
    }

    /// Who may claim an offer.
    fn invited(&self, offering: &Offering) -> String {
        let parties = offering.parties.iter().filter_map(|kind| self.playbook.parties.get(kind));
        let posts = offering.posts.iter().filter_map(|role| self.playbook.role_label(role));
        let named = offering.named.as_ref().map(|_| self.word("draw-invited-named"));
        let residents = offering.residents.then(|| self.word("draw-invited-residents"));
        let labels = parties.chain(posts).map(|label| label.text(self.english()).to_owned());
        let who = self.list(labels.chain(named).chain(residents));
        let key = if offering.take == Take::One { "draw-invited-one" } else { "draw-invited-many" };
        self.said(key, &[("who", who)])
    }

    /// Several names with the comma of the language between them.
    pub(super) fn list(&self, names: impl IntoIterator<Item = String>) -> String {
        let mut names = names.into_iter();
        let first = names.next().unwrap_or_default();
        names.fold(first, |left, right| self.said("draw-list", &[("left", left), ("right", right)]))
    }

    fn how_long(&self, step: &Step) -> String {
        match (&step.kind, step.within) {
            (StepKind::Publish(publish), _) => self.open_for(publish),
            (StepKind::Wait(Wait::Children), _) => self.word("draw-children"),
            (_, Within::Limit(limit)) => self.limit(limit),
            (_, Within::NextDeliberationDay) => self.word("draw-deliberation-day"),
            (_, Within::ItemDue) => self.word("draw-item-due"),
        }
    }

    /// How long a publication stays open, for each publicity that has a time.
    fn open_for(&self, publish: &Publish) -> String {
        let open = publish.rules.iter().filter_map(|(publicity, rule)| {
            let key = match publicity {
                Publicity::Private => "draw-publicity-private",
                Publicity::Compound => "draw-publicity-compound",
                Publicity::Public => "draw-publicity-public",
            };
            let said = [("urgency", self.word(key)), ("limit", self.limit(rule.open_for?))];
            Some(self.said("draw-urgency", &said))
        });
        open.collect::<Vec<_>>().join(" · ")
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
