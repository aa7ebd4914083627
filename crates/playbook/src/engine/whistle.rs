//! Whistles 吹哨报到, read from a case's history: who called whom, how each answered and worked, what
//! came of it and how both sides were assessed.
//!
//! A whistle is nothing of its own in a case: it is one visit to a dispatch that the playbook marks
//! so, with the work that follows. Whatever lists or counts whistles keeps what this fold gives, so
//! it can be made again from the history at any time.

use linli_kernel::Moment;
use serde::{Deserialize, Serialize};

use super::{
    Actor, Case, CloseReason, Event, EventBody, Fields, Holder, Own, Rating, Task, TaskKind,
    TaskNumber, Value, apply,
};
use crate::model::{Assessed, FieldKind, Form, Name, Playbook, Process, StepKind, WhistlePart};

/// One whistle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whistle {
    /// The number of the event by which it was blown: its name in the case.
    pub event: u32,
    /// The step that was entered.
    pub step: Name,
    /// The level that answers for it.
    pub level: Name,
    /// When it was blown.
    pub at: Moment,
    /// The post that blew it, or whose time was over; `None` where it had no post.
    pub by: Option<Holder>,
    /// Whether it was blown because somebody's time was over.
    pub by_clock: bool,
    /// The event with the form that was filled in for it (吹哨单).
    pub slip: Option<u32>,
    /// Until when the step in which the case is has to be done, as long as it is open.
    pub due: Moment,
    /// Whether a step's time was over while it was open.
    pub late: bool,
    /// Everybody who was called, in order.
    pub parties: Vec<Party>,
    /// When the result was fed back, unless work went on since.
    pub fed_back: Option<Moment>,
    /// Since when nothing has to be done for it: fed back, or the case ended or was whistled for
    /// again.
    pub ended: Option<Moment>,
    /// How both sides were assessed, in order.
    pub assessments: Vec<Assessment>,
    /// What raisers and representatives said of the result.
    pub ratings: Vec<Rating>,
}

/// The part that a party has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// 主办.
    Lead,
    /// 协办.
    Assist,
    /// 督导: watches and remarks, is not asked to answer.
    Supervise,
}

/// One party of a whistle: one demand on one body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Its task in the case.
    pub task: TaskNumber,
    /// Who.
    pub holder: Holder,
    /// Its part.
    pub part: Part,
    /// The step that asked it.
    pub step: Name,
    /// What that step is of the whistle.
    pub phase: WhistlePart,
    /// When it was asked.
    pub asked: Moment,
    /// Until when it had to accept or object; `None` where it is not asked to.
    pub answer_by: Option<Moment>,
    /// When it answered by its own word: accepted, objected or reported.
    pub answered: Option<Moment>,
    /// Whether its silence counts as accepted.
    pub silent: bool,
    /// Its objections, in order.
    pub objections: Vec<Objection>,
    /// Until when it has to be done.
    pub due: Moment,
    /// Whether it was found late.
    pub late: bool,
    /// What it reported, with the event, when it did.
    pub reported: Option<ReportedAs>,
    /// When and why its task was closed.
    pub closed: Option<(Moment, CloseReason)>,
}

/// What a party reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedAs {
    /// The outcome, or the engine's `done`.
    pub action: Name,
    /// The event.
    pub event: u32,
}

/// A party's objection, with its review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// When.
    pub at: Moment,
    /// The event with its ground.
    pub event: u32,
    /// When it was decided, whether it was upheld, and by which event; `None`: not yet.
    pub decided: Option<(Moment, bool, u32)>,
}

/// How one side was assessed: a choice of a field that the playbook marks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// Which side.
    pub of: Assessed,
    /// The form.
    pub form: Name,
    /// The field.
    pub field: Name,
    /// What was chosen.
    pub choice: Name,
    /// Whether that is the best choice.
    pub best: bool,
    /// Acting as whom.
    pub by: Option<Holder>,
    /// When.
    pub at: Moment,
    /// The event.
    pub event: u32,
}

