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

/// `/healthz`: the process runs. `/readyz`: it can do its work. `/metrics`: for this machine.
pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
}

/// Whether the server can do its work: rows to read, tables of its own version, room to write, a
/// loop that goes round. Says in one word what is missing.
async fn ready(State(site): State<Site>) -> Response {
    let missing = match site.app.store.is_current().await {
        Err(error) => {
            tracing::error!(%error, "not ready");
            "store\n"
        }
        Ok(false) => "schema\n",
        Ok(true) if site.app.store.figures().disk_full => "disk\n",
        Ok(true) if !site.settings.pulse.is_alive(site.app.now()) => "loop\n",
        Ok(true) => return "ok\n".into_response(),
    };
    (StatusCode::SERVICE_UNAVAILABLE, missing).into_response()
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
