//! Working time: which days are work days, and when a limit that began at a moment runs out.
//!
//! Counting follows the Civil Code: the day on which a period begins is not counted (art. 201);
//! a period in days ends on its last day, at the close of business where there is one (art. 203);
//! a last natural day that is a public holiday moves to the day after the holiday (art. 203).
//! Which days are holidays and which weekend days are worked (调休) is a notice of the State
//! Council, one for each year, imported as data and never computed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{ToSpan, civil::Weekday};
use serde::{Deserialize, Serialize};

use crate::{Day, Moment};

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LimitUnit {
    /// 紧急工作时: minutes by the clock, nights and holidays included.
    UrgentMinute,
    /// 工作时: minutes inside working hours.
    WorkMinute,
    /// 工作日.
    WorkDay,
    /// 自然日.
    NaturalDay,
}

/// How long something may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Limit {
    /// How many units; at most [`Limit::MAX`].
    pub amount: u32,
    /// Of what.
    pub unit: LimitUnit,
}

impl Limit {
    /// The longest limit in any unit: ten years of minutes would still be a mistake.
    pub const MAX: u32 = 1_000_000;
}

/// When a limit runs out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Deadline {
    /// The last moment that is still in time.
    pub at: Moment,
    /// The count touched a year whose holiday notice is not imported yet; weekends only were
    /// taken off, and the deadline is computed again when the notice comes.
    pub provisional: bool,
}

/// One year's notice of public holidays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarYear {
    /// Days off.
    pub holidays: BTreeSet<Day>,
    /// Weekend days that are worked in exchange.
    pub workdays: BTreeSet<Day>,
}

/// Working hours of a work day, as milliseconds of the local day, in order, not overlapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkHours(Vec<(i64, i64)>);

impl Default for WorkHours {
    /// 08:30–12:00 and 13:30–17:30.
    fn default() -> Self {
        Self(vec![(30_600_000, 43_200_000), (48_600_000, 63_000_000)])
    }
}

impl WorkHours {
    /// Working hours from `(from, to)` pairs in minutes of the day.
    #[must_use]
    pub fn from_minutes(spans: &[(i64, i64)]) -> Option<Self> {
        let mut last = 0;
        for (from, to) in spans {
            if *from < last || to <= from || *to > 1440 {
                return None;
            }
            last = *to;
        }
        (!spans.is_empty())
            .then(|| Self(spans.iter().map(|(f, t)| (f * 60_000, t * 60_000)).collect()))
    }

    /// When the working day closes, in milliseconds of the day.
    #[must_use]
    pub fn close(&self) -> i64 {
        self.0.last().map_or(86_400_000, |span| span.1)
    }
}

/// The calendar of a locality.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkCalendar {
    /// Working hours.
    pub hours: WorkHours,
    /// The notices imported so far, by year.
    pub years: BTreeMap<i16, CalendarYear>,
}

fn next(day: Day) -> Day {
    day.saturating_add(1.day())
}

impl WorkCalendar {
    /// Whether the notice for the day's year is imported.
    #[must_use]
    pub fn knows(&self, day: Day) -> bool {
        self.years.contains_key(&day.year())
    }

    /// Whether people work on this day.
    #[must_use]
    pub fn is_workday(&self, day: Day) -> bool {
        if let Some(year) = self.years.get(&day.year()) {
            if year.workdays.contains(&day) {
                return true;
            }
            if year.holidays.contains(&day) {
                return false;
            }
        }
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
    }

    /// The first work day on or after `day`.
    #[must_use]
    pub fn workday_from(&self, day: Day) -> Day {
        let mut day = day;
        while !self.is_workday(day) {
            day = next(day);
        }
        day
    }

    /// When `limit`, begun at `start`, runs out.
    #[must_use]
    pub fn deadline(&self, start: Moment, limit: Limit) -> Deadline {
        let amount = i64::from(limit.amount.min(Limit::MAX));
        match limit.unit {
            LimitUnit::UrgentMinute => {
                Deadline { at: start.plus_ms(amount * 60_000), provisional: false }
            }
            LimitUnit::WorkMinute => self.after_work_ms(start, amount * 60_000),
            LimitUnit::WorkDay => self.close_of_workday(start, amount),
            LimitUnit::NaturalDay => self.end_of_day(start, amount),
        }
    }

