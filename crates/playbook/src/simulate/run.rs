//! One case run under one playbook.

use std::collections::BTreeSet;

use linli_kernel::{Code, Moment};

use super::{
    Deed, Recorded,
    made_up::{Filling, filled},
};
use crate::{
    engine::{
        Actor, Case, Command, Decision, EventBody, Facts, Fields, Holder, Offer, Own, Refusals,
        Relation, Relations, Status, TaskNumber, available, codes, decide, open,
    },
    model::{Name, Playbook},
};

/// Moments of the clock after which a run is given up.
const MOST_TICKS: usize = 400;
/// Steps without a recorded deed that are passed by assumption.
const MOST_ASSUMED: usize = 20;

/// A step that was entered.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    pub(super) step: Name,
    pub(super) at: Moment,
    pub(super) due: Moment,
}

/// What came of a run.
#[derive(Clone, Debug, Default)]
pub(super) struct Trace {
    pub(super) visits: Vec<Visit>,
    pub(super) refused: BTreeSet<(Name, Name, Code)>,
    pub(super) end: Option<Name>,
}

/// A case on its way.
pub(super) struct Run<'p> {
    pub(super) playbook: &'p Playbook,
    pub(super) facts: Facts,
    pub(super) case: Case,
    pub(super) now: Moment,
    trace: Trace,
    ticks: usize,
}

impl<'p> Run<'p> {
    /// Runs a case to its end, or until nothing moves it any more.
    pub(super) fn of(
        playbook: &'p Playbook,
        recorded: &Recorded,
        known: &BTreeSet<&Name>,
    ) -> Result<Trace, Code> {
        let mut run = Self::open(playbook, recorded).map_err(|refusals| refusals.code())?;
        for deed in &recorded.deeds {
            run.tick_until(deed.at);
            run.assume(known);
            run.now = run.now.max(deed.at);
            // It ended earlier than it did: that is the difference, not each deed that came after.
            if !run.is_open() && deed.holder.is_some() && run.case.tasks.is_empty() {
                continue;
            }
            run.again(deed);
        }
        run.assume(known);
        while run.is_open() && run.tick() {
            run.assume(known);
        }
        if let Status::Ended { end, .. } = &run.case.status {
            run.trace.end = Some(end.clone());
        }
        Ok(run.trace)
    }

    /// Begins a case.
    pub(super) fn open(playbook: &'p Playbook, recorded: &Recorded) -> Result<Self, Refusals> {
        let Recorded { opening, opened_at, facts, .. } = recorded;
        let decision = open(playbook, opening, facts, *opened_at)?;
        let facts = facts.clone();
        let case = decision.case.clone();
        let mut run =
            Self { playbook, facts, case, now: *opened_at, trace: Trace::default(), ticks: 0 };
        run.take(decision);
        Ok(run)
    }

    pub(super) fn is_open(&self) -> bool {
        self.case.status == Status::Open
    }

    fn take(&mut self, decision: Decision) {
        for event in &decision.events {
            if let EventBody::Entered { step, due, .. } = &event.body {
                let (step, at, due) = (step.clone(), event.recorded_at, due.at);
                self.trace.visits.push(Visit { step, at, due });
            }
        }
        self.case = decision.case;
    }

    fn command(&mut self, command: &Command, relations: Relations) -> Result<(), Refusals> {
        self.facts.relations = relations;
        let decision = decide(self.playbook, &self.case, command, &self.facts, self.now)?;
        self.take(decision);
        Ok(())
    }

    /// The clock comes by when it is next asked for; `false` if it is not, or nothing moved.
    pub(super) fn tick(&mut self) -> bool {
        let Some(at) = self.case.next_due().filter(|_| self.ticks < MOST_TICKS) else {
            return false;
        };
        self.ticks += 1;
        self.now = self.now.max(at);
        let (actor, action, fields) = (Actor::System, Own::Tick.name(), Fields::new());
        let command = Command { actor, action, task: None, seen_version: None, fields };
        let before = self.case.last_event;
        self.command(&command, Relations::default()).is_ok() && self.case.last_event > before
    }

    fn tick_until(&mut self, moment: Moment) {
        while self.case.next_due().is_some_and(|at| at <= moment) && self.tick() {}
    }

