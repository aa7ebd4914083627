//! Whatever is sent: a clear refusal, no server error, nothing written.

use serde_json::{Value, json};

use super::client::Town;

/// A report with one field changed.
fn report(town: &Town, field: &str, value: Value) -> Value {
    let mut body = json!({ "text": "路灯坏了", "place": town.district.building.to_string() });
    body[field] = value;
    body
}

#[tokio::test]
async fn every_wrong_field_of_a_report_is_named() {
    let town = Town::new().await;
    let long = "长".repeat(2_001);
    let table = [
        ("text", json!(long), "text", "too-long"),
        ("text", json!(""), "text", "empty"),
        ("text", json!(" \n\t "), "text", "empty"),
        ("text", json!("\u{200b}\u{3164}"), "text", "empty"),
        ("text", json!("a\u{7}b"), "text", "control-characters"),
        ("text", json!("a\u{0}b"), "text", "control-characters"),
        ("text", json!("a\u{202e}b"), "text", "control-characters"),
        ("text", json!(7), "text", "field-type"),
        ("text", json!(null), "text", "field-type"),
        ("text", json!(["a"]), "text", "field-type"),
        ("place", json!(""), "place", "field-required"),
        ("place", json!("not an id"), "place", "place-unknown"),
        ("place", json!("zzzzz"), "place", "place-unknown"),
        ("place", json!(12), "place", "field-type"),
        ("category", json!("no-such-category"), "category", "field-choice"),
        ("category", json!("路灯"), "category", "field-choice"),
        ("opens", json!("party"), "opens", "field-choice"),
        ("anonymous", json!("yes"), "anonymous", "field-type"),
        ("photos", json!("abc"), "photos", "field-type"),
        ("photos", json!([1]), "photos.0", "field-type"),
        ("photos", json!(["abc"]), "photos", "photo-unknown"),
        ("photos", json!(vec!["abc"; 10]), "photos", "too-many-photos"),
        ("about", json!("somebody"), "about", "field-choice"),
        ("acting", json!("grid-worker@1"), "acting", "not-your-post"),
        ("on_behalf", json!({ "person": "abc" }), "on_behalf.person", "not-agreed"),
        ("on_behalf", json!({ "nam": "abc" }), "on_behalf.nam", "field-unknown"),
        ("surprise", json!(1), "surprise", "field-unknown"),
    ];
    for (field, value, wrong, code) in table {
        let body = report(&town, field, value);
        // Acting for a post is for staff: a resident would only hear "forbidden".
        let by = match field {
            "acting" => town.district.grid_worker,
            _ => town.district.resident,
        };
        let answer = town.post("/matters", &body).by(&town, by).await.send().await;
        assert_eq!(answer.wrong(), [(wrong, code)], "{body}");
    }
    let mine = town.get("/matters").by(&town, town.district.resident).await.send().await.ok(200);
    assert_eq!(mine["items"], json!([]));
}

#[tokio::test]
async fn bodies_that_are_no_bodies() {
    let town = Town::new().await;
    let token = town.token(town.district.resident).await;
    let gbk = b"{\"text\":\"\xc2\xb7\xb5\xc6\",\"place\":\"1\"}".to_vec();
    for bytes in [b"".to_vec(), b"{".to_vec(), b"text=a".to_vec(), gbk, b"[".repeat(100_000)] {
        let call = town.post_bytes("/matters", "application/json", bytes).token(&token);
        assert_eq!(call.send().await.problem(400), "body-malformed");
    }
    for bytes in [b"[]".to_vec(), b"null".to_vec(), b"\"text\"".to_vec(), b"3".to_vec()] {
        let call = town.post_bytes("/matters", "application/json", bytes).token(&token);
        assert_eq!(call.send().await.wrong(), [("", "field-type")]);
    }
    let body = br#"{"text":"a","place":"1"}"#.to_vec();
    for kind in ["text/plain", "application/x-www-form-urlencoded", "", "json"] {
        let call = town.post_bytes("/matters", kind, body.clone()).token(&token);
        assert_eq!(call.send().await.problem(415), "media-type-unsupported", "{kind}");
    }
    let huge = json!({ "text": "长".repeat(100_000), "place": "1" });
    let call = town.post("/matters", &huge).token(&token);
    assert_eq!(call.send().await.problem(413), "body-too-large");
}

