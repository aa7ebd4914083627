//! Old rows that nothing relies on go, and counters that only grow become one row each.
//!
//! What was decided, what happened and the audit are never touched.

use super::{PRUNE, audit, permit};
use crate::{
    App, AppResult, Changes, JobPut, JobRow, Prune, account::KEPT_COUNTERS, matter::TAKEN_IN,
    ports::ANSWER_KEPT_MS,
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

/// Takes old rows away and comes back in an hour.
pub(super) async fn prune(app: &App, job: &JobRow) -> AppResult<()> {
    let now = app.now();
    let before = |kept_ms: i64| now.plus_ms(-kept_ms);
    let counters = KEPT_COUNTERS.iter().map(|(prefix, kept_ms)| (*prefix, before(*kept_ms)));
    let mut changes = Changes::new(permit()?, audit(app, "job.prune", format!("job:{PRUNE}")));
    changes.put(JobPut::Next(JobRow { run_at: now.plus_ms(HOUR_MS), ..job.clone() }));
    changes.put(Prune {
        answers: before(ANSWER_KEPT_MS),
        effects: before(EFFECTS_MS),
        sessions: before(ENDED_MS),
        devices: before(DEVICES_MS),
        codes: before(ENDED_MS),
        counters: counters.collect(),
        folded: vec![(TAKEN_IN, before(FOLDED_MS))],
    });
    app.store.commit(changes).await?;
    Ok(())
}
