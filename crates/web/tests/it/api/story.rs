//! The loop of a matter, as another program would drive it.

use serde_json::{Value, json};

use linli_testkit::app::DAY_MS;

use super::client::Town;

fn kinds(matter: &Value) -> Vec<&str> {
    let events = matter["events"].as_array().unwrap();
    events.iter().map(|event| event["kind"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_matter_is_reported_solved_on_the_spot_published_rated_and_closed() {
    let town = Town::new().await;
    let people = &town.district;
    let text = "一楼的消防通道被杂物堵了好几天。";
    let body = json!({
        "text": text, "place": people.building.to_string(), "category": "fire-lane",
    });
    let reported = town
        .post("/matters", &body)
        .with("idempotency-key", "story-1")
        .by(&town, people.resident)
        .await
        .send()
        .await;
    let location = reported.headers["location"].to_str().unwrap().to_owned();
    let reported = reported.ok(201);
    let id = reported["id"].as_str().unwrap();
    assert_eq!(location, format!("/api/v1/matters/{id}"));
    assert_eq!(reported["number"], "20260708-0001");
    assert_eq!(reported["step"], "listen");
    assert_eq!(reported["stage"], "raised");
    assert!(reported["due"].as_str().unwrap().ends_with("+08:00"), "{reported}");

    // The grid worker finds it in the queue.
    let tasks = town.get("/tasks").by(&town, people.grid_worker).await.send().await.ok(200);
    assert_eq!(tasks["items"].as_array().unwrap().len(), 1);
    assert_eq!(tasks["items"][0]["id"], id);
    assert_eq!(tasks["items"][0]["kind"], "act");
    assert_eq!(tasks["counts"], json!([{ "kind": "act", "open": 1, "late": 0, "more": false }]));
    assert_eq!(tasks["next"], Value::Null);
    let seen = town.matter(people.grid_worker, id).await;
    assert_eq!(seen["text"], text);
    assert_eq!(seen["level"], "grid");
    assert_eq!(seen["category"]["zh"], "消防通道");
    assert_eq!(seen["internal"], true);
    let offer = town.offer(people.grid_worker, id, "on-spot").await;
    assert_eq!(offer["label"], json!({ "zh": "当场办结", "en": "Solved on the spot" }));
    assert_eq!(offer["fields"][0]["name"], "result");
    assert_eq!(offer["fields"][0]["required"], true);

    let fields = json!({ "result": "杂物已清走。" });
    let acted = town.act(people.grid_worker, id, "on-spot", fields).await;
    assert_eq!((&acted["step"], &acted["open"]), (&json!("answer"), &json!(true)));

    // Published for a week, then the resident is asked.
    town.app.pass(8 * DAY_MS).await.unwrap();
    let asked = town.matter(people.resident, id).await;
    assert_eq!(asked["step"], "rate", "{:?}", kinds(&asked));
    assert!(kinds(&asked).contains(&"published"), "{:?}", kinds(&asked));
    let rated = town.act(people.resident, id, "rate", json!({ "answer": "satisfied" })).await;
    assert_eq!(rated["open"], true, "an important matter is rated by a representative too");
    let answer = json!({ "answer": "satisfied" });
    let rated = town.act(people.representative, id, "rate", answer).await;
    assert_eq!(rated["open"], false);

    let closed = town.matter(people.resident, id).await;
    assert_eq!(closed["end"]["kind"], "rated");
    assert_eq!(closed["own"], true);
    assert_eq!(closed["actions"].as_array().unwrap().len(), 0, "{}", closed["actions"]);
    let mine = town.get("/matters").by(&town, people.resident).await.send().await.ok(200);
    assert_eq!(mine["items"][0]["number"], "20260708-0001");
    assert_eq!(mine["items"][0]["open"], false);
    let integrity = town.app.database.check_integrity().await.unwrap();
    assert!(integrity.problems.is_empty(), "{:?}", integrity.problems);
}

#[tokio::test]
async fn a_matter_goes_to_the_property_company_and_comes_back() {
    let town = Town::new().await;
    let people = &town.district;
    let id = town.report(people.resident, "单元门禁坏了，谁都能进。").await;
    town.act(people.grid_worker, &id, "at-once", json!({})).await;
    let give = town.offer(people.grid_worker, &id, "give").await;
    let lead = give["fields"].as_array().unwrap().iter().find(|f| f["name"] == "lead").unwrap();
    let company = people.property_company.to_string();
    assert!(lead["choices"].as_array().unwrap().iter().any(|c| c["value"] == company.as_str()));
    town.act(people.grid_worker, &id, "give", json!({ "lead": company })).await;

    let tasks = town.get("/tasks").by(&town, people.company_clerk).await.send().await.ok(200);
    assert_eq!(tasks["items"][0]["kind"], "lead", "{tasks:#}");
    let seen = town.matter(people.company_clerk, &id).await;
    // The raiser did not say "you may call me", so a company is not told who it is.
    assert_eq!(seen["raiser"], Value::Null);
    assert_eq!(seen["text"], "单元门禁坏了，谁都能进。");
    assert_eq!(seen["place"]["id"], people.building.to_string(), "{seen:#}");
    assert!(seen["place"]["address"].as_str().unwrap().contains("1号楼"), "{seen:#}");
    let accept = town.offer(people.company_clerk, &id, "accept").await;
    assert!(!accept["label"]["zh"].as_str().unwrap().starts_with("engine-"), "{accept}");
    town.act(people.company_clerk, &id, "accept", json!({})).await;
    let fields = json!({
        "course": "更换门禁主板", "basis": "物业服务合同", "standard": "刷卡开门正常", "result": "已修好",
    });
    town.act(people.company_clerk, &id, "done", fields).await;
    // What it had is listed as its page would tell it now.
    let had = town.get("/matters?scope=work").by(&town, people.company_clerk).await.send().await;
    let had = had.ok(200);
    assert_eq!(had["items"][0]["id"], id.as_str());
    assert!(!had["items"][0]["address"].as_str().unwrap().contains("1号楼"), "{had:#}");
    // An affair of the compound is answered at once, and the resident is asked.
    let answered = town.matter(people.resident, &id).await;
    assert_eq!(answered["step"], "rate");
    let told = answered["events"].as_array().unwrap();
    let shown = told.iter().flat_map(|event| event["fields"].as_array().unwrap());
    assert!(shown.clone().any(|field| field["value"] == "已修好"), "{told:#?}");
}