#[tokio::test]
async fn the_fields_of_an_action_are_checked_by_its_form() {
    let town = Town::new().await;
    let people = &town.district;
    let id = town.report(people.resident, "路灯坏了").await;
    let offer = town.offer(people.grid_worker, &id, "on-spot").await;
    let token = town.token(people.grid_worker).await;
    let version = offer["version"].to_string();
    let table = [
        (json!({}), "fields.result", "field-required"),
        (json!({ "result": "" }), "fields.result", "field-required"),
        (json!({ "result": "长".repeat(201) }), "fields.result", "too-long"),
        (json!({ "result": true }), "fields.result", "field-type"),
        (json!({ "result": "好", "x": 1 }), "fields.x", "field-unknown"),
        (json!({ "result": "好", "photos": ["abc"] }), "fields.photos", "photo-unknown"),
        (json!({ "result": "a\u{0}" }), "fields.result", "control-characters"),
        (json!({ "result": 1.5 }), "fields.result", "field-type"),
    ];
    for (fields, wrong, code) in table {
        let body = json!({ "action": "on-spot", "task": offer["task"], "fields": fields });
        let call = town.post(&format!("/matters/{id}/actions"), &body).token(&token);
        let answer = call.with("if-match", &version).send().await;
        assert_eq!(answer.wrong(), [(wrong, code)], "{body}");
    }
    for (body, wrong, code) in [
        (json!({}), "action", "field-required"),
        (json!({ "action": "on-spot", "task": -1 }), "task", "field-type"),
        (json!({ "action": "on-spot", "task": "1" }), "task", "field-type"),
        (json!({ "action": "on-spot", "fields": [] }), "fields", "field-type"),
    ] {
        let call = town.post(&format!("/matters/{id}/actions"), &body).token(&token);
        let answer = call.with("if-match", &version).send().await;
        assert_eq!(answer.wrong(), [(wrong, code)], "{body}");
    }
    // Nothing of all this was written down.
    assert_eq!(town.matter(people.grid_worker, &id).await["version"], 1);
}

#[tokio::test]
async fn queries_are_checked() {
    let town = Town::new().await;
    let people = &town.district;
    let place = people.building;
    let table = [
        ("/published", "place", "field-required"),
        ("/published?place=%20", "place", "field-required"),
        ("/published?place=!!", "place", "field-type"),
        ("/places?parent=!!", "parent", "field-type"),
        ("/places?parents=1", "parents", "field-unknown"),
        ("/places?parent=a%00b", "parent", "control-characters"),
        ("/tasks?late=perhaps", "late", "field-type"),
        ("/tasks?limit=0", "limit", "field-type"),
        ("/tasks?limit=many", "limit", "field-type"),
        ("/tasks?limit=99999999999999999999", "limit", "field-type"),
        ("/tasks?step=A%20B", "step", "field-choice"),
        ("/tasks?kind=%00", "kind", "control-characters"),
        ("/matters?page=2", "page", "field-unknown"),
        ("/matters?limit=5&limit=6", "limit", "given-twice"),
    ];
    let token = town.token(people.grid_worker).await;
    for (path, wrong, code) in table {
        let answer = town.get(path).token(&token).send().await;
        assert_eq!(answer.wrong(), [(wrong, code)], "{path}");
    }
    for path in [
        format!("/published?place={place}&limit=100000"),
        "/tasks?limit=100000&kind=nothing&step=nothing".to_owned(),
        "/places?parent=zzzz".to_owned(),
        "/matters?limit=5&limit=5".to_owned(),
    ] {
        town.get(&path).token(&token).send().await.ok(200);
    }
    let answer = town.get("/tasks?kind=%C0%EE").token(&token).send().await;
    assert_eq!(answer.problem(400), "not-utf8");
}

#[tokio::test]
async fn unknown_paths_and_methods_are_problems_too() {
    let town = Town::new().await;
    for path in ["/nothing", "/matters/1/nothing", "/api/v2/me", "/api/", "/me/"] {
        assert_eq!(town.get(path).send().await.problem(404), "not-found", "{path}");
    }
    let wrong = town.delete("/codes").send().await;
    assert_eq!(wrong.problem(405), "method-not-allowed");
    assert_eq!(wrong.headers["allow"], "POST");
    let wrong = town.post("/openapi.json", &json!({})).send().await;
    assert_eq!(wrong.problem(405), "method-not-allowed");
    let english = town.get("/me").with("accept-language", "en-GB,en;q=0.9").send().await;
    assert_eq!(english.json["title"], "Sign in first");
    let chinese = town.get("/me").send().await;
    assert_eq!(chinese.json["title"], "需要登录");
    assert_eq!(chinese.json["type"], "urn:linli:problem:signed-out");
}

#[tokio::test]
async fn a_day_has_so_many_reports() {
    let town = Town::new().await;
    let token = town.token(town.district.resident).await;
    for number in 0..=100 {
        let body = report(&town, "text", json!(format!("第{number}件事")));
        let answer = town.post("/matters", &body).token(&token).send().await;
        if number < 100 {
            answer.ok(201);
        } else {
            assert_eq!(answer.problem(429), "limit-reached");
            assert_eq!(answer.headers["retry-after"], "86400");
        }
    }
}
