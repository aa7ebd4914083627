//! Every morning everybody with a post is told how much lies on their desk: one message per person
//! and day, with numbers only. Whoever has no open task is told nothing.

use linli_kernel::{Moment, PersonId};

use super::{DIGEST, audit, permit};
use crate::{App, AppResult, Changes, JobPut, JobRow, matter::digest_now};

/// How many people are told in one piece.
const PIECE: i64 = 50;
/// When the day's digests are made: 8:00 in the morning, in milliseconds since midnight.
const MORNING_MS: i64 = 8 * 3_600_000;
const DAY_MS: i64 = 86_400_000;

/// Tells the next piece of all staff; the position is the last one's id. Comes back tomorrow after
/// the last of them.
pub(super) async fn digest(app: &App, job: &JobRow) -> AppResult<()> {
    let now = app.now();
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let people = rows.people_with_posts(PersonId::new(job.position), now.day(), PIECE).await?;
    let last = people.last().map(|person| person.get());
    let whole = i64::try_from(people.len()).is_ok_and(|count| count == PIECE);
    let mut changes = Changes::new(permit()?, audit(app, "job.digest", DIGEST));
    for person in people {
        if let Some(digest) = digest_now(rows, person, now).await? {
            changes.put(digest);
        }
    }
    let next = match last.filter(|_| whole) {
        Some(position) => JobRow { position, ..job.clone() },
        None => JobRow { position: 0, run_at: next_morning(now), ..job.clone() },
    };
    changes.put(JobPut::Next(next));
    app.store.commit(changes).await?;
    Ok(())
}

fn next_morning(now: Moment) -> Moment {
    let today = Moment::from_local(now.day(), MORNING_MS);
    if now < today { today } else { today.plus_ms(DAY_MS) }
}
