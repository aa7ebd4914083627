//! Words that mark unfinished work, and names of somebody's machine.

use super::Finding;
use super::source::{RustParts, Tree, numbered};

/// Code that says "later"; the compiler's lints know some of it, but not in every crate.
const UNFINISHED_CODE: [&str; 4] = ["todo!", "unimplemented!", "dbg!", "#[allow("];

/// Remarks that say "later". Split, so that this file passes its own rule.
const UNFINISHED_REMARKS: [&str; 2] = [concat!("FIX", "ME"), concat!("XX", "X")];

/// Folders and registry hosts of a particular machine. Split, as above.
const MACHINE_NAMES: [&str; 9] = [
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/fa", "rm/"),
    concat!("/tm", "p/"),
    concat!("static.", "crates.io"),
    concat!("index.", "crates.io"),
    concat!("registry.", "npmjs"),
    concat!("py", "pi.org"),
    concat!("deb.", "debian"),
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let rust = tree.with_ending(".rs").flat_map(|(path, text)| unfinished(path, text));
    let names = tree.files().flat_map(|(path, text)| machine_names(path, text));
    rust.chain(names).collect()
}

fn unfinished(path: &str, text: &str) -> Vec<Finding> {
    let parts = RustParts::of(text);
    let code = numbered(&parts.code)
        .flat_map(|(line, text)| UNFINISHED_CODE.iter().map(move |word| (line, text, *word)));
    let remarks = numbered(&parts.comments)
        .flat_map(|(line, text)| UNFINISHED_REMARKS.iter().map(move |word| (line, text, *word)));
    code.chain(remarks)
        .filter(|(_, text, word)| starts_word(text, word))
        .map(|(line, _, word)| finding(path, line, "banned-word", word))
        .collect()
}

fn machine_names(path: &str, text: &str) -> Vec<Finding> {
    numbered(text)
        .flat_map(|(line, text)| MACHINE_NAMES.iter().map(move |name| (line, text, *name)))
        .filter(|(_, text, name)| starts_word(text, name))
        .map(|(line, _, name)| finding(path, line, "machine-name", name))
        .collect()
}

/// Whether the word occurs with no letter, digit or sign of a longer path before it.
fn starts_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(start, _)| {
        let before = text.get(..start).and_then(|before| before.chars().next_back());
        !before.is_some_and(|letter| letter.is_alphanumeric() || "_-.".contains(letter))
    })
}

fn finding(path: &str, line: usize, rule: &'static str, word: &str) -> Finding {
    Finding { path: path.to_owned(), line, rule, message: format!("`{word}` has no place here") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(path: &str, text: &str) -> usize {
        check(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn unfinished_code_is_found_outside_literals() {
        assert_eq!(count("crates/a/src/b.rs", "fn c() { todo!() }"), 1);
        assert_eq!(count("crates/a/src/b.rs", "#[allow(dead_code)]\nfn c() {}"), 1);
        assert_eq!(count("crates/a/src/b.rs", "let words = \"todo!\";"), 0);
        assert_eq!(count("crates/a/src/b.rs", "#[expect(dead_code, reason = \"d\")]"), 0);
    }

    #[test]
    fn unfinished_remarks_are_found_in_comments() {
        let remark = format!("// {}: later", concat!("FIX", "ME"));
        assert_eq!(count("crates/a/src/b.rs", &remark), 1);
    }

    #[test]
    fn machine_names_are_found_in_every_text_file() {
        let path = ["see /wo", "rk/main"].concat();
        assert_eq!(count("README.md", &path), 1);
        assert_eq!(count("crates/a/src/b.rs", &format!("// {path}")), 1);
        assert_eq!(count("README.md", "a frame/work/shop"), 0);
        assert_eq!(count("Cargo.lock", &["https://static.", "crates.io/x"].concat()), 1);
    }
}
