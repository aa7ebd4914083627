//! The duty roster 值班表 of a facility or a place: who is there on which day, holidays included.
//!
//! Source: mission A3 3.12 (党群服务中心: a duty roster on holidays); holidays and days worked in
//! exchange are those of the imported calendar. How a week is copied and which warning comes first
//! are ours.

use std::collections::{BTreeMap, BTreeSet};

use linli_kernel::{Day, Moment, PersonId, PlaceId, WorkCalendar, later};
use linli_playbook::engine::Holder;
use serde::{Deserialize, Serialize};

/// The most shifts of one day.
pub const MAX_SHIFTS: usize = 8;
/// Longest name of somebody without a post, in characters.
pub const MAX_NAME: usize = 20;
/// How many days from today on are looked at for days without anybody.
pub const LOOKED_AHEAD: i64 = 14;
/// For how many days a roster is kept after its day: a year and its leap day.
pub const KEPT_DAYS: i64 = 366;
/// The last minute at which a shift may end.
const MINUTES: u16 = 1_440;

/// Who is on duty.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum OnDuty {
    /// Somebody with a post there; named to the public only if they agreed to it in their post.
    Holder(PersonId),
    /// Somebody without a post, who agreed that name and telephone stand here for everybody.
    Named {
        /// The name.
        name: String,
        /// The telephone; the service number is called otherwise.
        phone: Option<String>,
    },
}

impl OnDuty {
    /// Whoever has a post there.
    #[must_use]
    pub const fn holder(&self) -> Option<PersonId> {
        match self {
            Self::Holder(person) => Some(*person),
            Self::Named { .. } => None,
        }
    }
}

/// A part of a day, with who is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// Its beginning, in minutes of the day.
    pub from: u16,
    /// Its end, in minutes of the day.
    pub to: u16,
    /// Who is there.
    pub who: OnDuty,
    /// Who was to be there before they swapped 换班.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<OnDuty>,
}

/// One day of a roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyDay {
    /// Whose roster: a facility or a place.
    pub site: PlaceId,
    /// The day.
    pub day: Day,
    /// The district.
    pub district: PlaceId,
    /// The shifts in their order; none where the day was cleared.
    pub shifts: Vec<Shift>,
    /// Who changed it last.
    pub changed_by: PersonId,
    /// In which post.
    pub changed_as: Holder,
    /// When.
    pub changed_at: Moment,
    /// Row version.
    pub version: i64,
}

/// What the calendar makes of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DayKind {
    /// A public holiday 节假日.
    Holiday,
    /// A weekend day that is worked in exchange 调休上班.
    Exchanged,
    /// Saturday or Sunday.
    Weekend,
    /// Any other.
    Workday,
}

impl DayKind {
    /// By the calendar; without a year's notice, by the day of the week alone.
    #[must_use]
    pub fn of(calendar: &WorkCalendar, day: Day) -> Self {
        let year = calendar.years.get(&day.year());
        if year.is_some_and(|year| year.workdays.contains(&day)) {
            return Self::Exchanged;
        }
        if year.is_some_and(|year| year.holidays.contains(&day)) {
            return Self::Holiday;
        }
        if calendar.is_workday(day) { Self::Workday } else { Self::Weekend }
    }

    /// Whether people work on it.
    #[must_use]
    pub const fn is_worked(self) -> bool {
        matches!(self, Self::Exchanged | Self::Workday)
    }

    /// As answers of the API say it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Holiday => "holiday",
            Self::Exchanged => "exchanged",
            Self::Weekend => "weekend",
            Self::Workday => "workday",
        }
    }
}

