//! What a desk does beside actions, and what everybody may read of it.

use linli_testkit::app::DAY_MS;
use serde_json::{Value, json};

use super::client::Town;

#[tokio::test]
async fn two_reports_of_one_thing_are_merged() {
    let town = Town::new().await;
    let people = &town.district;
    let text = "一楼楼道的灯坏了好几天，晚上看不见路。";
    let body = json!({ "text": text, "place": people.building.to_string() });
    let lamp = json!({
        "text": text, "place": people.building.to_string(), "category": "street-lamp",
    });
    let first = town.post("/matters", &lamp).by(&town, people.resident).await.send().await.ok(201);
    let first = first["id"].as_str().unwrap().to_owned();
    let check = town.post("/matters/checks", &body).by(&town, people.neighbour).await;
    let check = check.send().await.ok(200);
    assert_eq!(check["similar"].as_array().unwrap().len(), 1);
    assert_eq!(check["similar"][0]["id"], Value::Null, "another's matter is not named");
    assert_eq!(check["similar"][0]["excerpt"], Value::Null, "its words are its raiser's");
    let danger = json!({ "text": "楼下着火了", "place": people.building.to_string() });
    let check = town.post("/matters/checks", &danger).by(&town, people.neighbour).await;
    assert_eq!(check.send().await.ok(200)["emergency"][0]["number"], "119");

    let second = town.report(people.neighbour, text).await;
    let path = format!("/matters/{first}/similar");
    let alike = town.get(&path).by(&town, people.grid_worker).await.send().await.ok(200);
    assert_eq!(alike["items"][0]["id"], second);
    let stranger = town.get(&path).by(&town, people.neighbour).await.send().await;
    assert_eq!(stranger.problem(404), "not-found");
    let path = format!("/matters/{first}/mergers");
    let unknown = json!({ "other": "20200101-0001" });
    let call = town.post(&path, &unknown).by(&town, people.grid_worker).await;
    assert_eq!(call.send().await.wrong(), [("other", "case-unknown")]);
    // The worker's own report elsewhere is seen, and not the worker's to handle.
    let body_elsewhere = json!({ "text": text, "place": people.other_community.to_string() });
    let call = town.post("/matters", &body_elsewhere).by(&town, people.grid_worker).await;
    let elsewhere = json!({ "other": call.send().await.ok(201)["id"] });
    let call = town.post(&path, &elsewhere).by(&town, people.grid_worker).await;
    assert_eq!(call.send().await.wrong(), [("other", "merge-not-yours")]);
    let other = json!({ "other": second });
    let own = town.post(&path, &other).by(&town, people.resident).await.send().await;
    assert_eq!(own.problem(403), "forbidden");
    let merged = town.post(&path, &other).by(&town, people.grid_worker).await.send().await;
    assert_eq!(merged.ok(200)["id"], first);
    // Whoever joined is not told where the first raiser lives, in no way of asking.
    let check = town.post("/matters/checks", &body).by(&town, people.neighbour).await;
    let similar = check.send().await.ok(200)["similar"][0].clone();
    assert_eq!(similar["own"], true, "{similar:#}");
    assert!(!similar["address"].as_str().unwrap().contains("1号楼"), "{similar:#}");
    let joined = town.matter(people.neighbour, &first).await;
    assert_eq!(joined["place"]["id"], people.compound.to_string(), "{joined:#}");
}

