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

/// Steps of one search, each a building looked at once: some seconds of work. A community of sixty
/// buildings is through long before, one of some hundreds may not be. Steps and no clock, so that
/// the same community always gives the same plan.
pub const STEPS: u64 = 10_000_000;
/// Buildings of a community that are planned at all: who is whose neighbour grows with the square.
pub const MOST_BUILDINGS: usize = 3_000;

/// Why no division keeps the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// There is no building to divide.
    NoBuildings,
    /// More buildings than are planned at once.
    TooManyBuildings {
        /// How many.
        buildings: usize,
        /// What is planned at most.
        most: usize,
    },
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
    /// The search ended before it was through, by the bound on its steps; there may be a division,
    /// or a better one.
    CutShort,
}

/// No plan, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Infeasible {
    /// The reasons, those that can be seen at a building first.
    pub why: Vec<Why>,
    /// The division that comes nearest to the rules, where one was made.
    pub nearest: Option<Box<Judged>>,
}

/// A division that keeps the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// The division.
    pub judged: Judged,
    /// Whether the search ended before it was through, so that there may be a better one.
    pub cut_short: bool,
}

/// Proposes a division of a community.
///
/// # Errors
/// [`Infeasible`] with the reasons, if no division keeps the rules or none was found.
pub fn plan(community: &Community, aim: Aim) -> Result<Judged, Infeasible> {
    plan_within(community, aim, STEPS).map(|proposed| proposed.judged)
}

/// The same, in so many steps at most where that is less than usual: whoever holds a worker says
/// how long. Says whether they were enough.
///
/// # Errors
/// As [`plan`].
pub fn plan_within(community: &Community, aim: Aim, steps: u64) -> Result<Proposed, Infeasible> {
    if let Some(why) = too_many(community) {
        return Err(Infeasible { why: vec![why], nearest: None });
    }
    let whole = |judged| Proposed { judged, cut_short: false };
    let mut search = Search { chance: Chance::new(SEED, steps.min(STEPS)) };
    let problem = Problem::new(community, aim);
    if problem.len() == 0 {
        return Err(Infeasible { why: vec![Why::NoBuildings], nearest: None });
    }
    let now = judge(community, &today(community));
    if aim == Aim::Keep && now.keeps_rules() {
        return Ok(whole(now));
    }
    let why = reasons(community, &problem);
    let few = problem.len() <= exact::FEW;
    if few && why.is_empty() {
        if let Exact::Found(state) = exact::best(&problem) {
            return Ok(whole(judged(community, &problem, &state)));
        }
        let nearest = search.best(&problem, Effort::Near);
        return Err(none(community, &problem, vec![Why::NoneExists], nearest));
    }
    if !why.is_empty() {
        return Err(none(community, &problem, why, search.best(&problem, Effort::Near)));
    }
    let found = search.best(&problem, Effort::Whole);
    let cut_short = search.chance.is_spent();
    if let Some((_, state)) = &found
        && state.keeps_rules(&problem)
    {
        return Ok(Proposed { judged: judged(community, &problem, state), cut_short });
    }
    match exact::any(&problem) {
        Exact::Found(mut state) => {
            improve(&problem, &mut state, Effort::Whole, &mut search.chance);
            let cut_short = search.chance.is_spent();
            Ok(Proposed { judged: judged(community, &problem, &state), cut_short })
        }
        Exact::None => Err(none(community, &problem, vec![Why::NoneExists], found)),
        Exact::GaveUp if cut_short => Err(none(community, &problem, vec![Why::CutShort], found)),
        Exact::GaveUp => Err(none(community, &problem, vec![Why::NotFound], found)),
    }
}

fn too_many(community: &Community) -> Option<Why> {
    let buildings = community.buildings.len();
    let most = MOST_BUILDINGS;
    (buildings > most).then_some(Why::TooManyBuildings { buildings, most })
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
    let left_alone =
        community.buildings.iter().filter(|building| community.is_left_alone(building));
    assignment.extend(left_alone.filter_map(|one| Some((one.id, GridKey::Today(one.grid?)))));
    judge(community, &assignment)
}

/// What stands in the way of any division, as far as it can be seen without a search.
#[must_use]
pub fn obstacles(community: &Community) -> Vec<Why> {
    if let Some(why) = too_many(community) {
        return vec![why];
    }
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

/// A search with the steps that it has left.
struct Search {
    chance: Chance,
}

impl Search {
    /// The best division that was found for any number of grids, with what it costs.
    fn best(&mut self, problem: &Problem, effort: Effort) -> Option<(i64, State)> {
        let mut best: Option<(i64, State)> = None;
        let mut further = 0;
        let counts = grid_counts(problem);
        let tried = if effort == Effort::Near { 1 } else { MOST_COUNTS };
        for count in counts.into_iter().take(tried) {
            if let Some((cost, state)) = self.count(problem, count, effort) {
                further += usize::from(state.keeps_rules(problem));
                if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                    best = Some((cost, state));
                }
            }
            if further > FURTHER_COUNTS || (best.is_some() && self.chance.is_spent()) {
                break;
            }
        }
        best
    }

    /// The best for one number of grids.
    fn count(&mut self, problem: &Problem, count: usize, effort: Effort) -> Option<(i64, State)> {
        self.chance = Chance::new(SEED, self.chance.steps());
        let chance = &mut self.chance;
        let mut starts = Vec::new();
        if !problem.homes.is_empty() {
            starts.extend(from_today(problem, count, chance));
        }
        starts.extend(from_nothing(problem, count, chance));
        let better = |mut state: State| {
            let cost = improve(problem, &mut state, effort, chance);
            (cost, state)
        };
        starts.into_iter().map(better).min_by_key(|(cost, state)| (*cost, state.parts()))
    }
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
