//! A division as people look at it.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::{grid_plan::PlannedGrid, place::Place};
use linli_kernel::PlaceId;
use linli_planner::{Assignment, GridJudged, GridKey, Judged, Rule, Slack, Why, judge};

use super::situation::Situation;

/// Room under a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SlackView {
    /// The rule: `households-least`, `households-most`, `persons-most`, `worker-households` or
    /// `worker-persons`.
    pub rule: &'static str,
    /// Its bound.
    pub bound: i64,
    /// Households or persons up to it; below zero it is broken by so many.
    pub slack: i64,
    /// Whether it binds; the others are hints.
    pub binds: bool,
}

/// A grid of a division.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct GridView {
    /// How the division names it: an id, or `+1`, `+2` … for new ones.
    pub word: String,
    /// Its number on the drawing, from 1.
    pub number: usize,
    /// Its name; a new one has none yet.
    pub name: Option<String>,
    /// Its buildings.
    pub buildings: usize,
    /// Its households.
    pub households: i64,
    /// Its households today.
    pub before: i64,
    /// How many pieces it lies in.
    pub pieces: usize,
    /// Left alone: the rules do not hold for it.
    pub left_alone: bool,
    /// Room under each rule.
    pub slack: Vec<SlackView>,
    /// Whether it keeps every rule that binds.
    pub keeps_rules: bool,
}

/// A building of a division.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct BuildingView {
    /// Its id.
    pub id: PlaceId,
    /// Its compound and its name.
    pub name: String,
    /// Its households.
    pub households: i64,
    /// Its grid, as [`GridView::word`].
    pub grid: Option<String>,
    /// That grid's number.
    pub number: Option<usize>,
    /// Today's grid by name.
    pub from: Option<String>,
    /// Whether it changes its grid.
    pub moved: bool,
    /// Metres to the east and north of the community's edge.
    pub at: Option<(i64, i64)>,
}

/// Why there is no plan, or why one cannot be.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Obstacle {
    /// The sentence's key, such as `grid-why-too-few`.
    pub code: &'static str,
    /// Its words and numbers.
    pub parameters: Vec<(&'static str, String)>,
}

/// A division with everything that is to be said about it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DivisionView {
    /// Its grids in the order of their numbers.
    pub grids: Vec<GridView>,
    /// Every building in its order.
    pub buildings: Vec<BuildingView>,
    /// Households at least and at most.
    pub band: (i64, i64),
    /// All households.
    pub households: i64,
    /// Buildings that change their grid.
    pub moved: usize,
    /// Households that change their grid.
    pub moved_households: i64,
    /// Today's grids that nothing is left of, by name.
    pub emptied: Vec<String>,
    /// How many buildings have a position; the others are neighbours by their numbers.
    pub placed: usize,
    /// Whether every rule is kept.
    pub keeps_rules: bool,
    /// What stands in the way of any division.
    pub obstacles: Vec<Obstacle>,
}

/// A grid of the planner's as a plan keeps it.
pub(super) const fn kept(key: GridKey) -> PlannedGrid {
    match key {
        GridKey::Today(id) => PlannedGrid::Today(id),
        GridKey::New(number) => PlannedGrid::New(number),
    }
}

/// A grid of a kept plan as the planner knows it.
pub(super) const fn key(grid: PlannedGrid) -> GridKey {
    match grid {
        PlannedGrid::Today(id) => GridKey::Today(id),
        PlannedGrid::New(number) => GridKey::New(number),
    }
}

/// The word of a grid.
fn word(key: GridKey) -> String {
    kept(key).to_string()
}

/// What stands in the way before anything is tried.
pub(super) fn obstacles(situation: &Situation, why: &[Why]) -> Vec<Obstacle> {
    let names: BTreeMap<PlaceId, String> =
        situation.buildings.iter().map(|(one, site)| (one.id, full_name(one, site))).collect();
    let grids: BTreeMap<PlaceId, &str> =
        situation.grids.iter().map(|grid| (grid.id, grid.name.as_str())).collect();
    let name = |id: &PlaceId| names.get(id).cloned().unwrap_or_default();
    let one = |why: &Why| {
        let (code, parameters) = match why {
            Why::NoBuildings => ("grid-why-no-buildings", vec![]),
            Why::TooManyBuildings { buildings, most } => (
                "grid-why-too-many-buildings",
                vec![("buildings", buildings.to_string()), ("most", most.to_string())],
            ),
            Why::BuildingTooLarge { building, households, most } => (
                "grid-why-building-too-large",
                vec![
                    ("building", name(building)),
                    ("households", households.to_string()),
                    ("most", most.to_string()),
                ],
            ),
            Why::TooManyPersons { building, persons, most } => (
                "grid-why-too-many-persons",
                vec![
                    ("building", name(building)),
                    ("persons", persons.to_string()),
                    ("most", most.to_string()),
                ],
            ),
            Why::FixedTooLarge { grid, households, most } => (
                "grid-why-fixed-too-large",
                vec![
                    ("grid", grids.get(grid).copied().unwrap_or_default().to_owned()),
                    ("households", households.to_string()),
                    ("most", most.to_string()),
                ],
            ),
            Why::TooFew { households, least } => (
                "grid-why-too-few",
                vec![("households", households.to_string()), ("least", least.to_string())],
            ),
            Why::NoCount { households, least, most, .. } => (
                "grid-why-no-count",
                vec![
                    ("households", households.to_string()),
                    ("least", least.to_string()),
                    ("most", most.to_string()),
                ],
            ),
            Why::NoneExists => ("grid-why-none-exists", vec![]),
            Why::NotFound => ("grid-why-not-found", vec![]),
            Why::CutShort => ("grid-why-cut-short", vec![]),
        };
        Obstacle { code, parameters }
    };
    why.iter().map(one).collect()
}

