//! From a token to a caller: the beginning of every request.

use linli_domain::{
    account::{Session, SessionState, Strength},
    policy,
    post::Post,
};
use linli_kernel::PersonId;
use linli_playbook::engine::Holder;

use super::people;
use crate::{App, AppError, AppResult, Caller, digest, office::holds_office, ports::Snapshot};

/// What a token stands for.
#[derive(Clone, Debug)]
pub enum Presence {
    /// A caller.
    Here(Caller),
    /// Somebody who left a shared counter for too long.
    Locked(LockedSession),
}

/// A session that its owner's password opens again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedSession {
    /// Whose.
    pub person: PersonId,
    /// Their name, so that colleagues at one counter find their own session.
    pub name: Option<String>,
    /// Their username.
    pub username: String,
}

/// The caller behind a token.
///
/// # Errors
/// [`AppError::SignedOut`] if the session is unknown, over, locked, or its person suspended.
pub async fn caller(app: &App, token: &str) -> AppResult<Caller> {
    match presence(app, token).await? {
        Presence::Here(caller) => Ok(caller),
        Presence::Locked(_) => Err(AppError::SignedOut),
    }
}

/// What a token stands for; keeps an open session open.
///
/// # Errors
/// [`AppError::SignedOut`] if the session is unknown or over, or its person suspended.
pub async fn presence(app: &App, token: &str) -> AppResult<Presence> {
    let token_hash = digest(token.as_bytes());
    let mut rows = app.snapshot().await?;
    let rows = &mut *rows;
    let session = rows.session(&token_hash).await?.ok_or(AppError::SignedOut)?;
    let person = rows.person(session.person).await?.filter(|person| !person.suspended);
    let person = person.ok_or(AppError::SignedOut)?;
    let now = app.now();
    let mut posts = rows.posts_of(person.id).await?;
    posts.retain(|post| post.holds_on(now.day()));
    match session.state(now, !posts.is_empty()) {
        SessionState::Over => return Err(AppError::SignedOut),
        SessionState::Locked => {
            let credential = rows.credential_of(person.id).await?.ok_or(AppError::SignedOut)?;
            let name = people::name_of(app, &person);
            let locked = LockedSession { person: person.id, name, username: credential.username };
            return Ok(Presence::Locked(locked));
        }
        SessionState::Open => {}
    }
    let caller = within_reach(app, rows, &session, posts).await?;
    if let Some(until) = session.touched(now) {
        // Losing this write costs its owner one more sign-in, and nothing else.
        app.store.touch_session(&token_hash, until).await?;
    }
    Ok(Presence::Here(caller))
}

/// The caller with what a session of this strength reaches.
async fn within_reach(
    app: &App,
    rows: &mut dyn Snapshot,
    session: &Session,
    mut posts: Vec<Post>,
) -> AppResult<Caller> {
    let mut administers = None;
    if session.strength.has_two_factors() {
        administers = rows.credential_of(session.person).await?.and_then(|c| c.administers);
    } else if !posts.is_empty() {
        posts = reached_by_code(app, rows, session.person, posts).await?;
    }
    let office = holds_office(app, rows, &posts).await?;
    Ok(Caller {
        person: session.person,
        session: session.id,
        strength: session.strength,
        posts,
        office,
        administers,
    })
}

/// The posts that a telephone alone reaches: the lowest rung of the responsibility chain and what
/// lies beside it (chiefs, compounds), and organisations, which see their own queue only. Whoever
/// has a password is there as a resident until they show it.
async fn reached_by_code(
    app: &App,
    rows: &mut dyn Snapshot,
    person: PersonId,
    posts: Vec<Post>,
) -> AppResult<Vec<Post>> {
    if rows.credential_of(person).await?.is_some() {
        return Ok(Vec::new());
    }
    let mut reached = Vec::new();
    for post in posts {
        if !is_wide(app, rows, &post).await? {
            reached.push(post);
        }
    }
    Ok(reached)
}

/// Whether a post sees more than its own ground: community level and above.
pub(super) async fn is_wide(app: &App, rows: &mut dyn Snapshot, post: &Post) -> AppResult<bool> {
    let Holder::Post { role, place } = &post.holder else {
        return Ok(false);
    };
    let Some(place) = rows.place(*place).await? else {
        return Ok(true);
    };
    // Without a playbook nobody knows how wide it is.
    let playbook = app.playbook_of(rows, place.district).await?;
    Ok(playbook.is_none_or(|playbook| policy::needs_password(&playbook, role)))
}

/// Whether a session by code shows fewer posts than its person has.
pub(super) fn needs_two_factors(caller: &Caller, posts_today: usize) -> bool {
    caller.strength == Strength::Code && caller.posts.len() < posts_today
}
