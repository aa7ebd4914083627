//! Personal facts that forms hold, for whoever asks for them with a reason.

use super::story::{FieldValueView, Lookup};
use crate::{AppResult, matter::context::Situation, ports::Snapshot};

/// The personal facts of a case, which whoever has no task of it reads masked.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub(in crate::matter) async fn personal_facts(
    rows: &mut dyn Snapshot,
    at: &Situation,
) -> AppResult<Vec<FieldValueView>> {
    let events = rows.events(at.row.id).await?;
    let (state, chain) = (&at.row.state, &at.around.chain);
    let lookup = Lookup::load(rows, &at.playbook, state, chain, &events, &[]).await?;
    Ok(lookup.personal(&events))
}

/// Whether something is masked, in a table too.
pub(super) fn holds_masked(field: &FieldValueView) -> bool {
    field.masked || field.rows.iter().flatten().any(holds_masked)
}
