//! Staff who left or are under suspicion are suspended, and reinstated.

use linli_domain::{person::Person, policy::Action};
use linli_kernel::{Code, PersonId};

use super::{
    administrator::Administrator,
    audit::{DONE, audit},
    people, session,
};
use crate::{App, AppError, AppResult, Changes, StaffPut};

/// Suspends somebody on the staff and ends all their sessions. Residents are never shut out: a
/// matter can always be raised.
///
/// # Errors
/// [`AppError::Refused`] with `not-staff` for residents and `second-person-needed` for oneself;
/// [`AppError::Forbidden`] if the person's office is out of reach; [`AppError::NotFound`].
pub async fn suspend(app: &App, by: Administrator<'_>, person: PersonId) -> AppResult<()> {
    set_suspended(app, by, person, true).await
}

/// Reinstates somebody who was suspended.
///
/// # Errors
/// As for [`suspend`].
pub async fn reinstate(app: &App, by: Administrator<'_>, person: PersonId) -> AppResult<()> {
    set_suspended(app, by, person, false).await
}

async fn set_suspended(
    app: &App,
    by: Administrator<'_>,
    id: PersonId,
    suspended: bool,
) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let rows = &mut *rows;
    let permit = by.permit(app, Action::ManageStaff).await?;
    let person = rows.person(id).await?.ok_or(AppError::NotFound)?;
    let credential = rows.credential_of(id).await?;
    by.touch(id, credential.as_ref().and_then(|credential| credential.administers))?;
    if credential.is_none() && rows.posts_of(id).await?.is_empty() {
        return Err(AppError::Refused(Code("not-staff"), Vec::new()));
    }
    let action = if suspended { "account.suspend" } else { "account.reinstate" };
    let row = audit(app, &by.actor(), action, format!("person:{id}"), DONE);
    let mut changes = Changes::new(permit, row);
    changes.put(StaffPut::Person(people::next(Person { suspended, ..person })));
    if suspended {
        session::end_all(app, rows, &mut changes, id, None).await?;
    }
    app.store.commit(changes).await?;
    Ok(())
}
