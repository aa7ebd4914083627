//! A division while it is searched: connected parts with their sums.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    column::Column,
    matching::cheapest,
    model::{Assignment, GridKey},
    problem::Problem,
};

/// Which part each building is in. Every part hangs together and has at least one building.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct State {
    part: Column<usize>,
    /// The number of today's grid that a part continues.
    label: Column<Option<usize>>,
    households: Column<i64>,
    persons: Column<i64>,
    size: Column<usize>,
}

impl State {
    /// A division from the parts of buildings, by number, and what each part continues.
    pub(crate) fn new(problem: &Problem, parts: &[BTreeSet<usize>]) -> Self {
        let mut state = Self {
            part: Column::new(problem.len()),
            label: Column::new(parts.len()),
            households: Column::new(parts.len()),
            persons: Column::new(parts.len()),
            size: Column::new(parts.len()),
        };
        for (number, part) in parts.iter().enumerate() {
            for building in part {
                state.part.set(*building, number);
                state.add(problem, *building, number, 1);
            }
        }
        state.relabel(problem);
        state
    }

    fn add(&mut self, problem: &Problem, building: usize, part: usize, sign: i64) {
        let households = self.households.get(part) + sign * problem.households.get(building);
        let persons = self.persons.get(part) + sign * problem.persons.get(building);
        let size = self.size.get(part);
        self.households.set(part, households);
        self.persons.set(part, persons);
        self.size.set(part, if sign > 0 { size + 1 } else { size.saturating_sub(1) });
    }

    pub(crate) fn count(&self) -> usize {
        self.label.len()
    }

    pub(crate) fn part(&self, building: usize) -> usize {
        self.part.get(building)
    }

    pub(crate) fn label(&self, part: usize) -> Option<usize> {
        self.label.get(part)
    }

    pub(crate) fn members(&self, part: usize) -> BTreeSet<usize> {
        let members = self.part.iter().enumerate().filter(|(_, own)| *own == part);
        members.map(|(building, _)| building).collect()
    }

    pub(crate) fn part_cost(&self, problem: &Problem, part: usize) -> i64 {
        problem.size_cost(self.households.get(part), self.persons.get(part))
    }

    /// Whether a part has as many households and persons as it may have.
    pub(crate) fn part_fits(&self, problem: &Problem, part: usize) -> bool {
        let households = self.households.get(part);
        (problem.band.least..=problem.band.most).contains(&households)
            && self.persons.get(part) <= problem.persons_most
    }

    /// Whether every part fits and everything fixed is where it was.
    pub(crate) fn keeps_rules(&self, problem: &Problem) -> bool {
        let stays =
            |at: usize| !problem.fixed.get(at) || problem.home.get(at) == self.label(self.part(at));
        (0..self.count()).all(|part| self.part_fits(problem, part)) && (0..problem.len()).all(stays)
    }

    /// What the whole division costs.
    pub(crate) fn cost(&self, problem: &Problem) -> i64 {
        let sizes: i64 = (0..self.count()).map(|part| self.part_cost(problem, part)).sum();
        let label = |building| self.label(self.part(building));
        let moved: i64 = (0..problem.len())
            .map(|building| problem.building_cost(building, label(building)))
            .sum();
        let parted = |(one, other): &(usize, usize)| self.part(*one) != self.part(*other);
        let cut = i64::try_from(problem.graph.pairs().filter(parted).count()).unwrap_or(0);
        sizes.saturating_add(moved).saturating_add(cut * problem.weights.cut)
    }

    /// The parts that a building could go over to.
    pub(crate) fn beside(&self, problem: &Problem, building: usize) -> BTreeSet<usize> {
        let own = self.part(building);
        let parts = problem.graph.neighbours(building).map(|next| self.part(next));
        parts.filter(|part| *part != own).collect()
    }

    /// Pairs of parts that touch each other.
    pub(crate) fn touching(&self, problem: &Problem) -> BTreeSet<(usize, usize)> {
        let parts = problem.graph.pairs().map(|(one, other)| (self.part(one), self.part(other)));
        let pair = |(one, other): (usize, usize)| (one.min(other), one.max(other));
        parts.filter(|(one, other)| one != other).map(pair).collect()
    }

