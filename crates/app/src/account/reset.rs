//! A second person resets a password and factor that were lost or betrayed.

use linli_domain::{
    account::Credential,
    policy::{Action, Permit},
};
use linli_kernel::{Code, PersonId};

use super::{
    administrator::Administrator,
    audit::{DONE, audit},
    code::{LinkTo, OneTimeLink, Slot},
    invite::VALID_MS,
    session,
};
use crate::{AccountPut, App, AppError, AppResult, Changes, ports::Snapshot};

/// Whether [`reset_credential`] would be done: what is asked before somebody confirms it.
///
/// # Errors
/// As [`reset_credential`].
pub async fn may_reset(app: &App, by: Administrator<'_>, person: PersonId) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    resettable(app, &mut *rows, by, person).await.map(drop)
}

/// Makes password, factor and recovery codes worthless, ends all sessions and gives a one-time
/// link through which their owner sets new ones. The name and office stay.
///
/// # Errors
/// [`AppError::Refused`] with `second-person-needed` for oneself and `not-staff` for somebody with
/// neither post nor office today; [`AppError::Forbidden`] if the
/// person's office is out of reach; [`AppError::NotFound`] for somebody without a password.
pub async fn reset_credential(
    app: &App,
    by: Administrator<'_>,
    person: PersonId,
) -> AppResult<OneTimeLink> {
    let mut rows = app.snapshot().await?;
    let rows = &mut *rows;
    let (permit, credential) = resettable(app, rows, by, person).await?;
    let link = OneTimeLink::new(app, LinkTo::Person(person));
    let subject = format!("person:{person}");
    let row = audit(app, &by.actor(), "account.reset-credential", subject, DONE);
    let mut changes = Changes::new(permit, row);
    changes.put(AccountPut::Credential(Credential {
        password_hash: String::new(),
        totp: None,
        recovery: Vec::new(),
        ..credential.after_success()
    }));
    let code = Slot::link(app, link.to).fresh(app, rows, &link.token, VALID_MS).await?;
    changes.put(AccountPut::Code(code));
    session::end_all(app, rows, &mut changes, person, None).await?;
    app.store.commit(changes).await?;
    Ok(link)
}

async fn resettable(
    app: &App,
    rows: &mut dyn Snapshot,
    by: Administrator<'_>,
    person: PersonId,
) -> AppResult<(Permit, Credential)> {
    let permit = by.permit(app, Action::ManageSecurity).await?;
    let credential = rows.credential_of(person).await?.ok_or(AppError::NotFound)?;
    by.touch(person, credential.administers)?;
    let serves = credential.administers.is_some()
        || session::is_staff(rows, person, app.now().day()).await?;
    if !serves {
        return Err(AppError::Refused(Code("not-staff"), Vec::new()));
    }
    Ok((permit, credential))
}
