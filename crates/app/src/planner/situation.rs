//! What a plan is drawn from: a community's buildings, their positions, its grids today.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::{
    grid_plan,
    place::{BUILDING, Crs, GridMember, Place, Position},
    policy::is_office,
};
use linli_kernel::{Day, PlaceId};
use linli_planner::{Band, Building, Community, PerWorker, Point, Rules};
use linli_playbook::{Playbook, engine::Holder, model::GRID};

use crate::{App, AppResult, digest, ports::Snapshot};

/// A community as it is today.
pub(super) struct Situation {
    pub(super) community: Community,
    /// Its buildings in their order, each with its compound or yard.
    pub(super) buildings: Vec<(Place, Place)>,
    /// Its grids, closed ones left out.
    pub(super) grids: Vec<Place>,
    /// Every row of the overlay of its grids.
    pub(super) members: Vec<GridMember>,
    /// How many buildings have a position on the plane.
    pub(super) placed: usize,
}

impl Situation {
    pub(super) async fn load(
        app: &App,
        rows: &mut dyn Snapshot,
        playbook: &Playbook,
        place: &Place,
    ) -> AppResult<Self> {
        let today = app.now().day();
        let open = open_children(rows, place.id, today).await?;
        let (grids, sites): (Vec<Place>, Vec<Place>) =
            open.into_iter().partition(|place| place.kind == *GRID);
        let mut buildings = Vec::new();
        for site in sites {
            for building in buildings_of(rows, playbook, &site, today).await? {
                buildings.push((building, site.clone()));
            }
        }
        let ids: Vec<PlaceId> = grids.iter().map(|grid| grid.id).collect();
        let members = rows.members_of_grids(&ids).await?;
        let places: Vec<PlaceId> = buildings.iter().map(|(building, _)| building.id).collect();
        let points = plane(&rows.positions(&places).await?);
        let workers = workers(rows, playbook, &ids, today).await?;
        let mut situation = Self {
            community: Community {
                buildings: Vec::new(),
                adjacent: None,
                left_alone: BTreeSet::new(),
                workers,
                rules: rules(playbook),
            },
            placed: points.len(),
            buildings,
            grids,
            members,
        };
        situation.community.buildings = situation.planned(&points, today);
        Ok(situation)
    }

    fn planned(&self, points: &BTreeMap<PlaceId, Point>, today: Day) -> Vec<Building> {
        let one = |(rank, (building, site)): (i64, &(Place, Place))| Building {
            id: building.id,
            households: building.households,
            persons: None,
            at: points.get(&building.id).copied(),
            site: site.id,
            rank,
            grid: [building.id, site.id].iter().find_map(|id| self.grid_of(*id, today)),
            fixed: false,
        };
        (0..).zip(&self.buildings).map(one).collect()
    }

    /// The grid that a place itself is put into on a day.
    fn grid_of(&self, place: PlaceId, day: Day) -> Option<PlaceId> {
        self.row_of(place, day).map(|row| row.grid)
    }

    /// The row that puts a place itself into a grid on a day.
    pub(super) fn row_of(&self, place: PlaceId, day: Day) -> Option<&GridMember> {
        let holds = |row: &&GridMember| {
            row.place == place
                && row.valid_from <= day
                && row.valid_to.is_none_or(|last| last >= day)
        };
        self.members.iter().find(holds)
    }

    /// With these grids left alone.
    pub(super) fn leaving(mut self, alone: impl IntoIterator<Item = PlaceId>) -> Self {
        self.community.left_alone = alone.into_iter().collect();
        self
    }

    /// A hash of everything that a plan is drawn from. Workers are a hint and not among it.
    pub(super) fn basis(&self) -> Vec<u8> {
        let community = &self.community;
        let mut text = format!("{:?}\n", community.rules);
        for building in &community.buildings {
            text.push_str(&format!("{building:?}\n"));
        }
        for grid in &self.grids {
            text.push_str(&format!("{}\n", grid.id));
        }
        digest(text.as_bytes()).to_vec()
    }
}

async fn open_children(rows: &mut dyn Snapshot, of: PlaceId, today: Day) -> AppResult<Vec<Place>> {
    let mut children = rows.children(of).await?;
    children.retain(|place| place.closed_on.is_none_or(|last| last > today));
    Ok(children)
}

/// The buildings of a compound, villages and areas between them walked through; the place itself
/// where it has none.
async fn buildings_of(
    rows: &mut dyn Snapshot,
    playbook: &Playbook,
    site: &Place,
    today: Day,
) -> AppResult<Vec<Place>> {
    let rung = |place: &Place| playbook.rung(&place.kind);
    let lowest =
        playbook.containment.iter().position(|kinds| kinds.iter().any(|kind| *kind == *BUILDING));
    let mut found = Vec::new();
    let mut waiting = vec![site.clone()];
    while let Some(place) = waiting.pop() {
        if place.kind == *BUILDING {
            found.push(place);
            continue;
        }
        let mut below = open_children(rows, place.id, today).await?;
        below.retain(|child| child.kind != *GRID && rung(child).is_some() && rung(child) <= lowest);
        if below.is_empty() {
            found.push(place);
        } else {
            waiting.extend(below.into_iter().rev());
        }
    }
    Ok(found)
}

/// The points of one plane: those in the system that most are given in.
fn plane(positions: &[Position]) -> BTreeMap<PlaceId, Point> {
    let of = |crs: Crs| positions.iter().filter(move |at| at.crs == crs);
    let Some(crs) = Crs::ALL.into_iter().rev().max_by_key(|crs| of(*crs).count()) else {
        return BTreeMap::new();
    };
    let latitude = of(crs).map(|at| at.y).min().unwrap_or(0);
    let all: Vec<(PlaceId, (i64, i64))> =
        of(crs).map(|at| (at.place, at.metres(latitude))).collect();
    let west = all.iter().map(|(_, (east, _))| *east).min().unwrap_or(0);
    let south = all.iter().map(|(_, (_, north))| *north).min().unwrap_or(0);
    let point = |(place, (east, north)): (PlaceId, (i64, i64))| {
        (place, Point { east_m: east - west, north_m: north - south })
    };
    all.into_iter().map(point).collect()
}

/// The locality's numbers as the planner reads them.
fn rules(playbook: &Playbook) -> Rules {
    let rules = grid_plan::rules(playbook);
    let worker = |(households, persons)| PerWorker { households, persons };
    Rules {
        households: Band { least: rules.households_least, most: rules.households_most },
        persons_most: rules.persons_most,
        worker: rules.worker.map(worker),
    }
}

/// How many people hold office in each grid.
async fn workers(
    rows: &mut dyn Snapshot,
    playbook: &Playbook,
    grids: &[PlaceId],
    today: Day,
) -> AppResult<BTreeMap<PlaceId, i64>> {
    let mut workers = BTreeMap::new();
    for post in rows.posts_at(grids, today).await? {
        if let Holder::Post { place, .. } = &post.holder
            && is_office(playbook, &post.holder)
        {
            *workers.entry(*place).or_insert(0) += 1;
        }
    }
    Ok(workers)
}
