//! Back from signing in or unlocking with a form that was sent meanwhile.

use askama::Template;
use axum::response::Response;

use crate::{request::Carried, respond, ui::Ui};

#[derive(Template)]
#[template(path = "sign_in/resume.html")]
struct ResumePage {
    ui: Ui,
    action: String,
    fields: Vec<(String, String)>,
    /// Whether the form is shown again before anything is sent.
    shown: bool,
    /// Whether files have to be chosen again.
    files: bool,
    /// Where to go without it.
    away: &'static str,
}

/// The page that brings the form back. `ui` carries the form token of the session that is open now.
pub(in crate::pages) fn resume(ui: Ui, carried: &Carried) -> Response {
    let (action, fields) = carried.onward();
    let title = ui.t("resume-title").to_owned();
    let page = ResumePage {
        action,
        fields,
        shown: carried.is_shown_again(),
        files: carried.had_files(),
        away: if carried.is_work() { "/w" } else { "/m" },
        ui: ui.with_title(title),
    };
    respond::page(&page.ui, &page)
}
