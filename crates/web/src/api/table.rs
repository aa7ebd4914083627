//! Tables that are sent as they were pasted: what is sent, and what they came to.

use linli_app::setup::{self, PastedTable};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::word::Label;
use crate::{request::sentence, texts::Lang};

/// A table.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewTable {
    /// CSV, or tab-separated as a spreadsheet copies it, under headings.
    table: String,
    /// Only check it.
    #[serde(default)]
    dry_run: bool,
}

impl NewTable {
    /// As the use-cases take it.
    pub(super) fn pasted(&self) -> PastedTable<'_> {
        pasted(&self.table, self.dry_run)
    }
}

/// A table whose headings and words are our own.
pub(super) const fn pasted(table: &str, dry_run: bool) -> PastedTable<'_> {
    PastedTable { table: table.as_bytes(), headings: &[], words: &[], dry_run }
}

/// A mistake in a table.
#[derive(Serialize, ToSchema)]
pub(super) struct Mistake {
    /// The row, from 1; the headings are row 1.
    row: u64,
    /// The column; empty if the whole row is meant.
    column: String,
    /// The stable code.
    code: &'static str,
    /// What is wrong.
    message: Label,
}

impl From<&setup::Problem> for Mistake {
    fn from(problem: &setup::Problem) -> Self {
        let code = problem.code.as_str();
        let words = |lang| sentence(lang, code, &problem.parameters);
        Self {
            row: problem.row,
            column: problem.column.clone(),
            code,
            message: Label::of(words(Lang::ZhCn), words(Lang::En)),
        }
    }
}

/// What a table came to.
#[derive(Serialize, ToSchema)]
pub(super) struct ImportedTable {
    /// Every mistake; nothing was changed if there is one.
    mistakes: Vec<Mistake>,
    /// Rows that are new.
    new: usize,
    /// Rows that change something.
    changed: usize,
    /// Rows that say what is known.
    unchanged: usize,
}

impl From<setup::TableImport> for ImportedTable {
    fn from(found: setup::TableImport) -> Self {
        let setup::TableImport { problems, new, changed, unchanged } = found;
        let mistakes = problems.iter().map(Mistake::from).collect();
        Self { mistakes, new, changed, unchanged }
    }
}
