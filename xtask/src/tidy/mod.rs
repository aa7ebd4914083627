//! The house rules that neither the compiler nor clippy knows.
//!
//! Each rule is one function from the [`Tree`] to findings, with a test that breaks it. A finding
//! that must stay is listed with its reason in `xtask/tidy-exceptions.txt`; an entry that is no
//! longer needed is a finding itself, so that the list only shrinks.

mod documents;
mod edges;
mod exceptions;
mod layout;
mod rust;
mod source;
mod text;
mod words;

use source::Tree;
use std::fmt;
use std::path::Path;

/// One place that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    path: String,
    line: usize,
    rule: &'static str,
    message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}: {}", self.path, self.line, self.rule, self.message)
    }
}

/// Every rule, by the file that explains it.
const RULES: &[fn(&Tree) -> Vec<Finding>] =
    &[edges::check, layout::check, words::check, rust::check, text::check, documents::check];

/// Checks the repository and prints what it finds: errors first, then notes, which never fail.
pub(crate) fn run(root: &Path) -> Result<(), String> {
    let tree = Tree::read(root)?;
    for note in layout::notes(&tree) {
        println!("note: {note}");
    }
    let findings = findings(&tree);
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => Ok(()),
        count => Err(format!("tidy: {count} findings; the rules are in CONTRIBUTING.md")),
    }
}

fn findings(tree: &Tree) -> Vec<Finding> {
    let found = RULES.iter().flat_map(|rule| rule(tree)).collect();
    let mut left = exceptions::subtract(tree, found);
    left.sort();
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_tidy() {
        let root = crate::workspace_root().unwrap();
        let findings = findings(&Tree::read(&root).unwrap());
        let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert!(findings.is_empty(), "\n{}", lines.join("\n"));
    }
}
