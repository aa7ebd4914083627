//! Lanes: vertical lines beside the cards that carry arrows from a row to a card.

use std::collections::BTreeMap;

/// An arrow from a height to a card.
pub(super) struct Link {
    /// The height of the row that it leaves.
    pub(super) from: i32,
    /// The card that it goes to.
    pub(super) card: usize,
    /// The height at which it arrives.
    pub(super) to: i32,
    /// Taken by the clock.
    pub(super) dashed: bool,
}

/// A lane for each card that arrows go to, and how many lanes there are. Arrows to the same card
/// share one; lanes that do not overlap share a column; the short ones lie nearest to the cards.
pub(super) fn lanes(links: &[Link]) -> (BTreeMap<(usize, bool), usize>, usize) {
    const GAP: i32 = 12;
    let mut spans: BTreeMap<(usize, bool), (i32, i32)> = BTreeMap::new();
    for link in links {
        let span = spans.entry((link.card, link.dashed)).or_insert((link.to, link.to));
        *span = (span.0.min(link.from), span.1.max(link.from));
    }
    let mut sorted: Vec<_> = spans.into_iter().collect();
    sorted.sort_by_key(|(key, (top, bottom))| (bottom - top, *key));
    let mut columns: Vec<Vec<(i32, i32)>> = Vec::new();
    let mut found = BTreeMap::new();
    for (key, (top, bottom)) in sorted {
        let free = columns
            .iter()
            .position(|column| column.iter().all(|(t, b)| bottom + GAP < *t || b + GAP < top));
        let column = free.unwrap_or(columns.len());
        if free.is_none() {
            columns.push(Vec::new());
        }
        if let Some(taken) = columns.get_mut(column) {
            taken.push((top, bottom));
        }
        found.insert(key, column);
    }
    (found, columns.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_to_one_card_share_a_lane_and_far_ones_share_a_column() {
        let link = |from, card, to| Link { from, card, to, dashed: false };
        let links = [link(0, 1, 100), link(20, 1, 100), link(50, 2, 150), link(300, 3, 400)];
        let (lanes, count) = lanes(&links);
        assert_eq!(lanes.len(), 3);
        assert_eq!(count, 2);
        assert_ne!(lanes[&(1, false)], lanes[&(2, false)]);
        assert_eq!(lanes[&(3, false)], 0);
    }
}
