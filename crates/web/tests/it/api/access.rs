//! Who may see and do what, from outside.

use linli_kernel::{CaseId, PhotoId};
use serde_json::json;

use super::client::Town;

#[tokio::test]
async fn without_a_token_only_public_things_are_answered() {
    let town = Town::new().await;
    let place = town.district.building;
    for path in
        ["/me", "/me/looks", "/me/sessions", "/matters", "/matters/1", "/tasks", "/photos/1"]
    {
        let answer = town.get(path).send().await;
        assert_eq!(answer.problem(401), "signed-out", "{path}");
        assert_eq!(answer.headers["www-authenticate"], "Bearer", "{path}");
    }
    for path in ["/matters", "/matters/1/actions", "/matters/1/reveal", "/photos", "/me/households"]
    {
        assert_eq!(town.post(path, &json!({})).send().await.problem(401), "signed-out", "{path}");
    }
    assert_eq!(town.delete("/session").send().await.problem(401), "signed-out");
    assert_eq!(town.get("/me").token("nonsense").send().await.problem(401), "signed-out");
    let basic = town.get("/me").with("authorization", "Basic bGk6bGk=").send().await;
    assert_eq!(basic.problem(401), "signed-out");
    town.get("/places").send().await.ok(200);
    town.get(&format!("/places/{place}")).send().await.ok(200);
    town.get(&format!("/published?place={place}")).send().await.ok(200);
    town.get("/openapi.json").send().await.ok(200);
}

#[tokio::test]
async fn a_matter_is_hidden_from_whoever_has_nothing_to_do_with_it() {
    let town = Town::new().await;
    let people = &town.district;
    let id = town.report(people.resident, "楼上半夜吵闹").await;
    let path = format!("/matters/{id}");
    for stranger in [people.neighbour, people.other_grid_worker, people.department_clerk] {
        let answer = town.get(&path).by(&town, stranger).await.send().await;
        assert_eq!(answer.problem(404), "not-found");
        let body = json!({ "action": "at-once", "task": 1 });
        let call = town.post(&format!("{path}/actions"), &body).with("if-match", "1");
        assert_eq!(call.by(&town, stranger).await.send().await.problem(404), "not-found");
        let look = json!({ "what": "phone", "reason": "想打电话" });
        let call = town.post(&format!("{path}/reveal"), &look).by(&town, stranger).await;
        assert_eq!(call.send().await.problem(404), "not-found");
    }
    // The neighbours of its id, and words that are no ids.
    let number = id.parse::<CaseId>().unwrap().get();
    let guesses = [number - 1, number + 1].map(|n| CaseId::new(n).unwrap().to_string());
    let words = ["0", "-1", "x%00y", "%E8%B7%AF", "zzzzzzzzzzzzzzzz", "..%2F..%2Fme", "%FF"];
    for guess in guesses.iter().map(String::as_str).chain(words) {
        let call = town.get(&format!("/matters/{guess}")).by(&town, people.neighbour).await;
        assert_eq!(call.send().await.problem(404), "not-found", "{guess}");
    }
}

#[tokio::test]
async fn what_may_be_seen_but_not_done_is_forbidden() {
    let town = Town::new().await;
    let people = &town.district;
    let id = town.report(people.resident, "路灯坏了").await;
    town.matter(people.community_worker, &id).await;
    let queue = town.get("/tasks").by(&town, people.resident).await.send().await;
    assert_eq!(queue.problem(403), "forbidden");
    let look = json!({ "what": "phone", "reason": "自己看" });
    let own = town.post(&format!("/matters/{id}/reveal"), &look).by(&town, people.resident).await;
    assert_eq!(own.send().await.problem(403), "forbidden");
    // Residents do not take in orders of other systems.
    let order = json!({
        "text": "路灯坏了", "place": people.building.to_string(),
        "external": { "number": "12345-1" },
    });
    let call = town.post("/matters", &order).by(&town, people.resident).await;
    assert_eq!(call.send().await.problem(403), "forbidden");
}

#[tokio::test]
async fn every_look_at_a_masked_value_is_shown_to_its_owner() {
    let town = Town::new().await;
    let people = &town.district;
    let id = town.report(people.resident, "路灯坏了").await;
    let seen = town.matter(people.grid_worker, &id).await;
    assert_eq!(seen["raiser"]["phone"], "199****0001");
    let look = json!({ "what": "phone" });
    let path = format!("/matters/{id}/reveal");
    let bare = town.post(&path, &look).by(&town, people.grid_worker).await.send().await;
    assert_eq!(bare.wrong(), [("reason", "empty")]);
    let look = json!({ "what": "phone", "reason": "约上门时间" });
    let shown = town.post(&path, &look).by(&town, people.grid_worker).await.send().await;
    assert_eq!(shown.ok(200)["value"], "19900000001");
    let looks = town.get("/me/looks").by(&town, people.resident).await.send().await.ok(200);
    assert_eq!(looks["items"].as_array().unwrap().len(), 1);
    assert_eq!(looks["items"][0]["what"], "phone");
    assert_eq!(looks["items"][0]["reason"], "约上门时间");
    assert_eq!(looks["items"][0]["posts"][0]["role"], "grid-worker");
    let unknown = json!({ "what": "address", "reason": "约上门时间" });
    let call = town.post(&path, &unknown).by(&town, people.grid_worker).await;
    assert_eq!(call.send().await.wrong(), [("what", "field-type")]);
}

#[tokio::test]
async fn photos_of_others_cannot_be_guessed() {
    let town = Town::new().await;
    let people = &town.district;
    let photo = super::photos::upload(&town, people.resident).await;
    let path = format!("/photos/{photo}");
    let own = town.get(&path).by(&town, people.resident).await.send().await;
    assert_eq!(own.headers["content-type"], "image/jpeg");
    for stranger in [people.neighbour, people.grid_worker, people.community_worker] {
        let answer = town.get(&path).by(&town, stranger).await.send().await;
        assert_eq!(answer.problem(404), "not-found");
    }
    // Named in another's report it is not found either.
    let body = json!({
        "text": "路灯坏了", "place": people.building.to_string(), "photos": [photo],
    });
    let stolen = town.post("/matters", &body).by(&town, people.neighbour).await.send().await;
    assert_eq!(stolen.wrong(), [("photos", "photo-unknown")]);
    town.post("/matters", &body).by(&town, people.resident).await.send().await.ok(201);
    // Once it belongs to a matter, whoever handles that sees it, and nobody else.
    town.get(&path).by(&town, people.grid_worker).await.send().await;
    let seen = town.get(&path).by(&town, people.grid_worker).await.send().await;
    assert_eq!(seen.status.as_u16(), 200);
    let other = town.get(&path).by(&town, people.neighbour).await.send().await;
    assert_eq!(other.problem(404), "not-found");
    let next = PhotoId::new(photo.parse::<PhotoId>().unwrap().get() + 1).unwrap();
    let guess = town.get(&format!("/photos/{next}")).by(&town, people.neighbour).await;
    assert_eq!(guess.send().await.problem(404), "not-found");
}
