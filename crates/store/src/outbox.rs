//! What leaves later, what is counted, what is audited.

use linli_app::{
    AuditRow, OutboxRow,
    ports::{OutboxJob, StoreError},
};
use linli_kernel::{CaseId, Moment, RawId};

use crate::{
    plan::{Plan, Table},
    statements::statements,
    value::{Row, holder_columns, json, parameters},
    view::View,
};

statements! {
    /// An increment.
    ADD = "INSERT INTO delta (counter, amount, at) VALUES (?1, ?2, ?3)";
    /// The next number of a district's day.
    NEXT_NUMBER = "INSERT INTO sequence (district, day, latest) VALUES (?1, ?2, 1) \
        ON CONFLICT (district, day) DO UPDATE SET latest = sequence.latest + 1 \
        RETURNING latest";
    INSERT_AUDIT = "INSERT INTO audit (id, at, person, acting_kind, acting, action, subject, \
        outcome) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    INSERT_OUTBOX = "INSERT INTO outbox (id, case_id, effect, run_at, dedupe, attempts, \
        locked_until) VALUES (?1, ?2, ?3, ?4, ?5, 0, 0) ON CONFLICT (dedupe) DO NOTHING";
    /// Takes rows whose turn it is for a while.
    CLAIM = "WITH waiting AS MATERIALIZED ( \
        SELECT id FROM outbox WHERE done_at IS NULL AND run_at <= ?1 AND locked_until <= ?1 \
        ORDER BY run_at, id LIMIT ?3 {free}) \
        UPDATE outbox SET locked_until = ?2, attempts = attempts + 1 \
        WHERE id IN (SELECT id FROM waiting) RETURNING id, case_id, effect, run_at, \
        attempts - 1";
    /// Marks a row as done.
    FINISH = "UPDATE outbox SET done_at = ?2 WHERE id = ?1";
    /// Puts a failed row back.
    RETRY = "UPDATE outbox SET run_at = ?2, locked_until = 0 \
        WHERE id = ?1 AND done_at IS NULL";
    SUM = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM delta \
        WHERE counter = ?1 AND at >= ?2";
}

pub(crate) fn write_audit(plan: &mut Plan, row: AuditRow) -> Result<(), StoreError> {
    let (kind, acting) = row.acting.as_ref().map(holder_columns).transpose()?.unzip();
    let AuditRow { id, at, person, action, subject, outcome, .. } = row;
    let parameters = parameters![id, at, person, kind, acting, action, subject, outcome];
    plan.insert(Table::Audit, INSERT_AUDIT, parameters);
    Ok(())
}

pub(crate) fn write_outbox(plan: &mut Plan, row: OutboxRow) -> Result<(), StoreError> {
    let OutboxRow { id, case, effect, run_at, dedupe } = row;
    let parameters = parameters![id, case, json(&effect)?, run_at, dedupe];
    plan.any((Table::Outbox, true), INSERT_OUTBOX, parameters);
    Ok(())
}

/// A claimed row, as [`CLAIM`] returns it.
pub(crate) fn read_job(row: &mut Row<'_>) -> Result<OutboxJob, StoreError> {
    Ok(OutboxJob {
        id: row.id(RawId::new)?,
        case: row.optional_id(CaseId::new)?,
        effect: row.json()?,
        run_at: row.moment()?,
        attempts: row.integer()?,
    })
}

impl View {
    pub(crate) async fn sum(&mut self, counter: &str, since: Moment) -> Result<i64, StoreError> {
        let sum = self.first(SUM, parameters![counter, since], |row| row.integer()).await?;
        Ok(sum.unwrap_or(0))
    }
}