#[tokio::test]
async fn what_is_published_is_read_by_everybody_until_it_is_hidden() {
    let town = Town::new().await;
    let people = &town.district;
    let body = json!({
        "text": "消防通道被堵了", "place": people.building.to_string(), "category": "fire-lane",
    });
    let id = town.post("/matters", &body).by(&town, people.resident).await.send().await.ok(201);
    let id = id["id"].as_str().unwrap().to_owned();
    let path = format!("/published/{id}");
    assert_eq!(town.get(&path).send().await.problem(404), "not-found");
    let fields = json!({ "result": "已清走", "course": "a", "basis": "b", "standard": "c" });
    town.act(people.grid_worker, &id, "on-spot", fields).await;
    town.app.pass(DAY_MS).await.unwrap();
    let list = format!("/published?place={}", people.compound);
    let listed = town.get(&list).send().await.ok(200);
    assert_eq!(listed["items"][0]["id"], id.as_str(), "{listed:#}");
    assert_eq!(listed["items"][0]["result"], "已清走", "{listed:#}");
    assert_eq!(listed["items"][0]["end"], Value::Null, "not rated yet");
    let shown = town.get(&path).send().await.ok(200);
    assert_eq!((&shown["raiser"], &shown["internal"]), (&Value::Null, &json!(false)));
    assert!(!shown["place"]["address"].as_str().unwrap().contains("1号楼"), "{shown:#}");
    assert_eq!(shown["place"]["id"], people.compound.to_string(), "an id is an address");

    let path = format!("/matters/{id}/hiding");
    let reason = json!({ "reason": "personal" });
    let stranger = town.put(&path, &reason).by(&town, people.neighbour).await.send().await;
    assert_eq!(stranger.problem(404), "not-found");
    let odd = json!({ "reason": "ugly" });
    let odd = town.put(&path, &odd).by(&town, people.grid_worker).await.send().await;
    assert_eq!(odd.wrong(), [("reason", "field-choice")]);
    let hidden = town.put(&path, &reason).by(&town, people.grid_worker).await.send().await;
    assert_eq!(hidden.status.as_u16(), 204);
    // Whoever forgets the reason shows nothing again.
    let forgotten = town.put(&path, &json!({})).by(&town, people.grid_worker).await.send().await;
    assert_eq!(forgotten.wrong(), [("reason", "field-required")]);
    let listed = town.get(&list).send().await.ok(200);
    let words = listed["items"][0]["excerpt"].clone();
    assert_eq!(words, Value::Null, "{listed:#}");
    assert!(!listed.to_string().contains("已清走"), "{listed:#}");
}

#[tokio::test]
async fn a_dashboard_adds_up_the_months() {
    let town = Town::new().await;
    let people = &town.district;
    let id = town.report(people.resident, "路灯坏了").await;
    let again = town.report(people.resident, "电梯停了").await;
    town.act(people.resident, &again, "withdraw", json!({})).await;
    let counted = town.get("/indicators?to=2026-07-09").send().await.ok(200);
    let counts = ["collected", "open", "withdrawn"].map(|name| counted["counts"][name].clone());
    assert_eq!(counts, [2, 1, 1]);
    town.act(people.grid_worker, &id, "on-spot", json!({ "result": "修好了" })).await;
    town.app.pass(1).await.unwrap();
    let board = town.get("/dashboard").by(&town, people.community_secretary).await;
    let board = board.send().await.ok(200);
    assert_eq!(board["id"], people.community.to_string(), "that of the own post");
    assert_eq!((&board["from"], &board["to"]), (&json!("2026-07"), &json!("2026-07")));
    assert_eq!((&board["figures"]["collected"], &board["whole"]), (&json!(2), &json!(true)));
    assert_eq!(board["figures"]["rates"], json!({}), "too few to be shown");
    assert_eq!(board["months"].as_array().unwrap().len(), 12);
    assert_eq!(board["figures"]["told"], 1);
    let quarter = "/dashboard?months=3";
    let of_worker = town.get(quarter).by(&town, people.grid_worker).await.send().await.ok(200);
    assert_eq!((&of_worker["from"], &of_worker["to"]), (&json!("2026-05"), &json!("2026-07")));
    let street = town.get(quarter).by(&town, people.street_office).await.send().await.ok(200);
    assert_eq!(street["places"][0]["figures"]["collected"], 2);
    let resident = town.get(quarter).by(&town, people.resident).await.send().await;
    assert_eq!(resident.problem(403), "forbidden");
    let refused = |query: &'static str| {
        let town = &town;
        async move {
            let path = format!("/dashboard?{query}");
            town.get(&path).by(town, people.community_secretary).await.send().await
        }
    };
    assert_eq!(refused("month=2026-08").await.wrong(), [("month", "month-to-come")]);
    assert_eq!(refused("months=2").await.wrong(), [("months", "period-unknown")]);
    assert_eq!(refused("month=July").await.wrong(), [("month", "field-type")]);
    assert_eq!(refused("days=3").await.problem(422), "invalid-fields");
}

