//! Display settings work with a plain form and never lead out of the site.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode, header};
use linli_kernel::Moment;
use linli_web::respond;
use linli_web::ui::{self, Display, Shell, Ui};
use tower::ServiceExt;

fn router() -> Router {
    ui::router(|headers, url| {
        let display = Display::from_headers(headers);
        Ui::new(Shell::Portal, display, Moment::from_ms(0))
            .with_url(url)
            .with_flash(respond::flash(headers, display.lang))
    })
}

async fn post(body: &'static str) -> Response<Body> {
    let request = Request::post("/settings/display")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .unwrap();
    router().oneshot(request).await.unwrap()
}

fn cookies(answer: &Response<Body>) -> Vec<&str> {
    answer.headers().get_all(header::SET_COOKIE).iter().map(|c| c.to_str().unwrap()).collect()
}

async fn page(cookie: &str, accept_language: &str) -> (Response<()>, String) {
    let request = Request::get("/settings/display?return=%2Fm%2F7")
        .header(header::COOKIE, cookie)
        .header(header::ACCEPT_LANGUAGE, accept_language)
        .body(Body::empty())
        .unwrap();
    let (parts, body) = router().oneshot(request).await.unwrap().into_parts();
    let body = to_bytes(body, 1_000_000).await.unwrap();
    (Response::from_parts(parts, ()), String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn a_form_sets_cookies_and_comes_back() {
    let answer = post("mode=elder&size=24&lang=en&return=%2Fm%2F7").await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert_eq!(answer.headers()[header::LOCATION], "/m/7");
    let cookies = cookies(&answer);
    for wanted in ["mode=elder;", "size=24;", "lang=en;", "flash=ok.flash-display-saved;"] {
        assert!(cookies.iter().any(|cookie| cookie.starts_with(wanted)), "{wanted}");
    }
    assert!(cookies.iter().all(|cookie| cookie.contains("HttpOnly; SameSite=Lax")
        || cookie.contains("SameSite=Lax; HttpOnly")));
}

#[tokio::test]
async fn nonsense_sets_nothing_and_strangers_are_not_returned_to() {
    let answer = post("mode=huge&size=99&session=stolen&return=https%3A%2F%2Fevil.example").await;
    assert_eq!(answer.headers()[header::LOCATION], "/");
    assert_eq!(cookies(&answer), Vec::<&str>::new());
}

#[tokio::test]
async fn the_page_speaks_and_looks_as_the_cookies_say() {
    let (answer, html) = page("theme=dark; mode=elder; size=30", "en").await;
    assert!(html.contains(r#"<html lang="en" data-theme="dark" data-mode="elder" data-size="30""#));
    assert!(html.contains(r#"name="return" value="/m/7""#), "{html}");
    let policy = answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
    let (_, html) = page("", "fr").await;
    assert!(html.contains(r#"<html lang="zh-CN" data-theme="auto""#));
}

#[tokio::test]
async fn a_message_is_shown_once() {
    let (answer, html) = page("flash=ok.flash-display-saved", "en").await;
    assert!(html.contains("Display settings saved."));
    let cleared = answer.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(cleared.starts_with("flash=;") && cleared.contains("Max-Age=0"));
}
