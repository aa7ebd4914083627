//! One commit.

use linli_app::ports::CommitError;

use super::{
    connection::{Connection, Pending, in_order},
    pool::Lease,
};
use crate::{
    outbox::NEXT_NUMBER,
    plan::{Done, Exec, Expectation, Plan},
    value::{Parameter, Row},
};

/// Rows that the commit relies on are locked and looked at again by its own statements, so the
/// weakest level serves.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";
/// A number need not be on the disk before the case that carries it, whose own flush takes it
/// along; a number that is lost together with its case was never seen.
const BEGIN_NUMBER: &str =
    "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = off";
const COMMIT: &str = "COMMIT";

/// Does all of it or nothing.
pub(crate) async fn commit(lease: &mut Lease, mut plan: Plan) -> Result<Done, CommitError> {
    let mut latest = Vec::new();
    for parameters in plan.sequences().collect::<Vec<_>>() {
        latest.push(next_number(lease, &parameters).await?);
    }
    let numbers = plan.assign(&latest);
    let connection = lease.connection_mut()?;
    for exec in &plan.execs {
        connection.prepare(exec.sql).await?;
    }
    lease.transaction_open(true);
    let connection = lease.connection()?;
    let mut work: Vec<Pending<'_, Result<(), CommitError>>> =
        Vec::with_capacity(plan.execs.len() + 1);
    work.push(Box::pin(connection.command(BEGIN)));
    work.extend(plan.execs.iter().map(|exec| exec_on(connection, exec)));
    for answer in in_order(work).await {
        // The first to fail says why; those behind it fail because it did.
        answer?;
    }
    connection.command(COMMIT).await?;
    lease.transaction_open(false);
    Ok(Done { numbers, ..Done::default() })
}

fn exec_on<'a>(connection: &'a Connection, exec: &'a Exec) -> Pending<'a, Result<(), CommitError>> {
    Box::pin(async move {
        let rows = connection.change(exec.sql, &exec.parameters, exec.subject()).await?;
        match exec.expectation {
            Expectation::One | Expectation::Found if rows != 1 => {
                Err(CommitError::Conflict(exec.subject()))
            }
            _ => Ok(()),
        }
    })
}

/// The next number of a sequence, in a transaction of its own: whoever numbers the next case need
/// not wait until this one is written. Gaps are allowed.
async fn next_number(lease: &mut Lease, parameters: &[Parameter]) -> Result<i64, CommitError> {
    lease.connection_mut()?.prepare(NEXT_NUMBER).await?;
    lease.transaction_open(true);
    let connection = lease.connection()?;
    let work = vec![
        connection.boxed_command(BEGIN_NUMBER),
        connection.boxed_rows(NEXT_NUMBER, parameters),
        connection.boxed_command(COMMIT),
    ];
    let mut latest = None;
    for answer in in_order(work).await {
        latest = answer?.first().map(|row| Row::new(row).integer()).transpose()?.or(latest);
    }
    lease.transaction_open(false);
    let missing = || linli_app::ports::StoreError("a sequence gave no number".into());
    Ok(latest.ok_or_else(missing)?)
}
