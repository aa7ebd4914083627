//! Duty rosters over the API: days, weeks, swaps, and what everybody reads of today.

use serde_json::{Value, json};

use super::client::Town;

#[tokio::test]
async fn a_roster_is_written_copied_swapped_and_read_by_everybody() {
    let town = Town::new().await;
    let people = &town.district;
    let site = people.community;
    let sites = town.get("/me/duty-sites").by(&town, people.community_worker).await.send().await;
    let sites = sites.ok(200);
    assert!(sites["items"].as_array().unwrap().iter().any(|one| one["site"] == json!(site)));
    let (worker, secretary) = (people.community_worker.person, people.community_secretary.person);
    let shift = |person: String| json!({ "from": "8:30", "to": "17:30", "person": person });
    let day = |n: i8| format!("/duty-rosters/{site}/days/2026-07-{n:02}");
    let write = async |n: i8, seen: &str, shifts: Value| {
        let body = json!({ "shifts": shifts });
        let call = town.put(&day(n), &body).by(&town, people.community_worker).await;
        call.with("if-match", seen).send().await
    };
    let kept = write(8, "0", json!([shift(worker.to_string())])).await.ok(200);
    assert_eq!(kept["version"], 1);
    assert_eq!(write(8, "0", json!([])).await.problem(412), "stale");
    let wrong = json!([{ "from": "8:30", "to": "9:00", "name": "王志愿" }]);
    assert_eq!(write(9, "0", wrong).await.wrong(), [("shifts.0.consent", "duty-consent")]);
    write(9, "0", json!([shift(secretary.to_string())])).await.ok(200);
    let unseen = town.put(&day(9), &json!({ "shifts": [] })).by(&town, people.community_worker);
    assert_eq!(unseen.await.send().await.problem(428), "version-missing");

    let today = town.get(&format!("/places/{}/duty", people.household)).send().await.ok(200);
    assert_eq!((&today["kind"], &today["day"]), (&json!("workday"), &json!("2026-07-08")));
    let who = &today["items"][0]["shifts"][0]["who"];
    assert_eq!((&who["name"], &who["person"]), (&Value::Null, &Value::Null));
    assert_eq!(who["role"]["zh"], "社区工作者");

    let swap = json!({
        "one": { "day": "2026-07-08", "shift": 0, "version": 1 },
        "other": { "day": "2026-07-09", "shift": 0, "version": 1 },
    });
    let path = format!("/duty-rosters/{site}/swaps");
    town.post(&path, &swap).by(&town, people.community_worker).await.send().await.ok(204);
    let again = town.post(&path, &swap).by(&town, people.community_worker).await.send().await;
    assert_eq!(again.problem(412), "stale");
    let copy = json!({ "from": "2026-07-08", "to": "2026-07-15" });
    let path = format!("/duty-rosters/{site}/copies");
    let copied = town.post(&path, &copy).by(&town, people.street_office).await.send().await.ok(200);
    assert_eq!(copied["days"], json!(["2026-07-15", "2026-07-16"]));
    let week = format!("/duty-rosters/{site}?from=2026-07-12");
    let week = town.get(&week).by(&town, people.community_worker).await.send().await.ok(200);
    assert_eq!(week["items"][2]["shifts"][0]["instead_of"]["person"], json!(worker.to_string()));
    assert_eq!(week["empty"].as_array().unwrap().len(), 10);
    let table = json!({ "table": "date,from,to,name\n2026-07-10,9,10:00,谁\n", "dry_run": true });
    let path = format!("/duty-rosters/{site}/tables");
    let found = town.post(&path, &table).by(&town, people.community_worker).await.send().await;
    let found = found.ok(200);
    let codes: Vec<&Value> =
        found["mistakes"].as_array().unwrap().iter().map(|one| &one["code"]).collect();
    assert_eq!(codes, ["duty-consent", "duty-time"]);
}
