//! The first start of an empty installation: one link, once, for 24 hours.

use linli_domain::policy::Action;

use super::{
    administrator::Administrator,
    audit::{DONE, audit},
    code::{LinkTo, OneTimeLink, Slot},
};
use crate::{AccountPut, App, AppError, AppResult, Changes};

/// How long the link is good: 24 hours, in milliseconds.
const VALID_MS: i64 = 24 * 3_600_000;

/// The link through which the first system administrator sets a password; `None` once anybody
/// administers anything. An earlier link opens nothing from then on.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub async fn first_run_link(app: &App) -> AppResult<Option<OneTimeLink>> {
    loop {
        match try_link(app).await {
            // Several nodes start at once: the last link opens, as if they had started in a row.
            Err(AppError::Conflict) => {}
            answer => return answer,
        }
    }
}

async fn try_link(app: &App) -> AppResult<Option<OneTimeLink>> {
    let mut rows = app.snapshot().await?;
    let permit = Administrator::Operator.permit(app, Action::ManageSecurity).await?;
    if !rows.administrators().await?.is_empty() {
        return Ok(None);
    }
    let link = OneTimeLink::new(app, LinkTo::FirstRun);
    let actor = Administrator::Operator.actor();
    let row = audit(app, &actor, "account.first-run-link", "installation", DONE);
    let mut changes = Changes::new(permit, row);
    let slot = Slot::link(app, link.to);
    let code = slot.fresh(app, &mut *rows, &link.token, VALID_MS).await?;
    changes.put(AccountPut::Code(code));
    app.store.commit(changes).await?;
    Ok(Some(link))
}
