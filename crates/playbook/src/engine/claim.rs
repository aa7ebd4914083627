//! Offers 认领: somebody is invited and may claim, or as well not; nobody is ever late.

use std::collections::BTreeSet;

use super::{
    Actor, Audience, Case, CloseReason, EventBody, Fields, Holder, Message, Status, TaskKind,
    TaskNumber, Value,
    own::outcome,
    view::View,
    work::{Demand, Work},
};
use crate::model::{Name, Offering, Outcome, Playbook, Publicity, Step, StepKind, Take, Target};

fn offering(step: &Step) -> Option<&Offering> {
    match &step.kind {
        StepKind::Offer(offering) => Some(offering),
        _ => None,
    }
}

/// Whether residents may claim what the case offers now: they are invited, and it may be told to them.
#[must_use]
pub fn is_offered_to_residents(playbook: &Playbook, case: &Case) -> bool {
    let offering = case.step_in(playbook).and_then(offering);
    let open = case.status == Status::Open;
    open && is_told_to_residents(case) && offering.is_some_and(|offering| offering.residents)
}

/// Whether the case offered something that residents might claim, now or before: whoever comes too
/// late is told so.
#[must_use]
pub fn was_offered_to_residents(playbook: &Playbook, case: &Case) -> bool {
    let steps = playbook.process(&case.process).map(|process| &process.steps);
    let offered = |step: &Name| {
        let offering = steps.and_then(|steps| steps.get(step)).and_then(offering);
        offering.is_some_and(|offering| offering.residents)
    };
    is_told_to_residents(case) && case.entered.keys().any(offered)
}

fn is_told_to_residents(case: &Case) -> bool {
    case.publicity > Publicity::Private && case.recused.is_empty() && case.hidden.is_none()
}

impl<'p> View<'p, '_> {
    /// The offer that the case is in.
    fn offering(&self) -> Option<&'p Offering> {
        offering(self.step()?)
    }

    /// The outcome of the offer that the case is in whose form a claim fills in.
    pub(super) fn claimed_outcome(&self) -> Option<&'p Outcome> {
        let outcomes = &self.step().filter(|step| offering(step).is_some())?.outcomes;
        outcomes.iter().find(|outcome| outcome.key == *outcome::CLAIMED)
    }

    /// Whether residents may claim: they are invited, and the case may be told to them.
    pub(super) fn is_offered_to_residents(&self) -> bool {
        is_offered_to_residents(self.playbook, self.case)
    }

    /// Kinds of organisations that an offer invites.
    pub(super) fn invited_kinds(&self, offer: &Name) -> &'p [Name] {
        let offering = self.process.steps.get(offer).and_then(offering);
        offering.map(|offering| offering.parties.as_slice()).unwrap_or_default()
    }

    /// Whom an offer invites by name: organisations that serve the place and can answer, posts that
    /// somebody has. Never whom the case is about.
    fn invited(&self, offering: &Offering) -> BTreeSet<Holder> {
        let named: &[_] = match offering.named.as_ref().and_then(|key| self.case.values.get(key)) {
            Some(Value::Party(party)) => std::slice::from_ref(party),
            Some(Value::Parties(parties)) => parties.as_slice(),
            _ => &[],
        };
        let parties = self.facts.parties.iter();
        let parties = parties.filter(|(id, fact)| {
            fact.staffed && (offering.parties.contains(&fact.kind) || named.contains(id))
        });
        let parties = parties.map(|(id, _)| Holder::Organisation(*id));
        let posts = offering.posts.iter().filter_map(|role| self.own_post(role));
        parties.filter(|party| self.free(party)).chain(posts).collect()
    }

    /// Who claimed in the latest entry of an offer and can still act, in the order of their claims.
    pub(super) fn claimers(&self, offer: &Name) -> Vec<Holder> {
        let acts = |holder: &Holder| match holder {
            Holder::Organisation(id) => {
                self.facts.parties.get(id).is_some_and(|party| party.staffed) && self.free(holder)
            }
            Holder::Post { role, .. } => self.own_post(role).as_ref() == Some(holder),
            Holder::Person(_) => self.free(holder),
        };
        let claims = self.case.claims.get(offer).into_iter().flatten();
        claims.map(|claim| claim.by.clone()).filter(acts).collect()
    }

    /// Whether nobody is left who could still claim.
    fn all_answered(&self) -> bool {
        let open = |kind: &TaskKind| *kind == TaskKind::Invitation { claimed: false };
        !self.is_offered_to_residents() && !self.case.tasks.values().any(|task| open(&task.kind))
    }
}

