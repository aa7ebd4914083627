//! Tables at a terminal.

use linli_playbook::language::columns;

use crate::words::say;

/// What stands between two columns.
const GAP: &str = "  ";

/// Prints rows, every column as wide as its widest cell.
pub(crate) fn print<const N: usize>(rows: &[[String; N]]) {
    for line in lines(rows) {
        say(&line);
    }
}

fn lines<const N: usize>(rows: &[[String; N]]) -> Vec<String> {
    let width =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|t| columns(t)).max();
    let widths: [usize; N] = std::array::from_fn(|column| width(column).unwrap_or(0));
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(widths).map(|(text, width)| {
            format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
        });
        cells.collect::<Vec<_>>().join(GAP).trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_signs_take_two_columns() {
        let rows = [["居民", "a"], ["role", "b"], ["—", "c"]];
        let rows = rows.map(|row| row.map(str::to_owned));
        assert_eq!(lines(&rows), ["居民  a", "role  b", "—    c"]);
    }
}
