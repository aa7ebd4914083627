//! A community by numbers: what the search works on.

use std::collections::{BTreeMap, BTreeSet};

use linli_kernel::PlaceId;

use crate::{
    column::Column,
    graph::Graph,
    model::{Aim, Band, Community, GridKey, Weights},
};

/// What a household beyond a bound costs: more than anything that is merely unwelcome.
const BROKEN: i64 = 1_000_000;
/// And its square, so that one large break is worse than two small ones and the search sees a
/// slope.
const BROKEN_SQUARE: i64 = 10_000;

/// Buildings by number, in the order of their ids.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) graph: Graph,
    pub(crate) ids: Vec<PlaceId>,
    pub(crate) households: Column<i64>,
    pub(crate) persons: Column<i64>,
    /// Today's grid of each, as a number of `homes`.
    pub(crate) home: Column<Option<usize>>,
    pub(crate) fixed: Column<bool>,
    /// Today's grids that people live in, in order.
    pub(crate) homes: Vec<PlaceId>,
    pub(crate) band: Band,
    pub(crate) persons_most: i64,
    pub(crate) total: i64,
    /// The size that a grid of this community should have.
    pub(crate) usual: i64,
    pub(crate) weights: Weights,
}

impl Problem {
    pub(crate) fn new(community: &Community, aim: Aim) -> Self {
        let buildings = community.divided();
        let homes: BTreeSet<PlaceId> = buildings.iter().filter_map(|b| b.grid).collect();
        let numbers: BTreeMap<PlaceId, usize> =
            homes.iter().enumerate().map(|(number, home)| (*home, number)).collect();
        let total = buildings.iter().map(|b| b.households).sum();
        let today = i64::try_from(homes.len()).unwrap_or(0);
        Self {
            graph: Graph::of(&buildings, community.adjacent.as_ref()),
            ids: buildings.iter().map(|b| b.id).collect(),
            households: buildings.iter().map(|b| b.households).collect(),
            persons: buildings.iter().map(|b| b.persons.unwrap_or(0)).collect(),
            home: buildings.iter().map(|b| numbers.get(&b.grid?).copied()).collect(),
            fixed: buildings.iter().map(|b| b.fixed && b.grid.is_some()).collect(),
            homes: homes.into_iter().collect(),
            band: community.rules.households,
            persons_most: community.rules.persons_most.unwrap_or(i64::MAX),
            total,
            usual: community.usual_size(total, today),
            weights: aim.weights(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    /// What a grid of this size costs.
    pub(crate) fn size_cost(&self, households: i64, persons: i64) -> i64 {
        let over = (households - self.band.most).max(0)
            + (self.band.least - households).max(0)
            + (persons - self.persons_most).max(0);
        let broken = over * BROKEN + over.saturating_mul(over).saturating_mul(BROKEN_SQUARE);
        broken.saturating_add(self.imbalance(households) * self.weights.imbalance)
    }

    /// How far from the usual size, growing with the square.
    pub(crate) fn imbalance(&self, households: i64) -> i64 {
        let off = households - self.usual;
        off.saturating_mul(off) / self.usual.max(1)
    }

    /// What it costs to put a building in the grid of this number, or in a new one.
    pub(crate) fn building_cost(&self, building: usize, label: Option<usize>) -> i64 {
        let home = self.home.get(building);
        if home.is_none() || home == label {
            0
        } else if self.fixed.get(building) {
            (self.households.get(building) + 1) * BROKEN
        } else {
            self.households.get(building) * self.weights.changed
        }
    }

    /// The grid that the number of a part means; new ones are counted in the order of parts.
    pub(crate) fn keys(&self, labels: impl Iterator<Item = Option<usize>>) -> Vec<GridKey> {
        let mut new = 0;
        let key = |label: Option<usize>| {
            label.and_then(|number| self.homes.get(number)).map_or_else(
                || {
                    new += 1;
                    GridKey::New(new)
                },
                |home| GridKey::Today(*home),
            )
        };
        labels.map(key).collect()
    }
}

/// Numbers that look drawn by lot and are the same every time, and the steps that a search has
/// left: each lot is one, and so is each building that is looked at without one.
#[derive(Clone, Debug)]
pub(crate) struct Chance {
    seed: u64,
    steps: u64,
}

impl Chance {
    pub(crate) const fn new(seed: u64, steps: u64) -> Self {
        Self { seed, steps }
    }

    /// Steps that are left.
    pub(crate) const fn steps(&self) -> u64 {
        self.steps
    }

    /// Whether no step is left: the search ends with what it has.
    pub(crate) const fn is_spent(&self) -> bool {
        self.steps == 0
    }

    /// So many buildings are looked at.
    pub(crate) fn spend(&mut self, buildings: usize) {
        self.steps = self.steps.saturating_sub(u64::try_from(buildings).unwrap_or(u64::MAX));
    }

    /// A number below this one.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.steps = self.steps.saturating_sub(1);
        // SplitMix64.
        self.seed = self.seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.seed;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        let end = u64::try_from(end).unwrap_or(1).max(1);
        usize::try_from(mixed % end).unwrap_or(0)
    }
}
