//! Ways through a process: how far a step is from another by what people choose.

use std::collections::{BTreeMap, VecDeque};

use linli_playbook::{
    Name,
    engine::outcome,
    model::{Dispatch, Lead, Outcome, Process, Step, StepKind, Take, Target},
};

/// How many choices lead from each step to a step; steps from which none do are left out.
pub(super) fn distances(process: &Process, target: &Name) -> BTreeMap<Name, usize> {
    let mut found = BTreeMap::from([(target.clone(), 0)]);
    let mut open = VecDeque::from([target.clone()]);
    while let Some(next) = open.pop_front() {
        let far = found.get(&next).copied().unwrap_or(0) + 1;
        for (key, step) in &process.steps {
            let leads = step.outcomes.iter().any(|o| o.to == Target::Step(next.clone()));
            if leads && is_chosen(&step.kind) && !found.contains_key(key) {
                found.insert(key.clone(), far);
                open.push_back(key.clone());
            }
        }
    }
    found
}

/// Whether people choose the way out of a step, and not the clock or the mean of ratings. What residents
/// may claim is open as long as time is, unless the first claim ends it.
fn is_chosen(kind: &StepKind) -> bool {
    match kind {
        StepKind::Act | StepKind::Dispatch(_) => true,
        StepKind::Offer(offering) => offering.take == Take::One || !offering.residents,
        StepKind::Publish(_) | StepKind::Rate(_) | StepKind::Wait(_) => false,
    }
}

/// Whether residents may claim in this step.
pub(super) const fn invites_residents(step: &Step) -> bool {
    matches!(&step.kind, StepKind::Offer(offering) if offering.residents)
}

/// The outcome to which an action on a task of a step leads; the engine's own words for claiming and
/// declining lead to the results of an offer.
pub(super) fn outcome_of<'s>(step: &'s Step, action: &Name) -> Option<&'s Outcome> {
    let key = match (&step.kind, action.as_str()) {
        (StepKind::Offer(_), "claim") => outcome::CLAIMED,
        (StepKind::Offer(_), "decline-offer") => outcome::NONE,
        (_, key) => key,
    };
    step.outcomes.iter().find(|outcome| outcome.key == *key)
}

/// The steps to which choices lead from the first one and in which somebody has something to do, with
/// their distance; what is offered and whoever takes it on come first, so that a part of a demo has them too.
pub(super) fn within_reach(process: &Process) -> Vec<(Name, usize)> {
    let waits =
        |kind: &StepKind| is_chosen(kind) || matches!(kind, StepKind::Rate(_) | StepKind::Offer(_));
    let steps = process.steps.iter().filter(|(_, step)| waits(&step.kind));
    let far = steps.filter_map(|(key, _)| {
        let distance = distances(process, key).get(&process.first).copied()?;
        Some((key.clone(), distance))
    });
    let mut far: Vec<(Name, usize)> = far.collect();
    let kind = |step: &Name| process.steps.get(step).map(|step| &step.kind);
    far.sort_by_key(|(step, _)| match kind(step) {
        Some(StepKind::Offer(_)) => 0,
        Some(StepKind::Dispatch(Dispatch { lead: Lead::Claimers { .. }, .. })) => 1,
        _ => 2,
    });
    far
}

#[cfg(test)]
mod tests {
    use linli_playbook::language::{RuleNames, compile};

    use super::*;

    #[test]
    fn choices_lead_to_the_whistle_and_the_clock_alone_does_not_lead_to_rectifying() {
        let text = include_str!("../../../../../../playbooks/kenli/kenli.kdl");
        let playbook = compile("kenli.kdl", text, &RuleNames::shipped()).unwrap();
        let process = playbook.matter().unwrap();
        let reach: BTreeMap<Name, usize> = within_reach(process).into_iter().collect();
        assert_eq!(reach.get("listen"), Some(&0));
        assert_eq!(reach.get("handle"), Some(&1));
        assert!(reach.get("whistle").is_some_and(|far| *far >= 3), "{reach:?}");
        assert_eq!(reach.get("rectify"), None);
    }

    #[test]
    fn claiming_leads_to_what_was_claimed_and_declining_to_what_happens_then() {
        let text = include_str!("../../../../../../playbooks/shaanxi/shaanxi.kdl");
        let playbook = compile("shaanxi.kdl", text, &RuleNames::shipped()).unwrap();
        let process = playbook.processes.get("wish").unwrap();
        let reach: BTreeMap<Name, usize> = within_reach(process).into_iter().collect();
        assert_eq!((reach.get("claim-wish"), reach.get("grant-wish")), (Some(&1), Some(&2)));
        let step = process.steps.get("claim-wish").unwrap();
        let to = |action: &str| &outcome_of(step, &Name::new(action).unwrap()).unwrap().to;
        let step_named = |name: &str| Target::Step(Name::new(name).unwrap());
        assert_eq!(*to("claim"), step_named("grant-wish"));
        assert_eq!(*to("decline-offer"), step_named("community-carries"));
    }
}
