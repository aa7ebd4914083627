//! The admission list: what goes straight to communities, what waits, how communities answer, and
//! how all of it is counted.

use linli_testkit::{app::DAY_MS, fixture::Member};
use serde_json::{Value, json};

use super::client::Town;

/// An item of the department's, in force for the year.
fn item(town: &Town) -> Value {
    json!({
        "department": town.district.department.to_string(), "kind": "form",
        "title": "房屋安全排查表", "basis": "城市危险房屋管理规定第五条", "rhythm": "monthly",
        "valid_from": "2026-01-01", "budget_yuan": 500, "conditions": "区里派人培训",
    })
}

fn request(town: &Town, item: Option<&str>) -> Value {
    json!({
        "item": item, "kind": "report", "title": "填报排查表", "text": "每栋楼一张。",
        "due": "2026-07-20", "communities": [town.district.community.to_string()],
    })
}

async fn listed(town: &Town, body: &Value) -> String {
    let call = town.post("/admission-items", body).by(town, town.district.coordinator).await;
    call.send().await.ok(201)["id"].as_str().unwrap().to_owned()
}

/// Makes a request and answers its id and whether it waits.
async fn made(town: &Town, body: &Value) -> (String, bool) {
    let call =
        town.post("/admission-requests", body).by(town, town.district.department_clerk).await;
    let made = call.send().await.ok(201);
    (made["id"].as_str().unwrap().to_owned(), made["waits"].as_bool().unwrap())
}

async fn seen(town: &Town, who: Member, id: &str) -> Value {
    town.get(&format!("/admission-requests/{id}")).by(town, who).await.send().await.ok(200)
}

async fn part(town: &Town, who: Member, part: &str) -> Vec<Value> {
    let path = format!("/me/admission-requests?part={part}");
    let found = town.get(&path).by(town, who).await.send().await.ok(200);
    found["items"].as_array().unwrap().clone()
}

async fn answered(town: &Town, who: Member, id: &str, version: &str, body: Value) -> u16 {
    let path = format!("/admission-requests/{id}/replies/{}", town.district.community);
    let call = town.put(&path, &body).with("if-match", version).by(town, who).await;
    call.send().await.status.as_u16()
}

async fn decided(town: &Town, who: Member, id: &str, version: &str, body: Value) -> u16 {
    let path = format!("/admission-requests/{id}/decision");
    let call = town.put(&path, &body).with("if-match", version).by(town, who).await;
    call.send().await.status.as_u16()
}

#[tokio::test]
async fn what_is_on_the_list_goes_straight_to_the_community_once_in_its_turn() {
    let town = Town::new().await;
    let people = &town.district;
    let id = listed(&town, &item(&town)).await;
    let public = town.get("/admission-items").send().await.ok(200);
    assert_eq!(public["items"][0]["title"], "房屋安全排查表");
    assert_eq!(public["items"][0]["budget_yuan"], 500);
    let (first, waits) = made(&town, &request(&town, Some(&id))).await;
    assert!(!waits);
    let open = part(&town, people.community_worker, "to-answer").await;
    assert_eq!((open.len(), &open[0]["id"]), (1, &json!(first)));
    assert_eq!((&open[0]["kind"], &open[0]["reply"]), (&json!("form"), &json!("open")));
    let view = seen(&town, people.community_secretary, &first).await;
    assert_eq!(view["item"]["id"], id.as_str());
    assert_eq!(view["answers"][0]["offered"], json!(["accept", "refuse"]));

    let (again, waits) = made(&town, &request(&town, Some(&id))).await;
    assert!(waits, "the turn of July is taken");
    assert_eq!(seen(&town, people.coordinator, &again).await["outside"], "asked-already");
    let mut other = request(&town, Some(&id));
    other["communities"] = json!([people.other_community.to_string()]);
    assert!(!made(&town, &other).await.1, "another community's turn is free");
    other["communities"] = json!([people.street.to_string()]);
    assert!(made(&town, &other).await.1, "of both communities one was asked");
    town.app.pass(24 * DAY_MS).await.unwrap();
    let mut august = request(&town, Some(&id));
    august["due"] = json!("2026-08-20");
    assert!(!made(&town, &august).await.1, "August is a turn of its own");
}

