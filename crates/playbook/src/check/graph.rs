//! A process as a graph: the ways out of each step.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{AsideKind, EndKind, LateThen, Name, Outcome, Process, Step, StepKind, Target};

/// Why a case leaves a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way<'p> {
    /// Somebody (or, in a publication or rating, what came of it) chose it.
    Outcome(&'p Outcome),
    /// Its time was over.
    Late,
    /// The climb came to its end.
    Top,
    /// Its bound was used up.
    Exhausted,
    /// Nobody rated.
    Silence,
}

/// One way out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Exit<'p> {
    pub(crate) from: &'p Step,
    pub(crate) way: Way<'p>,
    pub(crate) to: &'p Target,
}

impl Exit<'_> {
    /// Where the reader noted it.
    pub(crate) fn stands(&self, process: &Name) -> String {
        let step = &self.from.key;
        match self.way {
            Way::Outcome(outcome) => format!("to/{process}/{step}/{}", outcome.key),
            Way::Late => format!("then/{process}/{step}"),
            Way::Top => format!("top/{process}/{step}"),
            Way::Exhausted => format!("bound/{process}/{step}"),
            Way::Silence => format!("silence/{process}/{step}"),
        }
    }

    pub(crate) const fn name(&self) -> &Name {
        match self.to {
            Target::Step(name) | Target::End(name) => name,
        }
    }
}

/// The ways out of a step, outcomes first, in the order of the text.
pub(crate) fn exits(step: &Step) -> Vec<Exit<'_>> {
    let mut exits: Vec<Exit<'_>> = Vec::new();
    let mut add = |way, to| exits.push(Exit { from: step, way, to });
    for outcome in &step.outcomes {
        add(Way::Outcome(outcome), &outcome.to);
    }
    if let StepKind::Rate(rate) = &step.kind {
        add(Way::Silence, &rate.silence);
    }
    if let LateThen::To(target) = &step.late {
        add(Way::Late, target);
    }
    if let Some(top) = &step.top {
        add(Way::Top, top);
    }
    if let Some(target) = step.bound.as_ref().and_then(|bound| bound.exhausted.as_ref()) {
        add(Way::Exhausted, target);
    }
    exits
}

/// The steps that a step leads to; a refusal that can be reviewed leads to its review, and one that
/// leaves mediation open to that.
pub(crate) fn next_steps<'p>(process: &'p Process, step: &'p Step) -> Vec<&'p Name> {
    exits(step).into_iter().flat_map(|exit| steps_behind(process, exit.to)).collect()
}

/// The steps that a target leads to: behind an end its review, and the mediation that it leaves open.
fn steps_behind<'p>(process: &'p Process, target: &'p Target) -> impl Iterator<Item = &'p Name> {
    let mediation = match target {
        Target::End(end) => process.ends.get(end).and_then(|end| end.mediation.as_ref()),
        Target::Step(_) => None,
    };
    step_behind(process, target).into_iter().chain(mediation)
}

/// The step that a target leads to, if any.
pub(crate) fn step_behind<'p>(process: &'p Process, target: &'p Target) -> Option<&'p Name> {
    match target {
        Target::Step(name) => Some(name),
        Target::End(name) => process.ends.get(name).and_then(|end| end.review.as_ref()),
    }
}

/// Every step that is reached from `from`, itself included, entering no step of `closed`.
pub(crate) fn reached<'p>(
    process: &'p Process,
    from: &'p Name,
    open: impl Fn(&Step) -> bool,
) -> BTreeSet<&'p Name> {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![from];
    while let Some(name) = waiting.pop() {
        let Some(step) = process.steps.get(name) else { continue };
        if seen.insert(name) && open(step) {
            waiting.extend(next_steps(process, step));
        }
    }
    seen
}

/// Whether a step can be reached by way of a target.
pub(crate) fn leads_to(process: &Process, target: &Target, step: &Name) -> bool {
    let mut behind = steps_behind(process, target);
    behind.any(|next| reached(process, next, |_| true).contains(step))
}

/// Ends that something leads to, reached steps only.
pub(crate) fn reached_ends<'p>(
    process: &'p Process,
    steps: &BTreeSet<&'p Name>,
) -> BTreeSet<&'p Name> {
    let exits = steps.iter().filter_map(|name| process.steps.get(*name)).flat_map(exits);
    let ends = exits.filter_map(|exit| match exit.to {
        Target::End(name) => Some(name),
        Target::Step(_) => None,
    });
    let withdrawn = process.asides.values().filter_map(|aside| match &aside.kind {
        AsideKind::Withdraw { to, .. } => Some(to),
        _ => None,
    });
    ends.chain(withdrawn).collect()
}

/// Steps from which an end can be reached.
pub(crate) fn with_way_out(process: &Process) -> BTreeSet<&Name> {
    let mut backward: BTreeMap<&Name, Vec<&Name>> = BTreeMap::new();
    let mut found: BTreeSet<&Name> = BTreeSet::new();
    let mut waiting = Vec::new();
    for (key, step) in &process.steps {
        for exit in exits(step) {
            match exit.to {
                Target::Step(name) => backward.entry(name).or_default().push(key),
                Target::End(_) => waiting.push(key),
            }
        }
    }
    while let Some(name) = waiting.pop() {
        if found.insert(name) {
            waiting.extend(backward.get(name).into_iter().flatten());
        }
    }
    found
}

/// The usual way: each step's first outcome without a condition, the first of all where each has
/// one; as far as it comes without a step twice.
pub(crate) fn usual_way(process: &Process) -> Vec<(&Step, &Outcome)> {
    let mut way: Vec<(&Step, &Outcome)> = Vec::new();
    let mut at = process.steps.get(&process.first);
    while let Some(step) = at.filter(|step| way.iter().all(|(known, _)| known.key != step.key)) {
        let mut free = step.outcomes.iter().filter(|outcome| outcome.when.is_none());
        let Some(first) = free.next().or_else(|| step.outcomes.first()) else { return way };
        way.push((step, first));
        at = match &first.to {
            Target::Step(next) => process.steps.get(next),
            Target::End(_) => None,
        };
    }
    way
}

/// The kind of the end that a target is.
pub(crate) fn end_kind(process: &Process, target: &Target) -> Option<EndKind> {
    match target {
        Target::End(name) => process.ends.get(name).map(|end| end.kind),
        Target::Step(_) => None,
    }
}
