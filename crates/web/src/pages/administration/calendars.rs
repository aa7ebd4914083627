//! A year's holiday notice: from those that ship, or from a file.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use linli_app::{
    account::Administrator,
    setup::{self, CalendarImport, SHIPPED_CALENDARS},
};

use super::{mistakes, officer::Officer, sent_or_shipped, shipped_or_file};
use crate::{
    pages::form::shown_again,
    request::{FormFields, Problem, Query},
    respond,
    ui::{
        Ui,
        view::{FieldError, FieldView},
    },
};

#[derive(Template)]
#[template(path = "administration/calendars.html")]
struct CalendarsPage {
    ui: Ui,
    years: String,
    fields: Vec<FieldView>,
    done: Option<String>,
    /// On how many matters counting again failed, in words.
    failed: Option<String>,
    errors: Vec<FieldError>,
}

fn page(ui: Ui, years: &[i16]) -> CalendarsPage {
    let labels = [
        ui.t("admin-calendar-shipped"),
        ui.t("admin-calendar-file"),
        ui.t("admin-calendar-file-hint"),
    ];
    let shipped = SHIPPED_CALENDARS.iter().map(|one| one.name);
    let fields = shipped_or_file(&ui, labels, shipped, ".toml");
    let words: Vec<String> = years.iter().map(ToString::to_string).collect();
    let years =
        if words.is_empty() { ui.t("admin-nothing-yet").to_owned() } else { words.join(" ") };
    let title = ui.t("admin-calendars").to_owned();
    CalendarsPage {
        years,
        fields,
        done: None,
        failed: None,
        errors: Vec::new(),
        ui: ui.with_title(title),
    }
}

/// `GET /admin/calendars`.
pub(super) async fn show(
    Officer { app, caller, ui, .. }: Officer,
    query: Query,
) -> Result<Response, Problem> {
    query.only(&[])?;
    let found = setup::overview(&app, Administrator::Caller(&caller)).await?;
    let page = page(ui, &found.years);
    Ok(respond::page(&page.ui, &page))
}

/// `POST /admin/calendars`: imports a notice and computes provisional deadlines again.
pub(super) async fn import(
    Officer { app, caller, ui, .. }: Officer,
    form: FormFields,
) -> Result<Response, Problem> {
    let by = Administrator::Caller(&caller);
    let outcome = match sent_or_shipped(&form, &SHIPPED_CALENDARS) {
        Ok((_, text)) => setup::import_calendar(&app, by, &text).await,
        Err(error) => Err(error),
    };
    let found = setup::overview(&app, by).await?;
    let mut page = page(ui, &found.years);
    let status = match outcome {
        Ok(done) => {
            page.done = Some(told(&page.ui, done));
            page.failed =
                (done.failed > 0).then(|| page.ui.tn("admin-calendar-failed", done.failed));
            StatusCode::OK
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            page.errors = mistakes(&page.ui, &error, "file");
            status
        }
    };
    Ok(respond::page_with(status, &page.ui, &page))
}

fn told(ui: &Ui, done: CalendarImport) -> String {
    ui.tx(
        "admin-calendar-done",
        &[
            ("year", &done.year.to_string()),
            ("holidays", &done.holidays),
            ("workdays", &done.workdays),
            ("redated", &done.redated),
        ],
    )
}
