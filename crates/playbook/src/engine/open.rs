//! Beginning a case.

use linli_kernel::Moment;

use super::{
    Actor, Decision, Event, EventBody, Facts, Fields, Opening, Refusal, Refusals, Visibility,
    apply, clock, codes, step::To, work::Work,
};
use crate::model::{By, Name, Playbook, Process, Publicity};

/// Begins a case: it is opened and its first step entered.
///
/// # Errors
/// Everything that is wrong with the opening: an unknown process, class, urgency or channel, a
/// publicity wider than the class, nobody who raised or found it, a recusal that the process has
/// no route for, or that leaves nobody above whom the case could go to.
pub fn open(
    playbook: &Playbook,
    opening: &Opening,
    facts: &Facts,
    now: Moment,
) -> Result<Decision, Refusals> {
    let process = playbook
        .process(&opening.process)
        .ok_or_else(|| Refusal::field(codes::PROCESS_UNKNOWN, "process".to_owned()))?;
    Refusals::from_list(wrong(playbook, process, opening))?;
    let class = playbook.classes.get(&opening.class);
    let widest = class.map_or(Publicity::Private, |class| class.publicity);
    let external = opening.external.as_ref().and_then(|order| order.due);
    let due = clock::overall(playbook, facts, &opening.urgency, now, external)
        .ok_or(codes::URGENCY_UNKNOWN)?;
    let opened = Event {
        number: 1,
        actor: opening.actor.clone(),
        recorded_at: now,
        due_at: None,
        visibility: Visibility::Public,
        body: EventBody::Opened {
            opening: Box::new(opening.clone()),
            playbook: (playbook.key.clone(), playbook.version),
            publicity: opening.publicity.unwrap_or(widest),
            due,
        },
    };
    let case = apply(None, &opened).ok_or(codes::NOT_OFFERED)?;
    let mut work = Work::new((playbook, process), facts, case, opening.actor.clone(), now);
    work.events.push(opened);
    // Where the climb begins; entering the first step writes it into the history.
    work.case.level = first_level(&work, process);
    if !opening.recused.is_empty() && !work.view().has_route() {
        return Err(Refusal::field(codes::NO_ROUTE, "recused".to_owned()).into());
    }
    work.go_at(To::Step(&process.first), &Fields::new(), None);
    Ok(work.finish())
}

/// The level of whoever takes the first step, before recusal lifts it.
fn first_level(work: &Work<'_>, process: &Process) -> Name {
    let view = work.view();
    let role = process.steps.get(&process.first).and_then(|step| match &step.by {
        By::Role(role) => work.playbook.roles.get(role),
        _ => None,
    });
    let own = role.map(|role| &role.at).filter(|at| work.playbook.rank(at).is_some());
    own.or_else(|| view.levels().next()).unwrap_or(&work.case.level).clone()
}

fn wrong(playbook: &Playbook, process: &Process, opening: &Opening) -> Vec<Refusal> {
    let class = playbook.classes.get(&opening.class);
    let wider = class.is_some_and(|class| opening.publicity.is_some_and(|p| p > class.publicity));
    let recused = match &opening.actor {
        Actor::Person { person, acting } => {
            opening.recused.contains(&super::Holder::Person(*person))
                || acting.as_ref().is_some_and(|acting| opening.recused.contains(acting))
        }
        Actor::System | Actor::Operator => false,
    };
    // An order of another system may come without naming anybody.
    let nobody =
        opening.raiser.is_none() && opening.found_by.is_none() && opening.external.is_none();
    let checks = [
        (!process.opens.contains(&opening.opens), codes::OPENS_UNKNOWN, "opens"),
        (!process.through.contains(&opening.channel), codes::CHANNEL_UNKNOWN, "channel"),
        (class.is_none(), codes::CLASS_UNKNOWN, "class"),
        (!playbook.urgencies.contains_key(&opening.urgency), codes::URGENCY_UNKNOWN, "urgency"),
        (wider, codes::PUBLICITY_TOO_WIDE, "publicity"),
        (nobody, codes::RAISER_MISSING, "raiser"),
        (!opening.recused.is_empty() && !process.recusal, codes::RECUSAL_NOT_OFFERED, "recused"),
        (recused, codes::RECUSED, "recused"),
    ];
    let wrong = checks.into_iter().filter(|(wrong, ..)| *wrong);
    wrong.map(|(_, code, field)| Refusal::field(code, field.to_owned())).collect()
}
