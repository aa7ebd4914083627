//! Playbooks as stored texts: compiling, binding, calendars.

use linli_playbook::{Playbook, language::RuleNames};

use crate::{AppError, AppResult, PlaybookRow};

/// Compiles a stored text.
///
/// # Errors
/// [`AppError::Internal`]: what is stored passed the checker when it was published.
pub(crate) fn compile(row: &PlaybookRow) -> AppResult<Playbook> {
    let file = format!("{}.kdl", row.key);
    let rules = RuleNames::shipped();
    linli_playbook::language::compile_published(&file, &row.text, &rules).map_err(|findings| {
        AppError::Internal(format!("playbook {} no longer compiles: {}", row.key, findings.len()))
    })
}
