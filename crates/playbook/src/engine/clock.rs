//! Deadlines: when a clock runs out, and when it does after a pause, an extension or a new
//! calendar. Every deadline can be computed again from when its clock began and what moved it
//! since, so that importing a year's holidays gives the same answer as having had them all along.

use linli_kernel::{Day, Deadline, Limit, LimitUnit, Moment, WorkCalendar};

use super::{Adjustment, Case, Facts, Task, TaskNumber, view::View};
use crate::model::{Name, Playbook, Step, Within};

/// A deadline and the limit it came from.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    pub(super) due: Deadline,
    pub(super) limit: Option<Limit>,
}

/// All deadlines of a case.
pub(super) struct Dates {
    pub(super) due: Deadline,
    pub(super) step_due: Deadline,
    pub(super) tasks: Vec<(TaskNumber, Deadline)>,
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

fn no_later(due: Deadline, external: Option<Moment>) -> Deadline {
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
    let urgent = clock.limit.is_some_and(|limit| limit.unit == LimitUnit::UrgentMinute);
    Some(if urgent { at } else { at_work(calendar, at).max(from) })
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
            (Some(limit), _) => self.count(step, self.begins(step), limit),
            (None, Within::NextDeliberationDay) => self.next_deliberation_day(),
            (None, _) => Deadline { at: self.now, provisional: false },
        };
        Clock { due, limit }
    }

    /// When the entry that is counted began: now, unless a step follows on itself.
    fn begins(&self, step: &Step) -> Moment {
        let again = step.cumulative && self.case.step.key == step.key && self.case.step.entry > 0;
        if again { self.case.step.entered_at } else { self.now }
    }

    /// A limit that begins now.
    pub(super) fn within(&self, limit: Limit) -> Clock {
        Clock { due: self.facts.calendar.deadline(self.now, limit), limit: Some(limit) }
    }

    fn next_deliberation_day(&self) -> Deadline {
        let day = self.playbook.deliberation_day.unwrap_or(1);
        self.facts.calendar.next_day_of_month(self.now, day)
    }

    /// A step's limit from `from`; for a cumulative step from its first entry, standing still
    /// while the case was elsewhere.
    fn count(&self, step: &Step, from: Moment, limit: Limit) -> Deadline {
        let calendar = &self.facts.calendar;
        let visits = self.case.visits.get(&step.key).filter(|_| step.cumulative);
        let Some(visits @ [(first, _), ..]) = visits.map(Vec::as_slice) else {
            return calendar.deadline(from, limit);
        };
        let returned = visits.iter().skip(1).map(|visit| visit.0).chain([from]);
        let away = visits.iter().zip(returned).map(|(visit, back)| (visit.1, back));
        let inside = |from: &Moment, to: &Moment| visits.iter().any(|v| v.0 <= *from && *to <= v.1);
        let stood = self.case.adjustments.iter().filter_map(|adjustment| match adjustment {
            Adjustment::Paused { from, to } if inside(from, to) => Some((*from, *to)),
            _ => None,
        });
        let mut still: Vec<(Moment, Moment)> = away.chain(stood).collect();
        still.sort_unstable();
        still.into_iter().fold(calendar.deadline(*first, limit), |due, (from, to)| {
            calendar.moved_by_pause(due, limit.unit, from, to)
        })
    }

    /// All deadlines, computed again from the calendar, from what moved them so far and from what
    /// moves them now.
    pub(super) fn dates(&self, now: Option<Adjustment>) -> Dates {
        let case = self.case;
        let moved = Moved { view: self, now };
        let external = case.external.as_ref().and_then(|order| order.due);
        let overall = self.playbook.urgencies.get(&case.urgency).map(|u| u.overall);
        let due = overall.map_or(case.due, |limit| {
            let due = self.facts.calendar.deadline(case.opened_at, limit);
            no_later(moved.deadline(due, limit, case.opened_at, None), external)
        });
        let step_due = moved.step_due();
        let tasks = case.tasks.values().filter_map(|task| {
            let due = moved.task_due(task, step_due);
            (due != task.due).then_some((task.number, due))
        });
        Dates { due, step_due, tasks: tasks.collect() }
    }
}

/// What moved the clocks, one more included.
struct Moved<'v, 'p, 'c> {
    view: &'v View<'p, 'c>,
    now: Option<Adjustment>,
}

impl Moved<'_, '_, '_> {
    fn deadline(&self, due: Deadline, limit: Limit, from: Moment, entry: Option<u32>) -> Deadline {
        let facts = self.view.facts;
        let all = self.view.case.adjustments.iter().chain(&self.now);
        all.fold(due, |due, adjustment| match adjustment {
            Adjustment::Paused { from: since, to } if *since >= from => {
                facts.calendar.moved_by_pause(due, limit.unit, *since, *to)
            }
            Adjustment::Extended { at, entry: of, by }
                if *at >= from && entry.is_none_or(|entry| entry == *of) =>
            {
                longer(facts, due, *by)
            }
            _ => due,
        })
    }

    fn step_due(&self) -> Deadline {
        let (view, open) = (self.view, &self.view.case.step);
        let Some(step) = view.step() else { return open.due };
        let Some(limit) = open.limit else { return self.dated(step) };
        let begun = if open.clock_from == open.entered_at {
            view.count(step, open.clock_from, limit)
        } else {
            view.facts.calendar.deadline(open.clock_from, limit)
        };
        self.deadline(begun, limit, open.clock_from, Some(open.entry))
    }

    /// A deadline that is a date moves only when more time is granted, or when the day for which
    /// the step was put off passed meanwhile.
    fn dated(&self, step: &Step) -> Deadline {
        let due = self.view.case.step.due;
        match self.now {
            Some(Adjustment::Extended { by, .. }) => longer(self.view.facts, due, by),
            _ if step.within == Within::NextDeliberationDay && due.at < self.view.now => {
                self.view.next_deliberation_day()
            }
            _ => due,
        }
    }

    fn task_due(&self, task: &Task, step_due: Deadline) -> Deadline {
        if follows_step(self.view.case, task) {
            return step_due;
        }
        let Some(limit) = task.limit else { return task.due };
        let due = self.view.facts.calendar.deadline(task.opened_at, limit);
        self.deadline(due, limit, task.opened_at, Some(self.view.case.step.entry))
    }
}

/// Tasks that end with their step follow its deadline.
fn follows_step(case: &Case, task: &Task) -> bool {
    task.due == case.step.due
}

/// A deadline with more time.
fn longer(facts: &Facts, due: Deadline, by: Limit) -> Deadline {
    let later = facts.calendar.deadline(due.at, by);
    Deadline { at: later.at, provisional: due.provisional || later.provisional }
}
