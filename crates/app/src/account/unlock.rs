//! Coming back to a shared counter: the password opens the locked session again.

use std::{collections::BTreeSet, net::IpAddr};

use linli_domain::{
    account::{Session, SessionState},
    policy::{self, Action, Standing},
};
use linli_kernel::{Code, to_hexadecimal};
use linli_playbook::engine::Actor;

use super::{
    audit::{DONE, REFUSED, audit},
    limits::{Counter, WRONG_PER_ADDRESS},
    password,
    sign_in_password::commit,
    wrong_try::WrongTry,
};
use crate::{AccountPut, App, AppError, AppResult, Changes, digest};

const ACTION: &str = "account.unlock";

/// Opens a locked session, or gives an open one a fresh idle time.
///
/// # Errors
/// [`AppError::SignedOut`] if the session is over; [`AppError::SignInRefused`] for a wrong
/// password or an account closed for a while; [`AppError::Refused`] with `no-password` for a session
/// that no password began and that never locks; [`AppError::TooMany`] for an address with too many
/// wrong tries.
pub async fn unlock(app: &App, token: &str, password: &str, address: IpAddr) -> AppResult<()> {
    let token = digest(token.as_bytes());
    // One try after the other at a session: each sees how many failed before it.
    let _turn = app.turns().take(&format!("unlock:{}", to_hexadecimal(&token))).await;
    let mut rows = app.snapshot().await?;
    let now = app.now();
    let session = rows.session(&token).await?.ok_or(AppError::SignedOut)?;
    let open = session.state(now, true) != SessionState::Over;
    let actor = Actor::Person { person: session.person, acting: None };
    let permit = policy::decide(
        &actor,
        Action::OwnAccount,
        &BTreeSet::from([if open { Standing::Resident } else { Standing::Nobody }]),
        None,
    )
    .map_err(|_| AppError::SignedOut)?;
    let wrong = Counter::wrong_from(app, address);
    wrong.check(&mut *rows, now, WRONG_PER_ADDRESS).await?;
    let person = rows.person(session.person).await?.filter(|person| !person.suspended);
    // Signed in by telephone: such a session never locks, and no password opens it.
    let no_password = || AppError::Refused(Code("no-password"), Vec::new());
    let credential = rows.credential_of(session.person).await?.ok_or_else(no_password)?;
    drop(rows);
    let right = password::matches(password, Some(&credential.password_hash)).await?;
    let subject = format!("session:{}", session.id);
    if right && person.is_some() && !credential.is_locked(now) {
        let lost = WrongTry {
            row: audit(app, &actor, ACTION, subject.clone(), REFUSED),
            permit: permit.clone(),
            adds: vec![wrong.one(now)],
        };
        let mut changes = Changes::new(permit, audit(app, &actor, ACTION, subject, DONE));
        let (idle_until, version) = (session.idle_from(now), session.version + 1);
        changes.put(AccountPut::Session(Session { idle_until, version, ..session }));
        // The row's version is what keeps a right guess among many wrong ones from passing the limit.
        changes.put(AccountPut::Credential(credential.after_success()));
        return commit(app, changes, &lost).await;
    }
    let row = audit(app, &actor, ACTION, subject, REFUSED);
    let tried = WrongTry { permit, row, adds: vec![wrong.one(now)] };
    tried.at_password_of(app, session.person).await?;
    Err(AppError::SignInRefused)
}
