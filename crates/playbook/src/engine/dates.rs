//! All deadlines of a case again, after a pause, an extension or a new calendar. Every deadline can
//! be computed from when its clock began and what moved it since, so that importing a year's
//! holidays gives the same answer as having had them all along. A day that somebody wrote down
//! stays; of what moves it only the latest is looked at.
//!
//! A pause moves every clock; more time moves the task of whoever asked for it, and the step with
//! the whole where they hold it alone or the step cannot end before they are ready.

use linli_kernel::{Deadline, Limit, LimitUnit, Moment};

use super::{
    Adjustment, Status, Task, TaskKind, TaskMoments, TaskNumber,
    clock::{Clock, longer, no_later, remind_at, somebody_there},
    view::View,
};
use crate::model::{Step, Within};

/// All deadlines of a case, and what else of tasks moved.
pub(super) struct Dates {
    pub(super) due: Deadline,
    pub(super) step_due: Deadline,
    pub(super) tasks: Vec<(TaskNumber, Deadline)>,
    pub(super) moments: Vec<TaskMoments>,
}

impl View<'_, '_> {
    /// All deadlines, computed again from the calendar, from what moved them so far and from what
    /// moves them now.
    pub(super) fn dates(&self, now: Option<Adjustment>) -> Dates {
        let case = self.case;
        let mut moving = Moving { view: self, now };
        let open = case.status == Status::Open;
        let step = if open { moving.step() } else { Clocked::standing(case.step.due) };
        if let Some(Adjustment::Extended { whole, .. }) = &mut moving.now {
            *whole = step.due.at > case.step.due.at;
        }
        let due = if open { moving.overall() } else { case.due };
        let (mut tasks, mut moments) = (Vec::new(), Vec::new());
        for task in case.tasks.values() {
            let clocked = moving.task(task, step);
            if clocked.due != task.due {
                tasks.push((task.number, clocked.due));
            }
            let remind_at = moving.remind_at(task, clocked);
            let answer_by = moving.answer_by(task);
            if (remind_at, answer_by) != (task.remind_at, task.answer_by) {
                moments.push(TaskMoments { task: task.number, remind_at, answer_by });
            }
        }
        Dates { due, step_due: step.due, tasks, moments }
    }

    /// The deadline of the whole after one more thing that moves it, also of a case that ended.
    pub(super) fn due_after(&self, now: Adjustment) -> Deadline {
        Moving { view: self, now: Some(now) }.overall()
    }
}

/// A deadline as it was counted when its clock began, and as it is after all that moved it.
#[derive(Clone, Copy)]
struct Clocked {
    begun: Deadline,
    due: Deadline,
}

impl Clocked {
    /// A day that nothing moves.
    fn standing(due: Deadline) -> Self {
        Self { begun: due, due }
    }
}

/// What moved the clocks, one more included.
struct Moving<'v, 'p, 'c> {
    view: &'v View<'p, 'c>,
    now: Option<Adjustment>,
}

