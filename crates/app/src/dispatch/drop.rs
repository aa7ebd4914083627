//! An entry that should never have stood there is taken off its list; one that ran out gets a last
//! day instead.

use linli_domain::{dispatch::DispatchEntry, policy::Permit};
use linli_kernel::DispatchEntryId;

use super::keeper::Keeper;
use crate::{App, AppError, AppResult, Caller, Changes, DispatchPut, Expect, audit, retried};

/// As what it is audited, done or refused.
const ACTION: &str = "dispatch.drop";

/// Takes an entry off its list; `seen` is the version that the caller saw, which must be said.
///
/// # Errors
/// [`AppError::Forbidden`] unless a post of the caller keeps that list; [`AppError::Stale`] if the
/// entry was changed meanwhile; [`AppError::VersionMissing`]; [`AppError::NotFound`].
pub async fn drop_entry(
    app: &App,
    caller: &Caller,
    (id, seen): (DispatchEntryId, Option<i64>),
) -> AppResult<()> {
    let answer = retried(|| try_drop(app, caller, (id, seen))).await;
    audit::told(app, &caller.actor(None), ACTION, format!("dispatch:{id}"), answer).await
}

async fn decided(
    app: &App,
    caller: &Caller,
    id: DispatchEntryId,
) -> AppResult<(DispatchEntry, Permit, Option<Expect>)> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let entry = rows.dispatch_entry(id).await?.ok_or(AppError::NotFound)?;
    let place = rows.place(entry.place).await?.ok_or(AppError::NotFound)?;
    let keeper = Keeper::load(app, rows, caller, &place).await?;
    let permit = keeper.permit(caller)?;
    Ok((entry, permit, keeper.relied_on()))
}

async fn try_drop(
    app: &App,
    caller: &Caller,
    (id, seen): (DispatchEntryId, Option<i64>),
) -> AppResult<()> {
    let (entry, permit, relied_on) = decided(app, caller, id).await?;
    if entry.version != seen.ok_or(AppError::VersionMissing)? {
        return Err(AppError::Stale);
    }
    let row = audit::row(app, permit.actor(), ACTION, format!("dispatch:{id}"), audit::DONE);
    let mut changes = Changes::new(permit, row);
    changes.expects.extend(relied_on);
    changes.put(DispatchPut::Gone { id, version: entry.version });
    app.store.commit(changes).await?;
    Ok(())
}
