//! The one writer: it takes what is waiting, writes it in one transaction, flushes once, and
//! answers everybody after that.
//!
//! Each piece of work has a savepoint of its own, so that one that fails leaves no trace and harms
//! no other. While the disk flushes, the next ones gather: the busier, the more share a flush.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread::{self, JoinHandle},
};

use linli_app::ports::{CommitError, StoreError};
use rusqlite::{Connection, ffi};
use tokio::sync::oneshot;

use super::{SqliteOptions, Texts, bind, failed, log::Log};
use crate::{
    outbox::NEXT_NUMBER,
    plan::{Done, Exec, Expectation, Plan, Work},
    value::{Parameter, Row},
};

type Answer = Result<Done, CommitError>;

struct Job {
    work: Work,
    reply: oneshot::Sender<Answer>,
}

/// The thread and the way to it.
pub(crate) struct Writer {
    flushes: Arc<AtomicU64>,
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(crate) fn start(
        connection: Connection,
        log: Log,
        texts: Arc<Texts>,
        options: &SqliteOptions,
    ) -> Result<Self, StoreError> {
        let (jobs, waiting) = mpsc::channel();
        let flushes = Arc::new(AtomicU64::new(0));
        let batch = options.batch.max(1);
        let pen = Pen {
            connection,
            texts,
            flushes: Arc::clone(&flushes),
            #[cfg(feature = "measure")]
            slower_flush: options.slower_flush,
        };
        let thread = thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || pen.run(log, &waiting, batch))
            .map_err(|error| StoreError(format!("no thread for the writer: {error}")))?;
        Ok(Self { flushes, jobs: Some(jobs), thread: Some(thread) })
    }

    /// How often the disk was flushed.
    pub(crate) fn flushes(&self) -> u64 {
        self.flushes.load(Ordering::Relaxed)
    }

    pub(crate) async fn write(&self, work: Work) -> Answer {
        let (reply, answer) = oneshot::channel();
        let sent = self.jobs.as_ref().is_some_and(|jobs| jobs.send(Job { work, reply }).is_ok());
        let stopped = || StoreError("the database's writer has stopped".into());
        if !sent {
            return Err(stopped().into());
        }
        answer.await.unwrap_or_else(|_| Err(stopped().into()))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // The thread finishes what is waiting when nobody can send any more.
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // It has nothing to say; a panic in it was printed when it happened.
            let _ = thread.join();
        }
    }
}

struct Pen {
    connection: Connection,
    texts: Arc<Texts>,
    flushes: Arc<AtomicU64>,
    #[cfg(feature = "measure")]
    slower_flush: std::time::Duration,
}

impl Pen {
    fn run(self, mut log: Log, waiting: &mpsc::Receiver<Job>, batch: usize) {
        while let Ok(first) = waiting.recv() {
            let mut jobs = vec![first];
            jobs.extend(waiting.try_iter().take(batch - 1));
            self.write(jobs);
            log.keep_short(&self.connection);
        }
    }

    /// Writes some jobs together and answers them.
    fn write(&self, jobs: Vec<Job>) {
        let (works, replies): (Vec<_>, Vec<_>) =
            jobs.into_iter().map(|job| (job.work, job.reply)).unzip();
        let answers = match self.together(works) {
            Ok(answers) => answers,
            Err(error) => {
                if !self.connection.is_autocommit() {
                    // If even this fails, the next BEGIN fails too and says why.
                    let _ = self.command("ROLLBACK");
                }
                let error = failed(&error).0;
                replies.iter().map(|_| Err(StoreError(error.clone()).into())).collect()
            }
        };
        for (reply, answer) in replies.into_iter().zip(answers) {
            // Whoever asked may have gone; the work is done all the same.
            let _ = reply.send(answer);
        }
    }

