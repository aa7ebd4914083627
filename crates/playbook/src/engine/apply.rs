//! Folding events into the state. The only place that changes a case; needs nothing but the
//! events, so that a history can be checked without its playbook.

use std::collections::{BTreeMap, BTreeSet};

use linli_kernel::{Deadline, Limit, Moment};

use super::{
    Adjustment, Case, Claim, CloseReason, Event, EventBody, Fields, Holder, OpenStep, Opening, Own,
    Pause, Rating, Review, Status, Task, TaskKind, TaskMoments, TaskNumber, Value,
};
use crate::model::{Name, Publicity};

/// The case after an event; `None` only where a history does not begin with its opening.
#[must_use]
pub fn apply(case: Option<Case>, event: &Event) -> Option<Case> {
    match (&event.body, case) {
        (EventBody::Opened { opening, playbook, publicity, due }, None) => {
            let mut case = opened(opening, playbook, *publicity, *due, event.recorded_at);
            if case.found_by.is_some() {
                case.handled_by.extend(event.actor.person());
            }
            Some(case)
        }
        (_, Some(mut case)) => {
            apply_to(&mut case, event);
            Some(case)
        }
        (_, None) => None,
    }
}

/// The case after a whole history.
#[must_use]
pub fn fold<'e>(events: impl IntoIterator<Item = &'e Event>) -> Option<Case> {
    events.into_iter().fold(None, apply)
}

fn opened(
    opening: &Opening,
    playbook: &(Name, u32),
    publicity: Publicity,
    due: Deadline,
    at: Moment,
) -> Case {
    Case {
        playbook: playbook.clone(),
        process: opening.process.clone(),
        opens: opening.opens.clone(),
        channel: opening.channel.clone(),
        class: opening.class.clone(),
        publicity,
        hidden: None,
        urgency: opening.urgency.clone(),
        place: opening.place,
        raisers: opening.raiser.into_iter().collect(),
        opened_for: opening.raiser,
        without_account: opening
            .raiser
            .filter(|_| !opening.raiser_has_account)
            .into_iter()
            .collect(),
        found_by: opening.found_by.clone(),
        recused: opening.recused.clone(),
        external: opening.external.clone(),
        status: Status::Open,
        // Both stand until the first step is entered, in the same decision.
        level: opening.process.clone(),
        levels: BTreeSet::new(),
        step: before_the_first(&opening.process, due, at),
        tasks: BTreeMap::new(),
        next_task: TaskNumber(1),
        entered: BTreeMap::new(),
        due,
        opened_at: at,
        answered_at: None,
        late: false,
        paused: None,
        adjustments: Vec::new(),
        visits: BTreeMap::new(),
        extended: BTreeMap::new(),
        last_holder: None,
        former_holders: BTreeSet::new(),
        handled_by: BTreeSet::new(),
        told_by: Vec::new(),
        claims: BTreeMap::new(),
        reviews: Vec::new(),
        lifted: None,
        ratings: Vec::new(),
        final_end: false,
        urged_at: None,
        progress_told: None,
        values: BTreeMap::new(),
        last_event: 1,
    }
}

fn before_the_first(process: &Name, due: Deadline, at: Moment) -> OpenStep {
    OpenStep {
        key: process.clone(),
        entry: 0,
        entered_at: at,
        clock_from: at,
        due,
        limit: None,
        late_handled: false,
        supervised: 0,
        dispatching: None,
        ratings: Vec::new(),
    }
}

