//! How much of a thing one person may do: enough for anybody's need, too little to fill a disk or to
//! go through the numbers of a chat group.

use linli_kernel::{Moment, PersonId};
use tokio::sync::OwnedMutexGuard;

use super::limits::{COMPARISONS, Counter, HOMES, LOOK_UPS, Limit, PHOTOS, REPORTS};
use crate::{App, AppError, AppResult, Changes, ports::Snapshot};

/// What is counted per person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Allowance {
    /// Looking for somebody's matters by their telephone.
    LookUps,
    /// Sending photos.
    Photos,
    /// Reporting for oneself or for the family.
    Reports,
    /// Saying where one lives.
    Homes,
    /// Learning before a report that others reported the like.
    Comparisons,
}

impl Allowance {
    const fn limits(self) -> &'static [Limit] {
        match self {
            Self::LookUps => LOOK_UPS,
            Self::Photos => PHOTOS,
            Self::Reports => REPORTS,
            Self::Homes => HOMES,
            Self::Comparisons => COMPARISONS,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::LookUps => "look-ups",
            Self::Photos => "photos",
            Self::Reports => "reports",
            Self::Homes => "homes",
            Self::Comparisons => "comparisons",
        }
    }

    /// Refuses when the person did it too often.
    ///
    /// # Errors
    /// [`AppError::LimitReached`] with the window of the limit as the time to wait.
    pub(crate) async fn check(
        self,
        rows: &mut dyn Snapshot,
        person: PersonId,
        now: Moment,
    ) -> AppResult<()> {
        let checked = Counter::of_person(self.word(), person).check(rows, now, self.limits()).await;
        checked.map_err(|error| match error {
            AppError::TooMany { retry_after_s } => AppError::LimitReached { retry_after_s },
            other => other,
        })
    }

    /// Waits until nobody else looks at the person's count to raise it: held from [`Self::check`] to
    /// the commit, it keeps many at once from passing the limit together.
    pub(crate) async fn turn(self, app: &App, person: PersonId) -> OwnedMutexGuard<()> {
        Counter::of_person(self.word(), person).turn(app).await
    }

    /// Counts one more.
    pub(crate) fn count(self, changes: &mut Changes, person: PersonId, now: Moment) {
        changes.adds.push(Counter::of_person(self.word(), person).one(now));
    }
}
