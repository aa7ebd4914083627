//! A month of a year.

use std::{fmt, str::FromStr};

use jiff::civil;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{Day, Moment};

/// A month of a year 月, as the wall calendar counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month of a day.
    #[must_use]
    pub fn of(day: Day) -> Self {
        Self(i32::from(day.year()) * 12 + i32::from(day.month()) - 1)
    }

    /// So many months later, or earlier.
    #[must_use]
    pub const fn plus(self, months: i32) -> Self {
        Self(self.0.saturating_add(months))
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> Day {
        let year = i16::try_from(self.0.div_euclid(12)).unwrap_or(civil::Date::MAX.year());
        let month = i8::try_from(self.0.rem_euclid(12) + 1).unwrap_or(1);
        civil::Date::new(year, month, 1).unwrap_or(civil::Date::MAX)
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> Day {
        self.first_day().last_of_month()
    }

    /// When it begins.
    #[must_use]
    pub fn begins(self) -> Moment {
        Moment::from_local(self.first_day(), 0)
    }

    /// As it is stored and sorted: 2026-11 is 202611.
    #[must_use]
    pub const fn number(self) -> i64 {
        (self.0.div_euclid(12) * 100 + self.0.rem_euclid(12) + 1) as i64
    }

    /// From [`Self::number`].
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        let (year, month) = (number.div_euclid(100), number.rem_euclid(100));
        let day = civil::Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, 1);
        day.ok().map(Self::of)
    }
}

/// `2026-11`.
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

/// Not a year and a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoMonth;

impl fmt::Display for NoMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a month is written as 2026-11")
    }
}

impl std::error::Error for NoMonth {}

impl FromStr for Month {
    type Err = NoMonth;

    fn from_str(text: &str) -> Result<Self, NoMonth> {
        let whole = text.len() == 7;
        let day = format!("{text}-01").parse::<Day>().ok().filter(|_| whole);
        day.map(Self::of).ok_or(NoMonth)
    }
}

/// As `2026-11`.
impl Serialize for Month {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// From `2026-11`; from the number of months since the year 0 too, as older rows hold it.
impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Either)
    }
}

/// Reads both ways in which a month is kept.
struct Either;

impl de::Visitor<'_> for Either {
    type Value = Month;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&NoMonth, f)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Month, E> {
        // What was a number is a text where it is the key of a map.
        let number = || text.parse().ok().and_then(counted);
        text.parse().ok().or_else(number).ok_or_else(|| E::custom(NoMonth))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Month, E> {
        counted(number).ok_or_else(|| E::custom(NoMonth))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Month, E> {
        i64::try_from(number).ok().and_then(counted).ok_or_else(|| E::custom(NoMonth))
    }
}

/// From the number of months since the year 0.
fn counted(months: i64) -> Option<Month> {
    let year = months.div_euclid(12).checked_mul(100)?;
    Month::from_number(year + months.rem_euclid(12) + 1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::civil::date;

    use super::*;

    #[test]
    fn months_are_those_of_the_calendar() {
        for (day, text, number, last) in [
            (date(2026, 11, 22), "2026-11", 202_611, date(2026, 11, 30)),
            (date(2026, 1, 1), "2026-01", 202_601, date(2026, 1, 31)),
            (date(2024, 2, 29), "2024-02", 202_402, date(2024, 2, 29)),
            (date(2025, 12, 31), "2025-12", 202_512, date(2025, 12, 31)),
        ] {
            let month = Month::of(day);
            assert_eq!(month.to_string(), text);
            assert_eq!(text.parse(), Ok(month));
            assert_eq!((month.number(), Month::from_number(number)), (number, Some(month)));
            assert_eq!((month.first_day().day(), month.last_day()), (1, last));
            assert_eq!(month.plus(1).plus(-1), month);
            assert_eq!(month.plus(1).begins().plus_ms(-1).day(), last);
        }
        for wrong in ["", "2026", "2026-13", "2026-00", "2026-1", "2026-11-01", "abcd-ef"] {
            assert_eq!(wrong.parse::<Month>(), Err(NoMonth), "{wrong}");
        }
        assert_eq!(Month::from_number(202_613), None);
        assert_eq!(Month::of(date(2026, 1, 31)).plus(-1).to_string(), "2025-12");
    }
    #[test]
    fn a_month_is_kept_as_text_and_read_from_the_number_of_older_rows() {
        let month = Month::of(date(2026, 11, 22));
        let text = serde_json::to_string(&BTreeMap::from([(month, month)])).unwrap();
        assert_eq!(text, r#"{"2026-11":"2026-11"}"#);
        for kept in [text.as_str(), r#"{"24322":24322}"#, r#"{"24322":"24322"}"#] {
            let read: BTreeMap<Month, Month> = serde_json::from_str(kept).unwrap();
            assert_eq!(read, BTreeMap::from([(month, month)]), "{kept}");
        }
        for wrong in [r#""2026-13""#, r#""-""#, "-9223372036854775808", "true", "999999999999"] {
            assert!(serde_json::from_str::<Month>(wrong).is_err(), "{wrong}");
        }
    }
}
