//! An office instructs whoever has a matter 督办, from a list in which it found it.

use linli_kernel::{CaseId, Code};
use linli_playbook::{engine::OwnField, model::AsideKind};

use super::{
    act::{Acted, TakeAction, act},
    fields::{Raw, RawFields},
};
use crate::{App, AppError, AppResult, Caller};

/// Instructs whoever has a case, as the action of its page does: whatever the playbook calls it. The
/// same under the same `key` once more does nothing.
///
/// # Errors
/// As [`act`]; [`AppError::Refused`] where the playbook knows no instruction.
pub async fn supervise(
    app: &App,
    caller: &Caller,
    id: CaseId,
    instruction: &str,
    key: Option<&str>,
) -> AppResult<Acted> {
    let action = action(app, caller, id).await?;
    let words = Raw::Text(instruction.to_owned());
    let fields = RawFields::from([(OwnField::Instruction.as_str().to_owned(), words)]);
    let input = TakeAction { action, fields, ..TakeAction::default() };
    act(app, caller, id, &input, key).await
}

/// What the case's playbook calls an instruction.
async fn action(app: &App, caller: &Caller, id: CaseId) -> AppResult<String> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let row = rows.case(id).await?.ok_or(AppError::NotFound)?;
    let (key, version) = row.state.playbook.clone();
    let playbook = app.playbook(rows, &key, version).await?;
    let process = playbook.process(&row.state.process);
    let asides = process.into_iter().flat_map(|process| process.asides.values());
    let instructs = |kind: &AsideKind| matches!(kind, AsideKind::Supervise { .. });
    let aside = asides.into_iter().find(|aside| instructs(&aside.kind));
    // Whoever may not know of the case learns nothing of its playbook either.
    let none = || AppError::Refused(Code("not-offered"), Vec::new());
    match aside {
        Some(aside) => Ok(aside.key.to_string()),
        None if super::sees(app, rows, caller, &row).await? => Err(none()),
        None => Err(AppError::NotFound),
    }
}
