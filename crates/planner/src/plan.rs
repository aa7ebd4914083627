//! Proposes a division that keeps the rules, or says why there is none.

use std::collections::BTreeMap;

use linli_kernel::PlaceId;

use crate::{
    exact::{self, Exact},
    judge::{Judged, judge},
    model::{Aim, Community, GridKey, counts, today},
    moves::{Effort, improve},
    problem::{Chance, Problem},
    start::{from_nothing, from_today},
    state::State,
};

/// Numbers of grids that are tried after the first that gave a plan.
const FURTHER_COUNTS: usize = 2;
/// Numbers of grids that are tried at all.
const MOST_COUNTS: usize = 6;
/// The search begins with these numbers: the same community always gives the same plan.
const SEED: u64 = 2_026;

/// Why no division keeps the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// There is no building to divide.
    NoBuildings,
    /// One building alone has more households than a grid may have.
    BuildingTooLarge {
        /// The building.
        building: PlaceId,
        /// Its households.
        households: i64,
        /// What a grid may have.
        most: i64,
    },
    /// One building alone has more persons than a grid may have.
    TooManyPersons {
        /// The building.
        building: PlaceId,
        /// Its persons.
        persons: i64,
        /// What a grid may have.
        most: i64,
    },
    /// The buildings that must stay in a grid have more households than it may have.
    FixedTooLarge {
        /// The grid.
        grid: PlaceId,
        /// Their households.
        households: i64,
        /// What a grid may have.
        most: i64,
    },
    /// All of them together are fewer than one grid must have.
    TooFew {
        /// Their households.
        households: i64,
        /// What a grid must have.
        least: i64,
    },
    /// No number of grids fits: too many for so many grids, too few for one more.
    NoCount {
        /// Households of the whole, or of a part that has no neighbour elsewhere.
        households: i64,
        /// Its buildings.
        buildings: usize,
        /// What a grid must have.
        least: i64,
        /// What a grid may have.
        most: i64,
    },
    /// Every division was looked at.
    NoneExists,
    /// The search found none; there may be one.
    NotFound,
}

/// No plan, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Infeasible {
    /// The reasons, those that can be seen at a building first.
    pub why: Vec<Why>,
    /// The division that comes nearest to the rules, where one was made.
    pub nearest: Option<Box<Judged>>,
}

/// Proposes a division of a community.
///
/// # Errors
/// [`Infeasible`] with the reasons, if no division keeps the rules or none was found.
pub fn plan(community: &Community, aim: Aim) -> Result<Judged, Infeasible> {
    let problem = Problem::new(community, aim);
    if problem.len() == 0 {
        return Err(Infeasible { why: vec![Why::NoBuildings], nearest: None });
    }
    let now = judge(community, &today(community));
    if aim == Aim::Keep && now.keeps_rules() {
        return Ok(now);
    }
    let why = reasons(community, &problem);
    let few = problem.len() <= exact::FEW;
    if few && why.is_empty() {
        if let Exact::Found(state) = exact::best(&problem) {
            return Ok(judged(community, &problem, &state));
        }
        return Err(none(
            community,
            &problem,
            vec![Why::NoneExists],
            search(&problem, Effort::Near),
        ));
    }
    if !why.is_empty() {
        return Err(none(community, &problem, why, search(&problem, Effort::Near)));
    }
    let found = search(&problem, Effort::Whole);
    if let Some((_, state)) = &found
        && state.keeps_rules(&problem)
    {
        return Ok(judged(community, &problem, state));
    }
    match exact::any(&problem) {
        Exact::Found(mut state) => {
            improve(&problem, &mut state, Effort::Whole, &mut Chance::new(SEED));
            Ok(judged(community, &problem, &state))
        }
        Exact::None => Err(none(community, &problem, vec![Why::NoneExists], found)),
        Exact::GaveUp => Err(none(community, &problem, vec![Why::NotFound], found)),
    }
}

fn none(
    community: &Community,
    problem: &Problem,
    why: Vec<Why>,
    found: Option<(i64, State)>,
) -> Infeasible {
    let nearest = found.map(|(_, state)| Box::new(judged(community, problem, &state)));
    Infeasible { why, nearest }
}

