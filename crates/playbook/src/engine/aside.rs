//! Asides: what may be done beside the steps.

use super::{
    Actor, Audience, CloseReason, EventBody, Fields, Holder, Message, Own, OwnField, Relation,
    Relations, Task, TaskKind, TaskNumber, Value, Visibility,
    apply::extended,
    view::View,
    work::{Demand, Work},
};
use crate::model::{Aside, AsideKind, Name, Publicity};
use linli_kernel::{Limit, LimitUnit, PersonId};

impl View<'_, '_> {
    /// The caller's own open work on the case, which a question, an extension or a suspension is
    /// about.
    pub(super) fn own_work(&self, relations: &Relations) -> Option<TaskNumber> {
        let works = |task: &&Task| match task.kind {
            TaskKind::Act | TaskKind::Assign => true,
            TaskKind::Lead { accepted, .. } => accepted,
            _ => false,
        };
        let open = relations.tasks.iter().filter_map(|number| self.case.tasks.get(number));
        open.filter(works).map(|task| task.number).next()
    }

    /// Which raiser takes the matter back: the caller, or the first raiser whom they act for.
    pub(super) fn withdraws(&self, actor: &Actor) -> Option<PersonId> {
        let Actor::Person { person, .. } = actor else { return None };
        let raised = |raiser: &PersonId| self.case.raisers.contains(raiser);
        let acts_for = self.facts.relations.set.contains(&Relation::OnBehalf);
        let first = self.case.first_raiser().filter(|_| acts_for);
        Some(*person).filter(raised).or(first.filter(raised))
    }
}

/// The first number of a form.
fn number(fields: &Fields) -> Option<u32> {
    fields.values().find_map(|value| match value {
        Value::Number(number) => u32::try_from(*number).ok(),
        _ => None,
    })
}

/// In what more time is asked for where a step has this limit.
pub(super) fn more_unit(limit: Option<Limit>) -> LimitUnit {
    limit.map_or(LimitUnit::WorkDay, |limit| limit.unit)
}

/// So much more time: nobody asks for minutes, so where a limit counts them, hours are meant.
fn more(limit: Option<Limit>, amount: u32) -> Limit {
    let unit = more_unit(limit);
    match unit {
        LimitUnit::UrgentMinute | LimitUnit::WorkMinute => {
            Limit { amount: amount.saturating_mul(60).min(Limit::MAX), unit }
        }
        LimitUnit::WorkDay | LimitUnit::NaturalDay => Limit { amount, unit },
    }
}

impl<'p> Work<'p> {
    /// Somebody did something beside the steps.
    pub(super) fn beside(&mut self, aside: &'p Aside, fields: Fields) {
        match &aside.kind {
            AsideKind::Supplement => self.supplement(aside, fields),
            AsideKind::AskRaiser { max } => self.ask_raiser(aside, *max, fields),
            AsideKind::Extend { .. } | AsideKind::Suspend { .. } => {
                self.ask_above(aside, fields);
            }
            AsideKind::Merge => self.merge(aside, fields),
            AsideKind::Urge { .. } => {
                self.emit(EventBody::Urged);
                self.tell_handlers(Message::Urged);
            }
            AsideKind::Withdraw { to, .. } => self.withdraw(aside, to, fields),
            AsideKind::Supervise { answer_within } => {
                self.acted(None, &aside.key, fields);
                let clock = self.view().within(*answer_within);
                self.instruct(self.handlers(), clock);
            }
            AsideKind::Note { visible } => self.note(aside, *visible, fields),
        }
    }

    /// Words on the way. The raisers are told of those that they may read, but not of each: once
    /// in each stage that the case comes through.
    fn note(&mut self, aside: &Aside, visible: Visibility, fields: Fields) {
        self.acted_as(visible, None, &aside.key, fields);
        if visible == Visibility::Internal {
            return;
        }
        let stage = |step: &Name| self.process.steps.get(step).map(|step| &step.stage);
        let before = self.case.progress_told.as_ref();
        if before.is_some_and(|before| stage(before) == stage(&self.case.step.key)) {
            return;
        }
        self.emit(EventBody::ProgressTold);
        self.notify(Audience::Raisers, Message::Progress);
    }

    fn tell_handlers(&mut self, message: Message) {
        for holder in self.handlers() {
            self.notify(Audience::Holder(holder), message);
        }
    }

    fn supplement(&mut self, aside: &Aside, fields: Fields) {
        let text = fields.values().find_map(|value| match value {
            Value::Text(text) => Some(*text),
            _ => None,
        });
        let photos = fields.values().find_map(|value| match value {
            Value::Photos(photos) => Some(photos.clone()),
            _ => None,
        });
        self.emit(EventBody::Supplemented { text, photos: photos.unwrap_or_default() });
        if aside.form.is_some() {
            self.acted_as(Visibility::Raiser, None, &aside.key, fields);
        }
        self.tell_handlers(Message::Supplemented);
    }

