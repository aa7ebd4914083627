//! The machine's clock.

use std::time::{SystemTime, UNIX_EPOCH};

use linli_app::ports::Clock;
use linli_kernel::Moment;

/// The machine's clock, to the millisecond.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        #[expect(clippy::disallowed_methods, reason = "this is the Clock port's one real clock")]
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Moment::from_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_after_the_day_this_was_written() {
        assert!(SystemClock.now() > Moment::from_ms(1_735_689_600_000));
    }
}
