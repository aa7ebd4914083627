//! Dispatch 派单: parties in parallel, each asked, accepting or objecting, and done.

use std::collections::BTreeSet;

use linli_kernel::{Day, Deadline, Moment, OrganisationId};

use super::{
    CloseReason, EventBody, Fields, Holder, Message, Own, OwnField, Task, TaskKind, TaskNumber,
    Value,
    clock::Clock,
    own::outcome,
    view::View,
    work::{Demand, Work},
};
use crate::model::{Dispatch, Join, Lead, Outcome, Step, StepKind, StoryEvent};

impl<'p> View<'p, '_> {
    /// The dispatch that the case is in.
    pub(super) fn dispatch(&self) -> Option<&'p Dispatch> {
        match &self.step()?.kind {
            StepKind::Dispatch(dispatch) => Some(dispatch),
            _ => None,
        }
    }

    /// Whether a party's objection is being reviewed.
    pub(super) fn in_review(&self, party: TaskNumber) -> bool {
        let reviews = |task: &Task| task.kind == TaskKind::Review { of: party };
        self.case.tasks.values().any(reviews)
    }

    /// Whether a party may object to its task.
    pub(super) fn may_object(&self, dispatch: &Dispatch, task: &Task) -> bool {
        let overruled = match (&task.holder, &self.case.step.dispatching) {
            (Holder::Organisation(party), Some(state)) => state.overruled.contains(party),
            _ => false,
        };
        dispatch.review_by.is_some() && !(overruled && dispatch.final_review)
    }

    /// Whether the lead has to wait for assisting parties.
    pub(super) fn waits_for_assists(&self, dispatch: &Dispatch) -> bool {
        let assists = |task: &Task| matches!(task.kind, TaskKind::Assist { .. });
        dispatch.join == Join::All && self.case.tasks.values().any(assists)
    }

    /// Rows of the minutes, each with its responsible party: those just given, else the latest.
    fn rows<'f>(&'f self, dispatch: &Dispatch, given: &'f Fields) -> Option<&'f [Fields]> {
        let Lead::Items { responsible, .. } = &dispatch.lead else { return None };
        given.values().chain(self.case.values.values()).find_map(|value| match value {
            Value::Items(rows) if rows.iter().any(|row| row.contains_key(responsible)) => {
                Some(rows.as_slice())
            }
            _ => None,
        })
    }

    /// The close of business of a day, or its end if that has passed.
    fn close_of(&self, day: Day) -> Deadline {
        let close = Moment::from_local(day, self.facts.calendar.hours.close());
        let end = Moment::from_local(day, 86_400_000 - 1);
        Deadline { at: if close > self.now { close } else { end }, provisional: false }
    }

    /// The clock of a party that begins now.
    fn own_clock(&self, step: &Step, else_until: Clock) -> Clock {
        self.step_limit(step).map_or(else_until, |limit| self.within(limit))
    }

    /// Whether the lead that was named may lead here (an exhausted bound can lead elsewhere than
    /// the form that named it).
    fn named_lead(&self, dispatch: &Dispatch, given: &Fields) -> Option<OrganisationId> {
        let Some(Value::Party(lead)) = given.get(OwnField::Lead.as_str()) else { return None };
        let kind = &self.facts.parties.get(lead)?.kind;
        match &dispatch.lead {
            Lead::OneOf(kinds) if !kinds.is_empty() && !kinds.contains(kind) => None,
            _ => Some(*lead),
        }
    }
}

impl<'p> Work<'p> {
    pub(super) fn dispatch_clock(&self, step: &Step, dispatch: &Dispatch, given: &Fields) -> Clock {
        let view = self.view();
        let Lead::Items { due, .. } = &dispatch.lead else { return view.step_clock(step) };
        let days =
            view.rows(dispatch, given).into_iter().flatten().filter_map(|row| match row.get(due) {
                Some(Value::Date(day)) => Some(*day),
                _ => None,
            });
        match days.max() {
            Some(day) => Clock { due: view.close_of(day), limit: None },
            None => view.step_clock(step),
        }
    }

    pub(super) fn enter_dispatch(
        &mut self,
        step: &'p Step,
        dispatch: &'p Dispatch,
        climbed: bool,
        given: &Fields,
    ) {
        let rows = self.view().rows(dispatch, given).map(<[Fields]>::to_vec).unwrap_or_default();
        for (row, item) in (0..).zip(&rows) {
            self.ask_for_item(step, dispatch, row, item);
        }
        self.ask_claimers(step, dispatch);
        let claimed = matches!(dispatch.lead, Lead::Claimers { .. }) && self.has_leads();
        let named = self.view().named_lead(dispatch, given).filter(|_| !claimed);
        if let Some(lead) = named {
            self.ask_parties(step, dispatch, lead, given);
        } else if !self.has_leads() {
            let holder = self.view().holder_of(step, &self.case.level, climbed);
            let demand = Demand::new(TaskKind::Assign, holder, self.step_clock());
            self.open_task(demand.reminded(step));
        }
        let supervisor = step.supervised_by.as_ref().and_then(|kind| self.view().party_of(kind));
        if let Some(party) = supervisor {
            self.watch(Holder::Organisation(party));
        }
    }

