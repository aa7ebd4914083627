//! Signing in with a password and a second factor: office staff and administrators.

use std::net::IpAddr;

use linli_domain::{
    account::{Credential, Lifetime, Strength},
    policy::Action,
};
use linli_kernel::Moment;

use super::{
    audit::{DONE, REFUSED, audit},
    limits::{Counter, WRONG_PER_ADDRESS},
    password, people, recovery,
    request_code::nobody,
    session::{self, SignedIn},
    totp,
    wrong_try::WrongTry,
};
use crate::{AccountPut, App, AppError, AppResult, Changes, ports::Snapshot};

/// What was typed.
#[derive(Clone, Default)]
pub struct SignInByPassword {
    /// The username.
    pub username: String,
    /// The password.
    pub password: String,
    /// The authenticator's six digits, or a recovery code.
    pub factor: String,
    /// At a counter that several people share: locks after five minutes.
    pub counter: bool,
}

const ACTION: &str = "account.sign-in-password";

/// Signs in with a password and a second factor.
///
/// # Errors
/// [`AppError::SignInRefused`] whatever is wrong (name, password, factor, closed for a while,
/// suspended), after the same work; [`AppError::TooMany`] for an address with too many wrong
/// tries.
pub async fn sign_in_password(
    app: &App,
    input: &SignInByPassword,
    address: IpAddr,
) -> AppResult<SignedIn> {
    let mut rows = app.snapshot().await?;
    let permit = nobody(Action::SignIn)?;
    let now = app.now();
    let wrong = Counter::wrong_from(app, address);
    wrong.check(&mut *rows, now, WRONG_PER_ADDRESS).await?;
    let username = input.username.trim().to_lowercase();
    let credential = rows.credential(&username).await?;
    let secret = match &credential {
        Some(credential) => factor_secret(app, &mut *rows, credential).await?,
        None => None,
    };
    // No snapshot stays open while a hash is computed.
    drop(rows);
    let stored = credential.as_ref().map(|credential| credential.password_hash.as_str());
    let password_right = password::matches(&input.password, stored).await?;
    let shown = match (&credential, secret) {
        (Some(credential), Some(secret)) if !credential.is_locked(now) => {
            factor(app, credential, &secret, &input.factor, now)
        }
        _ => None,
    };
    match (credential, shown) {
        (Some(credential), Some(shown)) if password_right => {
            let person = credential.person;
            let subject = format!("person:{person}");
            let mut row = audit(app, permit.actor(), ACTION, subject.clone(), DONE);
            row.person = Some(person);
            let mut changes = Changes::new(permit.clone(), row);
            changes.put(AccountPut::Credential(shown.after_success()));
            let strength = if input.counter { Strength::Counter } else { Strength::TwoFactors };
            let lifetime = Lifetime::of(strength, true, false);
            let signed_in = session::open(app, &mut changes, person, strength, lifetime);
            let lost = WrongTry {
                row: audit(app, permit.actor(), ACTION, subject, REFUSED),
                permit,
                adds: vec![wrong.one(now)],
            };
            commit(app, changes, &lost).await?;
            Ok(signed_in)
        }
        (credential, _) => {
            let subject = match &credential {
                Some(credential) => format!("person:{}", credential.person),
                None => "person:unknown".to_owned(),
            };
            let row = audit(app, permit.actor(), ACTION, subject, REFUSED);
            let tried = WrongTry { permit, row, adds: vec![wrong.one(now)] };
            match &credential {
                Some(credential) => tried.at_password_of(app, credential.person).await?,
                None => tried.told(app).await?,
            }
            Err(AppError::SignInRefused)
        }
    }
}

/// The opened TOTP secret; `None` if none is enrolled or the person may not sign in.
async fn factor_secret(
    app: &App,
    rows: &mut dyn Snapshot,
    credential: &Credential,
) -> AppResult<Option<String>> {
    let person = rows.person(credential.person).await?.filter(|person| !person.suspended);
    Ok(match (person, &credential.totp) {
        (Some(person), Some(sealed)) => {
            Some(app.vault.open(&person.key, TOTP, sealed).map_err(people::internal)?)
        }
        _ => None,
    })
}

/// Under which purpose a TOTP secret is sealed.
pub(super) const TOTP: &str = "totp";

/// The credential after this factor was shown; `None` if it is wrong or was used before.
fn factor(
    app: &App,
    credential: &Credential,
    secret: &str,
    typed: &str,
    now: Moment,
) -> Option<Credential> {
    if let Some(totp_step) = totp::matching_step(secret, typed, now, credential.totp_step) {
        return Some(Credential { totp_step, ..credential.clone() });
    }
    let recovery = recovery::without(app, credential.person, &credential.recovery, typed)?;
    Some(Credential { recovery, ..credential.clone() })
}

/// Whoever lost a race for the row of what was tried is refused like a wrong try, and written down
/// as one (`lost`): otherwise many tries at once would tell which of them was right.
pub(super) async fn commit(app: &App, changes: Changes, lost: &WrongTry) -> AppResult<()> {
    match app.store.commit(changes).await.map_err(AppError::from) {
        Ok(_) => Ok(()),
        Err(AppError::Conflict) => {
            lost.told(app).await?;
            Err(AppError::SignInRefused)
        }
        Err(error) => Err(error),
    }
}