pub(super) fn apply_to(case: &mut Case, event: &Event) {
    case.last_event = event.number;
    match &event.body {
        EventBody::Opened { .. }
        | EventBody::Exhausted { .. }
        | EventBody::OfferDeclined { .. }
        | EventBody::Supplemented { .. } => {}
        EventBody::Published { .. } => {
            case.answered_at.get_or_insert(event.recorded_at);
        }
        EventBody::TaskOpened { task } => task_opened(case, task),
        EventBody::TaskClosed { task, reason } => task_closed(case, *task, *reason),
        EventBody::TaskChanged { task } => {
            case.tasks.insert(task.number, (**task).clone());
        }
        EventBody::Accepted { task } => accepted(case, *task),
        EventBody::Overruled { party, .. } => {
            case.step.dispatching.get_or_insert_default().overruled.insert(*party);
        }
        EventBody::Claimed { by, alone, fields, .. } => claimed(case, (by, *alone), fields),
        EventBody::ClaimWithdrawn { by, .. } => {
            if let Some(claims) = case.claims.get_mut(&case.step.key) {
                claims.retain(|claim| claim.by != *by);
            }
        }
        EventBody::ClaimsLapsed => drop(case.claims.remove(&case.step.key)),
        EventBody::Reminded { task } => change(case, *task, |task| task.remind_at = None),
        EventBody::Late { task } => change(case, *task, |task| task.late = true),
        EventBody::Rated { representative, points, by_staff, .. } => {
            let (representative, points, by_staff) = (*representative, *points, *by_staff);
            let entry = case.step.entry;
            let at = event.recorded_at;
            let rating = Rating { entry, representative, points, by_staff, at };
            case.step.ratings.push(rating);
            case.ratings.push(rating);
        }
        EventBody::PublicityChanged { to } => case.publicity = *to,
        EventBody::Hidden { reason } => case.hidden = Some(reason.clone()),
        EventBody::Shown => case.hidden = None,
        EventBody::Merged { raisers, without_account } => {
            let fresh = raisers.iter().filter(|raiser| !case.raisers.contains(raiser));
            let fresh: Vec<_> = fresh.copied().collect();
            case.raisers.extend(fresh);
            case.without_account.extend(without_account.iter().copied());
        }
        EventBody::RaiserLeft { raiser } => {
            // Rows from before it was kept: whoever leaves takes nobody's place with them.
            case.opened_for = case.opened_for.or_else(|| case.first_raiser());
            case.raisers.retain(|other| other != raiser);
            case.without_account.remove(raiser);
        }
        EventBody::Urged => case.urged_at = Some(event.recorded_at),
        EventBody::ProgressTold => case.progress_told = Some(case.step.key.clone()),
        EventBody::Moved { version } => case.playbook.1 = *version,
        EventBody::Acted { task: Some(task), action, fields, .. } => {
            acted(case, event, (*task, action), fields);
        }
        body => apply_course(case, event, body),
    }
}

/// The events that move a case or its clocks.
fn apply_course(case: &mut Case, event: &Event, body: &EventBody) {
    match body {
        EventBody::Entered { step, level, due, limit } => {
            took_on(case);
            leave(case, event.recorded_at);
            *case.entered.entry(step.clone()).or_default() += 1;
            let entry = case.step.entry + 1;
            case.level = level.clone();
            case.levels.insert(level.clone());
            case.step = OpenStep {
                entry,
                limit: *limit,
                ..before_the_first(step, *due, event.recorded_at)
            };
        }
        EventBody::StepLate { .. } => case.step.late_handled = true,
        EventBody::OverallLate => case.late = true,
        EventBody::Escalated { to, due, limit, .. } => {
            case.level = to.clone();
            case.levels.insert(to.clone());
            case.step.due = *due;
            case.step.limit = *limit;
            case.step.clock_from = event.recorded_at;
            case.step.late_handled = false;
        }
        EventBody::Instructed { due } => {
            case.step.supervised += 1;
            case.step.due = *due;
            case.step.clock_from = event.recorded_at;
            case.step.late_handled = false;
        }
        EventBody::Paused { until } => {
            case.paused = Some(Pause { since: event.recorded_at, until: *until });
        }
        EventBody::Resumed { due, step_due, tasks, moments } => {
            if let Some(pause) = case.paused.take() {
                let to = event.due_at.unwrap_or(event.recorded_at);
                case.adjustments.push(Adjustment::Paused { from: pause.since, to });
            }
            redate(case, (*due, *step_due), tasks, moments.as_deref());
        }
        EventBody::Redated { extension, of, due, step_due, tasks, moments, .. } => {
            if let Some(by) = extension {
                let whole = step_due.at > case.step.due.at;
                let granted = extended(case, (event.recorded_at, *by), *of, whole);
                case.adjustments.push(granted);
                *case.extended.entry(case.step.key.clone()).or_default() += 1;
            }
            redate(case, (*due, *step_due), tasks, moments.as_deref());
        }
        EventBody::Ended { end } => {
            took_on(case);
            leave(case, event.recorded_at);
            case.paused = None;
            case.status = Status::Ended { end: end.clone(), at: event.recorded_at };
        }
        EventBody::Told { by } => case.told_by.clone_from(by),
        EventBody::TakenUp { due } => taken_up(case, event.recorded_at, *due),
        EventBody::Reopened | EventBody::MediationAsked => {
            case.status = Status::Open;
            case.told_by.clear();
            // What comes of the mediation is another decision, and has its own review.
            if event.body == EventBody::MediationAsked {
                case.final_end = false;
            }
        }
        _ => {}
    }
}

