//! What a benchmark needs of the store: reads recorded as they happen, and reads and writes played
//! again in a bare loop, which is the least that any program over these tables must spend.
//!
//! Built only with the feature `measure`; the program that people run is built without it.

mod postgres;
mod sqlite;

use std::sync::{Arc, Mutex, PoisonError};

use linli_app::{Changes, ports::StoreError};

use crate::{plan::Plan, value::Parameter};
pub use postgres::PostgresPlayer;
pub use sqlite::SqlitePlayer;

/// One read: a statement, and the parameters of each of its runs.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) sql: &'static str,
    pub(crate) sets: Vec<Vec<Parameter>>,
}

/// The reads of some snapshots, in order.
#[derive(Clone, Debug, Default)]
pub struct Reads(pub(crate) Vec<Vec<Step>>);

impl Reads {
    /// How many statements run.
    #[must_use]
    pub fn statements(&self) -> usize {
        self.0.iter().flatten().map(|step| step.sets.len()).sum()
    }
}

/// Where reads are recorded.
#[derive(Clone, Debug, Default)]
pub struct Tape(Arc<Mutex<Vec<Vec<Step>>>>);

impl Tape {
    /// Takes what was recorded since the last time.
    #[must_use]
    pub fn take(&self) -> Reads {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Reads(std::mem::take(&mut *kept))
    }

    /// Begins to record a snapshot.
    pub(crate) fn snapshot(&self) -> Recording {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push(Vec::new());
        Recording { tape: self.clone(), position: kept.len() - 1 }
    }
}

/// A snapshot that is being recorded.
pub(crate) struct Recording {
    tape: Tape,
    position: usize,
}

impl Recording {
    pub(crate) fn read(&self, sql: &'static str, sets: &[Vec<Parameter>]) {
        let mut kept = self.tape.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(steps) = kept.get_mut(self.position) {
            steps.push(Step { sql, sets: sets.to_vec() });
        }
    }
}

/// The rows of one commit, as statements.
#[derive(Clone, Debug)]
pub struct Write(Plan);

impl Write {
    /// The statements of these changes.
    ///
    /// # Errors
    /// [`StoreError`] if a row cannot be written as it is.
    pub fn of(changes: Changes) -> Result<Self, StoreError> {
        Ok(Self(Plan::new(changes)?))
    }

    /// How many statements run.
    #[must_use]
    pub fn statements(&self) -> usize {
        self.0.execs.len() + self.0.assigns.len()
    }

    /// The parameters of what gives it its numbers.
    fn sequences(&self) -> Vec<Vec<Parameter>> {
        self.0.sequences().collect()
    }

    /// Puts numbers where the statements refer to them.
    fn assign(&mut self, latest: &[i64]) {
        self.0.assign(latest);
    }
}
