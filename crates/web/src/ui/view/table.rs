//! A table that is taken in. Component: `component/table.html`.

/// What is wrong with a table, by row and column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableMistake {
    /// The line in the file; empty where the whole table is meant.
    pub row: String,
    /// The column's heading; empty where the whole row is meant.
    pub column: String,
    /// What is wrong with it.
    pub text: String,
}
