//! The whole year's list, drawn without letting any of it happen.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use linli_channels::{SystemClock, SystemEntropy};
use linli_playbook::language::{RuleNames, compile};

use super::*;
use crate::demo::{
    build::beginning,
    data::{self, PLAYBOOK},
    district::lay_out,
    people,
};

/// The list of a size, drawn on a day, and what is looked at of each matter.
fn drawn(size: Size, until: Moment, look: impl FnOnce(&[Matter], &World<'_>)) {
    let places = data::places().unwrap();
    let entropy = SystemEntropy::new(Arc::new(SystemClock), 0);
    let district = lay_out(places, size, &entropy);
    let people = people::invent(places, &district, size);
    let world = World::drawn(&district, &people, &entropy);
    let playbook = compile("kenli.kdl", PLAYBOOK, &RuleNames::shipped()).unwrap();
    let stories = (data::history().unwrap(), data::texts().unwrap().matter.as_slice());
    let matters = plan(&world, &playbook, stories, size, (beginning(until), until));
    look(&matters, &world);
}

fn evening(year: i16, month: i8, day: i8) -> Moment {
    Moment::from_local(Day::new(year, month, day).unwrap(), 18 * HOUR_MS)
}

/// How often each text is told in the whole plan.
fn texts(matters: &[Matter]) -> BTreeMap<&str, usize> {
    let mut told = BTreeMap::new();
    for matter in matters {
        *told.entry(matter.story.text.as_str()).or_default() += 1;
    }
    told
}

/// How many matters go this route through its channel.
fn planned(matters: &[Matter], route: &Route) -> usize {
    let wanted = script::read(&route.steps);
    let goes = |matter: &&Matter| matter.script == wanted && matter.channel == route.channel;
    matters.iter().filter(goes).count()
}

#[test]
fn the_whole_plan_has_926_matters_of_many_texts() {
    let history = data::history().unwrap();
    for until in [evening(2026, 7, 8), evening(2026, 1, 2), evening(2026, 11, 23)] {
        drawn(Size::FULL, until, |matters, world| {
            assert_eq!(matters.len(), 926);
            let open = matters.iter().filter(|matter| matter.open).count();
            assert_eq!(open, 6, "left open at the end");
            let told = texts(matters);
            assert!(told.len() >= 200, "{} distinct texts", told.len());
            let most = told.iter().max_by_key(|(_, count)| **count).unwrap();
            assert!(*most.1 <= 15, "{most:?}");
            // They happen all over the district, in every month since last year's first.
            let spots: BTreeSet<usize> = matters.iter().map(|matter| matter.spot).collect();
            assert!(spots.len() * 2 > world.spots.len(), "{} places", spots.len());
            let (from, to) = (beginning(until), until);
            assert!(matters.iter().all(|matter| from <= matter.at && matter.at <= to));
            let months: BTreeSet<_> =
                matters.iter().map(|m| (m.at.day().year(), m.at.day().month())).collect();
            assert!(months.len() >= 12, "{months:?}");
            // No route is left out because nothing fitted it.
            for route in history.route.iter().filter(|route| route.count > 0) {
                let count = planned(matters, route);
                assert!(count >= route.count, "{count} times {}", route.steps);
            }
        });
    }
}

#[test]
fn a_part_of_the_plan_has_each_route() {
    let history = data::history().unwrap();
    drawn(Size { part: 20 }, evening(2026, 7, 8), |matters, _| {
        for route in history.route.iter().filter(|route| route.count > 0) {
            assert!(planned(matters, route) > 0, "{}", route.steps);
        }
        assert_eq!(matters.iter().filter(|matter| matter.open).count(), 6);
        assert!(texts(matters).values().all(|count| *count <= history.most_uses));
    });
}
