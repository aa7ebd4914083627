//! Unlawful or personal text is taken out of public view, or put back; the raiser is told.

use linli_domain::policy::{Action, Permit};
use linli_kernel::CaseId;
use linli_playbook::{
    Name,
    engine::{self, Command, Fields, HIDING_REASONS, Own, OwnField, Value},
};

use super::{
    act::{permitted, put_decision},
    context::Situation,
    writing,
};
use crate::{App, AppError, AppResult, Caller, Changes, audit, retried};

/// Takes a case's words and photos, and with them its published story, out of public view for a
/// reason of [`HIDING_REASONS`]; without a reason it is put back. Nothing is deleted: whoever
/// raised or handles it reads it as before.
///
/// # Errors
/// [`AppError::Fields`] on `reason`; [`AppError::Forbidden`] or [`AppError::NotFound`].
pub async fn hide(app: &App, caller: &Caller, id: CaseId, reason: Option<&str>) -> AppResult<()> {
    let answer = retried(|| try_hide(app, caller, id, reason)).await;
    audit::told(app, &caller.actor(None), word(reason), format!("case:{id}"), answer).await
}

/// Whether [`hide`] would be done: what is asked before somebody says why.
///
/// # Errors
/// As [`hide`], but for the reason.
pub async fn may_hide(app: &App, caller: &Caller, id: CaseId) -> AppResult<()> {
    let answer = decided(app, caller, id).await.map(drop);
    audit::told(app, &caller.actor(None), HIDE, format!("case:{id}"), answer).await
}

const HIDE: &str = "matter.hide";

/// As what it is audited, done or refused.
const fn word(reason: Option<&str>) -> &'static str {
    if reason.is_some() { HIDE } else { "matter.show" }
}

/// The case, and the decision whether the caller may hide it.
async fn decided(app: &App, caller: &Caller, id: CaseId) -> AppResult<(Situation, Permit)> {
    let mut rows = app.snapshot().await?;
    permitted(app, rows.as_mut(), caller, id, |_| Action::HideText).await
}

async fn try_hide(app: &App, caller: &Caller, id: CaseId, reason: Option<&str>) -> AppResult<()> {
    let (at, permit) = decided(app, caller, id).await?;
    let actor = permit.actor().clone();
    if reason.is_some_and(|reason| !HIDING_REASONS.contains(&reason)) {
        return Err(AppError::field("reason", "field-choice"));
    }
    // Asked for twice, it is done once.
    if at.row.hidden.as_deref() == reason {
        return Ok(());
    }
    let own = if reason.is_some() { Own::Hide } else { Own::Show };
    let word = word(reason);
    let reason = reason.map(Name::new).transpose().map_err(writing::internal)?;
    let fields = reason.map(|reason| (OwnField::Reason.name(), Value::Choice(reason)));
    let command = Command {
        actor: actor.clone(),
        action: own.name(),
        task: None,
        seen_version: None,
        fields: fields.into_iter().collect::<Fields>(),
    };
    let now = app.now();
    let decision = engine::decide(&at.playbook, &at.row.state, &command, &at.facts, now)?;
    let mut changes = Changes::new(permit, writing::audit(app, &actor, word, id));
    changes.expects = at.around.expects();
    let mut rows = app.snapshot().await?;
    put_decision((app, rows.as_mut()), &mut changes, at.row, decision, now, &at.around).await?;
    app.store.commit(changes).await?;
    Ok(())
}