    /// The deadline as it moves when its clock stood still from `from` to `to` (paused while the
    /// raiser was asked): later by the time, in the limit's own unit, that passed meanwhile.
    #[must_use]
    pub fn moved_by_pause(
        &self,
        due: Deadline,
        unit: LimitUnit,
        from: Moment,
        to: Moment,
    ) -> Deadline {
        let (at, unknown) = match unit {
            LimitUnit::UrgentMinute => (due.at.plus_ms(to.ms_since(from).max(0)), false),
            LimitUnit::WorkMinute => {
                let moved = self.after_work_ms(due.at, self.work_ms_between(from, to));
                (moved.at, moved.provisional)
            }
            LimitUnit::WorkDay => {
                let moved = self.close_of_workday(due.at, self.workdays_between(from, to));
                (moved.at, moved.provisional)
            }
            LimitUnit::NaturalDay => {
                let moved = self.end_of_day(due.at, days_between(from.day(), to.day()));
                (moved.at, moved.provisional)
            }
        };
        Deadline { at, provisional: due.provisional || unknown }
    }

    /// The close of business on the first recurring day strictly after `from`'s day: each month's
    /// `day_of_month`, put off to the next work day. For deliberation days (每月10日); a 10th on a
    /// Sunday is deliberated on the Monday, also for what comes in on that Sunday.
    #[must_use]
    pub fn next_day_of_month(&self, from: Moment, day_of_month: i8) -> Deadline {
        let today = from.day();
        let wanted = day_of_month.clamp(1, 28);
        let this_month = today.with().day(wanted).build().unwrap_or(today);
        // Last month's may have been put off into this one.
        let mut month = this_month.saturating_sub(1.month());
        let mut day = self.workday_from(month);
        while day <= today && month < Day::MAX {
            month = month.saturating_add(1.month());
            day = self.workday_from(month);
        }
        let provisional = !self.knows(month) || !self.knows(day);
        Deadline { at: Moment::from_local(day, self.hours.close()), provisional }
    }

    fn close_of_workday(&self, start: Moment, amount: i64) -> Deadline {
        let mut day = start.day();
        let mut provisional = !self.knows(day);
        for _ in 0..amount {
            day = self.workday_from(next(day));
            provisional |= !self.knows(day);
        }
        Deadline { at: Moment::from_local(day, self.hours.close()), provisional }
    }

    fn end_of_day(&self, start: Moment, amount: i64) -> Deadline {
        let day = start.day().saturating_add(amount.days());
        let last = if self.is_public_holiday(day) { self.workday_from(day) } else { day };
        Deadline { at: Moment::from_local(last, 86_400_000 - 1), provisional: !self.knows(day) }
    }

    fn is_public_holiday(&self, day: Day) -> bool {
        self.years.get(&day.year()).is_some_and(|year| year.holidays.contains(&day))
    }

    fn after_work_ms(&self, start: Moment, wanted: i64) -> Deadline {
        let mut left = wanted;
        let local = start.local();
        let (mut day, mut from) = (local.day, local.ms_of_day);
        let mut provisional = !self.knows(day);
        loop {
            if self.is_workday(day) {
                for (open, close) in &self.hours.0 {
                    let begin = from.max(*open);
                    let room = (close - begin).max(0);
                    if room > 0 && left <= room {
                        return Deadline { at: Moment::from_local(day, begin + left), provisional };
                    }
                    left -= room;
                }
            }
            (day, from) = (next(day), 0);
            provisional |= !self.knows(day);
        }
    }

    fn work_ms_between(&self, from: Moment, to: Moment) -> i64 {
        let (start, end) = (from.local(), to.local());
        let mut day = start.day;
        let mut sum = 0;
        while day <= end.day {
            if self.is_workday(day) {
                for (open, close) in &self.hours.0 {
                    let begin = if day == start.day { start.ms_of_day.max(*open) } else { *open };
                    let stop = if day == end.day { end.ms_of_day.min(*close) } else { *close };
                    sum += (stop - begin).max(0);
                }
            }
            day = next(day);
        }
        sum
    }

    fn workdays_between(&self, from: Moment, to: Moment) -> i64 {
        let (mut day, last) = (from.day(), to.day());
        let mut count = 0;
        while day < last {
            day = next(day);
            count += i64::from(self.is_workday(day));
        }
        count
    }
}

