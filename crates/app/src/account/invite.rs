//! An administrator invites office staff: a username and a link, never a password.

use linli_domain::{
    account::{Administration, Appointment, Credential},
    policy::{Action, Permit},
};
use linli_kernel::{Code, PersonId};

use super::{
    administrator::Administrator,
    audit::{DONE, audit},
    code::{LinkTo, OneTimeLink, Slot},
    people, session,
};
use crate::{AccountPut, App, AppError, AppResult, Changes, Put, StaffPut, ports::Snapshot};

/// How long an invitation is good: 72 hours, in milliseconds.
pub(super) const VALID_MS: i64 = 72 * 3_600_000;

/// Whom to invite.
#[derive(Clone, Debug, Default)]
pub struct Invite {
    /// Somebody who is stored already and has a post today; otherwise `name` and `phone` make or find the person.
    pub person: Option<PersonId>,
    /// The name of somebody new.
    pub name: String,
    /// The telephone number of somebody new, if it is known.
    pub phone: Option<String>,
    /// What they will type: 3 to 40 lower-case letters, digits, dots and hyphens.
    pub username: String,
    /// The office, for administrators.
    pub administers: Option<Administration>,
}

/// Whether the caller invites anybody at all: what is asked before the form is shown.
///
/// # Errors
/// [`AppError::Forbidden`] for everybody but a system administrator.
pub async fn may_invite(app: &App, by: Administrator<'_>) -> AppResult<()> {
    by.permit(app, Action::ManageStaff).await.map(drop)
}

/// Gives somebody a username and a one-time link, to be handed over in person.
///
/// # Errors
/// [`AppError::Fields`] on `name`, `phone` or `username`; [`AppError::Forbidden`] if the caller
/// may not give that office; [`AppError::Refused`] with `has-credential` for somebody who signs
/// in with a password already (a reset is asked for instead), with `invited-already` for somebody
/// whose link is a security administrator's to give again, and with `not-staff` for somebody
/// stored who has no post today.
pub async fn invite(
    app: &App,
    by: Administrator<'_>,
    input: &Invite,
) -> AppResult<(PersonId, OneTimeLink)> {
    let mut rows = app.snapshot().await?;
    let rows = &mut *rows;
    let permit = by.permit(app, Action::ManageStaff).await?;
    let username = parse_username(&input.username)?;
    let known = match input.person {
        Some(person) => rows.credential_of(person).await?,
        None => None,
    };
    if let Some(held) = known.filter(|held| held.password_hash.is_empty()) {
        // Whoever was reset had a password: another link is the security administrators' to give.
        if !held.was_never_used() {
            return Err(AppError::Refused(Code("invited-already"), Vec::new()));
        }
        return again(app, rows, (by, permit), (held, input.administers)).await;
    }
    if rows.credential(&username).await?.is_some() {
        return Err(AppError::field("username", "username-taken"));
    }
    let (person, new) = invited(app, rows, input).await?;
    let held = rows.credential_of(person).await?;
    may_appoint(rows, by, input.administers, None).await?;
    if held.is_some() {
        return Err(AppError::Refused(Code("has-credential"), Vec::new()));
    }
    let link = OneTimeLink::new(app, LinkTo::Person(person));
    let row = audit(app, &by.actor(), "account.invite", format!("person:{person}"), DONE);
    let mut changes = Changes::new(permit, row);
    if let Some(new) = new {
        changes.put(StaffPut::Person(new));
    }
    changes.puts.extend(filled(by, input.administers, person));
    let credential = Credential::unset(person, username, input.administers);
    changes.put(AccountPut::Credential(credential));
    let code = Slot::link(app, link.to).fresh(app, rows, &link.token, VALID_MS).await?;
    changes.put(AccountPut::Code(code));
    app.store.commit(changes).await?;
    Ok((person, link))
}