impl Moving<'_, '_, '_> {
    /// A deadline through everything that moved it since its clock began at `from`; of the
    /// extensions those that were `granted` to it. Of a pause that began before, what was left.
    fn through(
        &self,
        due: Deadline,
        (from, unit): (Moment, LimitUnit),
        granted: impl Fn(&Adjustment) -> bool,
    ) -> Deadline {
        let calendar = &self.view.facts.calendar;
        let all = self.view.case.adjustments.iter().chain(&self.now);
        all.fold(due, |due, adjustment| match adjustment {
            Adjustment::Paused { from: since, to } if *to > from => {
                calendar.moved_by_pause(due, unit, (*since).max(from), *to)
            }
            Adjustment::Extended { at, by, .. } if *at >= from && granted(adjustment) => {
                longer(calendar, due, *by)
            }
            _ => due,
        })
    }

    /// The whole has more time where its step has.
    fn overall(&self) -> Deadline {
        let View { playbook, facts, case, .. } = *self.view;
        let Some(urgency) = playbook.urgencies.get(&case.urgency) else { return case.due };
        let (limit, from) = (urgency.overall, case.opened_at);
        let due = self.through(facts.calendar.deadline(from, limit), (from, limit.unit), |granted| {
            matches!(granted, Adjustment::Extended { of, whole, .. } if of.is_none() || *whole)
        });
        no_later(due, case.external.as_ref().and_then(|order| order.due))
    }

    fn step(&self) -> Clocked {
        let (view, open) = (self.view, &self.view.case.step);
        let Some(step) = view.step() else { return Clocked::standing(open.due) };
        let clocked = match open.limit {
            None => Clocked { begun: open.due, due: self.dated(step) },
            Some(limit) => self.counted(step, limit),
        };
        // It ends with the last row of the minutes, more time for that one included.
        let rows = view.case.tasks.values().filter(|task| self.has_more(task));
        let due = rows
            .map(|task| self.own(task).due)
            .fold(clocked.due, |due, row| if row.at > due.at { row } else { due });
        Clocked { due, ..clocked }
    }

    fn counted(&self, step: &Step, limit: Limit) -> Clocked {
        let (view, open) = (self.view, &self.view.case.step);
        let begun = if open.clock_from == open.entered_at {
            let visits = view.case.visits.get(&step.key);
            let visits = visits.map(Vec::as_slice).unwrap_or_default();
            view.count(step, (open.clock_from, open.entry), limit, visits)
        } else {
            view.facts.calendar.deadline(open.clock_from, limit)
        };
        let due = self.through(begun, (open.clock_from, limit.unit), |g| self.of_the_step(g));
        Clocked { begun, due }
    }

    /// Whether more time was granted for this entry of the step itself.
    fn of_the_step(&self, granted: &Adjustment) -> bool {
        let entered = self.view.case.step.entry;
        matches!(granted, Adjustment::Extended { entry, of, step, .. }
            if *entry == entered && (of.is_none() || step.is_some()))
    }

    /// Whether more time was granted for one row of the minutes.
    fn has_more(&self, task: &Task) -> bool {
        let mut all = self.view.case.adjustments.iter().chain(&self.now);
        all.any(|granted| {
            matches!(granted, Adjustment::Extended { of, step: None, .. } if *of == Some(task.number))
        })
    }

    /// A deadline that is a date moves only when more time is granted, or when the day for which
    /// the step was put off passed meanwhile.
    fn dated(&self, step: &Step) -> Deadline {
        let (view, open) = (self.view, &self.view.case.step);
        let (calendar, due) = (&view.facts.calendar, open.due);
        match &self.now {
            Some(granted @ Adjustment::Extended { by, .. }) if self.of_the_step(granted) => {
                return longer(calendar, due, *by);
            }
            _ if step.within != Within::NextDeliberationDay => return due,
            Some(Adjustment::Paused { .. }) if due.at < view.now => {
                return view.next_deliberation_day(view.now);
            }
            None if due.provisional => {}
            _ => return due,
        }
        let begun = view.next_deliberation_day(open.clock_from);
        view.case.adjustments.iter().fold(begun, |due, adjustment| match adjustment {
            Adjustment::Paused { to, .. } if due.at < *to => view.next_deliberation_day(*to),
            Adjustment::Extended { by, .. } if self.of_the_step(adjustment) => {
                longer(calendar, due, *by)
            }
            _ => due,
        })
    }

    fn task(&self, task: &Task, step: Clocked) -> Clocked {
        if self.follows_step(task) { step } else { self.own(task) }
    }

    /// Tasks that end with their step follow its deadline. A party has its own clock, or the day
    /// that the step has; more time for one is not for the others.
    fn follows_step(&self, task: &Task) -> bool {
        let with_step = match task.kind {
            TaskKind::Act
            | TaskKind::Assign
            | TaskKind::Supervise
            | TaskKind::Rate { .. }
            | TaskKind::Revisit { .. }
            | TaskKind::Approve { .. }
            | TaskKind::Invitation { .. } => true,
            TaskKind::Lead { .. } | TaskKind::Assist { .. } => {
                task.limit.is_none() && !matches!(self.now, Some(Adjustment::Extended { .. }))
            }
            TaskKind::Review { .. }
            | TaskKind::Answer
            | TaskKind::Reply
            | TaskKind::ReviewRefusal => false,
        };
        with_step && task.due == self.view.case.step.due
    }

    fn own(&self, task: &Task) -> Clocked {
        let (calendar, entered) = (&self.view.facts.calendar, self.view.case.step.entry);
        let granted = |granted: &Adjustment| {
            matches!(granted, Adjustment::Extended { entry, of, .. }
                if *entry == entered && of.is_none_or(|of| of == task.number))
        };
        let Some(limit) = task.limit else {
            let more = self.now.as_ref().filter(|now| granted(now));
            return match more {
                Some(Adjustment::Extended { by, .. }) => {
                    Clocked { begun: task.due, due: longer(calendar, task.due, *by) }
                }
                _ => Clocked::standing(task.due),
            };
        };
        let begun = calendar.deadline(task.opened_at, limit);
        let due = self.through(begun, (task.opened_at, limit.unit), granted);
        Clocked { begun, due }
    }

    /// A reminder at the same part of the time as at first, later by as much as the deadline is.
    fn remind_at(&self, task: &Task, clocked: Clocked) -> Option<Moment> {
        let before = task.remind_at?;
        let calendar = &self.view.facts.calendar;
        let step = self.view.process.steps.get(&task.step);
        let clock = Clock { due: clocked.begun, limit: task.limit };
        let first = match (task.limit, step.and_then(|step| step.remind_percent)) {
            (Some(_), percent @ Some(_)) => remind_at(calendar, task.opened_at, clock, percent),
            // A date's: as it stands now.
            _ => Some(before.plus_ms(clocked.begun.at.ms_since(task.due.at))),
        };
        let later = clocked.due.at.ms_since(clocked.begun.at);
        let first = first.unwrap_or(before);
        if later == 0 {
            return Some(first);
        }
        Some(somebody_there(calendar, first.plus_ms(later), task.limit))
    }

    /// A party's time to say yes or no is its own: a pause moves it, more time for work does not.
    fn answer_by(&self, task: &Task) -> Option<Deadline> {
        let given = task.answer_by?;
        let calendar = &self.view.facts.calendar;
        let within = self.view.dispatch().and_then(|dispatch| dispatch.answer_within);
        if let Some((limit, asked)) = within.zip(task.asked_at) {
            let begun = calendar.deadline(asked, limit);
            return Some(self.through(begun, (asked, limit.unit), |_| false));
        }
        // Since when it is asked is not known: what is given moves on.
        let unit = within.map_or(LimitUnit::WorkDay, |limit| limit.unit);
        Some(match &self.now {
            Some(Adjustment::Paused { from, to }) if *to > task.opened_at => {
                calendar.moved_by_pause(given, unit, (*from).max(task.opened_at), *to)
            }
            _ => given,
        })
    }
}
