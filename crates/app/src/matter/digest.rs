//! How much lies on somebody's desk: told once a day, and counted by the job `digest`.

use linli_domain::policy::{self, Action};
use linli_kernel::{Day, Moment, PersonId};

use super::{listing::INVITATION, withheld::Withheld};
use crate::{App, AppResult, Caller, Digest, ports::Snapshot};

/// What somebody was told last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DigestView {
    /// On which day.
    pub day: Day,
    /// Open tasks of their posts and organisations.
    pub open: i64,
    /// Of these, due by the end of that day and not late yet.
    pub due_today: i64,
    /// Of these, late.
    pub late: i64,
    /// When it was counted.
    pub at: Moment,
}

/// The caller's latest digest; `None` until there was something to be told.
///
/// # Errors
/// [`crate::AppError::Forbidden`] for whoever has neither post nor organisation.
pub async fn my_digest(app: &App, caller: &Caller) -> AppResult<Option<DigestView>> {
    policy::decide(&caller.actor(None), Action::SeeQueue, &caller.standings(), None)?;
    let found = app.snapshot().await?.digest_of(caller.person).await?;
    Ok(found.map(|Digest { day, open, due_today, late, at, .. }| DigestView {
        day,
        open,
        due_today,
        late,
        at,
    }))
}

/// Counts what lies on somebody's desk now, without cases that are about them; `None` if nothing
/// does.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub(crate) async fn digest_now(
    rows: &mut dyn Snapshot,
    person: PersonId,
    now: Moment,
) -> AppResult<Option<Digest>> {
    let day = now.day();
    let posts = rows.posts_of(person).await?;
    let holders: std::collections::BTreeSet<_> =
        posts.into_iter().filter(|post| post.holds_on(day)).map(|post| post.holder).collect();
    let holders: Vec<_> = holders.into_iter().collect();
    let tonight = Moment::from_local(day, DAY_MS);
    let (mut open, mut late) = (0, 0);
    for (kind, all, all_late) in rows.queue_counts(&holders, i64::MAX).await? {
        // An invitation is no work that lies on a desk.
        if kind == INVITATION {
            continue;
        }
        open += all;
        late += all_late;
    }
    let mut due_today = rows.queue_due(&holders, tonight).await?;
    for (kind, _, time) in Withheld::of(rows, person, &holders).await?.tasks() {
        if kind == INVITATION {
            continue;
        }
        open -= 1;
        late -= i64::from(time.late);
        due_today -= i64::from(!time.late && time.due < tonight);
    }
    Ok((open > 0).then_some(Digest { person, day, open, due_today, late, at: now }))
}

const DAY_MS: i64 = 86_400_000;
