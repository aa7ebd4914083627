//! One decision in the making: events are made and folded one by one, so that the state that
//! rules look at is always the state that the history gives.

use std::collections::BTreeSet;

use linli_kernel::{Deadline, Moment};

use super::{
    Actor, Audience, Case, CloseReason, Decision, Effect, Event, EventBody, Facts, Holder, Message,
    Task, TaskKind, TaskNumber, Visibility,
    apply::apply_to,
    clock::{Clock, remind_at},
    view::View,
};
use crate::model::{Name, Playbook, Process, Step, StoryEvent, Told};

pub(super) struct Work<'p> {
    pub(super) playbook: &'p Playbook,
    pub(super) process: &'p Process,
    pub(super) facts: &'p Facts,
    pub(super) case: Case,
    pub(super) actor: Actor,
    pub(super) now: Moment,
    /// Who asked for what a second person agrees to now.
    pub(super) asked_by: Option<Actor>,
    /// The moment that a clock asked for, while its consequences are worked out.
    pub(super) due_at: Option<Moment>,
    pub(super) events: Vec<Event>,
    effects: Vec<Effect>,
    told: BTreeSet<Effect>,
}

/// A task to be opened.
pub(super) struct Demand {
    pub(super) kind: TaskKind,
    pub(super) holder: Holder,
    pub(super) clock: Clock,
    pub(super) remind: Option<u8>,
    pub(super) answer_by: Option<Deadline>,
}

impl Demand {
    pub(super) fn new(kind: TaskKind, holder: Holder, clock: Clock) -> Self {
        Self { kind, holder, clock, remind: None, answer_by: None }
    }

    pub(super) fn reminded(mut self, step: &Step) -> Self {
        self.remind = step.remind_percent;
        self
    }
}

impl<'p> Work<'p> {
    pub(super) fn new(
        (playbook, process): (&'p Playbook, &'p Process),
        facts: &'p Facts,
        case: Case,
        actor: Actor,
        now: Moment,
    ) -> Self {
        let (events, effects, told) = (Vec::new(), Vec::new(), BTreeSet::new());
        Self {
            playbook,
            process,
            facts,
            case,
            actor,
            now,
            asked_by: None,
            due_at: None,
            events,
            effects,
            told,
        }
    }

    pub(super) fn view(&self) -> View<'p, '_> {
        let Self { playbook, process, facts, case, now, .. } = self;
        View { playbook, process, facts, case, now: *now }
    }

