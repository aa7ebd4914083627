//! How drafted stories begin: the usual way first, then whatever a condition of the process could
//! look at.

use std::collections::BTreeSet;

use linli_kernel::{Day, Moment};

use super::super::model::{At, Given};
use crate::model::{Name, Playbook, Process};

/// A beginning, and how it is written.
pub(super) struct Start {
    pub(super) given: Given,
    pub(super) written: String,
}

/// Beginnings of cases of a process.
pub(super) fn starts(playbook: &Playbook, process: &Process) -> Vec<Start> {
    let mut starts = vec![Start { given: plain(process), written: String::new() }];
    let steps = process.steps.values().flat_map(|step| &step.outcomes);
    let guards = steps.filter_map(|outcome| outcome.when.as_ref());
    let asides = process.asides.values().filter_map(|aside| aside.when.as_ref());
    let read: Vec<&str> = guards.chain(asides).map(|guard| guard.text.as_str()).collect();
    let reads = |word: &str| read.iter().any(|text| text.contains(word));
    let mut add = |written: String, change: &dyn Fn(&mut Given)| {
        let mut given = plain(process);
        change(&mut given);
        starts.push(Start { given, written });
    };
    let office = playbook.roles.iter().find(|(_, role)| role.office).map(|(name, _)| name);
    if let Some(finder) = office.filter(|_| reads("found") || reads("raisers")) {
        add(format!(" found-by={finder}"), &|given: &mut Given| {
            given.found_by = Some(At { value: finder.to_string(), at: 0..0 });
            given.raiser = false;
        });
    }
    if reads("external") || reads("raisers") {
        add(" order=order-system".to_owned(), &|given: &mut Given| {
            given.order = Some(Name::known("order-system"));
        });
    }
    named(&mut add, "opens", process.opens.iter().skip(1), |given, name| given.opens = name);
    if reads("channel") {
        named(&mut add, "channel", process.through.iter().skip(1), |given, name| {
            given.channel = name;
        });
    }
    named(&mut add, "class", playbook.classes.keys(), |given, name| given.class = Some(name));
    named(&mut add, "urgency", playbook.urgencies.keys(), |given, name| {
        given.urgency = Some(name);
    });
    if reads("category") {
        let categories = playbook.categories.iter().map(|(key, _)| key);
        named(&mut add, "category", categories, |given, name| given.category = Some(name));
    }
    if reads("place") {
        let kinds = playbook.place_kinds();
        named(&mut add, "place", kinds.into_iter(), |given, name| given.place = Some(name));
    }
    if reads("parties") {
        for kind in playbook.parties.keys() {
            add(format!(" {{ parties {kind}=0 }}"), &|given: &mut Given| {
                given.parties.insert(kind.clone(), 0);
            });
        }
    }
    starts
}

fn named<'n>(
    add: &mut impl FnMut(String, &dyn Fn(&mut Given)),
    key: &str,
    names: impl Iterator<Item = &'n Name>,
    set: impl Fn(&mut Given, Name),
) {
    for name in names {
        add(format!(" {key}={name}"), &|given: &mut Given| set(given, name.clone()));
    }
}

/// Raised by somebody in the usual way, on a Monday morning.
fn plain(process: &Process) -> Given {
    let first = |names: &[Name]| names.first().cloned().unwrap_or_else(|| process.key.clone());
    Given {
        at: 0..0,
        process: process.key.clone(),
        opens: first(&process.opens),
        channel: first(&process.through),
        class: None,
        urgency: None,
        category: None,
        publicity: None,
        moment: Moment::from_local(Day::constant(2026, 3, 2), 9 * 3_600_000),
        place: None,
        raiser: true,
        account: true,
        found_by: None,
        order: None,
        order_due: None,
        about: Vec::new(),
        vacant: BTreeSet::new(),
        without: BTreeSet::new(),
        kinds: BTreeSet::new(),
        parties: std::collections::BTreeMap::new(),
    }
}
