//! A notice is taken down, with the reason.

use linli_domain::{
    notice::{Notice, TakingDown},
    policy::{Action, Permit},
};
use linli_kernel::NoticeId;

use crate::{App, AppError, AppResult, Caller, Changes, audit, retried, speaker::Speaker};

/// As what it is audited, done or refused.
const ACTION: &str = "notice.take-down";

/// Takes a notice down. Its text is read by nobody but staff from now on; that there was one, and
/// why it is gone, stays readable. Once more changes nothing.
///
/// # Errors
/// [`AppError::Fields`] on `reason`; [`AppError::Forbidden`] unless a post of the caller speaks to
/// the notice's place; [`AppError::NotFound`].
pub async fn take_down_notice(
    app: &App,
    caller: &Caller,
    id: NoticeId,
    reason: &str,
) -> AppResult<()> {
    let answer = retried(|| try_take_down(app, caller, id, reason)).await;
    audit::told(app, &caller.actor(None), ACTION, format!("notice:{id}"), answer).await
}

/// Whether [`take_down_notice`] would be done: what is asked before somebody says why.
///
/// # Errors
/// As [`take_down_notice`], but for the reason.
pub async fn may_take_down_notice(app: &App, caller: &Caller, id: NoticeId) -> AppResult<()> {
    let answer = decided(app, caller, id).await.map(drop);
    audit::told(app, &caller.actor(None), ACTION, format!("notice:{id}"), answer).await
}

/// The notice, who speaks to its place, and the decision.
async fn decided(app: &App, caller: &Caller, id: NoticeId) -> AppResult<(Notice, Speaker, Permit)> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let notice = rows.notice(id).await?.ok_or(AppError::NotFound)?;
    let place = rows.place(notice.place).await?.ok_or(AppError::NotFound)?;
    let speaker = Speaker::load(app, rows, caller, &place).await?;
    let permit = speaker.permit(caller, Action::PostNotice)?;
    Ok((notice, speaker, permit))
}

async fn try_take_down(app: &App, caller: &Caller, id: NoticeId, reason: &str) -> AppResult<()> {
    let (notice, speaker, permit) = decided(app, caller, id).await?;
    let reason = TakingDown::from_word(reason.trim());
    let reason = reason.ok_or_else(|| AppError::field("reason", "field-choice"))?;
    if notice.taken_down.is_some() {
        return Ok(());
    }
    let row = audit::row(app, permit.actor(), ACTION, format!("notice:{id}"), audit::DONE);
    let mut changes = Changes::new(permit, row);
    changes.expects.extend(speaker.relied_on);
    let version = notice.version + 1;
    changes.put(Notice { taken_down: Some((reason, app.now())), version, ..notice });
    app.store.commit(changes).await?;
    Ok(())
}