    pub(super) fn step(&self) -> Option<&'p Step> {
        self.process.steps.get(&self.case.step.key)
    }

    pub(super) fn finish(self) -> Decision {
        Decision { case: self.case, events: self.events, effects: self.effects }
    }

    pub(super) fn emit(&mut self, body: EventBody) {
        let visibility = self.declared_sight(&body).unwrap_or_else(|| visibility(&body));
        self.emit_as(visibility, body);
    }

    pub(super) fn emit_as(&mut self, visibility: Visibility, body: EventBody) {
        let event = Event {
            number: self.case.last_event + 1,
            actor: self.actor.clone(),
            recorded_at: self.now,
            due_at: self.due_at,
            visibility,
            body,
        };
        apply_to(&mut self.case, &event);
        self.events.push(event);
    }

    pub(super) fn acted(&mut self, task: Option<TaskNumber>, action: &Name, fields: super::Fields) {
        let sight = self.sight(StoryEvent::Action, Visibility::Public);
        self.acted_as(sight, task, action, fields);
    }

    pub(super) fn acted_as(
        &mut self,
        visibility: Visibility,
        task: Option<TaskNumber>,
        action: &Name,
        fields: super::Fields,
    ) {
        let step = self.case.step.key.clone();
        self.emit_as(visibility, EventBody::Acted { task, step, action: action.clone(), fields });
    }

    /// Asks for a message, once per decision.
    pub(super) fn notify(&mut self, to: Audience, message: Message) {
        self.notify_in(to, message.name());
    }

    /// The same in words of the playbook.
    pub(super) fn notify_in(&mut self, to: Audience, message: Name) {
        self.effect(Effect::Notify { to, message });
    }

    pub(super) fn notify_task(&mut self, task: TaskNumber, message: Message) {
        if let Some(task) = self.case.tasks.get(&task) {
            let holder = task.holder.clone();
            self.notify(Audience::Holder(holder), message);
        }
    }

    /// Whether this decision tells the raisers anything yet.
    pub(super) fn tells_raisers(&self) -> bool {
        let tells = |e: &Effect| matches!(e, Effect::Notify { to: Audience::Raisers, .. });
        self.effects.iter().any(tells)
    }

    pub(super) fn effect(&mut self, effect: Effect) {
        if self.told.insert(effect.clone()) {
            self.effects.push(effect);
        }
    }

    pub(super) fn open_task(&mut self, demand: Demand) -> TaskNumber {
        let Demand { kind, holder, clock, remind, answer_by } = demand;
        let number = self.case.next_task;
        // Whoever just claimed need not be told of it.
        let told = kind != TaskKind::Invitation { claimed: true };
        let message = asking(&kind);
        let task = Task {
            number,
            kind,
            step: self.case.step.key.clone(),
            holder: holder.clone(),
            opened_at: self.now,
            due: clock.due,
            limit: clock.limit,
            version: 1,
            asked_at: answer_by.map(|_| self.now),
            answer_by,
            remind_at: remind_at(&self.facts.calendar, self.now, clock, remind),
            late: false,
        };
        self.emit(EventBody::TaskOpened { task: Box::new(task) });
        if !told {
            return number;
        }
        let words = self.step().and_then(|step| self.words_for(step, &Told::Holders));
        let usual = matches!(message, Message::Task | Message::Invited);
        let words = words.filter(|_| usual).cloned();
        self.notify_in(Audience::Holder(holder), words.unwrap_or_else(|| message.name()));
        number
    }

    pub(super) fn close_task(&mut self, task: TaskNumber, reason: CloseReason) {
        if matches!(reason, CloseReason::Released | CloseReason::Replaced) {
            self.notify_task(task, Message::Released);
        }
        // What ends before its time was no answer's to wait for any more.
        let unanswered = self.case.tasks.get(&task).is_some_and(|task| {
            task.kind == TaskKind::Reply && reason != CloseReason::Done && task.due.at <= self.now
        });
        if unanswered {
            // Whoever reads that somebody was instructed reads that nothing was answered in time.
            let body = EventBody::TaskClosed { task, reason: CloseReason::Unanswered };
            self.emit_as(self.sight(StoryEvent::Instructed, Visibility::Public), body);
        } else {
            self.emit(EventBody::TaskClosed { task, reason });
        }
    }

    /// Closes every open task.
    pub(super) fn close_all(&mut self, reason: CloseReason) {
        let open: Vec<TaskNumber> = self.case.tasks.keys().copied().collect();
        for task in open {
            self.close_task(task, reason);
        }
    }

    /// A task's actions or fields changed.
    pub(super) fn change_task(&mut self, number: TaskNumber, with: impl FnOnce(&mut Task)) {
        if let Some(task) = self.case.tasks.get(&number) {
            let mut task = Box::new(task.clone());
            task.version += 1;
            with(&mut task);
            self.emit(EventBody::TaskChanged { task });
        }
    }

    /// The clock of whatever ends with the step.
    pub(super) fn step_clock(&self) -> Clock {
        Clock { due: self.case.step.due, limit: self.case.step.limit }
    }
}

fn asking(kind: &TaskKind) -> Message {
    match kind {
        TaskKind::Act
        | TaskKind::Assign
        | TaskKind::Lead { .. }
        | TaskKind::Assist { .. }
        | TaskKind::Revisit { .. } => Message::Task,
        TaskKind::Invitation { .. } => Message::Invited,
        TaskKind::Supervise => Message::Supervising,
        TaskKind::Review { .. } => Message::Objection,
        TaskKind::Rate { .. } => Message::PleaseRate,
        TaskKind::Answer => Message::Question,
        TaskKind::Approve { .. } => Message::ApprovalAsked,
        TaskKind::Reply => Message::Instructed,
        TaskKind::ReviewRefusal => Message::ReviewAsked,
    }
}

/// Who may read an event where its maker does not say otherwise. Lateness is public: who waits
/// shall see that the program knows.
fn visibility(body: &EventBody) -> Visibility {
    match body {
        EventBody::TaskOpened { .. }
        | EventBody::TaskClosed { .. }
        | EventBody::TaskChanged { .. }
        | EventBody::Overruled { .. }
        | EventBody::OfferDeclined { .. }
        | EventBody::ClaimsLapsed
        | EventBody::Reminded { .. }
        | EventBody::Late { .. }
        | EventBody::Exhausted { .. }
        | EventBody::Merged { .. }
        | EventBody::RaiserLeft { .. }
        | EventBody::Told { .. }
        | EventBody::TakenUp { .. }
        | EventBody::MediationAsked
        | EventBody::ProgressTold
        | EventBody::Hidden { .. }
        | EventBody::Shown
        | EventBody::Moved { .. } => Visibility::Internal,
        EventBody::Rated { .. }
        | EventBody::PublicityChanged { .. }
        | EventBody::Urged
        | EventBody::Supplemented { .. } => Visibility::Raiser,
        _ => Visibility::Public,
    }
}