/// The time since the end was a pause. Whatever was late before stays so, unless that gave it time
/// again.
fn taken_up(case: &mut Case, at: Moment, due: Deadline) {
    if let Status::Ended { at: from, .. } = case.status {
        case.adjustments.push(Adjustment::Paused { from, to: at });
    }
    case.late = case.late && due.at <= at;
    case.due = due;
}

/// Notes when a step was left, once: an ended case has left its last step already.
fn leave(case: &mut Case, at: Moment) {
    let noted: usize = case.visits.values().map(Vec::len).sum();
    if u32::try_from(noted).is_ok_and(|noted| noted < case.step.entry) {
        let visit = (case.step.entered_at, at);
        case.visits.entry(case.step.key.clone()).or_default().push(visit);
    }
}

/// What a handler filled in becomes a value of the case; what a party says beside its work does
/// not.
fn acted(case: &mut Case, event: &Event, (number, action): (TaskNumber, &Name), fields: &Fields) {
    let Some(task) = case.tasks.get(&number) else { return };
    if !asks_only(&task.kind) {
        case.handled_by.extend(event.actor.person());
    }
    let aside = [Own::Object, Own::Remark].iter().any(|own| *action == own.as_str());
    match &task.kind {
        TaskKind::Act | TaskKind::Assign | TaskKind::Lead { .. } if !aside => {
            if matches!(task.kind, TaskKind::Lead { .. }) {
                let dispatching = case.step.dispatching.get_or_insert_default();
                dispatching.reported.insert(number, action.clone());
                dispatching.reported_by.push(event.actor.clone());
            }
            give(case, fields);
        }
        TaskKind::ReviewRefusal => {
            case.final_end = *action == Own::Deny.as_str();
            if !case.final_end {
                let chosen = case.values.iter();
                let chosen = chosen.filter(|(_, value)| matches!(value, Value::Choice(_)));
                case.lifted = Some(chosen.map(|(key, _)| key.clone()).collect());
            }
            case.reviews.push(Review { at: event.recorded_at, granted: !case.final_end });
        }
        _ => {}
    }
}

/// What is given now holds, whatever was lifted before.
fn give(case: &mut Case, fields: &Fields) {
    if let Some(lifted) = &mut case.lifted {
        lifted.retain(|key| !fields.contains_key(key));
    }
    case.values.extend(fields.iter().map(|(key, value)| (key.clone(), value.clone())));
}

fn claimed(case: &mut Case, (by, alone): (&Holder, bool), fields: &Fields) {
    let claim = Claim { by: by.clone() };
    case.claims.entry(case.step.key.clone()).or_default().push(claim);
    if alone {
        give(case, fields);
    }
}

