//! A session opened by the operator, who has the database and its keys anyway: for the demo's
//! ready tokens and for a locked-out installation.

use linli_domain::{
    account::{Lifetime, Session, Strength},
    policy::Action,
};
use linli_kernel::{PersonId, SessionId, to_hexadecimal};

use super::audit;
use crate::{
    AccountPut, App, AppError, AppResult, Changes,
    account::{Administrator, SignedIn},
    digest,
};

/// Opens a session for somebody; audited as the operator's doing. It has two factors if the
/// person has a password, and lives as long as a session of that kind may at most.
///
/// # Errors
/// [`AppError::NotFound`] if there is no such person, or they are suspended.
pub async fn operator_session(app: &App, person: PersonId) -> AppResult<SignedIn> {
    let by = Administrator::Operator;
    let permit = by.permit(app, Action::ManageSecurity).await?;
    let mut rows = app.snapshot().await?;
    let found = rows.person(person).await?.filter(|person| !person.suspended);
    found.ok_or(AppError::NotFound)?;
    let now = app.now();
    let strength = match rows.credential_of(person).await? {
        Some(_) => Strength::TwoFactors,
        None => Strength::Code,
    };
    let staff = rows.posts_of(person).await?.iter().any(|post| post.holds_on(now.day()));
    drop(rows);
    let lifetime = Lifetime::of(strength, staff, true);
    let mut bytes = [0_u8; 32];
    app.entropy.fill(&mut bytes);
    let token = to_hexadecimal(&bytes);
    let expires_at = now.plus_ms(lifetime.absolute_ms);
    let row = audit(app, by, "account.operator-session", format!("person:{person}"));
    let mut changes = Changes::new(permit, row);
    changes.put(AccountPut::Session(Session {
        id: SessionId::from_raw(app.entropy.id()),
        token_hash: digest(token.as_bytes()).to_vec(),
        person,
        strength,
        created_at: now,
        // Whoever starts the demo and reads on first shall still find the token good.
        idle_until: expires_at,
        expires_at,
        ended: false,
        version: 1,
    }));
    app.store.commit(changes).await?;
    Ok(SignedIn { token, expires_at, person })
}
