//! The dispatch list as a table: taken out, and taken in after it was checked and tried.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use linli_app::{
    AppError,
    dispatch::{self, ListImport, NewTable},
};

use super::{
    desk::Worker,
    dispatch::part_words,
    table::{self, Columns},
    trial::TrialView,
};
use crate::{
    pages::form::{said, shown_again},
    request::{FormFields, Problem, Query},
    respond,
    ui::{
        Ui,
        view::{FieldError, FieldView, TableMistake},
    },
};

/// Longest pasted table, in characters.
const MAX_TABLE: u32 = 500_000;

#[derive(Template)]
#[template(path = "dispatch/table.html")]
struct TablePage {
    ui: Ui,
    fields: Vec<FieldView>,
    errors: Vec<FieldError>,
    /// Which columns the table has.
    columns: String,
    problems: Vec<TableMistake>,
    /// What would change, to be confirmed.
    ready: Option<String>,
    /// What was changed.
    done: Option<String>,
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
        fields: table::fields(&ui, typed, MAX_TABLE).into(),
        columns: ui.t1("dispatch-table-columns", "columns", headings),
        ui: ui.with_title(title),
        errors: Vec::new(),
        problems: Vec::new(),
        ready: None,
        done: None,
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
    let new = NewTable { table: &bytes, headings: &headings, parts: &parts, dry_run };
    let outcome = dispatch::import_dispatch_list(&app, &caller, new).await;
    let mut page = page(ui, &form);
    let status = page.told(outcome, dry_run)?;
    Ok(respond::page_with(status, &page.ui, &page))
}

impl TablePage {
    /// Puts the outcome onto the page.
    fn told(
        &mut self,
        outcome: Result<ListImport, AppError>,
        dry_run: bool,
    ) -> Result<StatusCode, Problem> {
        let found = match outcome {
            Ok(found) => found,
            Err(error) => {
                let (status, error) = shown_again(error)?;
                let mut fields: Vec<&mut FieldView> = self.fields.iter_mut().collect();
                self.errors = said(&self.ui, &mut fields, Some(&error));
                return Ok(status);
            }
        };
        self.problems = Columns::of(&self.ui, &COLUMNS).mistakes(&self.ui, &found.problems);
        if !self.problems.is_empty() {
            return Ok(StatusCode::UNPROCESSABLE_ENTITY);
        }
        let key = if dry_run { "dispatch-table-ready" } else { "dispatch-table-done" };
        let words = self.ui.tx(
            key,
            &[("new", &found.new), ("changed", &found.changed), ("unchanged", &found.unchanged)],
        );
        if dry_run {
            self.ready = Some(words);
            self.trial = Some(TrialView::of(&self.ui, &found.trial));
        } else {
            self.done = Some(words);
            table::emptied(&mut self.fields);
        }
        Ok(StatusCode::OK)
    }
}
