//! Where somebody is signed in, and ending it: here, on another device, or by an administrator.

use linli_domain::{
    account::Strength,
    policy::{self, Action},
};
use linli_kernel::{Moment, PersonId, SessionId};

use super::{
    administrator::Administrator,
    audit::{DONE, audit},
    session,
};
use crate::{App, AppError, AppResult, Caller, Changes};

/// One of the caller's sessions.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SessionView {
    /// Its id.
    pub id: SessionId,
    /// How it came about, as a word.
    pub strength: &'static str,
    /// When it began.
    pub created_at: Moment,
    /// When it ends at the latest.
    pub expires_at: Moment,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// Ends the caller's session.
///
/// # Errors
/// [`AppError::NotFound`] if it is over already.
pub async fn sign_out(app: &App, caller: &Caller) -> AppResult<()> {
    end_session(app, caller, caller.session).await
}

/// The caller's sessions that are not over, the newest first.
///
/// # Errors
/// [`AppError::Internal`] if the store fails.
pub async fn sessions_of(app: &App, caller: &Caller) -> AppResult<Vec<SessionView>> {
    policy::decide(&caller.actor(None), Action::OwnAccount, &caller.standings(), None)?;
    let mut rows = app.snapshot().await?;
    let sessions = rows.sessions_of(caller.person, app.now()).await?;
    let mut views: Vec<SessionView> = sessions
        .into_iter()
        .map(|session| SessionView {
            id: session.id,
            strength: Strength::word(session.strength),
            created_at: session.created_at,
            expires_at: session.expires_at,
            current: session.id == caller.session,
        })
        .collect();
    views.sort_by_key(|view| std::cmp::Reverse(view.created_at));
    Ok(views)
}

/// Ends one of the caller's sessions.
///
/// # Errors
/// [`AppError::NotFound`] if the caller has no such session.
pub async fn end_session(app: &App, caller: &Caller, id: SessionId) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let actor = caller.actor(None);
    let permit = policy::decide(&actor, Action::OwnAccount, &caller.standings(), None)?;
    let sessions = rows.sessions_of(caller.person, app.now()).await?;
    let found = sessions.into_iter().find(|session| session.id == id);
    let found = found.ok_or(AppError::NotFound)?;
    let row = audit(app, &actor, "account.end-session", format!("session:{id}"), DONE);
    let mut changes = Changes::new(permit, row);
    session::end(&mut changes, found);
    app.store.commit(changes).await?;
    Ok(())
}

/// Ends all sessions of somebody, by a security administrator.
///
/// # Errors
/// [`AppError::Forbidden`] for everybody else and where the person's office is out of reach;
/// [`AppError::NotFound`] if there is no such person.
pub async fn end_sessions(app: &App, by: Administrator<'_>, person: PersonId) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let rows = &mut *rows;
    let permit = by.permit(app, Action::ManageSecurity).await?;
    let found = rows.person(person).await?.ok_or(AppError::NotFound)?;
    let held = rows.credential_of(found.id).await?.and_then(|credential| credential.administers);
    by.touch(person, held)?;
    let row = audit(app, &by.actor(), "account.end-sessions", format!("person:{person}"), DONE);
    let mut changes = Changes::new(permit, row);
    session::end_all(app, rows, &mut changes, person, None).await?;
    app.store.commit(changes).await?;
    Ok(())
}
