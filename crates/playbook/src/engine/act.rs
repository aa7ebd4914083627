//! Acting: taking an outcome, and the approval of a second person before it takes effect.

use super::{
    Actor, Audience, CloseReason, Fields, Holder, Message, Own, TaskKind, TaskNumber, Value,
    Visibility,
    clock::Clock,
    work::{Demand, Work},
};
use crate::model::{Field, FieldKind, Form, Name, Outcome};

/// The post that has to agree, if the form asks for one.
fn second_person(form: Option<&Form>, fields: &Fields) -> Option<Holder> {
    let asks = |field: &&Field| matches!(field.kind, FieldKind::SecondPerson(_));
    form?.fields.iter().filter(asks).find_map(|field| match fields.get(&field.key) {
        Some(Value::Post(holder)) => Some(holder.clone()),
        _ => None,
    })
}

impl<'p> Work<'p> {
    /// Somebody chose an outcome on a task.
    pub(super) fn choose(&mut self, number: TaskNumber, outcome: &'p Outcome, fields: Fields) {
        let form = outcome.form.as_ref().and_then(|form| self.playbook.forms.get(form));
        match second_person(form, &fields) {
            Some(holder) => {
                self.change_task(number, |_| {});
                self.ask_approval(number, &outcome.key, fields, holder);
            }
            None => self.take(number, outcome, fields),
        }
    }

    fn take(&mut self, number: TaskNumber, outcome: &'p Outcome, fields: Fields) {
        let leads = self.case.tasks.get(&number).map(|task| &task.kind);
        let leads = matches!(leads, Some(TaskKind::Lead { .. }));
        self.acted(Some(number), &outcome.key, fields.clone());
        self.close_task(number, CloseReason::Done);
        // Who has finished needs nobody's leave any more.
        for asked in self.open_of(|k| matches!(k, TaskKind::Approve { of, .. } if *of == number)) {
            self.close_task(asked, CloseReason::Superseded);
        }
        match self.step().filter(|_| leads) {
            Some(step) => self.lead_reported(step, outcome, &fields),
            None => self.go(&outcome.to, &fields),
        }
    }

    /// Asks a second person; nothing happens before they agree.
    pub(super) fn ask_approval(
        &mut self,
        of: TaskNumber,
        action: &Name,
        fields: Fields,
        holder: Holder,
    ) {
        let asked_by = self.actor.clone();
        let kind = TaskKind::Approve { of, action: action.clone(), fields, asked_by };
        let clock: Clock = self.step_clock();
        self.open_task(Demand::new(kind, holder, clock));
    }

    /// The second person agrees: what was asked for happens.
    pub(super) fn approve(&mut self, number: TaskNumber, given: Fields) {
        let Some((of, action, fields)) = self.approval(number) else { return };
        self.asked_by = self.who_asked(number);
        self.acted_as(Visibility::Internal, Some(number), &Own::Approve.name(), given);
        self.close_task(number, CloseReason::Done);
        self.notify_task(of, Message::Approved);
        let outcomes = self.step().map(|step| step.outcomes.as_slice()).unwrap_or_default();
        let outcome = outcomes.iter().find(|outcome| outcome.key == action);
        match (outcome, self.process.asides.get(&action)) {
            (Some(outcome), _) => self.take(of, outcome, fields),
            (None, Some(aside)) => self.grant_aside(aside, of, fields),
            (None, None) => {}
        }
    }

    /// The second person does not agree.
    pub(super) fn decline(&mut self, number: TaskNumber, given: Fields) {
        let Some((of, action, _)) = self.approval(number) else { return };
        self.acted_as(Visibility::Internal, Some(number), &Own::Decline.name(), given);
        self.close_task(number, CloseReason::Done);
        if !self.process.asides.contains_key(&action) {
            self.change_task(of, |_| {});
        }
        if let Some(task) = self.case.tasks.get(&of) {
            let holder = task.holder.clone();
            self.notify(Audience::Holder(holder), Message::Declined);
        }
    }

    fn who_asked(&self, number: TaskNumber) -> Option<Actor> {
        match &self.case.tasks.get(&number)?.kind {
            TaskKind::Approve { asked_by, .. } => Some(asked_by.clone()),
            _ => None,
        }
    }

    fn approval(&self, number: TaskNumber) -> Option<(TaskNumber, Name, Fields)> {
        match &self.case.tasks.get(&number)?.kind {
            TaskKind::Approve { of, action, fields, .. } => {
                Some((*of, action.clone(), fields.clone()))
            }
            _ => None,
        }
    }
}
