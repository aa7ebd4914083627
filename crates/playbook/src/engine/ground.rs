//! Grounds that bar only an order: a lawsuit keeps everybody from deciding, not from mediating.
//!
//! While such a ground stands, nobody is ordered to do anything (no dispatch is entered), and who
//! was told of it may ask for the mediation that stays open (人民调解法 art. 3 and 17: it needs
//! consent only). A granted review lifts it: the level above found that it does not hold. What is given
//! after that holds by itself.

use super::{
    EventBody, Fields, Own, Refusal, Status, TaskKind, Value, Visibility, codes, step::To,
    view::View, work::Work,
};
use crate::model::{FieldKind, Name, Outcome, Step, StepKind, Target};

impl<'p> View<'p, '_> {
    /// The step in which what may not be ordered is mediated, where the process has one.
    fn mediation(&self) -> Option<&'p Name> {
        self.process.ends.values().find_map(|end| end.mediation.as_ref())
    }

    /// Whether a ground stands that bars orders and nothing else.
    fn order_barred(&self) -> bool {
        let bars = |value: &Value| match value {
            Value::Choice(ground) => self.facts.legal_grounds.get(ground) == Some(&true),
            _ => false,
        };
        let mut named = self.case.values.iter().filter(|(_, value)| bars(value));
        named.any(|(key, _)| self.asks_for_ground(key) && !self.is_lifted(key))
    }

    /// Whether a review found that what was chosen there does not hold.
    fn is_lifted(&self, key: &Name) -> bool {
        let lifted = self.case.lifted.as_ref();
        lifted.map_or(self.case.overturned() > 0, |lifted| lifted.contains(key))
    }

    /// Whether a field of this name is a legal ground in some form.
    fn asks_for_ground(&self, key: &Name) -> bool {
        let mut fields = self.playbook.forms.values().flat_map(|form| &form.fields);
        fields.any(|field| field.key == *key && field.kind == FieldKind::LegalGround)
    }

    /// Where a step that would order somebody is left out for mediation, and for which.
    pub(super) fn instead_of_order(&self, step: &Step) -> Option<&'p Name> {
        let orders = |step: &Step| matches!(step.kind, StepKind::Dispatch(_));
        let mediation = self.mediation().filter(|_| orders(step) && self.order_barred())?;
        let acts = self.process.steps.get(mediation).is_some_and(|step| !orders(step));
        acts.then_some(mediation)
    }

    /// What stands in the way of an outcome by which somebody would be ordered.
    pub(super) fn barred_order(&self, outcome: &Outcome) -> Option<Refusal> {
        let Target::Step(target) = &outcome.to else { return None };
        let step = self.process.steps.get(target)?;
        self.instead_of_order(step).map(|_| Refusal::of(codes::ORDER_BARRED))
    }

    /// The mediation that a refusal left open: once, and not while a review is decided.
    pub(super) fn mediation_left_open(&self) -> Option<&'p Name> {
        let Status::Ended { end, .. } = &self.case.status else { return None };
        let step = self.process.ends.get(end)?.mediation.as_ref()?;
        let asked = self.case.tasks.values().any(|task| task.kind == TaskKind::ReviewRefusal);
        let tried = self.case.entered.contains_key(step);
        (!asked && !tried && self.order_barred()).then_some(step)
    }
}

impl Work<'_> {
    /// The raiser wants it: the case goes on there. Whether the other side does is for whoever
    /// mediates to ask.
    pub(super) fn ask_mediation(&mut self, fields: Fields) {
        let Some(step) = self.view().mediation_left_open() else { return };
        self.acted_as(Visibility::Raiser, None, &Own::AskMediation.name(), fields.clone());
        self.take_up();
        self.emit(EventBody::MediationAsked);
        self.go_at(To::Step(step), &fields, None);
    }
}
