//! From a division to a better one: single buildings go over, two parts are divided anew, and
//! now and then something is shaken.

use std::collections::BTreeSet;

use crate::{
    problem::{Chance, Problem},
    state::State,
    tree::{divide_anew, pair_cost},
};

/// Trees that are tried for each pair of parts.
const TREES: usize = 5;
/// Shakes without a better division after which a search ends.
const PATIENCE: usize = 12;
/// The same while a rule is broken that might be kept.
const PATIENCE_BROKEN: usize = 48;

/// How hard to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    /// There may be a division that keeps the rules.
    Whole,
    /// There is none: whatever comes near will do.
    Near,
}

/// Betters a division until nothing more is found.
pub(crate) fn improve(
    problem: &Problem,
    state: &mut State,
    effort: Effort,
    chance: &mut Chance,
) -> i64 {
    descend(problem, state, chance);
    relabel(problem, state, chance);
    let mut best = state.cost(problem);
    let mut idle = 0;
    let patience = |state: &State| match effort {
        Effort::Whole if !state.keeps_rules(problem) => PATIENCE_BROKEN,
        _ => PATIENCE,
    };
    while idle < patience(state) && state.count() > 1 && !chance.is_spent() {
        let mut shaken = state.clone();
        for _ in 0..=chance.below(3) {
            shake(problem, &mut shaken, chance);
        }
        descend(problem, &mut shaken, chance);
        relabel(problem, &mut shaken, chance);
        let cost = shaken.cost(problem);
        if cost < best {
            idle = 0;
        } else {
            idle += 1;
        }
        if cost <= best {
            best = cost;
            *state = shaken;
        }
    }
    best
}

fn descend(problem: &Problem, state: &mut State, chance: &mut Chance) {
    while !chance.is_spent()
        && (shift_better(problem, state, chance) || divide_better(problem, state, chance))
    {}
}

fn relabel(problem: &Problem, state: &mut State, chance: &mut Chance) {
    chance.spend(problem.len() * problem.homes.len() + state.count() * state.count());
    state.relabel(problem);
}

/// Lets buildings go over while that costs less.
fn shift_better(problem: &Problem, state: &mut State, chance: &mut Chance) -> bool {
    let mut any = false;
    loop {
        let mut better = false;
        chance.spend(problem.len());
        for building in 0..problem.len() {
            let beside = state.beside(problem, building);
            let costs = beside
                .into_iter()
                .map(|part| (state.shift_cost(problem, building, part), part))
                .filter(|(cost, _)| *cost < 0);
            if let Some((_, part)) = costs.min()
                && state.can_leave(problem, building)
            {
                state.shift(problem, building, part);
                better = true;
            }
        }
        any |= better;
        if !better || chance.is_spent() {
            return any;
        }
    }
}

/// Divides pairs of parts anew where that costs less.
fn divide_better(problem: &Problem, state: &mut State, chance: &mut Chance) -> bool {
    let mut any = false;
    for parts in state.touching(problem) {
        if chance.is_spent() {
            break;
        }
        chance.spend(problem.len());
        let now = pair_cost(problem, state, parts);
        let best = (0..TREES).filter_map(|_| divide_anew(problem, state, parts, chance)).min();
        if let Some((_, second)) = best.filter(|(cost, _)| *cost < now) {
            redraw(problem, state, parts, &second);
            any = true;
        }
    }
    any
}

fn redraw(problem: &Problem, state: &mut State, parts: (usize, usize), second: &BTreeSet<usize>) {
    let mut members = state.members(parts.0);
    members.extend(state.members(parts.1));
    for building in members {
        let to = if second.contains(&building) { parts.1 } else { parts.0 };
        if state.part(building) != to {
            state.shift(problem, building, to);
        }
    }
}

/// Divides two parts anew by one tree, whatever it costs; most often where a rule is broken.
fn shake(problem: &Problem, state: &mut State, chance: &mut Chance) {
    chance.spend(problem.len());
    let pairs: Vec<(usize, usize)> = state.touching(problem).into_iter().collect();
    let broken = |part| !state.part_fits(problem, part);
    let at_fault: Vec<(usize, usize)> =
        pairs.iter().copied().filter(|(one, other)| broken(*one) || broken(*other)).collect();
    let from = if at_fault.is_empty() || chance.below(3) == 0 { &pairs } else { &at_fault };
    let Some(parts) = from.get(chance.below(from.len())).copied() else { return };
    if let Some((_, second)) = divide_anew(problem, state, parts, chance) {
        redraw(problem, state, parts, &second);
    }
}
