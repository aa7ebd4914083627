//! Whatever a page can do, the API can: every form of a page stands in `docs/api.md` beside a
//! route of the API whose handler calls the same use-case.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use super::calls::Sources;
use crate::routes::list::{Route, pages_below};

/// Why a form of a page needs no route of the API.
const NO_ROUTE: [&str; 2] = ["shows the draft again", "every request of a session keeps it open"];

/// Use-cases that are another one for each of several matters: a program calls that one as often.
const FOR_SEVERAL: [(&str, &str); 1] = [("matter::supervise", "matter::act")];

/// The paths of all routes of pages that take a form.
fn page_forms() -> BTreeSet<String> {
    let pages = pages_below("src/pages").into_iter();
    pages.filter(|(method, _)| method == "POST").map(|(_, path)| format!("POST {path}")).collect()
}

/// The rows of the table: page, API route, and what is said about it.
fn table() -> BTreeMap<String, (String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/api.md");
    let text = fs::read_to_string(path).unwrap();
    let (_, table) = text.split_once("## Pages and routes").unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| POST "));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        (cells[1].to_owned(), (cells[2].to_owned(), cells[3].to_owned()))
    })
    .collect()
}

fn route(words: &str) -> Route {
    let (method, path) = words.split_once(' ').unwrap();
    (method.to_owned(), path.to_owned())
}

#[test]
fn every_form_of_a_page_has_a_route_of_the_api() {
    let (table, forms) = (table(), page_forms());
    let told: BTreeSet<String> = table.keys().cloned().collect();
    let lacking: Vec<_> = forms.difference(&told).collect();
    assert!(lacking.is_empty(), "add to the table of docs/api.md: {lacking:#?}");
    let unknown: Vec<_> = told.difference(&forms).collect();
    assert!(unknown.is_empty(), "no such form: {unknown:#?}");
    for (form, (api, why)) in &table {
        let reasoned = api != "–" || NO_ROUTE.contains(&why.as_str());
        assert!(reasoned, "{form}: {why} is no reason to have no route");
    }
}

#[test]
fn a_form_and_its_route_call_the_same_use_case() {
    let sources = Sources::read();
    let (pages, api) = (sources.page_handlers(), sources.api_handlers());
    let read = api.iter().filter(|((method, _), _)| method == "GET");
    let read: BTreeSet<String> =
        read.flat_map(|(_, handler)| sources.use_cases_of(handler)).collect();
    let mut differing = Vec::new();
    for (form, (beside, _)) in table().iter().filter(|(_, (api, _))| api != "–") {
        let Some(handler) = api.get(&route(beside)) else {
            differing.push(format!("{form}: no route {beside}"));
            continue;
        };
        let mut page = sources.use_cases_of(&pages[&route(form)]);
        for (several, one) in FOR_SEVERAL {
            if page.remove(several) {
                page.insert(one.to_owned());
            }
        }
        let program = sources.use_cases_of(handler);
        // What both only read says nothing.
        if !page.intersection(&program).any(|name| !read.contains(name)) {
            differing.push(format!("{form} calls {page:?}, {beside} calls {program:?}"));
        }
    }
    assert!(differing.is_empty(), "{differing:#?}");
}
