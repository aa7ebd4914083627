//! Bounds: no walk through a process goes on for ever.
//!
//! Bounds are counted per case and never reset, so an endless walk would sooner or later find every
//! bounded step on it exhausted. The check therefore looks at the process as it is then: each way
//! into a bounded step goes to that step's exhausted exit instead. If a circle is left, it could be
//! walked for ever; if none is left, no walk is endless. This is exact, not an approximation.
//! `exhausted=up` lets the case in once more for each level and then takes the step's top.

use std::collections::{BTreeMap, BTreeSet};

use super::{Checking, exits, graph};
use crate::{
    language::FindingCode,
    model::{Name, Process, Step, Target},
};

impl Checking<'_, '_> {
    /// Circles without a bound.
    pub(super) fn bounds(&mut self) {
        let process = self.process;
        for name in exhausted_circles(process) {
            let path = format!("bound/{}/{name}", process.key);
            self.report(FindingCode::BoundCircle, &path, |problem| problem.with("step", name));
        }
        let Some(circle) = endless(process) else { return };
        let Some(first) = circle.first() else { return };
        // A bounded step in the circle is left by its exhausted exit, which the arrow says.
        let arrow = |name: &Name| match process.steps.get(name).is_some_and(|s| s.bound.is_some()) {
            true => format!("{name} -exhausted→ "),
            false => format!("{name} → "),
        };
        let told: String = circle.iter().map(|name| arrow(name)).collect();
        let told = format!("{told}{first}");
        self.report(FindingCode::NoBound, &self.step_path(first), |problem| {
            problem.with("circle", told)
        });
    }
}

/// Steps whose exhausted exits lead back to themselves.
fn exhausted_circles(process: &Process) -> BTreeSet<&Name> {
    let circle = |start: &&Name| {
        let mut seen = BTreeSet::new();
        let mut at = Some(*start);
        while let Some(name) = at {
            at = process.steps.get(name).and_then(|step| redirected(process, step));
            if at == Some(*start) {
                return true;
            }
            if !seen.insert(name) {
                return false;
            }
        }
        false
    };
    process.steps.keys().filter(circle).collect()
}

/// Where an entry goes once the step's bound is used up.
fn redirected<'p>(process: &'p Process, step: &'p Step) -> Option<&'p Name> {
    let bound = step.bound.as_ref()?;
    let target = bound.exhausted.as_ref().or(step.top.as_ref())?;
    graph::step_behind(process, target)
}

/// A circle of the process with every bound used up.
fn endless(process: &Process) -> Option<Vec<&Name>> {
    let mut colours: BTreeMap<&Name, bool> = BTreeMap::new();
    for name in process.steps.keys() {
        let mut walk = Vec::new();
        if let Some(circle) = visit(process, name, &mut colours, &mut walk) {
            return Some(circle);
        }
    }
    None
}

/// Depth first; `colours` holds `false` for steps on the walk and `true` for finished ones.
fn visit<'p>(
    process: &'p Process,
    name: &'p Name,
    colours: &mut BTreeMap<&'p Name, bool>,
    walk: &mut Vec<&'p Name>,
) -> Option<Vec<&'p Name>> {
    let step = process.steps.get(name)?;
    match colours.get(name) {
        Some(true) => return None,
        Some(false) => {
            let from = walk.iter().position(|other| *other == name)?;
            return walk.get(from..).map(<[&Name]>::to_vec);
        }
        None => {}
    }
    colours.insert(name, false);
    walk.push(name);
    for next in with_bounds_used_up(process, step) {
        if let Some(circle) = visit(process, next, colours, walk) {
            return Some(circle);
        }
    }
    walk.pop();
    colours.insert(name, true);
    None
}

/// The next steps when every bound is used up.
fn with_bounds_used_up<'p>(process: &'p Process, step: &'p Step) -> Vec<&'p Name> {
    let bound = step.bound.as_ref();
    let exhausted = bound.and_then(|bound| bound.exhausted.as_ref().or(step.top.as_ref()));
    let targets: Vec<&'p Target> = match exhausted {
        Some(target) => vec![target],
        None => exits(step).into_iter().map(|exit| exit.to).collect(),
    };
    targets.into_iter().filter_map(|target| graph::step_behind(process, target)).collect()
}
