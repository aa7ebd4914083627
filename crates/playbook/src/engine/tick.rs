//! The clock's command: everything that was due up to now, in the order in which it was due.

use linli_kernel::Moment;

use super::{
    Adjustment, Audience, Case, CloseReason, EventBody, Fields, Holder, Message, Status, Task,
    TaskKind, TaskNumber,
    clock::Clock,
    step::To,
    work::{Demand, Work},
};
use crate::model::{AsideKind, LateThen, Name, Step, StepKind, Wait};

/// Moments handled by one tick; what is left waits for the next.
const MOST_MOMENTS: usize = 1000;

/// What a clock asks for; at the same moment in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ask {
    Resume,
    Silence(TaskNumber),
    Remind(TaskNumber),
    Late(TaskNumber),
    Step,
    Overall,
}

/// Whether its holder owes it: a resident is asked, a watcher watches and a partner is invited, but
/// none of them is late.
pub(super) fn owed(task: &Task) -> bool {
    !matches!(
        task.kind,
        TaskKind::Rate { .. }
            | TaskKind::Answer
            | TaskKind::Supervise
            | TaskKind::Invitation { .. }
    )
}

/// The earliest thing that a clock asks for.
pub(super) fn pending(case: &Case) -> Option<(Moment, Ask)> {
    if let Some(pause) = &case.paused {
        return Some((pause.until.at, Ask::Resume));
    }
    let tasks = case.tasks.values().flat_map(|task| {
        let silence = task.answer_by.map(|by| (by.at, Ask::Silence(task.number)));
        let remind = task.remind_at.map(|at| (at, Ask::Remind(task.number)));
        let late = (owed(task) && !task.late).then_some((task.due.at, Ask::Late(task.number)));
        [silence, remind, late].into_iter().flatten()
    });
    let open = case.status == Status::Open;
    let step = (open && !case.step.late_handled).then_some((case.step.due.at, Ask::Step));
    let overall = (case.promise_runs() && !case.late).then_some((case.due.at, Ask::Overall));
    tasks.chain(step).chain(overall).min()
}

impl<'p> Work<'p> {
    pub(super) fn tick(&mut self) {
        for _ in 0..MOST_MOMENTS {
            let due = pending(&self.case).filter(|(at, _)| *at <= self.now);
            let Some((at, ask)) = due else { break };
            let before = self.events.len();
            self.due_at = Some(at);
            self.answer_clock(ask, at);
            if self.events.len() == before {
                break;
            }
        }
        self.due_at = None;
    }

    fn answer_clock(&mut self, ask: Ask, at: Moment) {
        match ask {
            Ask::Resume => self.resume(at),
            Ask::Silence(task) => {
                self.emit(EventBody::Accepted { task });
                self.emit(EventBody::Late { task });
            }
            Ask::Remind(task) => {
                self.emit(EventBody::Reminded { task });
                self.notify_task(task, Message::Reminder);
            }
            Ask::Late(task) => {
                self.emit(EventBody::Late { task });
                self.notify_task(task, Message::Late);
                self.review_late(task);
            }
            Ask::Step => {
                if let Some(step) = self.step() {
                    self.emit(EventBody::StepLate { step: step.key.clone() });
                    self.step_late(step);
                }
            }
            Ask::Overall => {
                self.emit(EventBody::OverallLate);
                for holder in self.handlers() {
                    self.notify(Audience::Holder(holder), Message::Late);
                }
            }
        }
    }

    /// The clocks run again, as if they had stood still from the pause until `at`.
    pub(super) fn resume(&mut self, at: Moment) {
        let Some(pause) = self.case.paused else { return };
        let stood = Adjustment::Paused { from: pause.since, to: at };
        let questions: Vec<TaskNumber> = self.open_of(|kind| *kind == TaskKind::Answer);
        for question in questions {
            self.close_task(question, CloseReason::Expired);
        }
        let dates = self.view().dates(Some(stood));
        self.emit(EventBody::Resumed {
            due: dates.due,
            step_due: dates.step_due,
            tasks: dates.tasks,
            moments: Some(dates.moments),
        });
    }

    pub(super) fn open_of(&self, kind: impl Fn(&TaskKind) -> bool) -> Vec<TaskNumber> {
        let tasks = self.case.tasks.values().filter(|task| kind(&task.kind));
        tasks.map(|task| task.number).collect()
    }

