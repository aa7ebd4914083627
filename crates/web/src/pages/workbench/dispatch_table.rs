//! The dispatch list as a table: taken out, and taken in after it was checked and tried.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use linli_app::{
    AppError,
    dispatch::{self, ListImport, NewTable},
    intake::table_text,
};

use super::{desk::Worker, dispatch::part_words, trial::TrialView};
use crate::{
    pages::form::{said, shown_again},
    request::{FormFields, Problem, Query, table_sentence},
    respond,
    ui::{
        Ui,
        view::{FieldError, FieldKind, FieldView},
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
    /// What is wrong: row, column, sentence.
    problems: Vec<(String, String, String)>,
    /// What would change, to be confirmed.
    ready: Option<String>,
    /// What was changed.
    done: Option<String>,
    trial: Option<TrialView>,
}

/// The columns with their headings.
fn headings(ui: &Ui) -> [(&str, &'static str); 7] {
    [
        (ui.t("dispatch-place"), "place"),
        (ui.t("fact-category"), "category"),
        (ui.t("dispatch-part"), "part"),
        (ui.t("dispatch-organisation"), "organisation"),
        (ui.t("dispatch-basis"), "basis"),
        (ui.t("dispatch-first-day"), "from"),
        (ui.t("dispatch-last-day"), "to"),
    ]
}

fn parts(ui: &Ui) -> [(&str, &'static str); 2] {
    dispatch::PARTS.map(|part| (part_words(ui, part), part))
}

/// `GET /w/dispatch/export`.
pub(super) async fn export(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&[])?;
    let Worker { app, caller, ui, .. } = worker;
    let table = dispatch::export_dispatch_list(&app, &caller, &headings(&ui), &parts(&ui)).await?;
    Ok(respond::table(&format!("dispatch-{}.csv", ui.now.day()), table))
}

fn page(ui: Ui, typed: &FormFields) -> TablePage {
    let kind = FieldKind::TextArea { rows: 10, max: MAX_TABLE };
    let table = FieldView::new("table", ui.t("orders-table"), kind)
        .hint(ui.t("orders-table-hint"))
        .value(typed.get("table").unwrap_or_default())
        .optional();
    let file = FieldKind::File { accept: ".csv,text/csv".to_owned() };
    let file =
        FieldView::new("file", ui.t("orders-file"), file).hint(ui.t("orders-file-hint")).optional();
    let title = ui.t("dispatch-table-title").to_owned();
    TablePage {
        ui: ui.with_title(title),
        fields: vec![table, file],
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
    let file = form.files("file").next().cloned();
    let pasted = form.get("table").unwrap_or_default().as_bytes();
    let bytes = file.as_deref().unwrap_or(pasted).to_vec();
    // What was sent as a file stands in the box afterwards, so that it need not be sent again.
    let text: Vec<String> = file.and_then(|_| table_text(&bytes)).into_iter().collect();
    let form = if text.is_empty() { form } else { form.with_values("table", text) };
    let own = |(words, column): (&str, &'static str)| (words.to_owned(), column);
    let (headings, parts) = (headings(&ui).map(own), parts(&ui).map(own));
    let headings: Vec<(&str, &str)> = headings.iter().map(|(w, c)| (w.as_str(), *c)).collect();
    let parts: Vec<(&str, &str)> = parts.iter().map(|(w, c)| (w.as_str(), *c)).collect();
    let dry_run = form.given("take").is_none();
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
        let columns = headings(&self.ui);
        let shown = found.problems.iter().map(|problem| {
            let row = if problem.row == 0 { String::new() } else { problem.row.to_string() };
            let heading = columns.iter().find(|(_, column)| *column == problem.column);
            let column = heading.map_or(problem.column.as_str(), |(words, _)| words);
            (row, column.to_owned(), table_sentence(self.ui.lang(), problem))
        });
        self.problems = shown.collect();
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
            // What was taken in need not be sent again.
            let table = self.fields.iter_mut().find(|field| field.name == "table");
            table.into_iter().for_each(|table| table.value.clear());
        }
        Ok(StatusCode::OK)
    }
}
