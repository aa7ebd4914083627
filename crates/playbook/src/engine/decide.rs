//! Answering a command.

use linli_kernel::{Moment, PersonId};

use super::{
    Actor, Case, Command, Decision, EventBody, Facts, Holder, Own, OwnField, Refusal, Refusals,
    Relation, Status, Task, TaskKind, Value, Visibility,
    aside::wanted_publicity,
    choice::{Choice, Legal},
    claim::was_offered_to_residents,
    codes,
    fields::FieldCheck,
    hide::{self, in_office},
    own::MERGED_END,
    view::View,
    work::Work,
};
use crate::model::{AsideKind, Name, Playbook, Process, StepKind};

/// Answers a command: what happens, or why not.
///
/// # Errors
/// Everything that is in the way; see [`codes`].
pub fn decide(
    playbook: &Playbook,
    case: &Case,
    command: &Command,
    facts: &Facts,
    now: Moment,
) -> Result<Decision, Refusals> {
    let moving = command.action == *Own::Move.as_str() && command.actor == Actor::Operator;
    let same = case.playbook.0 == playbook.key && case.playbook.1 == playbook.version;
    let process = playbook.process(&case.process).filter(|_| same || moving);
    let process = process.ok_or(codes::PLAYBOOK_MISMATCH)?;
    let view = View { playbook, process, facts, case, now };
    let start = (playbook, process);
    let work = || Work::new(start, facts, case.clone(), command.actor.clone(), now);
    match &command.actor {
        _ if hide::is_meant(command) => hide::decide(&view, command, work),
        Actor::Person { .. } => {
            let (legal, task) = chosen(&view, command)?;
            check(&view, command, &legal.choice, task)?;
            let mut work = work();
            perform(&mut work, legal.choice, task, command);
            Ok(work.finish())
        }
        Actor::System | Actor::Operator => by_program(work(), playbook, process, &command.action),
    }
}

/// What the clock, another case or the operator does.
fn by_program<'p>(
    mut work: Work<'p>,
    playbook: &'p Playbook,
    process: &'p Process,
    action: &Name,
) -> Result<Decision, Refusals> {
    let own = Own::ALL.iter().copied().find(|own| *action == own.as_str());
    let open = work.case.status == Status::Open;
    let operator = work.actor == Actor::Operator;
    match own {
        Some(Own::Tick) => work.tick(),
        Some(Own::Redate) => redate(&mut work),
        Some(Own::ChildrenEnded) if open => {
            let step = work.step().filter(|step| matches!(step.kind, StepKind::Wait(_)));
            let outcome = step.and_then(|step| step.outcomes.first()).ok_or(codes::NOT_OFFERED)?;
            work.go(&outcome.to, &super::Fields::new());
        }
        Some(Own::Absorb) if open => work.end(&Name::known(MERGED_END)),
        Some(Own::ChildrenEnded | Own::Absorb) => return Err(codes::ENDED.into()),
        Some(Own::Move) if operator => {
            if !process.steps.contains_key(&work.case.step.key) {
                return Err(codes::NOT_MOVABLE.into());
            }
            if work.case.playbook.1 != playbook.version {
                work.emit(EventBody::Moved { version: playbook.version });
            }
        }
        _ => return Err(Refusal::of(codes::NOT_OFFERED).with("action", action).into()),
    }
    Ok(work.finish())
}

/// Deadlines again, after a year's holidays were imported.
fn redate(work: &mut Work<'_>) {
    if work.case.paused.is_some() {
        return;
    }
    let dates = work.view().dates(None);
    let same = dates.due == work.case.due && dates.step_due == work.case.step.due;
    if same && dates.tasks.is_empty() && dates.moments.is_empty() {
        return;
    }
    work.emit(EventBody::Redated {
        reason: Name::known("calendar"),
        extension: None,
        of: None,
        due: dates.due,
        step_due: dates.step_due,
        tasks: dates.tasks,
        moments: Some(dates.moments),
    });
}

type Chosen<'p, 'c> = (Legal<'p>, Option<&'c Task>);

