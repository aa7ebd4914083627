//! What a machine asks the server about itself.

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use super::Site;
use crate::request::ClientAddress;

/// `/healthz`: the process runs. `/readyz`: it can read its rows. `/metrics`: for this machine.
pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
}

async fn ready(State(site): State<Site>) -> Response {
    match site.app.snapshot().await {
        Ok(_) => "ok\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "store\n").into_response()
        }
    }
}

/// Routes and their figures tell nothing about people, but much about how the server is doing,
/// which is nobody's business from outside.
async fn metrics(
    State(site): State<Site>,
    ClientAddress(from): ClientAddress,
    headers: HeaderMap,
) -> Response {
    // A proxy on this machine that nobody told us about would make everybody look near.
    if !from.is_loopback() || headers.contains_key("x-forwarded-for") {
        return StatusCode::NOT_FOUND.into_response();
    }
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (kind, site.settings.metrics.text()).into_response()
}
