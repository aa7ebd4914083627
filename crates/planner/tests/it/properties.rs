use std::collections::BTreeSet;

use linli_kernel::PlaceId;
use linli_planner::{Aim, Community, GridKey, greedy, judge, plan, today};
use proptest::prelude::*;

use crate::common::any_community;

fn aims() -> impl Strategy<Value = Aim> {
    prop_oneof![Just(Aim::Keep), Just(Aim::Redraw)]
}

/// The same with its buildings the other way round.
fn reversed(community: &Community) -> Community {
    let buildings = community.buildings.iter().rev().cloned().collect();
    Community { buildings, ..community.clone() }
}

fn all(community: &Community) -> BTreeSet<PlaceId> {
    community.buildings.iter().map(|building| building.id).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_plan_keeps_every_rule(community in any_community(1..30), aim in aims()) {
        let Ok(plan) = plan(&community, aim) else { return Ok(()) };
        let judged = judge(&community, &plan.assignment);
        prop_assert!(judged.keeps_rules(), "{judged:?}");
        prop_assert_eq!(&judged, &plan);
        let held: Vec<PlaceId> =
            plan.grids.iter().flat_map(|grid| grid.buildings.iter().copied()).collect();
        prop_assert_eq!(held.len(), community.buildings.len(), "each in one grid");
        prop_assert_eq!(held.into_iter().collect::<BTreeSet<_>>(), all(&community));
        for grid in &plan.grids {
            prop_assert_eq!(grid.pieces, 1);
            let households = community.rules.households;
            prop_assert!((households.least..=households.most).contains(&grid.households));
        }
        for building in community.buildings.iter().filter(|one| one.fixed) {
            if let Some(home) = building.grid {
                prop_assert_eq!(plan.assignment[&building.id], GridKey::Today(home));
            }
        }
        for moved in &plan.moved {
            let from = community.buildings.iter().find(|one| one.id == moved.building).unwrap();
            prop_assert_eq!(from.grid, moved.from);
        }
    }

    #[test]
    fn the_order_of_buildings_changes_nothing(community in any_community(1..30), aim in aims()) {
        prop_assert_eq!(plan(&community, aim), plan(&reversed(&community), aim));
        prop_assert_eq!(greedy(&community), greedy(&reversed(&community)));
    }

    #[test]
    fn what_keeps_the_rules_stays_as_it_is(community in any_community(1..30)) {
        let Ok(first) = plan(&community, Aim::Redraw) else { return Ok(()) };
        let new = |number: u32| PlaceId::new(900 + i64::from(number)).unwrap();
        let mut settled = community.clone();
        for building in &mut settled.buildings {
            building.grid = Some(match first.assignment[&building.id] {
                GridKey::Today(grid) => grid,
                GridKey::New(number) => new(number),
            });
        }
        let again = plan(&settled, Aim::Keep).unwrap();
        prop_assert_eq!(&again.moved, &[]);
        prop_assert_eq!(again.assignment, today(&settled));
        prop_assert_eq!(again.score.changed, 0);
    }

    #[test]
    fn no_plan_has_a_reason(community in any_community(1..30), aim in aims()) {
        let Err(none) = plan(&community, aim) else { return Ok(()) };
        prop_assert!(!none.why.is_empty());
        if let Some(nearest) = none.nearest {
            prop_assert!(!nearest.keeps_rules());
            prop_assert_eq!(nearest.assignment.len(), community.buildings.len());
        }
    }

    #[test]
    fn moving_one_building_by_hand_is_judged_as_it_is(
        community in any_community(2..25), which in 0_usize..25, to in 0_usize..6,
    ) {
        let mut division = today(&community);
        let building = community.buildings[which % community.buildings.len()].id;
        let target = GridKey::New(u32::try_from(to).unwrap() + 1);
        division.insert(building, target);
        let judged = judge(&community, &division);
        let grid = judged.grids.iter().find(|grid| grid.grid == target).unwrap();
        prop_assert_eq!(&grid.buildings, &[building]);
        prop_assert!(judged.moved.iter().any(|moved| moved.building == building));
        let lonely: Vec<_> = community.buildings.iter().filter(|one| one.grid.is_none()).collect();
        let without = lonely.iter().filter(|one| one.id != building).count();
        prop_assert_eq!(judged.unassigned.len(), without);
    }
}
