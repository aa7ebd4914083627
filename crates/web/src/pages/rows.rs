//! Lines of lists, ready to be drawn: matters with their state, promised times in words, what is
//! wrong with a table.

use linli_app::{
    matter::{Asked, ListLine, MatterView, PartView},
    setup::Problem as Wrong,
};
use linli_kernel::Moment;
use linli_playbook::model::EndKind;

use super::form::label;
use crate::{
    request::table_sentence,
    ui::{
        Tone, Ui,
        view::{MatterRow, NoticeItem, Pager, Stages, TableMistake, Tag},
    },
};

/// A matter in a list; `at` is where its page lies, without the id.
#[must_use]
pub fn matter_row(ui: &Ui, line: &ListLine, at: &str) -> MatterRow {
    let (position, total) = line.position;
    let stage = line.stage_label.as_ref().map(|stage| label(ui, stage)).unwrap_or_default();
    let labels = (1..=total).map(|place| if place == position { stage } else { "" });
    let stages = match line.end {
        // It came no further, and nobody solved it: not a full bar, and not green.
        Some(EndKind::Told | EndKind::Withdrawn) => Stages::ended(labels, position),
        _ if line.open => Stages::at(labels, position.saturating_sub(1)),
        _ => Stages::at(labels, total),
    };
    let tag = if line.merged {
        Tag { icon: Some("info-circle"), ..Tag::new(Tone::Plain, ui.t("matter-tag-merged")) }
    } else if let Some(asked) = line.asked {
        let (icon, key) = match asked {
            Asked::Rate => ("star", "matter-tag-rate"),
            Asked::Answer => ("help-circle", "matter-tag-answer"),
        };
        Tag { icon: Some(icon), ..Tag::new(Tone::Warn, ui.t(key)) }
    } else if let Some(end @ (EndKind::Told | EndKind::Withdrawn)) = line.end {
        let told = end == EndKind::Told;
        let key = if told { "matter-tag-told" } else { "matter-tag-withdrawn" };
        Tag { icon: Some("info-circle"), ..Tag::new(Tone::Plain, ui.t(key)) }
    } else if !line.open {
        Tag { icon: Some("circle-check"), ..Tag::new(Tone::Ok, ui.t("matter-tag-ended")) }
    } else if line.late {
        Tag { icon: Some("alert-triangle"), ..Tag::new(Tone::Bad, ui.t("matter-tag-late")) }
    } else {
        Tag { icon: Some("clock"), ..Tag::new(Tone::Brand, stage) }
    };
    MatterRow {
        href: format!("{at}/{}", line.id),
        title: title(ui, line),
        tag,
        stages,
        text: if line.open && line.asked.is_none() {
            promise(ui, line.due, line.late)
        } else {
            ui.t1("matter-raised-on", "day", ui.day(&line.opened_at.day()))
        },
    }
}

/// A mistake of a table; `headings` are the columns as the reader knows them.
#[must_use]
pub fn mistake(ui: &Ui, headings: &[(&str, &str)], wrong: &Wrong) -> TableMistake {
    let heading = headings.iter().find(|(_, column)| *column == wrong.column);
    TableMistake {
        row: if wrong.row == 0 { String::new() } else { wrong.row.to_string() },
        column: heading.map_or(wrong.column.as_str(), |(words, _)| words).to_owned(),
        text: table_sentence(ui.lang(), wrong),
    }
}

/// The first words, or what it is about where the words may not be read.
#[must_use]
pub fn title(ui: &Ui, line: &ListLine) -> String {
    let category = line.category.as_ref().map(|category| label(ui, category));
    line.excerpt
        .clone()
        .unwrap_or_else(|| category.unwrap_or_else(|| ui.t("matter-text-removed")).to_owned())
}

/// A published matter on a notice board.
#[must_use]
pub fn notice(ui: &Ui, line: &ListLine) -> NoticeItem {
    let kind = line.category.as_ref();
    let stage = line.stage_label.as_ref().map(|stage| label(ui, stage)).unwrap_or_default();
    NoticeItem {
        href: format!("/published/{}", line.id),
        title: title(ui, line),
        text: line.address.clone(),
        result: result(ui, line),
        day: line.published_at.unwrap_or(line.opened_at).day(),
        kind: kind.map(|kind| Tag::new(Tone::Brand, label(ui, kind))),
        state: Some(ended(ui, line).unwrap_or_else(|| Tag::new(Tone::Warn, stage))),
    }
}

