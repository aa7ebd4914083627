//! Random trees over a part: cutting one of their branches leaves two parts that hang together.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    graph::Graph,
    problem::{Chance, Problem},
    state::State,
};

/// A tree over some buildings: each with the one that it hangs on, the root first.
pub(crate) struct Tree {
    order: Vec<(usize, Option<usize>)>,
}

/// What a branch sums up to.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sums {
    pub(crate) households: i64,
    pub(crate) persons: i64,
    pub(crate) buildings: i64,
    /// The cost of its buildings in the one grid and in the other.
    pub(crate) labels: [i64; 2],
}

impl Sums {
    fn plus(self, other: Self) -> Self {
        let [one, two] = self.labels;
        let [other_one, other_two] = other.labels;
        Self {
            households: self.households + other.households,
            persons: self.persons + other.persons,
            buildings: self.buildings + other.buildings,
            labels: [one + other_one, two + other_two],
        }
    }

    pub(crate) fn without(self, other: Self) -> Self {
        let [one, two] = other.labels;
        self.plus(Self {
            households: -other.households,
            persons: -other.persons,
            buildings: -other.buildings,
            labels: [-one, -two],
        })
    }
}

impl Tree {
    /// Grows a tree over these buildings, as far as they hang together.
    pub(crate) fn grow(graph: &Graph, members: &BTreeSet<usize>, chance: &mut Chance) -> Self {
        let mut left = members.clone();
        let root = members.iter().nth(chance.below(members.len())).copied();
        let mut waiting: Vec<(usize, Option<usize>)> =
            root.map(|at| (at, None)).into_iter().collect();
        let mut order = Vec::with_capacity(members.len());
        while !waiting.is_empty() {
            let (at, parent) = waiting.swap_remove(chance.below(waiting.len()));
            if left.remove(&at) {
                order.push((at, parent));
                let next = graph.neighbours(at).filter(|next| left.contains(next));
                waiting.extend(next.map(|next| (next, Some(at))));
            }
        }
        Self { order }
    }

    /// The sums of the whole and of the branch at each building but the root.
    pub(crate) fn branches(
        &self,
        problem: &Problem,
        labels: [Option<usize>; 2],
    ) -> (Sums, Vec<(usize, Sums)>) {
        let mut sums: BTreeMap<usize, Sums> = BTreeMap::new();
        let mut branches = Vec::with_capacity(self.order.len());
        let mut whole = Sums::default();
        for (at, parent) in self.order.iter().rev() {
            let own = Sums {
                households: problem.households.get(*at),
                persons: problem.persons.get(*at),
                buildings: 1,
                labels: labels.map(|label| problem.building_cost(*at, label)),
            };
            let branch = sums.remove(at).unwrap_or_default().plus(own);
            match parent {
                Some(parent) => {
                    let sum = sums.entry(*parent).or_default();
                    *sum = sum.plus(branch);
                    branches.push((*at, branch));
                }
                None => whole = branch,
            }
        }
        (whole, branches)
    }

    /// The buildings of the branch at one.
    pub(crate) fn branch(&self, at: usize) -> BTreeSet<usize> {
        let mut branch = BTreeSet::from([at]);
        for (next, parent) in &self.order {
            if parent.is_some_and(|parent| branch.contains(&parent)) {
                branch.insert(*next);
            }
        }
        branch
    }
}

/// Pairs of neighbours with one in the branch and one in the rest of the members.
fn cut(graph: &Graph, members: &BTreeSet<usize>, branch: &BTreeSet<usize>) -> i64 {
    let parted = |at: &usize| {
        graph
            .neighbours(*at)
            .filter(|next| members.contains(next) && !branch.contains(next))
            .count()
    };
    i64::try_from(branch.iter().map(parted).sum::<usize>()).unwrap_or(0)
}

/// The best way to divide what two parts hold by one tree: what it costs, and who goes to the
/// second of them.
pub(crate) fn divide_anew(
    problem: &Problem,
    state: &State,
    parts: (usize, usize),
    chance: &mut Chance,
) -> Option<(i64, BTreeSet<usize>)> {
    let mut members = state.members(parts.0);
    members.extend(state.members(parts.1));
    let tree = Tree::grow(&problem.graph, &members, chance);
    // Two parts that do not touch any more.
    if tree.order.len() < members.len() {
        return None;
    }
    let labels = [state.label(parts.0), state.label(parts.1)];
    let (whole, branches) = tree.branches(problem, labels);
    let mut best: Option<(i64, BTreeSet<usize>)> = None;
    for (at, branch) in branches {
        let rest = whole.without(branch);
        let sizes = problem
            .size_cost(branch.households, branch.persons)
            .saturating_add(problem.size_cost(rest.households, rest.persons));
        let [branch_first, branch_second] = branch.labels;
        let [rest_first, rest_second] = rest.labels;
        let goes_second = rest_first + branch_second;
        let stays_first = branch_first + rest_second;
        let cost = sizes.saturating_add(goes_second.min(stays_first));
        if best.as_ref().is_some_and(|(least, _)| cost >= *least) {
            continue;
        }
        let side = tree.branch(at);
        let cost = cost.saturating_add(cut(&problem.graph, &members, &side) * problem.weights.cut);
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            let second = if goes_second <= stays_first {
                side
            } else {
                members.difference(&side).copied().collect()
            };
            best = Some((cost, second));
        }
    }
    best
}

/// What two parts cost together, with the border between them.
pub(crate) fn pair_cost(problem: &Problem, state: &State, parts: (usize, usize)) -> i64 {
    let (first, second) = (state.members(parts.0), state.members(parts.1));
    let moved = |members: &BTreeSet<usize>, part: usize| -> i64 {
        let label = state.label(part);
        members.iter().map(|building| problem.building_cost(*building, label)).sum()
    };
    let members = first.union(&second).copied().collect();
    state
        .part_cost(problem, parts.0)
        .saturating_add(state.part_cost(problem, parts.1))
        .saturating_add(moved(&first, parts.0))
        .saturating_add(moved(&second, parts.1))
        .saturating_add(cut(&problem.graph, &members, &first) * problem.weights.cut)
}
