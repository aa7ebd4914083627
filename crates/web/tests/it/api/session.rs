//! Signing in and out.

use linli_testkit::app::{DAY_MS, MINUTE_MS};
use serde_json::json;

use super::client::Town;

async fn code(town: &Town, phone: &str) -> String {
    let sent = town.post("/codes", &json!({ "phone": phone })).send().await;
    assert_eq!(sent.status.as_u16(), 202);
    assert!(sent.bytes.is_empty());
    town.app.sms.last_code(phone).unwrap()
}

#[tokio::test]
async fn a_resident_signs_in_by_code_and_out_again() {
    let town = Town::new().await;
    let phone = town.district.resident.phone;
    let code = code(&town, phone).await;
    let begun = town.post("/session", &json!({ "phone": phone, "code": code })).send().await;
    let begun = begun.ok(201);
    assert!(begun["expires_at"].as_str().unwrap().ends_with("+08:00"));
    let token = begun["token"].as_str().unwrap();
    let me = town.get("/me").token(token).send().await.ok(200);
    assert_eq!(me["name"], "李秀英");
    assert_eq!(me["roles"], json!(["resident"]));
    assert_eq!(me["posts"], json!([]));
    assert_eq!(me["place"]["id"], town.district.household.to_string());
    // The cookie of a browser serves as well.
    let cookie = format!("a=b; linli_session={token}");
    town.get("/me").with("cookie", &cookie).send().await.ok(200);
    let again = town.post("/session", &json!({ "phone": phone, "code": code })).send().await;
    assert_eq!(again.problem(401), "sign-in-refused");

    let sessions = town.get("/me/sessions").token(token).send().await.ok(200);
    assert_eq!(sessions["items"].as_array().unwrap().len(), 1);
    assert_eq!(sessions["items"][0]["current"], true);
    let gone = town.delete("/session").token(token).send().await;
    assert_eq!(gone.status.as_u16(), 204);
    assert_eq!(town.get("/me").token(token).send().await.problem(401), "signed-out");
    assert_eq!(town.delete("/session").token(token).send().await.problem(401), "signed-out");
}

#[tokio::test]
async fn an_unknown_number_is_answered_alike_and_becomes_a_resident() {
    let town = Town::new().await;
    let phone = "13912345678";
    let code = code(&town, phone).await;
    let token = town.post("/session", &json!({ "phone": phone, "code": code })).send().await;
    let token = token.ok(201)["token"].as_str().unwrap().to_owned();
    let me = town.get("/me").token(&token).send().await.ok(200);
    assert_eq!((&me["name"], &me["place"]), (&json!(null), &json!(null)));
    let named = town.put("/me/name", &json!({ "name": "何苗" })).token(&token).send().await;
    assert_eq!(named.status.as_u16(), 204);
    let long = town.put("/me/name", &json!({ "name": "苗".repeat(41) })).token(&token).send().await;
    assert_eq!(long.wrong(), [("name", "too-long")]);
    let home = json!({ "household": town.district.household.to_string(), "tie": "tenant" });
    let bound = town.post("/me/households", &home).token(&token).send().await.ok(201);
    assert_eq!(bound["confirmed"], false);
    let me = town.get("/me").token(&token).send().await.ok(200);
    assert_eq!(me["name"], "何苗");
    assert_eq!(me["households"][0]["tie"], "tenant");
}

#[tokio::test]
async fn a_grid_worker_has_a_post_and_a_session_ends_with_time() {
    let town = Town::new().await;
    let phone = town.district.grid_worker.phone;
    let code = code(&town, phone).await;
    let begun = town.post("/session", &json!({ "phone": phone, "code": code })).send().await;
    let token = begun.ok(201)["token"].as_str().unwrap().to_owned();
    let me = town.get("/me").token(&token).send().await.ok(200);
    assert_eq!(me["roles"], json!(["resident", "grid-worker"]));
    let grid = town.district.grid.to_string();
    assert_eq!(me["posts"][0]["place"]["id"], grid);
    assert_eq!(me["posts"][0]["acting"], format!("grid-worker@{grid}"));
    town.app.clock.advance(40 * DAY_MS);
    assert_eq!(town.get("/me").token(&token).send().await.problem(401), "signed-out");
}

#[tokio::test]
async fn codes_are_limited_and_wrong_ones_refused() {
    let town = Town::new().await;
    let phone = town.district.resident.phone;
    let good = code(&town, phone).await;
    let soon = town.post("/codes", &json!({ "phone": phone })).send().await;
    assert_eq!(soon.problem(429), "too-many-tries");
    let wait: i64 = soon.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    for wrong in ["000000", "", "12", "二二二二二二"] {
        if wrong == good {
            continue;
        }
        let body = json!({ "phone": phone, "code": wrong });
        let refused = town.post("/session", &body).send().await;
        assert_eq!(refused.problem(401), "sign-in-refused", "{wrong}");
    }
    town.app.clock.advance(6 * MINUTE_MS);
    let late = town.post("/session", &json!({ "phone": phone, "code": good })).send().await;
    assert_eq!(late.problem(401), "sign-in-refused");
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let town = Town::new().await;
    for (body, field) in [
        (json!({}), "phone"),
        (json!({ "phone": "13912345678" }), "code"),
        (json!({ "username": "worker" }), "password"),
        (json!({ "username": "worker", "password": "x" }), "totp"),
        (json!({ "password": "x", "totp": "1" }), "username"),
    ] {
        let answer = town.post("/session", &body).send().await;
        assert_eq!(answer.wrong(), [(field, "field-required")], "{body}");
    }
    let phone = json!({ "phone": "not a phone" });
    assert_eq!(town.post("/codes", &phone).send().await.wrong(), [("phone", "phone-wrong")]);
    let body = json!({ "username": "nobody", "password": "x", "totp": "000000" });
    assert_eq!(town.post("/session", &body).send().await.problem(401), "sign-in-refused");
}
