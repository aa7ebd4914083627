//! The routes of the program, from where they are declared: pages from the routers' sources (which
//! a running router does not tell), the API from its document.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;

/// A method and a path as the router writes it.
pub(crate) type Route = (String, String);

/// What machines ask, beside pages and API: the process's own state.
const MACHINES: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// The router's words for methods.
const VERBS: [(&str, &str); 5] = [
    ("get(", "GET"),
    ("post(", "POST"),
    ("put(", "PUT"),
    ("patch(", "PATCH"),
    ("delete(", "DELETE"),
];

fn sources(folder: &Path, found: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

/// What stands between the brackets that the text follows.
fn inside(rest: &str) -> &str {
    let mut depth = 1;
    let end = rest.find(|letter| {
        depth += match letter {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        depth == 0
    });
    &rest[..end.unwrap()]
}

/// All pages: whatever a router of the crate takes outside the API.
pub(crate) fn pages() -> BTreeSet<Route> {
    pages_below("src")
}

/// The pages whose routers stand in this folder of the crate.
pub(crate) fn pages_below(folder: &str) -> BTreeSet<Route> {
    let mut text = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut text);
    let mut found = BTreeSet::new();
    for (start, opening) in text.match_indices(".route(") {
        let call = inside(&text[start + opening.len()..]);
        let Some(path) = call.trim_start().strip_prefix('"') else {
            panic!("a route whose path is no word of the router's text: {call}")
        };
        let path = path.split('"').next().unwrap();
        if MACHINES.contains(&path) || path == "/openapi.json" {
            continue;
        }
        let before = found.len();
        for (verb, method) in VERBS {
            if call.contains(verb) {
                found.insert((method.to_owned(), path.to_owned()));
            }
        }
        assert!(found.len() > before, "no new method in {call}");
    }
    assert!(found.len() > 60, "the pages were not found: {found:?}");
    found
}

/// Every page and every route of the API.
pub(super) fn routes() -> BTreeSet<Route> {
    let mut found = pages();
    let document: Value = serde_json::from_str(linli_web::api::document()).unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            found.insert((method.to_uppercase(), format!("/api/v1{path}")));
        }
    }
    found.insert(("GET".to_owned(), "/api/v1/openapi.json".to_owned()));
    found
}
