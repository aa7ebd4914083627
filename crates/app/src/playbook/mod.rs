//! Playbooks as stored texts: compiling, binding, calendars.

use linli_playbook::Playbook;

use crate::{AppError, AppResult, PlaybookRow};

/// Compiles a stored text.
///
/// # Errors
/// [`AppError::Internal`]: what is stored passed the checker when it was published.
pub(crate) fn compile(row: &PlaybookRow) -> AppResult<Playbook> {
    let file = format!("{}.kdl", row.key);
    linli_playbook::language::compile(&file, &row.text).map_err(|findings| {
        AppError::Internal(format!("playbook {} no longer compiles: {}", row.key, findings.len()))
    })
}
