//! What an organisation still has to do, to be printed or copied: numbers and dates, and nothing of any
//! resident.

use askama::Template;
use axum::response::Response;
use linli_app::{AppError, inside};
use linli_kernel::OrganisationId;

use super::desk::Worker;
use crate::{
    request::{Problem, Query},
    respond,
    ui::Ui,
};

#[derive(Template)]
#[template(path = "workbench/inside_reminders.html")]
struct RemindersPage {
    ui: Ui,
    name: String,
    back: String,
    /// Each as it is copied.
    lines: Vec<String>,
    more: bool,
}

/// `GET /w/inside/reminders`, of `?organisation=…` or the first of the reader's.
pub(super) async fn show(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["organisation"])?;
    let Worker { app, caller, ui, .. } = worker;
    let first = caller.organisations().first().copied();
    let asked: Option<OrganisationId> = query.parse("organisation")?;
    let organisation = asked.or(first).ok_or(AppError::Forbidden)?;
    let found = inside::reminders(&app, &caller, organisation).await?;
    let line = |line: &inside::ReminderLine| {
        let key = if line.late { "inside-reminder-late" } else { "inside-reminder-due" };
        ui.t2(key, ("number", &line.number), ("when", &ui.full_when(&line.due)))
    };
    let lines = found.lines.iter().map(line).collect();
    let title = ui.t("inside-reminders").to_owned();
    let page = RemindersPage {
        name: found.name,
        back: format!("/w/inside?organisation={organisation}"),
        lines,
        more: found.more,
        ui: ui.with_title(title),
    };
    Ok(respond::page(&page.ui, &page))
}