    /// One transaction.
    ///
    /// # Errors
    /// If the transaction itself failed, and with it everything in it.
    fn together(&self, works: Vec<Work>) -> rusqlite::Result<Vec<Answer>> {
        self.command("BEGIN IMMEDIATE")?;
        let mut answers = Vec::with_capacity(works.len());
        for work in works {
            self.command("SAVEPOINT work")?;
            let answer = self.work(work);
            // A full disk ends the whole transaction; going on would begin another one.
            if self.connection.is_autocommit() {
                let error = ffi::Error::new(ffi::SQLITE_ABORT);
                let reason = answer.err().map(|error| error.to_string());
                return Err(rusqlite::Error::SqliteFailure(error, reason));
            }
            if answer.is_err() {
                self.command("ROLLBACK TO work")?;
            }
            self.command("RELEASE work")?;
            answers.push(answer);
        }
        self.command("COMMIT")?;
        self.flushes.fetch_add(1, Ordering::Relaxed);
        #[cfg(feature = "measure")]
        thread::sleep(self.slower_flush);
        Ok(answers)
    }

    fn work(&self, work: Work) -> Answer {
        match work {
            Work::Commit(plan) => self.commit(plan),
            Work::Statement(sql, parameters) => {
                let rows = self.rows(sql, &parameters, "row", |row| row.values())?;
                Ok(Done { rows, ..Done::default() })
            }
            Work::Script(script) => {
                let done = self.connection.execute_batch(&script);
                done.map(|()| Done::default()).map_err(|error| refused(&error, "schema"))
            }
        }
    }

    fn commit(&self, mut plan: Plan) -> Answer {
        let mut latest = Vec::new();
        for parameters in plan.sequences() {
            latest.extend(self.rows(NEXT_NUMBER, &parameters, "number", |row| row.integer())?);
        }
        let numbers = plan.assign(&latest);
        for exec in &plan.execs {
            self.exec(exec)?;
        }
        Ok(Done { numbers, ..Done::default() })
    }

    fn exec(&self, exec: &Exec) -> Result<(), CommitError> {
        let fits = match exec.expectation {
            Expectation::Found => {
                let found = self.rows(exec.sql, &exec.parameters, exec.subject(), |_| Ok(()))?;
                found.len() == 1
            }
            Expectation::One => self.change(exec)? == 1,
            Expectation::Any => {
                self.change(exec)?;
                true
            }
        };
        if fits { Ok(()) } else { Err(CommitError::Conflict(exec.subject())) }
    }

    fn change(&self, exec: &Exec) -> Result<usize, CommitError> {
        let text = self.texts.get(exec.sql)?;
        let parameters = rusqlite::params_from_iter(&exec.parameters);
        let changed =
            self.connection.prepare_cached(text).and_then(|mut sql| sql.execute(parameters));
        changed.map_err(|error| refused(&error, exec.subject()))
    }

    fn rows<T>(
        &self,
        sql: &'static str,
        parameters: &[Parameter],
        subject: &'static str,
        read: fn(&mut Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, CommitError> {
        let text = self.texts.get(sql)?;
        let mut rows = Vec::new();
        let mut take = |row: &mut Row<'_>| {
            rows.push(read(row)?);
            Ok(())
        };
        let prepared = self.connection.prepare_cached(text);
        let done = prepared.and_then(|mut sql| bind::query(&mut sql, parameters, &mut take));
        done.map_err(|error| refused(&error, subject))??;
        Ok(rows)
    }

    fn command(&self, sql: &str) -> rusqlite::Result<()> {
        self.connection.prepare_cached(sql)?.execute(()).map(drop)
    }
}

/// A taken key is a conflict, anything else a failure.
fn refused(error: &rusqlite::Error, subject: &'static str) -> CommitError {
    let taken = [
        ffi::SQLITE_CONSTRAINT_UNIQUE,
        ffi::SQLITE_CONSTRAINT_PRIMARYKEY,
        ffi::SQLITE_CONSTRAINT_ROWID,
    ];
    match error.sqlite_error() {
        Some(code) if taken.contains(&code.extended_code) => CommitError::Conflict(subject),
        _ => CommitError::Store(StoreError(format!("{subject}: {error}"))),
    }
}
