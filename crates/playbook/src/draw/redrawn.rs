//! What differs between the drawings of two playbooks: for people who decide whether the second may
//! take the place of the first.

use std::collections::{BTreeMap, BTreeSet};

use super::story::{Card, story};
use crate::{
    language::{Speech, fill},
    model::{EndState, Label, Name, Playbook, Process, Step},
};

/// What a drawing says of a card beside its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Where a case stands now.
    Current,
    /// Not in the playbook before.
    New,
    /// In both, and not the same.
    Changed,
    /// In the playbook before only.
    Gone,
}

impl Mark {
    /// The word beside a card's title.
    #[must_use]
    pub fn word(self, speech: Speech) -> String {
        let key = match self {
            Self::Current => "draw-current",
            Self::New => "draw-new",
            Self::Changed => "draw-changed",
            Self::Gone => "draw-gone",
        };
        fill(speech, key, &[])
    }
}

/// The marked steps and ends of a drawing.
pub type Marks = BTreeMap<Name, Mark>;

/// A process of which something differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redrawn {
    /// Its name.
    pub key: Name,
    /// What people call it.
    pub label: Label,
    /// Whether it is new, gone, or changed.
    pub mark: Mark,
    /// Its cards that differ, in the order of the drawing, those that are gone last. Empty where
    /// only something differs that no drawing shows.
    pub cards: Vec<RedrawnCard>,
}

/// A step or end of which something differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedrawnCard {
    /// Its name.
    pub key: Name,
    /// Its title, of the later drawing if it is there.
    pub title: String,
    /// Whether it is new, gone, or changed.
    pub mark: Mark,
    /// Its lines that differ, those that are gone before those that are new. Empty for a changed
    /// card means that only something differs that no drawing shows: a form, a message.
    pub lines: Vec<(Line, String)>,
}

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// In the playbook before.
    Gone,
    /// In the playbook after.
    New,
}

impl Redrawn {
    /// The marks for the later drawing, or for the earlier of a process that is gone.
    #[must_use]
    pub fn marks(&self) -> Marks {
        self.cards.iter().map(|card| (card.key.clone(), card.mark)).collect()
    }
}

/// The processes of which anything differs, in the order of `after`, those that are gone last.
#[must_use]
pub fn redrawn(before: &Playbook, after: &Playbook, speech: Speech) -> Vec<Redrawn> {
    let found = |processes: &Playbook, key| processes.processes.contains_key(key);
    let gone = before.processes.values().filter(|process| !found(after, &process.key));
    let later = after.processes.values().map(|process| (process, Mark::New));
    let both = later.chain(gone.map(|process| (process, Mark::Gone)));
    both.filter_map(|(process, only)| {
        let (old, new) = (before.process(&process.key), after.process(&process.key));
        let cards = differing(cards(before, old, speech), cards(after, new, speech));
        let mark = if old.is_some() && new.is_some() { Mark::Changed } else { only };
        let (key, label) = (process.key.clone(), process.label.clone());
        (old != new || !cards.is_empty()).then_some(Redrawn { key, label, mark, cards })
    })
    .collect()
}

/// A card in its words, beside what the playbook says of it in full.
struct Told<'p> {
    key: &'p Name,
    title: String,
    lines: Vec<String>,
    step: Option<&'p Step>,
    end: Option<&'p EndState>,
}

fn cards<'p>(
    playbook: &'p Playbook,
    process: Option<&'p Process>,
    speech: Speech,
) -> Vec<Told<'p>> {
    let Some(process) = process else { return Vec::new() };
    let told = |card: Card<'p>| {
        let mut lines = vec![card.title.clone()];
        lines
            .extend(card.stage.map(|stage| fill(speech, "draw-stage", &[("stage", stage.into())])));
        lines.extend(card.subtitle);
        lines.extend(card.rows.into_iter().map(|row| row.text));
        let (step, end) = (process.steps.get(card.key), process.ends.get(card.key));
        Told { key: card.key, title: card.title, lines, step, end }
    };
    story(playbook, process, speech).into_iter().map(told).collect()
}

fn differing(before: Vec<Told<'_>>, after: Vec<Told<'_>>) -> Vec<RedrawnCard> {
    let mut found = Vec::new();
    let kept: BTreeSet<&Name> = after.iter().map(|card| card.key).collect();
    for card in &after {
        let old = before.iter().find(|old| old.key == card.key);
        let same = old.is_some_and(|old| {
            (old.step, old.end, &old.lines) == (card.step, card.end, &card.lines)
        });
        if !same {
            let mark = if old.is_some() { Mark::Changed } else { Mark::New };
            let none = Vec::new();
            let lines = lines(old.map_or(&none, |old| &old.lines), &card.lines);
            found.push(RedrawnCard {
                key: card.key.clone(),
                title: card.title.clone(),
                mark,
                lines,
            });
        }
    }
    found.extend(before.into_iter().filter(|card| !kept.contains(card.key)).map(|card| {
        let lines = lines(&card.lines, &[]);
        RedrawnCard { key: card.key.clone(), title: card.title, mark: Mark::Gone, lines }
    }));
    found
}

/// The lines that stand on one side only.
fn lines(before: &[String], after: &[String]) -> Vec<(Line, String)> {
    let only = |side: &[String], other: &[String], line: Line| -> Vec<(Line, String)> {
        let alone = side.iter().filter(|text| !other.contains(text));
        alone.map(|text| (line, text.clone())).collect()
    };
    [only(before, after, Line::Gone), only(after, before, Line::New)].concat()
}