/// What was done about a published matter, in a line.
#[must_use]
pub fn result(ui: &Ui, line: &ListLine) -> Option<String> {
    line.result.as_deref().map(|words| ui.t1("published-result", "words", words))
}

/// How a published matter ended, as its raiser answered; none while it is open.
fn ended(ui: &Ui, line: &ListLine) -> Option<Tag> {
    let end = line.end?;
    let tone = if end == EndKind::Rated { Tone::Ok } else { Tone::Plain };
    Some(Tag::new(tone, ui.t(end_key(end))))
}

/// The catalogue's words for an end, for everybody: that the rating passed, never what somebody
/// answered.
#[must_use]
pub const fn end_key(end: EndKind) -> &'static str {
    match end {
        EndKind::Rated => "published-end-rated",
        EndKind::Unrated => "published-end-unrated",
        EndKind::Told => "published-end-told",
        EndKind::Withdrawn => "published-end-withdrawn",
    }
}

/// The promised time in words.
#[must_use]
pub fn promise(ui: &Ui, due: Moment, late: bool) -> String {
    let key = if late { "matter-promise-late" } else { "matter-promise" };
    ui.tx(key, &[("when", &ui.when(&due)), ("left", &ui.remaining(&due))])
}

/// The state of a matter in a few words, with its colour and icon.
#[must_use]
pub fn state(ui: &Ui, view: &MatterView) -> (Tone, &'static str, String) {
    if reviewed_by(view).is_some() {
        return (Tone::Brand, "scale", ui.t("matter-state-review").to_owned());
    }
    if let Some((end, kind)) = &view.end {
        let icon = if *kind == EndKind::Rated { "circle-check" } else { "info-circle" };
        let tone = if *kind == EndKind::Rated { Tone::Ok } else { Tone::Brand };
        return (tone, icon, label(ui, end).to_owned());
    }
    // The engine's own end, which no playbook names.
    if view.merged {
        return (Tone::Brand, "info-circle", ui.t("engine-end-merged").to_owned());
    }
    if let Some((icon, key)) = asked(view) {
        return (Tone::Brand, icon, ui.t(key).to_owned());
    }
    let stage = view.stages.iter().find(|stage| stage.key == view.stage);
    let stage = stage.map(|stage| label(ui, &stage.label)).unwrap_or_default();
    if view.paused {
        let asks = view.parts.iter().any(|part| part.kind == "answer");
        let key = if asks { "matter-state-waiting" } else { "matter-state-paused" };
        return (Tone::Brand, "clock-pause", ui.t(key).to_owned());
    }
    let tone = if view.late { Tone::Bad } else { Tone::Brand };
    (tone, "clock", ui.t1("matter-state", "stage", stage))
}

/// What is asked of the raiser who reads, as an icon and a sentence.
#[must_use]
pub fn asked(view: &MatterView) -> Option<(&'static str, &'static str)> {
    let asked = |name: &str| view.own && view.actions.iter().any(|a| a.name == *name);
    if asked("rate") {
        Some(("star", "matter-state-rate"))
    } else if asked("answer") {
        Some(("help-circle", "matter-state-answer"))
    } else {
        None
    }
}

/// Who decides a request for review that the reader made.
fn reviewed_by(view: &MatterView) -> Option<&PartView> {
    view.parts.iter().find(|part| view.own && part.kind == "review-refusal")
}

/// What the matter's page says below its state.
#[must_use]
pub fn state_note(ui: &Ui, view: &MatterView) -> String {
    if let Some(due) = reviewed_by(view).and_then(|part| part.due) {
        return ui.t1("matter-review-due", "when", ui.when(&due));
    }
    match (view.ended_at, view.paused_until) {
        (Some(at), _) => ui.t1("matter-ended-on", "when", ui.when(&at)),
        (None, Some(until)) => ui.t1("matter-paused-note", "when", ui.when(&until)),
        (None, None) => promise(ui, view.due, view.late),
    }
}

/// Keyset pages of a list at this address, which has no query of its own or ends in `&`-ready
/// form: `/m/matters?` or `/published?place=…&`.
#[must_use]
pub fn pager(address: &str, after: Option<&str>, next: Option<&str>) -> Pager {
    Pager {
        first: after.map(|_| address.trim_end_matches(['?', '&']).to_owned()),
        next: next.map(|next| format!("{address}after={next}")),
        words: String::new(),
    }
}