/// How far a party is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartyState {
    /// It has not answered yet.
    Asked,
    /// Its objection waits for review.
    Objecting,
    /// It works.
    Working,
    /// It watches.
    Watching,
    /// It has done its part.
    Done,
    /// The lead was finished before.
    Released,
    /// Another took its place.
    Replaced,
    /// The case went on without it.
    Passed,
}

impl Party {
    /// How far it is.
    #[must_use]
    pub fn state(&self) -> PartyState {
        match self.closed {
            Some((_, CloseReason::Done)) => PartyState::Done,
            Some((_, CloseReason::Released)) => PartyState::Released,
            Some((_, CloseReason::Replaced)) => PartyState::Replaced,
            Some((_, CloseReason::Superseded | CloseReason::Expired | CloseReason::Unanswered)) => {
                PartyState::Passed
            }
            None if self.part == Part::Supervise => PartyState::Watching,
            None if self.objections.last().is_some_and(|last| last.decided.is_none()) => {
                PartyState::Objecting
            }
            None if self.answer_by.is_some() && self.answered.is_none() && !self.silent => {
                PartyState::Asked
            }
            None => PartyState::Working,
        }
    }

    /// When it was done.
    #[must_use]
    pub fn done(&self) -> Option<Moment> {
        self.closed.filter(|(_, reason)| *reason == CloseReason::Done).map(|(at, _)| at)
    }

    /// Whether it is or was late at a moment: in answering, or in its work.
    #[must_use]
    pub fn is_late(&self, now: Moment) -> bool {
        let until = self.closed.map_or(now, |(at, _)| at);
        let answered_late = self.answer_by.is_some_and(|by| self.answered.unwrap_or(until) > by);
        self.part != Part::Supervise
            && (self.late || self.silent || answered_late || until > self.due)
    }
}

impl Whistle {
    /// Whether somebody still has something to do for it.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.ended.is_none()
    }

    /// Whether an objection of a party was upheld: the wrong one was called.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        let objections = self.parties.iter().flat_map(|party| &party.objections);
        objections.filter_map(|objection| objection.decided).any(|(_, upheld, _)| upheld)
    }

    /// The next clock that runs: the earliest answer that is awaited, or the step's.
    #[must_use]
    pub fn next_due(&self) -> Moment {
        let asked = self.parties.iter().filter(|party| party.state() == PartyState::Asked);
        let answers = asked.filter_map(|party| party.answer_by);
        answers.chain([self.due]).min().unwrap_or(self.due)
    }

    /// Whether it is late at a moment, or was when it ended.
    #[must_use]
    pub fn is_late(&self, now: Moment) -> bool {
        self.late || (self.is_open() && self.due < now)
    }
}

fn part_of(process: &Process, step: &Name) -> Option<WhistlePart> {
    match &process.steps.get(step)?.kind {
        StepKind::Dispatch(dispatch) => dispatch.whistle,
        _ => None,
    }
}

/// Whether a playbook has whistles at all.
#[must_use]
pub fn has_whistles(playbook: &Playbook) -> bool {
    let steps = playbook
        .processes
        .values()
        .flat_map(|process| process.steps.keys().filter_map(|step| part_of(process, step)));
    steps.into_iter().any(WhistlePart::blows)
}

/// Whether a case of the process was ever whistled for, or is: by what its state says, so that
/// nobody has to read the history of those that never were.
#[must_use]
pub fn blows(playbook: &Playbook, case: &Case) -> bool {
    let Some(process) = playbook.process(&case.process) else { return false };
    let blown = |step: &Name| part_of(process, step).is_some_and(WhistlePart::blows);
    case.entered.keys().any(blown)
}

/// The whistles of a case, in order, from its whole history.
#[must_use]
pub fn whistles<'e>(
    playbook: &Playbook,
    events: impl IntoIterator<Item = &'e Event>,
) -> Vec<Whistle> {
    let mut fold = Fold { playbook, found: Vec::new(), moved: None, asking: None };
    let mut case: Option<Case> = None;
    for event in events {
        if let Some(before) = &case {
            fold.event(before, event);
        }
        case = apply(case, event);
        if let Some(after) = &case {
            fold.follow(after);
        }
    }
    fold.found
}

