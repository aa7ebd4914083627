//! Service items over the API: keeping, importing, and what is read without an account.

use serde_json::{Value, json};

use super::client::Town;

fn card() -> Value {
    json!({
        "title": "老年人优待证", "basis": "老年人权益保障法第五十三条",
        "documents": ["居民身份证"], "steps": ["到窗口申请", "当场领证"], "days": 0,
        "one_visit": true, "address": "社区一楼", "phone": "０５４６-1234567",
        "from": "2026-01-01",
    })
}

#[tokio::test]
async fn an_item_is_written_read_by_everybody_and_changed() {
    let town = Town::new().await;
    let people = &town.district;
    let path = format!("/places/{}/services", people.community);
    let kept = town.post(&path, &card()).by(&town, people.community_worker).await.send().await;
    let kept = kept.ok(201);
    assert_eq!(kept["version"], 1);
    let again = town.post(&path, &card()).by(&town, people.community_worker).await.send().await;
    assert_eq!(again.wrong(), [("title", "service-item-twice")]);
    let refused = town.post(&path, &card()).by(&town, people.grid_worker).await.send().await;
    assert_eq!(refused.problem(403), "forbidden");

    let below = format!("/places/{}/services?q=优待", people.household);
    let found = town.get(&below).send().await.ok(200);
    assert_eq!(found["items"][0]["id"], kept["id"]);
    assert_eq!(found["items"][0]["place_name"], "柳园社区");
    let one = format!("/services/{}", kept["id"].as_str().unwrap());
    let read = town.get(&one).send().await.ok(200);
    assert_eq!((&read["phone"], &read["days"]), (&json!("0546-1234567"), &json!(0)));
    assert_eq!(read["steps"], json!(["到窗口申请", "当场领证"]));

    let mut ends = card();
    ends["to"] = json!("2026-01-31");
    let unseen = town.put(&one, &ends).by(&town, people.community_worker).await;
    assert_eq!(unseen.send().await.problem(428), "version-missing");
    let seen = town.put(&one, &ends).by(&town, people.community_worker).await;
    assert_eq!(seen.with("if-match", "1").send().await.ok(200)["version"], 2);
    let old = town.put(&one, &card()).by(&town, people.community_secretary).await;
    assert_eq!(old.with("if-match", "1").send().await.problem(412), "stale");
    assert_eq!(town.get(&below).send().await.ok(200)["items"], json!([]));
    assert_eq!(town.get(&one).send().await.ok(200)["holds"], false);
    let own = town.get("/me/services").by(&town, people.community_worker).await.send().await;
    assert_eq!(own.ok(200)["items"][0]["to"], "2026-01-31");
}

#[tokio::test]
async fn a_table_of_items_names_its_mistakes() {
    let town = Town::new().await;
    let people = &town.district;
    let path = format!("/places/{}/service-tables", people.community);
    let head = "title,basis,steps,days,address,from\n";
    let bad = json!({ "table": format!("{head}居住证明,依据,登记,很快,一楼,2026-01-01\n") });
    let found = town.post(&path, &bad).by(&town, people.community_worker).await.send().await;
    let found = found.ok(200);
    assert_eq!(found["mistakes"][0]["code"], "service-item-days");
    assert_eq!(found["mistakes"][0]["message"]["zh"], "请填0到250之间的整数。");
    let good = json!({ "table": format!("{head}居住证明,依据,登记,0,一楼,2026-01-01\n") });
    let found = town.post(&path, &good).by(&town, people.community_worker).await.send().await;
    assert_eq!(found.ok(200)["new"], 1);
}
