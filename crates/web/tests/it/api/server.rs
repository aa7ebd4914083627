//! What every request passes through.

use axum::{
    body::{Body, to_bytes},
    http::Request,
};
use serde_json::json;
use tower::ServiceExt;

use super::client::Town;

#[tokio::test]
async fn a_page_of_another_site_cannot_write() {
    let town = Town::new().await;
    let token = town.token(town.district.resident).await;
    let body = json!({ "text": "路灯坏了", "place": town.district.building.to_string() });
    let cookie = format!("linli_session={token}");
    let sent = async |headers: &[(&'static str, &str)]| {
        let mut call = town.post("/matters", &body).with("cookie", &cookie);
        for (name, value) in headers {
            call = call.with(name, value);
        }
        call.send().await
    };
    for foreign in [
        [("sec-fetch-site", "cross-site"), ("host", "127.0.0.1:8080")],
        [("origin", "https://evil.example"), ("host", "127.0.0.1:8080")],
        [("origin", "null"), ("host", "127.0.0.1:8080")],
    ] {
        assert_eq!(sent(&foreign).await.problem(403), "form-foreign", "{foreign:?}");
    }
    sent(&[("sec-fetch-site", "same-origin")]).await.ok(201);
    // Behind a proxy that rewrites Host, the public address is trusted.
    sent(&[("origin", "http://127.0.0.1:8080"), ("host", "inside:1")]).await.ok(201);
}

#[tokio::test]
async fn answers_are_kept_by_nobody_and_carry_an_id() {
    let town = Town::new().await;
    let answer = town.get("/me").by(&town, town.district.resident).await.send().await;
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    assert!(!answer.headers["x-request-id"].is_empty());
    let packed = town.get("/openapi.json").with("accept-encoding", "gzip").send().await;
    assert_eq!(packed.headers["content-encoding"], "gzip");
    let id = town.report(town.district.resident, "路灯坏了").await;
    let matter = town.get(&format!("/matters/{id}")).by(&town, town.district.resident).await;
    assert_eq!(matter.send().await.headers["etag"], "\"1\"");
}

#[tokio::test]
async fn machines_are_told_how_the_server_is() {
    let town = Town::new().await;
    town.get("/me").send().await;
    let ask = async |path: &str, forwarded: bool| {
        let mut request = Request::get(path);
        if forwarded {
            request = request.header("x-forwarded-for", "203.0.113.9");
        }
        let request = request.body(Body::empty()).unwrap();
        let response = town.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    };
    assert_eq!(ask("/healthz", false).await, (200, "ok\n".to_owned()));
    assert_eq!(ask("/readyz", false).await, (200, "ok\n".to_owned()));
    // A loop that hangs, and tables that a newer node migrated.
    town.pulse.beat(town.app.app.now());
    assert_eq!(ask("/readyz", false).await.0, 200);
    town.app.clock.advance(linli_testkit::app::MINUTE_MS);
    assert_eq!(ask("/readyz", false).await, (503, "loop\n".to_owned()));
    town.pulse.beat(town.app.app.now());
    assert_eq!(ask("/readyz", false).await.0, 200);
    let (status, text) = ask("/metrics", false).await;
    assert_eq!(status, 200);
    let line = "linli_http_requests_total{method=\"GET\",route=\"/api/v1/me\",status=\"401\"} 1";
    assert!(text.lines().any(|found| found == line), "{text}");
    assert_eq!(ask("/metrics", true).await.0, 404);
}