/// What moved the case last: who acted as what, and the event; `None` for the clock.
type Moved = (Option<Holder>, Option<u32>);

struct Fold<'p> {
    playbook: &'p Playbook,
    found: Vec<Whistle>,
    moved: Option<Moved>,
    /// What the step in which the case is, is of the latest whistle.
    asking: Option<WhistlePart>,
}

impl Fold<'_> {
    fn event(&mut self, before: &Case, event: &Event) {
        match &event.body {
            EventBody::Acted { task, step, action, fields } => {
                let task = task.and_then(|number| before.tasks.get(&number));
                self.acted(before, event, task, (step, action, fields));
            }
            EventBody::StepLate { .. } => {
                let held = before.tasks.values().find(|task| task.kind == TaskKind::Act);
                let holder = held.map(|task| task.holder.clone());
                self.moved = Some((holder.or_else(|| before.last_holder.clone()), None));
                if self.asking.is_some()
                    && let Some(open) = self.open()
                {
                    open.late = true;
                }
            }
            EventBody::Entered { step, level, .. } => self.entered(before, event, step, level),
            EventBody::TaskOpened { task } => self.asked(event, task),
            EventBody::Accepted { task } => self.accepted(event, *task),
            EventBody::TaskClosed { task, reason } => {
                if let Some(party) = self.party(*task) {
                    party.closed = Some((event.recorded_at, *reason));
                    if *reason == CloseReason::Done {
                        party.answered.get_or_insert(event.recorded_at);
                    }
                }
            }
            EventBody::Published { .. } => {
                let at = event.recorded_at;
                if let Some(open) = self.open() {
                    open.fed_back = Some(at);
                    open.ended = Some(at);
                }
            }
            EventBody::Ended { .. } => {
                if let Some(open) = self.open() {
                    open.ended = Some(event.recorded_at);
                }
            }
            EventBody::Rated { representative, points, by_staff, .. } => {
                let (representative, points, by_staff) = (*representative, *points, *by_staff);
                let (entry, at) = (before.step.entry, event.recorded_at);
                if let Some(last) = self.found.last_mut() {
                    last.ratings.push(Rating { entry, representative, points, by_staff, at });
                }
            }
            _ => {}
        }
    }

    fn open(&mut self) -> Option<&mut Whistle> {
        self.found.last_mut().filter(|last| last.is_open())
    }

    fn party(&mut self, task: TaskNumber) -> Option<&mut Party> {
        self.found.last_mut()?.parties.iter_mut().find(|party| party.task == task)
    }

    fn entered(&mut self, before: &Case, event: &Event, step: &Name, level: &Name) {
        let process = self.playbook.process(&before.process);
        let part = process.and_then(|process| part_of(process, step));
        let at = event.recorded_at;
        self.asking = part.filter(|part| part.blows() || !self.found.is_empty());
        match part {
            Some(part) if part.blows() => {
                if let Some(open) = self.open() {
                    open.ended = Some(at);
                }
                let moved = self.moved.clone();
                let by_clock = moved.as_ref().is_some_and(|(_, slip)| slip.is_none());
                let (by, slip) = moved.unwrap_or_default();
                self.found.push(Whistle {
                    event: event.number,
                    step: step.clone(),
                    level: level.clone(),
                    at,
                    by,
                    by_clock,
                    slip,
                    due: at,
                    late: false,
                    parties: Vec::new(),
                    fed_back: None,
                    ended: None,
                    assessments: Vec::new(),
                    ratings: Vec::new(),
                });
            }
            Some(_) => {
                if let Some(last) = self.found.last_mut() {
                    last.fed_back = None;
                    last.ended = None;
                }
            }
            None => {}
        }
    }

    fn asked(&mut self, event: &Event, task: &Task) {
        let part = match task.kind {
            TaskKind::Lead { .. } => Part::Lead,
            TaskKind::Assist { .. } => Part::Assist,
            TaskKind::Supervise => Part::Supervise,
            _ => return,
        };
        let Some(phase) = self.asking else { return };
        let Some(open) = self.open() else { return };
        open.parties.push(Party {
            task: task.number,
            holder: task.holder.clone(),
            part,
            step: task.step.clone(),
            phase,
            asked: event.recorded_at,
            answer_by: task.answer_by.map(|by| by.at),
            answered: None,
            silent: false,
            objections: Vec::new(),
            due: task.due.at,
            late: task.late,
            reported: None,
            closed: None,
        });
    }

    fn accepted(&mut self, event: &Event, task: TaskNumber) {
        let silent = matches!(event.actor, Actor::System);
        let at = event.recorded_at;
        if let Some(party) = self.party(task) {
            match silent {
                true => party.silent = party.answered.is_none(),
                false => drop(party.answered.get_or_insert(at)),
            }
        }
    }

    fn acted(
        &mut self,
        before: &Case,
        event: &Event,
        task: Option<&Task>,
        (step, action, fields): (&Name, &Name, &Fields),
    ) {
        let at = event.recorded_at;
        let acting = match &event.actor {
            Actor::Person { acting, .. } => acting.clone(),
            Actor::System | Actor::Operator => None,
        };
        let Some(task) = task else { return };
        match &task.kind {
            TaskKind::Lead { .. } | TaskKind::Assist { .. } if *action == Own::Object.as_str() => {
                if let Some(party) = self.party(task.number) {
                    party.answered.get_or_insert(at);
                    party.objections.push(Objection { at, event: event.number, decided: None });
                }
            }
            TaskKind::Review { of } => {
                let upheld = *action == Own::Uphold.as_str();
                let last = self.party(*of).and_then(|party| party.objections.last_mut());
                if let Some(objection) = last.filter(|last| last.decided.is_none()) {
                    objection.decided = Some((at, upheld, event.number));
                }
            }
            TaskKind::Lead { .. } | TaskKind::Assist { .. } if *action != Own::Remark.as_str() => {
                if let Some(party) = self.party(task.number) {
                    party.reported =
                        Some(ReportedAs { action: action.clone(), event: event.number });
                }
            }
            _ => {}
        }
        if matches!(task.kind, TaskKind::Act | TaskKind::Assign | TaskKind::Lead { .. }) {
            let holder = acting.clone().or_else(|| Some(task.holder.clone()));
            self.moved = Some((holder, Some(event.number)));
            let form = form_of(self.playbook, &before.process, step, action);
            if let (Some(form), Some(last)) = (form, self.found.last_mut()) {
                last.assessments.extend(assessments(form, fields, acting.as_ref(), event));
            }
        }
    }

    /// The clocks as they are after an event: paused, extended, gone up or computed anew.
    fn follow(&mut self, after: &Case) {
        let Some(open) = self.open() else { return };
        open.due = after.step.due.at;
        for party in open.parties.iter_mut().filter(|party| party.closed.is_none()) {
            if let Some(task) = after.tasks.get(&party.task) {
                party.due = task.due.at;
                party.late = task.late;
                party.answer_by = task.answer_by.map(|by| by.at).or(party.answer_by);
            }
        }
    }
}

fn form_of<'p>(
    playbook: &'p Playbook,
    process: &Name,
    step: &Name,
    action: &Name,
) -> Option<&'p Form> {
    let step = playbook.process(process)?.steps.get(step)?;
    let outcome = step.outcomes.iter().find(|outcome| outcome.key == *action)?;
    playbook.forms.get(outcome.form.as_ref()?)
}

fn assessments<'f>(
    form: &'f Form,
    fields: &'f Fields,
    by: Option<&'f Holder>,
    event: &'f Event,
) -> impl Iterator<Item = Assessment> + 'f {
    form.fields.iter().filter_map(move |field| {
        let FieldKind::Choice(choices) = &field.kind else { return None };
        let Some(Value::Choice(choice)) = fields.get(&field.key) else { return None };
        Some(Assessment {
            of: field.assesses?,
            form: form.key.clone(),
            field: field.key.clone(),
            choice: choice.clone(),
            best: choices.first().is_some_and(|(best, _)| best == choice),
            by: by.cloned(),
            at: event.recorded_at,
            event: event.number,
        })
    })
}
