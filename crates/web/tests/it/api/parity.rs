//! Whatever a page can do, the API can: every form of a page stands in `docs/api.md` beside a
//! route of the API.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use serde_json::Value;

use crate::routes::list::pages_below;

/// The paths of all routes of pages that take a form.
fn page_forms() -> BTreeSet<String> {
    let pages = pages_below("src/pages").into_iter();
    pages.filter(|(method, _)| method == "POST").map(|(_, path)| format!("POST {path}")).collect()
}

/// The rows of the table: page and API route.
fn table() -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/api.md");
    let text = fs::read_to_string(path).unwrap();
    let (_, table) = text.split_once("## Pages and routes").unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| POST "));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        assert!(cells[2] != "–" || !cells[3].is_empty(), "why has it no route? {row}");
        (cells[1].to_owned(), cells[2].to_owned())
    })
    .collect()
}

fn api_routes() -> BTreeSet<String> {
    let document: Value = serde_json::from_str(linli_web::api::document()).unwrap();
    let mut routes = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            routes.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    routes
}

#[test]
fn every_form_of_a_page_has_a_route_of_the_api() {
    let (table, routes) = (table(), api_routes());
    let lacking: Vec<String> =
        page_forms().into_iter().filter(|form| !table.contains_key(form)).collect();
    assert!(lacking.is_empty(), "add to the table of docs/api.md: {lacking:#?}");
    let unknown: Vec<&String> =
        table.values().filter(|route| *route != "–" && !routes.contains(*route)).collect();
    assert!(unknown.is_empty(), "no such route: {unknown:?}");
}
