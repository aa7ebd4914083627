//! Playbooks over the API: stored ones, what differs, and a change by two persons.

use linli_app::account::{self, Administrator, Invite};
use linli_domain::account::Administration;
use linli_testkit::fixture::Member;
use serde_json::{Value, json};

use super::client::Town;

const KENLI: &str = include_str!("../../../../../playbooks/kenli/kenli.kdl");

async fn administrator(town: &Town, username: &str) -> Member {
    let invite = Invite {
        name: username.to_owned(),
        username: username.to_owned(),
        administers: Some(Administration::System),
        ..Invite::default()
    };
    let invited = account::invite(&town.app.app, Administrator::Operator, &invite).await;
    Member { person: invited.unwrap().0, phone: "" }
}

#[tokio::test]
async fn a_district_goes_over_to_another_playbook_by_two_persons() {
    let town = Town::new().await;
    let (asks, second) =
        (administrator(&town, "li.guanli").await, administrator(&town, "wang.guanli").await);
    let text = KENLI.replacen("version=1", "version=2", 1);
    let text = text.replacen(r#"step listen zh="下沉听事""#, r#"step listen zh="入户听事""#, 1);
    let body = json!({ "text": text });
    let send = async |path: &str| town.post(path, &body).by(&town, asks).await.send().await.ok(200);
    assert_eq!(send("/playbooks?dry_run=true").await["version"], 2);
    let list = async || town.get("/playbooks").by(&town, asks).await.send().await.ok(200);
    let district = town.district.district.to_string();
    let first = json!([{ "key": "kenli", "version": 1, "districts": [district] }]);
    assert_eq!(list().await["items"], first, "only checked");
    assert_eq!(send("/playbooks").await["version"], 2);
    assert_eq!(list().await["items"][1]["districts"], json!([]));
    let kept = town.get("/playbooks/kenli/2").by(&town, asks).await.send().await.ok(200);
    assert_eq!(kept["text"], Value::from(text.as_str()));
    let missing = town.get("/playbooks/kenli/x").by(&town, asks).await.send().await;
    assert_eq!(missing.problem(404), "not-found");

    let path = "/playbook-comparison?before=kenli:1&after=kenli:2";
    let told = town.get(path).by(&town, second).await.send().await.ok(200);
    assert_eq!(told["processes"][0]["mark"], "changed");
    let line = json!({ "side": "after", "text": "入户听事" });
    assert_eq!(told["processes"][0]["cards"][0]["lines"].as_array().unwrap().last(), Some(&line));
    assert_eq!(told["passages"][0]["lines"][3]["side"], "before");
    let half = town.get("/playbook-comparison?before=kenli:1").by(&town, second).await.send().await;
    assert_eq!(half.wrong(), [("after", "field-required")]);

    let alone = json!({ "key": "kenli", "version": 2 });
    let alone = town.put(&format!("/places/{district}/playbook"), &alone);
    let alone = alone.by(&town, asks).await.send().await;
    assert_eq!(alone.problem(409), "playbook-second-person");
    let propose = async |from: &str| {
        let new = json!({ "district": district, "key": "kenli", "version": 2, "from": from });
        town.post("/playbook-changes", &new).by(&town, asks).await.send().await
    };
    assert_eq!(propose("2026-01-01").await.wrong(), [("from", "field-past")]);
    let today = town.app.app.now().day().to_string();
    let id = propose(&today).await.ok(201)["id"].as_str().unwrap().to_owned();
    assert_eq!(propose(&today).await.ok(201)["id"], id.as_str(), "the same again");
    let path = format!("/playbook-changes/{id}");
    let seen = town.get(&path).by(&town, second).await.send().await.ok(200);
    assert_eq!(seen["change"]["decisions"], json!(["agree", "decline"]));
    assert_eq!(seen["comparison"]["after"], json!({ "key": "kenli", "version": 2 }));
    let decide = async |who: Member, version: i64, decision: &str| {
        let body = json!({ "version": version, "decision": decision });
        town.put(&format!("{path}/decision"), &body).by(&town, who).await.send().await
    };
    assert_eq!(decide(asks, 1, "agree").await.problem(409), "second-person-needed");
    assert_eq!(decide(second, 9, "agree").await.problem(412), "stale");
    assert_eq!(decide(second, 1, "sleep").await.wrong(), [("decision", "field-type")]);
    assert_eq!(decide(second, 1, "agree").await.ok(200)["state"], "in-force");
    assert_eq!(decide(second, 1, "agree").await.ok(200)["state"], "in-force", "sent twice");
    let changes = town.get("/playbook-changes").by(&town, asks).await.send().await.ok(200);
    assert_eq!(changes["items"][0]["state"], "in-force");
    assert_eq!(list().await["items"][1]["districts"], json!([district]));
    let nobody = town.get("/playbook-changes").by(&town, town.district.street_office).await;
    assert_eq!(nobody.send().await.problem(403), "forbidden");
}