/// The choice that the command names, if it is there, free, and the caller's.
fn chosen<'p, 'c>(view: &View<'p, 'c>, command: &Command) -> Result<Chosen<'p, 'c>, Refusals> {
    let relations = &view.facts.relations;
    if about(view.case, &command.actor) || relations.set.contains(&Relation::Subject) {
        return Err(codes::RECUSED.into());
    }
    let task = match command.task {
        Some(number) => Some(held(view, number, &command.action)?),
        None => None,
    };
    if !entitled(view, &command.action, task) {
        return Err(codes::NOT_ENTITLED.into());
    }
    if let Some(task) = task {
        unchanged(task, command.seen_version)?;
    }
    let legal = match task {
        Some(task) => view.on_task(task),
        None => view.beside_tasks(relations),
    };
    let named = legal.into_iter().find(|legal| legal.choice.is_named(&command.action));
    let legal = named.ok_or_else(|| match view.case.status {
        _ if command.action == Own::Claim.as_str()
            && was_offered_to_residents(view.playbook, view.case) =>
        {
            Refusal::of(codes::OFFER_OVER)
        }
        Status::Ended { .. } => Refusal::of(codes::ENDED),
        Status::Open => Refusal::of(codes::NOT_OFFERED).with("action", &command.action),
    })?;
    if instructs(&legal.choice) && !in_office(view.playbook, &command.actor) {
        return Err(codes::NOT_OFFICE.into());
    }
    match legal.bar {
        Some(bar) => Err(bar.into()),
        None => Ok((legal, task)),
    }
}

fn instructs(choice: &Choice<'_>) -> bool {
    matches!(choice, Choice::Aside(aside) if matches!(aside.kind, AsideKind::Supervise { .. }))
}

/// Whether the case is about the caller.
pub(super) fn about(case: &Case, actor: &Actor) -> bool {
    match actor {
        Actor::Person { person, acting } => {
            case.recused.contains(&Holder::Person(*person))
                || acting.as_ref().is_some_and(|acting| case.recused.contains(acting))
        }
        Actor::System | Actor::Operator => false,
    }
}

/// Whether the caller's standing could do this, now or at another time: what it never could is
/// nobody's to wait for.
fn entitled(view: &View<'_, '_>, action: &Name, task: Option<&Task>) -> bool {
    let relations = &view.facts.relations;
    if let Some(task) = task {
        return relations.tasks.contains(&task.number);
    }
    let named = view.named_beside(action);
    let stands = |choice: Choice<'_>| {
        let entitled = view.entitled(&choice);
        entitled.is_empty() || entitled.iter().any(|r| relations.set.contains(r))
    };
    // What is done on a task is asked for with its number, by whoever has one.
    named.map_or(!relations.tasks.is_empty(), stands)
}

fn held<'c>(
    view: &View<'_, 'c>,
    number: super::TaskNumber,
    action: &Name,
) -> Result<&'c Task, Refusals> {
    view.case.tasks.get(&number).ok_or_else(|| {
        // Of two who are invited one is the first.
        if Own::is_about_offer(action.as_str()) {
            return codes::OFFER_OVER.into();
        }
        let ended = matches!(view.case.status, Status::Ended { .. });
        if ended { codes::ENDED } else { codes::STALE_TASK }.into()
    })
}

fn unchanged(task: &Task, seen: Option<u32>) -> Result<(), Refusals> {
    match seen {
        None => Err(codes::VERSION_MISSING.into()),
        Some(version) if version != task.version => Err(codes::STALE_TASK.into()),
        Some(_) => Ok(()),
    }
}

