//! Who is whose neighbour.
//!
//! Buildings with a position are neighbours if no other building stands in the circle between
//! them (the Gabriel graph, exact in whole metres); it always hangs together. The others are
//! neighbours of those before and after them in their compound, and compounds follow each other.

use std::collections::{BTreeMap, BTreeSet};

use linli_kernel::PlaceId;

use crate::model::{Building, Point};

/// Neighbours by number; each list is in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Graph(Vec<BTreeSet<usize>>);

impl Graph {
    fn new(len: usize) -> Self {
        Self(vec![BTreeSet::new(); len])
    }

    /// The graph of these buildings, numbered as they come; `given` names all neighbours there
    /// are.
    pub(crate) fn of(
        buildings: &[&Building],
        given: Option<&BTreeSet<(PlaceId, PlaceId)>>,
    ) -> Self {
        let mut graph = Self::new(buildings.len());
        if let Some(given) = given {
            let numbers: BTreeMap<PlaceId, usize> =
                buildings.iter().enumerate().map(|(at, building)| (building.id, at)).collect();
            for (one, other) in given {
                if let (Some(one), Some(other)) = (numbers.get(one), numbers.get(other)) {
                    graph.join(*one, *other);
                }
            }
            return graph;
        }
        let placed: Vec<(usize, Point)> = buildings
            .iter()
            .enumerate()
            .filter_map(|(at, building)| Some((at, building.at?)))
            .collect();
        graph.join_placed(&placed);
        graph.join_ranked(buildings);
        graph
    }

    fn join(&mut self, one: usize, other: usize) {
        if one == other {
            return;
        }
        for (from, to) in [(one, other), (other, one)] {
            if let Some(list) = self.0.get_mut(from) {
                list.insert(to);
            }
        }
    }

    fn join_placed(&mut self, placed: &[(usize, Point)]) {
        for (one, at) in placed {
            let mut others: Vec<(i64, usize, Point)> = placed
                .iter()
                .filter(|(other, _)| other != one)
                .map(|(other, point)| (at.square_to(*point), *other, *point))
                .collect();
            others.sort_unstable();
            for (place, (_, other, point)) in others.iter().enumerate() {
                // Whoever stands between the two is nearer than the farther one.
                let mut nearer = others.iter().take(place);
                if *other > *one && !nearer.any(|(_, _, third)| between(*third, *at, *point)) {
                    self.join(*one, *other);
                }
            }
        }
    }

    /// Joins those without a position to their neighbours by number, then what still stands
    /// apart to whatever comes before it.
    fn join_ranked(&mut self, buildings: &[&Building]) {
        let mut ranked: Vec<(usize, &&Building)> = buildings.iter().enumerate().collect();
        ranked.sort_by_key(|(_, building)| (building.rank, building.id));
        let pairs = || ranked.iter().zip(ranked.iter().skip(1));
        for ((one, before), (other, after)) in pairs() {
            let unplaced = before.at.is_none() || after.at.is_none();
            if unplaced && before.site == after.site {
                self.join(*one, *other);
            }
        }
        let mut region = self.regions();
        for ((one, _), (other, _)) in pairs() {
            let (before, after) = (region.get(one).copied(), region.get(other).copied());
            if before != after {
                self.join(*one, *other);
                for number in region.values_mut().filter(|number| Some(**number) == after) {
                    *number = before.unwrap_or_default();
                }
            }
        }
    }

    /// The lowest number of the region that each belongs to.
    pub(crate) fn regions(&self) -> BTreeMap<usize, usize> {
        let mut region = BTreeMap::new();
        for start in 0..self.0.len() {
            if region.contains_key(&start) {
                continue;
            }
            let mut waiting = vec![start];
            while let Some(at) = waiting.pop() {
                if region.insert(at, start).is_none() {
                    waiting.extend(self.neighbours(at).filter(|next| !region.contains_key(next)));
                }
            }
        }
        region
    }

    pub(crate) fn neighbours(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        self.0.get(at).into_iter().flatten().copied()
    }

    /// Every pair of neighbours, once.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let pair = |(one, list): (usize, &BTreeSet<usize>)| {
            list.range(one..).map(move |other| (one, *other)).collect::<Vec<_>>()
        };
        self.0.iter().enumerate().flat_map(pair)
    }

    /// How many pieces these make.
    pub(crate) fn pieces(&self, of: &BTreeSet<usize>) -> usize {
        let mut left = of.clone();
        let mut pieces = 0;
        while let Some(start) = left.pop_first() {
            pieces += 1;
            let mut waiting = vec![start];
            while let Some(at) = waiting.pop() {
                waiting.extend(self.neighbours(at).filter(|next| left.remove(next)));
            }
        }
        pieces
    }
}

/// Whether the third stands in the circle over the line between two, its edge included, and on
/// neither of them.
fn between(third: Point, one: Point, other: Point) -> bool {
    let (east, north) = (one.east_m - third.east_m, one.north_m - third.north_m);
    let (far_east, far_north) = (other.east_m - third.east_m, other.north_m - third.north_m);
    let product =
        i128::from(east) * i128::from(far_east) + i128::from(north) * i128::from(far_north);
    product <= 0 && third != one && third != other
}

#[cfg(test)]
mod tests;
