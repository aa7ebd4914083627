//! Dispatch lists over the API: keeping, trying, importing, and what is suggested.

use serde_json::{Value, json};

use super::client::Town;

fn lamps(town: &Town) -> Value {
    json!({
        "place": town.district.district.to_string(), "category": "street-lamp", "part": "lead",
        "organisation": town.district.department.to_string(),
        "basis": "城市照明管理规定第十条", "from": "2026-01-01",
    })
}

fn with(value: &Value, more: &Value) -> Value {
    let mut value = value.clone();
    value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    value
}

#[tokio::test]
async fn an_entry_is_tried_kept_changed_and_taken_off() {
    let town = Town::new().await;
    let people = &town.district;
    let (path, new) = ("/dispatch-lists/entries", lamps(&town));
    let tried = with(&new, &json!({ "dry_run": true }));
    let tried = town.post(path, &tried).by(&town, people.coordinator).await.send().await.ok(200);
    assert_eq!((&tried["id"], &tried["trial"]["compared"]), (&Value::Null, &json!(0)));
    let kept = town.post(path, &new).by(&town, people.coordinator).await.send().await.ok(200);
    let id = kept["id"].as_str().unwrap().to_owned();
    let again = town.post(path, &new).by(&town, people.coordinator).await.send().await;
    assert_eq!(again.wrong(), [("organisation", "dispatch-clash")]);
    let refused = town.post(path, &new).by(&town, people.community_secretary).await.send().await;
    assert_eq!(refused.problem(403), "forbidden");
    let read = town.get("/dispatch-lists").by(&town, people.department_clerk).await.send().await;
    let read = read.ok(200);
    assert_eq!(read["items"][0]["organisation_name"], "清河区住房和城乡建设局");
    assert_eq!(read["items"][0]["may_keep"], false);

    let one = format!("{path}/{id}");
    let changed = with(&new, &json!({ "to": "2026-12-31" }));
    let put = async |seen: Option<&str>| {
        let request = town.put(&one, &changed);
        let request = match seen {
            Some(seen) => request.with("if-match", seen),
            None => request,
        };
        request.by(&town, people.coordinator).await.send().await
    };
    assert_eq!(put(None).await.problem(428), "version-missing");
    put(Some("1")).await.ok(200);
    assert_eq!(put(Some("1")).await.problem(412), "stale");
    let read = town.get("/dispatch-lists?category=street-lamp").by(&town, people.grid_worker);
    assert_eq!(read.await.send().await.ok(200)["items"][0]["to"], "2026-12-31");
    let refused = town.delete(&one).by(&town, people.street_office).await.send().await;
    assert_eq!(refused.problem(403), "forbidden");
    let unseen = town.delete(&one).by(&town, people.coordinator).await;
    assert_eq!(unseen.send().await.problem(428), "version-missing");
    let old = town.delete(&one).by(&town, people.coordinator).await.with("if-match", "1");
    assert_eq!(old.send().await.problem(412), "stale");
    let seen = town.delete(&one).by(&town, people.coordinator).await.with("if-match", "2");
    seen.send().await.ok(204);
    let read = town.get("/dispatch-lists?all=true").by(&town, people.coordinator).await;
    assert_eq!(read.send().await.ok(200)["items"], json!([]));
}

#[tokio::test]
async fn a_table_names_its_mistakes_in_both_languages() {
    let town = Town::new().await;
    let people = &town.district;
    let head = "place,category,part,organisation,basis,from,to\n";
    let bad = json!({ "table": format!("{head}清河区,路灯,lead,没有这个单位,依据,2026-01-01,\n") });
    let path = "/dispatch-lists/tables";
    let found = town.post(path, &bad).by(&town, people.coordinator).await.send().await.ok(200);
    let mistake = &found["mistakes"][1];
    assert_eq!(mistake["code"], "dispatch-organisation-unknown");
    assert_eq!(mistake["message"]["zh"], "没有这个单位，请按系统里的名称填写。");
    let row = "清河区,street-lamp,lead,清河区住房和城乡建设局,依据,2026-01-01,\n";
    let good = json!({ "table": format!("{head}{row}") });
    let found = town.post(path, &good).by(&town, people.coordinator).await.send().await.ok(200);
    assert_eq!((&found["new"], &found["mistakes"]), (&json!(1), &json!([])));
}
