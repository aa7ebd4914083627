//! Staff change their own password, or draw new recovery codes.

use std::collections::BTreeSet;

use linli_domain::{
    account::{Credential, password_weakness},
    policy::{self, Action},
};

use super::{
    audit::{DONE, REFUSED, audit},
    password, recovery, session,
    wrong_try::WrongTry,
};
use crate::{AccountPut, App, AppError, AppResult, Caller, Changes};

/// What was typed.
#[derive(Clone, Default)]
pub struct ChangePassword {
    /// The password so far.
    pub current: String,
    /// The new one.
    pub new: String,
}

/// What somebody may know of how they sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnPassword {
    /// What they type to sign in.
    pub username: String,
    /// How many recovery codes are left.
    pub recovery_codes: usize,
    /// Whether this session may draw new ones.
    pub may_draw: bool,
}

/// How the caller signs in with a password.
///
/// # Errors
/// [`AppError::NotFound`] for somebody who signs in without one.
pub async fn own_password(app: &App, caller: &Caller) -> AppResult<OwnPassword> {
    policy::decide(&caller.actor(None), Action::OwnAccount, &caller.standings(), None)?;
    let credential = app.snapshot().await?.credential_of(caller.person).await?;
    let credential = credential.ok_or(AppError::NotFound)?;
    Ok(OwnPassword {
        username: credential.username,
        recovery_codes: credential.recovery.len(),
        may_draw: caller.strength.has_two_factors(),
    })
}

/// Changes the caller's password and ends their other sessions.
///
/// # Errors
/// [`AppError::Fields`] on `current` if it is wrong (counted like a wrong sign-in) or on `new` if
/// it is weak; [`AppError::NotFound`] for somebody without a password.
pub async fn change_password(app: &App, caller: &Caller, input: &ChangePassword) -> AppResult<()> {
    const ACTION: &str = "account.change-password";
    let mut rows = app.snapshot().await?;
    let actor = caller.actor(None);
    let permit = policy::decide(&actor, Action::OwnAccount, &caller.standings(), None)?;
    let credential = rows.credential_of(caller.person).await?.ok_or(AppError::NotFound)?;
    drop(rows);
    if let Some(weakness) = password_weakness(&input.new, &credential.username) {
        return Err(AppError::field("new", weakness.as_str()));
    }
    let subject = format!("person:{}", caller.person);
    let tried = WrongTry {
        permit: permit.clone(),
        row: audit(app, &actor, ACTION, subject.clone(), REFUSED),
        adds: Vec::new(),
    };
    known(app, &credential, ("current", &input.current), tried).await?;
    let password_hash = password::hash(app, &input.new).await?;
    let mut changes = Changes::new(permit, audit(app, &actor, ACTION, subject, DONE));
    let changed = Credential { password_hash, ..credential.after_success() };
    changes.put(AccountPut::Credential(changed));
    let mut rows = app.snapshot().await?;
    session::end_all(app, &mut *rows, &mut changes, caller.person, Some(caller.session)).await?;
    app.store.commit(changes).await?;
    Ok(())
}

/// Refuses whoever does not know the password so far, and counts it like a wrong sign-in.
async fn known(
    app: &App,
    credential: &Credential,
    (field, typed): (&'static str, &str),
    tried: WrongTry,
) -> AppResult<()> {
    let right = password::matches(typed, Some(&credential.password_hash)).await?;
    if right && !credential.is_locked(app.now()) {
        return Ok(());
    }
    tried.at_password_of(app, credential.person).await?;
    Err(AppError::field(field, "password-wrong"))
}

/// Draws ten new recovery codes; the old ones are worth nothing from now on.
///
/// # Errors
/// [`AppError::Forbidden`] in a session without a second factor; [`AppError::Fields`] on `password`
/// if it is wrong (counted like a wrong sign-in); [`AppError::NotFound`] for somebody without one.
pub async fn renew_recovery_codes(
    app: &App,
    caller: &Caller,
    password: &str,
) -> AppResult<Vec<String>> {
    const ACTION: &str = "account.renew-recovery-codes";
    let mut rows = app.snapshot().await?;
    let actor = caller.actor(None);
    // Neither a telephone left on a table nor a desk left unlocked must be enough to draw codes that
    // replace the factor.
    let two_factors = caller.strength.has_two_factors();
    let standings = if two_factors { caller.standings() } else { BTreeSet::new() };
    let permit = policy::decide(&actor, Action::OwnAccount, &standings, None)?;
    let credential = rows.credential_of(caller.person).await?.ok_or(AppError::NotFound)?;
    drop(rows);
    let subject = format!("person:{}", caller.person);
    let tried = WrongTry {
        permit: permit.clone(),
        row: audit(app, &actor, ACTION, subject.clone(), REFUSED),
        adds: Vec::new(),
    };
    known(app, &credential, ("password", password), tried).await?;
    let (codes, recovery) = recovery::draw(app, caller.person);
    let mut changes = Changes::new(permit, audit(app, &actor, ACTION, subject, DONE));
    let version = credential.version + 1;
    changes.put(AccountPut::Credential(Credential { recovery, version, ..credential }));
    app.store.commit(changes).await?;
    Ok(codes)
}
