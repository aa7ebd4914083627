//! `xtask/tidy-exceptions.txt`: findings that stay for now, each with a count and a reason.

use super::Finding;
use super::source::{Tree, numbered};

const PATH: &str = "xtask/tidy-exceptions.txt";
const RULE: &str = "exception";
const SHORTEST_REASON: usize = 15;

/// One line: `rule | path | count | reason`.
struct Exception<'a> {
    line: usize,
    rule: &'a str,
    path: &'a str,
    count: usize,
}

/// Takes the listed findings away, and adds one for every entry that does not fit any more.
pub(super) fn subtract(tree: &Tree, found: Vec<Finding>) -> Vec<Finding> {
    let mut left = found;
    for (line, text) in numbered(tree.get(PATH).unwrap_or_default()) {
        if text.trim().is_empty() || text.starts_with('#') {
            continue;
        }
        match parse(line, text) {
            Ok(exception) => left = apply(&exception, left),
            Err(message) => left.push(finding(line, message)),
        }
    }
    left
}

fn parse(line: usize, text: &str) -> Result<Exception<'_>, String> {
    let fields: Vec<&str> = text.split('|').map(str::trim).collect();
    let [rule, path, count, reason] = fields.as_slice() else {
        return Err("write `rule | path | count | reason`".to_owned());
    };
    let count = count.parse().map_err(|_| format!("`{count}` is not a count"))?;
    if reason.len() < SHORTEST_REASON {
        return Err(format!("`{reason}` is no reason"));
    }
    Ok(Exception { line, rule, path, count })
}

/// All findings of the entry's rule and file go, if there are exactly as many as it says.
fn apply(exception: &Exception<'_>, found: Vec<Finding>) -> Vec<Finding> {
    let (listed, mut left): (Vec<Finding>, Vec<Finding>) = found
        .into_iter()
        .partition(|finding| finding.rule == exception.rule && finding.path == exception.path);
    let actual = listed.len();
    if actual > exception.count {
        left.extend(listed);
    } else if actual < exception.count {
        let advice = match actual {
            0 => "no longer needed: remove the line".to_owned(),
            _ => format!("only {actual} left: lower the count"),
        };
        left.push(finding(exception.line, advice));
    }
    left
}

fn finding(line: usize, message: String) -> Finding {
    Finding { path: PATH.to_owned(), line, rule: RULE, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(line: usize) -> Finding {
        Finding { path: "a.rs".into(), line, rule: "words", message: "no".into() }
    }

    fn left(list: &str, found: Vec<Finding>) -> Vec<String> {
        let tree = Tree::of(&[(PATH, list)]);
        subtract(&tree, found).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn a_listed_finding_is_taken_away() {
        let list = "# comment\n\nwords | a.rs | 2 | the reason stands here\n";
        assert!(left(list, vec![broken(1), broken(2)]).is_empty());
    }

    #[test]
    fn the_list_only_shrinks() {
        let list = "words | a.rs | 1 | the reason stands here";
        assert_eq!(left(list, vec![]), ["no longer needed: remove the line"]);
        assert_eq!(left(list, vec![broken(1), broken(2)]).len(), 2);
        let two = "words | a.rs | 2 | the reason stands here";
        assert_eq!(left(two, vec![broken(1)]), ["only 1 left: lower the count"]);
    }

    #[test]
    fn an_entry_without_a_reason_or_a_count_is_refused() {
        assert_eq!(left("words | a.rs | 1 | because", vec![broken(1)]).len(), 2);
        assert_eq!(left("words | a.rs | some | the reason stands here", vec![]).len(), 1);
        assert_eq!(left("words a.rs", vec![]).len(), 1);
    }
}
