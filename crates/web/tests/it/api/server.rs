//! What every request passes through.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, to_bytes},
    http::Request,
};
use http_body::Frame;
use linli_testkit::fixture::Member;
use linli_web::server::{Settings, Waits, router};
use serde_json::json;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
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
    // The tag is that of the one task that the reader has, to be sent back with the action.
    let path = format!("/matters/{id}");
    let raised = town.get(&path).by(&town, town.district.resident).await.send().await;
    assert!(!raised.headers.contains_key("etag"));
    town.act(town.district.resident, &id, "urge", serde_json::json!({})).await;
    let held = town.get(&path).by(&town, town.district.grid_worker).await.send().await;
    let body = serde_json::json!({ "action": "at-once", "task": 1 });
    let act = town.post(&format!("{path}/actions"), &body);
    let act = act.by(&town, town.district.grid_worker).await;
    act.with("if-match", held.headers["etag"].to_str().unwrap()).send().await.ok(200);
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

/// A body that begins and never goes on, and says so once somebody waits for the rest.
struct Stalled {
    begins: Option<Bytes>,
    waits: UnboundedSender<()>,
}

impl http_body::Body for Stalled {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match self.begins.take() {
            Some(bytes) => Poll::Ready(Some(Ok(Frame::data(bytes)))),
            None => {
                // Nobody may be listening.
                let _ = self.waits.send(());
                Poll::Pending
            }
        }
    }
}

impl Town {
    /// With a front door that does not wait long.
    async fn impatient(waits: Waits) -> Self {
        let mut town = Self::new().await;
        let mut settings = Settings::new("http://127.0.0.1:8080".parse().unwrap());
        settings.waits = waits;
        town.router = router(town.app.app.clone(), settings);
        town
    }

    /// Sends the beginning of a body; answers status and words.
    async fn stalled(&self, path: &str, kind: &str, by: Option<Member>) -> (u16, String) {
        self.stalled_telling(path, kind, by, unbounded_channel().0).await
    }

    /// The same, and tells `waits` when the server waits for the rest of the body.
    async fn stalled_telling(
        &self,
        path: &str,
        kind: &str,
        by: Option<Member>,
        waits: UnboundedSender<()>,
    ) -> (u16, String) {
        let mut request = Request::post(path).header("content-type", kind);
        if let Some(member) = by {
            let token = self.token(member).await;
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let begun = Stalled { begins: Some(Bytes::from_static(b"--x\r\n")), waits };
        let request = request.body(Body::new(begun)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    }
}

const FILES: &str = "multipart/form-data; boundary=x";

#[tokio::test]
async fn a_body_that_does_not_come_is_given_up() {
    let short = Duration::from_millis(100);
    let town = Town::impatient(Waits { silence: short, body: short, ..Waits::default() }).await;
    let resident = Some(town.district.resident);
    for (path, kind, by) in [
        ("/api/v1/session", "application/json", None),
        ("/sign-in", "application/x-www-form-urlencoded", None),
        ("/api/v1/photos", FILES, resident),
        ("/api/v1/photos", "image/jpeg", resident),
        ("/m/report", FILES, resident),
    ] {
        let (status, words) = town.stalled(path, kind, by).await;
        assert_eq!(status, 408, "{path} {kind}: {words}");
    }
}

#[tokio::test]
async fn who_takes_no_files_reads_none_and_nobody_waits_long_for_strangers() {
    let town = Town::new().await;
    for path in ["/sign-in", "/sign-in/code", "/staff/sign-in", "/progress", "/unlock"] {
        let (status, words) = town.stalled(path, FILES, None).await;
        assert!(matches!(status, 303 | 415), "{path} {status}: {words}");
    }
    // The words of a report go along to the sign-in: they are waited for, and not for long.
    assert_eq!(town.stalled("/m/report", FILES, None).await.0, 408);
    assert_eq!(town.stalled("/api/v1/photos", FILES, None).await.0, 401);
}

#[tokio::test]
async fn three_who_send_nothing_stop_others_for_a_while_and_not_for_ever() {
    let waits = Waits {
        turn: Duration::from_millis(200),
        silence: Duration::from_secs(3),
        body: Duration::from_secs(3),
    };
    let town = Town::impatient(waits).await;
    let people = &town.district;
    let silent = [people.neighbour, people.grid_worker, people.other_grid_worker];
    let (waits, mut waiting) = unbounded_channel();
    let hold = async |member| {
        town.stalled_telling("/api/v1/photos", FILES, Some(member), waits.clone()).await.0
    };
    let meanwhile = async {
        for _ in silent {
            waiting.recv().await.unwrap();
        }
        town.stalled("/api/v1/photos", FILES, Some(people.resident)).await
    };
    let (one, two, three, (status, words)) =
        tokio::join!(hold(silent[0]), hold(silent[1]), hold(silent[2]), meanwhile);
    assert_eq!([one, two, three], [408; 3]);
    assert_eq!(status, 503, "{words}");
    assert!(words.contains("server-busy"), "{words}");
    super::photos::upload(&town, people.resident).await;
}
