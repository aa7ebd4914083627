//! Deadlines again, after a year's holiday notice was imported: a command by the system on every
//! case that counted through a year without one.

use linli_domain::policy::{self, Action};
use linli_kernel::{CaseId, Moment};
use linli_playbook::engine::{self, Actor, Case, Command, Own};

use super::{act::put_decision, context::situation, writing};
use crate::{App, AppError, AppResult, Changes};

/// Computes the provisional deadlines of all cases again; answers how many cases changed and on
/// how many it failed, which the log names. Whoever moves a case meanwhile computes its deadlines
/// anew anyway.
///
/// # Errors
/// [`AppError::Internal`] if the store cannot say which cases are open.
pub(crate) async fn redate_all(app: &App) -> AppResult<(usize, usize)> {
    let open = app.snapshot().await?.due_cases(Moment::from_ms(i64::MAX), i64::MAX).await?;
    let (mut redated, mut failed) = (0, 0);
    for id in open {
        match redate(app, id).await {
            Ok(changed) => redated += usize::from(changed),
            Err(AppError::Conflict | AppError::NotFound) => {}
            Err(error) => {
                failed += 1;
                tracing::error!(case = %id, %error, "deadlines could not be computed again");
            }
        }
    }
    Ok((redated, failed))
}

/// Whether any clock of the case counted through a year without a notice.
fn is_provisional(case: &Case) -> bool {
    let tasks = case.tasks.values().any(|task| {
        task.due.provisional || task.answer_by.as_ref().is_some_and(|by| by.provisional)
    });
    case.due.provisional || case.step.due.provisional || tasks
}

async fn redate(app: &App, id: CaseId) -> AppResult<bool> {
    let mut rows = app.snapshot().await?;
    let at = situation(app, rows.as_mut(), None, id).await?;
    if !is_provisional(&at.row.state) {
        return Ok(false);
    }
    let permit = policy::decide(&Actor::System, Action::Tick, &at.standings, Some(at.row.class))?;
    let command = Command {
        actor: Actor::System,
        action: Own::Redate.name(),
        task: None,
        seen_version: None,
        fields: engine::Fields::new(),
    };
    let now = app.now();
    let decision = engine::decide(&at.playbook, &at.row.state, &command, &at.facts, now)?;
    if decision.events.is_empty() {
        return Ok(false);
    }
    let audit = writing::audit(app, &Actor::System, "matter.redate", id);
    let mut changes = Changes::new(permit, audit);
    changes.expects = at.around.expects();
    put_decision((app, rows.as_mut()), &mut changes, at.row, decision, now, &at.around).await?;
    app.store.commit(changes).await?;
    Ok(true)
}
