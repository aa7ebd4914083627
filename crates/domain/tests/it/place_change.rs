//! Whatever is done with a tree of places, in whatever order: it stays one, and nothing is lost.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::{
    place::{GridMember, Place, PlaceCode},
    place_change::{Stamp, Tree, TreeEdit, planned},
};
use linli_kernel::{Day, Moment, PersonId, PlaceId};
use linli_playbook::{
    Name, Playbook,
    language::{RuleNames, compile},
};
use proptest::prelude::*;

use crate::base::PLAYBOOKS;

fn id(number: i64) -> PlaceId {
    PlaceId::new(number).unwrap()
}

fn name(word: &str) -> Name {
    Name::new(word).unwrap()
}

fn kenli() -> Playbook {
    compile("kenli.kdl", PLAYBOOKS[0].1, &RuleNames::shipped()).unwrap()
}

/// A district, two streets, four communities with a grid and a compound of three buildings each.
struct World {
    places: BTreeMap<PlaceId, Place>,
    codes: Vec<PlaceCode>,
    members: Vec<GridMember>,
}

impl World {
    fn new() -> Self {
        let mut world = Self { places: BTreeMap::new(), codes: Vec::new(), members: Vec::new() };
        world.put(1, "district", None);
        world.put(2, "street", Some(1));
        world.put(3, "street", Some(1));
        for community in 0..4 {
            let first = 10 + community * 10;
            world.put(first, "community", Some(2 + community % 2));
            world.put(first + 1, "grid", Some(first));
            world.put(first + 2, "compound", Some(first));
            for building in first + 3..first + 6 {
                world.put(building, "building", Some(first + 2));
                let (grid, place) = (id(first + 1), id(building));
                let valid_from = Day::constant(2025, 1, 1);
                world.members.push(GridMember { grid, place, valid_from, valid_to: None });
            }
        }
        world
    }

    fn put(&mut self, number: i64, kind: &str, parent: Option<i64>) {
        let place = Place {
            id: id(number),
            district: id(1),
            kind: name(kind),
            name: format!("{kind} {number}"),
            parent: parent.map(id),
            position: number,
            households: 10,
            made_up: true,
            closed_on: None,
            version: 1,
        };
        self.places.insert(place.id, place);
        self.codes.push(PlaceCode {
            place: id(number),
            scheme: "test".to_owned(),
            code: number.to_string(),
            valid_from: Day::constant(2025, 1, 1),
            valid_to: None,
        });
    }

    /// Does it, if it can be done; says whether.
    fn does(&mut self, playbook: &Playbook, here: PlaceId, edit: &TreeEdit, stamp: Stamp) -> bool {
        let Self { places, codes, members } = &*self;
        let tree = Tree { places, codes, members, facilities: &[], playbook };
        let Ok(plan) = planned(tree, &places[&here], edit, stamp) else { return false };
        for (place, row) in &plan.places {
            let before = places.get(place).map_or(0, |place| place.version);
            assert_eq!(row.version, before + 1, "{edit:?}");
        }
        self.places.extend(plan.places);
        for row in plan.members {
            let same = |one: &GridMember| {
                (one.grid, one.place, one.valid_from) == (row.grid, row.place, row.valid_from)
            };
            self.members.retain(|one| !same(one));
            self.members.push(row);
        }
        for code in plan.codes {
            self.codes.retain(|one| one.place != code.place || one.valid_from != code.valid_from);
            self.codes.push(code);
        }
        true
    }

    fn check(&self, playbook: &Playbook, day: Day) {
        for place in self.places.values() {
            let mut seen = BTreeSet::from([place.id]);
            let mut at = place.parent;
            while let Some(over) = at {
                assert!(seen.insert(over), "{} lies under itself", place.name);
                at = self.places[&over].parent;
            }
            let Some(parent) = place.parent.filter(|_| place.closed_on.is_none()) else { continue };
            let parent = &self.places[&parent];
            assert!(parent.closed_on.is_none(), "{} lies under what is closed", place.name);
            let fits = linli_domain::place_change::fits_under(playbook, &place.kind, &parent.kind);
            assert!(fits, "{} under {}", place.kind, parent.kind);
        }
        let holds = |row: &&GridMember| row.valid_to.is_none_or(|to| day <= to);
        let mut grids = BTreeSet::new();
        for row in self.members.iter().filter(holds) {
            let (place, grid) = (&self.places[&row.place], &self.places[&row.grid]);
            assert!(place.closed_on.is_none() && grid.closed_on.is_none(), "{row:?}");
            assert!(grids.insert(row.place), "{} is in two grids", place.name);
            let community = std::iter::successors(place.parent, |at| self.places[at].parent)
                .find(|at| self.places[at].kind == *"community");
            assert_eq!(community, grid.parent, "{} is in a grid elsewhere", place.name);
        }
        for code in self.codes.iter().filter(|code| code.valid_to.is_none_or(|to| day <= to)) {
            assert!(self.places[&code.place].closed_on.is_none(), "{code:?}");
        }
        assert_eq!(self.codes.len(), 3 + 4 * 6, "no code is forgotten");
    }
}

fn stamp(new: i64, day: Day) -> Stamp {
    let by = PersonId::new(1).unwrap();
    Stamp { day, at: Moment::from_ms(1_783_472_400_000), by, new: id(new) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_tree_stays_a_tree(steps in prop::collection::vec((0usize..5, any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..24)) {
        let playbook = kenli();
        let mut world = World::new();
        let day = Day::constant(2026, 7, 8);
        for (number, (act, here, to)) in (100i64..).zip(steps) {
            let ids: Vec<PlaceId> = world.places.keys().copied().collect();
            let (here, to) = (*here.get(&ids), *to.get(&ids));
            let edit = match act {
                0 => TreeEdit::Rename { name: format!("新 {number}") },
                1 => TreeEdit::Move { to },
                2 => TreeEdit::Merge { into: to },
                3 => TreeEdit::Split { name: format!("分 {number}"), taking: BTreeSet::from([to]) },
                _ => TreeEdit::Close,
            };
            // A district is not closed by chance: nothing would be left to look at.
            if world.places[&here].closed_on.is_none() && here != id(2) && here != id(3) {
                world.does(&playbook, here, &edit, stamp(number, day));
            }
            world.check(&playbook, day);
        }
    }
}

#[test]
fn two_grids_of_a_community_become_one_and_one_becomes_two() {
    let playbook = kenli();
    let mut world = World::new();
    let day = Day::constant(2026, 7, 8);
    let taking = BTreeSet::from([id(13)]);
    let split = TreeEdit::Split { name: "第二网格".to_owned(), taking };
    assert!(world.does(&playbook, id(11), &split, stamp(100, day)));
    world.check(&playbook, day);
    let of = |world: &World, grid: i64| {
        let here = |row: &&GridMember| row.grid == id(grid) && row.valid_to.is_none();
        world.members.iter().filter(here).count()
    };
    assert_eq!((of(&world, 11), of(&world, 100)), (2, 1));
    let next = day.tomorrow().unwrap();
    let merge = TreeEdit::Merge { into: id(11) };
    assert!(world.does(&playbook, id(100), &merge, stamp(101, next)));
    world.check(&playbook, next);
    assert_eq!((of(&world, 11), of(&world, 100)), (3, 0));
    // A grid of another community is none of its own.
    assert!(!world.does(&playbook, id(11), &TreeEdit::Merge { into: id(21) }, stamp(102, next)));
}
