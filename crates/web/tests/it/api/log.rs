//! The log says what happened and never to whom: no telephone, no words, no token, no link.

use std::{
    io,
    sync::{Arc, Mutex},
};

use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use super::client::Town;

/// What was written.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Written {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

const PHONE: &str = "13987654321";
const WORDS: &str = "三单元的张大爷家漏水";

#[tokio::test]
async fn nothing_personal_is_ever_in_the_log() {
    let written = Written::default();
    let log = tracing_subscriber::fmt().json().with_max_level(tracing::Level::TRACE);
    let _log = tracing::subscriber::set_default(log.with_writer(written.clone()).finish());
    let town = Town::new().await;
    town.post("/codes", &json!({ "phone": PHONE })).send().await.ok(202);
    let code = town.app.app.sms.shown_code(PHONE).unwrap();
    let begin = json!({ "phone": PHONE, "code": code });
    let session = town.post("/session", &begin).send().await.ok(201);
    let token = session["token"].as_str().unwrap().to_owned();
    let body = json!({ "text": WORDS, "place": town.district.building.to_string() });
    let sent = town.post("/matters", &body).token(&token).send().await.ok(201);
    let id = sent["id"].as_str().unwrap().to_owned();
    town.get(&format!("/matters/{id}")).token(&token).send().await.ok(200);
    // Mistakes are where logs grow talkative.
    let wrong = json!({ "phone": PHONE, "code": "000000" });
    town.post("/session", &wrong).send().await.problem(401);
    let broken = format!("{{\"text\": \"{WORDS}\", \"phone\": \"{PHONE}\"");
    let call = town.post_bytes("/matters", "application/json", broken.into_bytes());
    assert!(call.token(&token).send().await.status.is_client_error());
    let call = town.get(&format!("/nowhere/{PHONE}?q={PHONE}")).token(&token);
    call.send().await.problem(404);
    let link = "first-0123456789abcdef0123456789abcdef";
    town.post("/links/openings", &json!({ "link": link })).send().await.problem(404);
    town.app.pass(linli_testkit::app::DAY_MS).await.unwrap();
    let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    assert!(text.lines().filter(|line| line.contains("\"answered\"")).count() >= 8, "{text}");
    assert!(text.contains("/api/v1/matters"), "{text}");
    for secret in [PHONE, WORDS, "张大爷", &code, &token, link] {
        let line = text.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret}");
    }
}
