//! Jobs that go on where they stopped, and old rows that nobody needs any more.

use linli_app::{
    JobPut, JobRow, Prune,
    ports::{Jobs, StoreError},
};
use linli_domain::account::Strength;
use linli_kernel::Moment;

use async_trait::async_trait;

use crate::{
    duty,
    plan::{Plan, Table},
    statements::statements,
    value::{Row, parameters},
    view::View,
};

statements! {
    // Begun again while it runs: it starts over, and who runs it finds another version.
    BEGIN_JOB = "INSERT INTO background_job (name, position, run_at, version) \
        VALUES (?1, 0, ?2, 1) ON CONFLICT (name) DO UPDATE SET position = 0, \
        run_at = excluded.run_at, version = background_job.version + 1";
    UPDATE_JOB = "UPDATE background_job SET position = ?2, run_at = ?3, version = ?4 + 1 \
        WHERE name = ?1 AND version = ?4";
    END_JOB = "DELETE FROM background_job WHERE name = ?1 AND version = ?2";
    DUE_JOBS = "SELECT name, position, run_at, version FROM background_job WHERE run_at <= ?1 \
        ORDER BY name";
    WAITING = "SELECT COUNT(*) FROM ( \
        SELECT id FROM outbox WHERE done_at IS NULL LIMIT ?1) AS waiting";
    JOBS = "SELECT name, position, run_at, version FROM background_job ORDER BY name";
    KEY_CHECK = "SELECT word FROM key_check WHERE id = 1";
    // These two columns are in the tables of every version.
    SEALED = "SELECT data_key FROM person WHERE id > 0 ORDER BY id LIMIT 1";
    ANY_CASE = "SELECT id FROM cases WHERE id > 0 ORDER BY id LIMIT 1";
    TAKE_ROOM = "INSERT INTO idempotency (person, route, request_key, body_hash, answer, at) \
        VALUES (0, 'room', 'room', ?1, '', 0) ON CONFLICT (person, route, request_key) DO NOTHING";
    LEAVE_ROOM = "DELETE FROM idempotency WHERE person = 0 AND route = 'room'";
    KEEP_KEY_CHECK = "INSERT INTO key_check (id, word) VALUES (1, ?1) ON CONFLICT (id) DO NOTHING";
    PRUNE_ANSWERS = "DELETE FROM idempotency WHERE at < ?1";
    PRUNE_EFFECTS = "DELETE FROM outbox WHERE done_at < ?1";
    PRUNE_SESSIONS = "DELETE FROM session WHERE expires_at < ?1 \
        AND (ended = 1 OR strength <> ?2)";
    PRUNE_DEVICES = "DELETE FROM session WHERE expires_at < ?1";
    PRUNE_CODES = "DELETE FROM one_time_code WHERE expires_at < ?1";
    PRUNE_COUNTERS = "DELETE FROM delta WHERE counter >= ?1 AND counter < ?2 AND at < ?3";
    FOLD_COUNTERS = "INSERT INTO delta (counter, at, amount) \
        SELECT counter, CAST(?3 AS BIGINT), CAST(SUM(amount) AS BIGINT) FROM delta \
        WHERE counter >= ?1 AND counter < ?2 AND at < ?3 GROUP BY counter";
}

pub(crate) fn write_job(plan: &mut Plan, put: JobPut) {
    match put {
        JobPut::Begin { name, run_at } => {
            plan.any((Table::Job, false), BEGIN_JOB, parameters![name, run_at]);
        }
        JobPut::Next(JobRow { name, position, run_at, version }) => {
            let parameters = parameters![name, position, run_at, version];
            plan.update((Table::Job, 0), UPDATE_JOB, parameters);
        }
        JobPut::End { name, version } => {
            plan.update((Table::Job, 0), END_JOB, parameters![name, version]);
        }
    }
}

/// The moments come from above; what is old is no rule of the store's.
pub(crate) fn write_prune(plan: &mut Plan, prune: Prune) {
    let Prune { answers, effects, sessions, devices, codes, duty: before, counters, folded } =
        prune;
    plan.any((Table::Idempotency, true), PRUNE_ANSWERS, parameters![answers]);
    plan.any((Table::Outbox, true), PRUNE_EFFECTS, parameters![effects]);
    let by_code = Strength::Code.word();
    plan.any((Table::Session, true), PRUNE_SESSIONS, parameters![sessions, by_code]);
    plan.any((Table::Session, true), PRUNE_DEVICES, parameters![devices]);
    plan.any((Table::Code, true), PRUNE_CODES, parameters![codes]);
    plan.any((Table::DutyDay, true), duty::PRUNE_DAYS, parameters![before]);
    for (prefix, before) in counters {
        let parameters = parameters![prefix, after(prefix), before];
        plan.any((Table::Delta, true), PRUNE_COUNTERS, parameters);
    }
    for (prefix, before) in folded {
        // First the sum, dated where it is not old itself, then what it is made of.
        for statement in [FOLD_COUNTERS, PRUNE_COUNTERS] {
            let parameters = parameters![prefix, after(prefix), before];
            plan.any((Table::Delta, true), statement, parameters);
        }
    }
}

/// The first text that no longer begins with a prefix of ASCII characters.
fn after(prefix: &str) -> String {
    let mut bytes = prefix.as_bytes().to_vec();
    if let Some(last) = bytes.last_mut() {
        *last += 1;
    }
    String::from_utf8(bytes).unwrap_or_default()
}

fn read_job(row: &mut Row<'_>) -> Result<JobRow, StoreError> {
    Ok(JobRow {
        name: row.text()?,
        position: row.integer()?,
        run_at: row.moment()?,
        version: row.integer()?,
    })
}

#[async_trait]
impl Jobs for View {
    async fn due_jobs(&mut self, now: Moment) -> Result<Vec<JobRow>, StoreError> {
        self.all(DUE_JOBS, parameters![now], read_job).await
    }

    async fn outbox_waiting(&mut self, most: i64) -> Result<i64, StoreError> {
        Ok(self.first(WAITING, parameters![most], |row| row.integer()).await?.unwrap_or(0))
    }

    async fn jobs(&mut self) -> Result<Vec<JobRow>, StoreError> {
        self.all(JOBS, parameters![], read_job).await
    }
}
