//! A table that is looked over before it is taken in: pasted, or sent as a file.

use askama::Template;
use axum::http::StatusCode;
use linli_app::{
    AppResult,
    intake::table_text,
    setup::{Problem as Wrong, TableImport},
};

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
pub(super) const MAX_TABLE: u32 = 500_000;

/// Words of the reader's, each with our own that is the same in every language: the headings of a
/// table with its columns, or what its cells say.
pub(super) struct Columns(Vec<(String, &'static str)>);

impl Columns {
    /// From the keys of the words.
    pub(super) fn of(ui: &Ui, keys: &[(&str, &'static str)]) -> Self {
        Self(keys.iter().map(|(key, column)| (ui.t(key).to_owned(), *column)).collect())
    }

    /// The words for yes and no.
    pub(super) fn yes_no(ui: &Ui, [yes, no]: [&'static str; 2]) -> Self {
        Self::of(ui, &[("yes", yes), ("no", no)])
    }

    /// The reader's word and our own.
    pub(super) fn pairs(&self) -> Vec<(&str, &str)> {
        self.0.iter().map(|(words, column)| (words.as_str(), *column)).collect()
    }

    /// The headings in one line.
    pub(super) fn line(&self, ui: &Ui) -> String {
        let headings: Vec<&str> = self.0.iter().map(|(words, _)| words.as_str()).collect();
        headings.join(ui.t("table-columns-joint"))
    }

    /// What is wrong, under these headings.
    fn mistakes(&self, ui: &Ui, wrong: &[Wrong]) -> Vec<TableMistake> {
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

/// The counts of a table under a key that takes them all.
pub(super) fn counted(ui: &Ui, key: &str, found: &TableImport) -> String {
    ui.tx(key, &[("new", &found.new), ("changed", &found.changed), ("unchanged", &found.unchanged)])
}

/// A table on its page: where it is pasted, and what came of it.
pub(super) struct Checked {
    pub(super) fields: Vec<FieldView>,
    pub(super) errors: Vec<FieldError>,
    pub(super) problems: Vec<TableMistake>,
    /// What would change, to be confirmed.
    pub(super) ready: Option<String>,
    /// What was changed.
    pub(super) done: Option<String>,
}

impl Checked {
    /// Before anything was checked.
    pub(super) fn new(fields: Vec<FieldView>) -> Self {
        Self { fields, errors: Vec::new(), problems: Vec::new(), ready: None, done: None }
    }

    /// Puts onto the page what is wrong with the table, or else these words: for a dry run what would
    /// change, after it what was changed. What was taken in need not be sent again.
    ///
    /// # Errors
    /// The problem that is shown on a page of its own.
    pub(super) fn told(
        &mut self,
        ui: &Ui,
        columns: &Columns,
        outcome: AppResult<(Vec<Wrong>, String)>,
        dry_run: bool,
    ) -> Result<StatusCode, Problem> {
        let (problems, words) = match outcome {
            Ok(found) => found,
            Err(error) => {
                let (status, error) = shown_again(error)?;
                let mut fields: Vec<&mut FieldView> = self.fields.iter_mut().collect();
                self.errors = said(ui, &mut fields, Some(&error));
                return Ok(status);
            }
        };
        self.problems = columns.mistakes(ui, &problems);
        if !self.problems.is_empty() {
            return Ok(StatusCode::UNPROCESSABLE_ENTITY);
        }
        if dry_run {
            self.ready = Some(words);
        } else {
            self.done = Some(words);
            let table = self.fields.iter_mut().find(|field| field.name == "table");
            table.into_iter().for_each(|table| table.value.clear());
        }
        Ok(StatusCode::OK)
    }
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
    pub(super) hidden: (&'static str, String),
    pub(super) table: Checked,
}
