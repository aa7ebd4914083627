//! The clock: an ordinary command by the system on every case that has something due.

use linli_domain::policy::{self, Action};
use linli_kernel::CaseId;
use linli_playbook::engine::{self, Actor, Command, Own};

use super::{act::put_decision, context::situation, writing};
use crate::{App, AppError, AppResult, Changes};

/// Ticks every case that is due, up to `limit` of them; answers how many were moved.
///
/// # Errors
/// [`AppError::Internal`] if the store fails. A case that a person moved meanwhile is left to the
/// next tick.
pub async fn tick_due(app: &App, limit: i64) -> AppResult<usize> {
    let due = app.snapshot().await?.due_cases(app.now(), limit).await?;
    let mut moved = 0;
    for id in due {
        match tick_case(app, id).await {
            Ok(true) => moved += 1,
            // The first commit wins and the loser does nothing.
            Ok(false) | Err(AppError::Conflict | AppError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(moved)
}

/// Does everything on one case that is due by now; answers whether anything was.
///
/// # Errors
/// [`AppError::Conflict`] if somebody else moved the case meanwhile.
pub async fn tick_case(app: &App, id: CaseId) -> AppResult<bool> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let at = situation(app, rows, None, id).await?;
    let permit = policy::decide(&Actor::System, Action::Tick, &at.standings, Some(at.row.class))?;
    let now = app.now();
    let command = Command {
        actor: Actor::System,
        action: Own::Tick.name(),
        task: None,
        seen_version: None,
        fields: engine::Fields::new(),
    };
    let decision = engine::decide(&at.playbook, &at.row.state, &command, &at.facts, now)?;
    if decision.events.is_empty() {
        return Ok(false);
    }
    let audit = writing::audit(app, &Actor::System, "matter.tick", id);
    let mut changes = Changes::new(permit, audit);
    changes.expects = at.around.expects();
    put_decision(app, &mut changes, at.row, decision, now, &at.around.chain);
    app.store.commit(changes).await?;
    Ok(true)
}
