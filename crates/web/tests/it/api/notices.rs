//! Notices: who speaks to whom, how long they hang, and what stays when they are taken down.

use linli_testkit::app::DAY_MS;
use serde_json::{Value, json};

use super::client::Town;

fn body(place: impl ToString) -> Value {
    json!({
        "place": place.to_string(), "title": "7月10日上午停水通知",
        "text": "上午九点到十一点换水表，请提前存水。", "until": "2026-07-10",
    })
}

async fn listed(town: &Town, place: impl ToString) -> Vec<Value> {
    let path = format!("/notices?place={}", place.to_string());
    town.get(&path).send().await.ok(200)["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_notice_hangs_at_its_place_below_and_above_until_its_day_is_over() {
    let town = Town::new().await;
    let people = &town.district;
    let new = body(people.compound);
    let posted = town
        .post("/notices", &new)
        .with("idempotency-key", "water")
        .by(&town, people.community_worker)
        .await;
    let id = posted.send().await.ok(201)["id"].as_str().unwrap().to_owned();
    let again = town
        .post("/notices", &new)
        .with("idempotency-key", "water")
        .by(&town, people.community_worker)
        .await;
    assert_eq!(again.send().await.ok(201)["id"], id.as_str());
    for place in [people.compound, people.household, people.community, people.district] {
        let found = listed(&town, place).await;
        assert_eq!(found.len(), 1, "at {place}");
        assert_eq!(found[0]["id"], id.as_str());
    }
    assert!(listed(&town, people.other_community).await.is_empty());
    let path = format!("/notices/{id}");
    let read = town.get(&path).send().await.ok(200);
    assert_eq!((&read["text"], &read["may_take_down"]), (&new["text"], &json!(false)));
    assert_eq!(read["signed"], "柳园社区");
    assert!(read["posted_by"].is_null(), "no private name: {read:#}");

    town.app.pass(3 * DAY_MS).await.unwrap();
    assert!(listed(&town, people.compound).await.is_empty());
    assert_eq!(town.get(&path).send().await.problem(404), "not-found");
    let own = town.get("/me/notices").by(&town, people.community_worker).await.send().await;
    assert_eq!(own.ok(200)["items"][0]["hangs"], false);
}

#[tokio::test]
async fn only_offices_of_the_community_and_above_speak_and_only_there() {
    let town = Town::new().await;
    let people = &town.district;
    for (who, place) in [
        (people.resident, people.building),
        (people.representative, people.community),
        (people.compound_secretary, people.compound),
        (people.grid_worker, people.building),
        (people.company_clerk, people.compound),
        (people.department_clerk, people.district),
        (people.community_worker, people.other_community),
        (people.community_worker, people.street),
    ] {
        let call = town.post("/notices", &body(place)).by(&town, who).await;
        assert_eq!(call.send().await.problem(403), "forbidden", "{} at {place}", who.phone);
    }
    assert_eq!(
        town.post("/notices", &body(people.community)).send().await.problem(401),
        "signed-out"
    );
    let own = town.get("/me/notices").by(&town, people.resident).await.send().await;
    assert_eq!(own.problem(403), "forbidden");
    for (who, place) in [
        (people.community_secretary, people.building),
        (people.street_office, people.community),
        (people.coordinator, people.district),
    ] {
        let call = town.post("/notices", &body(place)).by(&town, who).await;
        call.send().await.ok(201);
    }
    let wrong = json!({ "place": people.household.to_string(), "title": " ", "text": "", "until": "2026-07-01" });
    let call = town.post("/notices", &wrong).by(&town, people.community_worker).await;
    assert_eq!(call.send().await.wrong(), [("place", "place-unknown")]);
    let wrong = json!({ "place": people.community.to_string(), "title": " ", "text": "好".repeat(5_001), "until": "2026-07-01", "photo": "x" });
    let call = town.post("/notices", &wrong).by(&town, people.community_worker).await;
    let wanted = [
        ("title", "empty"),
        ("text", "too-long"),
        ("until", "field-past"),
        ("photo", "photo-unknown"),
    ];
    assert_eq!(call.send().await.wrong(), wanted);
    let late = json!({ "place": people.community.to_string(), "title": "a", "text": "b", "until": "2028-01-01" });
    let call = town.post("/notices", &late).by(&town, people.community_worker).await;
    assert_eq!(call.send().await.wrong(), [("until", "notice-too-long")]);
}

#[tokio::test]
async fn a_notice_that_was_taken_down_says_why_and_no_more() {
    let town = Town::new().await;
    let people = &town.district;
    let photo = super::photos::upload(&town, people.community_worker).await;
    let mut new = body(people.community);
    new["photo"] = json!(photo);
    let posted = town.post("/notices", &new).by(&town, people.community_worker).await;
    let id = posted.send().await.ok(201)["id"].as_str().unwrap().to_owned();
    let shown = format!("/published/photos/{photo}");
    assert_eq!(town.get(&shown).send().await.status.as_u16(), 200);
    // One photo hangs with one notice.
    let twice = town.post("/notices", &new).by(&town, people.community_worker).await;
    assert_eq!(twice.send().await.wrong(), [("photo", "photo-unknown")]);

    let path = format!("/notices/{id}/taking-down");
    let reason = json!({ "reason": "mistaken" });
    for stranger in [people.resident, people.grid_worker, people.company_clerk] {
        let call = town.put(&path, &reason).by(&town, stranger).await;
        assert_eq!(call.send().await.problem(403), "forbidden");
    }
    let odd =
        town.put(&path, &json!({ "reason": "ugly" })).by(&town, people.community_worker).await;
    assert_eq!(odd.send().await.wrong(), [("reason", "field-choice")]);
    for _ in 0..2 {
        let call = town.put(&path, &reason).by(&town, people.community_secretary).await;
        assert_eq!(call.send().await.status.as_u16(), 204);
    }
    assert!(listed(&town, people.community).await.is_empty());
    let read = town.get(&format!("/notices/{id}")).send().await.ok(200);
    assert_eq!(read["taken_down"], "mistaken");
    assert_eq!(
        (&read["text"], &read["title"], &read["photo"]),
        (&Value::Null, &json!(""), &Value::Null)
    );
    assert_eq!(town.get(&shown).send().await.problem(404), "not-found");
    let own = town.get(&format!("/notices/{id}")).by(&town, people.community_worker).await;
    assert_eq!(own.send().await.ok(200)["text"], new["text"]);
}