    /// The clock stands still while the raisers are asked; if none can be reached through the
    /// program, whoever wants to know asks and takes the answer down.
    fn ask_raiser(&mut self, aside: &Aside, max: Limit, fields: Fields) {
        let Some(own) = self.view().own_work(&self.facts.relations) else { return };
        let clock = self.view().within(max);
        self.acted_as(Visibility::Raiser, None, &aside.key, fields);
        self.emit(EventBody::Paused { until: clock.due });
        let reachable = |raiser: &&PersonId| self.facts.reachable.contains(raiser);
        let mut asked: Vec<Holder> =
            self.case.raisers.iter().filter(reachable).copied().map(Holder::Person).collect();
        if asked.is_empty() {
            asked.extend(self.case.tasks.get(&own).map(|task| task.holder.clone()));
        }
        for holder in asked {
            self.open_task(Demand::new(TaskKind::Answer, holder, clock));
        }
    }

    /// A raiser answered: the clock runs again.
    pub(super) fn answer(&mut self, number: TaskNumber, fields: Fields) {
        self.acted_as(Visibility::Raiser, Some(number), &Own::Answer.name(), fields);
        self.close_task(number, CloseReason::Done);
        self.resume(self.now);
        self.tell_handlers(Message::Answered);
    }

    fn ask_above(&mut self, aside: &Aside, fields: Fields) {
        let view = self.view();
        let Some(own) = view.own_work(&self.facts.relations) else { return };
        let Some((step, task)) = self.step().zip(self.case.tasks.get(&own)) else { return };
        let holder = view.post_above(step, &view.standing(), Some(&task.holder));
        self.ask_approval(own, &aside.key, fields, holder);
    }

    /// The level above agreed.
    pub(super) fn grant_aside(&mut self, aside: &'p Aside, of: TaskNumber, fields: Fields) {
        match &aside.kind {
            AsideKind::Extend { .. } => {
                let limit = self.case.step.limit;
                let usual = limit.unwrap_or(Limit { amount: 1, unit: more_unit(None) });
                let by = number(&fields).map_or(usual, |amount| more(limit, amount));
                self.acted_as(Visibility::Raiser, None, &aside.key, fields);
                let granted = extended(&self.case, (self.now, by), Some(of), false);
                let dates = self.view().dates(Some(granted));
                self.emit(EventBody::Redated {
                    reason: Name::known("extended"),
                    extension: Some(by),
                    of: Some(of),
                    due: dates.due,
                    step_due: dates.step_due,
                    tasks: dates.tasks,
                    moments: Some(dates.moments),
                });
                self.notify(Audience::Raisers, Message::Extended);
            }
            AsideKind::Suspend { max } => {
                self.acted_as(Visibility::Raiser, None, &aside.key, fields);
                let until = self.view().within(*max).due;
                self.emit(EventBody::Paused { until });
                self.notify(Audience::Raisers, Message::Suspended);
            }
            _ => {}
        }
    }

    fn merge(&mut self, aside: &Aside, fields: Fields) {
        let Some(other) = &self.facts.merging else { return };
        self.acted_as(Visibility::Internal, None, &aside.key, fields);
        self.emit(EventBody::Merged {
            raisers: other.raisers.clone(),
            without_account: other.without_account.clone(),
        });
        // None of the raisers is told of more widely than they were.
        if other.publicity < self.case.publicity {
            self.emit(EventBody::PublicityChanged { to: other.publicity });
        }
        self.notify(Audience::Raisers, Message::Merged);
    }

    /// Of several raisers one leaves and the case goes on; the only one ends it.
    fn withdraw(&mut self, aside: &Aside, to: &'p Name, fields: Fields) {
        let others = self.case.raisers.len() > 1;
        let leaving = self.view().withdraws(&self.actor).filter(|_| others);
        self.acted_as(Visibility::Raiser, None, &aside.key, fields);
        match leaving {
            Some(raiser) => self.emit(EventBody::RaiserLeft { raiser }),
            None => self.end(to),
        }
    }

    /// Those whom it is about learn what it is about: nothing else of the case is theirs to read.
    pub(super) fn tell_subject(&mut self, fields: Fields) {
        self.acted_as(Visibility::Internal, None, &Own::TellSubject.name(), fields);
        let people = self.case.recused.iter().filter(|one| matches!(one, Holder::Person(_)));
        for person in people.cloned().collect::<Vec<_>>() {
            self.notify(Audience::Holder(person), Message::Summary);
        }
    }

    pub(super) fn set_publicity(&mut self, fields: Fields) {
        if let Some(to) = wanted_publicity(&fields) {
            self.acted_as(Visibility::Raiser, None, &Own::SetPublicity.name(), fields);
            self.emit(EventBody::PublicityChanged { to });
        }
    }
}

/// The publicity that was asked for.
pub(super) fn wanted_publicity(fields: &Fields) -> Option<Publicity> {
    match fields.get(OwnField::Publicity.as_str()) {
        Some(Value::Choice(name)) => {
            Publicity::WORDS.iter().find(|(word, _)| *name == *word).map(|(_, to)| *to)
        }
        _ => None,
    }
}
