//! People tell or correct their own name.

use linli_domain::policy::{self, Action};

use super::{
    audit::{DONE, audit},
    people,
};
use crate::{App, AppError, AppResult, Caller, Changes, StaffPut};

/// Sets the caller's own name (right to correct, PIPL article 46).
///
/// # Errors
/// [`AppError::Fields`] on `name` if it is empty, over-long or holds control characters.
pub async fn rename(app: &App, caller: &Caller, name: &str) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let actor = caller.actor(None);
    let permit = policy::decide(&actor, Action::OwnAccount, &caller.standings(), None)?;
    let name = people::parse_name(name)?;
    let person = rows.person(caller.person).await?.ok_or(AppError::SignedOut)?;
    let subject = format!("person:{}", person.id);
    let mut changes = Changes::new(permit, audit(app, &actor, "account.rename", subject, DONE));
    let renamed = people::with_name(app, people::next(person), &name)?;
    changes.put(StaffPut::Person(renamed));
    app.store.commit(changes).await?;
    Ok(())
}
