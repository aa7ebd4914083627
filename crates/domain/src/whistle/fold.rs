//! Whistles, read from a case's history: who called whom, how each answered and worked, what came of
//! it and how both sides were assessed.

use std::mem;

use linli_playbook::{
    Name, Playbook,
    engine::{
        Actor, Case, CloseReason, Event, EventBody, Fields, Holder, Own, Rating, Task, TaskKind,
        TaskNumber, Value, apply, outcome,
    },
    model::{FieldKind, Form, Outcome, WhistlePart},
};

use super::{Assessment, Objection, Part, Party, ReportedAs, Whistle};

/// Whether a case was ever whistled for, or is: by what its state says, so that nobody has to read
/// the history of those that never were.
#[must_use]
pub fn is_blown(playbook: &Playbook, case: &Case) -> bool {
    let Some(process) = playbook.process(&case.process) else { return false };
    let blown = |step: &Name| process.whistle_part(step).is_some_and(WhistlePart::blows);
    case.entered.keys().any(blown)
}

/// The whistles of a case, in order, from its whole history.
#[must_use]
pub fn whistles<'e>(
    playbook: &Playbook,
    events: impl IntoIterator<Item = &'e Event>,
) -> Vec<Whistle> {
    let mut fold = Fold {
        playbook,
        found: Vec::new(),
        moved: Move::default(),
        reports: Vec::new(),
        approved: None,
        full: None,
        asking: None,
    };
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

/// What moves a case into its next step. Nobody's where a rating, a claim or a rule of the playbook
/// does.
#[derive(Clone, Debug, Default)]
struct Move {
    /// The post or organisation that chose it, or whose time was over.
    by: Option<Holder>,
    /// The event with the form that was filled in for that step.
    slip: Option<u32>,
    /// Whether somebody's time was over.
    by_clock: bool,
}

struct Fold<'p> {
    playbook: &'p Playbook,
    found: Vec<Whistle>,
    /// What happened last that may move the case; the step that is entered takes it.
    moved: Move,
    /// What the leads of the step reported, in order.
    reports: Vec<(Name, Move)>,
    /// The task about which a second person agreed, and who asked: what follows on it is theirs.
    approved: Option<(TaskNumber, Actor)>,
    /// The step that could not be entered again because its bound was used up.
    full: Option<Name>,
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
            EventBody::Claimed { .. } | EventBody::OfferDeclined { .. } => {
                self.moved = Move::default();
            }
            EventBody::StepLate { .. } => {
                self.moved = time_over(before);
                if self.asking.is_some()
                    && let Some(open) = self.open()
                {
                    open.late = true;
                }
            }
            EventBody::Exhausted { step } => drop(self.full.get_or_insert_with(|| step.clone())),
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
        let part = process.and_then(|process| process.whistle_part(step));
        let at = event.recorded_at;
        let moved = self.taken(step);
        self.asking = part.filter(|part| part.blows() || !self.found.is_empty());
        match part {
            Some(part) if part.blows() => {
                if let Some(open) = self.open() {
                    open.ended = Some(at);
                }
                self.found.push(Whistle {
                    event: event.number,
                    step: step.clone(),
                    level: level.clone(),
                    at,
                    by: moved.by,
                    by_clock: moved.by_clock,
                    slip: moved.slip,
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

    /// What moved the case into this step. Whoever chose another one, whose bound is used up, filled
    /// in nothing for this.
    fn taken(&mut self, step: &Name) -> Move {
        self.reports.clear();
        let moved = mem::take(&mut self.moved);
        let instead = self.full.take().is_some_and(|full| full != *step);
        if instead && !moved.by_clock { Move::default() } else { moved }
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
        let process = self.playbook.process(&before.process);
        let outcomes = process.and_then(|process| process.steps.get(step)).map(|s| &s.outcomes);
        let outcomes = outcomes.map(Vec::as_slice).unwrap_or_default();
        let chosen = outcomes.iter().find(|outcome| outcome.key == *action);
        let who = self.who(event, task.map(|task| task.number));
        let acting = acting(&who);
        self.moved = moved(event, task, chosen, acting);
        let Some(task) = task else { return };
        self.party_acted(event, task, action);
        if let (TaskKind::Lead { .. }, Some(_)) = (&task.kind, chosen) {
            self.reports.push((action.clone(), self.moved.clone()));
            // As the engine has it: by the first outcome that is not "done", if there is one.
            let said = |key: &Name| self.reports.iter().find(|(reported, _)| reported == key);
            let others = outcomes.iter().filter(|outcome| outcome.key != *outcome::DONE);
            if let Some((_, other)) = others.map(|outcome| &outcome.key).find_map(said) {
                self.moved = other.clone();
            }
        }
        if let TaskKind::Approve { of, asked_by, .. } = &task.kind {
            let agreed = *action == Own::Approve.as_str();
            self.approved = agreed.then(|| (*of, asked_by.clone()));
        }
        let form = chosen.filter(|_| works(&task.kind)).and_then(|chosen| chosen.form.as_ref());
        let form = form.and_then(|form| self.playbook.forms.get(form));
        if let (Some(form), Some(last)) = (form, self.found.last_mut()) {
            last.assessments.extend(assessments(form, fields, acting, event));
        }
    }

    /// Who filled in what an event says: whoever asked, where a second person agreed to it.
    fn who(&mut self, event: &Event, task: Option<TaskNumber>) -> Actor {
        match self.approved.take() {
            Some((of, asked_by)) if task == Some(of) => asked_by,
            _ => event.actor.clone(),
        }
    }

    /// What a party or its reviewer did on a task.
    fn party_acted(&mut self, event: &Event, task: &Task, action: &Name) {
        let at = event.recorded_at;
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

fn acting(actor: &Actor) -> Option<&Holder> {
    match actor {
        Actor::Person { acting, .. } => acting.as_ref(),
        Actor::System | Actor::Operator => None,
    }
}

/// Whether a task is the work on the case, from which it is moved on.
fn works(kind: &TaskKind) -> bool {
    matches!(kind, TaskKind::Act | TaskKind::Assign | TaskKind::Lead { .. })
}

/// Whether a holder can blow a whistle: a resident who helps calls nobody.
fn blows(holder: &&Holder) -> bool {
    !matches!(holder, Holder::Person(_))
}

/// The move that somebody makes by acting: by choosing an outcome, on a task or, where a result is
/// told, beside them; by taking up again what was refused. What else is done moves nothing, or lets
/// the rules of a rating decide.
fn moved(
    event: &Event,
    task: Option<&Task>,
    chosen: Option<&Outcome>,
    acting: Option<&Holder>,
) -> Move {
    let by = match (task, chosen) {
        (Some(task), Some(_)) if works(&task.kind) => acting.or(Some(&task.holder)),
        (None, Some(_)) => acting,
        // Whoever decided, who need not be the post that was asked.
        (Some(task), None) if task.kind == TaskKind::ReviewRefusal => acting,
        _ => return Move::default(),
    };
    let slip = chosen.map(|_| event.number);
    Move { by: by.filter(blows).cloned(), slip, by_clock: false }
}

/// The move by the clock: it is of whoever had work to do. While raisers rate, a result is told or
/// an offer stands, nobody's time is over.
fn time_over(before: &Case) -> Move {
    let late = before.tasks.values().find(|task| works(&task.kind));
    let by = late.map(|task| &task.holder).filter(blows);
    Move { by: by.cloned(), slip: None, by_clock: late.is_some() }
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
