//! Static files: addresses by content, kept for good, packed where the browser can unpack.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode, header};
use linli_web::assets;
use tower::ServiceExt;

async fn get(path: &str, headers: &[(header::HeaderName, &str)]) -> Response<Body> {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    let router: Router = assets::router();
    router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

#[tokio::test]
async fn a_file_is_kept_for_good() {
    let style = assets::asset("linli.css").unwrap();
    let answer = get(style.path, &[]).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
    assert!(answer.headers().get(header::CONTENT_ENCODING).is_none());
    let tag = answer.headers()[header::ETAG].to_str().unwrap().to_owned();
    let body = to_bytes(answer.into_body(), 1_000_000).await.unwrap();
    assert_eq!(Some(body.as_ref()), style.text().map(str::as_bytes));

    let again = get(style.path, &[(header::IF_NONE_MATCH, &tag)]).await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn a_file_travels_packed_to_who_can_unpack_it() {
    let style = assets::asset("linli.css").unwrap();
    let answer = get(style.path, &[(header::ACCEPT_ENCODING, "br;q=1.0, gzip;q=0.8")]).await;
    assert_eq!(answer.headers()[header::CONTENT_ENCODING], "gzip");
    let body = to_bytes(answer.into_body(), 1_000_000).await.unwrap();
    assert!(body.starts_with(&[0x1f, 0x8b]));
    let refused = get(style.path, &[(header::ACCEPT_ENCODING, "gzip;q=0")]).await;
    assert!(refused.headers().get(header::CONTENT_ENCODING).is_none());
}

#[tokio::test]
async fn the_icon_stands_at_its_old_address_too() {
    let answer = get("/favicon.ico", &[]).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "image/x-icon");
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "public, max-age=86400");
    let body = to_bytes(answer.into_body(), 100_000).await.unwrap();
    // An icon with three pictures.
    assert!(body.starts_with(&[0, 0, 1, 0, 3, 0]), "{:?}", body.get(..6));
}

#[tokio::test]
async fn an_old_or_foreign_address_is_not_found() {
    for path in [
        "/static/000000000000/linli.css",
        "/static/000000000000/none.css",
        "/static/x/../../etc/passwd",
        "/static/x/icons/logo.svg",
    ] {
        assert_eq!(get(path, &[]).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn everything_a_page_loads_stays_small() {
    let packed = |name| assets::asset(name).unwrap().gzip_length();
    let resident =
        packed("linli.css") + packed("page.js") + packed("icons.svg") + packed("photos.js");
    assert!(resident < 24 * 1024, "{resident} bytes");
}

#[test]
fn no_script_evaluates_text() {
    for asset in assets::all().iter().filter(|asset| asset.name.ends_with(".js")) {
        let own = !asset.name.starts_with("vendor/");
        let text = asset.text().unwrap();
        for refused in ["eval(", "new Function", "innerHTML", ".style.", "document.write"] {
            assert!(!own || !text.contains(refused), "{}: {refused}", asset.name);
        }
    }
}

#[test]
fn every_part_of_a_drawing_follows_the_colours_of_the_page() {
    let drawn = include_str!("../../../../docs/playbooks/kenli-matter.svg");
    let style = assets::asset("linli.css").unwrap().text().unwrap();
    let shapes =
        drawn.split('<').filter(|tag| tag.starts_with("rect ") && tag.contains("fill=\"#"));
    let classes: std::collections::BTreeSet<&str> =
        shapes.filter_map(|tag| tag.split("class=\"").nth(1)?.split(['"', ' ']).next()).collect();
    assert!(classes.len() > 3, "{classes:?}");
    for class in classes {
        assert!(style.contains(&format!(".ll-flow .{class}{{fill:var(")), "{class}");
    }
}