/// The form, and what only this choice asks for.
fn check(
    view: &View<'_, '_>,
    command: &Command,
    choice: &Choice<'_>,
    task: Option<&Task>,
) -> Result<(), Refusals> {
    let View { playbook, facts, case, now, .. } = *view;
    let form = FieldCheck { playbook, facts, recused: &case.recused, now };
    let mut found = form.check(&view.fields(choice, task), &command.fields);
    found.extend(match choice {
        Choice::Own(Own::Approve | Own::Grant | Own::Deny) => other_person(case, command, task),
        Choice::Own(Own::Rate | Own::Unreached) => not_by_handler(case, command, task),
        Choice::Own(Own::Uphold) => other_party(case, command, task),
        Choice::Own(Own::SetPublicity) => wider(view, command),
        Choice::Own(Own::Claim) => not_theirs(case, command, task),
        Choice::Aside(aside) => match &aside.kind {
            AsideKind::Merge => mergeable(view),
            AsideKind::Withdraw { .. } => own_matter(view, command),
            _ => None,
        },
        _ => None,
    });
    Refusals::from_list(found)
}

/// Four eyes: who asked does not approve; who told, or agreed to it, does not review.
fn other_person(case: &Case, command: &Command, task: Option<&Task>) -> Option<Refusal> {
    let first = match task.map(|task| &task.kind) {
        Some(TaskKind::Approve { asked_by, .. }) => std::slice::from_ref(asked_by),
        _ => case.told_by.as_slice(),
    };
    let same = first.iter().any(|first| match (first, &command.actor) {
        (Actor::Person { person: first, .. }, Actor::Person { person, .. }) => first == person,
        _ => false,
    });
    same.then(|| Refusal::of(codes::SECOND_PERSON_SAME))
}

/// Whoever handled it, under whatever post, takes no rating of it down and rates for nobody: the
/// acceptor is never the finder, nor who did the work.
fn not_by_handler(case: &Case, command: &Command, task: Option<&Task>) -> Option<Refusal> {
    let for_others =
        matches!(task?.kind, TaskKind::Revisit { .. } | TaskKind::Rate { representative: true });
    let handled = command.actor.person().is_some_and(|person| case.handled_by.contains(&person));
    (for_others && handled).then(|| Refusal::of(codes::HANDLED_BY_YOU))
}

/// The replacement has no part in the dispatch yet; the party that objected has.
fn other_party(case: &Case, command: &Command, task: Option<&Task>) -> Option<Refusal> {
    let Some(TaskKind::Review { .. }) = task.map(|task| &task.kind) else { return None };
    let takes_part = |holder: &Holder| {
        let parties = case.tasks.values();
        let mut parties = parties
            .filter(|task| matches!(task.kind, TaskKind::Lead { .. } | TaskKind::Assist { .. }));
        parties.any(|task| task.holder == *holder)
    };
    [OwnField::Lead, OwnField::Assist].into_iter().find_map(|key| {
        let Some(Value::Party(party)) = command.fields.get(key.as_str()) else { return None };
        takes_part(&Holder::Organisation(*party))
            .then(|| Refusal::field(codes::PARTY_TWICE, key.as_str().to_owned()))
    })
}

/// A resident claims once, and never what they wished for themselves.
fn not_theirs(case: &Case, command: &Command, task: Option<&Task>) -> Option<Refusal> {
    let Actor::Person { person, .. } = &command.actor else { return None };
    if task.is_some() {
        return None;
    }
    let claims = case.claims.get(&case.step.key).into_iter().flatten();
    let mut same = claims.filter(|claim| claim.by == Holder::Person(*person));
    if case.raisers.contains(person) {
        Some(Refusal::of(codes::CLAIM_OWN))
    } else {
        same.next().map(|_| Refusal::of(codes::CLAIMED_BEFORE))
    }
}

/// Nobody raises publicity without the consent of whoever raised the case first: the story is
/// told in their words, and whose matter was merged into it does not decide for them.
fn wider(view: &View<'_, '_>, command: &Command) -> Option<Refusal> {
    let wider = wanted_publicity(&command.fields).is_some_and(|to| to > view.case.publicity);
    let stands = |relation| view.facts.relations.set.contains(&relation);
    let first = match &command.actor {
        Actor::Person { person, .. } => view.case.is_first_raiser(*person),
        Actor::System | Actor::Operator => false,
    };
    let consents = (first && stands(Relation::Raiser)) || stands(Relation::OnBehalf);
    (wider && !consents).then(|| Refusal::of(codes::PUBLICITY_TOO_WIDE))
}

