//! What two people at once, or the same request twice, may not break.

use serde_json::json;

use super::client::Town;

#[tokio::test]
async fn the_same_report_sent_twice_is_one_matter() {
    let town = Town::new().await;
    let people = &town.district;
    let body = json!({ "text": "路灯坏了", "place": people.building.to_string() });
    let send = async |body: &serde_json::Value, key: &str| {
        town.post("/matters", body)
            .with("idempotency-key", key)
            .by(&town, people.resident)
            .await
            .send()
            .await
    };
    let first = send(&body, "k1").await.ok(201);
    let second = send(&body, "k1").await.ok(201);
    assert_eq!(first, second);
    let other = json!({ "text": "井盖坏了", "place": people.building.to_string() });
    assert_eq!(send(&other, "k1").await.problem(422), "key-reused");
    assert_eq!(send(&other, &"k".repeat(101)).await.problem(400), "key-malformed");
    assert_eq!(send(&other, "有空 格").await.problem(400), "key-malformed");
    // Another person's key is another key.
    let theirs = town
        .post("/matters", &other)
        .with("idempotency-key", "k1")
        .by(&town, people.neighbour)
        .await
        .send()
        .await
        .ok(201);
    assert_ne!(theirs["id"], first["id"]);
    let mine = town.get("/matters").by(&town, people.resident).await.send().await.ok(200);
    assert_eq!(mine["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_action_needs_the_version_that_was_seen() {
    let town = Town::new().await;
    let people = &town.district;
    let id = town.report(people.resident, "路灯坏了").await;
    let path = format!("/matters/{id}/actions");
    let offer = town.offer(people.grid_worker, &id, "at-once").await;
    let body = json!({ "action": "at-once", "task": offer["task"] });
    let token = town.token(people.grid_worker).await;

    let missing = town.post(&path, &body).token(&token).send().await;
    assert_eq!(missing.problem(428), "version-missing");
    for malformed in ["*", "abc", "\"1\", \"2\"", ""] {
        let call = town.post(&path, &body).token(&token).with("if-match", malformed);
        assert_eq!(call.send().await.problem(400), "version-malformed", "{malformed}");
    }
    for stale in ["\"999\"", "999", "99999999999999999999"] {
        let call = town.post(&path, &body).token(&token).with("if-match", stale);
        assert_eq!(call.send().await.problem(412), "stale", "{stale}");
    }
    let version = offer["version"].to_string();
    let taken = || town.post(&path, &body).token(&token).with("if-match", &version);
    let first = taken().with("idempotency-key", "a1").send().await.ok(200);
    assert_eq!(first["step"], "handle");
    // The same again is the same answer; without the key the task is gone.
    assert_eq!(taken().with("idempotency-key", "a1").send().await.ok(200), first);
    assert_eq!(taken().send().await.problem(412), "stale");
}

#[tokio::test]
async fn what_is_not_offered_now_is_a_conflict() {
    let town = Town::new().await;
    let people = &town.district;
    let id = town.report(people.resident, "路灯坏了").await;
    let path = format!("/matters/{id}/actions");
    let token = town.token(people.grid_worker).await;
    let offer = town.offer(people.grid_worker, &id, "at-once").await;
    let unknown = json!({ "action": "no-such-thing", "task": offer["task"] });
    let call = town.post(&path, &unknown).token(&token).with("if-match", "1");
    assert_eq!(call.send().await.problem(409), "not-offered");
    // Who sees it, and whose task it never is, is not told to try again.
    let taken = json!({ "action": "at-once", "task": offer["task"] });
    for other in [people.resident, people.street_office, people.coordinator] {
        for version in [Some("1"), Some("7"), None] {
            let mut call = town.post(&path, &taken).by(&town, other).await;
            if let Some(version) = version {
                call = call.with("if-match", version);
            }
            assert_eq!(call.send().await.problem(403), "forbidden");
        }
    }
    let urged = town.post(&path, &json!({ "action": "urge" })).by(&town, people.grid_worker).await;
    assert_eq!(urged.send().await.problem(403), "forbidden");
    // Urging is for the raiser, and once a day.
    town.act(people.resident, &id, "urge", json!({})).await;
    let again = town.post(&path, &json!({ "action": "urge" })).by(&town, people.resident).await;
    assert_eq!(again.send().await.problem(409), "too-soon");
}

#[tokio::test]
async fn who_fills_a_form_while_somebody_urges_is_taken() {
    let town = Town::new().await;
    let people = &town.district;
    let id = town.report(people.resident, "路灯坏了").await;
    let before = town.matter(people.grid_worker, &id).await;
    let offer = town.offer(people.grid_worker, &id, "at-once").await;
    town.act(people.resident, &id, "urge", json!({})).await;
    let urged = town.matter(people.grid_worker, &id).await;
    assert!(urged["version"].as_i64() > before["version"].as_i64(), "the matter went on");
    let body = json!({ "action": "at-once", "task": offer["task"] });
    let path = format!("/matters/{id}/actions");
    let call = town.post(&path, &body).by(&town, people.grid_worker).await;
    let acted = call.with("if-match", &offer["version"].to_string()).send().await.ok(200);
    assert_eq!(acted["step"], "handle");
}

#[tokio::test]
async fn two_workers_at_once_are_not_both_done() {
    let town = Town::new().await;
    let people = &town.district;
    let id = town.report(people.resident, "路灯坏了").await;
    let offer = town.offer(people.grid_worker, &id, "at-once").await;
    let version = offer["version"].to_string();
    let token = town.token(people.grid_worker).await;
    let path = format!("/matters/{id}/actions");
    let act = async |name: &str| {
        let body = json!({ "action": name, "task": offer["task"] });
        let call = town.post(&path, &body).token(&token).with("if-match", &version);
        call.send().await.status.as_u16()
    };
    let (one, other) = tokio::join!(act("at-once"), act("pending"));
    let mut statuses = [one, other];
    statuses.sort_unstable();
    assert_eq!(statuses[0], 200, "{statuses:?}");
    assert!([409, 412].contains(&statuses[1]), "{statuses:?}");
}

#[tokio::test]
async fn a_value_of_another_type_is_refused_by_its_field() {
    let town = Town::new().await;
    let people = &town.district;
    let id = town.report(people.resident, "邻居家太吵").await;
    town.act(people.grid_worker, &id, "mediate", json!({})).await;
    let path = format!("/matters/{id}/actions");
    let offer = town.offer(people.mediator, &id, "agreed").await;
    let token = town.token(people.mediator).await;
    let sent = async |key: &str, value: serde_json::Value| {
        let mut fields = json!({ "result": "和好", "manner": "oral", "sides": "两家", "terms": "十点后不放音乐" });
        fields[key] = value;
        let body = json!({ "action": "agreed", "task": offer["task"], "fields": fields });
        let version = offer["version"].to_string();
        town.post(&path, &body).token(&token).with("if-match", &version).send().await
    };
    let wrong = [
        ("confirmation", json!("yes"), "field-type"),
        ("confirmation", json!(1), "field-type"),
        ("confirmation", json!(["on"]), "field-type"),
        ("manner", json!(["written", "oral"]), "field-type"),
        ("manner", json!(["written"]), "field-type"),
        ("manner", json!(5), "field-type"),
        ("manner", json!("by-hand"), "field-choice"),
        ("result", json!(5), "field-type"),
        ("result", json!(true), "field-type"),
        ("perform-by", json!(20_260_801), "field-date"),
    ];
    for (key, value, code) in wrong {
        let answer = sent(key, value.clone()).await;
        assert_eq!(answer.wrong(), [(format!("fields.{key}").as_str(), code)], "{key}: {value}");
    }
    // What a form sends for a box that is ticked.
    sent("confirmation", json!("on")).await.ok(200);
}