    /// Holders who work on the case now.
    pub(super) fn handlers(&self) -> Vec<Holder> {
        let tasks = self.case.tasks.values().filter(|task| handles(&task.kind));
        tasks.map(|task| task.holder.clone()).collect()
    }

    /// A step's time is over.
    fn step_late(&mut self, step: &'p Step) {
        match (&step.kind, &step.late) {
            (StepKind::Rate(rate), _) => self.close_rating(step, rate),
            (StepKind::Publish(_), _) => self.leave_by(super::own::outcome::PUBLISHED),
            (StepKind::Offer(_), _) => self.close_offer(),
            (StepKind::Wait(Wait::Time), _) | (StepKind::Wait(_), LateThen::Close) => {
                if let Some(outcome) = step.outcomes.first() {
                    self.go(&outcome.to, &Fields::new());
                }
            }
            (_, LateThen::Up) => self.climb(step),
            (_, LateThen::To(target)) => self.go(target, &Fields::new()),
            (_, LateThen::Supervise) => self.instruct_late(step),
            (_, LateThen::Close) => self.leave_by_top(step),
        }
    }

    fn leave_by(&mut self, outcome: &str) {
        if let Some(target) = self.outcome(outcome) {
            self.go(target, &Fields::new());
        }
    }

    fn leave_by_top(&mut self, step: &'p Step) {
        if let Some(top) = &step.top {
            self.go(top, &Fields::new());
        }
    }

    /// Same step, next level of the ladder that exists over the place; above the top, the top's
    /// exit.
    fn climb(&mut self, step: &'p Step) {
        let view = self.view();
        let ladder = |level: &&Name| step.ladder.is_empty() || step.ladder.contains_key(*level);
        let Some(level) = view.levels_above(&view.standing()).find(ladder).cloned() else {
            self.leave_by_top(step);
            return;
        };
        let clock = view.step_limit(step).map_or_else(|| view.step_clock(step), |l| view.within(l));
        self.close_all(CloseReason::Expired);
        self.emit(EventBody::Escalated {
            from: self.case.level.clone(),
            to: level,
            due: clock.due,
            limit: clock.limit,
        });
        if let StepKind::Dispatch(_) = step.kind {
            let holder = self.view().holder_of(step, &self.case.level, true);
            self.open_task(Demand::new(TaskKind::Assign, holder, clock).reminded(step));
        } else {
            self.open_act(step, true);
        }
        self.notify(Audience::Raisers, Message::Stage);
    }

    /// 督办 by the clock: the holders must answer, and the step goes on with its time once more.
    /// Who was instructed before and is late again loses it: to the top's exit, or by entering
    /// the step anew, which its bound counts.
    fn instruct_late(&mut self, step: &'p Step) {
        if self.case.step.supervised > 0 {
            if step.top.is_some() {
                return self.leave_by_top(step);
            }
            if step.bound.is_some() {
                return self.go_at(To::Step(&step.key), &Fields::new(), None);
            }
        }
        let view = self.view();
        let clock = view.step_limit(step).map_or_else(|| view.step_clock(step), |l| view.within(l));
        self.instruct(self.handlers(), clock);
        self.emit(EventBody::Instructed { due: clock.due });
    }

    /// Holders must answer why: as soon as the playbook says for instructions, else until `clock`.
    pub(super) fn instruct(&mut self, holders: Vec<Holder>, clock: Clock) {
        for reply in self.open_of(|kind| *kind == TaskKind::Reply) {
            self.close_task(reply, CloseReason::Expired);
        }
        let view = self.view();
        let answer = self.process.asides.values().find_map(|aside| match aside.kind {
            AsideKind::Supervise { answer_within } => Some(view.within(answer_within)),
            _ => None,
        });
        for holder in holders {
            self.open_task(Demand::new(TaskKind::Reply, holder, answer.unwrap_or(clock)));
        }
    }
}

/// Whether a task is work on the case itself.
pub(super) fn handles(kind: &TaskKind) -> bool {
    matches!(
        kind,
        TaskKind::Act | TaskKind::Assign | TaskKind::Lead { .. } | TaskKind::Revisit { .. }
    )
}
