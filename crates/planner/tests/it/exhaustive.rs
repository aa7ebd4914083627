//! Small communities against a search through everything, written as plainly as can be.

use std::collections::{BTreeMap, BTreeSet};

use linli_kernel::PlaceId;
use linli_planner::{Aim, Assignment, Community, GridKey, Judged, Why, judge, plan};
use proptest::prelude::*;

use crate::common::any_community;

/// Every way to divide the buildings, as the number of each one's part.
fn divisions(len: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for _ in 0..len {
        all = all
            .into_iter()
            .flat_map(|begun: Vec<usize>| {
                let new = begun.iter().max().map_or(0, |highest| highest + 1);
                (0..=new).map(move |part| {
                    let mut longer = begun.clone();
                    longer.push(part);
                    longer
                })
            })
            .collect();
    }
    all
}

/// Every way to give the parts today's grids, or new ones.
fn named(community: &Community, parts: &[usize]) -> Vec<Assignment> {
    let homes: BTreeSet<PlaceId> = community.buildings.iter().filter_map(|one| one.grid).collect();
    let count = parts.iter().max().map_or(0, |highest| highest + 1);
    let mut all: Vec<Vec<GridKey>> = vec![Vec::new()];
    for part in 0..count {
        all = all
            .into_iter()
            .flat_map(|begun| {
                let new = GridKey::New(u32::try_from(part + 1).unwrap());
                let known = homes.iter().map(|home| GridKey::Today(*home));
                let free = known.filter(|key| !begun.contains(key)).collect::<Vec<_>>();
                free.into_iter().chain([new]).map(move |key| {
                    let mut longer = begun.clone();
                    longer.push(key);
                    longer
                })
            })
            .collect();
    }
    let of = |keys: &Vec<GridKey>| -> Assignment {
        let pairs = community.buildings.iter().zip(parts);
        pairs.map(|(building, part)| (building.id, keys[*part])).collect()
    };
    all.iter().map(of).collect()
}

/// The best there is, if there is any. Sizes are looked at first, so that few are judged whole.
fn best(community: &Community, aim: Aim) -> Option<Judged> {
    let band = community.rules.households;
    let mut best: Option<Judged> = None;
    for parts in divisions(community.buildings.len()) {
        let mut sizes: BTreeMap<usize, i64> = BTreeMap::new();
        for (building, part) in community.buildings.iter().zip(&parts) {
            *sizes.entry(*part).or_default() += building.households;
        }
        if sizes.values().any(|size| !(band.least..=band.most).contains(size)) {
            continue;
        }
        for assignment in named(community, &parts) {
            let judged = judge(community, &assignment);
            let cost = judged.score.total(aim);
            if judged.keeps_rules()
                && best.as_ref().is_none_or(|known| cost < known.score.total(aim))
            {
                best = Some(judged);
            }
        }
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn there_is_a_plan_exactly_if_there_is_any_and_it_is_the_best(
        community in any_community(1..8), redraw in any::<bool>(),
    ) {
        let aim = if redraw { Aim::Redraw } else { Aim::Keep };
        let expected = best(&community, aim);
        match (plan(&community, aim), expected) {
            (Ok(plan), Some(best)) if plan.moved.is_empty() && aim == Aim::Keep => {
                prop_assert!(plan.keeps_rules());
                prop_assert!(best.score.total(aim) <= plan.score.total(aim));
            }
            (Ok(plan), Some(best)) => {
                prop_assert_eq!(plan.score.total(aim), best.score.total(aim), "{:?}", best);
            }
            (Err(none), None) => prop_assert!(!none.why.contains(&Why::NotFound)),
            (plan, best) => prop_assert!(false, "{plan:?} against {best:?}"),
        }
    }
}