fn judged(community: &Community, problem: &Problem, state: &State) -> Judged {
    let mut assignment = state.assignment(problem);
    let dedicated = community.buildings.iter().filter(|building| community.is_dedicated(building));
    assignment.extend(dedicated.filter_map(|one| Some((one.id, GridKey::Today(one.grid?)))));
    judge(community, &assignment)
}

/// What stands in the way of any division, as far as it can be seen without a search.
#[must_use]
pub fn obstacles(community: &Community) -> Vec<Why> {
    let problem = Problem::new(community, Aim::default());
    if problem.len() == 0 { vec![Why::NoBuildings] } else { reasons(community, &problem) }
}

/// What can be said before anything is tried.
fn reasons(community: &Community, problem: &Problem) -> Vec<Why> {
    let mut why = Vec::new();
    let (band, persons_most) = (problem.band, problem.persons_most);
    let mut held: BTreeMap<PlaceId, i64> = BTreeMap::new();
    for building in community.divided() {
        let (id, households) = (building.id, building.households);
        if households > band.most {
            why.push(Why::BuildingTooLarge { building: id, households, most: band.most });
        }
        if let Some(persons) = building.persons.filter(|persons| *persons > persons_most) {
            why.push(Why::TooManyPersons { building: id, persons, most: persons_most });
        }
        if let Some(grid) = building.grid.filter(|_| building.fixed) {
            *held.entry(grid).or_default() += households;
        }
    }
    let too_large = held.into_iter().filter(|(_, households)| *households > band.most);
    why.extend(too_large.map(|(grid, households)| Why::FixedTooLarge {
        grid,
        households,
        most: band.most,
    }));
    if problem.total < band.least {
        why.push(Why::TooFew { households: problem.total, least: band.least });
        return why;
    }
    let mut regions: BTreeMap<usize, (i64, usize)> = BTreeMap::new();
    for (at, region) in problem.graph.regions() {
        let sums = regions.entry(region).or_default();
        *sums = (sums.0 + problem.households.get(at), sums.1 + 1);
    }
    for (households, buildings) in regions.into_values() {
        let (fewest, highest) = counts(households, band);
        if fewest > highest {
            let (least, most) = (band.least, band.most);
            why.push(Why::NoCount { households, buildings, least, most });
        }
    }
    why
}

/// The best division that was found for any number of grids, with what it costs.
fn search(problem: &Problem, effort: Effort) -> Option<(i64, State)> {
    let mut best: Option<(i64, State)> = None;
    let mut further = 0;
    let counts = grid_counts(problem);
    let tried = if effort == Effort::Near { 1 } else { MOST_COUNTS };
    for count in counts.into_iter().take(tried) {
        if let Some((cost, state)) = search_count(problem, count, effort) {
            further += usize::from(state.keeps_rules(problem));
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, state));
            }
        }
        if further > FURTHER_COUNTS {
            break;
        }
    }
    best
}

/// Numbers of grids that fit, the usual one first.
fn grid_counts(problem: &Problem) -> Vec<usize> {
    let (fewest, highest) = counts(problem.total, problem.band);
    let usual = (problem.total / problem.usual).max(1);
    let buildings = i64::try_from(problem.len()).unwrap_or(i64::MAX);
    let (fewest, highest) = if fewest <= highest { (fewest, highest) } else { (usual, usual) };
    let mut all: Vec<i64> = (fewest.clamp(1, buildings)..=highest.min(buildings)).collect();
    all.sort_by_key(|count| ((count - usual).abs(), *count));
    all.into_iter().filter_map(|count| usize::try_from(count).ok()).collect()
}

fn search_count(problem: &Problem, count: usize, effort: Effort) -> Option<(i64, State)> {
    let mut chance = Chance::new(SEED);
    let mut starts = Vec::new();
    if !problem.homes.is_empty() {
        starts.extend(from_today(problem, count, &mut chance));
    }
    starts.extend(from_nothing(problem, count, &mut chance));
    let better = |mut state: State| {
        let cost = improve(problem, &mut state, effort, &mut chance);
        (cost, state)
    };
    starts.into_iter().map(better).min_by_key(|(cost, state)| (*cost, state.parts()))
}
