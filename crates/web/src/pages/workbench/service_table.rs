//! The service items of a place as a table: taken out, and taken in after it was checked.

use axum::response::Response;
use linli_app::{
    AppError,
    service_item::{self, YES_NO},
    setup::PastedTable,
};
use linli_kernel::PlaceId;

use super::{
    desk::Worker,
    services::COLUMNS,
    table::{self, Checked, CheckedTable, Columns, MAX_TABLE, counted},
};
use crate::{
    request::{FormFields, Problem, Query},
    respond,
    ui::Ui,
};

/// `GET /w/services/export`, of `?place=…`.
pub(super) async fn export(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["place"])?;
    let Worker { app, caller, ui, .. } = worker;
    let place = query.required("place")?;
    let (columns, words) = (Columns::of(&ui, &COLUMNS), Columns::yes_no(&ui, YES_NO));
    let (headings, words) = (columns.pairs(), words.pairs());
    let table = service_item::export_service_items(&app, &caller, place, &headings, &words).await?;
    Ok(respond::table(&format!("services-{}.csv", ui.now.day()), table))
}

fn page(ui: Ui, place: PlaceId, typed: &FormFields) -> CheckedTable {
    let title = ui.t("services-table-title").to_owned();
    let headings = Columns::of(&ui, &COLUMNS).line(&ui);
    CheckedTable {
        back: format!("/w/services?place={place}"),
        crumb: ui.t("services-kept").to_owned(),
        columns: ui.t1("services-table-columns", "columns", headings),
        action: "/w/services/table",
        hidden: ("place", place.to_string()),
        table: Checked::new(table::fields(&ui, typed, MAX_TABLE).into()),
        ui: ui.with_title(title),
    }
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
    let (columns, words) = (Columns::of(&ui, &COLUMNS), Columns::yes_no(&ui, YES_NO));
    let dry_run = form.given("take").is_none();
    let (headings, words) = (columns.pairs(), words.pairs());
    let new = PastedTable { table: &bytes, headings: &headings, words: &words, dry_run };
    let key = if dry_run { "table-ready" } else { "table-done" };
    let outcome = service_item::import_service_items(&app, &caller, place, new).await;
    let outcome = outcome.map(|found| {
        let words = counted(&ui, key, &found);
        (found.problems, words)
    });
    let mut page = page(ui, place, &form);
    let status = page.table.told(&page.ui, &columns, outcome, dry_run)?;
    Ok(respond::page_with(status, &page.ui, &page))
}
