//! Photos in and out.

use linli_testkit::fixture::Member;

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
