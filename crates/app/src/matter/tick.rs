//! The clock: an ordinary command by the system on every case that has something due.

use linli_domain::policy::{self, Action};
use linli_kernel::CaseId;
use linli_playbook::engine::{self, Actor, Command, Own};

use super::{act::put_decision, context::situation, writing};
use crate::{App, AppError, AppResult, Changes};

/// What one round of the clock did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ticked {
    /// Cases that were moved.
    pub moved: usize,
    /// Cases on which the clock failed; the log says why.
    pub failed: usize,
}

/// Ticks every case that is due, up to `limit` of them. A case that a person moved meanwhile is
/// left to the next tick; one that fails is left alone for a while and holds up no other.
///
/// # Errors
/// [`AppError::Internal`] if the store cannot say what is due.
pub async fn tick_due(app: &App, limit: i64) -> AppResult<Ticked> {
    let (now, aside) = (app.now(), app.set_aside());
    // What failed stays due and comes first: it may not use up the limit.
    let wanted = limit.saturating_add(i64::try_from(aside.count()).unwrap_or(i64::MAX));
    let due = app.snapshot().await?.due_cases(now, wanted).await?;
    let mut ticked = Ticked::default();
    for id in due.into_iter().filter(|id| !aside.holds(*id, now)) {
        match tick_case(app, id).await {
            Ok(moved) => {
                ticked.moved += usize::from(moved);
                aside.well(id);
            }
            // The first commit wins and the loser does nothing.
            Err(AppError::Conflict | AppError::NotFound) => aside.well(id),
            Err(error) => {
                ticked.failed += 1;
                let pause_ms = aside.failed(id, now);
                tracing::error!(case = %id, %error, pause_ms, "the clock failed on a case");
            }
        }
    }
    Ok(ticked)
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
    put_decision((app, rows), &mut changes, at.row, decision, now, &at.around).await?;
    app.store.commit(changes).await?;
    Ok(true)
}