    /// What can be done on the tasks, or beside them by whoever stands closest.
    pub(super) fn offers(&self, tasks: &[TaskNumber]) -> Vec<Offer> {
        let relations = everybody(tasks);
        available(self.playbook, &self.case, &relations, &self.facts, self.now)
    }

    /// A deed again, on the task of the same holder if there is one that offers it.
    fn again(&mut self, deed: &Deed) {
        let tasks: Vec<TaskNumber> = self.case.tasks.keys().copied().collect();
        let offers: Vec<Offer> = self
            .offers(&tasks)
            .into_iter()
            .filter(|o| o.action == deed.action && o.task.is_some() == deed.holder.is_some())
            .collect();
        let holder = |offer: &&Offer| self.holder(offer).as_ref() == deed.holder.as_ref();
        let offer = offers.iter().find(holder).or_else(|| offers.first());
        let done = match offer {
            None => Err(self.why_not(deed)),
            Some(offer) => {
                let (actor, fields) = (deed.actor.clone(), deed.fields.clone());
                self.perform(offer, actor, fields).map_err(|refusals| refusals.code())
            }
        };
        if let Err(code) = done {
            let step = self.case.step.key.clone();
            self.trace.refused.insert((step, deed.action.clone(), code));
        }
    }

    /// Whose task an offer is about.
    pub(super) fn holder(&self, offer: &Offer) -> Option<Holder> {
        let task = offer.task.and_then(|task| self.case.tasks.get(&task));
        task.map(|task| task.holder.clone())
    }

    /// The engine's own answer to what is not offered.
    fn why_not(&self, deed: &Deed) -> Code {
        let holds = |holder: &Holder| Some(holder) == deed.holder.as_ref();
        let task = self.case.tasks.values().find(|task| holds(&task.holder));
        let (task, seen_version) = (task.map(|task| task.number), task.map(|task| task.version));
        let (actor, action) = (deed.actor.clone(), deed.action.clone());
        let command = Command { actor, action, task, seen_version, fields: deed.fields.clone() };
        let tasks: Vec<TaskNumber> = task.into_iter().collect();
        let facts = Facts { relations: everybody(&tasks), ..self.facts.clone() };
        let answer = decide(self.playbook, &self.case, &command, &facts, self.now);
        answer.err().map_or(codes::NOT_OFFERED, |refusals| refusals.code())
    }

    /// A form with everything in it that must be.
    pub(super) fn filled(&self, offer: &Offer) -> Fields {
        let asks = self.holder(offer);
        let Self { playbook, facts, now, .. } = self;
        filled(offer, &Filling { playbook, facts, now: *now, asks: asks.as_ref() })
    }

    /// Takes what is offered.
    pub(super) fn perform(
        &mut self,
        offer: &Offer,
        actor: Actor,
        fields: Fields,
    ) -> Result<(), Refusals> {
        let (action, task, seen_version) = (offer.action.clone(), offer.task, offer.version);
        let tasks: Vec<TaskNumber> = self.case.tasks.keys().copied().collect();
        let command = Command { actor, action, task, seen_version, fields };
        self.command(&command, everybody(&tasks))
    }

    /// Passes steps that the first playbook does not have, by what is offered first there.
    fn assume(&mut self, known: &BTreeSet<&Name>) {
        for _ in 0..MOST_ASSUMED {
            if !self.is_open() || known.contains(&self.case.step.key) {
                return;
            }
            let tasks: Vec<TaskNumber> = self.case.tasks.keys().copied().collect();
            let offers = self.offers(&tasks);
            let first = offers.iter().find(|offer| offer.task.is_some());
            let moved = first.is_some_and(|offer| {
                let actor = super::made_up::actor(self.holder(offer).as_ref(), &self.case);
                let fields = self.filled(offer);
                self.perform(offer, actor, fields).is_ok()
            });
            if !moved && !self.tick() {
                return;
            }
        }
    }
}

/// Whoever did it was entitled; who they are does not change with the playbook.
fn everybody(tasks: &[TaskNumber]) -> Relations {
    let set = [Relation::Raiser, Relation::Holder, Relation::PostAbove, Relation::Neighbour];
    Relations { set: BTreeSet::from(set), tasks: tasks.iter().copied().collect() }
}
