//! Unlawful or personal text is taken out of public view, or put back; the raiser is told.

use linli_domain::policy::{self, Action};
use linli_kernel::CaseId;
use linli_playbook::{
    Name,
    engine::{self, Command, Fields, HIDING_REASONS, Own, OwnField, Value},
};

use super::{
    act::{acting, put_decision},
    context::situation,
    writing,
};
use crate::{App, AppError, AppResult, Caller, Changes, retried};

/// Takes a case's words and photos, and with them its published story, out of public view for a
/// reason of [`HIDING_REASONS`]; without a reason it is put back. Nothing is deleted: whoever
/// raised or handles it reads it as before.
///
/// # Errors
/// [`AppError::Fields`] on `reason`; [`AppError::Forbidden`] or [`AppError::NotFound`].
pub async fn hide(app: &App, caller: &Caller, id: CaseId, reason: Option<&str>) -> AppResult<()> {
    retried(|| try_hide(app, caller, id, reason)).await
}

async fn try_hide(app: &App, caller: &Caller, id: CaseId, reason: Option<&str>) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let at = situation(app, rows.as_mut(), Some(caller), id).await?;
    let actor = caller.actor(acting(caller, &at, None));
    let class = Some(at.row.class);
    let permit = policy::decide(&actor, Action::HideText, &at.standings, class)?;
    if reason.is_some_and(|reason| !HIDING_REASONS.contains(&reason)) {
        return Err(AppError::field("reason", "field-choice"));
    }
    // Asked for twice, it is done once.
    if at.row.hidden.as_deref() == reason {
        return Ok(());
    }
    let (own, word) = match reason {
        Some(_) => (Own::Hide, "matter.hide"),
        None => (Own::Show, "matter.show"),
    };
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
    put_decision(app, &mut changes, at.row, decision, now, &at.around);
    app.store.commit(changes).await?;
    Ok(())
}
