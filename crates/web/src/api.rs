//! The JSON API, `/api/v1`: for other programs, and for whatever a page can do.
//!
//! Owns the shapes of requests and answers, and the OpenAPI document made from the same handlers.
//! Must never decide anything: a handler reads the request, calls one use-case and answers.
//! The contract is described in `docs/api.md`.

mod actions;
mod codes;
mod matters;
mod me;
mod openapi;
mod photos;
mod places;
pub(crate) mod problem;
mod published;
mod session;
mod tasks;
mod view;
mod word;

use std::sync::LazyLock;

use axum::{Router, extract::DefaultBodyLimit, http::header, response::IntoResponse, routing::get};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::server::{JSON_BYTES, PHOTO_BYTES, Site};

/// The routes, each with its part of the document.
fn documented() -> OpenApiRouter<Site> {
    let photos = OpenApiRouter::new()
        .routes(routes!(photos::upload))
        .layer(DefaultBodyLimit::max(PHOTO_BYTES));
    OpenApiRouter::with_openapi(openapi::base())
        .routes(routes!(codes::request))
        .routes(routes!(session::begin, session::end))
        .routes(routes!(me::me))
        .routes(routes!(me::looks))
        .routes(routes!(me::sessions))
        .routes(routes!(me::end_session))
        .routes(routes!(me::rename))
        .routes(routes!(me::bind_household))
        .routes(routes!(places::list))
        .routes(routes!(places::one))
        .routes(routes!(photos::show))
        .routes(routes!(matters::report, matters::mine))
        .routes(routes!(matters::one))
        .routes(routes!(actions::act))
        .routes(routes!(actions::reveal))
        .routes(routes!(tasks::queue))
        .routes(routes!(published::list))
        .layer(DefaultBodyLimit::max(JSON_BYTES))
        .merge(photos)
}

static DOCUMENT: LazyLock<String> = LazyLock::new(|| {
    let document = documented().into_openapi();
    // The document is made of strings and maps with string keys, which always become JSON.
    let mut text = document.to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
});

/// The OpenAPI 3.1 document as committed in `crates/web/openapi.json`.
#[must_use]
pub fn document() -> &'static str {
    &DOCUMENT
}

/// Everything below `/api/v1`.
pub(crate) fn router() -> Router<Site> {
    let (routes, _) = documented().split_for_parts();
    routes.route("/openapi.json", get(show_document))
}

async fn show_document() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], document())
}
