//! A table that is looked over before it is taken in: pasted, or sent as a file.

use askama::Template;
use axum::http::StatusCode;
use linli_app::{AppError, AppResult, intake::table_text, setup::Problem as Wrong};

use crate::{
    pages::{
        form::{said, shown_again},
        rows,
    },
    request::{FormFields, Problem},
    ui::{
        Ui,
        view::{FieldError, FieldKind, FieldView, TableMistake},
    },
};

/// Longest pasted table, in characters.
const MAX_TABLE: u32 = 500_000;

/// The columns of a table: the headings in the reader's language, each with the name that the
/// column has in every language.
pub(super) struct Columns(Vec<(String, &'static str)>);

impl Columns {
    /// From the keys of the headings.
    pub(super) fn of(ui: &Ui, keys: &[(&str, &'static str)]) -> Self {
        Self(keys.iter().map(|(key, column)| (ui.t(key).to_owned(), *column)).collect())
    }

    /// Heading and column.
    pub(super) fn pairs(&self) -> Vec<(&str, &str)> {
        self.0.iter().map(|(words, column)| (words.as_str(), *column)).collect()
    }

    /// The headings in one line.
    pub(super) fn line(&self, ui: &Ui) -> String {
        let headings: Vec<&str> = self.0.iter().map(|(words, _)| words.as_str()).collect();
        headings.join(ui.t("table-columns-joint"))
    }

    /// What is wrong, under these headings.
    pub(super) fn mistakes(&self, ui: &Ui, wrong: &[Wrong]) -> Vec<TableMistake> {
        let headings = self.pairs();
        wrong.iter().map(|wrong| rows::mistake(ui, &headings, wrong)).collect()
    }
}

/// The box for a pasted table of at most `max` characters, and the field for a file.
pub(super) fn fields(ui: &Ui, typed: &FormFields, max: u32) -> [FieldView; 2] {
    let kind = FieldKind::TextArea { rows: 10, max };
    let table = FieldView::new("table", ui.t("orders-table"), kind)
        .hint(ui.t("orders-table-hint"))
        .value(typed.get("table").unwrap_or_default())
        .optional();
    let kind = FieldKind::File { accept: ".csv,text/csv".to_owned() };
    let file = FieldView::new("file", ui.t("orders-file"), kind).hint(ui.t("orders-file-hint"));
    [table, file.optional()]
}

/// The table as it was sent, and the form to be shown again: what was sent as a file stands in the
/// box afterwards, so that it need not be sent again.
pub(super) fn sent(form: FormFields) -> (Vec<u8>, FormFields) {
    let file = form.files("file").next().cloned();
    let pasted = form.get("table").unwrap_or_default().as_bytes();
    let bytes = file.as_deref().unwrap_or(pasted).to_vec();
    match file.and_then(|_| table_text(&bytes)) {
        Some(text) => (bytes, form.with_values("table", vec![text])),
        None => (bytes, form),
    }
}

/// What was taken in need not be sent again.
pub(super) fn emptied(fields: &mut [FieldView]) {
    let table = fields.iter_mut().find(|field| field.name == "table");
    table.into_iter().for_each(|table| table.value.clear());
}

/// What a table came to.
pub(super) struct Counted {
    /// Every mistake; nothing was changed if there is one.
    pub(super) problems: Vec<Wrong>,
    /// Rows that are new.
    pub(super) new: usize,
    /// Rows that change something.
    pub(super) changed: usize,
    /// Rows that say what is known.
    pub(super) unchanged: usize,
}

/// The page on which a table is pasted, checked and then taken in.
#[derive(Template)]
#[template(path = "workbench/checked_table.html")]
pub(super) struct CheckedTable {
    pub(super) ui: Ui,
    /// Where the way back leads, and what it is called.
    pub(super) back: String,
    pub(super) crumb: String,
    /// What the table must look like.
    pub(super) columns: String,
    /// Where it is sent, with what goes along.
    pub(super) action: &'static str,
    pub(super) hidden: Vec<(&'static str, String)>,
    fields: Vec<FieldView>,
    errors: Vec<FieldError>,
    problems: Vec<TableMistake>,
    /// What would change, to be confirmed.
    ready: Option<String>,
    /// What was changed.
    done: Option<String>,
}

impl CheckedTable {
    /// The page before anything was checked.
    pub(super) fn new(
        ui: Ui,
        typed: &FormFields,
        action: &'static str,
        columns: &'static str,
    ) -> Self {
        Self {
            back: String::new(),
            crumb: String::new(),
            columns: ui.t(columns).to_owned(),
            action,
            hidden: Vec::new(),
            fields: fields(&ui, typed, MAX_TABLE).into(),
            errors: Vec::new(),
            problems: Vec::new(),
            ready: None,
            done: None,
            ui,
        }
    }

    /// Puts the outcome onto the page.
    ///
    /// # Errors
    /// The problem that is shown on a page of its own.
    pub(super) fn told(
        &mut self,
        outcome: AppResult<Counted>,
        headings: &[(String, &'static str)],
        dry_run: bool,
    ) -> Result<StatusCode, Problem> {
        let found = match outcome {
            Ok(found) => found,
            Err(error) => return self.failed(error),
        };
        let headings: Vec<(&str, &str)> =
            headings.iter().map(|(words, column)| (words.as_str(), *column)).collect();
        let mistake = |wrong| rows::mistake(&self.ui, &headings, wrong);
        self.problems = found.problems.iter().map(mistake).collect();
        if !self.problems.is_empty() {
            return Ok(StatusCode::UNPROCESSABLE_ENTITY);
        }
        let key = if dry_run { "table-ready" } else { "table-done" };
        let words = self.ui.tx(
            key,
            &[("new", &found.new), ("changed", &found.changed), ("unchanged", &found.unchanged)],
        );
        if dry_run {
            self.ready = Some(words);
        } else {
            self.done = Some(words);
            emptied(&mut self.fields);
        }
        Ok(StatusCode::OK)
    }

    fn failed(&mut self, error: AppError) -> Result<StatusCode, Problem> {
        let (status, error) = shown_again(error)?;
        let mut fields: Vec<&mut FieldView> = self.fields.iter_mut().collect();
        self.errors = said(&self.ui, &mut fields, Some(&error));
        Ok(status)
    }
}
