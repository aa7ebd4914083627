//! Entering steps and reaching ends: bounds and their exits, levels, and what a step opens.

use super::{
    Actor, Audience, CloseReason, Effect, EventBody, Fields, Message, TaskKind,
    own::MERGED_END,
    work::{Demand, Work},
};
use crate::model::{EndKind, Name, Step, StepKind, Target};

/// Steps passed in one decision before the case stays where it is: a playbook in which steps
/// follow on each other at once without a bound would run for ever.
const LONGEST_RUN: usize = 64;

/// Where to go.
#[derive(Clone, Copy)]
pub(super) enum To<'p> {
    Step(&'p Name),
    End(&'p Name),
}

impl<'p> From<&'p Target> for To<'p> {
    fn from(target: &'p Target) -> Self {
        match target {
            Target::Step(step) => Self::Step(step),
            Target::End(end) => Self::End(end),
        }
    }
}

/// Whether a step can be entered.
enum Entry<'p> {
    At {
        level: Name,
        /// Its usual holder is passed over.
        climbed: bool,
        /// Its bound is used up.
        exhausted: bool,
    },
    Instead(&'p Target),
}

impl<'p> Work<'p> {
    /// Goes where an outcome leads; `given` is what was filled in with it.
    pub(super) fn go(&mut self, target: &'p Target, given: &Fields) {
        self.go_at(To::from(target), given, None);
    }

    /// The same, at a level.
    pub(super) fn go_at(&mut self, target: To<'p>, given: &Fields, level: Option<&Name>) {
        let mut next = Some(target);
        let mut instead = false;
        for _ in 0..LONGEST_RUN {
            next = match next {
                None => return,
                Some(To::End(end)) => {
                    self.end(end);
                    None
                }
                Some(To::Step(key)) => {
                    let Some(step) = self.process.steps.get(key) else { return };
                    // A clock orders nobody either.
                    if let Some(mediation) = self.view().instead_of_order(step) {
                        next = Some(To::Step(mediation));
                        continue;
                    }
                    // A step that stands in for another is entered at its own level, if that is
                    // the higher one: the highest says why, also after a review below it.
                    let own = step.level.as_ref().filter(|own| {
                        instead
                            && level
                                .is_none_or(|to| self.playbook.rank(own) > self.playbook.rank(to))
                    });
                    match self.entry(step, level.filter(|_| own.is_none())) {
                        Entry::At { level, climbed, exhausted } => {
                            if exhausted {
                                self.emit(EventBody::Exhausted { step: key.clone() });
                            }
                            self.enter(step, &level, climbed, given).map(To::from)
                        }
                        Entry::Instead(target) => {
                            self.emit(EventBody::Exhausted { step: key.clone() });
                            instead = true;
                            Some(To::from(target))
                        }
                    }
                }
            };
        }
    }

    fn entry(&self, step: &'p Step, level: Option<&Name>) -> Entry<'p> {
        let view = self.view();
        let wanted = level.or(step.level.as_ref()).unwrap_or(&self.case.level);
        let at = |level: &Name, climbed, exhausted| Entry::At {
            level: view.level_from(level),
            climbed,
            exhausted,
        };
        let usual = at(wanted, level.is_some(), false);
        let before = self.case.entered.get(&step.key).copied().unwrap_or(0);
        let Some(bound) = step.bound.as_ref().filter(|bound| before >= bound.times) else {
            return usual;
        };
        if let Some(target) = &bound.exhausted {
            return Entry::Instead(target);
        }
        // One level up for each entry beyond the bound, so that this ends at the top too.
        let rungs = u32::try_from(self.playbook.responsibility.len()).unwrap_or(u32::MAX);
        let next = view.levels_above(&self.case.level).next();
        match (next.filter(|_| before < bound.times.saturating_add(rungs)), &step.top) {
            (Some(level), _) => at(level, true, true),
            (None, Some(top)) => Entry::Instead(top),
            (None, None) => usual,
        }
    }

    /// Enters a step; says where to go at once if there is nothing to wait for.
    fn enter(
        &mut self,
        step: &'p Step,
        level: &Name,
        climbed: bool,
        given: &Fields,
    ) -> Option<&'p Target> {
        self.close_all(CloseReason::Superseded);
        let clock = match &step.kind {
            StepKind::Publish(publish) => self.publish_clock(publish),
            StepKind::Dispatch(dispatch) => self.dispatch_clock(step, dispatch, given),
            _ => self.view().step_clock(step),
        };
        let stage_before = self.step().map(|step| &step.stage);
        let first = self.case.step.entry == 0;
        self.emit(EventBody::Entered {
            step: step.key.clone(),
            level: level.clone(),
            due: clock.due,
            limit: clock.limit,
        });
        if let Some(to) = step.publicity.filter(|to| *to < self.case.publicity) {
            self.emit(EventBody::PublicityChanged { to });
        }
        if first || stage_before != Some(&step.stage) {
            self.tell_stage(step);
        }
        self.tell_others(step);
        match &step.kind {
            StepKind::Act => {
                self.open_act(step, climbed);
                None
            }
            StepKind::Dispatch(dispatch) => {
                self.enter_dispatch(step, dispatch, climbed, given);
                None
            }
            StepKind::Offer(offering) => self.enter_offer(step, offering),
            StepKind::Publish(publish) => self.enter_publish(step, publish),
            StepKind::Rate(rate) => {
                self.enter_rate(step, rate);
                None
            }
            StepKind::Wait(_) => None,
        }
    }

    pub(super) fn open_act(&mut self, step: &Step, climbed: bool) {
        let holder = self.view().holder_of(step, &self.case.level, climbed);
        let demand = Demand::new(TaskKind::Act, holder, self.step_clock());
        self.open_task(demand.reminded(step));
    }

    /// The case has come to an end.
    pub(super) fn end(&mut self, end: &Name) {
        self.release();
        self.close_all(CloseReason::Superseded);
        let kind = self.process.ends.get(end).map(|end| end.kind);
        if kind == Some(EndKind::Told) {
            let reported = self.case.step.dispatching.iter().flat_map(|d| &d.reported_by);
            let all = reported.chain(&self.asked_by).chain([&self.actor]);
            let mut by: Vec<Actor> = Vec::new();
            for actor in all.filter(|actor| matches!(actor, Actor::Person { .. })) {
                if !by.contains(actor) {
                    by.push(actor.clone());
                }
            }
            self.emit(EventBody::Told { by });
        }
        self.emit(EventBody::Ended { end: end.clone() });
        let message = match kind {
            Some(EndKind::Told) => Message::Told,
            _ if end == MERGED_END => Message::Merged,
            _ => Message::Ended,
        };
        self.notify(Audience::Raisers, message);
        if let Some(order) = &self.case.external {
            let system = order.system.clone();
            self.effect(Effect::ReplyExternal { system });
        }
    }

    /// Parties who still work on it, and whoever claimed it, are told that nothing comes of it.
    fn release(&mut self) {
        let stands = |kind: &TaskKind| {
            matches!(
                kind,
                TaskKind::Lead { .. }
                    | TaskKind::Assist { .. }
                    | TaskKind::Invitation { claimed: true }
            )
        };
        for task in self.open_of(stands) {
            self.notify_task(task, Message::Released);
        }
    }

    /// The outcome of the current step with this name.
    pub(super) fn outcome(&self, key: &str) -> Option<&'p Target> {
        let outcomes = &self.step()?.outcomes;
        outcomes.iter().find(|outcome| outcome.key == *key).map(|outcome| &outcome.to)
    }
}
