//! The simulated clock under which the demo's history happens.

use std::sync::atomic::{AtomicI64, Ordering};

use linli_app::ports::Clock;
use linli_kernel::Moment;

/// A clock that is set by hand and never goes back.
#[derive(Debug)]
pub(crate) struct SetClock(AtomicI64);

impl SetClock {
    pub(crate) fn at(start: Moment) -> Self {
        Self(AtomicI64::new(start.ms()))
    }

    /// Goes on to a later moment; an earlier one changes nothing.
    pub(crate) fn advance(&self, to: Moment) {
        self.0.fetch_max(to.ms(), Ordering::Relaxed);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Moment {
        Moment::from_ms(self.0.load(Ordering::Relaxed))
    }
}
