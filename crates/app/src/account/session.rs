//! Opening sessions and ending them.

use linli_domain::account::{Lifetime, Session, Strength};
use linli_kernel::{Day, Moment, PersonId, SessionId};

use super::secret;
use crate::{AccountPut, App, AppResult, Changes, digest, ports::Snapshot};

/// A session was opened.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The bearer token: shown once, stored only as a hash.
    pub token: String,
    /// When the session ends at the latest.
    pub expires_at: Moment,
    /// Whose.
    pub person: PersonId,
}

/// The token stays out of logs.
impl std::fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown = (self.person, self.expires_at);
        f.debug_tuple("SignedIn").field(&shown).finish()
    }
}

/// Whether the person has a post on the day.
pub(super) async fn is_staff(
    rows: &mut dyn Snapshot,
    person: PersonId,
    day: Day,
) -> AppResult<bool> {
    Ok(rows.posts_of(person).await?.iter().any(|post| post.holds_on(day)))
}

/// Adds a new session to the changes.
pub(super) fn open(
    app: &App,
    changes: &mut Changes,
    person: PersonId,
    strength: Strength,
    lifetime: Lifetime,
) -> SignedIn {
    let token = secret::token(app);
    let now = app.now();
    let session = Session {
        id: SessionId::from_raw(app.entropy.id()),
        token_hash: digest(token.as_bytes()).to_vec(),
        person,
        strength,
        created_at: now,
        idle_until: now.plus_ms(lifetime.idle_ms),
        expires_at: now.plus_ms(lifetime.absolute_ms),
        ended: false,
        version: 1,
    };
    let expires_at = session.expires_at;
    changes.put(AccountPut::Session(session));
    SignedIn { token, expires_at, person }
}

/// Adds the end of a session to the changes.
pub(super) fn end(changes: &mut Changes, session: Session) {
    let version = session.version + 1;
    changes.put(AccountPut::Session(Session { ended: true, version, ..session }));
}

/// Adds the end of all of a person's sessions but one to the changes.
pub(super) async fn end_all(
    app: &App,
    rows: &mut dyn Snapshot,
    changes: &mut Changes,
    person: PersonId,
    but: Option<SessionId>,
) -> AppResult<()> {
    for session in rows.sessions_of(person, app.now()).await? {
        if Some(session.id) != but {
            end(changes, session);
        }
    }
    Ok(())
}
