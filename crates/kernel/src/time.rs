//! Moments (UTC milliseconds) and local days. Local time exists only here, at the edge and in
//! deadline arithmetic.

use std::fmt;

use jiff::civil;
use serde::{Deserialize, Serialize};

/// China keeps one offset all year round: UTC+8, without summer time since 1991.
pub const OFFSET_HOURS: i64 = 8;

const MS_PER_DAY: i64 = 86_400_000;
const OFFSET_MS: i64 = OFFSET_HOURS * 3_600_000;

/// A local calendar day.
pub type Day = civil::Date;

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Moment(i64);

/// A moment as a clock on the wall shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalMoment {
    /// The day.
    pub day: Day,
    /// Milliseconds since local midnight, 0 to 86,399,999.
    pub ms_of_day: i64,
}

/// A day so many days later, or earlier; `None` where the calendar ends.
#[must_use]
pub fn later(day: Day, days: i64) -> Option<Day> {
    day.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

impl Moment {
    /// From UTC milliseconds, clamped to the years 1 to 9998 so that calendar arithmetic holds.
    #[must_use]
    pub fn from_ms(ms: i64) -> Self {
        Self(ms.clamp(-62_100_000_000_000, 253_300_000_000_000))
    }

    /// UTC milliseconds.
    #[must_use]
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// This moment and `ms` milliseconds more.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Self::from_ms(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this moment; negative if it is later.
    #[must_use]
    pub const fn ms_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The wall clock's view.
    #[must_use]
    pub fn local(self) -> LocalMoment {
        let local = self.0 + OFFSET_MS;
        let days = local.div_euclid(MS_PER_DAY);
        LocalMoment { day: day_from_epoch(days), ms_of_day: local.rem_euclid(MS_PER_DAY) }
    }

    /// The local day.
    #[must_use]
    pub fn day(self) -> Day {
        self.local().day
    }

    /// The moment at which a local wall clock shows `day` and `ms_of_day` (86,400,000 is the
    /// midnight that ends the day).
    #[must_use]
    pub fn from_local(day: Day, ms_of_day: i64) -> Self {
        Self::from_ms(epoch_days(day) * MS_PER_DAY + ms_of_day - OFFSET_MS)
    }
}

impl LocalMoment {
    /// Hour of the day, 0 to 23.
    #[must_use]
    pub const fn hour(self) -> i64 {
        self.ms_of_day / 3_600_000
    }

    /// Minute of the hour, 0 to 59.
    #[must_use]
    pub const fn minute(self) -> i64 {
        self.ms_of_day / 60_000 % 60
    }
}

/// ISO 8601 with the local offset: `2026-07-08T18:00:00+08:00`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local = self.local();
        let second = local.ms_of_day / 1000 % 60;
        write!(f, "{}T{:02}:{:02}:{second:02}+08:00", local.day, local.hour(), local.minute())
    }
}

fn epoch() -> Day {
    civil::date(1970, 1, 1)
}

fn epoch_days(day: Day) -> i64 {
    let days = day.duration_since(epoch()).as_hours();
    days / 24
}

fn day_from_epoch(days: i64) -> Day {
    epoch().saturating_add(jiff::Span::new().days(days.clamp(-700_000, 2_900_000)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_moment_shows_local_time() {
        let moment = Moment::from_ms(1_783_504_800_000);
        assert_eq!(moment.to_string(), "2026-07-08T18:00:00+08:00");
        assert_eq!(Moment::from_local(civil::date(2026, 7, 8), 18 * 3_600_000), moment);
    }

    #[test]
    fn days_are_counted_on_and_back() {
        let day = |year, month, day| civil::date(year, month, day);
        assert_eq!(later(day(2028, 2, 28), 2), Some(day(2028, 3, 1)));
        assert_eq!(later(day(2026, 1, 1), -1), Some(day(2025, 12, 31)));
        assert_eq!(later(day(2026, 1, 1), 0), Some(day(2026, 1, 1)));
        assert_eq!(later(Day::MAX, 1), None);
        assert_eq!(later(Day::MIN, -1), None);
        assert_eq!(later(day(2026, 1, 1), i64::MIN), None);
    }

    proptest! {
        #[test]
        fn local_time_reads_back(ms in -60_000_000_000_000_i64..250_000_000_000_000) {
            let moment = Moment::from_ms(ms);
            let local = moment.local();
            prop_assert_eq!(Moment::from_local(local.day, local.ms_of_day), moment);
        }
    }
}