    /// How much more the division costs once a building has gone over.
    pub(crate) fn shift_cost(&self, problem: &Problem, building: usize, to: usize) -> i64 {
        let from = self.part(building);
        let (households, persons) =
            (problem.households.get(building), problem.persons.get(building));
        let before = self.part_cost(problem, from).saturating_add(self.part_cost(problem, to));
        let left = (self.households.get(from) - households, self.persons.get(from) - persons);
        let joined = (self.households.get(to) + households, self.persons.get(to) + persons);
        let after =
            problem.size_cost(left.0, left.1).saturating_add(problem.size_cost(joined.0, joined.1));
        let moved = problem.building_cost(building, self.label(to))
            - problem.building_cost(building, self.label(from));
        let mut cut = 0;
        for next in problem.graph.neighbours(building).map(|next| self.part(next)) {
            cut += i64::from(next == from) - i64::from(next == to);
        }
        after.saturating_sub(before).saturating_add(moved).saturating_add(cut * problem.weights.cut)
    }

    pub(crate) fn shift(&mut self, problem: &Problem, building: usize, to: usize) {
        let from = self.part(building);
        self.add(problem, building, from, -1);
        self.add(problem, building, to, 1);
        self.part.set(building, to);
    }

    /// Whether the rest of its part hangs together without the building, and is not empty.
    pub(crate) fn can_leave(&self, problem: &Problem, building: usize) -> bool {
        let own = self.part(building);
        let mut around: BTreeSet<usize> =
            problem.graph.neighbours(building).filter(|next| self.part(*next) == own).collect();
        let Some(start) = around.pop_first() else { return false };
        let mut seen = BTreeSet::from([building, start]);
        let mut waiting = vec![start];
        while let (Some(at), false) = (waiting.pop(), around.is_empty()) {
            for next in problem.graph.neighbours(at).filter(|next| self.part(*next) == own) {
                if seen.insert(next) {
                    around.remove(&next);
                    waiting.push(next);
                }
            }
        }
        around.is_empty()
    }

    /// Gives each part the grid of today that costs least.
    pub(crate) fn relabel(&mut self, problem: &Problem) {
        let costs: Vec<Vec<i64>> = (0..self.count())
            .map(|part| label_costs(problem, &self.members(part), self.count()))
            .collect();
        for (part, label) in cheapest(&costs).into_iter().enumerate() {
            self.label.set(part, Some(label).filter(|label| *label < problem.homes.len()));
        }
    }

    /// Every part's buildings, in the order of their lowest number.
    pub(crate) fn parts(&self) -> Vec<BTreeSet<usize>> {
        let mut parts: Vec<BTreeSet<usize>> =
            (0..self.count()).map(|part| self.members(part)).collect();
        parts.sort();
        parts
    }

    /// The division as whoever reads it knows buildings and grids.
    pub(crate) fn assignment(&self, problem: &Problem) -> Assignment {
        let lowest = |part: usize| self.members(part).pop_first();
        let mut order: Vec<usize> = (0..self.count()).collect();
        order.sort_by_key(|part| lowest(*part));
        let keys = problem.keys(order.iter().map(|part| self.label(*part)));
        let keys: BTreeMap<usize, GridKey> = order.into_iter().zip(keys).collect();
        let key = |(number, id): (usize, &linli_kernel::PlaceId)| {
            Some((*id, *keys.get(&self.part(number))?))
        };
        problem.ids.iter().enumerate().filter_map(key).collect()
    }
}

/// What it costs that a part continues each of today's grids, and then that it is new.
pub(crate) fn label_costs(problem: &Problem, part: &BTreeSet<usize>, new: usize) -> Vec<i64> {
    let cost = |label: Option<usize>| {
        part.iter().map(|building| problem.building_cost(*building, label)).sum()
    };
    let known = (0..problem.homes.len()).map(|home| cost(Some(home)));
    known.chain(std::iter::repeat_n(cost(None), new)).collect()
}
