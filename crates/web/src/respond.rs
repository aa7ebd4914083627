//! Answers to a browser: pages with strict headers, redirects, messages shown once, and the
//! error pages. Must never be given personal data to put into a header.

use askama::Template;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;

use crate::texts::{Lang, texts};
use crate::ui::{Flash, Tone, Ui};

/// Nothing but our own files; pictures may also come from the page itself (previews of photos).
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; \
     style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'";

/// A page, answered with 200.
pub fn page(ui: &Ui, template: &impl Template) -> Response {
    page_with(StatusCode::OK, ui, template)
}

/// A page with another status, such as 422 for a form shown again.
pub fn page_with(status: StatusCode, ui: &Ui, template: &impl Template) -> Response {
    let Ok(html) = template.render() else {
        return bare(StatusCode::INTERNAL_SERVER_ERROR, ui.lang());
    };
    let mut response = html_response(status, html);
    // A page made for a person must not stay in a shared device's cache; a public page may be
    // kept but is asked for again, since language and look come from cookies.
    let cache =
        if ui.viewer.is_some() || !ui.csrf.is_empty() { "no-store" } else { "private, no-cache" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    if ui.flash.is_some() {
        append_cookie(&mut response, "flash=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly");
    }
    response
}

/// A table to keep as a file, under a name of ASCII letters. The mark at its beginning tells
/// spreadsheets that it is UTF-8.
pub fn table(name: &str, csv: Vec<u8>) -> Response {
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    bytes.extend(csv);
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    protect(headers);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    unstored(response)
}

/// Go and look there: the answer to every form that was taken.
pub fn redirect(to: &str) -> Response {
    let mut response = empty(StatusCode::SEE_OTHER);
    match HeaderValue::from_str(to) {
        Ok(to) => {
            response.headers_mut().insert(header::LOCATION, to);
            response
        }
        Err(_) => empty(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

/// Go there and show a message once. `key` is a catalogue key that begins with `flash-`: only
/// keys travel in the cookie, never words.
pub fn redirect_with_flash(to: &str, tone: Tone, key: &'static str) -> Response {
    let mut response = redirect(to);
    let cookie =
        format!("flash={}.{key}; Path=/; Max-Age=60; SameSite=Lax; HttpOnly", tone.class());
    append_cookie(&mut response, &cookie);
    response
}

/// Words, or a path and query, as the value of a query parameter.
#[must_use]
pub fn encoded(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(byte);
    text.bytes().fold(String::new(), |mut word, byte| {
        if plain(&byte) {
            word.push(char::from(byte));
        } else {
            word.push_str(&format!("%{byte:02X}"));
        }
        word
    })
}

/// An answer that holds a secret: it stays in no cache.
#[must_use]
pub fn unstored(mut response: Response) -> Response {
    let nowhere = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, nowhere);
    response
}

/// The message that the last answer left for this page.
#[must_use]
pub fn flash(headers: &HeaderMap, lang: Lang) -> Option<Flash> {
    let (_, value) = cookies(headers).find(|(name, _)| *name == "flash")?;
    let (tone, key) = value.split_once('.')?;
    let tone = match tone {
        "ok" => Tone::Ok,
        "warn" => Tone::Warn,
        "bad" => Tone::Bad,
        _ => return None,
    };
    let known = key.starts_with("flash-") && texts().has(lang, key);
    known.then(|| Flash { tone, text: texts().get(lang, key).to_owned() })
}

/// The cookies of a request, as name and value.
pub fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
}

#[derive(Template)]
#[template(path = "page/problem.html")]
struct ProblemPage<'a> {
    ui: &'a Ui,
    title: &'a str,
    text: &'a str,
    code: u16,
}

/// The page for an error, in the viewer's language and frame.
pub fn problem(ui: &Ui, status: StatusCode) -> Response {
    let (title_key, text_key) = match status.as_u16() {
        403 => ("problem-403-title", "problem-403-text"),
        404 => ("problem-404-title", "problem-404-text"),
        409 => ("problem-409-title", "problem-409-text"),
        412 | 428 => ("problem-412-title", "problem-412-text"),
        408 => ("problem-408-title", "problem-408-text"),
        413 => ("problem-413-title", "problem-413-text"),
        429 => ("problem-429-title", "problem-429-text"),
        503 => ("problem-503-title", "problem-503-text"),
        507 => ("problem-507-title", "problem-507-text"),
        500.. => ("problem-500-title", "problem-500-text"),
        _ => ("problem-400-title", "problem-400-text"),
    };
    let framed = ui.clone().with_title(ui.t(title_key));
    let page = ProblemPage {
        ui: &framed,
        title: ui.t(title_key),
        text: ui.t(text_key),
        code: status.as_u16(),
    };
    page_with(status, &framed, &page)
}

/// Sets the headers that every page carries.
pub fn protect(headers: &mut HeaderMap) {
    const HEADERS: [(HeaderName, &str); 5] = [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        // Nothing goes to other sites. Not `no-referrer`: it would make browsers send
        // `Origin: null` with our own forms, which the CSRF check of an old web view (one
        // without Sec-Fetch-Site) rests on.
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
        ),
    ];
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

fn html_response(status: StatusCode, html: String) -> Response {
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    protect(headers);
    response
}

/// For when not even a page can be made.
fn bare(status: StatusCode, lang: Lang) -> Response {
    html_response(status, texts().get(lang, "problem-500-title").to_owned())
}

fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn append_cookie(response: &mut Response, cookie: &str) {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_cookie(cookie: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static(cookie));
        headers
    }

    #[test]
    fn only_known_messages_are_shown() {
        let told = flash(&with_cookie("a=1; flash=ok.flash-display-saved"), Lang::En);
        assert_eq!(told.map(|flash| flash.tone), Some(Tone::Ok));
        for forged in ["flash=ok.You won", "flash=ok.flash-nothing", "flash=x.flash-display-saved"]
        {
            assert_eq!(flash(&with_cookie(forged), Lang::En), None, "{forged}");
        }
    }

    #[test]
    fn a_redirect_cannot_split_headers() {
        assert_eq!(redirect("/a\r\nX: y").status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
}
