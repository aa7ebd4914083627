//! Words of whistles: parts, states and clocks, as the board, a case and papers say them.

use linli_app::matter::{EventView, FieldValueView};
use linli_domain::whistle::{Part, PartyState};
use linli_kernel::Moment;

use super::{form::label, story};
use crate::ui::{
    Tone, Ui,
    view::{Fact, Tag},
};

/// Lead, help or watch.
pub(super) fn part(ui: &Ui, part: Part) -> &str {
    match part {
        Part::Lead => ui.t("whistle-part-lead"),
        Part::Assist => ui.t("whistle-part-assist"),
        Part::Supervise => ui.t("whistle-part-supervise"),
    }
}

/// How far a party is; late ones say so in words.
pub(super) fn state(ui: &Ui, state: PartyState, late: bool) -> Tag {
    let (tone, words) = match state {
        PartyState::Asked if late => (Tone::Bad, ui.t("whistle-state-asked-late")),
        PartyState::Asked => (Tone::Warn, ui.t("whistle-state-asked")),
        PartyState::Objecting => (Tone::Warn, ui.t("whistle-state-objecting")),
        PartyState::Working if late => (Tone::Bad, ui.t("whistle-state-working-late")),
        PartyState::Working => (Tone::Brand, ui.t("whistle-state-working")),
        PartyState::Watching => (Tone::Plain, ui.t("whistle-state-watching")),
        PartyState::Done if late => (Tone::Ok, ui.t("whistle-state-done-late")),
        PartyState::Done => (Tone::Ok, ui.t("whistle-state-done")),
        PartyState::Released => (Tone::Plain, ui.t("whistle-state-released")),
        PartyState::Replaced => (Tone::Plain, ui.t("whistle-state-replaced")),
        PartyState::Passed => (Tone::Plain, ui.t("whistle-state-passed")),
    };
    let icon = (tone == Tone::Bad).then_some("alert-triangle");
    Tag { icon, ..Tag::new(tone, words) }
}

/// The state of a whole whistle.
pub(super) fn whole(ui: &Ui, open: bool, late: bool) -> Tag {
    match (open, late) {
        (true, true) => {
            Tag { icon: Some("alert-triangle"), ..Tag::new(Tone::Bad, ui.t("whistle-open-late")) }
        }
        (true, false) => Tag::new(Tone::Brand, ui.t("whistle-open")),
        (false, true) => Tag::new(Tone::Plain, ui.t("whistle-closed-late")),
        (false, false) => Tag::new(Tone::Plain, ui.t("whistle-closed")),
    }
}

/// Who blew it, and when.
pub(super) fn blown(ui: &Ui, by: Option<&str>, by_clock: bool, at: &Moment) -> String {
    let by = by.unwrap_or_else(|| ui.t("story-actor-staff"));
    let key = if by_clock { "whistle-by-clock" } else { "whistle-by" };
    ui.tx(key, &[("who", &by), ("when", &ui.full_when(at))])
}

/// What was filled in, line by line.
pub(super) fn facts(ui: &Ui, event: &EventView, keep: fn(&FieldValueView) -> bool) -> Vec<Fact> {
    let shown = event.fields.iter().filter(|field| keep(field));
    shown.filter_map(|field| fact(ui, field)).collect()
}

fn fact(ui: &Ui, field: &FieldValueView) -> Option<Fact> {
    let value = story::field_value(ui, field)?;
    let name = field.label.as_ref().map_or(field.key.as_str(), |name| label(ui, name));
    Some(Fact::new(name, value))
}
