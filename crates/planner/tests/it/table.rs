use std::collections::BTreeSet;

use linli_planner::{
    Aim, Community, GridKey, MOST_BUILDINGS, PerWorker, Point, Rule, Rules, Why, greedy, judge,
    plan, plan_within, today,
};

use crate::common::{building, community, id, lattice, rules};

fn why(community: &Community) -> Vec<Why> {
    plan(community, Aim::Keep).unwrap_err().why
}

#[test]
fn what_cannot_be_divided_says_why() {
    let band = rules(400, 700);
    let households: [(&[i64], Why); 5] = [
        (&[], Why::NoBuildings),
        (&[800], Why::BuildingTooLarge { building: id(1), households: 800, most: 700 }),
        (&[100, 200], Why::TooFew { households: 300, least: 400 }),
        (&[350, 360], Why::NoCount { households: 710, buildings: 2, least: 400, most: 700 }),
        // 1,200 fit two grids, but not in a row with the large one in the middle.
        (&[300, 600, 300], Why::NoneExists),
    ];
    for (households, expected) in households {
        assert_eq!(why(&lattice(households, band)), [expected], "{households:?}");
    }
}

#[test]
fn buildings_that_must_stay_can_be_too_many() {
    let mut community = lattice(&[300, 300, 300, 300], rules(400, 700));
    for at in 0..3 {
        community.buildings[at].grid = Some(id(500));
        community.buildings[at].fixed = true;
    }
    let expected = Why::FixedTooLarge { grid: id(500), households: 900, most: 700 };
    assert_eq!(why(&community), [expected]);
}

#[test]
fn a_region_without_neighbours_elsewhere_must_do_alone() {
    let mut community = lattice(&[300, 300, 200, 100], rules(400, 700));
    community.adjacent = Some(BTreeSet::from([(id(1), id(2)), (id(3), id(4))]));
    let expected = Why::NoCount { households: 300, buildings: 2, least: 400, most: 700 };
    assert_eq!(why(&community), [expected]);
}

#[test]
fn persons_count_where_they_are_known() {
    let mut community = lattice(&[250; 4], rules(400, 700));
    community.rules.persons_most = Some(1_000);
    community.buildings[0].persons = Some(1_200);
    let expected = Why::TooManyPersons { building: id(1), persons: 1_200, most: 1_000 };
    assert_eq!(why(&community), [expected]);
    for one in &mut community.buildings {
        one.persons = Some(500);
    }
    let plan = plan(&community, Aim::Keep).unwrap();
    assert!(plan.grids.iter().all(|grid| grid.persons == 1_000));
}

#[test]
fn a_grid_that_grew_too_large_gives_as_little_as_possible() {
    // Three grids of five in a row each; the middle one has 60 households too many.
    let mut community = lattice(
        &[100, 100, 100, 100, 100, 160, 160, 160, 140, 140, 100, 100, 100, 100, 100],
        rules(400, 700),
    );
    for (at, one) in (0..).zip(&mut community.buildings) {
        one.grid = Some(id(500 + at / 5));
    }
    let now = judge(&community, &today(&community));
    assert!(!now.keeps_rules());
    let over: Vec<i64> = now.grids.iter().map(|grid| grid.slack[1].slack).collect();
    assert_eq!(over, [200, -60, 200]);
    let plan = plan(&community, Aim::Keep).unwrap();
    assert_eq!(plan.score.changed, 140, "{:?}", plan.moved);
    assert_eq!(plan.moved.len(), 1);
}

