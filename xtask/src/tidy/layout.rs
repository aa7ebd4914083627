//! How long a file may be, and where tests stand.

use super::Finding;
use super::source::Tree;

/// Lines after which a Rust file is refused.
const LONGEST_FILE: usize = 600;
/// Lines after which somebody should ask why.
const LONG_FILE: usize = 300;
const LONGEST_TEMPLATE: usize = 200;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = too_long(tree, "file-length", ".rs", LONGEST_FILE);
    findings.extend(too_long(tree, "template-length", ".html", LONGEST_TEMPLATE));
    findings.extend(scattered_tests(tree));
    findings
}

/// Files that pass but are long; they are shown, and nobody is stopped.
pub(super) fn notes(tree: &Tree) -> Vec<String> {
    let rust = tree.with_ending(".rs");
    rust.map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| (LONG_FILE + 1..=LONGEST_FILE).contains(lines))
        .map(|(path, lines)| format!("{path} has {lines} lines; {LONG_FILE} is a good size"))
        .collect()
}

fn too_long(tree: &Tree, rule: &'static str, ending: &str, longest: usize) -> Vec<Finding> {
    tree.with_ending(ending)
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > longest)
        .map(|(path, lines)| Finding {
            path: path.to_owned(),
            line: longest + 1,
            rule,
            message: format!("{lines} lines, at most {longest}"),
        })
        .collect()
}

/// Each crate has one integration-test program, `tests/it/main.rs`: every further one links
/// the whole crate again.
fn scattered_tests(tree: &Tree) -> Vec<Finding> {
    tree.with_ending(".rs")
        .filter(|(path, _)| is_further_test_program(path))
        .map(|(path, _)| Finding {
            path: path.to_owned(),
            line: 1,
            rule: "test-program",
            message: "make it a module of tests/it/main.rs".to_owned(),
        })
        .collect()
}

fn is_further_test_program(path: &str) -> bool {
    let Some((_, inside)) = path.split_once("/tests/") else { return false };
    let parts: Vec<&str> = inside.split('/').collect();
    path.starts_with("crates/")
        && match parts.as_slice() {
            [_] => true,
            [folder, "main.rs"] => *folder != "it",
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_601_lines_is_refused_and_one_of_301_is_noted() {
        let lines = |count: usize| "x\n".repeat(count);
        let (long, longer) = (lines(301), lines(601));
        let tree =
            Tree::of(&[("crates/a/src/long.rs", &long), ("crates/a/src/longer.rs", &longer)]);
        let findings = check(&tree);
        assert_eq!(findings.len(), 1);
        assert_eq!(
            findings.first().map(|finding| finding.path.as_str()),
            Some("crates/a/src/longer.rs")
        );
        assert_eq!(notes(&tree).len(), 1);
    }

    #[test]
    fn a_template_has_at_most_200_lines() {
        let (fits, long) = ("x\n".repeat(200), "x\n".repeat(201));
        assert!(check(&Tree::of(&[("crates/web/templates/a.html", &fits)])).is_empty());
        assert_eq!(check(&Tree::of(&[("crates/web/templates/a.html", &long)])).len(), 1);
    }

    #[test]
    fn integration_tests_are_one_program() {
        for (path, count) in [
            ("crates/app/tests/it/main.rs", 0),
            ("crates/app/tests/it/report.rs", 0),
            ("crates/app/tests/report.rs", 1),
            ("crates/app/tests/report/main.rs", 1),
        ] {
            assert_eq!(check(&Tree::of(&[(path, "")])).len(), count, "{path}");
        }
    }
}