#[tokio::test]
async fn a_community_refuses_with_a_reason_and_its_department_reads_why() {
    let town = Town::new().await;
    let people = &town.district;
    let id = listed(&town, &item(&town)).await;
    let (id, _) = made(&town, &request(&town, Some(&id))).await;
    let worker = people.community_worker;
    let path = format!("/admission-requests/{id}/replies/{}", people.community);
    let accept = json!({ "answer": "accept" });
    let blind = town.put(&path, &accept).by(&town, worker).await.send().await;
    assert_eq!(blind.problem(428), "version-missing");
    for (body, wanted) in [
        (json!({ "answer": "perhaps" }), [("answer", "field-choice")]),
        (json!({ "answer": "" }), [("answer", "field-required")]),
        (json!({ "answer": "refuse" }), [("reason", "field-required")]),
        (json!({ "answer": "refuse", "reason": "tired" }), [("reason", "field-choice")]),
        (json!({ "answer": "refuse", "reason": "other" }), [("words", "field-required")]),
        (
            json!({ "answer": "refuse", "reason": "no-funds", "words": "好".repeat(301) }),
            [("words", "too-long")],
        ),
    ] {
        let call = town.put(&path, &body).with("if-match", "1").by(&town, worker).await;
        assert_eq!(call.send().await.wrong(), wanted);
    }
    let done = json!({ "answer": "done" });
    assert_eq!(answered(&town, worker, &id, "1", done.clone()).await, 409, "nobody accepted it");
    let refuse = json!({ "answer": "refuse", "reason": "no-funds", "words": "经费没有到" });
    assert_eq!(answered(&town, worker, &id, "1", refuse).await, 204);
    assert_eq!(answered(&town, people.mediator, &id, "1", accept.clone()).await, 412, "too late");
    let view = seen(&town, people.department_clerk, &id).await;
    let reply = &view["answers"][0];
    assert_eq!((&reply["state"], &reply["reason"]), (&json!("refused"), &json!("no-funds")));
    assert_eq!((&reply["words"], &reply["offered"]), (&json!("经费没有到"), &json!([])));
    assert_eq!(reply["signed"]["place"], "柳园社区");
    assert!(!view.to_string().contains("孙丽"), "nobody's private name: {view:#}");
    assert_eq!(part(&town, worker, "answered").await.len(), 1);

    assert_eq!(answered(&town, people.community_secretary, &id, "2", accept).await, 204);
    assert_eq!(answered(&town, worker, &id, "3", done.clone()).await, 204);
    assert_eq!(answered(&town, worker, &id, "4", done).await, 409, "done is done");
    let view = seen(&town, people.department_clerk, &id).await;
    assert_eq!(view["answers"][0]["reason"], Value::Null, "what was taken back says nothing");
    assert_eq!(view["replies"], json!([{ "state": "done", "count": 1 }]));
}

#[tokio::test]
async fn what_is_outside_the_list_reaches_nobody_before_it_is_granted() {
    let town = Town::new().await;
    let people = &town.district;
    let (id, waits) = made(&town, &request(&town, None)).await;
    assert!(waits);
    let path = format!("/admission-requests/{id}");
    let early = town.get(&path).by(&town, people.community_worker).await.send().await;
    assert_eq!(early.problem(404), "not-found");
    assert!(part(&town, people.community_worker, "to-answer").await.is_empty());
    let accept = json!({ "answer": "accept" });
    assert_eq!(answered(&town, people.community_worker, &id, "1", accept.clone()).await, 404);
    assert_eq!(part(&town, people.coordinator, "waiting").await.len(), 1);
    let view = seen(&town, people.coordinator, &id).await;
    assert_eq!((&view["outside"], &view["may_decide"]), (&json!("unlisted"), &json!(true)));
    let grant = json!({ "decision": "grant", "words": "只报一次" });
    for (who, status) in [
        (people.department_clerk, 403),
        (people.street_office, 404),
        (people.community_worker, 404),
    ] {
        assert_eq!(decided(&town, who, &id, "1", grant.clone()).await, status, "{}", who.phone);
    }
    assert_eq!(decided(&town, people.coordinator, &id, "2", grant.clone()).await, 412);
    assert_eq!(decided(&town, people.coordinator, &id, "1", grant.clone()).await, 204);
    assert_eq!(decided(&town, people.coordinator, &id, "2", grant).await, 409, "decided already");
    assert!(part(&town, people.coordinator, "waiting").await.is_empty());
    assert_eq!(part(&town, people.coordinator, "all").await.len(), 1);
    let view = seen(&town, people.community_worker, &id).await;
    assert_eq!(view["state"], "granted");
    assert_eq!(view["decided"]["words"], "只报一次");
    assert_eq!(answered(&town, people.community_worker, &id, "2", accept).await, 204);

    let (id, _) = made(&town, &request(&town, None)).await;
    let path = format!("/admission-requests/{id}/decision");
    let bare = json!({ "decision": "reject" });
    let call = town.put(&path, &bare).with("if-match", "1").by(&town, people.coordinator).await;
    assert_eq!(call.send().await.wrong(), [("words", "field-required")]);
    let reject = json!({ "decision": "reject", "words": "没有依据" });
    assert_eq!(decided(&town, people.coordinator, &id, "1", reject).await, 204);
    let view = seen(&town, people.department_clerk, &id).await;
    assert_eq!(
        (&view["state"], &view["answers"][0]["state"]),
        (&json!("rejected"), &json!("stopped"))
    );
    let path = format!("/admission-requests/{id}");
    let never = town.get(&path).by(&town, people.community_worker).await.send().await;
    assert_eq!(never.problem(404), "not-found");
}

