//! Links between documents: a relative link leads to something that exists.

use super::Finding;
use super::source::{Tree, numbered};

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    tree.with_ending(".md").flat_map(|(path, text)| broken_links(tree, path, text)).collect()
}

fn broken_links(tree: &Tree, path: &str, text: &str) -> Vec<Finding> {
    let mut in_code = false;
    let mut findings = Vec::new();
    for (line, text) in numbered(text) {
        if text.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        for target in targets(text).filter(|target| is_relative(target)) {
            let file = target.split('#').next().unwrap_or_default();
            let found = resolve(path, file).is_some_and(|file| tree.holds(&file));
            if !file.is_empty() && !found {
                let message = format!("the link to `{target}` leads nowhere");
                findings.push(Finding {
                    path: path.to_owned(),
                    line,
                    rule: "broken-link",
                    message,
                });
            }
        }
    }
    findings
}

/// The targets of the line's links, `[words](target)`.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("](").filter_map(|(start, mark)| {
        let rest = line.get(start + mark.len()..)?;
        rest.split([')', ' ']).next()
    })
}

fn is_relative(target: &str) -> bool {
    !target.contains("://") && !target.starts_with("mailto:")
}

/// The path from the repository's root; none if the link leaves the repository.
fn resolve(from: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => from.split('/').collect(),
    };
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_nothing_is_found() {
        let tree = Tree::of(&[
            ("docs/a.md", "[b](b.md) [c](adr/c.md#d) [e](../README.md) [f](#g) [h](https://h.cn)"),
            ("docs/b.md", "[x](x.md)\n```\n[y](y.md)\n```\n[adr](adr/)"),
            ("docs/adr/c.md", "[up](../../../README.md)"),
            ("README.md", ""),
        ]);
        let found: Vec<(String, usize)> =
            check(&tree).into_iter().map(|finding| (finding.path, finding.line)).collect();
        assert_eq!(found, [("docs/adr/c.md".to_owned(), 1), ("docs/b.md".to_owned(), 1)]);
    }
}
