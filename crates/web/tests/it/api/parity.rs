//! Whatever a page can do, the API can: every form of a page stands in `docs/api.md` beside a
//! route of the API whose handler calls the same use-case, and what pages read the API reads too.

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

/// Use-cases that only pages call, and why. The list only shrinks: a line that is not needed fails.
const ONLY_PAGES: [(&str, &[&str]); 4] = [
    (
        "whether a page is shown at all; a route of the API answers for itself",
        &[
            "account::may_invite",
            "account::may_release_phone",
            "account::may_reset",
            "matter::check_report",
            "matter::may_hide",
            "matter::may_merge",
            "matter::may_reveal",
            "matter::may_see",
            "notice::may_take_down_notice",
        ],
    ),
    (
        "what a form offers to choose from, or shows once more before it is sent",
        &[
            "account::count_letters",
            "account::letters_at",
            "admission::item_to_end",
            "admission::keep_choices",
            "admission::request_choices",
            "board::board_to_take_down",
            "dispatch::dispatch_choices",
            "dispatch::entry_to_keep",
            "intake::intake_form",
            "matter::offer_place",
            "matter::on_spot_form",
            "notice::notice_places",
            "place::first_district",
            "place::walk",
            "service_item::item_facilities",
        ],
    ),
    (
        "joins for one page what several routes of the API tell",
        &[
            "account::caller",
            "account::presence",
            "admission::admissions_waiting",
            "indicator::cases_of_months",
            "indicator::month_report",
            "matter::neighbours",
            "notice::notices_at_home",
            "portal::front",
            "portal::home",
            "portal::talk_place",
        ],
    ),
    (
        "a table to take away, of rows that the API lists",
        &[
            "dispatch::export_dispatch_list",
            "duty::export_roster",
            "service_item::export_service_items",
        ],
    ),
];

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

#[test]
fn what_pages_call_the_api_calls() {
    let sources = Sources::read();
    let called = |handlers: BTreeMap<Route, (String, String)>| -> BTreeSet<String> {
        handlers.values().flat_map(|handler| sources.use_cases_of(handler)).collect()
    };
    let (pages, api) = (called(sources.page_handlers()), called(sources.api_handlers()));
    assert!(pages.len() > 100 && api.len() > 100, "{} {}", pages.len(), api.len());
    let reasoned = ONLY_PAGES.iter().flat_map(|(_, names)| *names);
    let reasoned: BTreeSet<String> = reasoned.map(|name| (*name).to_owned()).collect();
    let several = |name: &&String| FOR_SEVERAL.iter().any(|(several, _)| several == name);
    let only: BTreeSet<String> =
        pages.difference(&api).filter(|name| !several(name)).cloned().collect();
    let lacking: Vec<_> = only.difference(&reasoned).collect();
    assert!(lacking.is_empty(), "the API cannot {lacking:#?}");
    let needless: Vec<_> = reasoned.difference(&only).collect();
    assert!(needless.is_empty(), "take them from the list: {needless:#?}");
}
