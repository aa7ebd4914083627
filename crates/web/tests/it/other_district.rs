//! Ids of another district: whoever works in one is answered as if there were nothing there.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use linli_app::{account::Administrator, setup};
use linli_kernel::{PersonId, PlaceId};
use linli_testkit::{
    app::{DAY_MS, TestApp},
    fixture::{self, District, Member},
};
use linli_web::server::{Settings, router};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::api::photos::png;

/// A table of the first district as the second one's: other numbers, names and telephones.
fn eastern(table: &str) -> String {
    let names = [("test:", "east:"), ("柳园", "东川"), ("清河", "东川"), ("南桥", "东桥")];
    let renamed = names.iter().fold(table.to_owned(), |text, (from, to)| text.replace(from, to));
    renamed.replace("1990000", "1991000").replace("0546-", "0547-")
}

/// Two districts under one playbook, with the same people in both.
struct Country {
    app: TestApp,
    first: District,
    door: Router,
}

impl Country {
    async fn new() -> Self {
        let (app, first) = TestApp::with_district().await.unwrap();
        let operator = Administrator::Operator;
        let (places, staff) = (eastern(fixture::PLACES), eastern(fixture::STAFF));
        let taken = setup::import_places(&app.app, operator, places.as_bytes(), None, false).await;
        assert_eq!(taken.unwrap().problems, []);
        let district = place(&app, "1").await;
        assert_ne!(district, first.district);
        let kenli = linli_playbook::Name::new("kenli").unwrap();
        setup::bind_playbook(&app.app, operator, district, &kenli, 1).await.unwrap();
        let taken = setup::import_staff(&app.app, operator, staff.as_bytes(), false).await;
        assert_eq!(taken.unwrap().problems, []);
        let settings = Settings::new("http://127.0.0.1:8080".parse().unwrap());
        let door = router(app.app.clone(), settings);
        Self { app, first, door }
    }

    /// Somebody of the second district, by the end of the telephone number.
    async fn eastern(&self, number: &str) -> PersonId {
        let hash = self.app.app.vault.hash("phone", &format!("199100000{number}"));
        self.app.app.snapshot().await.unwrap().person_by_phone(&hash).await.unwrap().unwrap().id
    }

    async fn asks(&self, by: PersonId, asked: &Asked) -> (u16, Value) {
        let token = self.app.token(by).await.unwrap();
        let mut request = Request::builder().method(asked.method).uri(&asked.path);
        request = match asked.path.starts_with("/api/") {
            true => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
            false => request.header(header::COOKIE, format!("linli_session={token}")),
        };
        let request = request
            .header("host", "127.0.0.1:8080")
            .header("if-match", "1")
            .header(header::CONTENT_TYPE, asked.kind)
            .body(Body::from(asked.body.clone()))
            .unwrap();
        let response = self.door.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), 8 << 20).await.unwrap();
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    /// What somebody is given who may have it.
    async fn given(&self, by: PersonId, asked: &Asked) -> Value {
        let (status, answer) = self.asks(by, asked).await;
        assert!(
            (200..300).contains(&status),
            "{} {}: {status} {answer:#}",
            asked.method,
            asked.path
        );
        answer
    }

    /// Reports something with a photo; answers the ids of the matter and the photo.
    async fn report(&self, by: PersonId, at: PlaceId) -> (String, String) {
        let photo = Asked { kind: "image/png", body: png(), ..post("/photos", &Value::Null) };
        let photo = word(&self.given(by, &photo).await["id"]);
        let body = json!({ "text": "路灯坏了", "place": at.to_string(), "photos": [photo] });
        (word(&self.given(by, &post("/matters", &body)).await["id"]), photo)
    }
}

async fn place(app: &TestApp, code: &str) -> PlaceId {
    let today = app.app.now().day();
    let mut rows = app.app.snapshot().await.unwrap();
    rows.place_by_code("east", code, today).await.unwrap().unwrap().id
}

