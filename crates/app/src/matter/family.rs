//! The matters that somebody raised for a family elder.

use linli_domain::policy::{self, Action};
use linli_kernel::PersonId;

use super::view::{Detail, Lines, lines};
use crate::{App, AppError, AppResult, Caller, account::may_act_for};

/// How many of the elder's latest matters are looked through.
const LOOKED_AT: i64 = 100;

/// The latest matters that the caller raised for an elder, newest first. What the elder raised
/// alone stays theirs.
///
/// # Errors
/// [`AppError::NotFound`] unless the caller may act for the elder.
pub async fn family_matters(app: &App, caller: &Caller, elder: PersonId) -> AppResult<Lines> {
    policy::decide(&caller.actor(None), Action::Report, &caller.standings(), None)?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    if !may_act_for(rows, caller.person, elder, app.now()).await? {
        return Err(AppError::NotFound);
    }
    let sight = policy::visible(Some(elder), &[], &[], None);
    let page = rows.list(&sight, None, None, LOOKED_AT).await?;
    let (mut cases, own) = (page.cases, Some(caller.person));
    cases.retain(|row| row.taken_by == own);
    Ok(Lines { items: lines(app, rows, &cases, Detail::Fine).await?, next: None })
}