/// Whoever's claim stands when the offer is left has a part in the case from then on, unless it is a
/// resident, who only helps.
fn took_on(case: &mut Case) {
    let claims = case.claims.get(&case.step.key).into_iter().flatten();
    let parties = claims.map(|claim| &claim.by).filter(|by| !matches!(by, Holder::Person(_)));
    case.former_holders.extend(parties.cloned());
}

fn change(case: &mut Case, number: TaskNumber, with: impl FnOnce(&mut Task)) {
    if let Some(task) = case.tasks.get_mut(&number) {
        with(task);
    }
}

/// Whether somebody is only asked, and handles nothing.
fn asks_only(kind: &TaskKind) -> bool {
    matches!(
        kind,
        TaskKind::Revisit { .. }
            | TaskKind::Rate { .. }
            | TaskKind::Answer
            | TaskKind::Invitation { .. }
    )
}

fn task_opened(case: &mut Case, task: &Task) {
    if !asks_only(&task.kind) {
        case.former_holders.insert(task.holder.clone());
    }
    if matches!(task.kind, TaskKind::Act | TaskKind::Assign | TaskKind::Lead { .. }) {
        case.answered_at = None;
    }
    case.next_task = TaskNumber(task.number.0 + 1);
    case.tasks.insert(task.number, task.clone());
}

fn task_closed(case: &mut Case, number: TaskNumber, reason: CloseReason) {
    let Some(task) = case.tasks.remove(&number) else { return };
    let handled =
        matches!(task.kind, TaskKind::Act | TaskKind::Assign | TaskKind::Lead { item: None, .. });
    // A neighbour who helped once is nobody to whom the case comes back.
    let answers = !matches!(task.holder, Holder::Person(_));
    if handled && answers && reason == CloseReason::Done {
        case.last_holder = Some(task.holder);
    }
}

fn accepted(case: &mut Case, number: TaskNumber) {
    change(case, number, |task| {
        if let TaskKind::Lead { accepted, .. } | TaskKind::Assist { accepted } = &mut task.kind {
            *accepted = true;
        }
        task.answer_by = None;
        task.version += 1;
    });
}

/// More time for whoever has the task `of`. Who holds the step alone holds its clock too; not one of
/// several leads, whose step is over with the last of them.
pub(super) fn extended(
    case: &Case,
    (at, by): (Moment, Limit),
    of: Option<TaskNumber>,
    whole: bool,
) -> Adjustment {
    let task = of.and_then(|of| case.tasks.get(&of));
    let is_row = |task: &Task| matches!(task.kind, TaskKind::Lead { item: Some(_), .. });
    let leads = |task: &&Task| matches!(task.kind, TaskKind::Lead { .. });
    let alone = task.filter(|task| {
        let others = case.tasks.values().filter(leads).any(|other| other.number != task.number);
        !is_row(task) && !others
    });
    let step = alone.map(|_| case.step.key.clone());
    Adjustment::Extended { at, entry: case.step.entry, by, of, step, whole: whole && of.is_some() }
}

fn redate(
    case: &mut Case,
    (due, step_due): (Deadline, Deadline),
    tasks: &[(TaskNumber, Deadline)],
    moments: Option<&[TaskMoments]>,
) {
    if due.at > case.due.at {
        case.late = false;
    }
    case.due = due;
    if step_due.at > case.step.due.at {
        case.step.late_handled = false;
    }
    case.step.due = step_due;
    for (number, due) in tasks {
        change(case, *number, |task| {
            if moments.is_none() {
                let shift = due.at.ms_since(task.due.at);
                task.remind_at = task.remind_at.map(|at| at.plus_ms(shift));
                if let Some(answer) = &mut task.answer_by {
                    answer.at = answer.at.plus_ms(shift);
                }
            }
            task.due = *due;
        });
    }
    for moved in moments.into_iter().flatten() {
        change(case, moved.task, |task| {
            task.remind_at = moved.remind_at;
            task.answer_by = moved.answer_by;
        });
    }
}
