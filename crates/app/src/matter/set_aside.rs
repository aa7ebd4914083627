//! Cases on which the clock failed: left alone for a while, so that one broken case neither stops
//! the clocks of all others nor fills the log.
//!
//! Held in memory only: a restart tries them all again.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use linli_kernel::{CaseId, Moment};

/// The first pause after a failure, in milliseconds; doubles with each further one. Short, because
/// it may be the store that failed and not the case.
const FIRST_PAUSE_MS: i64 = 5_000;
/// The longest pause: 5 minutes.
const LONGEST_PAUSE_MS: i64 = 5 * 60_000;

/// How often a case failed, and until when it is left alone.
#[derive(Clone, Copy, Debug, Default)]
struct Pause {
    failures: u32,
    until: Moment,
}

/// The cases that are left alone.
#[derive(Debug, Default)]
pub(crate) struct SetAside(Mutex<BTreeMap<CaseId, Pause>>);

impl SetAside {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<CaseId, Pause>> {
        // Each entry is whole at every moment.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many cases failed and have not been well since: so many more have to be asked for, lest
    /// they crowd out the others.
    pub(crate) fn count(&self) -> usize {
        self.lock().len()
    }

    /// Whether a case is to be left alone now.
    pub(crate) fn holds(&self, case: CaseId, now: Moment) -> bool {
        self.lock().get(&case).is_some_and(|pause| now < pause.until)
    }

    /// A case failed; answers for how many milliseconds it is left alone.
    pub(crate) fn failed(&self, case: CaseId, now: Moment) -> i64 {
        let mut all = self.lock();
        let pause = all.entry(case).or_default();
        let pause_ms = (FIRST_PAUSE_MS << pause.failures.min(10)).min(LONGEST_PAUSE_MS);
        *pause = Pause { failures: pause.failures.saturating_add(1), until: now.plus_ms(pause_ms) };
        pause_ms
    }

    /// A case is well.
    pub(crate) fn well(&self, case: CaseId) {
        self.lock().remove(&case);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_up_to_five_minutes_and_ends_when_the_case_is_well() {
        let aside = SetAside::default();
        let case = CaseId::new(1).unwrap();
        let mut now = Moment::from_ms(1_000);
        for seconds in [5, 10, 20, 40, 80, 160, 300, 300] {
            assert_eq!(aside.failed(case, now), seconds * 1_000);
            assert!(aside.holds(case, now.plus_ms(seconds * 1_000 - 1)));
            now = now.plus_ms(seconds * 1_000);
            assert!(!aside.holds(case, now));
            assert_eq!(aside.count(), 1);
        }
        aside.well(case);
        assert_eq!(aside.count(), 0);
        assert_eq!(aside.failed(case, now), 5_000);
    }
}
