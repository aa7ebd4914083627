//! The dispatch list as a table: taken out, and taken in after it was checked and tried.

use askama::Template;
use axum::response::Response;
use linli_app::{dispatch, setup::PastedTable};

use super::{
    desk::Worker,
    dispatch::part_words,
    table::{self, Checked, Columns, MAX_TABLE, counted},
    trial::TrialView,
};
use crate::{
    request::{FormFields, Problem, Query},
    respond,
    ui::Ui,
};

#[derive(Template)]
#[template(path = "dispatch/table.html")]
struct TablePage {
    ui: Ui,
    /// Which columns the table has.
    columns: String,
    table: Checked,
    /// What it would suggest for past cases, once it is sound.
    trial: Option<TrialView>,
}

/// The columns with the keys of their headings.
const COLUMNS: [(&str, &str); 7] = [
    ("dispatch-place", "place"),
    ("fact-category", "category"),
    ("dispatch-part", "part"),
    ("dispatch-organisation", "organisation"),
    ("dispatch-basis", "basis"),
    ("dispatch-first-day", "from"),
    ("dispatch-last-day", "to"),
];

fn parts(ui: &Ui) -> [(&str, &'static str); 2] {
    dispatch::PARTS.map(|part| (part_words(ui, part), part))
}

/// `GET /w/dispatch/export`.
pub(super) async fn export(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&[])?;
    let Worker { app, caller, ui, .. } = worker;
    let columns = Columns::of(&ui, &COLUMNS);
    let (headings, parts) = (columns.pairs(), parts(&ui));
    let table = dispatch::export_dispatch_list(&app, &caller, &headings, &parts).await?;
    Ok(respond::table(&format!("dispatch-{}.csv", ui.now.day()), table))
}

fn page(ui: Ui, typed: &FormFields) -> TablePage {
    let title = ui.t("dispatch-table-title").to_owned();
    let headings = Columns::of(&ui, &COLUMNS).line(&ui);
    TablePage {
        table: Checked::new(table::fields(&ui, typed, MAX_TABLE).into()),
        columns: ui.t1("dispatch-table-columns", "columns", headings),
        ui: ui.with_title(title),
        trial: None,
    }
}

/// `GET /w/dispatch/table`.
pub(super) async fn ask(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&[])?;
    let Worker { app, caller, ui, .. } = worker;
    dispatch::dispatch_choices(&app, &caller).await?;
    let page = page(ui, &FormFields::default());
    Ok(respond::page(&page.ui, &page))
}

/// `POST /w/dispatch/table`: checks and tries it; with `take` it is taken in.
pub(super) async fn take(worker: Worker, form: FormFields) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let (bytes, form) = table::sent(form);
    let columns = Columns::of(&ui, &COLUMNS);
    let dry_run = form.given("take").is_none();
    let (headings, parts) = (columns.pairs(), parts(&ui));
    let new = PastedTable { table: &bytes, headings: &headings, words: &parts, dry_run };
    let key = if dry_run { "dispatch-table-ready" } else { "table-done" };
    let outcome = dispatch::import_dispatch_list(&app, &caller, new).await;
    let tried = outcome.as_ref().ok().filter(|(found, _)| dry_run && found.problems.is_empty());
    let trial = tried.map(|(_, trial)| TrialView::of(&ui, trial));
    let outcome = outcome.map(|(found, _)| {
        let words = counted(&ui, key, &found);
        (found.problems, words)
    });
    let mut page = TablePage { trial, ..page(ui.clone(), &form) };
    let status = page.table.told(&page.ui, &columns, outcome, dry_run)?;
    Ok(respond::page_with(status, &page.ui, &page))
}