#[tokio::test]
async fn everybody_keeps_to_their_part() {
    let town = Town::new().await;
    let people = &town.district;
    let body = item(&town);
    let asking = request(&town, None);
    for stranger in [
        people.resident,
        people.representative,
        people.grid_worker,
        people.community_secretary,
        people.street_office,
        people.company_clerk,
    ] {
        let list = town.post("/admission-items", &body).by(&town, stranger).await;
        assert_eq!(list.send().await.problem(403), "forbidden", "{}", stranger.phone);
        let ask = town.post("/admission-requests", &asking).by(&town, stranger).await;
        assert_eq!(ask.send().await.problem(403), "forbidden", "{}", stranger.phone);
    }
    let both = town.post("/admission-requests", &asking).by(&town, people.coordinator).await;
    assert_eq!(both.send().await.problem(403), "forbidden", "who keeps the list does not ask");
    let id = listed(&town, &body).await;
    let end = json!({ "last_day": "2026-12-31" });
    let path = format!("/admission-items/{id}/end");
    let call = town.put(&path, &end).by(&town, people.department_clerk).await;
    assert_eq!(call.send().await.problem(403), "forbidden");
    let other = town.get("/me/admission-requests?part=own").by(&town, people.community_worker);
    assert_eq!(other.await.send().await.problem(403), "forbidden");
    let none = town.get("/me/admission-requests").by(&town, people.company_clerk).await;
    assert_eq!(none.send().await.problem(403), "forbidden");
    let odd = town.get("/me/admission-requests?part=x").by(&town, people.coordinator).await;
    assert_eq!(odd.send().await.wrong(), [("part", "field-choice")]);
}

#[tokio::test]
async fn bad_input_gets_a_sentence_for_each_field() {
    let town = Town::new().await;
    let people = &town.district;
    let wrong = json!({
        "department": "x", "kind": "tax", "title": " ", "basis": "", "conditions": "好".repeat(1_001),
        "budget_yuan": -1, "rhythm": "daily", "valid_from": "2026-07-08", "valid_to": "2026-07-07",
    });
    let call = town.post("/admission-items", &wrong).by(&town, people.coordinator).await;
    let wanted = [
        ("title", "empty"),
        ("basis", "empty"),
        ("conditions", "too-long"),
        ("kind", "field-choice"),
        ("rhythm", "field-choice"),
        ("budget_yuan", "field-range"),
        ("valid_to", "period-backwards"),
        ("department", "field-choice"),
    ];
    assert_eq!(call.send().await.wrong(), wanted);
    let mut company = item(&town);
    company["department"] = json!(people.property_company.to_string());
    let call = town.post("/admission-items", &company).by(&town, people.coordinator).await;
    assert_eq!(call.send().await.wrong(), [("department", "field-choice")]);
    for (due, communities, wanted) in [
        ("2026-07-07", json!([]), [("due", "field-past"), ("communities", "field-required")]),
        ("7月", json!(["x"]), [("due", "field-date"), ("communities", "place-unknown")]),
        (
            "2028-01-01",
            json!([people.compound.to_string()]),
            [("due", "admission-too-late"), ("communities", "place-unknown")],
        ),
    ] {
        let mut body = request(&town, None);
        (body["due"], body["communities"]) = (json!(due), communities);
        let call = town.post("/admission-requests", &body).by(&town, people.department_clerk).await;
        assert_eq!(call.send().await.wrong(), wanted);
    }
    let mut body = request(&town, Some("zzz"));
    (body["kind"], body["text"]) = (json!(""), json!("好".repeat(2_001)));
    let call = town.post("/admission-requests", &body).by(&town, people.department_clerk).await;
    let wanted = [("text", "too-long"), ("item", "field-choice"), ("kind", "field-required")];
    assert_eq!(call.send().await.wrong(), wanted);
}

