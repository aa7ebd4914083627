//! Refusals put into words, in the reader's language: a problem document for the API, a page or
//! the way to sign in for a browser.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};

use super::Site;
use crate::{
    api::problem,
    request::Problem,
    respond,
    ui::{Display, Shell, Ui},
};

/// Where a browser is sent that is not signed in; `next` says where it wanted to go.
pub const SIGN_IN_PATH: &str = "/sign-in";
/// Where a browser is sent that is not signed in and asked for a page of administrators.
const STAFF_SIGN_IN_PATH: &str = "/staff/sign-in";
/// Where a browser is sent whose session at a shared counter is locked.
pub const UNLOCK_PATH: &str = "/unlock";

/// Gives every refusal its body, and API answers their headers.
pub(super) async fn tell(State(site): State<Site>, request: Request, next: Next) -> Response {
    let for_api = request.uri().path().starts_with("/api/");
    let headers = kept_headers(request.headers());
    let asked = request.uri().path_and_query().map_or("/", |asked| asked.as_str()).to_owned();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let response = next.run(request).await;
    match (refusal(&response), for_api) {
        (None, false) => response,
        (None, true) => guard(response),
        (Some(problem), true) => guard(problem::tell(problem, response, &headers)),
        (Some(problem), false) => show(&site, &problem, response, &headers, &asked, reads),
    }
}

/// The headers that decide language and look.
fn kept_headers(headers: &HeaderMap) -> HeaderMap {
    let wanted = [header::ACCEPT_LANGUAGE, header::COOKIE];
    let mut kept = HeaderMap::new();
    for name in wanted {
        for value in headers.get_all(&name) {
            kept.append(name.clone(), value.clone());
        }
    }
    kept
}

/// The refusal in a response: ours, or what a router or an extractor of others meant by a bare
/// status. A page that was answered with an error status and a body of its own is none.
fn refusal(response: &Response) -> Option<Problem> {
    if let Some(problem) = response.extensions().get::<Problem>() {
        return Some(problem.clone());
    }
    let status = response.status();
    let told = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| {
        let kind = kind.to_str().unwrap_or_default();
        kind.starts_with("text/html") || kind.starts_with("application/problem+json")
    });
    let refused = status.is_client_error() || status.is_server_error();
    (refused && !told).then(|| Problem::of_status(status))
}

/// What an answer of the API carries: nobody keeps it, nobody guesses what it is.
fn guard(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::CACHE_CONTROL).or_insert_with(|| HeaderValue::from_static("no-store"));
    response
}

/// The bare frame of a page, for pages that belong to no feature.
pub(super) fn frame(site: &Site, headers: &HeaderMap, url: &str) -> Ui {
    let shell = match url.split('/').nth(1) {
        Some("m") => Shell::Resident,
        Some("w" | "admin") => Shell::Workbench,
        _ => Shell::Portal,
    };
    let mut ui = Ui::new(shell, Display::from_headers(headers), site.app.now()).with_url(url);
    ui.demo = site.settings.demo;
    ui
}

fn show(
    site: &Site,
    problem: &Problem,
    response: Response,
    headers: &HeaderMap,
    asked: &str,
    reads: bool,
) -> Response {
    if problem.status == StatusCode::UNAUTHORIZED {
        let door = match (problem.code, asked.split(['/', '?']).nth(1)) {
            ("session-locked", _) => UNLOCK_PATH,
            (_, Some("admin")) => STAFF_SIGN_IN_PATH,
            _ => SIGN_IN_PATH,
        };
        // What was written is not sent again after signing in; what was read is.
        let next = if reads { respond::encoded(asked) } else { String::from("%2F") };
        return respond::redirect(&format!("{door}?next={next}"));
    }
    let (parts, _) = response.into_parts();
    let mut ui = frame(site, headers, asked);
    if asked.starts_with("/admin") {
        ui.home_href = Some("/admin");
    }
    // Whoever has no desk or office to go back to is a resident all the same.
    if asked.split('?').next() == Some(ui.home()) {
        ui.home_href = Some("/m");
    }
    let mut page = respond::problem(&ui, problem.status);
    for name in [header::ALLOW, header::RETRY_AFTER] {
        if let Some(value) = parts.headers.get(&name) {
            page.headers_mut().insert(name, value.clone());
        }
    }
    page
}
