//! Looks at every division there is, for few buildings; and, within a bound of steps, proves for
//! more that none keeps the rules.

use std::collections::BTreeSet;

use crate::{model::counts, problem::Problem, state::State};

/// Up to so many buildings every division is looked at.
pub(crate) const FEW: usize = 9;
/// Sets of buildings are bits of one number.
const MOST: usize = 64;
/// Steps after which a proof is given up.
const STEPS: usize = 200_000;

/// What looking at every division gave.
pub(crate) enum Exact {
    /// The best, or the first of many.
    Found(State),
    /// There is none.
    None,
    /// There were too many.
    GaveUp,
}

/// The best of all divisions that keep the rules.
pub(crate) fn best(problem: &Problem) -> Exact {
    Look::new(problem, true).map_or(Exact::GaveUp, Look::result)
}

/// Whether there is a division at all that keeps the rules.
pub(crate) fn any(problem: &Problem) -> Exact {
    Look::new(problem, false).map_or(Exact::GaveUp, Look::result)
}

struct Look<'p> {
    problem: &'p Problem,
    /// Every division, or the first.
    every: bool,
    beside: Vec<u64>,
    /// The fixed buildings of each of today's grids.
    fixed: Vec<u64>,
    /// Rests that cannot be divided.
    dead: BTreeSet<u64>,
    steps: usize,
    parts: Vec<u64>,
    best: Option<(i64, State)>,
}

/// A part while it grows: who is in it, who may join, who may not any more.
#[derive(Clone, Copy)]
struct Growing {
    part: u64,
    edge: u64,
    barred: u64,
}

impl<'p> Look<'p> {
    fn new(problem: &'p Problem, every: bool) -> Option<Self> {
        if problem.len() > MOST {
            return None;
        }
        let bits = |numbers: &mut dyn Iterator<Item = usize>| {
            numbers.fold(0_u64, |bits, at| bits | 1 << at)
        };
        let of = |home: usize| {
            let fixed = |at: &usize| problem.fixed.get(*at) && problem.home.get(*at) == Some(home);
            bits(&mut (0..problem.len()).filter(fixed))
        };
        Some(Self {
            beside: (0..problem.len()).map(|at| bits(&mut problem.graph.neighbours(at))).collect(),
            fixed: (0..problem.homes.len()).map(of).collect(),
            problem,
            every,
            dead: BTreeSet::new(),
            steps: if every { usize::MAX } else { STEPS },
            parts: Vec::new(),
            best: None,
        })
    }

    fn result(mut self) -> Exact {
        let all = (0..self.problem.len()).fold(0_u64, |bits, at| bits | 1 << at);
        self.rest(all);
        match self.best {
            Some((_, state)) => Exact::Found(state),
            None if self.steps == 0 => Exact::GaveUp,
            None => Exact::None,
        }
    }

    fn is_over(&self) -> bool {
        self.steps == 0 || (!self.every && self.best.is_some())
    }

    /// Divides what is left; the first part is that of the lowest building.
    fn rest(&mut self, rest: u64) {
        if rest == 0 {
            return self.keep();
        }
        if self.dead.contains(&rest) || !self.fits(rest) {
            return;
        }
        let first = rest & rest.wrapping_neg();
        let edge = self.around(first) & rest;
        self.extend(rest, Growing { part: first, edge, barred: 0 });
        if !self.is_over() && !self.every {
            self.dead.insert(rest);
        }
    }

    /// Every part that hangs together and holds what this one holds.
    fn extend(&mut self, rest: u64, growing: Growing) {
        if self.is_over() {
            return;
        }
        self.steps = self.steps.saturating_sub(1);
        let (households, persons) = self.sums(growing.part);
        let problem = self.problem;
        if households > problem.band.most || persons > problem.persons_most {
            return;
        }
        if households >= problem.band.least && self.keeps_fixed(growing.part) {
            self.parts.push(growing.part);
            self.rest(rest & !growing.part);
            self.parts.pop();
        }
        let mut growing = growing;
        while growing.edge != 0 {
            let next = growing.edge & growing.edge.wrapping_neg();
            growing.edge &= !next;
            growing.barred |= next;
            let part = growing.part | next;
            let joins = self.around(next) & rest & !part & !growing.barred;
            self.extend(rest, Growing { part, edge: growing.edge | joins, ..growing });
        }
    }

    fn numbers(bits: u64) -> impl Iterator<Item = usize> {
        (0..MOST).filter(move |at| bits >> at & 1 == 1)
    }

    fn around(&self, bits: u64) -> u64 {
        Self::numbers(bits).filter_map(|at| self.beside.get(at)).fold(0, |all, one| all | one)
    }

    fn sums(&self, bits: u64) -> (i64, i64) {
        Self::numbers(bits).fold((0, 0), |(households, persons), at| {
            (households + self.problem.households.get(at), persons + self.problem.persons.get(at))
        })
    }

    fn keeps_fixed(&self, part: u64) -> bool {
        let mut held = self.fixed.iter().filter(|fixed| *fixed & part != 0);
        held.next().is_none_or(|fixed| fixed & !part == 0) && held.next().is_none()
    }

    /// Whether a number of grids fits each region of the rest.
    fn fits(&self, rest: u64) -> bool {
        let mut left = rest;
        while left != 0 {
            let mut region = left & left.wrapping_neg();
            loop {
                let wider = region | self.around(region) & left;
                if wider == region {
                    break;
                }
                region = wider;
            }
            let (fewest, most) = counts(self.sums(region).0, self.problem.band);
            if fewest > most {
                return false;
            }
            left &= !region;
        }
        true
    }

    fn keep(&mut self) {
        let parts: Vec<BTreeSet<usize>> =
            self.parts.iter().map(|part| Self::numbers(*part).collect()).collect();
        let state = State::new(self.problem, &parts);
        let cost = state.cost(self.problem);
        if self.best.as_ref().is_none_or(|(least, _)| cost < *least) {
            self.best = Some((cost, state));
        }
    }
}
