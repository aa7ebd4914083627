//! Rating 评价: every raiser is asked, representatives beside them, and a threshold decides.

use super::{
    Actor, CloseReason, EventBody, Fields, Holder, Own, OwnField, Rating, Task, TaskKind,
    TaskNumber, Value, Visibility,
    own::outcome,
    view::View,
    work::{Demand, Work},
};
use crate::model::{Name, Rate, Step, StepKind};

impl<'p> View<'p, '_> {
    /// The rating that the case is in.
    pub(super) fn rating(&self) -> Option<&'p Rate> {
        match &self.step()?.kind {
            StepKind::Rate(rate) => Some(rate),
            _ => None,
        }
    }
}

fn asks(task: &Task) -> bool {
    matches!(task.kind, TaskKind::Rate { .. } | TaskKind::Revisit { .. })
}

fn choice(fields: &Fields, field: OwnField) -> Option<&Name> {
    match fields.get(field.as_str()) {
        Some(Value::Choice(name)) => Some(name),
        _ => None,
    }
}

impl<'p> Work<'p> {
    pub(super) fn enter_rate(&mut self, step: &'p Step, rate: &'p Rate) {
        for raiser in self.case.raisers.clone() {
            if self.case.without_account.contains(&raiser) {
                self.revisit(step, rate, Some(raiser));
            } else {
                self.ask_to_rate(step, Holder::Person(raiser), false);
            }
        }
        if self.case.raisers.is_empty() {
            self.revisit(step, rate, None);
        }
        let representatives = rate.representatives.as_ref();
        let asked = representatives.filter(|(_, from)| self.case.publicity >= *from);
        if let Some(holder) = asked.and_then(|(role, _)| self.view().representatives(role)) {
            self.ask_to_rate(step, holder, true);
        }
    }

    fn ask_to_rate(&mut self, step: &Step, holder: Holder, representative: bool) {
        let demand = Demand::new(TaskKind::Rate { representative }, holder, self.step_clock());
        self.open_task(demand.reminded(step));
    }

    fn revisit(&mut self, step: &Step, rate: &Rate, raiser: Option<linli_kernel::PersonId>) {
        let view = self.view();
        // Every post had its part in it: the highest asks, which is still not the finder.
        let holder = view.revisitor(rate, None).unwrap_or_else(|| {
            let top = view.levels().last().unwrap_or(&self.case.level);
            view.post_above(step, top, self.case.found_by.as_ref())
        });
        let demand = Demand::new(TaskKind::Revisit { raiser }, holder, self.step_clock());
        self.open_task(demand.reminded(step));
    }

    /// A rating came in.
    pub(super) fn rate(&mut self, number: TaskNumber, fields: Fields) {
        let Some(rate) = self.view().rating() else { return };
        let Some(task) = self.case.tasks.get(&number) else { return };
        let representative = task.kind == TaskKind::Rate { representative: true };
        let by_staff = match (&task.kind, &task.holder, &self.actor) {
            (TaskKind::Revisit { .. }, ..) => true,
            (_, Holder::Person(rater), Actor::Person { person, acting }) => {
                rater != person && acting.is_some()
            }
            _ => false,
        };
        let Some(answer) = choice(&fields, OwnField::Answer).cloned() else { return };
        let Some((_, points)) = rate.scale.iter().find(|(name, _)| *name == answer) else { return };
        let channel = choice(&fields, OwnField::Channel).cloned();
        self.acted_as(Visibility::Raiser, Some(number), &Own::Rate.name(), fields);
        let points = *points;
        self.emit(EventBody::Rated { representative, answer, points, by_staff, channel });
        self.close_task(number, CloseReason::Done);
        self.after_rating();
    }

    /// A raiser could not be reached: asked, and silent.
    pub(super) fn unreached(&mut self, number: TaskNumber, fields: Fields) {
        self.acted_as(Visibility::Internal, Some(number), &Own::Unreached.name(), fields);
        self.close_task(number, CloseReason::Done);
        self.after_rating();
    }

    fn after_rating(&mut self) {
        let stopped = |rating: &Rating| !rating.representative && rating.points.is_none();
        if self.case.step.ratings.iter().any(stopped) {
            self.leave_rating(outcome::FAILED);
        } else if !self.case.tasks.values().any(asks) {
            self.settle();
        }
    }

    fn leave_rating(&mut self, key: &str) {
        if let Some(target) = self.outcome(key) {
            self.go(target, &Fields::new());
        }
    }

    /// The period is over. A revisit that staff owed is passed on to the next post first: a
    /// raiser who was not asked is not silent.
    pub(super) fn close_rating(&mut self, step: &'p Step, rate: &'p Rate) {
        let owed: Vec<Task> = self
            .case
            .tasks
            .values()
            .filter(|task| matches!(task.kind, TaskKind::Revisit { .. }))
            .cloned()
            .collect();
        let next: Vec<(Task, Holder)> = owed
            .into_iter()
            .filter_map(|task| {
                let holder = self.view().revisitor(rate, Some(&task.holder))?;
                Some((task, holder))
            })
            .collect();
        if next.is_empty() {
            self.settle();
            return;
        }
        let clock = self.view().step_clock(step);
        let level = self.case.level.clone();
        self.emit(EventBody::Escalated {
            from: level.clone(),
            to: level,
            due: clock.due,
            limit: clock.limit,
        });
        for (task, holder) in next {
            self.close_task(task.number, CloseReason::Expired);
            self.open_task(Demand::new(task.kind, holder, clock).reminded(step));
        }
    }

    fn settle(&mut self) {
        let Some(rate) = self.view().rating() else { return };
        let (mut raisers, mut representatives) = (Mean::default(), Mean::default());
        for rating in &self.case.step.ratings {
            let mean = if rating.representative { &mut representatives } else { &mut raisers };
            mean.add(rating.points.unwrap_or(0));
        }
        let beside = representatives.reaches(rate.pass_representatives);
        match (raisers.count, beside && raisers.reaches(rate.pass_raisers)) {
            (0, true) => self.go(&rate.silence, &Fields::new()),
            (_, true) => self.leave_rating(outcome::PASSED),
            (_, false) => self.leave_rating(outcome::FAILED),
        }
    }
}

/// A mean compared without dividing.
#[derive(Default)]
struct Mean {
    sum: u64,
    count: u64,
}

impl Mean {
    fn add(&mut self, points: u32) {
        self.sum += u64::from(points);
        self.count += 1;
    }

    /// Whether the mean is at least `pass`; nobody rated counts as reached.
    fn reaches(&self, pass: u32) -> bool {
        self.sum >= u64::from(pass) * self.count
    }
}
