//! Where SQL, user-visible text, waiting and inexact numbers may stand in Rust.

use super::Finding;
use super::source::{RustParts, Tree, numbered};

/// The verbs of SQL, as a statement begins or continues. In two parts where there are two words,
/// so that this table is no finding.
const SQL: [(&str, &str); 4] =
    [("SELECT", ""), ("INSERT", " INTO"), ("UPDATE", ""), ("DELETE", " FROM")];

/// Crates that decide and compute, and never wait or look at the world.
const PURE: [&str; 4] =
    ["crates/kernel/", "crates/playbook/", "crates/domain/", "crates/planner/src/"];

/// Crates whose answer depends on no rounding and no order of a hash.
const EXACT: [&str; 2] = ["crates/playbook/", "crates/planner/src/"];

const IMPURE_WORDS: [&str; 10] = [
    "async",
    "await",
    "tokio",
    "SystemTime",
    "Instant",
    "println",
    "eprintln",
    "thread",
    "fs",
    "env",
];

/// Words that make a process depend on rounding or on the order of a hash.
const INEXACT_WORDS: [&str; 4] = ["f32", "f64", "HashMap", "HashSet"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    tree.with_ending(".rs")
        .flat_map(|(path, text)| check_file(path, &RustParts::of(text)))
        .collect()
}

fn check_file(path: &str, parts: &RustParts) -> Vec<Finding> {
    let test_file = is_test_file(path);
    let in_test = |line: &usize| test_file || parts.is_test(*line);
    let mut findings = Vec::new();
    let mut report = |line: usize, rule: &'static str, message: String| {
        findings.push(Finding { path: path.to_owned(), line, rule, message });
    };
    for (line, text) in numbered(&parts.literals) {
        if !path.starts_with("crates/store/") && holds_sql(text) {
            report(line, "sql-outside-store", "SQL stands in crates/store only".into());
        }
        if !in_test(&line) && text.chars().any(is_chinese) {
            report(line, "chinese-in-code", "texts come from locales/ or a playbook".into());
        }
    }
    for (line, text) in numbered(&parts.code).filter(|(line, _)| !in_test(line)) {
        if PURE.iter().any(|folder| path.starts_with(folder)) {
            for word in words(text).filter(|word| IMPURE_WORDS.contains(word)) {
                report(line, "impure", format!("`{word}` in a crate that only computes"));
            }
        }
        if EXACT.iter().any(|folder| path.starts_with(folder)) {
            for word in words(text).filter(|word| INEXACT_WORDS.contains(word)) {
                report(line, "inexact", format!("`{word}`: integers and ordered maps only"));
            }
        }
    }
    findings
}

/// Files that only tests see: they may hold any text.
fn is_test_file(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("/tests.rs") || path.starts_with("crates/testkit/")
}

fn holds_sql(literal: &str) -> bool {
    SQL.iter().any(|(verb, rest)| {
        let statement = format!("{verb}{rest} ");
        literal.match_indices(&statement).any(|(start, _)| {
            let before = literal.get(..start).and_then(|before| before.chars().next_back());
            !before.is_some_and(char::is_alphanumeric)
        })
    })
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
}

/// A Chinese character or a full-width mark.
pub(super) fn is_chinese(letter: char) -> bool {
    is_ideograph(letter) || matches!(letter, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
}

/// A Chinese character proper.
pub(super) fn is_ideograph(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(path: &str, text: &str) -> Vec<&'static str> {
        check(&Tree::of(&[(path, text)])).into_iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn sql_outside_the_store_is_found() {
        let code = ["let text = \"SEL", "ECT id FROM matter\";"].concat();
        assert_eq!(rules("crates/app/src/a.rs", &code), ["sql-outside-store"]);
        assert!(rules("crates/store/src/a.rs", &code).is_empty());
        assert!(rules("crates/app/src/a.rs", "let verb = \"SELECTED \";").is_empty());
        let lines = ["\"\n  DELETE", " FROM matter\n\""].concat();
        assert_eq!(rules("crates/web/tests/it/a.rs", &lines), ["sql-outside-store"]);
    }

    #[test]
    fn chinese_in_a_literal_is_found_outside_tests() {
        let code = "fn a() -> &'static str { \"办结\" }";
        assert_eq!(rules("crates/app/src/a.rs", code), ["chinese-in-code"]);
        assert_eq!(rules("crates/app/src/a.rs", "let mark = '。';"), ["chinese-in-code"]);
        assert!(rules("crates/app/src/a.rs", "/// 办结\nfn a() {}").is_empty());
        assert!(rules("crates/app/tests/it/a.rs", code).is_empty());
        let test = format!("#[cfg(test)]\nmod tests {{\n{code}\n}}");
        assert!(rules("crates/app/src/a.rs", &test).is_empty());
    }

    #[test]
    fn waiting_in_a_pure_crate_is_found() {
        assert_eq!(rules("crates/domain/src/a.rs", "async fn a() {}"), ["impure"]);
        assert_eq!(rules("crates/kernel/src/a.rs", "use std::time::SystemTime;"), ["impure"]);
        assert!(rules("crates/kernel/src/a.rs", "let asynchronous = 1; // async").is_empty());
        assert!(rules("crates/app/src/a.rs", "async fn a() {}").is_empty());
    }

    #[test]
    fn floats_and_hash_maps_in_the_playbook_crate_are_found() {
        assert_eq!(rules("crates/playbook/src/a.rs", "let a: f64 = b;"), ["inexact"]);
        assert_eq!(
            rules("crates/playbook/src/a.rs", "use std::collections::HashMap;"),
            ["inexact"]
        );
        assert!(rules("crates/playbook/src/a.rs", "use std::collections::BTreeMap;").is_empty());
    }
}
