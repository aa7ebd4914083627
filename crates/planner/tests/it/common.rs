use std::collections::{BTreeMap, BTreeSet};

use linli_kernel::PlaceId;
use linli_planner::{Band, Building, Community, Point, Rules};
use proptest::prelude::*;

pub(crate) fn id(number: i64) -> PlaceId {
    PlaceId::new(number).unwrap()
}

pub(crate) fn rules(least: i64, most: i64) -> Rules {
    Rules { households: Band { least, most }, persons_most: None, worker: None }
}

pub(crate) fn building(number: i64, households: i64) -> Building {
    Building {
        id: id(number),
        households,
        persons: None,
        at: None,
        site: id(1_000),
        rank: number,
        grid: None,
        fixed: false,
    }
}

pub(crate) fn community(buildings: Vec<Building>, rules: Rules) -> Community {
    Community {
        buildings,
        adjacent: None,
        left_alone: BTreeSet::new(),
        workers: BTreeMap::new(),
        rules,
    }
}

/// Buildings in rows of five, 50 m apart.
pub(crate) fn lattice(households: &[i64], rules: Rules) -> Community {
    let place = |(at, households): (i64, &i64)| {
        let mut one = building(at + 1, *households);
        one.at = Some(Point { east_m: at % 5 * 50, north_m: at / 5 * 50 });
        one
    };
    community((0..).zip(households).map(place).collect(), rules)
}

/// Households, position, whether it has one, grid, whether it is fixed, compound.
type Row = (i64, i64, i64, u8, i64, u8, i64);

/// Any community of so many buildings: with and without positions, grids today and fixed ones.
pub(crate) fn any_community(buildings: std::ops::Range<usize>) -> impl Strategy<Value = Community> {
    let one = (1_i64..70, 0_i64..12, 0_i64..12, 0_u8..8, 0_i64..4, 0_u8..10, 0_i64..3);
    let band = (20_i64..150, 0_i64..150);
    (prop::collection::vec(one, buildings), band, any::<bool>()).prop_map(
        |(rows, (least, wider), placed)| {
            let build = |(number, row): (i64, Row)| {
                let (households, east, north, unplaced, grid, fixed, site) = row;
                Building {
                    at: (placed && unplaced > 0)
                        .then_some(Point { east_m: east * 30, north_m: north * 30 }),
                    grid: (grid > 0).then(|| id(500 + grid)),
                    fixed: fixed == 0,
                    site: id(1_000 + site),
                    rank: site * 100 + number,
                    ..building(number, households)
                }
            };
            let buildings = (1..).zip(rows).map(build).collect();
            community(buildings, rules(least, least + wider))
        },
    )
}
