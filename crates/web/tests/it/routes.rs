//! Every route × everybody, against a table that is written by hand.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a table that cannot be read should fail the test"
)]

pub(crate) mod list;
pub(crate) mod people;
pub(crate) mod scene;
pub(crate) mod table;

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use linli_testkit::app::TestApp;
use linli_web::request::csrf_token;
use scene::Scene;
use table::{Row, Sent};
use tower::ServiceExt;

/// Where somebody without a session is sent, and one whose session is locked.
const DOORS: [&str; 2] = ["/sign-in?next=", "/unlock?next="];

/// The request of a row in somebody's name. Pages are asked with the browser's cookie and the
/// form's token, the API with the bearer's.
pub(crate) fn request(scene: &Scene, app: &TestApp, row: &Row, who: &str) -> Request<Body> {
    let address = Row::filled(&row.address, &scene.ids);
    let mut request = Request::builder()
        .method(row.route.0.as_str())
        .uri(encoded(&address))
        .header("host", "127.0.0.1:8080");
    for (name, value) in &row.headers {
        request = request.header(*name, value);
    }
    let token = scene.tokens.get(who);
    let page = !address.starts_with("/api/");
    if let Some(token) = token {
        request = match page {
            true => request.header(header::COOKIE, format!("linli_session={token}")),
            false => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
        };
    }
    let form = match (&row.sent, page, row.route.0.as_str()) {
        (Sent::Form(pairs), ..) => Some(Row::filled(pairs, &scene.ids)),
        (Sent::Nothing, true, "POST") => Some(String::new()),
        _ => None,
    };
    if let Some(form) = form {
        let csrf = token.map(|token| csrf_token(&app.app, token)).unwrap_or_default();
        let key = app.app.entropy.id();
        let body = encoded(&format!("{form}&csrf={csrf}&key={key}"));
        let kind = "application/x-www-form-urlencoded";
        return request.header(header::CONTENT_TYPE, kind).body(Body::from(body)).unwrap();
    }
    match &row.sent {
        Sent::Json(body) => {
            let body = Row::filled(body, &scene.ids);
            let kind = "application/json";
            request.header(header::CONTENT_TYPE, kind).body(Body::from(body)).unwrap()
        }
        Sent::Nothing | Sent::Form(_) => request.body(Body::empty()).unwrap(),
    }
}

/// Chinese words as addresses and forms carry them.
fn encoded(text: &str) -> String {
    let one = |byte: u8| match byte {
        0..=0x7f => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}

async fn answer(door: &Router, request: Request<Body>) -> String {
    let response = door.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let to = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    // What somebody wrote comes along on the page of signing in itself.
    let with_the_form = status == 401 && kind.is_some_and(|kind| kind.starts_with("text/html"));
    let at_the_door =
        with_the_form || DOORS.iter().any(|door| to.is_some_and(|to| to.starts_with(door)));
    let answer = if at_the_door { "door".to_owned() } else { status.to_string() };
    // The whole answer is made before the next one is asked.
    to_bytes(response.into_body(), 64 << 20).await.unwrap();
    answer
}

/// Plays the rows and says where table and server differ.
async fn differences(rows: &[Row], scene: &Scene) -> Vec<String> {
    let mut differing = Vec::new();
    let mut stage = scene.copy();
    for row in rows {
        let writes = row.route.0 != "GET";
        let mut found: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (who, wanted) in &row.answers {
            let got = answer(&stage.1, request(scene, &stage.0, row, who)).await;
            assert!(!got.starts_with('5'), "{} {} by {who}: {got}", row.route.0, row.address);
            if got != *wanted {
                found.entry(format!("{got}, not {wanted}")).or_default().push(who);
            }
            // What was written, or tried too often, is no concern of the next one who asks.
            if writes && !["401", "403", "404", "412", "428", "door"].contains(&got.as_str()) {
                stage = scene.copy();
            }
        }
        if !found.is_empty() {
            let (method, address) = (&row.route.0, &row.address);
            let found = found.iter().map(|(what, who)| format!("    {what}: {}", who.join(" ")));
            let found: Vec<String> = found.collect();
            differing.push(format!("{}: {method} {address}\n{}", row.line, found.join("\n")));
        }
    }
    differing
}

#[test]
fn every_route_stands_in_the_table() {
    let routes = list::routes();
    let told: BTreeSet<list::Route> =
        table::table(&scene::NAMES).into_iter().map(|row| row.route).collect();
    let lacking: Vec<_> = routes.difference(&told).collect();
    assert!(lacking.is_empty(), "add to tests/it/routes/routes.txt: {lacking:#?}");
    let unknown: Vec<_> = told.difference(&routes).collect();
    assert!(unknown.is_empty(), "no such route: {unknown:#?}");
}

async fn play(wanted: impl Fn(&Row) -> bool) {
    let scene = Scene::new().await;
    let names: Vec<&str> = scene.ids.keys().map(String::as_str).collect();
    assert_eq!(names, scene::NAMES);
    let rows: Vec<Row> = table::table(&scene::NAMES).into_iter().filter(wanted).collect();
    assert!(rows.len() > 50);
    let differing = differences(&rows, &scene).await;
    assert!(differing.is_empty(), "{} rows differ:\n{}", differing.len(), differing.join("\n"));
}

#[tokio::test]
async fn every_page_answers_everybody_as_the_table_says() {
    play(|row| !row.address.starts_with("/api/")).await;
}

#[tokio::test]
async fn every_route_of_the_api_answers_everybody_as_the_table_says() {
    play(|row| row.address.starts_with("/api/")).await;
}
