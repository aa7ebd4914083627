//! Guesses at "number and last four digits", per address and per number: four digits alone
//! would be tried out in an evening.

use std::net::IpAddr;

use linli_kernel::Moment;
use tokio::sync::OwnedMutexGuard;

use super::limits::{Counter, PROGRESS_FOUND, PROGRESS_PER_ADDRESS, PROGRESS_PER_NUMBER};
use crate::{App, AppResult, Changes, ports::Snapshot};

/// The guesses of one address, and the wrong ones at one number.
pub(crate) struct ProgressTries {
    from: Counter,
    found: Counter,
    at: Counter,
}

impl ProgressTries {
    /// Those of an address and at a number as it was typed.
    pub(crate) fn of(app: &App, number: &str, address: IpAddr) -> Self {
        let from = Counter::progress_from(app, address);
        let found = Counter::progress_found_from(app, address);
        Self { from, found, at: Counter::progress_at(app, number) }
    }

    /// Waits for those who guess from the same address, then for those who guess at the same number.
    pub(crate) async fn turn(&self, app: &App) -> [OwnedMutexGuard<()>; 2] {
        [self.from.turn(app).await, self.at.turn(app).await]
    }

    /// Refuses when there were too many.
    ///
    /// # Errors
    /// [`crate::AppError::TooMany`].
    pub(crate) async fn check(&self, rows: &mut dyn Snapshot, now: Moment) -> AppResult<()> {
        self.from.check(rows, now, PROGRESS_PER_ADDRESS).await?;
        self.found.check(rows, now, PROGRESS_FOUND).await?;
        self.at.check(rows, now, PROGRESS_PER_NUMBER).await
    }

    /// Counts one that was right.
    pub(crate) fn count_found(self, changes: &mut Changes, now: Moment) {
        changes.adds.push(self.found.one(now));
    }

    /// Counts one that was wrong.
    pub(crate) fn count_wrong(self, changes: &mut Changes, now: Moment) {
        changes.adds.push(self.from.one(now));
        changes.adds.push(self.at.one(now));
    }
}
