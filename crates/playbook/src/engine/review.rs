//! Review of a refusal 申请复核: asked for by the raiser, decided one level above whoever told.

use super::{
    Actor, Adjustment, Audience, CloseReason, EventBody, Fields, Holder, Message, Own, Status,
    TaskKind, TaskNumber, Visibility,
    step::To,
    view::View,
    work::{Demand, Work},
};
use crate::model::{EndKind, EndState, Name};

impl<'p> View<'p, '_> {
    /// The end that a raiser may ask to have reviewed; once denied, it is final.
    pub(super) fn reviewable(&self) -> Option<&'p EndState> {
        let Status::Ended { end, .. } = &self.case.status else { return None };
        let asked = self.case.tasks.values().any(|task| task.kind == TaskKind::ReviewRefusal);
        let end = self.process.ends.get(end)?;
        let told = end.kind == EndKind::Told && end.review.is_some();
        (told && !asked && !self.case.final_end).then_some(end)
    }

    /// The level that told: that of the step, or of the highest of those who told.
    fn told_at(&self) -> Name {
        let told = self.case.told_by.iter().filter_map(|actor| match actor {
            Actor::Person { acting: Some(Holder::Post { place, .. }), .. } => {
                self.scope_of(*place).map(|(_, scope)| &scope.level)
            }
            _ => None,
        });
        let levels = told.chain([&self.case.level]);
        let highest = levels.max_by_key(|level| self.playbook.rank(level));
        highest.unwrap_or(&self.case.level).clone()
    }

    fn one_up(&self, level: &Name) -> Name {
        self.levels_above(level).next().unwrap_or(level).clone()
    }
}

impl<'p> Work<'p> {
    pub(super) fn ask_review(&mut self, fields: Fields) {
        let level = self.view().told_at();
        self.acted_as(Visibility::Raiser, None, &Own::Review.name(), fields);
        self.open_review(&level);
    }

    /// Opens the review with the post above `level`; its limit is that of the step in which a
    /// granted review would begin.
    fn open_review(&mut self, level: &Name) {
        let view = self.view();
        let Status::Ended { end, .. } = &self.case.status else { return };
        let review = self.process.ends.get(end).and_then(|end| end.review.as_ref());
        let Some(step) = review.and_then(|key| self.process.steps.get(key)) else { return };
        let holder = view.post_above(step, level, None);
        let clock = view.step_limit(step).map_or_else(|| view.step_clock(step), |l| view.within(l));
        self.open_task(Demand::new(TaskKind::ReviewRefusal, holder, clock).reminded(step));
    }

    /// The case is taken up again, one level above whoever told.
    pub(super) fn grant(&mut self, number: TaskNumber, fields: Fields) {
        let Status::Ended { end, .. } = &self.case.status else { return };
        let end = self.process.ends.get(end);
        let Some(key) = end.and_then(|end| end.review.as_ref()) else { return };
        let level = self.view().one_up(&self.view().told_at());
        self.acted_as(Visibility::Raiser, Some(number), &Own::Grant.name(), fields.clone());
        self.close_task(number, CloseReason::Done);
        self.take_up();
        self.emit(EventBody::Reopened);
        let stage = self.step().map(|step| &step.stage);
        self.go_at(To::Step(key), &fields, Some(&level));
        // It goes on, and that is told even where the stage is the same as when it ended.
        let open = self.case.status == Status::Open;
        if let Some(step) = self.step().filter(|step| open && Some(&step.stage) == stage) {
            self.tell_stage(step);
        }
    }

    /// Nobody's time ran while the case was ended.
    pub(super) fn take_up(&mut self) {
        let Status::Ended { at, .. } = self.case.status else { return };
        let due = self.view().due_after(Adjustment::Paused { from: at, to: self.now });
        self.emit(EventBody::TakenUp { due });
    }

    pub(super) fn deny(&mut self, number: TaskNumber, fields: Fields) {
        self.acted_as(Visibility::Raiser, Some(number), &Own::Deny.name(), fields);
        self.close_task(number, CloseReason::Done);
        self.notify(Audience::Raisers, Message::ReviewDenied);
    }

    /// A review that nobody decided in time goes up; at the top it stays.
    pub(super) fn review_late(&mut self, number: TaskNumber) {
        let Some(task) = self.case.tasks.get(&number) else { return };
        let Holder::Post { place, .. } = task.holder else { return };
        if task.kind != TaskKind::ReviewRefusal {
            return;
        }
        let level = self.view().scope_of(place).map(|(_, scope)| scope.level.clone());
        if let Some(level) = level.filter(|l| self.view().levels_above(l).next().is_some()) {
            self.close_task(number, CloseReason::Expired);
            self.open_review(&level);
        }
    }
}
