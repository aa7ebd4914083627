//! Notice boards over the API: public, by consent; numbers with their version; hung and changed.

use serde_json::json;

use super::client::Town;

#[tokio::test]
async fn numbers_are_kept_with_the_version_that_was_read_and_come_down_to_boards() {
    let town = Town::new().await;
    let people = &town.district;
    let path = format!("/places/{}/service-numbers", people.community);
    let read = town.get(&path).by(&town, people.community_worker).await.send().await.ok(200);
    assert_eq!((&read["version"], &read["items"]), (&json!(0), &json!([])));
    let new = json!({ "numbers": [
        { "kind": "water", "name": "自来水公司", "phone": "０５４６－１２３４５６７", "hours": "24小时" },
        { "kind": "other", "name": "电动车充电", "phone": "400-1234567" },
    ] });
    let put = async |seen: Option<&str>| {
        let request = town.put(&path, &new);
        let request = match seen {
            Some(seen) => request.with("if-match", seen),
            None => request,
        };
        request.by(&town, people.community_worker).await.send().await
    };
    assert_eq!(put(None).await.problem(428), "version-missing");
    assert_eq!(put(Some("7")).await.problem(412), "stale");
    assert_eq!(put(Some("0")).await.ok(200)["version"], 1);
    let board = town.get(&format!("/boards/{}", people.building)).send().await.ok(200);
    assert_eq!(board["address"], "柳园社区柳园小区1号楼");
    assert_eq!(board["numbers"][0]["phone"], "0546-1234567");
    assert_eq!(board["numbers"][0]["from"], people.community.to_string());
    assert_eq!(board["numbers"][1]["name"], "电动车充电");
    // The grid worker did not agree to be named.
    assert_eq!(board["posts"][1]["unnamed"], true);
    assert_eq!(board["posts"][1]["named"], json!([]));
    assert!(!board.to_string().contains("赵敏"), "{board:#}");
    assert_eq!(board["duties"][1]["lines"][0]["zh"], "入户听事，收集诉求");
    let wrong = json!({ "numbers": [{ "kind": "luck", "phone": "1" }] });
    let wrong = town.put(&path, &wrong).with("if-match", "1");
    let wrong = wrong.by(&town, people.community_worker).await.send().await;
    assert_eq!(wrong.problem(422), "invalid-fields");
}

#[tokio::test]
async fn what_was_printed_is_said_to_hang_and_a_change_is_named() {
    let town = Town::new().await;
    let people = &town.district;
    let sheets = format!("/me/board-sheets?place={}&which=below", people.compound);
    let sheets = town.get(&sheets).by(&town, people.community_worker).await.send().await.ok(200);
    let items = sheets["items"].as_array().unwrap();
    assert_eq!((items.len(), &sheets["more"]), (5, &json!(false)));
    let boards: Vec<_> =
        items.iter().map(|one| json!({ "place": one["place"], "mark": one["mark"] })).collect();
    let hung = town.post("/boards/hung", &json!({ "boards": boards }));
    let hung = hung.by(&town, people.community_worker).await.send().await.ok(200);
    assert_eq!(hung, json!({ "hung": 5, "changed": 0 }));
    let path = format!("/places/{}/service-numbers", people.building);
    let new = json!({ "numbers": [{ "kind": "lift", "phone": "96333" }] });
    let kept = town.put(&path, &new).with("if-match", "0");
    kept.by(&town, people.community_worker).await.send().await.ok(200);
    let list = town.get("/me/boards?limit=2").by(&town, people.community_worker).await;
    let list = list.send().await.ok(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    assert!(list["next"].is_string());
    let changed = list["changed"].as_array().unwrap();
    assert_eq!(changed.len(), 2, "the building and its unit: {list:#}");
    for board in changed {
        assert_eq!(board["changed"], json!([{ "part": "number", "role": null, "what": "lift" }]));
        assert_eq!(board["hung_by"], "孙丽");
    }
    // One of them is taken down.
    let one = format!("/boards/hung/{}", people.building);
    let down = async |seen: Option<&str>| {
        let request = town.delete(&one).by(&town, people.community_worker).await;
        match seen {
            Some(seen) => request.with("if-match", seen).send().await,
            None => request.send().await,
        }
    };
    assert_eq!(down(None).await.problem(428), "version-missing");
    assert_eq!(down(Some("7")).await.problem(412), "stale");
    down(Some("1")).await.ok(204);
    assert_eq!(down(Some("1")).await.problem(404), "not-found");
}
