//! A number of which the operator knows that it is still in the same hand.

use linli_domain::policy::Action;
use linli_kernel::PersonId;

use super::{
    administrator::Administrator,
    audit::{DONE, audit},
    limits::Counter,
};
use crate::{App, AppError, AppResult, Changes};

/// The operator vouches for a person's number as if a code had come back from it: for the demo,
/// whose people never held their made-up telephones. From now on it opens the account, as long as
/// a proven number does.
///
/// # Errors
/// [`AppError::Forbidden`] for everybody but the operator; [`AppError::NotFound`] if there is no
/// such person, or no number.
pub async fn vouch_for_number(app: &App, by: Administrator<'_>, person: PersonId) -> AppResult<()> {
    let permit = by.permit(app, Action::VouchForNumber).await?;
    let found = app.snapshot().await?.person(person).await?;
    let hash = found.and_then(|found| found.phone_hash).ok_or(AppError::NotFound)?;
    let row = audit(app, &by.actor(), "account.vouch-number", format!("person:{person}"), DONE);
    let mut changes = Changes::new(permit, row);
    changes.adds.push(Counter::number_proven(person, &hash).one(app.now()));
    app.store.commit(changes).await?;
    Ok(())
}
