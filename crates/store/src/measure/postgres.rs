//! The bare loop on PostgreSQL: one connection, prepared statements, no program around it.

use linli_app::ports::{CommitError, StoreError};

use super::{Reads, Write};
use crate::{
    outbox::NEXT_NUMBER,
    postgres::{
        address::Address,
        connection::{Connection, Pending, in_order},
    },
};

const BEGIN_READING: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";
/// Numbers from here on are the player's: the statement that counts runs all the same, but its
/// answer would cost a second way to the server.
const FIRST_NUMBER: i64 = 1_000_000;

/// Plays recorded reads and writes.
pub struct PostgresPlayer {
    connection: Connection,
    number: i64,
}

impl PostgresPlayer {
    /// Connects beside the program that serves it.
    ///
    /// # Errors
    /// [`StoreError`] if nothing answers there.
    pub async fn open(url: &str, schema: &str) -> Result<Self, StoreError> {
        let address = Address::read(url)?.within(schema);
        Ok(Self { connection: Connection::open(&address).await?, number: FIRST_NUMBER })
    }

    /// Plays each, a snapshot as one transaction; answers how many rows there were.
    ///
    /// # Errors
    /// [`StoreError`] if the database fails.
    pub async fn read(&mut self, all: &[Reads]) -> Result<usize, StoreError> {
        for step in all.iter().flat_map(|reads| reads.0.iter().flatten()) {
            self.connection.prepare(step.sql).await?;
        }
        let connection = &self.connection;
        let mut count = 0;
        for snapshot in all.iter().flat_map(|reads| &reads.0) {
            let mut begin = Some(connection.boxed_command(BEGIN_READING));
            for step in snapshot {
                let mut work: Vec<Pending<'_, Result<Vec<tokio_postgres::Row>, StoreError>>> =
                    begin.take().into_iter().collect();
                let runs = step.sets.iter();
                work.extend(runs.map(|parameters| connection.boxed_rows(step.sql, parameters)));
                for answer in in_order(work).await {
                    count += answer?.len();
                }
            }
            if begin.is_none() {
                plain(connection.command("ROLLBACK").await)?;
            }
        }
        Ok(count)
    }

    /// Plays each as one transaction that is sent at once, its commit included.
    ///
    /// # Errors
    /// [`StoreError`] if the database fails or a row is there already.
    pub async fn write(&mut self, mut writes: Vec<Write>) -> Result<(), StoreError> {
        self.connection.prepare(NEXT_NUMBER).await?;
        for exec in writes.iter().flat_map(|write| &write.0.execs) {
            self.connection.prepare(exec.sql).await?;
        }
        let connection = &self.connection;
        for write in &mut writes {
            let sequences = write.sequences();
            let numbers: Vec<i64> = sequences.iter().map(|_| self.number).collect();
            self.number += 1;
            write.assign(&numbers);
            let mut work: Vec<Pending<'_, Result<u64, CommitError>>> = Vec::new();
            let command = |sql: &'static str| -> Pending<'_, Result<u64, CommitError>> {
                Box::pin(async move { connection.command(sql).await.map(|()| 0) })
            };
            work.push(command(BEGIN));
            for parameters in &sequences {
                work.push(Box::pin(connection.change(NEXT_NUMBER, parameters, "number")));
            }
            for exec in &write.0.execs {
                let subject = exec.subject();
                work.push(Box::pin(connection.change(exec.sql, &exec.parameters, subject)));
            }
            work.push(command("COMMIT"));
            for answer in in_order(work).await {
                plain(answer)?;
            }
        }
        Ok(())
    }
}

fn plain<T>(answer: Result<T, CommitError>) -> Result<T, StoreError> {
    answer.map_err(|error| StoreError(error.to_string()))
}