impl<'p> Work<'p> {
    /// Invites; says where to go at once if there is nobody to ask.
    pub(super) fn enter_offer(
        &mut self,
        step: &'p Step,
        offering: &Offering,
    ) -> Option<&'p Target> {
        let kept = matches!(offering.take, Take::Many { keep: true, .. });
        if !kept && self.case.claims.contains_key(&step.key) {
            self.emit(EventBody::ClaimsLapsed);
        }
        let claimed = self.claimed_by();
        for by in &claimed {
            self.invite(by.clone(), true);
        }
        for holder in self.view().invited(offering) {
            if !claimed.contains(&holder) {
                self.invite(holder, false);
            }
        }
        if self.view().all_answered() { self.outcome(self.what_came()) } else { None }
    }

    fn invite(&mut self, holder: Holder, claimed: bool) {
        let kind = TaskKind::Invitation { claimed };
        self.open_task(Demand::new(kind, holder, self.step_clock()));
    }

    fn claimed_by(&self) -> Vec<Holder> {
        let claims = self.case.claims.get(&self.case.step.key).into_iter().flatten();
        claims.map(|claim| claim.by.clone()).collect()
    }

    fn what_came(&self) -> &'static str {
        if self.claimed_by().is_empty() { outcome::NONE } else { outcome::CLAIMED }
    }

    /// Somebody takes it on: whoever holds the invitation, or a resident.
    pub(super) fn claim(&mut self, task: Option<TaskNumber>, fields: Fields) {
        let Some(offering) = self.view().offering() else { return };
        let invited = task.and_then(|number| self.case.tasks.get(&number));
        let by = match (invited, &self.actor) {
            (Some(task), _) => task.holder.clone(),
            (None, Actor::Person { person, .. }) => Holder::Person(*person),
            (None, Actor::System | Actor::Operator) => return,
        };
        let alone = offering.take == Take::One;
        let given = fields.clone();
        let step = self.case.step.key.clone();
        self.emit(EventBody::Claimed { task, step, by: by.clone(), alone, fields });
        if alone {
            if let Some(number) = task {
                self.close_task(number, CloseReason::Done);
            }
            return self.leave_offer(&given);
        }
        match task {
            Some(number) => self.change_task(number, |task| {
                task.kind = TaskKind::Invitation { claimed: true };
            }),
            None => self.invite(by, true),
        }
        let enough = match offering.take {
            Take::Many { enough: Some(enough), .. } => {
                u32::try_from(self.claimed_by().len()).is_ok_and(|claims| claims >= enough)
            }
            Take::One | Take::Many { .. } => false,
        };
        if enough || self.view().all_answered() {
            self.close_offer();
        }
    }

    /// Somebody does not take it on.
    pub(super) fn decline_offer(&mut self, number: TaskNumber, fields: Fields) {
        self.emit(EventBody::OfferDeclined { task: number, fields });
        self.close_task(number, CloseReason::Done);
        if self.view().all_answered() {
            self.close_offer();
        }
    }

    /// Somebody takes a claim back; who was invited by name stays invited.
    pub(super) fn withdraw_claim(&mut self, number: TaskNumber) {
        let Some(by) = self.case.tasks.get(&number).map(|task| task.holder.clone()) else { return };
        self.emit(EventBody::ClaimWithdrawn { task: number, by: by.clone() });
        if let Holder::Person(_) = by {
            self.close_task(number, CloseReason::Done);
        } else {
            self.change_task(number, |task| {
                task.kind = TaskKind::Invitation { claimed: false };
            });
        }
    }

    /// The time is over, or everybody has answered: what came decides.
    pub(super) fn close_offer(&mut self) {
        self.leave_offer(&Fields::new());
    }

    fn leave_offer(&mut self, given: &Fields) {
        let claimed = self.what_came() == outcome::CLAIMED;
        let Some(target) = self.outcome(self.what_came()) else { return };
        self.go(target, given);
        // Where another stage begins, its own words say so.
        if claimed && !self.tells_raisers() {
            self.notify(Audience::Raisers, Message::Claimed);
        }
    }
}
