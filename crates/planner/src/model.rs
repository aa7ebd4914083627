//! What a plan is made from.

use std::collections::{BTreeMap, BTreeSet};

use linli_kernel::PlaceId;
use serde::{Deserialize, Serialize};

/// Where a building stands, in whole metres of a local plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Point {
    /// Metres to the east.
    pub east_m: i64,
    /// Metres to the north.
    pub north_m: i64,
}

impl Point {
    /// The squared distance, in square metres.
    #[must_use]
    pub fn square_to(self, other: Self) -> i64 {
        let (east, north) = (self.east_m - other.east_m, self.north_m - other.north_m);
        east.saturating_mul(east).saturating_add(north.saturating_mul(north))
    }
}

/// A building, or a yard without buildings: what belongs to one grid as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Building {
    /// The place.
    pub id: PlaceId,
    /// How many households live in it.
    pub households: i64,
    /// How many persons, where that is known.
    pub persons: Option<i64>,
    /// Where it stands, where that is known.
    pub at: Option<Point>,
    /// The compound or yard that it belongs to.
    pub site: PlaceId,
    /// Its turn in the community, compound by compound and number by number; decides who is whose
    /// neighbour where positions are missing.
    pub rank: i64,
    /// Its grid today.
    pub grid: Option<PlaceId>,
    /// It stays in today's grid whatever is planned.
    pub fixed: bool,
}

/// From so many to so many, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// At least so many.
    pub least: i64,
    /// At most so many.
    pub most: i64,
}

/// What one grid worker answers for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerWorker {
    /// So many households at most.
    pub households: i64,
    /// And so many persons at most.
    pub persons: Option<i64>,
}

/// The rules of a locality for a grid that people live in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Households of a grid.
    pub households: Band,
    /// Persons of a grid at most, counted where they are known.
    pub persons_most: Option<i64>,
    /// What one worker answers for: shown, and broken by no plan, since workers can be added.
    pub worker: Option<PerWorker>,
}

/// One community, whole: no plan crosses its border.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Community {
    /// Every building, in any order.
    pub buildings: Vec<Building>,
    /// Which buildings are neighbours. Without it that follows from positions, and where those
    /// are missing from the turn in the community.
    pub adjacent: Option<BTreeSet<(PlaceId, PlaceId)>>,
    /// Grids of premises (a market, an estate of offices): nothing enters or leaves them, and the
    /// rules for people's grids do not hold for them.
    pub left_alone: BTreeSet<PlaceId>,
    /// How many workers a grid has today; one where nothing is said.
    pub workers: BTreeMap<PlaceId, i64>,
    /// The rules.
    pub rules: Rules,
}

/// A grid of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GridKey {
    /// One of today's.
    Today(PlaceId),
    /// One to be made, counted from 1.
    New(u32),
}

/// The grid of every building.
pub type Assignment = BTreeMap<PlaceId, GridKey>;

/// What a plan is to be good at, once the rules are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aim {
    /// As few households as possible change their grid; nothing changes where today's grids keep
    /// the rules.
    #[default]
    Keep,
    /// Compact grids of about the same size, whatever is today.
    Redraw,
}

/// What one household that changes, one pair of neighbours that is parted and a point of
/// imbalance cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Weights {
    pub(crate) changed: i64,
    pub(crate) cut: i64,
    pub(crate) imbalance: i64,
}

impl Aim {
    pub(crate) const fn weights(self) -> Weights {
        match self {
            Self::Keep => Weights { changed: 8, cut: 20, imbalance: 2 },
            Self::Redraw => Weights { changed: 1, cut: 20, imbalance: 8 },
        }
    }
}

/// Today's division; buildings without a grid are left out.
#[must_use]
pub fn today(community: &Community) -> Assignment {
    let grid = |building: &Building| Some((building.id, GridKey::Today(building.grid?)));
    community.buildings.iter().filter_map(grid).collect()
}

impl Community {
    /// Whether the building belongs to a grid that nothing enters or leaves.
    #[must_use]
    pub fn is_left_alone(&self, building: &Building) -> bool {
        building.grid.is_some_and(|grid| self.left_alone.contains(&grid))
    }

    /// The buildings that a plan divides, by id.
    pub(crate) fn divided(&self) -> Vec<&Building> {
        let mut buildings: Vec<&Building> =
            self.buildings.iter().filter(|building| !self.is_left_alone(building)).collect();
        buildings.sort_by_key(|building| building.id);
        buildings.dedup_by_key(|building| building.id);
        buildings
    }

    /// How many households a grid should have: as many as divide the whole evenly among as many
    /// grids as there are today, or as near to that as the rules allow.
    pub(crate) fn usual_size(&self, total: i64, grids_today: i64) -> i64 {
        let Band { least, most } = self.rules.households;
        let (fewest, highest) = counts(total, self.rules.households);
        let middle = (least + most) / 2;
        let wanted = if grids_today > 0 { grids_today } else { total / middle.max(1) };
        let count = wanted.min(highest).max(fewest).max(1);
        (total / count).max(1)
    }
}

/// The fewest and the most grids that so many households can make; the first above the second
/// where no count fits.
pub(crate) fn counts(total: i64, band: Band) -> (i64, i64) {
    let most = band.most.max(1);
    ((total + most - 1) / most, total / band.least.max(1))
}
