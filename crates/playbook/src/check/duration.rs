//! How long a process may legally take: the limits of its steps, added up along paths.

use std::ops::{Add, AddAssign};

use linli_kernel::{Limit, LimitUnit};

use crate::language::{Speech, fill};

/// Time in the units in which it is counted; they are never turned into each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Duration {
    /// Work days.
    pub work_days: u64,
    /// Natural days.
    pub natural_days: u64,
    /// Minutes of working hours.
    pub work_minutes: u64,
    /// Minutes by the clock.
    pub urgent_minutes: u64,
    /// Waits for the next deliberation day, each up to a month.
    pub deliberation_days: u64,
    /// Dates that minutes set.
    pub item_dates: u64,
    /// Steps that go on under instruction when they are late, without an end of their own.
    pub instructed: u64,
}

/// How long a process may take if every step uses its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Durations {
    /// The shortest way to a rated end.
    pub shortest: Option<Duration>,
    /// The way along each step's first outcome.
    pub usual: Option<Duration>,
    /// The longest way, late at every level, with every bound used up and every review asked for;
    /// `None` if there are too many ways to try.
    pub longest: Option<Duration>,
}

impl Duration {
    pub(super) fn of(limit: Limit) -> Self {
        let amount = u64::from(limit.amount);
        let none = Self::default();
        match limit.unit {
            LimitUnit::WorkDay => Self { work_days: amount, ..none },
            LimitUnit::NaturalDay => Self { natural_days: amount, ..none },
            LimitUnit::WorkMinute => Self { work_minutes: amount, ..none },
            LimitUnit::UrgentMinute => Self { urgent_minutes: amount, ..none },
        }
    }

    pub(super) fn times(self, factor: u64) -> Self {
        (0..factor).fold(Self::default(), |sum, _| sum + self)
    }

    /// For comparing only: a work day is 1.4 natural days of the week and 7.5 working hours, a
    /// deliberation day is at most 31 days away, a date of minutes is taken for 30.
    pub(super) const fn weight(self) -> u64 {
        self.work_days * 2016
            + self.natural_days * 1440
            + self.work_minutes * 9 / 2
            + self.urgent_minutes
            + self.deliberation_days * 44_640
            + self.item_dates * 43_200
            + self.instructed * 14_400
    }

    /// In words, with a plus between the units.
    #[must_use]
    pub fn words(&self, speech: Speech) -> String {
        let parts = [
            ("duration-work-days", self.work_days),
            ("duration-natural-days", self.natural_days),
            ("duration-work-hours", self.work_minutes / 60),
            ("duration-work-minutes", self.work_minutes % 60),
            ("duration-urgent-hours", self.urgent_minutes / 60),
            ("duration-urgent-minutes", self.urgent_minutes % 60),
            ("duration-deliberation-days", self.deliberation_days),
            ("duration-item-dates", self.item_dates),
            ("duration-instructed", self.instructed),
        ];
        let parts = parts.into_iter().filter(|(_, amount)| *amount > 0);
        let parts: Vec<String> =
            parts.map(|(key, amount)| fill(speech, key, &[("n", amount.to_string())])).collect();
        if parts.is_empty() { fill(speech, "duration-none", &[]) } else { parts.join(" + ") }
    }
}

impl Add for Duration {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            work_days: self.work_days + other.work_days,
            natural_days: self.natural_days + other.natural_days,
            work_minutes: self.work_minutes + other.work_minutes,
            urgent_minutes: self.urgent_minutes + other.urgent_minutes,
            deliberation_days: self.deliberation_days + other.deliberation_days,
            item_dates: self.item_dates + other.item_dates,
            instructed: self.instructed + other.instructed,
        }
    }
}

impl AddAssign for Duration {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}