/// Another link for somebody who did not use theirs, the lost one being good for nothing from then
/// on; the username stays, and so does the office unless another is given: to whoever had none, or by
/// the operator. Of the offices that are filled once an administrator gives it again
/// only where an administrator gave the first: whoever gave it could have used it, so no office is
/// nearer, and a letter that got lost leaves none empty for good. What the operator gave, the operator
/// gives again.
async fn again(
    app: &App,
    rows: &mut dyn Snapshot,
    (by, permit): (Administrator<'_>, Permit),
    (held, given): (Credential, Option<Administration>),
) -> AppResult<(PersonId, OneTimeLink)> {
    let person = held.person;
    if let (Some(_), Some(office @ (Administration::Security | Administration::Audit))) =
        (by.office(), held.administers)
        && rows.office_filled(office).await? != Some(person)
    {
        return Err(AppError::Forbidden);
    }
    let link = OneTimeLink::new(app, LinkTo::Person(person));
    let row = audit(app, &by.actor(), "account.invite", format!("person:{person}"), DONE);
    let mut changes = Changes::new(permit, row);
    if given.is_some() && given != held.administers {
        // The operator puts the one in the other's place; nobody has two.
        let other = held.administers.filter(|_| by.office().is_some());
        may_appoint(rows, by, given, other).await?;
        changes.puts.extend(filled(by, given, person));
        let version = held.version + 1;
        changes.put(AccountPut::Credential(Credential { administers: given, version, ..held }));
    }
    let code = Slot::link(app, link.to).fresh(app, rows, &link.token, VALID_MS).await?;
    changes.put(AccountPut::Code(code));
    app.store.commit(changes).await?;
    Ok((person, link))
}

/// That an office is filled which an administrator fills once: of two invitations at once one wins.
fn filled(by: Administrator<'_>, office: Option<Administration>, person: PersonId) -> Option<Put> {
    let office = office.filter(|office| *office != Administration::System)?;
    by.office().map(|_| AccountPut::OfficeFilled { office, person }.into())
}

/// Refuses an office that the caller may not give, or to whoever has another one: nobody has two.
async fn may_appoint(
    rows: &mut dyn Snapshot,
    by: Administrator<'_>,
    office: Option<Administration>,
    held: Option<Administration>,
) -> AppResult<()> {
    let Some(office) = office else {
        return Ok(());
    };
    let filled = rows.administrators().await?.iter().any(|(_, held)| *held == office);
    let appointment = Appointment { by: by.office(), office, held, filled };
    if appointment.is_allowed() { Ok(()) } else { Err(AppError::Forbidden) }
}

/// The invited person, and the row to write if they are new.
async fn invited(
    app: &App,
    rows: &mut dyn Snapshot,
    input: &Invite,
) -> AppResult<(PersonId, Option<linli_domain::person::Person>)> {
    if let Some(person) = input.person {
        let found = rows.person(person).await?.ok_or(AppError::NotFound)?;
        // A link opens everything that its person may read: a resident's never goes to the office.
        let known = rows.credential_of(found.id).await?.is_some();
        if !known && !session::is_staff(rows, found.id, app.now().day()).await? {
            return Err(AppError::Refused(Code("not-staff"), Vec::new()));
        }
        return Ok((found.id, None));
    }
    let name = people::parse_name(&input.name)?;
    let phone = match input.phone.as_deref().map(str::trim).filter(|phone| !phone.is_empty()) {
        Some(phone) => Some(people::parse_phone(phone)?),
        None => None,
    };
    if let Some(phone) = &phone
        && rows.person_by_phone(&people::phone_hash(app, phone)).await?.is_some()
    {
        // A number may be another's by now: who has it already is picked by hand, not by number.
        return Err(AppError::field("phone", "phone-in-use"));
    }
    let person = people::new_person(app, &name, phone.as_ref())?;
    Ok((person.id, Some(person)))
}

/// Reads a username as typed.
///
/// # Errors
/// [`AppError::Fields`] on `username`.
pub(super) fn parse_username(raw: &str) -> AppResult<String> {
    let username = raw.trim().to_lowercase();
    let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-');
    if (3..=40).contains(&username.len()) && username.chars().all(fine) {
        Ok(username)
    } else {
        Err(AppError::field("username", "username-wrong"))
    }
}
