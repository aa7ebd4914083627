//! Two playbooks side by side as pages show them: each process with what differs and its drawing,
//! and the passages of the text.

use linli_app::setup::{self, Comparison};
use linli_domain::playbook_change::Edition;
use linli_playbook::{
    Name,
    draw::{Line, Mark, RedrawnCard},
    language::Speech,
};

use crate::{
    pages::form::label,
    texts::Lang,
    ui::{Tone, Ui, view::Tag},
};

/// In which of the two texts a line stands.
pub(crate) enum Side {
    /// In both.
    Both,
    /// In the first one.
    Before,
    /// In the other one.
    After,
}

/// A line that differs, or one beside it.
pub(crate) struct DiffLine {
    /// Where it stands.
    pub(crate) side: Side,
    /// Its words.
    pub(crate) text: String,
}

/// What differs.
pub(super) struct Difference {
    pub(super) processes: Vec<ProcessView>,
    /// Where the passage begins, and its lines.
    pub(super) passages: Vec<(String, Vec<DiffLine>)>,
}

/// A process of which anything differs.
pub(super) struct ProcessView {
    pub(super) name: String,
    pub(super) tag: Tag,
    pub(super) cards: Vec<CardView>,
    pub(super) svg: String,
}

/// A step or end of which anything differs.
pub(super) struct CardView {
    pub(super) title: String,
    pub(super) tag: Tag,
    pub(super) lines: Vec<DiffLine>,
}

/// The language of drawings and findings.
pub(super) fn speech(ui: &Ui) -> Speech {
    match ui.lang() {
        Lang::ZhCn => Speech::Chinese,
        Lang::En => Speech::English,
    }
}

/// `kenli 1`, as forms and addresses name a playbook.
pub(super) fn edition_word((key, version): &Edition) -> String {
    format!("{key} {version}")
}

/// From that word.
pub(super) fn edition(word: &str) -> Option<Edition> {
    let (key, version) = word.trim().split_once(' ')?;
    Some((Name::new(key).ok()?, version.parse().ok()?))
}

/// What differs, in the reader's language.
pub(super) fn difference(ui: &Ui, comparison: Comparison) -> Difference {
    let process = |one: setup::RedrawnProcess| ProcessView {
        name: label(ui, &one.what.label).to_owned(),
        tag: mark(ui, one.what.mark),
        cards: one.what.cards.into_iter().map(|card| card_view(ui, card)).collect(),
        svg: one.svg,
    };
    let passage = |one: setup::Passage| {
        let at = ui.t2("playbook-passage", ("before", &one.at.0), ("after", &one.at.1));
        let line = |(side, text): (setup::Side, String)| DiffLine {
            side: match side {
                setup::Side::Both => Side::Both,
                setup::Side::Before => Side::Before,
                setup::Side::After => Side::After,
            },
            text,
        };
        (at, one.lines.into_iter().map(line).collect())
    };
    Difference {
        processes: comparison.processes.into_iter().map(process).collect(),
        passages: comparison.passages.into_iter().map(passage).collect(),
    }
}

fn card_view(ui: &Ui, card: RedrawnCard) -> CardView {
    let line = |(line, text): (Line, String)| DiffLine {
        side: match line {
            Line::Gone => Side::Before,
            Line::New => Side::After,
        },
        text,
    };
    CardView {
        title: card.title,
        tag: mark(ui, card.mark),
        // All lines of a card that stands on one side only are on that side: its tag says it.
        lines: card.lines.into_iter().map(line).collect(),
    }
}

fn mark(ui: &Ui, mark: Mark) -> Tag {
    let (tone, key) = match mark {
        Mark::New => (Tone::Ok, "playbook-new"),
        Mark::Gone => (Tone::Bad, "playbook-gone"),
        Mark::Changed | Mark::Current => (Tone::Warn, "playbook-changed"),
    };
    Tag::new(tone, ui.t(key))
}