    /// Those who claimed it in an offer have taken it on: they are asked nothing more.
    fn ask_claimers(&mut self, step: &'p Step, dispatch: &Dispatch) {
        let Lead::Claimers { of, others_assist } = &dispatch.lead else { return };
        for (number, holder) in (0_u32..).zip(self.view().claimers(of)) {
            let kind = if *others_assist && number > 0 {
                TaskKind::Assist { accepted: true }
            } else {
                TaskKind::Lead { accepted: true, item: None }
            };
            let demand = Demand::new(kind, holder, self.view().own_clock(step, self.step_clock()));
            self.open_task(demand.reminded(step));
        }
    }

    fn has_leads(&self) -> bool {
        self.case.tasks.values().any(|task| matches!(task.kind, TaskKind::Lead { .. }))
    }

    fn watch(&mut self, holder: Holder) {
        let watches = |task: &Task| task.kind == TaskKind::Supervise && task.holder == holder;
        if !self.case.tasks.values().any(watches) {
            self.open_task(Demand::new(TaskKind::Supervise, holder, self.step_clock()));
        }
    }

    fn ask_for_item(&mut self, step: &'p Step, dispatch: &Dispatch, row: u32, item: &Fields) {
        let Lead::Items { responsible, due, supervisor } = &dispatch.lead else { return };
        let holder = match item.get(responsible) {
            Some(Value::Party(party)) => Holder::Organisation(*party),
            Some(Value::Post(post)) => post.clone(),
            _ => return,
        };
        let clock = match item.get(due) {
            Some(Value::Date(day)) => Clock { due: self.view().close_of(*day), limit: None },
            _ => self.step_clock(),
        };
        self.ask(step, dispatch, holder, Some(clock), |accepted| TaskKind::Lead {
            accepted,
            item: Some(row),
        });
        if let Some(Value::Post(post)) = item.get(supervisor) {
            self.watch(post.clone());
        }
    }

    /// Opens the tasks of the lead and the assisting parties.
    pub(super) fn ask_parties(
        &mut self,
        step: &'p Step,
        dispatch: &Dispatch,
        lead: OrganisationId,
        given: &Fields,
    ) {
        let holder = Holder::Organisation(lead);
        self.ask(step, dispatch, holder, None, |accepted| TaskKind::Lead { accepted, item: None });
        if let Some(Value::Parties(assists)) = given.get(OwnField::Assist.as_str()) {
            let assists: BTreeSet<OrganisationId> =
                assists.iter().copied().filter(|party| *party != lead).collect();
            for party in assists {
                let holder = Holder::Organisation(party);
                self.ask(step, dispatch, holder, None, |accepted| TaskKind::Assist { accepted });
            }
        }
    }

    /// Asks one party; its own clock starts now, unless the minutes gave a day.
    fn ask(
        &mut self,
        step: &'p Step,
        dispatch: &Dispatch,
        holder: Holder,
        clock: Option<Clock>,
        kind: impl FnOnce(bool) -> TaskKind,
    ) {
        let view = self.view();
        let own = || view.own_clock(step, self.step_clock());
        let answer = dispatch.answer_within.map(|limit| view.within(limit).due);
        let asked = dispatch.answer_within.is_some() || dispatch.review_by.is_some();
        let mut demand = Demand::new(kind(!asked), holder, clock.unwrap_or_else(own));
        demand.answer_by = answer.filter(|_| asked);
        self.open_task(demand.reminded(step));
    }

    /// Somebody named the parties.
    pub(super) fn assign(&mut self, number: TaskNumber, fields: Fields) {
        let Some((step, dispatch)) = self.step().zip(self.view().dispatch()) else { return };
        self.acted(Some(number), &Own::Assign.name(), fields.clone());
        self.close_task(number, CloseReason::Done);
        if let Some(lead) = self.view().named_lead(dispatch, &fields) {
            self.ask_parties(step, dispatch, lead, &fields);
        }
    }

