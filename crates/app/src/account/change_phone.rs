//! People change their telephone number themselves: a fresh sign-in shows that they still hold the
//! old one, a code proves the new one, and the old one is told.

use std::net::IpAddr;

use linli_domain::{
    account::SIGN_IN_FRESH_MS,
    masking,
    person::Person,
    policy::{self, Action},
};
use linli_kernel::{Code, PersonId};

use super::{
    audit::{DONE, REFUSED, audit},
    code::{Slot, Tried, used},
    limits::{Counter, WRONG_PER_ADDRESS},
    people,
    request_code::{Sending, send},
    session,
    take_number::take_number,
    wrong_try::WrongTry,
};
use crate::{
    AccountPut, App, AppError, AppResult, Caller, Changes, OutboxRow, OwnEffect, Put, StaffPut,
    ports::Snapshot,
};

/// How long after the sign-in the new number's code may still be typed: it is good for 5 minutes.
const TYPED_MS: i64 = SIGN_IN_FRESH_MS + 5 * 60_000;

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
    may_change(app, app.snapshot().await?.as_mut(), caller, SIGN_IN_FRESH_MS).await?;
    let slot = Slot::new_phone(app, caller.person, &phone);
    let action = "account.request-phone-change";
    send(app, &Sending { permit, action, phone, slot, address }).await
}

/// Takes the new number over, ends the caller's other sessions and tells the old number.
///
/// # Errors
/// [`AppError::Fields`] on `code` if it is wrong, expired or worn out; [`AppError::Refused`] as for
/// [`request_phone_change`] and with `phone-in-use` if the number belongs to somebody who proved it
/// lately or has a post; [`AppError::TooMany`] for an address with too many wrong tries.
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
        let row = audit(app, &actor, ACTION, subject, REFUSED);
        let refused = WrongTry { permit, row, adds: vec![wrong.one(now)] };
        let counted = match tried {
            Tried::Wrong(row) => row.map(|row| AccountPut::Code(row.after_wrong_try())),
            Tried::Right(_) => None,
        };
        refused.with(app, counted).await?;
        return Err(AppError::field("code", "code-wrong"));
    };
    let mut changes = Changes::new(permit, audit(app, &actor, ACTION, subject, DONE));
    take_number(app, rows, &mut changes, (&phone, caller.person)).await?;
    let before = rows.person(caller.person).await?.ok_or(AppError::SignedOut)?;
    let person = Person { has_account: true, ..people::next(before.clone()) };
    let person = people::with_phone(app, person, &phone)?;
    changes.puts.extend(told_formerly(app, &before, &person).map(Put::from));
    changes.put(StaffPut::Person(person));
    changes.put(used(row));
    let hash = people::phone_hash(app, &phone);
    changes.adds.push(Counter::number_proven(caller.person, &hash).one(now));
    session::end_all(app, rows, &mut changes, caller.person, Some(caller.session)).await?;
    app.store.commit(changes).await?;
    Ok(())
}

/// What tells a person's former number that they have another one; nothing if there was none, or
/// it is the same.
pub(super) fn told_formerly(app: &App, before: &Person, after: &Person) -> Option<OutboxRow> {
    if before.phone_hash == after.phone_hash {
        return None;
    }
    let (person, former) = (before.id, before.phone.clone()?);
    let effect = OwnEffect::NumberChanged { person, former, present: after.phone.clone()? };
    Some(OutboxRow {
        id: app.entropy.id(),
        case: None,
        effect: effect.into(),
        run_at: app.now(),
        dedupe: format!("person:{person}:{}:number-changed", after.version),
    })
}

/// Tells a former number; nobody, where the person's key was destroyed meanwhile.
///
/// # Errors
/// [`AppError::Internal`] if it cannot be told now.
pub(crate) async fn tell_former_number(
    app: &App,
    person: PersonId,
    former: &[u8],
    present: &[u8],
) -> AppResult<()> {
    let Some(person) = app.snapshot().await?.person(person).await? else { return Ok(()) };
    let open = |sealed: &[u8]| {
        people::phone_of(app, &Person { phone: Some(sealed.to_vec()), ..person.clone() })
    };
    let Some((former, present)) = open(former).zip(open(present)) else { return Ok(()) };
    let told = app.sms.tell_number_changed(&former, &masking::phone(&present)).await;
    told.map_err(|error| AppError::Internal(error.to_string()))
}
