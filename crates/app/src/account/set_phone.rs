//! An administrator gives somebody who has a post another number: that number is how an office is
//! reached, so its holder does not change it alone.

use linli_domain::{person::Person, policy::Action};
use linli_kernel::PersonId;

use super::{
    administrator::Administrator,
    audit::{DONE, audit},
    change_phone::told_formerly,
    limits::Counter,
    people, session,
    take_number::take_number,
};
use crate::{App, AppError, AppResult, Changes, Put, StaffPut};

/// Gives a person with a post this number, ends their sessions and tells the former number. It may
/// have been mistyped, so it counts as proven only once a code came back from it: within 90 days
/// the first sign-in with it does that, and until then it stands for nobody at a counter.
///
/// # Errors
/// [`AppError::Forbidden`] if the person's office is out of reach; [`AppError::NotFound`] if there
/// is no such person or they have no post; [`AppError::Fields`] on `phone` if it is no number;
/// [`AppError::Refused`] with `phone-in-use` if it belongs to somebody who proved it lately or has a
/// post.
pub async fn set_phone(
    app: &App,
    by: Administrator<'_>,
    person: PersonId,
    phone: &str,
) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let rows = &mut *rows;
    let permit = by.permit(app, Action::ManageSecurity).await?;
    let before = rows.person(person).await?.ok_or(AppError::NotFound)?;
    let held = rows.credential_of(person).await?.and_then(|credential| credential.administers);
    by.touch(person, held)?;
    if !session::is_staff(rows, person, app.now().day()).await? {
        return Err(AppError::NotFound);
    }
    let phone = people::parse_phone(phone)?;
    let row = audit(app, &by.actor(), "account.set-phone", format!("person:{person}"), DONE);
    let mut changes = Changes::new(permit, row);
    if let Some(former) = take_number(app, rows, &mut changes, (&phone, person)).await? {
        let held = rows.credential_of(former).await?.and_then(|found| found.administers);
        by.touch(former, held)?;
    }
    // Somebody from an import, or whose number was taken away, signs in with it from now on.
    let after = Person { has_account: true, ..people::next(before.clone()) };
    let after = people::with_phone(app, after, &phone)?;
    changes.puts.extend(told_formerly(app, &before, &after).map(Put::from));
    changes.put(StaffPut::Person(after));
    let hash = people::phone_hash(app, &phone);
    changes.adds.push(Counter::number_given(person, &hash).one(app.now()));
    session::end_all(app, rows, &mut changes, person, None).await?;
    app.store.commit(changes).await?;
    Ok(())
}
