//! What is to be said about a division, whoever made it.

use std::collections::{BTreeMap, BTreeSet};

use linli_kernel::PlaceId;
use serde::Serialize;

use crate::{
    model::{Aim, Assignment, Building, Community, GridKey},
    problem::Problem,
};

/// A rule that a grid has slack in, or breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// Not fewer households.
    HouseholdsLeast,
    /// Not more households.
    HouseholdsMost,
    /// Not more persons.
    PersonsMost,
    /// Not more households than its workers answer for; a hint, no plan is refused for it.
    WorkerHouseholds,
    /// Not more persons than its workers answer for; a hint too.
    WorkerPersons,
}

impl Rule {
    /// Whether a plan that breaks it is refused.
    #[must_use]
    pub const fn binds(self) -> bool {
        !matches!(self, Self::WorkerHouseholds | Self::WorkerPersons)
    }
}

/// How much room a grid has under a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Slack {
    /// The rule.
    pub rule: Rule,
    /// Its bound.
    pub bound: i64,
    /// Households or persons up to the bound; below zero the rule is broken by so many.
    pub slack: i64,
}

/// One grid of a division.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridJudged {
    /// Which.
    pub grid: GridKey,
    /// Its buildings, by id.
    pub buildings: Vec<PlaceId>,
    /// Its households.
    pub households: i64,
    /// Its persons, as far as they are known.
    pub persons: i64,
    /// Buildings of which persons are not known.
    pub uncounted: usize,
    /// How many pieces it lies in; more than one breaks the rule that a grid hangs together.
    pub pieces: usize,
    /// A grid of premises, which the rules do not hold for.
    pub left_alone: bool,
    /// Room under each rule.
    pub slack: Vec<Slack>,
}

impl GridJudged {
    /// Whether it keeps every rule that binds.
    #[must_use]
    pub fn keeps_rules(&self) -> bool {
        let broken = |slack: &Slack| slack.rule.binds() && slack.slack < 0;
        self.left_alone || (self.pieces <= 1 && !self.slack.iter().any(broken))
    }
}

/// A building that is in another grid than today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The building.
    pub building: PlaceId,
    /// Today's grid, if it has one.
    pub from: Option<PlaceId>,
    /// The grid of the division.
    pub to: GridKey,
    /// Its households.
    pub households: i64,
}

/// How good a division is; less is better everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Score {
    /// Grids that break a rule, and buildings that are nowhere or where they may not be.
    pub broken: usize,
    /// Households that change their grid.
    pub changed: i64,
    /// Pairs of neighbours in different grids: the fewer, the more compact.
    pub cut: usize,
    /// All pairs of neighbours.
    pub pairs: usize,
    /// How uneven the sizes are: squares of what is off the usual size, by that size.
    pub imbalance: i64,
}

impl Score {
    /// What the search makes small, once nothing is broken.
    #[must_use]
    pub fn total(&self, aim: Aim) -> i64 {
        let weights = aim.weights();
        let cut = i64::try_from(self.cut).unwrap_or(i64::MAX);
        self.changed * weights.changed
            + cut.saturating_mul(weights.cut)
            + self.imbalance * weights.imbalance
    }
}

/// A division and what is to be said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The grid of every building that has one.
    pub assignment: Assignment,
    /// Its grids: today's by id, then new ones, those that are left alone included.
    pub grids: Vec<GridJudged>,
    /// Who changes, by building.
    pub moved: Vec<Moved>,
    /// Buildings without a grid.
    pub unassigned: Vec<PlaceId>,
    /// Buildings that may not be where the division puts them: fixed ones elsewhere, and whatever
    /// enters or leaves a grid that is left alone.
    pub misplaced: Vec<PlaceId>,
    /// Today's grids that nothing is left of.
    pub emptied: Vec<PlaceId>,
    /// How good it is.
    pub score: Score,
}

impl Judged {
    /// Whether the division may be put into force.
    #[must_use]
    pub fn keeps_rules(&self) -> bool {
        self.score.broken == 0
    }
}

