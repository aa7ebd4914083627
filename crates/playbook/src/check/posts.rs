//! Posts: somebody stands in for everybody but the top.

use std::collections::BTreeSet;

use crate::{
    language::{FindingCode, Problem, Reader},
    model::{Name, Playbook},
};

/// How high a kind of place lies; grids lie between the places under which they are and the next.
pub(super) fn height(playbook: &Playbook, kind: &Name) -> Option<usize> {
    let rungs = playbook.containment.len();
    let of = |kind: &Name| {
        let found = playbook.rung(kind);
        found.map(|index| (rungs - index) * 2)
    };
    of(kind).or_else(|| {
        let under = playbook.grids_under.as_ref().filter(|_| *kind == "grid")?;
        of(under).map(|height| height - 1)
    })
}

/// Checks that every post has a fallback that leads upward.
pub(super) fn check(reader: &mut Reader<'_>, playbook: &Playbook) {
    let top = playbook.responsibility.last().and_then(|level| height(playbook, level));
    for (key, role) in &playbook.roles {
        let Some(at) = reader.stands.get(&format!("role/{key}")).cloned() else { continue };
        let own = height(playbook, &role.at);
        let Some(fallback) = &role.fallback else {
            // A fallback that is no name is a finding already.
            let misspelt = reader.stands.contains_key(&format!("fallback/{key}"));
            if own < top && own.is_some() && !misspelt {
                let problem = Problem::new(FindingCode::NoFallback, &at);
                reader.report(problem.with("role", key).with("place", &role.at));
            }
            continue;
        };
        if circles(playbook, key) {
            reader.report(Problem::new(FindingCode::FallbackCircle, &at).with("role", key));
            continue;
        }
        let theirs = playbook.roles.get(fallback).and_then(|role| height(playbook, &role.at));
        if let (Some(own), Some(theirs)) = (own, theirs)
            && theirs < own
        {
            let problem = Problem::new(FindingCode::FallbackDown, &at);
            reader.report(problem.with("role", key).with("fallback", fallback));
        }
    }
}

/// Whether following fallbacks from a role comes back to it.
fn circles(playbook: &Playbook, start: &Name) -> bool {
    let mut seen = BTreeSet::new();
    let mut at = playbook.roles.get(start).and_then(|role| role.fallback.as_ref());
    while let Some(name) = at {
        if name == start {
            return true;
        }
        if !seen.insert(name) {
            return false;
        }
        at = playbook.roles.get(name).and_then(|role| role.fallback.as_ref());
    }
    false
}
