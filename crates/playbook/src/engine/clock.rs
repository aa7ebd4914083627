//! Deadlines: when a clock that begins now runs out, and when to remind of it.

use linli_kernel::{Day, Deadline, Limit, LimitUnit, Moment, WorkCalendar};

use super::{Adjustment, Facts, view::View};
use crate::model::{Name, Playbook, Step, Within};

/// A deadline and the limit it came from.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    pub(super) due: Deadline,
    pub(super) limit: Option<Limit>,
}

/// The overall deadline of a case opened at `from`; an order's own deadline wins if it is earlier.
pub(super) fn overall(
    playbook: &Playbook,
    facts: &Facts,
    urgency: &Name,
    from: Moment,
    external: Option<Moment>,
) -> Option<Deadline> {
    let limit = playbook.urgencies.get(urgency)?.overall;
    Some(no_later(facts.calendar.deadline(from, limit), external))
}

pub(super) fn no_later(due: Deadline, external: Option<Moment>) -> Deadline {
    match external {
        Some(at) if at < due.at => Deadline { at, provisional: false },
        _ => due,
    }
}

/// When to remind: at `percent` of the time between two moments; where working time counts, not
/// after the close of business before that, so that the reminder finds somebody at work.
pub(super) fn remind_at(
    calendar: &WorkCalendar,
    from: Moment,
    clock: Clock,
    percent: Option<u8>,
) -> Option<Moment> {
    let percent = i64::from(percent?.min(100));
    let whole = clock.due.at.ms_since(from);
    if whole <= 0 {
        return None;
    }
    let at = from.plus_ms(whole / 100 * percent + whole % 100 * percent / 100);
    Some(somebody_there(calendar, at, clock.limit).max(from))
}

/// When there is somebody to be reminded, where working time counts.
pub(super) fn somebody_there(calendar: &WorkCalendar, at: Moment, limit: Option<Limit>) -> Moment {
    let urgent = limit.is_some_and(|limit| limit.unit == LimitUnit::UrgentMinute);
    if urgent { at } else { at_work(calendar, at) }
}

/// The moment itself in a working day's hours, else the close of business before it.
fn at_work(calendar: &WorkCalendar, at: Moment) -> Moment {
    let local = at.local();
    let (mut day, close) = (local.day, calendar.hours.close());
    if calendar.is_workday(day) {
        return Moment::from_local(day, local.ms_of_day.min(close));
    }
    while !calendar.is_workday(day) {
        day = day.yesterday().unwrap_or(Day::MIN);
    }
    Moment::from_local(day, close)
}

impl View<'_, '_> {
    /// The limit of a step for the case's urgency; `None` where a date decides.
    pub(super) fn step_limit(&self, step: &Step) -> Option<Limit> {
        let urgency = self.playbook.urgencies.get(&self.case.urgency);
        match step.within {
            Within::Limit(limit) => {
                Some(urgency.and_then(|u| u.steps.get(&step.key)).copied().unwrap_or(limit))
            }
            Within::NextDeliberationDay | Within::ItemDue => None,
        }
    }

    /// The clock of a step that is entered now.
    pub(super) fn step_clock(&self, step: &Step) -> Clock {
        let limit = self.step_limit(step);
        let due = match (limit, step.within) {
            (Some(limit), _) => self.entered_now(step, limit),
            (None, Within::NextDeliberationDay) => self.next_deliberation_day(self.now),
            (None, _) => Deadline { at: self.now, provisional: false },
        };
        Clock { due, limit }
    }

    /// A step that follows on itself leaves its present entry now.
    fn entered_now(&self, step: &Step, limit: Limit) -> Deadline {
        let open = &self.case.step;
        let again = open.key == step.key && open.entry > 0;
        let mut visits = self.case.visits.get(&step.key).cloned().unwrap_or_default();
        visits.extend(again.then_some((open.entered_at, self.now)));
        self.count(step, (self.now, u32::MAX), limit, &visits)
    }

    /// A limit that begins now.
    pub(super) fn within(&self, limit: Limit) -> Clock {
        Clock { due: self.facts.calendar.deadline(self.now, limit), limit: Some(limit) }
    }

    pub(super) fn next_deliberation_day(&self, from: Moment) -> Deadline {
        let day = self.playbook.deliberation_day.unwrap_or(1);
        self.facts.calendar.next_day_of_month(from, day)
    }

    /// A step's limit from `from`, in the case's entry of that number; for a cumulative step from
    /// its first entry, standing still while the case was elsewhere, and with all the time that
    /// was granted in earlier entries.
    pub(super) fn count(
        &self,
        step: &Step,
        (from, entry): (Moment, u32),
        limit: Limit,
        visits: &[(Moment, Moment)],
    ) -> Deadline {
        let calendar = &self.facts.calendar;
        let [(first, _), ..] = visits else { return calendar.deadline(from, limit) };
        if !step.cumulative {
            return calendar.deadline(from, limit);
        }
        let returned = visits.iter().skip(1).map(|visit| visit.0).chain([from]);
        let away = visits.iter().zip(returned).map(|(visit, back)| Moved::Still(visit.1, back));
        let earlier = self.case.adjustments.iter().flat_map(|adjustment| match adjustment {
            Adjustment::Paused { from, to } => {
                let clipped = visits.iter().map(|visit| ((*from).max(visit.0), (*to).min(visit.1)));
                clipped
                    .filter(|(from, to)| from < to)
                    .map(|(from, to)| Moved::Still(from, to))
                    .collect()
            }
            Adjustment::Extended { at, entry: of_entry, by, of, step: of_step, .. } => {
                let here = match of {
                    Some(_) => of_step.as_ref() == Some(&step.key),
                    None => visits.iter().any(|visit| visit.0 <= *at && *at <= visit.1),
                };
                Vec::from_iter((here && *of_entry < entry).then_some(Moved::Longer(*at, *by)))
            }
        });
        let mut moved: Vec<Moved> = away.chain(earlier).collect();
        moved.sort_by_key(Moved::at);
        moved.into_iter().fold(calendar.deadline(*first, limit), |due, moved| match moved {
            Moved::Still(from, to) => calendar.moved_by_pause(due, limit.unit, from, to),
            Moved::Longer(_, by) => longer(calendar, due, by),
        })
    }
}

/// What moved the clock of a cumulative step before its present entry.
enum Moved {
    Still(Moment, Moment),
    Longer(Moment, Limit),
}

impl Moved {
    fn at(&self) -> Moment {
        match self {
            Self::Still(at, _) | Self::Longer(at, _) => *at,
        }
    }
}

/// A deadline with more time.
pub(super) fn longer(calendar: &WorkCalendar, due: Deadline, by: Limit) -> Deadline {
    let later = calendar.deadline(due.at, by);
    Deadline { at: later.at, provisional: due.provisional || later.provisional }
}