fn days_between(from: Day, to: Day) -> i64 {
    (to.duration_since(from).as_hours() / 24).max(0)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn calendar() -> WorkCalendar {
        // 国办发明电〔2024〕12号, as far as the cases below need it.
        let mut year = CalendarYear::default();
        year.holidays.extend((1..=8).map(|d| date(2025, 10, d)));
        year.workdays.extend([date(2025, 9, 28), date(2025, 10, 11)]);
        WorkCalendar { hours: WorkHours::default(), years: BTreeMap::from([(2025, year)]) }
    }

    fn at(month: i8, day: i8, hour: i64, minute: i64) -> Moment {
        Moment::from_local(date(2025, month, day), (hour * 60 + minute) * 60_000)
    }

    #[test]
    fn limits_run_out_when_the_law_says() {
        use LimitUnit::{NaturalDay, UrgentMinute, WorkDay, WorkMinute};
        let table = [
            (at(9, 22, 10, 0), 1, WorkDay, at(9, 23, 17, 30)),
            // Friday to the worked Sunday before the holiday.
            (at(9, 26, 10, 0), 1, WorkDay, at(9, 28, 17, 30)),
            // Across the National Day holiday.
            (at(9, 30, 10, 0), 1, WorkDay, at(10, 9, 17, 30)),
            (at(9, 30, 10, 0), 3, WorkDay, at(10, 11, 17, 30)),
            (at(9, 30, 17, 0), 60, WorkMinute, at(10, 9, 9, 0)),
            (at(9, 22, 11, 30), 60, WorkMinute, at(9, 22, 14, 0)),
            (at(9, 30, 23, 0), 120, UrgentMinute, at(10, 1, 1, 0)),
            (at(9, 22, 10, 0), 2, NaturalDay, at(9, 24, 24, 0).plus_ms(-1)),
            // The last day is a holiday: it moves behind the holiday.
            (at(9, 24, 10, 0), 7, NaturalDay, at(10, 9, 24, 0).plus_ms(-1)),
        ];
        for (start, amount, unit, wanted) in table {
            let found = calendar().deadline(start, Limit { amount, unit });
            assert_eq!(found.at.to_string(), wanted.to_string(), "{start} {amount} {unit:?}");
            assert!(!found.provisional);
        }
    }

    #[test]
    fn a_year_without_notice_makes_a_deadline_provisional() {
        let start = Moment::from_local(date(2025, 12, 31), 36_000_000);
        let due = calendar().deadline(start, Limit { amount: 1, unit: LimitUnit::WorkDay });
        assert_eq!(due.at.day(), date(2026, 1, 1));
        assert!(due.provisional);
    }

    #[test]
    fn a_pause_moves_the_deadline_by_the_time_that_it_took() {
        let calendar = calendar();
        let due =
            calendar.deadline(at(9, 22, 10, 0), Limit { amount: 3, unit: LimitUnit::WorkDay });
        let moved =
            calendar.moved_by_pause(due, LimitUnit::WorkDay, at(9, 23, 9, 0), at(9, 25, 9, 0));
        assert_eq!(moved.at, at(9, 28, 17, 30));
    }

    #[test]
    fn a_natural_day_that_a_pause_moves_onto_a_holiday_is_put_off_behind_it() {
        let calendar = calendar();
        let natural = |amount| Limit { amount, unit: LimitUnit::NaturalDay };
        let end = |month, day| at(month, day, 24, 0).plus_ms(-1);
        let due = calendar.deadline(at(8, 29, 10, 0), natural(30));
        assert_eq!(due, Deadline { at: end(9, 28), provisional: false });
        let moved = |from, to| calendar.moved_by_pause(due, LimitUnit::NaturalDay, from, to);
        assert_eq!(moved(at(8, 30, 9, 0), at(9, 1, 9, 0)).at, end(9, 30));
        assert_eq!(moved(at(8, 28, 9, 0), at(9, 1, 9, 0)).at, end(10, 9), "not in the holiday");
        let over = moved(at(8, 30, 9, 0), at(12, 30, 9, 0));
        assert_eq!((over.at.day(), over.provisional), (date(2026, 1, 28), true));
    }

    #[test]
    fn the_tenth_of_the_month_shifts_to_the_next_work_day() {
        let calendar = calendar();
        assert_eq!(calendar.next_day_of_month(at(9, 10, 9, 0), 10).at, at(10, 10, 17, 30));
        assert_eq!(calendar.next_day_of_month(at(4, 11, 9, 0), 10).at, at(5, 12, 17, 30));
    }

    #[test]
    fn a_day_of_the_month_that_was_put_off_is_still_to_come() {
        let calendar = calendar();
        // The 10th of May is a Saturday.
        for (day, wanted) in
            [(9, at(5, 12, 17, 30)), (10, at(5, 12, 17, 30)), (11, at(5, 12, 17, 30))]
        {
            assert_eq!(calendar.next_day_of_month(at(5, day, 9, 0), 10).at, wanted, "{day}");
        }
        assert_eq!(calendar.next_day_of_month(at(5, 12, 9, 0), 10).at, at(6, 10, 17, 30));
        // The 1st of October is a holiday until the 8th; the 28th of September is worked.
        assert_eq!(calendar.next_day_of_month(at(10, 5, 9, 0), 1).at, at(10, 9, 17, 30));
        // The 28th of June is a Saturday: put off past the end of no month, but of July's first days
        // nothing is left of it.
        assert_eq!(calendar.next_day_of_month(at(6, 29, 9, 0), 28).at, at(6, 30, 17, 30));
        assert_eq!(calendar.next_day_of_month(at(7, 1, 9, 0), 28).at, at(7, 28, 17, 30));
    }

    #[test]
    fn a_day_that_was_put_off_into_the_next_month_is_that_months_too() {
        let mut calendar = calendar();
        let year = calendar.years.entry(2025).or_default();
        year.holidays.extend((28..=31).map(|d| date(2025, 1, d)));
        year.holidays.extend((1..=4).map(|d| date(2025, 2, d)));
        assert_eq!(calendar.next_day_of_month(at(2, 2, 9, 0), 28).at, at(2, 5, 17, 30));
        assert_eq!(calendar.next_day_of_month(at(2, 5, 9, 0), 28).at, at(2, 28, 17, 30));
    }

    proptest! {
        #[test]
        fn a_limit_in_natural_days_never_ends_on_a_holiday(
            start in 1_735_700_000_000_i64..1_765_000_000_000, amount in 0_u32..60,
            pause in 0_i64..1_500, length in 0_i64..1_500,
        ) {
            let calendar = calendar();
            let start = Moment::from_ms(start);
            let unit = LimitUnit::NaturalDay;
            let due = calendar.deadline(start, Limit { amount, unit });
            prop_assert!(!calendar.is_public_holiday(due.at.day()));
            let from = start.plus_ms(pause * 3_600_000);
            let to = from.plus_ms(length * 3_600_000);
            let moved = calendar.moved_by_pause(due, unit, from, to);
            prop_assert!(!calendar.is_public_holiday(moved.at.day()));
            prop_assert!(moved.at >= due.at.plus_ms(days_between(from.day(), to.day()) * 86_400_000));
        }

        #[test]
        fn a_day_of_the_month_is_the_first_work_day_on_or_after_it(
            start in 1_735_700_000_000_i64..1_765_000_000_000, day in 1_i8..29,
        ) {
            let calendar = calendar();
            let from = Moment::from_ms(start);
            let found = calendar.next_day_of_month(from, day).at.day();
            prop_assert!(found > from.day());
            prop_assert!(calendar.is_workday(found));
            // Nothing between is such a day: each day's own month or the one before put it there.
            let put_off = |at: Day| {
                [0, 1].into_iter().any(|back: i32| {
                    let month = at.with().day(day).build().unwrap().saturating_sub(back.months());
                    calendar.workday_from(month) == at
                })
            };
            prop_assert!(put_off(found));
            let mut between = next(from.day());
            while between < found {
                prop_assert!(!put_off(between));
                between = next(between);
            }
        }

        #[test]
        fn more_time_never_ends_earlier(
            start in 1_735_700_000_000_i64..1_767_000_000_000, amount in 0_u32..60,
        ) {
            let calendar = calendar();
            let start = Moment::from_ms(start);
            for unit in [
                LimitUnit::UrgentMinute, LimitUnit::WorkMinute,
                LimitUnit::WorkDay, LimitUnit::NaturalDay,
            ] {
                let short = calendar.deadline(start, Limit { amount, unit });
                let long = calendar.deadline(start, Limit { amount: amount + 1, unit });
                prop_assert!(short.at <= long.at);
                // A limit of no days ends with the day on which it began.
                prop_assert!(amount == 0 || short.at >= start);
            }
        }
    }
}