fn word(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// A request.
struct Asked {
    method: &'static str,
    path: String,
    kind: &'static str,
    body: Vec<u8>,
}

fn send(method: &'static str, path: &str, body: &Value) -> Asked {
    let path = format!("/api/v1{path}");
    Asked { method, path, kind: "application/json", body: body.to_string().into_bytes() }
}

fn post(path: &str, body: &Value) -> Asked {
    send("POST", path, body)
}

fn get(path: &str) -> Asked {
    Asked { method: "GET", path: path.to_owned(), kind: "text/plain", body: Vec::new() }
}

#[tokio::test]
async fn matters_and_photos_of_another_district_are_not_there() {
    let country = Country::new().await;
    let first = &country.first;
    let (case, photo) =
        country.report(country.eastern("01").await, place(&country.app, "8").await).await;
    let asked = [
        get(&format!("/api/v1/matters/{case}")),
        get(&format!("/api/v1/matters/{case}/receipt")),
        get(&format!("/api/v1/matters/{case}/joined")),
        get(&format!("/api/v1/matters/{case}/similar")),
        get(&format!("/api/v1/matters/{case}/process")),
        get(&format!("/api/v1/matters/{case}/dispatch-suggestions")),
        get(&format!("/api/v1/photos/{photo}")),
        get(&format!("/api/v1/published/{case}")),
        get(&format!("/api/v1/published/photos/{photo}")),
        post(&format!("/matters/{case}/actions"), &json!({ "action": "at-once", "task": 1 })),
        post(&format!("/matters/{case}/reveal"), &json!({ "what": "phone", "reason": "约时间" })),
        send("PUT", &format!("/matters/{case}/hiding"), &json!({ "reason": "personal" })),
        post(&format!("/matters/{case}/mergers"), &json!({ "other": case })),
        get(&format!("/w/cases/{case}")),
        get(&format!("/w/cases/{case}/receipt")),
        get(&format!("/w/cases/{case}/reveal?what=phone")),
        get(&format!("/w/cases/{case}/merge")),
        get(&format!("/w/cases/{case}/hide")),
        get(&format!("/w/cases/{case}/joined")),
        get(&format!("/m/matters/{case}")),
        get(&format!("/m/matters/{case}/process")),
        get(&format!("/published/{case}")),
        get(&format!("/photos/{photo}/small")),
        get(&format!("/published/photos/{photo}/small")),
    ];
    // There they are, for whoever works there.
    let worker = country.eastern("03").await;
    for path in [format!("/api/v1/matters/{case}"), format!("/photos/{photo}/small")] {
        country.given(worker, &get(&path)).await;
    }
    let people = [
        first.resident,
        first.grid_worker,
        first.community_worker,
        first.mediator,
        first.street_office,
        first.coordinator,
        first.company_clerk,
        first.department_clerk,
    ];
    for member in people {
        for asked in &asked {
            let (status, answer) = country.asks(member.person, asked).await;
            // Residents have no desk, whatever may lie on it.
            let no_desk = member == first.resident && asked.path.starts_with("/w/");
            assert_eq!(
                status,
                if no_desk { 403 } else { 404 },
                "{} {}: {answer:#}",
                asked.method,
                asked.path
            );
        }
        let listed = get("/api/v1/matters?scope=work");
        let (status, answer) = country.asks(member.person, &listed).await;
        assert!(status == 403 || answer["items"] == json!([]), "{answer:#}");
    }
}

#[tokio::test]
async fn what_is_late_in_another_district_is_listed_for_its_own_offices_only() {
    let country = Country::new().await;
    country.report(country.eastern("01").await, place(&country.app, "8").await).await;
    country.app.pass(60 * DAY_MS).await.unwrap();
    let community = place(&country.app, "3").await;
    let late = get(&format!("/api/v1/dashboard/late?place={community}"));
    let (status, own) = country.asks(country.eastern("03").await, &late).await;
    assert_eq!((status, own["items"].as_array().unwrap().len()), (200, 1), "{own:#}");
    for member in staff(&country.first) {
        let (status, answer) = country.asks(member.person, &late).await;
        assert!(status == 403 || answer["items"] == json!([]), "{answer:#}");
    }
}

/// Whoever works in a district, at every level and for it.
fn staff(district: &District) -> [Member; 6] {
    [
        district.grid_worker,
        district.community_worker,
        district.street_office,
        district.coordinator,
        district.company_clerk,
        district.department_clerk,
    ]
}

#[tokio::test]
async fn places_posts_and_organisations_of_another_district_are_refused() {
    let country = Country::new().await;
    let first = &country.first;
    let (street, community) = (place(&country.app, "2").await, place(&country.app, "3").await);
    let grid = place(&country.app, "5").await;
    let compound = place(&country.app, "7").await;
    let today = country.app.app.now().day();
    let mut rows = country.app.app.snapshot().await.unwrap();
    let company = rows.serving(&[compound], today).await.unwrap().remove(0).0.id;
    let eastern = rows.posts_of(country.eastern("03").await).await.unwrap().remove(0).id;
    drop(rows);
    let case = country.report(first.resident.person, first.building).await.0;
    let theirs =
        country.report(country.eastern("01").await, place(&country.app, "8").await).await.0;
    let (own_grid, own_street) = (first.grid, first.street);
    let external = json!({
        "text": "楼顶漏水", "place": first.building.to_string(), "acting": format!("grid-worker@{grid}"),
        "channel": "hotline-12345", "external": { "number": "X-1" },
    });
    let there = json!({
        "text": "楼顶漏水", "place": place(&country.app, "8").await.to_string(),
        "acting": format!("grid-worker@{own_grid}"), "channel": "hotline-12345",
        "external": { "number": "X-2" },
    });
    let entry = |at: PlaceId| {
        json!({
            "place": at.to_string(), "category": "gas", "part": "lead", "basis": "合同",
            "organisation": company.to_string(), "from": "2026-01-01",
        })
    };
    let item = json!({
        "title": "居住证明", "basis": "依据", "steps": ["登记"], "days": 0, "address": "一楼",
        "from": "2026-01-01",
    });
    let notice = json!({
        "place": community.to_string(), "title": "停水", "text": "明天停水", "until": "2026-07-20",
    });
    let about = json!({
        "text": "态度不好", "place": first.building.to_string(), "about": format!("grid-worker@{grid}"),
    });
    let asked = [
        post("/matters", &external),
        post("/matters", &there),
        post("/matters", &about),
        post(&format!("/matters/{case}/mergers"), &json!({ "other": theirs })),
        post("/dispatch-lists/entries", &entry(street)),
        post("/dispatch-lists/entries", &entry(own_street)),
        post(&format!("/places/{community}/services"), &item),
        post(&format!("/places/{community}/grid-plans"), &json!({ "aim": "keep" })),
        post("/notices", &notice),
        send(
            "PUT",
            &format!("/duty-rosters/{community}/days/2026-07-20"),
            &json!({ "shifts": [] }),
        ),
        send("PUT", &format!("/me/posts/{eastern}/publication"), &json!({ "published": true })),
        get(&format!("/api/v1/duty-rosters/{community}")),
        get(&format!("/api/v1/places/{community}/grids")),
        get(&format!("/w/grids/{community}")),
    ];
    let mut wrong = Vec::new();
    for member in staff(first) {
        for asked in &asked {
            let (status, answer) = country.asks(member.person, asked).await;
            // 403 where the place itself is public, or the kind of work is never theirs.
            if ![403, 404, 422].contains(&status) {
                wrong.push(format!("{status} {} {} {answer}", asked.method, asked.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn nobody_of_another_district_is_given_a_task() {
    let country = Country::new().await;
    let first = &country.first;
    let compound = place(&country.app, "7").await;
    let today = country.app.app.now().day();
    let mut rows = country.app.app.snapshot().await.unwrap();
    let company = rows.serving(&[compound], today).await.unwrap().remove(0).0.id;
    drop(rows);
    let case = country.report(first.resident.person, first.building).await.0;
    let worker = first.grid_worker.person;
    let taken =
        post(&format!("/matters/{case}/actions"), &json!({ "action": "at-once", "task": 1 }));
    country.given(worker, &taken).await;
    let seen = country.given(worker, &get(&format!("/api/v1/matters/{case}"))).await;
    let offers = seen["actions"].as_array().unwrap();
    let give = offers.iter().find(|offer| offer["name"] == "give").unwrap();
    let fields = json!({ "lead": company.to_string() });
    let body = json!({ "action": "give", "task": give["task"], "fields": fields });
    let (status, answer) =
        country.asks(worker, &post(&format!("/matters/{case}/actions"), &body)).await;
    assert_eq!((status, &answer["errors"][0]["field"]), (422, &json!("fields.lead")), "{answer:#}");
}