#[tokio::test]
async fn indicators_are_counted() {
    let town = Town::new().await;
    let people = &town.district;
    let id = town.report(people.resident, "路灯坏了").await;
    let counted = town.get("/indicators").send().await.ok(200);
    assert_eq!(counted["counts"]["collected"], 1);
    assert_eq!(counted["counts"]["open"], 1);
    assert_eq!((&counted["from"], &counted["to"]), (&json!("2026-01-01"), &json!("2026-07-08")));
    assert_eq!(counted["hide_below"], 30);
    for ending in ["rated", "unrated", "told", "withdrawn"] {
        assert_eq!(counted["counts"][ending], 0, "{ending}");
    }
    let items = counted["items"].as_array().unwrap();
    let missing: Vec<&Value> =
        items.iter().filter(|item| !item["missing"].is_null()).map(|item| &item["key"]).collect();
    let promised =
        ["right-acceptance-rate", "on-time-verification-rate", "response-rate", "hotline-score"];
    assert_eq!(missing, promised);
    assert!(items.iter().any(|item| item["key"] == "dispute-resolution-rate"));
    for indicator in counted["items"].as_array().unwrap() {
        let hidden = ["n", "numerator", "denominator", "basis_points"];
        assert!(hidden.iter().all(|name| indicator[name].is_null()), "{indicator}");
    }
    let place = people.other_community;
    let other = town.get(&format!("/indicators?place={place}&from=2026-07-01")).send().await;
    assert_eq!(other.ok(200)["counts"]["collected"], 0);
    let place = people.household;
    let small = town.get(&format!("/indicators?place={place}")).send().await;
    assert_eq!(small.wrong(), [("place", "place-too-small")]);
    let backwards = town.get("/indicators?from=2026-07-02&to=2026-07-01").send().await;
    assert_eq!(backwards.wrong(), [("to", "period-backwards")]);
    let two_years = town.get("/indicators?from=2025-01-01&to=2026-12-31").send().await.ok(200);
    assert_eq!(two_years["counts"]["collected"], 1);
    let longer = town.get("/indicators?from=2024-01-01&to=2026-01-01").send().await;
    assert_eq!(longer.wrong(), [("to", "period-too-long")]);
    let odd = town.get("/indicators?from=yesterday").send().await;
    assert_eq!(odd.wrong(), [("from", "field-type")]);

    town.act(people.grid_worker, &id, "on-spot", json!({ "result": "修好了" })).await;
    town.app.pass(16 * DAY_MS).await.unwrap();
    let path = "/indicators/closing-rate/matters";
    let behind = town.get(path).by(&town, people.coordinator).await.send().await.ok(200);
    assert!(behind["items"].is_array());
    let resident = town.get(path).by(&town, people.resident).await.send().await;
    assert_eq!(resident.problem(403), "forbidden");
    let unknown = town.get("/indicators/luck/matters").by(&town, people.coordinator).await;
    assert_eq!(unknown.send().await.problem(404), "not-found");
}

