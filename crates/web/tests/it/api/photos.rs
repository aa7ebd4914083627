//! Photos in and out.

use linli_testkit::fixture::Member;
use serde_json::{Value, json};

use super::client::Town;

/// A PNG of four by two pixels.
pub(crate) fn png() -> Vec<u8> {
    use std::io::Cursor;
    let picture = image::RgbImage::from_fn(4, 2, |x, y| image::Rgb([x as u8 * 60, y as u8, 9]));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn form(field: &str, bytes: &[u8]) -> (String, Vec<u8>) {
    let head = format!(
        "--XYZ\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"a.png\"\r\n\
         content-type: image/png\r\n\r\n"
    );
    let body = [head.as_bytes(), bytes, b"\r\n--XYZ--\r\n"].concat();
    ("multipart/form-data; boundary=XYZ".to_owned(), body)
}

/// Sends a photo and answers its id.
pub(super) async fn upload(town: &Town, member: Member) -> String {
    let call = town.post_bytes("/photos", "image/png", png()).by(town, member).await;
    call.send().await.ok(201)["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_photo_is_taken_as_a_form_or_as_the_body() {
    let town = Town::new().await;
    let resident = town.district.resident;
    let (kind, body) = form("photo", &png());
    let call = town.post_bytes("/photos", &kind, body).by(&town, resident).await;
    let id = call.send().await.ok(201)["id"].as_str().unwrap().to_owned();
    for size in ["", "?size=small", "?size=full"] {
        let shown = town.get(&format!("/photos/{id}{size}")).by(&town, resident).await.send().await;
        assert_eq!(shown.status.as_u16(), 200);
        assert_eq!(shown.headers["x-content-type-options"], "nosniff");
        assert_eq!(shown.headers["cache-control"], "no-store");
        assert!(shown.bytes.starts_with(&[0xff, 0xd8]), "a JPEG");
    }
    let odd = town.get(&format!("/photos/{id}?size=huge")).by(&town, resident).await.send().await;
    assert_eq!(odd.wrong(), [("size", "field-choice")]);
    upload(&town, resident).await;
}

#[tokio::test]
async fn what_is_no_photo_is_refused() {
    let town = Town::new().await;
    let resident = town.district.resident;
    let zip = [b"PK\x03\x04".as_slice(), &[0; 500]].concat();
    let cut = png()[..30].to_vec();
    for bytes in [Vec::new(), b"GIF89a".to_vec(), zip, cut, vec![0xff; 3_000]] {
        let call =
            town.post_bytes("/photos", "image/jpeg", bytes.clone()).by(&town, resident).await;
        assert_eq!(call.send().await.wrong(), [("photo", "not-a-photo")]);
        let (kind, body) = form("photo", &bytes);
        let call = town.post_bytes("/photos", &kind, body).by(&town, resident).await;
        assert_eq!(call.send().await.wrong(), [("photo", "not-a-photo")]);
    }
    let (kind, body) = form("picture", &png());
    let call = town.post_bytes("/photos", &kind, body.clone()).by(&town, resident).await;
    assert_eq!(call.send().await.wrong(), [("photo", "field-required")]);
    let call = town.post_bytes("/photos", "text/plain", png()).by(&town, resident).await;
    assert_eq!(call.send().await.problem(415), "media-type-unsupported");
    for (kind, body) in [
        ("multipart/form-data", body.clone()),
        ("multipart/form-data; boundary=ABC", body),
        ("multipart/form-data; boundary=XYZ", b"--XYZ\r\nbroken".to_vec()),
    ] {
        let call = town.post_bytes("/photos", kind, body).by(&town, resident).await;
        assert_eq!(call.send().await.problem(400), "request-malformed", "{kind}");
    }
}

/// A PNG like `png`, of another colour.
fn other_png() -> Vec<u8> {
    use std::io::Cursor;
    let picture = image::RgbImage::from_pixel(4, 2, image::Rgb([200, 30, 30]));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[tokio::test]
async fn a_request_sent_again_with_its_photos_is_the_same_request() {
    let town = Town::new().await;
    let people = &town.district;
    let (resident, worker) = (people.resident, people.grid_worker);
    let building = people.building.to_string();
    let report = |photo: &str| {
        let photos = [photo];
        json!({ "text": "路灯坏了", "place": building, "photos": photos })
    };
    let first = upload(&town, resident).await;
    let sent = async |path: &str, body: Value, member: Member, version: Option<&str>| {
        let mut call = town.post(path, &body).by(&town, member).await;
        if let Some(version) = version {
            call = call.with("if-match", version);
        }
        call.with("idempotency-key", "again").send().await
    };
    let taken = sent("/matters", report(&first), resident, None).await.ok(201);
    let again = upload(&town, resident).await;
    assert_ne!(again, first);
    let answer = sent("/matters", report(&again), resident, None).await;
    assert_eq!(answer.ok(201)["id"], taken["id"]);
    let call = town.post_bytes("/photos", "image/png", other_png()).by(&town, resident).await;
    let other = call.send().await.ok(201)["id"].as_str().unwrap().to_owned();
    let answer = sent("/matters", report(&other), resident, None).await;
    assert_eq!(answer.problem(422), "key-reused");
    // A photo of somebody else is none of this request's.
    let strange = upload(&town, people.neighbour).await;
    let answer = sent("/matters", report(&strange), resident, None).await;
    assert_eq!(answer.problem(422), "key-reused");

    // The same for an action, for what was solved on the spot and for a notice.
    let id = taken["id"].as_str().unwrap();
    let offer = town.offer(worker, id, "on-spot").await;
    let solved = |photo: &str| {
        json!({ "action": "on-spot", "task": offer["task"],
            "fields": { "result": "换了灯泡", "photos": [photo] } })
    };
    let found = |photo: &str| {
        json!({ "matter": { "text": "井盖松了", "place": building, "photos": [photo],
                "acting": format!("grid-worker@{}", people.grid) },
            "solved": { "result": "已垫平", "photos": [] } })
    };
    let notice = |photo: &str| {
        json!({ "place": people.community.to_string(), "title": "停水通知", "text": "明天上午",
            "until": "2026-07-20", "photo": photo })
    };
    let version = format!("\"{}\"", offer["version"]);
    let actions = format!("/matters/{id}/actions");
    type Body<'b> = &'b dyn Fn(&str) -> Value;
    let table: [(&str, Body<'_>, Member, Option<&str>, u16); 3] = [
        (&actions, &solved, worker, Some(&version), 200),
        ("/matters/on-spot", &found, worker, None, 201),
        ("/notices", &notice, people.community_worker, None, 201),
    ];
    for (path, body, member, version, status) in table {
        let (first, again) = (upload(&town, member).await, upload(&town, member).await);
        let taken = sent(path, body(&first), member, version).await.ok(status);
        let answer = sent(path, body(&again), member, version).await;
        assert_eq!(answer.ok(status)["id"], taken["id"], "{path}");
        let call = town.post_bytes("/photos", "image/png", other_png()).by(&town, member).await;
        let other = call.send().await.ok(201)["id"].as_str().unwrap().to_owned();
        let answer = sent(path, body(&other), member, version).await;
        assert_eq!(answer.problem(422), "key-reused", "{path}");
    }
}

#[tokio::test]
async fn twenty_megabytes_are_enough() {
    let town = Town::new().await;
    let resident = town.district.resident;
    let just = vec![7; 20 << 20];
    let call = town.post_bytes("/photos", "image/jpeg", just).by(&town, resident).await;
    assert_eq!(call.send().await.wrong(), [("photo", "not-a-photo")]);
    let over = vec![7; (20 << 20) + 1];
    let call = town.post_bytes("/photos", "image/jpeg", over).by(&town, resident).await;
    assert_eq!(call.send().await.wrong(), [("photo", "photo-too-large")]);
    let huge = vec![7; 21 << 20];
    let (kind, body) = form("photo", &huge);
    for (kind, body) in [("image/jpeg".to_owned(), huge), (kind, body)] {
        let call = town.post_bytes("/photos", &kind, body).by(&town, resident).await;
        assert_eq!(call.send().await.problem(413), "body-too-large", "{kind}");
    }
}
