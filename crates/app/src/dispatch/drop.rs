//! An entry that should never have stood there is taken off its list; one that ran out gets a last
//! day instead.

use linli_domain::{dispatch::DispatchEntry, policy::Permit};
use linli_kernel::DispatchEntryId;

use super::keeper::Keeper;
use crate::{App, AppError, AppResult, Caller, Changes, DispatchPut, audit, retried};

/// As what it is audited, done or refused.
const ACTION: &str = "dispatch.drop";

/// Takes an entry off its list.
///
/// # Errors
/// [`AppError::Forbidden`] unless a post of the caller keeps that list; [`AppError::NotFound`].
pub async fn drop_entry(app: &App, caller: &Caller, id: DispatchEntryId) -> AppResult<()> {
    let answer = retried(|| try_drop(app, caller, id)).await;
    audit::told(app, &caller.actor(None), ACTION, format!("dispatch:{id}"), answer).await
}

/// Whether [`drop_entry`] would be done: what is asked before somebody says yes.
///
/// # Errors
/// As [`drop_entry`].
pub async fn may_drop_entry(app: &App, caller: &Caller, id: DispatchEntryId) -> AppResult<()> {
    let answer = decided(app, caller, id).await.map(drop);
    audit::told(app, &caller.actor(None), ACTION, format!("dispatch:{id}"), answer).await
}

async fn decided(
    app: &App,
    caller: &Caller,
    id: DispatchEntryId,
) -> AppResult<(DispatchEntry, Permit)> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let entry = rows.dispatch_entry(id).await?.ok_or(AppError::NotFound)?;
    let place = rows.place(entry.place).await?.ok_or(AppError::NotFound)?;
    let permit = Keeper::load(app, rows, caller, &place).await?.permit(caller)?;
    Ok((entry, permit))
}

async fn try_drop(app: &App, caller: &Caller, id: DispatchEntryId) -> AppResult<()> {
    let (entry, permit) = decided(app, caller, id).await?;
    let row = audit::row(app, permit.actor(), ACTION, format!("dispatch:{id}"), audit::DONE);
    let mut changes = Changes::new(permit, row);
    changes.put(DispatchPut::Gone { id, version: entry.version });
    app.store.commit(changes).await?;
    Ok(())
}