#[test]
fn a_grid_that_is_left_alone_is_judged_by_no_rule() {
    let mut community = lattice(&[100, 100, 100, 100, 5, 100, 100, 100, 100, 5], rules(300, 500));
    for at in [4, 9] {
        community.buildings[at].grid = Some(id(700));
    }
    community.left_alone.insert(id(700));
    let plan = plan(&community, Aim::Redraw).unwrap();
    let market = plan.grids.iter().find(|grid| grid.left_alone).unwrap();
    assert_eq!((market.grid, market.households), (GridKey::Today(id(700)), 10));
    assert!(market.slack.is_empty() && market.keeps_rules());
    let mut division = plan.assignment.clone();
    division.insert(id(1), GridKey::Today(id(700)));
    assert_eq!(judge(&community, &division).misplaced, [id(1)]);
    let mut division = plan.assignment;
    division.insert(id(5), GridKey::New(1));
    assert_eq!(judge(&community, &division).misplaced, [id(5)]);
}

#[test]
fn a_worker_too_few_is_said_and_refuses_nothing() {
    let mut community = lattice(&[80; 4], rules(200, 400));
    community.rules.worker = Some(PerWorker { households: 300, persons: Some(1_000) });
    for one in &mut community.buildings {
        one.grid = Some(id(500));
    }
    let worker = |community: &Community| {
        let judged = judge(community, &today(community));
        assert!(judged.keeps_rules());
        let slack = judged.grids[0].slack.iter().find(|one| one.rule == Rule::WorkerHouseholds);
        slack.map(|one| (one.bound, one.slack))
    };
    assert_eq!(worker(&community), Some((300, -20)));
    community.workers.insert(id(500), 2);
    assert_eq!(worker(&community), Some((600, 280)));
}

#[test]
fn pieces_of_a_grid_are_counted() {
    let mut community = lattice(&[100; 5], rules(100, 500));
    for (one, grid) in community.buildings.iter_mut().zip([500, 501, 500, 501, 501]) {
        one.grid = Some(id(grid));
    }
    let pieces: Vec<usize> =
        judge(&community, &today(&community)).grids.iter().map(|grid| grid.pieces).collect();
    assert_eq!(pieces, [2, 2]);
}

#[test]
fn a_large_place_is_divided_too() {
    let households: Vec<i64> = (0..600).map(|at| 40 + at * 37 % 90).collect();
    let total: i64 = households.iter().sum();
    let plan = plan(&lattice(&households, rules(400, 700)), Aim::Keep).unwrap();
    let count = i64::try_from(plan.grids.len()).unwrap();
    assert!((total / 700..=total / 400).contains(&count), "{count}");
}

#[test]
fn the_clerk_leaves_a_rest() {
    // In a star the first grid takes the middle, and the others stand alone.
    let mut community = community(
        (1..=6).map(|number| building(number, 100)).collect(),
        Rules { ..rules(200, 400) },
    );
    community.adjacent = Some((2..=6).map(|to| (id(1), id(to))).collect());
    assert!(!judge(&community, &greedy(&community)).keeps_rules());
    let mut row = lattice(&[100, 100, 100, 100, 100], rules(200, 300));
    row.buildings[0].at = Some(Point { east_m: -50, north_m: 0 });
    assert!(judge(&row, &greedy(&row)).keeps_rules());
}

#[test]
fn a_search_ends_by_its_bound_and_says_so() {
    let households: Vec<i64> = (0..400).map(|number| 20 + number * 37 % 41).collect();
    let large = lattice(&households, rules(400, 700));
    let bounded = plan_within(&large, Aim::Redraw, 50_000);
    assert_eq!(bounded, plan_within(&large, Aim::Redraw, 50_000), "steps and no clock");
    let cut_short = match bounded {
        Ok(proposed) => proposed.cut_short,
        Err(none) => none.why == [Why::CutShort] && none.nearest.is_some(),
    };
    assert!(cut_short);
    let small = plan_within(&lattice(&households[..20], rules(200, 400)), Aim::Redraw, u64::MAX);
    assert!(!small.unwrap().cut_short);
    let many = lattice(&vec![30; MOST_BUILDINGS + 1], rules(400, 700));
    let buildings = MOST_BUILDINGS + 1;
    assert_eq!(why(&many), [Why::TooManyBuildings { buildings, most: MOST_BUILDINGS }]);
}