#[tokio::test]
async fn an_address_leads_to_those_who_answer_for_it() {
    let town = Town::new().await;
    let people = &town.district;
    let path = format!("/places/{}/levels", people.household);
    let levels = town.get(&path).send().await.ok(200);
    let kinds: Vec<&str> = levels["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rung| rung["place"]["kind"].as_str().unwrap())
        .collect();
    assert!(kinds.contains(&"grid") && kinds.contains(&"community"), "{kinds:?}");
    assert!(!levels.to_string().contains("赵敏"), "no private names");
    // Who has a post is named once they agree, and no longer once they take it back.
    let me = town.get("/me").by(&town, people.grid_worker).await.send().await.ok(200);
    let post = me["posts"][0]["id"].as_str().unwrap();
    let consent = format!("/me/posts/{post}/publication");
    let others = town.put(&consent, &json!({ "published": true })).by(&town, people.resident).await;
    assert_eq!(others.send().await.problem(404), "not-found");
    let id = town.report(people.resident, "路灯坏了").await;
    for (published, named) in [(true, "赵敏"), (false, "null")] {
        let body = json!({ "published": published });
        let call = town.put(&consent, &body).by(&town, people.grid_worker).await;
        assert_eq!(call.send().await.status.as_u16(), 204);
        let levels = town.get(&path).send().await.ok(200).to_string();
        assert_eq!(levels.contains("赵敏"), published, "{levels}");
        assert_eq!(levels.contains("19900000003"), published, "{levels}");
        let part = town.matter(people.resident, &id).await["parts"][0].clone();
        assert_eq!(part["named"].as_str().unwrap_or("null"), named, "{part:#}");
    }
    let path = format!("/places/{}/talk-places", people.community);
    let talk = town.get(&path).send().await.ok(200);
    assert_eq!(talk["items"][0]["name"], "柳园社区说事厅");
    let form = town.get("/report-form").by(&town, people.resident).await.send().await.ok(200);
    assert!(form["categories"].as_array().unwrap().len() > 20);
    assert!(form["address"].as_str().unwrap().contains("柳园小区"), "{form:#}");
    let work = "/matters?scope=work&open=true";
    let seen = town.get(work).by(&town, people.coordinator).await.send().await.ok(200);
    assert_eq!(seen["items"][0]["id"], id.as_str());
    let resident = town.get(work).by(&town, people.resident).await.send().await;
    assert_eq!(resident.problem(403), "forbidden");
}

#[tokio::test]
async fn what_staff_take_in_counts_at_its_hall_and_narrows_the_queue() {
    let town = Town::new().await;
    let people = &town.district;
    town.report(people.resident, "路灯坏了").await;
    let path = format!("/places/{}/talk-places", people.community);
    let talk = town.get(&path).send().await.ok(200);
    // What staff say came through the hall counts there, named or not.
    let hall = talk["items"][0]["id"].as_str().unwrap();
    let told = |facility: Value| {
        json!({
            "text": "楼道灯不亮", "place": people.building.to_string(), "channel": "hall",
            "facility": facility, "on_behalf": { "name": "郭大爷" },
        })
    };
    for facility in [Value::Null, json!(hall)] {
        let call = town.post("/matters", &told(facility)).by(&town, people.community_worker).await;
        call.send().await.ok(201);
    }
    let call = town.post("/matters", &told(json!("x"))).by(&town, people.community_worker).await;
    assert_eq!(call.send().await.wrong(), [("facility", "field-choice")]);
    let talk = town.get(&path).send().await.ok(200);
    assert_eq!(talk["items"][0]["taken_in"], 2);
    let building = people.building;
    for (narrowed, wanted) in [
        ("channel=hall".to_owned(), 2),
        ("channel=phone".to_owned(), 0),
        (format!("place={building}&channel=online"), 1),
        ("category=street-lamp".to_owned(), 0),
    ] {
        let path = format!("/tasks?{narrowed}");
        let tasks = town.get(&path).by(&town, people.grid_worker).await.send().await.ok(200);
        assert_eq!(tasks["items"].as_array().unwrap().len(), wanted, "{narrowed}");
    }
    let bad = town.get("/tasks?place=no-place").by(&town, people.grid_worker).await.send().await;
    assert_eq!(bad.wrong(), [("place", "field-type")]);
}

#[tokio::test]
async fn what_is_found_and_solved_on_the_spot_is_one_request() {
    let town = Town::new().await;
    let people = &town.district;
    let acting = format!("grid-worker@{}", people.grid);
    let body = json!({
        "matter": {
            "text": "井盖松动", "place": people.building.to_string(), "acting": acting,
        },
        "solved": { "result": "已固定" },
    });
    let done = town.post("/matters/on-spot", &body).by(&town, people.grid_worker).await;
    let done = done.send().await.ok(201);
    assert_ne!(done["step"], "listen");
    let mut wrong = body.clone();
    wrong["matter"]["text"] = json!("");
    let call = town.post("/matters/on-spot", &wrong).by(&town, people.grid_worker).await;
    assert_eq!(call.send().await.wrong(), [("matter.text", "empty")]);
    let mut wrong = body.clone();
    wrong["solved"] = json!({});
    let call = town.post("/matters/on-spot", &wrong).by(&town, people.grid_worker).await;
    assert_eq!(call.send().await.wrong(), [("solved.result", "field-required")]);
    let call = town.post("/matters/on-spot", &body).by(&town, people.resident).await;
    assert_eq!(call.send().await.problem(403), "forbidden");
}

#[tokio::test]
async fn orders_of_other_systems_come_as_a_table() {
    let town = Town::new().await;
    let people = &town.district;
    let acting = format!("community-worker@{}", people.community);
    let table = "number,channel,place,text\n\
                 X-1,hotline-12345,柳园小区,路灯坏了\n\
                 X-1,hotline-12345,没有的小区,井盖坏了\n";
    let body = json!({ "acting": acting, "table": table });
    let found = town.post("/orders", &body).by(&town, people.community_worker).await;
    let found = found.send().await.ok(200);
    assert_eq!(found["items"], json!([]), "one mistake and nothing is taken in");
    let mistakes = found["mistakes"].as_array().unwrap();
    let codes: Vec<&str> = mistakes.iter().map(|m| m["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"order-twice") && codes.contains(&"place-unknown"), "{codes:?}");
    for mistake in mistakes {
        assert!(!mistake["message"]["zh"].as_str().unwrap().starts_with("error-"), "{mistake}");
    }
    let good = "number,channel,place,text\nX-1,hotline-12345,柳园小区,路灯坏了\n";
    let body = json!({ "acting": acting, "table": good });
    let taken = town.post("/orders", &body).by(&town, people.community_worker).await;
    let taken = taken.send().await.ok(200);
    assert_eq!(taken["items"][0]["row"], 2, "{taken:#}");
    let resident = town.post("/orders", &body).by(&town, people.resident).await.send().await;
    assert_eq!(resident.problem(403), "forbidden");
}

#[tokio::test]
async fn finished_orders_are_taken_out_with_what_is_written_back() {
    let town = Town::new().await;
    let people = &town.district;
    let acting = format!("community-worker@{}", people.community);
    let table = "number,channel,place,text,opens\n\
                 X-1,hotline-12345,柳园小区1号楼,路灯坏了,suggestion\n\
                 X-2,handed-down,柳园小区1号楼,井盖坏了,问题\n";
    let body = json!({ "acting": acting, "table": table });
    let taken = town.post("/orders", &body).by(&town, people.community_worker).await;
    let taken = taken.send().await.ok(200);
    let today = town.app.app.now().day().to_string();
    let path = format!("/orders?from={today}&to={today}");
    let found = async |member| town.get(&path).by(&town, member).await.send().await;
    assert_eq!(found(people.community_worker).await.ok(200)["items"], json!([]));
    let id = taken["items"][0]["matter"]["id"].as_str().unwrap();
    town.act(people.grid_worker, id, "at-once", json!({})).await;
    let fields = json!({
        "course": "a", "basis": "b", "standard": "c", "result": "已修好",
        "external-reply": "=路灯已于当日修复",
    });
    town.act(people.grid_worker, id, "solved", fields).await;
    // Nobody is known to have raised it: whoever had no part in it looks whether it is done.
    town.app.pass(DAY_MS).await.unwrap();
    town.act(people.community_secretary, id, "rate", json!({ "answer": "satisfied" })).await;
    // The other one is joined to what a resident reported, and ends when that does.
    let merged = taken["items"][1]["matter"]["id"].as_str().unwrap();
    let main = town.report(people.resident, "井盖坏了，走路要绕开").await;
    let body = json!({ "other": merged });
    let call = town.post(&format!("/matters/{main}/mergers"), &body);
    call.by(&town, people.grid_worker).await.send().await.ok(200);
    let to = town.app.app.now().day();
    let path = format!("/orders?from={today}&to={to}");
    let found = async |member| town.get(&path).by(&town, member).await.send().await;
    let listed = found(people.community_worker).await.ok(200);
    let items = listed["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "the resident's is open: {listed:#}");
    assert_eq!(items[0]["number"], "X-1");
    assert_eq!(items[0]["opens"]["en"], "Suggestion", "{listed:#}");
    assert_eq!(items[0]["channel"]["en"], "12345 hotline");
    assert_eq!(items[0]["own_number"], taken["items"][0]["matter"]["number"]);
    assert_eq!(items[0]["reply"], "=路灯已于当日修复");
    assert!(items[0]["outcome"]["zh"].as_str().is_some_and(|words| !words.is_empty()));
    assert_eq!(found(people.resident).await.problem(403), "forbidden");
    let fields = json!({ "course": "a", "basis": "b", "standard": "c", "result": "已换井盖" });
    town.act(people.grid_worker, &main, "on-spot", fields).await;
    town.app.pass(DAY_MS).await.unwrap();
    town.act(people.resident, &main, "rate", json!({ "answer": "satisfied" })).await;
    let to = town.app.app.now().day();
    let from = to.yesterday().unwrap();
    let path = format!("/orders?from={from}&to={to}");
    let listed = town.get(&path).by(&town, people.community_worker).await.send().await.ok(200);
    let last = listed["items"].as_array().unwrap().last().unwrap();
    assert_eq!(last["number"], "X-2", "{listed:#}");
    assert_eq!(last["outcome"], items[0]["outcome"]);
    let backwards = format!("/orders?from={to}&to=2020-01-01");
    let wrong = town.get(&backwards).by(&town, people.community_worker).await.send().await;
    assert_eq!(wrong.wrong(), [("to", "period-backwards")]);
}

#[tokio::test]
async fn a_matter_taken_in_at_the_counter_is_followed_without_a_device() {
    let town = Town::new().await;
    let people = &town.district;
    let body = json!({
        "text": "楼梯扶手坏了", "place": people.building.to_string(),
        "on_behalf": { "name": "何爷爷", "phone": "13612345678" },
        "acting": format!("community-worker@{}", people.community), "channel": "hall",
    });
    let taken = town.post("/matters", &body).by(&town, people.community_worker).await;
    let taken = taken.send().await.ok(201);
    let path = format!("/matters/{}/receipt", taken["id"].as_str().unwrap());
    let receipt = town.get(&path).by(&town, people.community_worker).await.send().await.ok(200);
    assert_eq!(receipt["number"], taken["number"]);
    let stranger = town.get(&path).by(&town, people.neighbour).await.send().await;
    assert_eq!(stranger.problem(404), "not-found");
    let asked = json!({ "number": taken["number"], "last_four": "5678" });
    let told = town.post("/progress", &asked).send().await.ok(200);
    assert_eq!(told["open"], true);
    assert!(!told.to_string().contains("楼梯扶手"), "no words: {told}");
    let wrong = json!({ "number": taken["number"], "last_four": "0000" });
    assert_eq!(town.post("/progress", &wrong).send().await.problem(409), "progress-unknown");
    let phone = json!({ "phone": "13612345678" });
    let call = town.post("/intake/open-matters", &phone).by(&town, people.community_worker).await;
    assert_eq!(call.send().await.ok(200)["items"].as_array().unwrap().len(), 1);
    let call = town.post("/intake/open-matters", &phone).by(&town, people.resident).await;
    assert_eq!(call.send().await.problem(403), "forbidden");
}

#[tokio::test]
async fn the_audit_is_for_the_auditor() {
    let town = Town::new().await;
    let people = &town.district;
    let id = town.report(people.resident, "路灯坏了").await;
    for path in ["/audit".to_owned(), format!("/matters/{id}/texts")] {
        let call = town.get(&path).by(&town, people.coordinator).await;
        assert_eq!(call.send().await.problem(403), "forbidden", "{path}");
    }
    let body = json!({ "reason": "ordered" });
    let call = town.post("/texts/1/erasure", &body).by(&town, people.coordinator).await;
    assert!([403, 404].contains(&call.send().await.status.as_u16()));
}

#[tokio::test]
async fn only_posts_that_hold_office_are_offered_as_second_person() {
    let town = Town::new().await;
    let people = &town.district;
    let id = town.report(people.resident, "希望拆掉别人家的阳台").await;
    let offer = town.offer(people.grid_worker, &id, "refer").await;
    let fields = offer["fields"].as_array().unwrap();
    let second = fields.iter().find(|field| field["name"] == "second").unwrap();
    let choices = second["choices"].as_array().unwrap();
    let roles: Vec<&str> = choices
        .iter()
        .map(|choice| choice["value"].as_str().unwrap().split('@').next().unwrap())
        .collect();
    assert!(
        roles.contains(&"community-secretary") && roles.contains(&"street-office"),
        "{roles:?}"
    );
    assert!(!roles.contains(&"resident-representative"), "{roles:?}");
    assert!(!roles.contains(&"grid-worker"), "below the level: {roles:?}");
}

#[tokio::test]
async fn a_desk_searches_and_reads_what_it_was_told() {
    let town = Town::new().await;
    let people = &town.district;
    let id = town.report(people.resident, "路灯坏了，晚上看不见路").await;
    town.report(people.neighbour, "楼道里堆着纸箱").await;
    // 路灯, as addresses carry it.
    let path = "/matters?scope=work&q=%E8%B7%AF%E7%81%AF";
    let found = town.get(path).by(&town, people.grid_worker).await.send().await.ok(200);
    assert_eq!(found["items"].as_array().unwrap().len(), 1, "{found:#}");
    assert_eq!(found["items"][0]["id"], id.as_str());
    let out_of_sight = town.get(path).by(&town, people.other_grid_worker).await.send().await;
    assert_eq!(out_of_sight.ok(200)["items"], json!([]));
    let resident = town.get(path).by(&town, people.resident).await.send().await;
    assert_eq!(resident.problem(403), "forbidden");
    for (path, wrong) in [
        ("/matters?q=a", ("scope", "field-choice")),
        ("/matters?scope=mine&q=a", ("scope", "field-choice")),
        ("/matters?scope=work&open=true&q=a", ("open", "field-unknown")),
    ] {
        let answer = town.get(path).by(&town, people.grid_worker).await.send().await;
        assert_eq!(answer.wrong(), [wrong], "{path}");
    }

    let told = async || {
        let call = town.get("/me/work-messages").by(&town, people.grid_worker).await;
        call.send().await.ok(200)
    };
    let before = told().await;
    assert_eq!((&before["digest"], &before["requests"]), (&Value::Null, &json!([])));
    town.act(people.resident, &id, "urge", json!({})).await;
    town.app.pass(DAY_MS).await.unwrap();
    let after = told().await;
    let items = after["items"].as_array().unwrap();
    let urged =
        items.iter().find(|item| item["message"] == "urged").unwrap_or_else(|| panic!("{after:#}"));
    assert_eq!((&urged["matter"], &urged["readable"]), (&json!(id), &json!(true)));
    assert!(urged["place"].as_str().unwrap().contains("1号楼"), "{urged:#}");
    let resident = town.get("/me/work-messages").by(&town, people.resident).await.send().await;
    assert_eq!(resident.problem(403), "forbidden");
}

#[tokio::test]
async fn how_matters_go_is_drawn() {
    let town = Town::new().await;
    let people = &town.district;
    let all = town.get("/processes").send().await.ok(200);
    let first = &all["items"][0];
    assert!(first["svg"].as_str().unwrap().starts_with("<svg"), "{first:#}");
    assert!(first["label"]["zh"].is_string() && first["version"].is_u64(), "{first:#}");
    let english = town.get("/processes").with("accept-language", "en").send().await.ok(200);
    assert_ne!(english["items"][0]["svg"], first["svg"]);
    let place = format!("/processes?place={}", people.building);
    assert_eq!(town.get(&place).send().await.ok(200), all);
    let id = town.report(people.resident, "路灯坏了").await;
    let path = format!("/matters/{id}/process");
    let own = town.get(&path).by(&town, people.resident).await.send().await.ok(200);
    let same = all["items"].as_array().unwrap().iter().find(|one| one["label"] == own["label"]);
    assert_ne!(own["svg"], same.unwrap()["svg"], "the step that it stands at is marked");
    let stranger = town.get(&path).by(&town, people.neighbour).await.send().await;
    assert_eq!(stranger.problem(404), "not-found");
}
