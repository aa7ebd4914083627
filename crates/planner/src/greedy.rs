//! What a clerk with a list does: from one end of the community to the other, building after
//! building, until the grid is full. Only a measure for the planner.

use std::collections::BTreeSet;

use crate::{
    model::{Aim, Assignment, Community, GridKey},
    problem::Problem,
};

/// Divides a community greedily: each grid begins at the first building that is left and takes
/// the first neighbour that still fits, up to the usual size; a rest that is too small goes to a
/// neighbour that has room for it.
#[must_use]
pub fn greedy(community: &Community) -> Assignment {
    let problem = Problem::new(community, Aim::Redraw);
    let rank = |at: &usize| {
        let id = problem.ids.get(*at);
        community.buildings.iter().find(|b| Some(&b.id) == id).map(|b| (b.rank, b.id))
    };
    let mut order: Vec<usize> = (0..problem.len()).collect();
    order.sort_by_key(rank);
    let mut left: BTreeSet<usize> = order.iter().copied().collect();
    let mut parts: Vec<(i64, BTreeSet<usize>)> = Vec::new();
    for start in &order {
        if !left.remove(start) {
            continue;
        }
        let (mut size, mut part) = (problem.households.get(*start), BTreeSet::from([*start]));
        let fits = |size: i64, next: usize| {
            let after = size + problem.households.get(next);
            after <= problem.band.most && after <= problem.usual.max(problem.band.least)
        };
        loop {
            let beside =
                |at: &usize| problem.graph.neighbours(*at).any(|next| part.contains(&next));
            let joins = order.iter().find(|at| left.contains(at) && beside(at) && fits(size, **at));
            let Some(next) = joins.copied() else { break };
            left.remove(&next);
            size += problem.households.get(next);
            part.insert(next);
        }
        parts.push((size, part));
    }
    let parts = join_small(&problem, parts);
    let of = |at: usize| parts.iter().position(|(_, part)| part.contains(&at));
    let key = |part: usize| GridKey::New(u32::try_from(part + 1).unwrap_or(u32::MAX));
    let ids = problem.ids.iter().enumerate();
    ids.filter_map(|(at, id)| Some((*id, key(of(at)?)))).collect()
}

fn join_small(
    problem: &Problem,
    parts: Vec<(i64, BTreeSet<usize>)>,
) -> Vec<(i64, BTreeSet<usize>)> {
    let mut kept: Vec<(i64, BTreeSet<usize>)> = Vec::new();
    for (size, part) in parts {
        let touches = |other: &BTreeSet<usize>| {
            part.iter().any(|at| problem.graph.neighbours(*at).any(|next| other.contains(&next)))
        };
        let room = |other: &&mut (i64, BTreeSet<usize>)| {
            other.0 + size <= problem.band.most && touches(&other.1)
        };
        match kept.iter_mut().find(room).filter(|_| size < problem.band.least) {
            Some(other) => {
                other.0 += size;
                other.1.extend(part);
            }
            None => kept.push((size, part)),
        }
    }
    kept
}
