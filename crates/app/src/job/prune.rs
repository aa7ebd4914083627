//! Old rows that nothing relies on go, photos that nothing refers to go with their files, and
//! counters that only grow become one row each.
//!
//! What was decided, what happened and the audit are never touched.

use linli_domain::{duty::KEPT_DAYS, matter::PhotoRow};
use linli_kernel::{Moment, later};

use super::{PRUNE, audit, permit};
use crate::{
    App, AppResult, CasePut, Changes, JobPut, JobRow, OutboxRow, OwnEffect, Prune,
    account::KEPT_COUNTERS, matter::TAKEN_IN, ports::ANSWER_KEPT_MS,
};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// Done effects: long enough to look into what was sent.
const EFFECTS_MS: i64 = 7 * DAY_MS;
/// Sessions and codes that are over.
const ENDED_MS: i64 = 30 * DAY_MS;
/// Sessions by code that were not ended: whoever comes back with the same telephone and browser is
/// known by them. No browser keeps a cookie longer.
const DEVICES_MS: i64 = 400 * DAY_MS;
/// Counters that are summed over all time are folded once no commit of that day can still come.
const FOLDED_MS: i64 = DAY_MS;
/// Photos that were sent for a form that nobody sent.
const UNFILED_MS: i64 = DAY_MS;
/// How many photos go in one piece.
const PHOTOS: i64 = 200;

/// Takes old rows away and comes back in an hour, or at once where more photos wait to go.
pub(super) async fn prune(app: &App, job: &JobRow) -> AppResult<()> {
    let now = app.now();
    let before = |kept_ms: i64| now.plus_ms(-kept_ms);
    let counters = KEPT_COUNTERS.iter().map(|(prefix, kept_ms)| (*prefix, before(*kept_ms)));
    let mut changes = Changes::new(permit()?, audit(app, "job.prune", PRUNE));
    let more = put_unfiled(app, &mut changes, before(UNFILED_MS)).await?;
    let run_at = if more { now } else { now.plus_ms(HOUR_MS) };
    changes.put(JobPut::Next(JobRow { run_at, ..job.clone() }));
    changes.put(Prune {
        answers: before(ANSWER_KEPT_MS),
        effects: before(EFFECTS_MS),
        sessions: before(ENDED_MS),
        devices: before(DEVICES_MS),
        codes: before(ENDED_MS),
        duty: later(now.day(), -KEPT_DAYS).unwrap_or(now.day()),
        counters: counters.collect(),
        folded: vec![(TAKEN_IN, before(FOLDED_MS))],
    });
    app.store.commit(changes).await?;
    Ok(())
}

/// Takes the next piece of photos away that belong to nothing; answers whether there may be more.
/// The rows go first: a case or a notice that names one at the same moment stops all of it. The
/// files follow from the outbox, also after the process was killed in between.
async fn put_unfiled(app: &App, changes: &mut Changes, before: Moment) -> AppResult<bool> {
    let unfiled = app.snapshot().await?.unfiled_photos(before, PHOTOS).await?;
    let more = i64::try_from(unfiled.len()).is_ok_and(|count| count == PHOTOS);
    for PhotoRow { id, version, .. } in unfiled {
        changes.put(CasePut::PhotoGone { id, version });
        changes.put(OutboxRow {
            id: app.entropy.id(),
            case: None,
            effect: OwnEffect::RemovePhoto { photo: id }.into(),
            run_at: app.now(),
            dedupe: format!("photo:{id}:gone"),
        });
    }
    Ok(more)
}
