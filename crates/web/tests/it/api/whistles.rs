//! Whistles over the API: who reads which, and how both sides are told.

use serde_json::json;

use super::client::Town;

/// The street whistles for the department, which answers at once.
async fn called(town: &Town) -> String {
    let d = &town.district;
    let id = town.report(d.resident, "门口的路常年积水").await;
    let reason = json!({ "reason": "需要部门到场" });
    for (who, action, fields) in [
        (d.grid_worker, "upward", json!({})),
        (d.community_secretary, "street", reason.clone()),
        (d.street_office, "beyond", reason),
        (d.coordinator, "assign", json!({ "lead": d.department.to_string() })),
        (d.department_clerk, "accept", json!({})),
    ] {
        town.act(who, &id, action, fields).await;
    }
    id
}

#[tokio::test]
async fn whistles_are_listed_to_those_who_may_read_them() {
    let town = Town::new().await;
    let id = called(&town).await;
    let people = &town.district;
    let mine = town.get("/whistles").by(&town, people.department_clerk).await.send().await.ok(200);
    let whistle = &mine["items"][0];
    assert_eq!(whistle["matter"]["id"], id.as_str());
    assert_eq!(whistle["parties"][0]["body"]["name"], "清河区住房和城乡建设局");
    assert_eq!(whistle["parties"][0]["state"], "working");
    assert_eq!(whistle["parties"][0]["answer_by"], json!(null), "it answered");
    assert_eq!((&whistle["late"], &whistle["by_clock"]), (&json!(false), &json!(false)));
    assert_eq!(whistle["by"]["role"]["zh"], "街道办事处");
    let none = town.get("/whistles").by(&town, people.coordinator).await.send().await.ok(200);
    assert_eq!(none["items"], json!([]), "the coordinator has nothing to answer");
    let all = town.get("/whistles?tab=all").by(&town, people.coordinator).await.send().await;
    assert_eq!(all.ok(200)["items"].as_array().unwrap().len(), 1);
    let other = town.get("/whistles?tab=all").by(&town, people.other_grid_worker).await;
    assert_eq!(other.send().await.ok(200)["items"], json!([]));
    let bad = town.get("/whistles?after=x").by(&town, people.coordinator).await.send().await;
    assert_eq!(bad.wrong(), [("after", "list-place-unknown")]);
}

#[tokio::test]
async fn both_sides_are_told_with_their_numbers_hidden_while_they_are_few() {
    let town = Town::new().await;
    called(&town).await;
    let people = &town.district;
    let path = "/whistles/assessment?months=1";
    let found = town.get(path).by(&town, people.coordinator).await.send().await.ok(200);
    assert_eq!((&found["blown"], &found["blown_before"]), (&json!(1), &json!(0)));
    assert_eq!(found["answered_on_time"], json!({ "n": 1, "now": null, "before": null }));
    assert_eq!(found["hide_below"], 30);
    let own = town.get(path).by(&town, people.department_clerk).await.send().await.ok(200);
    assert_eq!(own["organisation"]["name"], "清河区住房和城乡建设局");
}
