//! Every page that anybody may open, as the table of routes says: nothing for axe, nothing
//! sideways, no complaint of the browser; on a phone and at a desk, in elder mode, dark and in
//! English, and without JavaScript.
//!
//! Pages of one build (the same elements, classes and labels, whoever reads them) are looked at
//! once. A route of the table that answers nobody with a page must say why in [`ELSEWHERE`].

mod print;
mod shape;
mod viewer;

use std::collections::{BTreeMap, BTreeSet};

use axum::{body::to_bytes, http::header};
use linli_testkit::browser::{Browser, Look};
use tower::ServiceExt;

use crate::routes::{
    list, request,
    scene::{NAMES, Scene},
    table::{Row, table},
};
use viewer::{Dress, Viewer};

/// Pages that the table's readers do not get by asking, and what looks at them.
const ELSEWHERE: [(&str, &str); 13] = [
    ("/sign-in/code", "only after a number was typed: the journeys sign in through it"),
    ("/unlock", "only at a locked counter: `browser_counter` locks one"),
    ("/staff/link/{link}", "only with a link: `browser_workbench::administration` has one"),
    (
        "/admin/imports/{kind}/{file}",
        "only after a file was sent: `browser_loop::first` sends some",
    ),
    ("/static/{hash}/{*name}", "files"),
    ("/favicon.ico", "a picture"),
    ("/w/orders/finished", "a table to take away: `api::desk` reads the same rows"),
    ("/w/duty/export", "a table to take away: `app`'s duty tests take it in again"),
    ("/w/services/export", "a table to take away: `app`'s service item tests take it in again"),
    ("/w/dashboard/report/workbook", "a workbook: the tests of `workbook` open it"),
    ("/w/dispatch/export", "a table to take away: `api::dispatch` reads the same rows"),
    ("/photos/{id}/{size}", "pictures"),
    ("/published/photos/{id}/{size}", "pictures"),
];

/// A page to look at.
struct Sheet {
    /// The route that it belongs to.
    route: String,
    /// Where it is.
    address: String,
    /// Who reads it.
    who: &'static str,
    /// How it is built.
    shape: String,
}

/// Every page that somebody is answered with, of each build one, in the table's order.
async fn sheets(scene: &Scene) -> Vec<Sheet> {
    let (app, door) = scene.copy();
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for row in table(&NAMES).iter().filter(|row| is_page(row)) {
        let readers = row.answers.iter().filter(|(_, answer)| *answer == "200");
        for (who, _) in readers {
            let asked = request(scene, &app, row, who);
            let address = asked.uri().to_string();
            let answer = door.clone().oneshot(asked).await.unwrap();
            let kind = answer.headers().get(header::CONTENT_TYPE).cloned();
            if !kind.is_some_and(|kind| kind.to_str().unwrap().starts_with("text/html")) {
                continue;
            }
            let body = to_bytes(answer.into_body(), 8 << 20).await.unwrap();
            let shape = shape::of(std::str::from_utf8(&body).unwrap());
            let route = row.route.1.clone();
            if seen.insert((route.clone(), shape.clone())) {
                found.push(Sheet { route, address, who, shape });
            }
        }
    }
    found
}

fn is_page(row: &Row) -> bool {
    row.route.0 == "GET" && !row.address.starts_with("/api/")
}

/// One page of each route, the one with most to it.
fn richest(sheets: &[Sheet]) -> Vec<&Sheet> {
    let mut by_route: BTreeMap<&str, &Sheet> = BTreeMap::new();
    for sheet in sheets {
        let held = by_route.entry(&sheet.route).or_insert(sheet);
        if sheet.shape.len() > held.shape.len() {
            *held = sheet;
        }
    }
    by_route.into_values().collect()
}

/// Looks at pages in these dresses and says what is wrong with them.
async fn look_at(looks: &[(Look, Dress)], which: impl Fn(&[Sheet]) -> Vec<&Sheet>) {
    let scene = Scene::new().await;
    let sheets = sheets(&scene).await;
    let pages = which(&sheets);
    assert!(pages.len() > 40, "where are the pages?");
    let site = viewer::serve(&scene).await;
    let browser = Browser::start().unwrap();
    let mut faults = Vec::new();
    for (look, dress) in looks {
        let mut viewer = Viewer::open(&browser, *look, dress, &site, &scene).await;
        for sheet in &pages {
            faults.extend(viewer.faults(sheet.who, &sheet.address).await);
        }
        viewer.close().await;
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

fn all(sheets: &[Sheet]) -> Vec<&Sheet> {
    sheets.iter().collect()
}

#[tokio::test]
async fn every_page_of_the_router_is_looked_at() {
    let scene = Scene::new().await;
    let sheets = sheets(&scene).await;
    let covered: BTreeSet<&str> = sheets.iter().map(|sheet| sheet.route.as_str()).collect();
    let elsewhere: BTreeSet<&str> = ELSEWHERE.iter().map(|(route, _)| *route).collect();
    let pages = list::pages().into_iter().filter(|(method, _)| method == "GET");
    let unseen: Vec<String> = pages
        .map(|(_, path)| path)
        .filter(|path| !covered.contains(path.as_str()) && !elsewhere.contains(path.as_str()))
        .collect();
    assert!(unseen.is_empty(), "nobody looks at {unseen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_stands_up_on_a_phone() {
    look_at(&[(Look::PHONE, Dress::new("phone", &[]))], all).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_stands_up_at_a_desk() {
    look_at(&[(Look::DESKTOP, Dress::new("desktop", &[]))], all).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_stands_up_in_elder_mode() {
    let elder = Dress::new("elder", &[("mode", "elder"), ("size", "30")]);
    look_at(&[(Look::PHONE, elder)], richest).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_stands_up_in_the_dark_and_in_english() {
    let dark = Dress::new("dark", &[("theme", "dark")]);
    let english = Dress::new("english", &[("theme", "dark"), ("lang", "en")]);
    look_at(&[(Look::PHONE, dark), (Look::DESKTOP, english)], richest).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_stands_up_without_scripts() {
    let plain = Dress::new("no-scripts", &[]);
    look_at(&[(Look::PHONE.without_scripts(), plain)], richest).await;
}
