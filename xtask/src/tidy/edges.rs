//! The direction of the arrows between the crates:
//! kernel ← playbook ← domain ← app ← { store, channels, web } ← linli, and kernel ← planner ← app.

use super::Finding;
use super::source::{Tree, numbered};

const RULE: &str = "crate-edge";

/// A crate and the crates of ours that it may depend on.
struct Layer {
    folder: &'static str,
    below: &'static [&'static str],
}

const LAYERS: [Layer; 11] = [
    Layer { folder: "kernel", below: &[] },
    Layer { folder: "playbook", below: &["linli-kernel"] },
    Layer { folder: "domain", below: &["linli-kernel", "linli-playbook"] },
    Layer { folder: "planner", below: &["linli-kernel"] },
    Layer {
        folder: "app",
        below: &["linli-kernel", "linli-playbook", "linli-domain", "linli-planner"],
    },
    Layer { folder: "store", below: OUTER_BELOW },
    Layer { folder: "channels", below: OUTER_BELOW },
    Layer { folder: "web", below: OUTER_BELOW },
    Layer { folder: "linli", below: EVERYTHING },
    Layer { folder: "testkit", below: EVERYTHING },
    Layer { folder: "bench", below: EVERYTHING },
];

const OUTER_BELOW: &[&str] = &["linli-kernel", "linli-playbook", "linli-domain", "linli-app"];

const EVERYTHING: &[&str] = &[
    "linli-kernel",
    "linli-playbook",
    "linli-domain",
    "linli-planner",
    "linli-app",
    "linli-store",
    "linli-channels",
    "linli-web",
];

/// Crates that a pure layer must not even name: they wait, read the world or draw lots.
const IMPURE: &[&str] = &[
    "tokio",
    "async-trait",
    "futures",
    "rusqlite",
    "tokio-postgres",
    "deadpool-postgres",
    "axum",
    "hyper",
    "reqwest",
    "rand",
    "getrandom",
    "tracing-subscriber",
];

const PURE: [&str; 4] = ["kernel", "playbook", "domain", "planner"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let manifests = tree.with_ending("/Cargo.toml").filter_map(|(path, text)| {
        let folder = path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml")?;
        Some((path, folder, text))
    });
    manifests.flat_map(|(path, folder, text)| check_manifest(path, folder, text)).collect()
}

fn check_manifest(path: &str, folder: &str, text: &str) -> Vec<Finding> {
    let finding =
        |line: usize, message: String| Finding { path: path.to_owned(), line, rule: RULE, message };
    let Some(layer) = LAYERS.iter().find(|layer| layer.folder == folder) else {
        let message = format!("crate `{folder}` has no place in the layers");
        return vec![finding(1, message)];
    };
    let mut findings = Vec::new();
    for dependency in dependencies(text) {
        let name = dependency.name;
        let test_only = ["linli-testkit", "xtask"].contains(&name);
        if test_only && !dependency.for_tests {
            findings.push(finding(dependency.line, format!("`{name}` is for tests only")));
        }
        let ours = name == "linli" || name.starts_with("linli-");
        if ours && !test_only && !dependency.for_tests && !layer.below.contains(&name) {
            findings.push(finding(dependency.line, format!("`{folder}` may not use `{name}`")));
        }
        if PURE.contains(&folder) && IMPURE.contains(&name) {
            let message = format!("`{folder}` is pure and may not use `{name}`");
            findings.push(finding(dependency.line, message));
        }
    }
    findings
}

struct Dependency<'a> {
    line: usize,
    name: &'a str,
    for_tests: bool,
}

/// The dependencies of a manifest, both `name = …` under a heading and `[dependencies.name]`.
fn dependencies(manifest: &str) -> Vec<Dependency<'_>> {
    let mut found = Vec::new();
    let mut section: Option<bool> = None;
    for (line, text) in numbered(manifest) {
        let text = text.trim();
        if let Some(heading) = text.strip_prefix('[') {
            let heading = heading.trim_end_matches(']');
            let (table, name) = split_heading(heading);
            section = table.map(|table| table == "dev-dependencies");
            if let (Some(for_tests), Some(name)) = (section, name) {
                found.push(Dependency { line, name, for_tests });
                section = None;
            }
        } else if let Some(for_tests) = section
            && let Some((key, _)) = text.split_once('=')
        {
            let name = key.split('.').next().unwrap_or(key).trim().trim_matches('"');
            found.push(Dependency { line, name, for_tests });
        }
    }
    found
}

/// The kind of dependency table that a heading opens, and the name if it is for a single one.
fn split_heading(heading: &str) -> (Option<&str>, Option<&str>) {
    const TABLES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];
    let parts: Vec<&str> = heading.split('.').collect();
    match parts.as_slice() {
        [.., table] if TABLES.contains(table) => (Some(table), None),
        [.., table, name] if TABLES.contains(table) => (Some(table), Some(name)),
        _ => (None, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(folder: &str, manifest: &str) -> Vec<String> {
        let path = format!("crates/{folder}/Cargo.toml");
        let tree = Tree::of(&[(path.as_str(), manifest)]);
        check(&tree).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn an_arrow_upwards_is_found() {
        let manifest =
            "[dependencies]\nlinli-kernel = { workspace = true }\nlinli-store.workspace = true";
        assert_eq!(messages("app", manifest), ["`app` may not use `linli-store`"]);
        assert_eq!(messages("web", "[dependencies.linli-store]").len(), 1);
        assert_eq!(messages("kernel", "[build-dependencies]\nlinli-app = \"1\"").len(), 1);
        assert!(messages("linli", manifest).is_empty());
    }

    #[test]
    fn the_testkit_is_for_tests_only() {
        assert!(messages("web", "[dev-dependencies]\nlinli-testkit = {}").is_empty());
        assert_eq!(messages("web", "[dependencies]\nlinli-testkit = {}").len(), 1);
    }

    #[test]
    fn a_pure_crate_has_no_runtime() {
        assert_eq!(messages("domain", "[dependencies]\ntokio = { workspace = true }").len(), 1);
        assert_eq!(messages("kernel", "[target.'cfg(unix)'.dependencies]\nrand = \"1\"").len(), 1);
        assert!(messages("app", "[dependencies]\ntokio = { workspace = true }").is_empty());
    }

    #[test]
    fn an_unknown_crate_has_no_place() {
        assert_eq!(messages("misc", "[package]").len(), 1);
    }
}