    /// A party objects: whoever reviews it is asked.
    pub(super) fn object(&mut self, number: TaskNumber, fields: Fields) {
        let Some((step, dispatch)) = self.step().zip(self.view().dispatch()) else { return };
        let Some(by) = &dispatch.review_by else { return };
        let sight = self.sight(StoryEvent::Objection, super::Visibility::Internal);
        self.acted_as(sight, Some(number), &Own::Object.name(), fields);
        self.change_task(number, |task| task.answer_by = None);
        let view = self.view();
        let holder = view.named_by(by, step);
        let clock = dispatch.answer_within.map_or(self.step_clock(), |limit| view.within(limit));
        self.open_task(Demand::new(TaskKind::Review { of: number }, holder, clock));
    }

    /// The objection is right: another party takes the place, with a clock of its own.
    pub(super) fn uphold(&mut self, number: TaskNumber, of: TaskNumber, fields: Fields) {
        let Some((step, dispatch)) = self.step().zip(self.view().dispatch()) else { return };
        let Some(replaced) = self.case.tasks.get(&of).cloned() else { return };
        let key = match replaced.kind {
            TaskKind::Lead { .. } => OwnField::Lead,
            _ => OwnField::Assist,
        };
        let other = match fields.get(key.as_str()) {
            Some(Value::Party(party)) => Some(Holder::Organisation(*party)),
            _ => None,
        };
        let sight = self.sight(StoryEvent::Objection, super::Visibility::Internal);
        self.acted_as(sight, Some(number), &Own::Uphold.name(), fields);
        self.close_task(number, CloseReason::Done);
        self.close_task(of, CloseReason::Replaced);
        // Who has nothing to do with it any more owes no answer either.
        for reply in self.open_of(|kind| *kind == TaskKind::Reply) {
            if self.case.tasks.get(&reply).is_some_and(|task| task.holder == replaced.holder) {
                self.close_task(reply, CloseReason::Superseded);
            }
        }
        let Some(holder) = other else { return };
        let dated = replaced.limit.is_none();
        let clock = dated.then_some(Clock { due: replaced.due, limit: None });
        self.ask(step, dispatch, holder, clock, |accepted| match replaced.kind {
            TaskKind::Lead { item, .. } => TaskKind::Lead { accepted, item },
            _ => TaskKind::Assist { accepted },
        });
    }

    /// The objection is not right. Final where the playbook says so: the party has the task now.
    pub(super) fn overrule(&mut self, number: TaskNumber, of: TaskNumber, fields: Fields) {
        let Some(dispatch) = self.view().dispatch() else { return };
        let sight = self.sight(StoryEvent::Objection, super::Visibility::Internal);
        self.acted_as(sight, Some(number), &Own::Overrule.name(), fields);
        self.close_task(number, CloseReason::Done);
        let party = match self.case.tasks.get(&of).map(|task| &task.holder) {
            Some(Holder::Organisation(party)) => Some(*party),
            _ => None,
        };
        if let Some(party) = party {
            self.emit(EventBody::Overruled { party, task: of });
        }
        self.notify_task(of, Message::Overruled);
        if dispatch.final_review || party.is_none() {
            self.emit(EventBody::Accepted { task: of });
        } else {
            let again = dispatch.answer_within.map(|limit| self.view().within(limit).due);
            let asked_at = again.map(|_| self.now);
            self.change_task(of, |task| {
                task.answer_by = again;
                task.asked_at = asked_at;
            });
        }
    }

    /// An assisting party has done its part.
    pub(super) fn assist_done(&mut self, number: TaskNumber, fields: Fields) {
        self.acted(Some(number), &Own::Done.name(), fields);
        self.close_task(number, CloseReason::Done);
        // The lead may have waited for this one.
        let leads = self.case.tasks.values().filter(|t| matches!(t.kind, TaskKind::Lead { .. }));
        let leads: Vec<TaskNumber> = leads.map(|task| task.number).collect();
        let Some(dispatch) = self.view().dispatch() else { return };
        if dispatch.join == Join::All && !self.view().waits_for_assists(dispatch) {
            leads.into_iter().for_each(|lead| self.change_task(lead, |_| {}));
        }
    }

    /// A lead has reported: the step is left once all leads have, by the first outcome that is
    /// not "done", if there is one.
    pub(super) fn lead_reported(&mut self, step: &'p Step, last: &'p Outcome, fields: &Fields) {
        if self.has_leads() {
            return;
        }
        let reported = self.case.step.dispatching.as_ref().map(|state| &state.reported);
        let other = step.outcomes.iter().find(|outcome| {
            let said = |key| reported.is_some_and(|all| all.values().any(|given| given == key));
            outcome.key != *outcome::DONE && said(&outcome.key)
        });
        let target = &other.unwrap_or(last).to;
        let assists =
            self.case.tasks.values().filter(|t| matches!(t.kind, TaskKind::Assist { .. }));
        let assists: Vec<TaskNumber> = assists.map(|task| task.number).collect();
        for assist in assists {
            self.close_task(assist, CloseReason::Released);
        }
        self.go(target, fields);
    }
}
