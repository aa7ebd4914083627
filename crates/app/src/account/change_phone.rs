//! People change their telephone number themselves: a code proves the new one.

use std::net::IpAddr;

use linli_domain::{
    account::NumberTrust,
    policy::{self, Action},
};
use linli_kernel::Code;

use super::{
    audit::{DONE, REFUSED, audit},
    code::{Slot, Tried, used},
    limits::{Counter, WRONG_PER_ADDRESS},
    people, proof,
    request_code::{Sending, send},
    session,
    sign_in_password::commit,
};
use crate::{AccountPut, App, AppError, AppResult, Caller, Changes, StaffPut, ports::Snapshot};

/// How fresh the sign-in must be with which a number is changed: 5 minutes, in milliseconds. It
/// showed a code sent to the present number, or two factors.
const FRESH_MS: i64 = 5 * 60_000;
/// How long after that the new number's code may still be typed: it is good for 5 minutes.
const TYPED_MS: i64 = 2 * FRESH_MS;

/// Refuses who only holds an open session, as of a telephone lent for a minute or of a stolen token,
/// and whoever has a post: their number is how an office is reached.
async fn may_change(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    within_ms: i64,
) -> AppResult<()> {
    let refused = |code| Err(AppError::Refused(Code(code), Vec::new()));
    if session::is_staff(rows, caller.person, app.now().day()).await? {
        return refused("phone-by-administrator");
    }
    let open = rows.sessions_of(caller.person, app.now()).await?;
    let own = open.into_iter().find(|session| session.id == caller.session);
    match own {
        Some(own) if app.now().ms_since(own.created_at) <= within_ms => Ok(()),
        _ => refused("sign-in-anew"),
    }
}

/// Sends a code to the new number. Whether somebody else has it is told only to who holds it.
///
/// # Errors
/// As for a sign-in code; [`AppError::Refused`] with `sign-in-anew` unless the caller signed in
/// within 5 minutes, and with `phone-by-administrator` for whoever has a post.
pub async fn request_phone_change(
    app: &App,
    caller: &Caller,
    phone: &str,
    address: IpAddr,
) -> AppResult<()> {
    let permit =
        policy::decide(&caller.actor(None), Action::OwnAccount, &caller.standings(), None)?;
    let phone = people::parse_phone(phone)?;
    may_change(app, app.snapshot().await?.as_mut(), caller, FRESH_MS).await?;
    let slot = Slot::new_phone(app, caller.person, &phone);
    let action = "account.request-phone-change";
    send(app, &Sending { permit, action, phone, slot, address }).await
}

/// Takes the new number over and ends the caller's other sessions.
///
/// # Errors
/// [`AppError::Fields`] on `code` if it is wrong, expired or worn out; [`AppError::Refused`] as for
/// [`request_phone_change`] and with `phone-in-use` if the number belongs to somebody who proved it lately; [`AppError::TooMany`]
/// for an address with too many wrong tries.
pub async fn change_phone(
    app: &App,
    caller: &Caller,
    phone: &str,
    code: &str,
    address: IpAddr,
) -> AppResult<()> {
    const ACTION: &str = "account.change-phone";
    let mut rows = app.snapshot().await?;
    let rows = &mut *rows;
    let actor = caller.actor(None);
    let permit = policy::decide(&actor, Action::OwnAccount, &caller.standings(), None)?;
    let phone = people::parse_phone(phone)?;
    may_change(app, rows, caller, TYPED_MS).await?;
    let now = app.now();
    let wrong = Counter::wrong_from(app, address);
    wrong.check(rows, now, WRONG_PER_ADDRESS).await?;
    let slot = Slot::new_phone(app, caller.person, &phone);
    let subject = format!("person:{}", caller.person);
    let tried = slot.try_code(app, rows, code).await?;
    let Tried::Right(row) = tried else {
        let mut changes = Changes::new(permit, audit(app, &actor, ACTION, subject, REFUSED));
        if let Tried::Wrong(Some(row)) = tried {
            changes.put(AccountPut::Code(row.after_wrong_try()));
        }
        changes.adds.push(wrong.one(now));
        commit(app, changes).await?;
        return Err(AppError::field("code", "code-wrong"));
    };
    let mut changes = Changes::new(permit, audit(app, &actor, ACTION, subject, DONE));
    let former = rows.person_by_phone(&people::phone_hash(app, &phone)).await?;
    if let Some(former) = former.filter(|former| former.id != caller.person) {
        if proof::trust(app, rows, &former, None).await? == NumberTrust::Fresh {
            return Err(AppError::Refused(Code("phone-in-use"), Vec::new()));
        }
        changes.put(StaffPut::Person(people::without_phone(former)));
    }
    let mut person = rows.person(caller.person).await?.ok_or(AppError::SignedOut)?;
    person.has_account = true;
    let person = people::with_phone(app, people::next(person), &phone)?;
    changes.put(StaffPut::Person(person));
    changes.put(used(row));
    changes.adds.push(Counter::number_proven(caller.person).one(now));
    session::end_all(app, rows, &mut changes, caller.person, Some(caller.session)).await?;
    app.store.commit(changes).await?;
    Ok(())
}
