//! What is written down about each request: never who, never the address asked for, only the
//! route, the answer's status and how long it took.

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, Method},
    middleware::Next,
    response::Response,
};
use tracing::Instrument;

use super::Site;

/// A request outside every route: their addresses would fill the metrics with whatever somebody
/// tries.
const NO_ROUTE: &str = "none";

/// Gives the request an id, a span, a line in the log, and its place in the metrics.
pub(super) async fn observe(State(site): State<Site>, request: Request, next: Next) -> Response {
    let id = site.app.entropy.id().to_string();
    let route =
        request.extensions().get::<MatchedPath>().map_or(NO_ROUTE, MatchedPath::as_str).to_owned();
    let method = method_word(request.method());
    // The monotonic clock of the runtime, because it measures a length and is never stored.
    let begun = tokio::time::Instant::now();
    let span = tracing::info_span!("request", id, method, route);
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = begun.elapsed();
    let status = response.status().as_u16();
    span.in_scope(|| {
        let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        tracing::info!(status, took_us, "answered");
    });
    site.settings.metrics.answered(method, &route, status, took);
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", id);
    }
    response
}

/// A closed list, because a method can be any word.
fn method_word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
