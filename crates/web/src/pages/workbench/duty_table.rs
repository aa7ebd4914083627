//! A roster as a table: taken out, and taken in after it was checked.

use axum::response::Response;
use linli_app::{
    AppError,
    duty::{self, YES_NO},
    setup::PastedTable,
};
use linli_kernel::PlaceId;

use super::{
    desk::Worker,
    table::{self, Checked, CheckedTable, Columns, MAX_TABLE, counted},
};
use crate::{
    request::{FormFields, Problem, Query},
    respond,
    ui::Ui,
};

/// The columns with the keys of their headings.
const COLUMNS: [(&str, &str); 6] = [
    ("duty-date", "date"),
    ("duty-from", "from"),
    ("duty-to", "to"),
    ("duty-name-column", "name"),
    ("duty-phone", "phone"),
    ("duty-consent-column", "consent"),
];

/// `GET /w/duty/export`, of `?site=…`.
pub(super) async fn export(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["site"])?;
    let Worker { app, caller, ui, .. } = worker;
    let (columns, words) = (Columns::of(&ui, &COLUMNS), Columns::yes_no(&ui, YES_NO));
    let from = (query.required("site")?, ui.now.day());
    let table = duty::export_roster(&app, &caller, from, &columns.pairs(), &words.pairs()).await?;
    Ok(respond::table(&format!("duty-{}.csv", ui.now.day()), table))
}

fn page(ui: Ui, site: PlaceId, typed: &FormFields) -> CheckedTable {
    let title = ui.t("duty-table-title").to_owned();
    let headings = Columns::of(&ui, &COLUMNS).line(&ui);
    CheckedTable {
        back: format!("/w/duty?site={site}"),
        crumb: ui.t("duty-title").to_owned(),
        columns: ui.t1("duty-table-columns", "columns", headings),
        action: "/w/duty/table",
        hidden: ("site", site.to_string()),
        table: Checked::new(table::fields(&ui, typed, MAX_TABLE).into()),
        ui: ui.with_title(title),
    }
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
    let (columns, words) = (Columns::of(&ui, &COLUMNS), Columns::yes_no(&ui, YES_NO));
    let dry_run = form.given("take").is_none();
    let (headings, words) = (columns.pairs(), words.pairs());
    let new = PastedTable { table: &bytes, headings: &headings, words: &words, dry_run };
    let key = if dry_run { "duty-table-ready" } else { "duty-table-done" };
    let outcome = duty::import_roster(&app, &caller, site, new).await;
    let outcome = outcome.map(|found| {
        let words = counted(&ui, key, &found);
        (found.problems, words)
    });
    let mut page = page(ui, site, &form);
    let status = page.table.told(&page.ui, &columns, outcome, dry_run)?;
    Ok(respond::page_with(status, &page.ui, &page))
}
