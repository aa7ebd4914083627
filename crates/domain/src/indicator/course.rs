//! What only the history of a case tells: whether it was taken up in time, whether its orders went
//! to the right party, whether those who owed a dispatch or a revisit did it in time.
//!
//! A pure fold over the events. Deadlines are those that hold in the end, after pauses and more
//! time; what an older program did not record is not guessed.

use linli_kernel::Moment;
use linli_playbook::{
    Name,
    engine::{
        Actor, Case, CloseReason, Event, EventBody, Status, Task, TaskKind, TaskNumber, apply,
    },
    model::{EndKind, Lead, Process, StepKind},
};
use serde::{Deserialize, Serialize};

/// Something that somebody owed by a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    /// Until when.
    pub due: Moment,
    /// Whether it was done by then.
    pub in_time: bool,
}

/// An order that went to a party which could object to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// When it went out.
    pub at: Moment,
    /// Whether an objection was upheld and another party took its place.
    pub replaced: bool,
}

/// What the history of a case says beside its state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// The decision in the first step, if that is one in which somebody decides: by the time that
    /// the step began with, also if it climbed a level since.
    pub acceptance: Option<Owed>,
    /// Whether somebody took it up: a person led it on, and not to a refusal.
    pub accepted: bool,
    /// The orders, in the order in which they went out.
    pub orders: Vec<Order>,
    /// Tasks to name the parties of a dispatch.
    pub dispatches: Vec<Owed>,
    /// Tasks to revisit a raiser or to inspect a result.
    pub checks: Vec<Owed>,
}

impl Course {
    /// The moments at which anything of it counts.
    pub(super) fn moments(&self) -> impl Iterator<Item = Moment> {
        let owed = self.acceptance.iter().chain(&self.dispatches).chain(&self.checks);
        owed.map(|owed| owed.due).chain(self.orders.iter().map(|order| order.at))
    }
}

/// The course of a case by its whole history; `process` is its process in its playbook.
#[must_use]
pub fn course(process: &Process, events: &[Event]) -> Course {
    let mut reading =
        Reading { process, course: Course::default(), first: None, orders: Vec::new() };
    let mut case = None;
    for event in events {
        if let Some(before) = &case {
            reading.before(before, event);
        }
        case = apply(case, event);
        if let Some(after) = &case {
            reading.after(after, event);
        }
    }
    reading.end(case.as_ref())
}

/// The first step, while the case is in it.
struct First {
    due: Moment,
    /// Whether it went up a level, or its holder was instructed: its own time is over.
    over: bool,
}

struct Reading<'p> {
    process: &'p Process,
    course: Course,
    first: Option<First>,
    /// The tasks of [`Course::orders`].
    orders: Vec<TaskNumber>,
}

impl Reading<'_> {
    /// Reads an event by what the case was before it.
    fn before(&mut self, case: &Case, event: &Event) {
        match &event.body {
            EventBody::TaskOpened { task } if self.is_order(case, task) => {
                self.orders.push(task.number);
                self.course.orders.push(Order { at: task.opened_at, replaced: false });
            }
            EventBody::TaskClosed { task, reason } => {
                if let Some(task) = case.tasks.get(task) {
                    self.closed(task, *reason, event);
                }
            }
            EventBody::Entered { .. } if case.step.entry > 0 => self.leaves(event, None),
            EventBody::Ended { end } => self.leaves(event, Some(end)),
            EventBody::Escalated { .. } | EventBody::Instructed { .. } => {
                if let Some(first) = &mut self.first {
                    first.over = true;
                }
            }
            _ => {}
        }
    }

    /// Reads an event by what the case is after it.
    fn after(&mut self, case: &Case, event: &Event) {
        match &event.body {
            EventBody::Entered { step, .. } if case.step.entry == 1 => {
                let step = self.process.steps.get(step);
                let decides = step.is_some_and(|step| step.kind == StepKind::Act);
                self.first = decides.then_some(First { due: case.step.due.at, over: false });
            }
            EventBody::Resumed { .. } | EventBody::Redated { .. } => {
                if let Some(first) = self.first.as_mut().filter(|first| !first.over) {
                    first.due = case.step.due.at;
                }
            }
            _ => {}
        }
    }

    /// Whether a task is an order to which its party may object. Who claimed it in an offer was
    /// sent by nobody.
    fn is_order(&self, case: &Case, task: &Task) -> bool {
        if !matches!(task.kind, TaskKind::Lead { .. } | TaskKind::Assist { .. }) {
            return false;
        }
        let Some(step) = self.process.steps.get(&task.step) else { return false };
        let StepKind::Dispatch(dispatch) = &step.kind else { return false };
        let claimed = match &dispatch.lead {
            Lead::Claimers { of, .. } => {
                let claims = case.claims.get(of).into_iter().flatten();
                claims.into_iter().any(|claim| claim.by == task.holder)
            }
            _ => false,
        };
        dispatch.review_by.is_some() && !claimed
    }

    fn closed(&mut self, task: &Task, reason: CloseReason, event: &Event) {
        let at = event.due_at.unwrap_or(event.recorded_at);
        let owed = match reason {
            CloseReason::Done => Some(at <= task.due.at),
            // What is not needed any more before its time is over is owed no longer.
            _ => (at >= task.due.at).then_some(false),
        };
        let owed = owed.map(|in_time| Owed { due: task.due.at, in_time });
        match &task.kind {
            TaskKind::Assign => self.course.dispatches.extend(owed),
            TaskKind::Revisit { .. } => self.course.checks.extend(owed),
            TaskKind::Lead { .. } | TaskKind::Assist { .. } if reason == CloseReason::Replaced => {
                let orders = self.orders.iter().zip(&mut self.course.orders);
                for (_, order) in orders.filter(|(number, _)| **number == task.number) {
                    order.replaced = true;
                }
            }
            _ => {}
        }
    }

    /// The case leaves a step for the next one, or for an end.
    fn leaves(&mut self, event: &Event, end: Option<&Name>) {
        let decided = event.actor != Actor::System;
        if let Some(first) = self.first.take() {
            let in_time = decided && event.recorded_at <= first.due;
            self.course.acceptance = Some(Owed { due: first.due, in_time });
        }
        let kind = end.and_then(|end| self.process.ends.get(end)).map(|end| end.kind);
        let goes_on = match end {
            None => true,
            Some(_) => matches!(kind, Some(EndKind::Rated | EndKind::Unrated)),
        };
        self.course.accepted |= decided && goes_on;
    }

    fn end(mut self, case: Option<&Case>) -> Course {
        let Some(case) = case else { return self.course };
        if let Some(first) = self.first {
            self.course.acceptance = Some(Owed { due: first.due, in_time: false });
        }
        if case.status == Status::Open {
            for task in case.tasks.values() {
                let owed = Owed { due: task.due.at, in_time: false };
                match task.kind {
                    TaskKind::Assign => self.course.dispatches.push(owed),
                    TaskKind::Revisit { .. } => self.course.checks.push(owed),
                    _ => {}
                }
            }
        }
        self.course
    }
}