#[tokio::test]
async fn an_item_is_replaced_from_a_day_on_or_ended_and_never_changed() {
    let town = Town::new().await;
    let people = &town.district;
    let first = listed(&town, &item(&town)).await;
    let mut next = item(&town);
    (next["replaces"], next["valid_from"]) = (json!(first), json!("2026-01-01"));
    let call = town.post("/admission-items", &next).by(&town, people.coordinator).await;
    assert_eq!(call.send().await.wrong(), [("valid_from", "admission-before")]);
    (next["valid_from"], next["title"]) = (json!("2026-08-01"), json!("房屋安全排查表（简化）"));
    let call = town.post("/admission-items", &next).with("idempotency-key", "k");
    let second = call.by(&town, people.coordinator).await.send().await.ok(201);
    let call = town.post("/admission-items", &next).with("idempotency-key", "k");
    let again = call.by(&town, people.coordinator).await.send().await.ok(201);
    assert_eq!(second["id"], again["id"], "sent twice, listed once");
    let now = town.get("/admission-items").send().await.ok(200);
    assert_eq!(now["items"].as_array().unwrap().len(), 1);
    assert_eq!(now["items"][0]["valid_to"], "2026-07-31");
    let all = town.get("/admission-items?all=true").send().await.ok(200);
    assert_eq!(all["items"].as_array().unwrap().len(), 2);
    assert_eq!(all["items"][0]["replaces"], first.as_str());

    let path = format!("/admission-items/{first}/end");
    for (day, wanted) in [
        ("2026-08-01", "admission-longer"),
        ("2026-07-07", "field-past"),
        ("", "field-required"),
        ("soon", "field-date"),
    ] {
        let body = json!({ "last_day": day });
        let call = town.put(&path, &body).by(&town, people.coordinator).await;
        assert_eq!(call.send().await.wrong(), [("last_day", wanted)], "{day}");
    }
    for _ in 0..2 {
        let body = json!({ "last_day": "2026-07-08" });
        let call = town.put(&path, &body).by(&town, people.coordinator).await;
        assert_eq!(call.send().await.status.as_u16(), 204);
    }
    town.app.pass(DAY_MS).await.unwrap();
    let now = town.get("/admission-items").send().await.ok(200);
    assert!(now["items"].as_array().unwrap().is_empty());
    let (id, waits) = made(&town, &request(&town, Some(&first))).await;
    assert!(waits, "what is no longer on the list needs a grant");
    assert_eq!(seen(&town, people.coordinator, &id).await["outside"], "not-in-force");
}

#[tokio::test]
async fn the_figures_count_what_reached_communities_by_department_and_month() {
    let town = Town::new().await;
    let people = &town.district;
    let id = listed(&town, &item(&town)).await;
    let (asked, _) = made(&town, &request(&town, Some(&id))).await;
    let mut both = request(&town, None);
    both["communities"] = json!([people.street.to_string()]);
    let (granted, _) = made(&town, &both).await;
    let (rejected, _) = made(&town, &request(&town, None)).await;
    made(&town, &request(&town, None)).await;
    let refuse = json!({ "answer": "refuse", "reason": "repeated" });
    assert_eq!(answered(&town, people.community_worker, &asked, "1", refuse).await, 204);
    let grant = json!({ "decision": "grant" });
    assert_eq!(decided(&town, people.coordinator, &granted, "1", grant).await, 204);
    let reject = json!({ "decision": "reject", "words": "没有依据" });
    assert_eq!(decided(&town, people.coordinator, &rejected, "1", reject).await, 204);

    let found = town.get("/admission-figures").send().await.ok(200);
    assert_eq!((&found["from"], &found["to"]), (&json!("2025-08"), &json!("2026-07")));
    let whole = &found["whole"];
    for (name, wanted) in [
        ("asked", 3),
        ("forms", 1),
        ("reports", 2),
        ("granted", 2),
        ("refused", 1),
        ("open", 2),
        ("waiting", 1),
        ("rejected", 1),
        ("done", 0),
    ] {
        assert_eq!(whole[name], wanted, "{name}");
    }
    assert_eq!(found["departments"].as_array().unwrap().len(), 1);
    assert_eq!(found["departments"][0]["month"], "2026-07");
    let communities = found["communities"].as_array().unwrap();
    let counts: Vec<_> = communities.iter().map(|one| (&one["name"], &one["asked"])).collect();
    assert_eq!(counts, [(&json!("柳园社区"), &json!(2)), (&json!("南桥社区"), &json!(1))]);
    let path = format!("/admission-figures?place={}", people.other_community);
    let one = town.get(&path).send().await.ok(200);
    assert_eq!((&one["place"], &one["whole"]["asked"]), (&json!("南桥社区"), &json!(1)));
    assert_eq!(one["communities"], json!([]));
    let path = format!("/admission-figures?place={}", people.compound);
    assert_eq!(town.get(&path).send().await.ok(200)["place"], "清河区");
}
