//! A roster as a table: taken out, and taken in after it was checked.

use axum::response::Response;
use linli_app::{
    AppError,
    duty::{self, NewTable, RosterImport, YES_NO},
};
use linli_kernel::PlaceId;

use super::{
    desk::Worker,
    table::{self, CheckedTable, Counted},
};
use crate::{
    request::{FormFields, Problem, Query},
    respond,
    ui::Ui,
};

/// The columns with their headings.
fn headings(ui: &Ui) -> [(String, &'static str); 6] {
    duty::COLUMNS.map(|column| {
        let words = match column {
            "date" => ui.t("duty-date"),
            "from" => ui.t("duty-from"),
            "to" => ui.t("duty-to"),
            "name" => ui.t("duty-name-column"),
            "phone" => ui.t("duty-phone"),
            _ => ui.t("duty-consent-column"),
        };
        (words.to_owned(), column)
    })
}

fn words(ui: &Ui) -> [(String, &'static str); 2] {
    let [yes, no] = YES_NO;
    [(ui.t("yes").to_owned(), yes), (ui.t("no").to_owned(), no)]
}

fn borrowed<'a>(words: &'a [(String, &'static str)]) -> Vec<(&'a str, &'a str)> {
    words.iter().map(|(words, column)| (words.as_str(), *column)).collect()
}

/// `GET /w/duty/export`, of `?site=…`.
pub(super) async fn export(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["site"])?;
    let Worker { app, caller, ui, .. } = worker;
    let (headings, words) = (headings(&ui), words(&ui));
    let (headings, words) = (borrowed(&headings), borrowed(&words));
    let from = (query.required("site")?, ui.now.day());
    let table = duty::export_roster(&app, &caller, from, &headings, &words).await?;
    Ok(respond::table(&format!("duty-{}.csv", ui.now.day()), table))
}

fn page(ui: Ui, site: PlaceId, typed: &FormFields) -> CheckedTable {
    let title = ui.t("duty-table-title").to_owned();
    let ui = ui.with_title(title);
    let mut page = CheckedTable::new(ui, typed, "/w/duty/table", "duty-table-columns");
    page.back = format!("/w/duty?site={site}");
    page.crumb = page.ui.t("duty-title").to_owned();
    page.hidden = vec![("site", site.to_string())];
    page
}

/// `GET /w/duty/table`, of `?site=…`.
pub(super) async fn ask(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["site"])?;
    let Worker { app, caller, ui, .. } = worker;
    let site = query.required("site")?;
    duty::roster(&app, &caller, Some(site), None).await?;
    let page = page(ui, site, &FormFields::default());
    Ok(respond::page(&page.ui, &page))
}

/// `POST /w/duty/table`: checks it; with `take` it is taken in.
pub(super) async fn take(worker: Worker, form: FormFields) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let (bytes, form) = table::sent(form);
    let site = form.get("site").and_then(|site| site.parse::<PlaceId>().ok());
    let site = site.ok_or(AppError::NotFound)?;
    let (headings, words) = (headings(&ui), words(&ui));
    let dry_run = form.given("take").is_none();
    let (named, said) = (borrowed(&headings), borrowed(&words));
    let new = NewTable { table: &bytes, headings: &named, words: &said, dry_run };
    let outcome = duty::import_roster(&app, &caller, site, new).await;
    let outcome = outcome.map(|found| {
        let RosterImport { problems, new, changed, unchanged } = found;
        Counted { problems, new, changed, unchanged }
    });
    let mut page = page(ui, site, &form);
    let status = page.told(outcome, &headings, dry_run)?;
    Ok(respond::page_with(status, &page.ui, &page))
}
