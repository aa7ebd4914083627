//! Where the engines differ in their SQL, and nowhere else.
//!
//! Statements are written once, with `?1` for parameters and a few tokens in braces. A statement
//! may hold no other brace and no question mark inside a literal; a test prepares every statement
//! on both engines.

/// An SQL engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Dialect {
    /// SQLite 3.
    Sqlite,
    /// PostgreSQL 15 or newer.
    Postgres,
}

/// A token and what it means to SQLite and to PostgreSQL.
///
/// Of the DDL: `COLLATE "C"` because lists go on from a key, which needs one order of bytes
/// everywhere; `keyed` tables are stored in the order of their primary key where that exists.
/// Of the statements: `share` keeps a row as it is until the commit and `free` takes rows that
/// nobody else holds; SQLite has one writer and needs neither. `among` and `outside` take one
/// parameter that is a list of numbers; `document` stands behind a text that is read as JSON.
const TOKENS: [(&str, &str, &str); 10] = [
    ("{integer}", "INTEGER", "BIGINT"),
    ("{text}", "TEXT", "TEXT COLLATE \"C\""),
    ("{blob}", "BLOB", "BYTEA"),
    ("{strict}", "STRICT", ""),
    ("{keyed}", "STRICT, WITHOUT ROWID", ""),
    ("{share}", "", "FOR SHARE"),
    ("{document}", "", "::json"),
    ("{free}", "", "FOR UPDATE SKIP LOCKED"),
    ("{among ", "IN (SELECT value FROM json_each(", "= ANY (("),
    ("{outside ", "NOT IN (SELECT value FROM json_each(", "<> ALL (("),
];

impl Dialect {
    /// The statement as this engine reads it.
    pub(crate) fn text(self, statement: &str) -> String {
        let mut text = statement.to_owned();
        for (token, sqlite, postgres) in TOKENS {
            if text.contains(token) {
                let meaning = if self == Self::Sqlite { sqlite } else { postgres };
                text = text.replace(token, meaning);
            }
        }
        // What is left of a brace closes a list of numbers.
        text = text.replace('}', "))");
        if self == Self::Postgres { text.replace('?', "$") } else { text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_parameters_become_what_the_engine_reads() {
        let cases = [
            ("a = ?1 AND b = ?12", "a = ?1 AND b = ?12", "a = $1 AND b = $12"),
            ("a {among ?1}", "a IN (SELECT value FROM json_each(?1))", "a = ANY (($1))"),
            ("x {blob} NOT NULL", "x BLOB NOT NULL", "x BYTEA NOT NULL"),
            ("(x{document} ->> 'y')", "(x ->> 'y')", "(x::json ->> 'y')"),
            ("y {text}", "y TEXT", "y TEXT COLLATE \"C\""),
        ];
        for (statement, sqlite, postgres) in cases {
            assert_eq!(Dialect::Sqlite.text(statement), sqlite);
            assert_eq!(Dialect::Postgres.text(statement), postgres);
        }
    }
}
