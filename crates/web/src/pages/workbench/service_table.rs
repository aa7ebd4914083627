//! The service items of a place as a table: taken out, and taken in after it was checked.

use axum::response::Response;
use linli_app::{
    AppError,
    service_item::{self, ItemImport, NewTable, YES_NO},
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
fn headings(ui: &Ui) -> Vec<(String, &'static str)> {
    let heading = |column: &'static str| (super::services::heading(ui, column).to_owned(), column);
    service_item::COLUMNS.into_iter().map(heading).collect()
}

fn words(ui: &Ui) -> [(String, &'static str); 2] {
    let [yes, no] = YES_NO;
    [(ui.t("yes").to_owned(), yes), (ui.t("no").to_owned(), no)]
}

fn borrowed<'a>(words: &'a [(String, &'static str)]) -> Vec<(&'a str, &'a str)> {
    words.iter().map(|(words, column)| (words.as_str(), *column)).collect()
}

/// `GET /w/services/export`, of `?place=…`.
pub(super) async fn export(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["place"])?;
    let Worker { app, caller, ui, .. } = worker;
    let place = query.required("place")?;
    let (headings, words) = (headings(&ui), words(&ui));
    let (headings, words) = (borrowed(&headings), borrowed(&words));
    let table = service_item::export_service_items(&app, &caller, place, &headings, &words).await?;
    Ok(respond::table(&format!("services-{}.csv", ui.now.day()), table))
}

fn page(ui: Ui, place: PlaceId, typed: &FormFields) -> CheckedTable {
    let title = ui.t("services-table-title").to_owned();
    let mut page = CheckedTable::new(
        ui.with_title(title),
        typed,
        "/w/services/table",
        "services-table-columns",
    );
    page.back = format!("/w/services?place={place}");
    page.crumb = page.ui.t("services-kept").to_owned();
    page.hidden = vec![("place", place.to_string())];
    page
}

/// `GET /w/services/table`, of `?place=…`.
pub(super) async fn ask(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["place"])?;
    let Worker { app, caller, ui, .. } = worker;
    let place = query.required("place")?;
    service_item::item_facilities(&app, &caller, place).await?;
    let page = page(ui, place, &FormFields::default());
    Ok(respond::page(&page.ui, &page))
}

/// `POST /w/services/table`: checks it; with `take` it is taken in.
pub(super) async fn take(worker: Worker, form: FormFields) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let (bytes, form) = table::sent(form);
    let place = form.get("place").and_then(|place| place.parse::<PlaceId>().ok());
    let place = place.ok_or(AppError::NotFound)?;
    let (headings, words) = (headings(&ui), words(&ui));
    let dry_run = form.given("take").is_none();
    let (named, said) = (borrowed(&headings), borrowed(&words));
    let new = NewTable { table: &bytes, headings: &named, words: &said, dry_run };
    let outcome = service_item::import_service_items(&app, &caller, place, new).await;
    let outcome = outcome.map(|found| {
        let ItemImport { problems, new, changed, unchanged } = found;
        Counted { problems, new, changed, unchanged }
    });
    let mut page = page(ui, place, &form);
    let status = page.told(outcome, &headings, dry_run)?;
    Ok(respond::page_with(status, &page.ui, &page))
}
