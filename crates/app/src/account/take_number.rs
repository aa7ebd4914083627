//! A number goes from one person to another: one rule, whoever takes it.

use linli_domain::{
    account::NumberTrust,
    person::{Person, Phone},
};
use linli_kernel::{Code, PersonId};

use super::{people, proof, session};
use crate::{App, AppError, AppResult, Changes, StaffPut, ports::Snapshot};

/// A person's row lets its number go and keeps its matters; what the number opened ends.
pub(super) async fn let_go(
    app: &App,
    rows: &mut dyn Snapshot,
    changes: &mut Changes,
    former: Person,
) -> AppResult<()> {
    session::end_all(app, rows, changes, former.id, None).await?;
    changes.put(StaffPut::Person(people::without_phone(former)));
    Ok(())
}

/// Takes the number from whoever else has it, for somebody who changes their own or is given
/// another, and answers from whom.
///
/// # Errors
/// [`AppError::Refused`] with `phone-in-use` if it belongs to somebody who proved it lately, or has
/// a post: an office is reached under it, and only a release takes it away.
pub(super) async fn take_number(
    app: &App,
    rows: &mut dyn Snapshot,
    changes: &mut Changes,
    (phone, by): (&Phone, PersonId),
) -> AppResult<Option<PersonId>> {
    let holder = rows.person_by_phone(&people::phone_hash(app, phone)).await?;
    let Some(holder) = holder.filter(|holder| holder.id != by) else { return Ok(None) };
    let has_post = session::is_staff(rows, holder.id, app.now().day()).await?;
    if has_post || proof::trust(app, rows, &holder, None).await? == NumberTrust::Fresh {
        return Err(AppError::Refused(Code("phone-in-use"), Vec::new()));
    }
    let former = holder.id;
    let_go(app, rows, changes, holder).await?;
    Ok(Some(former))
}
