//! Ways through a process: how far a step is from another by what people choose.

use std::collections::{BTreeMap, VecDeque};

use linli_playbook::{
    Name,
    model::{Process, StepKind, Target},
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

/// Whether people choose the way out of a step, and not the clock or the mean of ratings.
const fn is_chosen(kind: &StepKind) -> bool {
    matches!(kind, StepKind::Act | StepKind::Dispatch(_))
}

/// The steps to which choices lead from the first one and in which somebody has something to do, with
/// their distance.
pub(super) fn within_reach(process: &Process) -> Vec<(Name, usize)> {
    let waits = |kind: &StepKind| is_chosen(kind) || matches!(kind, StepKind::Rate(_));
    let steps = process.steps.iter().filter(|(_, step)| waits(&step.kind));
    let far = steps.filter_map(|(key, _)| {
        let distance = distances(process, key).get(&process.first).copied()?;
        Some((key.clone(), distance))
    });
    far.collect()
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
}
