//! The caller's household, family, telephone and messages.

use linli_testkit::app::{DAY_MS, MINUTE_MS};
use serde_json::json;

use super::client::Town;

#[tokio::test]
async fn a_new_tenant_is_confirmed_by_who_lives_there() {
    let town = Town::new().await;
    let people = &town.district;
    let home = people.household.to_string();
    let claim = json!({ "household": home, "tie": "tenant" });
    let bound = town.post("/me/households", &claim).by(&town, people.neighbour).await;
    assert_eq!(bound.send().await.ok(201)["confirmed"], false);
    let mates = town.get("/me/housemates").by(&town, people.resident).await.send().await.ok(200);
    let waiting = &mates["items"][0];
    assert_eq!(waiting["confirmed"], false);
    assert_eq!(waiting["name"], "王*国", "masked until confirmed");
    let person = waiting["person"].as_str().unwrap();
    let path = format!("/me/households/{home}/members/{person}");
    let stranger = town.put(&path, &json!({})).by(&town, people.grid_worker).await.send().await;
    assert_eq!(stranger.problem(403), "forbidden");
    let done = town.put(&path, &json!({})).by(&town, people.resident).await.send().await;
    assert_eq!(done.status.as_u16(), 204);
    let me = town.get("/me").by(&town, people.neighbour).await.send().await.ok(200);
    let here = me["households"].as_array().unwrap().iter().find(|h| h["place"]["id"] == home);
    assert_eq!(here.unwrap()["confirmed"], true);
    let left = town.delete(&format!("/me/households/{home}")).by(&town, people.neighbour).await;
    assert_eq!(left.send().await.status.as_u16(), 204);
}

#[tokio::test]
async fn a_door_letter_confirms_at_once() {
    let town = Town::new().await;
    let people = &town.district;
    let home = people.household.to_string();
    let path = format!("/households/{home}/letter");
    let resident = town.post(&path, &json!({})).by(&town, people.resident).await.send().await;
    assert_eq!(resident.problem(403), "forbidden");
    let letter = town.post(&path, &json!({})).by(&town, people.grid_worker).await.send().await;
    let letter = letter.ok(201);
    let claim = json!({ "household": home, "tie": "family", "code": letter["code"] });
    let bound = town.post("/me/households", &claim).by(&town, people.neighbour).await;
    assert_eq!(bound.send().await.ok(201)["confirmed"], true);
    let wrong = json!({ "household": home, "tie": "family", "code": "AAAAA-AAAAA" });
    let refused = town.post("/me/households", &wrong).by(&town, people.company_clerk).await;
    assert_eq!(refused.send().await.wrong(), [("code", "letter-wrong")]);
}

#[tokio::test]
async fn a_resident_reports_for_an_elder_of_the_household() {
    let town = Town::new().await;
    let people = &town.district;
    let elder = json!({
        "household": people.household.to_string(), "name": "李奶奶", "channel": "spoken",
    });
    let added = town.post("/me/family", &elder).by(&town, people.resident).await.send().await;
    let person = added.ok(201)["person"].as_str().unwrap().to_owned();
    let foreign = town.post("/me/family", &elder).by(&town, people.neighbour).await.send().await;
    assert_eq!(foreign.problem(403), "forbidden");
    let body = json!({
        "text": "楼道扶手松了", "place": people.building.to_string(),
        "on_behalf": { "person": person },
    });
    town.post("/matters", &body).by(&town, people.resident).await.send().await.ok(201);
    let path = format!("/me/family/{person}/matters");
    let raised = town.get(&path).by(&town, people.resident).await.send().await.ok(200);
    assert_eq!(raised["items"].as_array().unwrap().len(), 1);
    let other = town.get(&path).by(&town, people.neighbour).await.send().await;
    assert_eq!(other.problem(404), "not-found");
    let family = town.get("/me/family").by(&town, people.resident).await.send().await.ok(200);
    let consent = family["items"][0]["id"].as_str().unwrap();
    let path = format!("/me/family/{person}/consents/{consent}");
    let ended = town.delete(&path).by(&town, people.resident).await.send().await;
    assert_eq!(ended.status.as_u16(), 204);
    let family = town.get("/me/family").by(&town, people.resident).await.send().await.ok(200);
    assert_eq!(family["items"], json!([]));
}

#[tokio::test]
async fn a_telephone_is_changed_with_a_code_to_the_new_one() {
    let town = Town::new().await;
    let resident = town.district.resident;
    let new = "13712345678";
    let asked = town.post("/me/phone/codes", &json!({ "phone": new })).by(&town, resident).await;
    assert_eq!(asked.send().await.status.as_u16(), 202);
    let code = town.app.sms.last_code(new).unwrap();
    let wrong = json!({ "phone": new, "code": "x" });
    let refused = town.put("/me/phone", &wrong).by(&town, resident).await.send().await;
    assert_eq!(refused.wrong(), [("code", "code-wrong")]);
    let right = json!({ "phone": new, "code": code });
    let done = town.put("/me/phone", &right).by(&town, resident).await.send().await;
    assert_eq!(done.status.as_u16(), 204);
    let me = town.get("/me").by(&town, resident).await.send().await.ok(200);
    assert_eq!(me["phone"], "137****5678");
}

#[tokio::test]
async fn a_raiser_is_told_what_happens() {
    let town = Town::new().await;
    let people = &town.district;
    let id = town.report(people.resident, "路灯坏了").await;
    town.act(people.grid_worker, &id, "on-spot", json!({ "result": "修好了" })).await;
    town.app.pass(8 * DAY_MS).await.unwrap();
    let told = town.get("/me/messages").by(&town, people.resident).await.send().await.ok(200);
    let messages = told["items"].as_array().unwrap();
    assert!(!messages.is_empty());
    for message in messages {
        assert_eq!(message["matter"], id);
        let words = message["label"]["zh"].as_str().unwrap();
        assert!(!words.starts_with("engine-"), "{words}");
    }
}

#[tokio::test]
async fn only_administrators_administer() {
    let town = Town::new().await;
    let people = &town.district;
    let person = people.grid_worker.person;
    let body = json!({ "person": person.to_string(), "username": "zhao" });
    for member in [people.resident, people.coordinator] {
        let call = town.post("/staff/invitations", &body).by(&town, member).await;
        assert_eq!(call.send().await.problem(403), "forbidden");
        for path in ["suspension", "sessions", "phone"] {
            let call = town.delete(&format!("/staff/{person}/{path}")).by(&town, member).await;
            assert_eq!(call.send().await.problem(403), "forbidden", "{path}");
        }
    }
    let opened = town.post("/links/openings", &json!({ "link": "nonsense" })).send().await;
    assert_eq!(opened.problem(404), "not-found");
    let own = json!({ "current": "x", "new": "a-new-long-password-2026" });
    let call = town.put("/me/password", &own).by(&town, people.resident).await;
    assert_eq!(call.send().await.problem(404), "not-found");
    town.app.clock.advance(MINUTE_MS);
}
