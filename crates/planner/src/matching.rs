//! Who continues which grid: the cheapest assignment of rows to columns (Kuhn and Munkres, by
//! potentials and shortest ways).

use crate::column::Column;

const FAR: i64 = i64::MAX / 4;

/// For each row a column of its own, so that the sum is least. There are at least as many
/// columns as rows.
pub(crate) fn cheapest(costs: &[Vec<i64>]) -> Vec<usize> {
    let rows = costs.len();
    let columns = costs.first().map_or(0, Vec::len);
    // Rows and columns count from 1 here; 0 stands for none.
    let mut row_price: Column<i64> = Column::new(rows + 1);
    let mut column_price: Column<i64> = Column::new(columns + 1);
    let mut row_of: Column<usize> = Column::new(columns + 1);
    for row in 1..=rows {
        row_of.set(0, row);
        let way = shortest(costs, &mut row_price, &mut column_price, &row_of);
        let Some((mut column, before)) = way else { continue };
        while column != 0 {
            let previous = before.get(column);
            row_of.set(column, row_of.get(previous));
            column = previous;
        }
    }
    let mut chosen = vec![0; rows];
    for (column, row) in row_of.iter().enumerate().skip(1) {
        if let Some(slot) = row.checked_sub(1).and_then(|row| chosen.get_mut(row)) {
            *slot = column - 1;
        }
    }
    chosen
}

/// The nearest free column from the row that stands at column 0, with the way to it.
fn shortest(
    costs: &[Vec<i64>],
    row_price: &mut Column<i64>,
    column_price: &mut Column<i64>,
    row_of: &Column<usize>,
) -> Option<(usize, Column<usize>)> {
    let len = column_price.len();
    let mut distance: Column<i64> = (0..len).map(|_| FAR).collect();
    let mut before: Column<usize> = Column::new(len);
    let mut done: Column<bool> = Column::new(len);
    let mut column = 0;
    loop {
        done.set(column, true);
        let row = row_of.get(column);
        let cells = costs.get(row.checked_sub(1)?)?;
        let (mut step, mut next) = (FAR, None);
        for (other, cost) in (1..len).zip(cells).filter(|(other, _)| !done.get(*other)) {
            let reduced = cost - row_price.get(row) - column_price.get(other);
            if reduced < distance.get(other) {
                distance.set(other, reduced);
                before.set(other, column);
            }
            if distance.get(other) < step {
                (step, next) = (distance.get(other), Some(other));
            }
        }
        for other in 0..len {
            if done.get(other) {
                let row = row_of.get(other);
                row_price.set(row, row_price.get(row) + step);
                column_price.set(other, column_price.get(other) - step);
            } else {
                distance.set(other, distance.get(other) - step);
            }
        }
        column = next?;
        if row_of.get(column) == 0 {
            return Some((column, before));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sum(costs: &[Vec<i64>], chosen: &[usize]) -> i64 {
        costs.iter().zip(chosen).map(|(row, column)| row[*column]).sum()
    }

    fn least(costs: &[Vec<i64>], used: &mut Vec<usize>) -> i64 {
        let Some(row) = costs.get(used.len()) else { return sum(costs, used) };
        let mut best = i64::MAX;
        for column in 0..row.len() {
            if !used.contains(&column) {
                used.push(column);
                best = best.min(least(costs, used));
                used.pop();
            }
        }
        best
    }

    proptest! {
        #[test]
        fn no_other_choice_is_cheaper(
            cells in prop::collection::vec(0_i64..50, 24), rows in 1_usize..5, more in 0_usize..3,
        ) {
            let columns = rows + more;
            let costs: Vec<Vec<i64>> =
                cells.chunks(columns).take(rows).map(<[i64]>::to_vec).collect();
            prop_assume!(costs.len() == rows && costs[rows - 1].len() == columns);
            let chosen = cheapest(&costs);
            let mut columns = chosen.clone();
            columns.sort_unstable();
            columns.dedup();
            prop_assert_eq!(columns.len(), rows);
            prop_assert_eq!(sum(&costs, &chosen), least(&costs, &mut Vec::new()));
        }
    }
}
