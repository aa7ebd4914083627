//! Rating 评价: every raiser is asked, representatives beside them, and a threshold decides.

use linli_kernel::PersonId;

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
            if self.facts.reachable.contains(&raiser) {
                self.ask_to_rate(step, Holder::Person(raiser), false);
            } else {
                self.revisit(step, rate, Some(raiser));
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

    fn revisit(&mut self, step: &Step, rate: &Rate, raiser: Option<PersonId>) {
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

    /// The period is over. A raiser whom nobody asked is not silent: a revisit that staff owed is
    /// passed on to the level above, at the top it stays and its holder is instructed; whoever
    /// cannot be reached through the program any more is revisited now.
    pub(super) fn close_rating(&mut self, step: &'p Step, rate: &'p Rate) {
        let (owed, lost) = (self.owed_revisits(), self.lost_raisers());
        if owed.is_empty() && lost.is_empty() {
            self.settle();
            return;
        }
        let clock = self.view().step_clock(step);
        let level = self.case.level.clone();
        let next = |task: Task| (self.view().revisitor(rate, Some(&task.holder)), task);
        let next: Vec<(Option<Holder>, Task)> = owed.into_iter().map(next).collect();
        if lost.is_empty() && next.iter().all(|(holder, _)| holder.is_none()) {
            self.emit(EventBody::Instructed { due: clock.due });
        } else {
            let (from, to) = (level.clone(), level);
            let (due, limit) = (clock.due, clock.limit);
            self.emit(EventBody::Escalated { from, to, due, limit });
        }
        let mut kept = Vec::new();
        for (holder, task) in next {
            let Some(holder) = holder else {
                kept.push(task.holder);
                continue;
            };
            self.close_task(task.number, CloseReason::Expired);
            self.open_task(Demand::new(task.kind, holder, clock).reminded(step));
        }
        for (number, raiser) in lost {
            self.close_task(number, CloseReason::Expired);
            self.revisit(step, rate, Some(raiser));
        }
        self.instruct(kept, clock);
    }

    /// Raisers and results that staff were to ask or inspect and did not.
    fn owed_revisits(&self) -> Vec<Task> {
        let tasks = self.case.tasks.values();
        tasks.filter(|task| matches!(task.kind, TaskKind::Revisit { .. })).cloned().collect()
    }

    /// Raisers who were asked through the program and have no working account any more.
    fn lost_raisers(&self) -> Vec<(TaskNumber, PersonId)> {
        let asked = self.case.tasks.values().filter_map(|task| match (&task.kind, &task.holder) {
            (TaskKind::Rate { representative: false }, Holder::Person(raiser)) => {
                Some((task.number, *raiser))
            }
            _ => None,
        });
        asked.filter(|(_, raiser)| !self.facts.reachable.contains(raiser)).collect()
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
