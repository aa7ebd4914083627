//! What somebody chooses of what is offered: what leads a matter where it is to rest, what was never
//! done so far, or what is usual.

use std::collections::BTreeMap;

use linli_app::matter::ActionView;
use linli_playbook::{
    Name,
    engine::Task,
    engine::TaskKind,
    model::{Process, Target},
};

use super::ways::{distances, outcome_of};
use crate::demo::random::Random;

/// Ways that were taken so far.
pub(super) type Ways = BTreeMap<(Name, Name, Name), usize>;

/// How often something is done that nobody did before, in percent.
const FRESH: usize = 55;
/// How often what stands first is done.
const USUAL: usize = 75;

/// The actions in the order in which they are tried.
pub(super) fn order(
    mut offered: Vec<ActionView>,
    process: &Process,
    task: &Task,
    target: Option<&Name>,
    ways: &Ways,
    random: &mut Random,
) -> Vec<ActionView> {
    let step = &task.step;
    if let Some(target) = target {
        let far = distances(process, target);
        offered.sort_by_key(|offer| leads(process, step, &offer.name, &far));
        return offered;
    }
    let count = |offer: &ActionView| {
        let way = (process.key.clone(), step.clone(), offer.name.clone());
        ways.get(&way).copied().unwrap_or(0)
    };
    if task_is_answered(&task.kind) && random.percent(90) {
        return offered;
    }
    if random.percent(FRESH) && offered.iter().any(|offer| count(offer) == 0) {
        offered.sort_by_key(|offer| count(offer) > 0);
    } else if !random.percent(USUAL) && offered.len() > 1 {
        let first = random.below(offered.len());
        offered.swap(0, first);
    }
    offered
}

/// Whether the task is a party's to take on or to give back: nearly all take it on.
const fn task_is_answered(kind: &TaskKind) -> bool {
    matches!(kind, TaskKind::Lead { accepted: false, .. } | TaskKind::Assist { accepted: false })
}

/// How far the step is to which an action leads; the engine's own actions stay where they are.
fn leads(process: &Process, step: &Name, action: &Name, far: &BTreeMap<Name, usize>) -> usize {
    let here = far.get(step).copied().unwrap_or(usize::MAX - 1);
    let step = process.steps.get(step);
    let outcome = step.and_then(|step| outcome_of(step, action));
    match outcome.map(|outcome| &outcome.to) {
        None if *action == *"object" => usize::MAX,
        None => here,
        Some(Target::Step(next)) => far.get(next).copied().unwrap_or(usize::MAX - 1),
        Some(Target::End(_)) => usize::MAX,
    }
}
