use proptest::prelude::*;

use super::*;

fn building(id: i64, at: Option<(i64, i64)>, site: i64) -> Building {
    Building {
        id: PlaceId::new(id).unwrap(),
        households: 40,
        persons: None,
        at: at.map(|(east_m, north_m)| Point { east_m, north_m }),
        site: PlaceId::new(site).unwrap(),
        rank: id,
        grid: None,
        fixed: false,
    }
}

fn graph(buildings: &[Building]) -> Graph {
    Graph::of(&buildings.iter().collect::<Vec<_>>(), None)
}

fn pairs(graph: &Graph) -> Vec<(usize, usize)> {
    graph.pairs().collect()
}

#[test]
fn on_a_lattice_neighbours_stand_beside_each_other_and_not_across() {
    let lattice: Vec<Building> =
        (0..6).map(|at| building(at + 1, Some((at % 3 * 50, at / 3 * 40)), 90)).collect();
    let expected = [(0, 1), (0, 3), (1, 2), (1, 4), (2, 5), (3, 4), (4, 5)];
    assert_eq!(pairs(&graph(&lattice)), expected);
}

#[test]
fn without_positions_numbers_decide_and_compounds_follow_each_other() {
    let rows = [(1, 90), (2, 90), (3, 91), (4, 91), (5, 92)];
    let buildings: Vec<Building> =
        rows.iter().map(|(id, site)| building(*id, None, *site)).collect();
    assert_eq!(pairs(&graph(&buildings)), [(0, 1), (1, 2), (2, 3), (3, 4)]);
}

#[test]
fn one_without_a_position_stands_beside_its_numbers() {
    let mut buildings: Vec<Building> =
        (0..4).map(|at| building(at + 1, Some((at * 50, 0)), 90)).collect();
    buildings[2].at = None;
    assert_eq!(pairs(&graph(&buildings)), [(0, 1), (1, 2), (1, 3), (2, 3)]);
}

#[test]
fn two_in_the_same_spot_are_neighbours() {
    let buildings = [building(1, Some((5, 5)), 90), building(2, Some((5, 5)), 90)];
    assert_eq!(pairs(&graph(&buildings)), [(0, 1)]);
}

#[test]
fn what_is_given_is_all_there_is() {
    let buildings = [building(1, None, 90), building(2, None, 90), building(3, None, 90)];
    let id = |id| PlaceId::new(id).unwrap();
    let given = BTreeSet::from([(id(3), id(1)), (id(1), id(7))]);
    let graph = Graph::of(&buildings.iter().collect::<Vec<_>>(), Some(&given));
    assert_eq!(pairs(&graph), [(0, 2)]);
    assert_eq!(graph.regions(), BTreeMap::from([(0, 0), (1, 1), (2, 0)]));
}

proptest! {
    /// It hangs together, and two are neighbours exactly if nobody stands between them.
    #[test]
    fn positions_make_one_region(spots in prop::collection::vec((0_i64..30, 0_i64..30), 1..25)) {
        let buildings: Vec<Building> =
            (1..).zip(&spots).map(|(id, spot)| building(id, Some(*spot), 90)).collect();
        let graph = graph(&buildings);
        prop_assert!(graph.regions().values().all(|region| *region == 0));
        let point = |at: usize| buildings[at].at.unwrap();
        for one in 0..spots.len() {
            for other in one + 1..spots.len() {
                let parted = (0..spots.len()).any(|third| between(point(third), point(one), point(other)));
                prop_assert_eq!(graph.neighbours(one).any(|at| at == other), !parted);
            }
        }
    }
}