/// Two matters of one process and class, both open and neither about somebody who handles it.
fn mergeable(view: &View<'_, '_>) -> Option<Refusal> {
    // Nobody carries out, and by that answers for, what they wished for themselves.
    let claims = view.case.claims.values().flatten();
    let claimants: Vec<&Holder> = claims.map(|claim| &claim.by).collect();
    let fits = view.facts.merging.as_ref().is_some_and(|other| {
        let granted = |raiser: &PersonId| claimants.contains(&&Holder::Person(*raiser));
        !other.raisers.iter().any(granted)
            && other.process == view.case.process
            && other.class == view.case.class
            && other.open
            && !other.told
            && !other.recused
            && view.case.recused.is_empty()
    });
    (!fits).then(|| Refusal::of(codes::NOT_MERGEABLE))
}

/// Of several raisers each takes back only the own matter, or that of whom they act for.
fn own_matter(view: &View<'_, '_>, command: &Command) -> Option<Refusal> {
    let others = view.case.raisers.len() > 1 && view.withdraws(&command.actor).is_none();
    others.then(|| Refusal::of(codes::NOT_ENTITLED))
}

fn perform<'p>(work: &mut Work<'p>, choice: Choice<'p>, task: Option<&Task>, command: &Command) {
    let fields = command.fields.clone();
    match (choice, task) {
        (Choice::Outcome(outcome), Some(task)) => work.choose(task.number, outcome, fields),
        (Choice::Outcome(outcome), None) => {
            work.acted(None, &outcome.key, fields.clone());
            work.go(&outcome.to, &fields);
        }
        (Choice::Aside(aside), _) => work.beside(aside, fields),
        (Choice::Own(own), Some(task)) => perform_on(work, own, task, fields),
        (Choice::Own(Own::Review), None) => work.ask_review(fields),
        (Choice::Own(Own::AskMediation), None) => work.ask_mediation(fields),
        (Choice::Own(Own::Resume), None) => {
            work.acted(None, &Own::Resume.name(), fields);
            work.resume(work.now);
        }
        (Choice::Own(Own::SetPublicity), None) => work.set_publicity(fields),
        (Choice::Own(Own::TellSubject), None) => work.tell_subject(fields),
        (Choice::Own(Own::Claim), None) => work.claim(None, fields),
        (Choice::Own(_), None) => {}
    }
}

fn perform_on(work: &mut Work<'_>, own: Own, task: &Task, fields: super::Fields) {
    let number = task.number;
    match (own, &task.kind) {
        (Own::Assign, _) => work.assign(number, fields),
        (Own::Accept, _) => work.emit(EventBody::Accepted { task: number }),
        (Own::Object, _) => work.object(number, fields),
        (Own::Uphold, TaskKind::Review { of }) => work.uphold(number, *of, fields),
        (Own::Overrule, TaskKind::Review { of }) => work.overrule(number, *of, fields),
        (Own::Done, _) => work.assist_done(number, fields),
        (Own::Rate, _) => work.rate(number, fields),
        (Own::Unreached, _) => work.unreached(number, fields),
        (Own::Answer, _) => work.answer(number, fields),
        (Own::Approve, _) => work.approve(number, fields),
        (Own::Decline, _) => work.decline(number, fields),
        (Own::Claim, _) => work.claim(Some(number), fields),
        (Own::DeclineOffer, _) => work.decline_offer(number, fields),
        (Own::WithdrawClaim, _) => work.withdraw_claim(number),
        (Own::Reply, _) => {
            work.acted(Some(number), &own.name(), fields);
            work.close_task(number, super::CloseReason::Done);
        }
        (Own::Remark, _) => {
            work.acted_as(Visibility::Internal, Some(number), &own.name(), fields);
        }
        (Own::Grant, _) => work.grant(number, fields),
        (Own::Deny, _) => work.deny(number, fields),
        _ => {}
    }
}