fn full_name(building: &Place, site: &Place) -> String {
    if building.id == site.id {
        building.name.clone()
    } else {
        format!("{}{}", site.name, building.name)
    }
}

fn slack(slack: &Slack) -> SlackView {
    let rule = match slack.rule {
        Rule::HouseholdsLeast => "households-least",
        Rule::HouseholdsMost => "households-most",
        Rule::PersonsMost => "persons-most",
        Rule::WorkerHouseholds => "worker-households",
        Rule::WorkerPersons => "worker-persons",
    };
    SlackView { rule, bound: slack.bound, slack: slack.slack, binds: slack.rule.binds() }
}

/// A division as people look at it.
pub(super) fn view(situation: &Situation, division: &Assignment, why: &[Why]) -> DivisionView {
    let community = &situation.community;
    let judged = judge(community, division);
    let names: BTreeMap<PlaceId, &str> =
        situation.grids.iter().map(|grid| (grid.id, grid.name.as_str())).collect();
    let numbers: BTreeMap<GridKey, usize> = numbered(situation, &judged);
    let moved: BTreeSet<PlaceId> = judged.moved.iter().map(|one| one.building).collect();
    let before = |key: GridKey| {
        let own =
            community.buildings.iter().filter(|one| one.grid.map(GridKey::Today) == Some(key));
        own.map(|one| one.households).sum()
    };
    let grid = |grid: &GridJudged| GridView {
        word: word(grid.grid),
        number: numbers.get(&grid.grid).copied().unwrap_or(0),
        name: match grid.grid {
            GridKey::Today(id) => names.get(&id).map(|name| (*name).to_owned()),
            GridKey::New(_) => None,
        },
        buildings: grid.buildings.len(),
        households: grid.households,
        before: before(grid.grid),
        pieces: grid.pieces,
        left_alone: grid.left_alone,
        slack: grid.slack.iter().map(slack).collect(),
        keeps_rules: grid.keeps_rules(),
    };
    let mut grids: Vec<GridView> = judged.grids.iter().map(grid).collect();
    grids.sort_by_key(|grid| grid.number);
    let building = |((place, site), one): (&(Place, Place), &linli_planner::Building)| {
        let key = division.get(&place.id).copied();
        BuildingView {
            id: place.id,
            name: full_name(place, site),
            households: place.households,
            grid: key.map(word),
            number: key.and_then(|key| numbers.get(&key).copied()),
            from: one.grid.and_then(|grid| names.get(&grid)).map(|name| (*name).to_owned()),
            moved: moved.contains(&place.id),
            at: one.at.map(|at| (at.east_m, at.north_m)),
        }
    };
    let emptied = judged.emptied.iter().filter_map(|id| names.get(id));
    let rules = community.rules.households;
    DivisionView {
        grids,
        buildings: situation.buildings.iter().zip(&community.buildings).map(building).collect(),
        band: (rules.least, rules.most),
        households: community.buildings.iter().map(|one| one.households).sum(),
        moved: judged.moved.len(),
        moved_households: judged.score.changed,
        emptied: emptied.map(|name| (*name).to_owned()).collect(),
        placed: situation.placed,
        keeps_rules: judged.keeps_rules(),
        obstacles: obstacles(situation, why),
    }
}

/// Today's grids in their order, then new ones.
fn numbered(situation: &Situation, judged: &Judged) -> BTreeMap<GridKey, usize> {
    let today = situation.grids.iter().map(|grid| GridKey::Today(grid.id));
    let held: BTreeSet<GridKey> = judged.grids.iter().map(|grid| grid.grid).collect();
    let new = held.iter().copied().filter(|key| matches!(key, GridKey::New(_)));
    let known: Vec<GridKey> = today.filter(|key| held.contains(key)).chain(new).collect();
    known.into_iter().zip(1..).collect()
}