/// What is wrong with the shifts of a day: the position of the shift and the word.
pub type ShiftError = (usize, &'static str);

/// The shifts of a day in their order.
///
/// # Errors
/// The first shift that ends before it begins, or in which somebody is twice at the same time; too
/// many of them.
pub fn in_order(mut shifts: Vec<Shift>) -> Result<Vec<Shift>, ShiftError> {
    if shifts.len() > MAX_SHIFTS {
        return Err((MAX_SHIFTS, "duty-shifts-many"));
    }
    for (at, shift) in shifts.iter().enumerate() {
        if shift.to <= shift.from || shift.to > MINUTES {
            return Err((at, "duty-shift-ends"));
        }
        let twice = |other: &Shift| {
            other.who == shift.who && other.from < shift.to && shift.from < other.to
        };
        if shifts.iter().take(at).any(twice) {
            return Err((at, "duty-shift-twice"));
        }
    }
    shifts.sort_by(|one, other| {
        (one.from, one.to, &one.who).cmp(&(other.from, other.to, &other.who))
    });
    Ok(shifts)
}

/// A time of the day as it is typed (`8:30`, full-width too), in minutes; `24:00` is the end.
#[must_use]
pub fn minute_of(typed: &str) -> Option<u16> {
    let plain: String =
        typed.trim().chars().map(|c| if c == '\u{ff1a}' { ':' } else { c }).collect();
    let (hours, minutes) = plain.split_once(':')?;
    let number = |word: &str| -> Option<u16> {
        let fits = (1..=2).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| word.parse().ok()).flatten()
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let whole = hours.checked_mul(60)?.checked_add(minutes)?;
    (minutes < 60 && whole <= MINUTES).then_some(whole)
}

/// A time of the day in words: `08:30`.
#[must_use]
pub fn time_of(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// A week copied to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// The shifts of each day that gets some.
    pub days: BTreeMap<Day, Vec<Shift>>,
    /// Days that stay as they are, because the one is worked and the other is not: somebody decides.
    pub left: Vec<Day>,
}

/// The shifts of a week seven days or more later. A day that has shifts already keeps them; who
/// swapped with whom is not copied.
#[must_use]
pub fn copied(
    week: &[DutyDay],
    calendar: &WorkCalendar,
    days_later: i64,
    taken: &BTreeSet<Day>,
) -> Copied {
    let mut found = Copied::default();
    for source in week.iter().filter(|source| !source.shifts.is_empty()) {
        let Some(target) = later(source.day, days_later) else { continue };
        if taken.contains(&target) {
            continue;
        }
        let worked = |day| DayKind::of(calendar, day).is_worked();
        if worked(source.day) == worked(target) {
            let fresh = |shift: &Shift| Shift { instead_of: None, ..shift.clone() };
            found.days.insert(target, source.shifts.iter().map(fresh).collect());
        } else {
            found.left.push(target);
        }
    }
    found.left.sort();
    found
}

/// The days from a day on that nobody is on duty, holidays first, each with its kind.
#[must_use]
pub fn unstaffed(
    calendar: &WorkCalendar,
    from: Day,
    staffed: &BTreeSet<Day>,
) -> Vec<(Day, DayKind)> {
    let days = (0..LOOKED_AHEAD).filter_map(|ahead| later(from, ahead));
    let empty = days.filter(|day| !staffed.contains(day));
    let mut found: Vec<(Day, DayKind)> =
        empty.map(|day| (day, DayKind::of(calendar, day))).collect();
    found.sort_by_key(|(day, kind)| (*kind != DayKind::Holiday, *day));
    found
}

/// The Monday of a day's week.
#[must_use]
pub fn monday(day: Day) -> Day {
    let since = i64::from(day.weekday().to_monday_zero_offset());
    later(day, -since).unwrap_or(day)
}

/// Two shifts change hands, each remembering who was to be there first. `None` where one of them
/// does not exist, or both are the same person's already.
#[must_use]
pub fn swapped(one: &Shift, other: &Shift) -> Option<(Shift, Shift)> {
    if one.who == other.who {
        return None;
    }
    let taken_over = |shift: &Shift, by: &Shift| {
        let first = shift.instead_of.clone().unwrap_or_else(|| shift.who.clone());
        // Whoever takes an own shift back swapped nothing in the end.
        let instead_of = (first != by.who).then_some(first);
        Shift { who: by.who.clone(), instead_of, ..shift.clone() }
    };
    Some((taken_over(one, other), taken_over(other, one)))
}

/// The shifts of a day that is written anew, with the swaps that stay: a shift is still a swapped one
/// if whoever took it over is there at a time that both have in common, whether it begins or ends
/// otherwise now, is one of two that it was divided into, or was joined with another. Whoever was to
/// be there first and is there again swapped nothing in the end.
#[must_use]
pub fn swaps_stay(before: &[Shift], after: Vec<Shift>) -> Vec<Shift> {
    let common =
        |one: &Shift, other: &Shift| one.to.min(other.to).saturating_sub(one.from.max(other.from));
    let with_swap = |shift: Shift| {
        let same = before.iter().filter(|was| was.who == shift.who && common(was, &shift) > 0);
        let was = same.max_by_key(|was| common(was, &shift));
        let first = was.and_then(|was| was.instead_of.clone());
        Shift { instead_of: first.filter(|first| *first != shift.who), ..shift }
    };
    after.into_iter().map(with_swap).collect()
}

#[cfg(test)]
mod tests {
    use linli_kernel::CalendarYear;
    use linli_playbook::Name;
    use proptest::prelude::*;

    use super::*;

    fn person(number: i64) -> OnDuty {
        OnDuty::Holder(PersonId::new(number).unwrap())
    }

    fn shift(from: u16, to: u16, who: i64) -> Shift {
        Shift { from, to, who: person(who), instead_of: None }
    }

    fn day(month: i8, day: i8) -> Day {
        Day::constant(2026, month, day)
    }

    /// The national holiday of 2026 as far as the tests need it: 1 to 7 October off, Saturday 10
    /// October worked.
    fn calendar() -> WorkCalendar {
        let holidays = (1..=7).map(|n| day(10, n)).collect();
        let year = CalendarYear { holidays, workdays: [day(10, 10)].into() };
        WorkCalendar { years: [(2026, year)].into(), ..WorkCalendar::default() }
    }

    fn roster(on: Day, shifts: Vec<Shift>) -> DutyDay {
        let site = PlaceId::new(3).unwrap();
        DutyDay {
            site,
            day: on,
            district: site,
            shifts,
            changed_by: PersonId::new(5).unwrap(),
            changed_as: Holder::Post { role: Name::new("community-worker").unwrap(), place: site },
            changed_at: Moment::from_ms(0),
            version: 1,
        }
    }

    #[test]
    fn the_calendar_says_what_a_day_is() {
        let calendar = calendar();
        for (on, wanted, worked) in [
            (day(10, 1), DayKind::Holiday, false),
            // A Saturday of the holiday.
            (day(10, 3), DayKind::Holiday, false),
            (day(10, 10), DayKind::Exchanged, true),
            (day(10, 11), DayKind::Weekend, false),
            (day(10, 12), DayKind::Workday, true),
        ] {
            let kind = DayKind::of(&calendar, on);
            assert_eq!((kind, kind.is_worked()), (wanted, worked), "{on}");
        }
        let unknown = WorkCalendar::default();
        assert_eq!(DayKind::of(&unknown, day(10, 1)), DayKind::Workday);
    }

    #[test]
    fn shifts_are_put_in_order_and_nobody_is_in_two_at_once() {
        let ordered = in_order(vec![shift(780, 1080, 1), shift(510, 720, 1), shift(510, 720, 2)]);
        assert_eq!(ordered.unwrap(), [shift(510, 720, 1), shift(510, 720, 2), shift(780, 1080, 1)]);
        let table = [
            (vec![shift(600, 600, 1)], (0, "duty-shift-ends")),
            (vec![shift(600, 700, 1), shift(900, 1441, 1)], (1, "duty-shift-ends")),
            (vec![shift(600, 700, 1), shift(699, 800, 1)], (1, "duty-shift-twice")),
            (vec![shift(600, 700, 1); 9], (8, "duty-shifts-many")),
        ];
        for (shifts, wanted) in table {
            assert_eq!(in_order(shifts), Err(wanted));
        }
        assert!(in_order(vec![shift(600, 700, 1), shift(700, 800, 1)]).is_ok());
        assert_eq!(in_order(Vec::new()), Ok(Vec::new()));
    }

    #[test]
    fn times_are_read_as_people_type_them() {
        let table = [
            ("8:30", Some(510)),
            ("08：30", Some(510)),
            (" 24:00 ", Some(1440)),
            ("0:00", Some(0)),
            ("24:01", None),
            ("8:60", None),
            ("8.30", None),
            ("8:3x", None),
            ("+8:30", None),
            ("", None),
        ];
        for (typed, wanted) in table {
            assert_eq!(minute_of(typed), wanted, "{typed}");
        }
        assert_eq!(time_of(510), "08:30");
    }

    #[test]
    fn a_week_is_copied_to_days_of_the_same_kind() {
        // Monday 28 September to Sunday 4 October, to the week with the holiday's end.
        let week = [
            roster(day(9, 28), vec![shift(510, 1050, 1)]),
            roster(day(9, 30), vec![Shift { instead_of: Some(person(9)), ..shift(510, 1050, 2) }]),
            roster(day(10, 2), vec![shift(540, 960, 3)]),
            roster(day(10, 3), vec![shift(540, 960, 4)]),
            roster(day(10, 4), Vec::new()),
        ];
        let found = copied(&week, &calendar(), 7, &BTreeSet::new());
        // Monday and Wednesday are off, Friday 9 is worked, Saturday 10 is worked in exchange.
        assert_eq!(found.left, [day(10, 5), day(10, 7), day(10, 9), day(10, 10)]);
        assert!(found.days.is_empty());
        let found = copied(&week, &calendar(), 14, &[day(10, 12)].into());
        let days: Vec<Day> = found.days.keys().copied().collect();
        assert_eq!(days, [day(10, 14), day(10, 17)]);
        assert_eq!(found.days[&day(10, 14)], [shift(510, 1050, 2)]);
        assert_eq!(found.left, [day(10, 16)]);
    }

    #[test]
    fn holidays_without_anybody_come_first() {
        let staffed = BTreeSet::from([day(10, 2), day(9, 28)]);
        let found = unstaffed(&calendar(), day(9, 28), &staffed);
        let holidays: Vec<Day> = found.iter().take(6).map(|(day, _)| *day).collect();
        assert_eq!(holidays, [1, 3, 4, 5, 6, 7].map(|n| day(10, n)));
        assert_eq!(found.get(6), Some(&(day(9, 29), DayKind::Workday)));
        assert_eq!(found.len(), 12);
        assert!(found.contains(&(day(10, 10), DayKind::Exchanged)));
    }

    #[test]
    fn who_swaps_remembers_who_was_to_be_there() {
        let (one, other) = (shift(510, 720, 1), shift(780, 1080, 2));
        let (first, second) = swapped(&one, &other).unwrap();
        assert_eq!((&first.who, &first.instead_of), (&person(2), &Some(person(1))));
        assert_eq!((&second.who, &second.instead_of), (&person(1), &Some(person(2))));
        assert_eq!((first.from, second.from), (510, 780));
        // Back again: as if nothing had been.
        assert_eq!(swapped(&first, &second).unwrap(), (one.clone(), other));
        assert_eq!(swapped(&one, &one), None);
    }

    #[test]
    fn a_swap_stays_while_whoever_took_over_is_there() {
        let taken = |from, to| Shift { instead_of: Some(person(1)), ..shift(from, to, 2) };
        let own = shift(780, 1080, 2);
        let table = [
            ("as it was", vec![taken(510, 720)], vec![shift(510, 720, 2)], vec![taken(510, 720)]),
            (
                "at another time",
                vec![taken(510, 720)],
                vec![shift(540, 690, 2)],
                vec![taken(540, 690)],
            ),
            (
                "in two parts",
                vec![taken(510, 720)],
                vec![shift(510, 600, 2), shift(600, 720, 2)],
                vec![taken(510, 600), taken(600, 720)],
            ),
            (
                "joined, most of it swapped",
                vec![taken(510, 780), shift(780, 840, 2)],
                vec![shift(510, 840, 2)],
                vec![taken(510, 840)],
            ),
            (
                "joined, most of it own",
                vec![taken(720, 780), own.clone()],
                vec![shift(720, 1080, 2)],
                vec![shift(720, 1080, 2)],
            ),
            (
                "somebody else",
                vec![taken(510, 720)],
                vec![shift(510, 720, 3)],
                vec![shift(510, 720, 3)],
            ),
            (
                "back again",
                vec![taken(510, 720)],
                vec![shift(510, 720, 1)],
                vec![shift(510, 720, 1)],
            ),
            ("another shift", vec![taken(510, 720)], vec![own.clone()], vec![own.clone()]),
            (
                "touching only",
                vec![taken(510, 720)],
                vec![shift(720, 780, 2)],
                vec![shift(720, 780, 2)],
            ),
            ("a new day", vec![], vec![taken(510, 720)], vec![shift(510, 720, 2)]),
            ("cleared", vec![taken(510, 720)], vec![], vec![]),
        ];
        for (what, before, after, wanted) in table {
            assert_eq!(swaps_stay(&before, after), wanted, "{what}");
        }
    }

    #[test]
    fn a_week_begins_on_monday() {
        for n in 28..=30 {
            assert_eq!(monday(day(9, n)), day(9, 28));
        }
        assert_eq!(monday(day(10, 4)), day(9, 28));
    }

    proptest! {
        #[test]
        fn a_copy_never_touches_taken_days_nor_other_kinds(
            on in proptest::collection::btree_set(0_i64..7, 0..7),
            taken in proptest::collection::btree_set(0_i64..28, 0..10),
            weeks in 1_i64..4,
        ) {
            let begin = day(9, 14);
            let at = |ahead: i64| later(begin, ahead).unwrap();
            let week: Vec<DutyDay> =
                on.iter().map(|n| roster(at(*n), vec![shift(510, 720, 1)])).collect();
            let taken: BTreeSet<Day> = taken.into_iter().map(at).collect();
            let found = copied(&week, &calendar(), weeks * 7, &taken);
            for target in found.days.keys() {
                prop_assert!(!taken.contains(target));
                let source = later(*target, -7 * weeks).unwrap();
                prop_assert_eq!(
                    DayKind::of(&calendar(), source).is_worked(),
                    DayKind::of(&calendar(), *target).is_worked()
                );
            }
            let told = found.days.len() + found.left.len();
            let untaken = week.iter().filter(|d| !taken.contains(&later(d.day, 7 * weeks).unwrap()));
            prop_assert_eq!(told, untaken.count());
        }
    }
}
