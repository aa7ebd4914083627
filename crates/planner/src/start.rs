//! Where a search begins: from today's grids, or from nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    model::counts,
    problem::{Chance, Problem},
    state::State,
    tree::Tree,
};

/// Trees that are tried for each division in two.
const TREES: usize = 10;

type Part = BTreeSet<usize>;

/// Today's grids, made so many: what lies apart is given to a neighbour, the smallest is
/// dissolved, the largest divided.
pub(crate) fn from_today(problem: &Problem, count: usize, chance: &mut Chance) -> Option<State> {
    let mut parts = whole_pieces(problem);
    grow(problem, &mut parts);
    while parts.len() > count {
        dissolve(problem, &mut parts)?;
    }
    while parts.len() < count {
        divide_largest(problem, &mut parts, chance)?;
    }
    Some(State::new(problem, &parts))
}

/// So many parts of about the same size, whatever is today.
pub(crate) fn from_nothing(problem: &Problem, count: usize, chance: &mut Chance) -> Option<State> {
    let mut regions: BTreeMap<usize, Part> = BTreeMap::new();
    for (building, region) in problem.graph.regions() {
        regions.entry(region).or_default().insert(building);
    }
    let mut shares: Vec<(Part, usize)> = Vec::new();
    for region in regions.into_values() {
        let (fewest, _) = counts(households(problem, &region), problem.band);
        shares.push((region, usize::try_from(fewest).unwrap_or(1).max(1)));
    }
    let mut given: usize = shares.iter().map(|(_, share)| share).sum();
    while given < count {
        let per_grid = |(region, share): &&mut (Part, usize)| {
            let share = i64::try_from(*share).unwrap_or(1);
            (region.len() > usize::try_from(share).unwrap_or(1))
                .then(|| households(problem, region) / share)
        };
        let (_, share) = shares.iter_mut().max_by_key(per_grid)?;
        *share += 1;
        given += 1;
    }
    let mut parts = Vec::new();
    for (region, share) in shares {
        divide(problem, region, share, &mut parts, chance)?;
    }
    (parts.len() == count).then(|| State::new(problem, &parts))
}

fn households(problem: &Problem, part: &Part) -> i64 {
    part.iter().map(|building| problem.households.get(*building)).sum()
}

/// The largest piece of each of today's grids, one that holds what is fixed before others.
fn whole_pieces(problem: &Problem) -> Vec<Part> {
    let mut parts = Vec::new();
    for home in 0..problem.homes.len() {
        let mut left: Part =
            (0..problem.len()).filter(|at| problem.home.get(*at) == Some(home)).collect();
        let mut pieces: Vec<Part> = Vec::new();
        while let Some(start) = left.pop_first() {
            let mut piece = Part::from([start]);
            let mut waiting = vec![start];
            while let Some(at) = waiting.pop() {
                let next: Vec<usize> =
                    problem.graph.neighbours(at).filter(|next| left.remove(next)).collect();
                piece.extend(&next);
                waiting.extend(next);
            }
            pieces.push(piece);
        }
        let fixed = |piece: &Part| piece.iter().filter(|at| problem.fixed.get(**at)).count();
        parts.extend(
            pieces.into_iter().max_by_key(|piece| (fixed(piece), households(problem, piece))),
        );
    }
    parts
}

/// Gives every building that is in no part to the smallest part beside it; where there is none,
/// it begins one.
fn grow(problem: &Problem, parts: &mut Vec<Part>) {
    let mut of: BTreeMap<usize, usize> = BTreeMap::new();
    for (number, part) in parts.iter().enumerate() {
        of.extend(part.iter().map(|building| (*building, number)));
    }
    let mut sizes: Vec<i64> = parts.iter().map(|part| households(problem, part)).collect();
    while of.len() < problem.len() {
        let left = || (0..problem.len()).filter(|building| !of.contains_key(building));
        let joins = left().find_map(|building| {
            let beside = problem.graph.neighbours(building).filter_map(|next| of.get(&next));
            let size = |part: &&usize| sizes.get(**part).copied();
            beside.min_by_key(size).map(|part| (building, *part))
        });
        let begins = || left().next().map(|building| (building, parts.len()));
        let Some((building, part)) = joins.or_else(begins) else { return };
        of.insert(building, part);
        if part == parts.len() {
            parts.push(Part::new());
            sizes.push(0);
        }
        if let (Some(part), Some(size)) = (parts.get_mut(part), sizes.get_mut(part)) {
            part.insert(building);
            *size += problem.households.get(building);
        }
    }
}

/// Gives the smallest part that has a neighbour to the smallest of its neighbours.
fn dissolve(problem: &Problem, parts: &mut Vec<Part>) -> Option<()> {
    parts.sort_by_key(|part| (households(problem, part), part.first().copied()));
    let touches = |one: &Part, other: &Part| {
        one.iter().any(|at| problem.graph.neighbours(*at).any(|next| other.contains(&next)))
    };
    let (small, large) = parts.iter().enumerate().find_map(|(small, part)| {
        let mut others = parts.iter().enumerate().filter(|(other, _)| *other != small);
        others.find(|(_, other)| touches(part, other)).map(|(large, _)| (small, large))
    })?;
    let part = parts.get(small).cloned()?;
    parts.get_mut(large)?.extend(part);
    parts.remove(small);
    Some(())
}

fn divide_largest(problem: &Problem, parts: &mut Vec<Part>, chance: &mut Chance) -> Option<()> {
    let large = |(_, part): &(usize, &Part)| (part.len() > 1).then(|| households(problem, part));
    let (at, _) = parts.iter().enumerate().max_by_key(large)?;
    let part = parts.get(at).filter(|part| part.len() > 1).cloned()?;
    parts.remove(at);
    divide(problem, part, 2, parts, chance)
}

/// Divides a region into so many parts of about the same size, two and two.
fn divide(
    problem: &Problem,
    region: Part,
    count: usize,
    parts: &mut Vec<Part>,
    chance: &mut Chance,
) -> Option<()> {
    let mut waiting = vec![(region, count)];
    while let Some((region, count)) = waiting.pop() {
        if count <= 1 {
            parts.push(region);
            continue;
        }
        let (branch, share) = best_cut(problem, &region, count, chance)?;
        let rest: Part = region.difference(&branch).copied().collect();
        waiting.push((branch, share));
        waiting.push((rest, count - share));
    }
    Some(())
}

/// The branch that comes nearest to a whole number of grids of the region's usual size, and that
/// number.
fn best_cut(
    problem: &Problem,
    region: &Part,
    count: usize,
    chance: &mut Chance,
) -> Option<(Part, usize)> {
    let mut best: Option<(i64, Part, i64)> = None;
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    for _ in 0..TREES {
        let tree = Tree::grow(&problem.graph, region, chance);
        let (whole, branches) = tree.branches(problem, [None, None]);
        for (at, branch) in branches {
            // Neither side may be asked for more grids than it has buildings.
            let fewest = (count - (whole.buildings - branch.buildings)).max(1);
            let most = (count - 1).min(branch.buildings);
            let total = whole.households.max(1);
            let share = (branch.households * count + total / 2) / total;
            if fewest > most {
                continue;
            }
            let share = share.clamp(fewest, most);
            let off = (branch.households * count - share * total).abs();
            if best.as_ref().is_none_or(|(least, _, _)| off < *least) {
                best = Some((off, tree.branch(at), share));
            }
        }
    }
    best.and_then(|(_, branch, share)| Some((branch, usize::try_from(share).ok()?)))
}
