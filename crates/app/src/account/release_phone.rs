//! A number that has another holder now is taken from the former one's row.

use linli_domain::{
    person::Person,
    policy::{Action, Permit},
};
use linli_kernel::PersonId;

use super::{
    administrator::Administrator,
    audit::{DONE, audit},
    take_number::let_go,
};
use crate::{App, AppError, AppResult, Changes, ports::Snapshot};

/// Whether [`release_phone`] would be done: what is asked before somebody confirms it.
///
/// # Errors
/// As [`release_phone`].
pub async fn may_release_phone(
    app: &App,
    by: Administrator<'_>,
    person: PersonId,
) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    releasable(app, &mut *rows, by, person).await.map(drop)
}

/// Takes the telephone from a person and ends the sessions that it opened; the next sign-in with
/// it makes a new person. For numbers that changed hands before they rested (a misheard number, a
/// number passed on in a family).
///
/// # Errors
/// [`AppError::Forbidden`] if the person's office is out of reach; [`AppError::NotFound`] if there
/// is no such person or no number.
pub async fn release_phone(app: &App, by: Administrator<'_>, person: PersonId) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let rows = &mut *rows;
    let (permit, found) = releasable(app, rows, by, person).await?;
    let row = audit(app, &by.actor(), "account.release-phone", format!("person:{person}"), DONE);
    let mut changes = Changes::new(permit, row);
    let_go(app, rows, &mut changes, found).await?;
    app.store.commit(changes).await?;
    Ok(())
}

async fn releasable(
    app: &App,
    rows: &mut dyn Snapshot,
    by: Administrator<'_>,
    id: PersonId,
) -> AppResult<(Permit, Person)> {
    let permit = by.permit(app, Action::ManageSecurity).await?;
    let found = rows.person(id).await?.filter(|found| found.phone_hash.is_some());
    let found = found.ok_or(AppError::NotFound)?;
    let held = rows.credential_of(id).await?.and_then(|credential| credential.administers);
    by.touch(id, held)?;
    Ok((permit, found))
}
