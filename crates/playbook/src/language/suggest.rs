//! "Did you mean": the nearest declared name by edit distance.

/// The nearest of `candidates` to `given`, if it is near enough to be a slip of the hand: at most a
/// third of its characters, and at least one, may differ.
#[must_use]
pub fn nearest<'a>(given: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let allowed = (given.chars().count() / 3).max(1);
    let near = candidates.into_iter().filter(|candidate| *candidate != given);
    let rated = near.map(|candidate| (distance(given, candidate), candidate));
    let best = rated.filter(|(distance, _)| *distance <= allowed).min()?;
    Some(best.1.to_owned())
}

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    let mut last = None;
    for (i, x) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let cost = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX / 2);
            let replaced = cost(&row, j) + usize::from(x != *y);
            let mut best = replaced.min(cost(&row, j + 1) + 1).min(cost(&next, j) + 1);
            let swapped = j > 0 && last == Some(*y) && b.get(j - 1) == Some(&x);
            if swapped {
                best = best.min(cost(&before, j - 1) + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
        last = Some(x);
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_and_far_ones_are_not() {
        let names = ["community-worker", "grid-worker", "coordinator"];
        assert_eq!(nearest("comunity-worker", names), Some("community-worker".to_owned()));
        assert_eq!(nearest("grid-wroker", names), Some("grid-worker".to_owned()));
        assert_eq!(nearest("mayor", names), None);
        assert_eq!(distance("ab", "ba"), 1);
        assert_eq!(distance("社区", "街道"), 2);
    }
}