/// Judges a division. What it says of unknown buildings is not looked at.
#[must_use]
pub fn judge(community: &Community, assignment: &Assignment) -> Judged {
    let problem = Problem::new(community, Aim::default());
    let known: BTreeMap<PlaceId, &Building> =
        community.buildings.iter().map(|building| (building.id, building)).collect();
    let key_of = |building: &Building| assignment.get(&building.id).copied();
    let mut members: BTreeMap<GridKey, Vec<&Building>> = BTreeMap::new();
    let (mut moved, mut unassigned, mut misplaced) = (Vec::new(), Vec::new(), Vec::new());
    for building in known.values() {
        let Some(to) = key_of(building) else {
            unassigned.push(building.id);
            continue;
        };
        members.entry(to).or_default().push(building);
        let from = building.grid;
        if from.map(GridKey::Today) == Some(to) {
            continue;
        }
        let enters = matches!(to, GridKey::Today(grid) if community.left_alone.contains(&grid));
        let stays = building.fixed && from.is_some();
        if enters || stays || community.is_left_alone(building) {
            misplaced.push(building.id);
        }
        moved.push(Moved { building: building.id, from, to, households: building.households });
    }
    let grids: Vec<GridJudged> = members
        .into_iter()
        .map(|(key, buildings)| grid(community, &problem, key, &buildings))
        .collect();
    let today: BTreeSet<PlaceId> = known.values().filter_map(|building| building.grid).collect();
    let left = |home: &PlaceId| !grids.iter().any(|grid| grid.grid == GridKey::Today(*home));
    let emptied = today.into_iter().filter(left).collect();
    let score = score(&problem, assignment, &grids, &moved);
    let broken = grids.iter().filter(|grid| !grid.keeps_rules()).count();
    Judged {
        score: Score { broken: broken + unassigned.len() + misplaced.len(), ..score },
        assignment: known.values().filter_map(|one| Some((one.id, key_of(one)?))).collect(),
        grids,
        moved,
        unassigned,
        misplaced,
        emptied,
    }
}

fn grid(
    community: &Community,
    problem: &Problem,
    key: GridKey,
    buildings: &[&Building],
) -> GridJudged {
    let left_alone = matches!(key, GridKey::Today(id) if community.left_alone.contains(&id));
    let numbers = buildings.iter().filter_map(|b| problem.ids.binary_search(&b.id).ok()).collect();
    let households = buildings.iter().map(|b| b.households).sum();
    let persons = buildings.iter().filter_map(|b| b.persons).sum();
    // Of persons nothing is said where none are known.
    let known = buildings.iter().any(|b| b.persons.is_some());
    let counted = known.then_some(persons);
    let slack = if left_alone { Vec::new() } else { slack(community, key, households, counted) };
    GridJudged {
        grid: key,
        buildings: buildings.iter().map(|b| b.id).collect(),
        households,
        persons,
        uncounted: buildings.iter().filter(|b| b.persons.is_none()).count(),
        pieces: if left_alone { 1 } else { problem.graph.pieces(&numbers) },
        left_alone,
        slack,
    }
}

fn slack(community: &Community, key: GridKey, households: i64, persons: Option<i64>) -> Vec<Slack> {
    let rules = community.rules;
    let up_to = |rule, bound, count| Slack { rule, bound, slack: bound - count };
    let least = rules.households.least;
    let mut all = vec![
        Slack { rule: Rule::HouseholdsLeast, bound: least, slack: households - least },
        up_to(Rule::HouseholdsMost, rules.households.most, households),
    ];
    let persons_most = rules.persons_most.zip(persons);
    all.extend(persons_most.map(|(most, persons)| up_to(Rule::PersonsMost, most, persons)));
    if let Some(worker) = rules.worker {
        let workers = match key {
            GridKey::Today(id) => community.workers.get(&id).copied().unwrap_or(1),
            GridKey::New(_) => 1,
        };
        all.push(up_to(Rule::WorkerHouseholds, workers * worker.households, households));
        let persons_rule = |(most, persons)| up_to(Rule::WorkerPersons, workers * most, persons);
        all.extend(worker.persons.zip(persons).map(persons_rule));
    }
    all
}

fn score(
    problem: &Problem,
    assignment: &Assignment,
    grids: &[GridJudged],
    moved: &[Moved],
) -> Score {
    let key = |number: usize| problem.ids.get(number).and_then(|id| assignment.get(id));
    let peopled = grids.iter().filter(|grid| !grid.left_alone);
    let from_one = |one: &&Moved| one.from.is_some();
    Score {
        broken: 0,
        changed: moved.iter().filter(from_one).map(|one| one.households).sum(),
        cut: problem.graph.pairs().filter(|(one, other)| key(*one) != key(*other)).count(),
        pairs: problem.graph.pairs().count(),
        imbalance: peopled.map(|grid| problem.imbalance(grid.households)).sum(),
    }
}
