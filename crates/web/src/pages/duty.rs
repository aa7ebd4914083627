//! A duty roster in words: what the public pages and the desk share.

use linli_app::duty::{PublicShift, SiteToday, WhoView};

use super::form::label;
use crate::ui::{
    Tone, Ui,
    view::{CallRow, Tag},
};

/// A site with who is on duty there today.
pub(super) struct SiteRows {
    /// What it is called.
    pub(super) name: String,
    /// Where and when, in words.
    pub(super) note: String,
    /// A row for each shift.
    pub(super) rows: Vec<CallRow>,
}

/// A site as everybody reads it.
pub(super) fn site(ui: &Ui, found: &SiteToday) -> SiteRows {
    let words = [found.address.as_str(), found.hours.as_str()];
    let words: Vec<&str> = words.into_iter().filter(|words| !words.is_empty()).collect();
    SiteRows {
        name: found.name.clone(),
        note: words.join(ui.t("grid-joint")),
        rows: found.shifts.iter().map(|shift| row(ui, shift)).collect(),
    }
}

fn row(ui: &Ui, shift: &PublicShift) -> CallRow {
    let title = shift.who.name.clone().unwrap_or_else(|| unnamed(ui, &shift.who));
    let time = ui.tx("duty-time", &[("from", &shift.from), ("to", &shift.to)]);
    let role = shift.who.role.as_ref().filter(|_| shift.who.name.is_some());
    let now = shift.now.then(|| ui.t("duty-now"));
    let words = [Some(time.as_str()), role.map(|role| label(ui, role)), now];
    let words: Vec<&str> = words.into_iter().flatten().collect();
    CallRow {
        initial: ui.initial(&title).to_owned(),
        title,
        text: words.join(ui.t("grid-joint")),
        phone: shift.phone.clone(),
        show_number: true,
    }
}

/// Whoever is not named, by their post.
pub(super) fn unnamed(ui: &Ui, who: &WhoView) -> String {
    match &who.role {
        Some(role) => label(ui, role).to_owned(),
        None => ui.t("duty-somebody").to_owned(),
    }
}

/// What the calendar makes of a day; nothing for an ordinary work day.
pub(super) fn kind(ui: &Ui, kind: &str) -> Option<Tag> {
    match kind {
        "holiday" => Some(Tag::new(Tone::Party, ui.t("duty-holiday"))),
        "exchanged" => Some(Tag::new(Tone::Warn, ui.t("duty-exchanged"))),
        "weekend" => Some(Tag::new(Tone::Plain, ui.t("duty-weekend"))),
        _ => None,
    }
}
