//! The page of display settings, and the form that every page carries for the two most wanted ones.

use askama::Template;
use axum::Router;
use axum::extract::{Form, RawQuery};
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::Response;
use axum::routing::get;

use super::{Display, Tone, Ui};
use crate::respond;

#[derive(Template)]
#[template(path = "page/display.html")]
struct DisplayPage {
    ui: Ui,
    come_back: String,
}

impl DisplayPage {
    fn options(&self, name: &str) -> Vec<DisplayChoice> {
        let display = &self.ui.display;
        let (held, choices): (&str, &[(&'static str, &'static str)]) = match name {
            "lang" => (display.lang.tag(), &[("zh-CN", "language-zh-cn"), ("en", "language-en")]),
            "theme" => (
                display.theme.word(),
                &[
                    ("auto", "display-theme-auto"),
                    ("light", "display-theme-light"),
                    ("dark", "display-theme-dark"),
                ],
            ),
            "mode" => (
                display.mode.word(),
                &[("standard", "display-standard"), ("elder", "display-elder")],
            ),
            "size" => (
                display.size.word(),
                &[("21", "display-size-21"), ("24", "display-size-24"), ("30", "display-size-30")],
            ),
            _ => (
                if display.shortcuts { "on" } else { "off" },
                &[("on", "display-shortcuts-on"), ("off", "display-shortcuts-off")],
            ),
        };
        choices
            .iter()
            .map(|(value, label_key)| DisplayChoice { value, label_key, chosen: *value == held })
            .collect()
    }
}

struct DisplayChoice {
    value: &'static str,
    label_key: &'static str,
    chosen: bool,
}

/// `GET` and `POST /settings/display`. `frame` makes the bare frame of a page (the caller knows
/// the clock, the viewer and the menu).
pub fn router<S, F>(frame: F) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    F: Fn(&HeaderMap, &str) -> Ui + Clone + Send + Sync + 'static,
{
    let show = move |headers: HeaderMap, uri: Uri, RawQuery(query): RawQuery| {
        let ui = frame(&headers, uri.path());
        async move { show(ui, query.as_deref().unwrap_or_default()) }
    };
    Router::new().route("/settings/display", get(show).post(save))
}

fn show(ui: Ui, query: &str) -> Response {
    let back = query.strip_prefix("return=").map(percent_decoded).unwrap_or_default();
    let title = ui.t("display-title").to_owned();
    let page = DisplayPage { ui: ui.with_title(title), come_back: own_address(&back).to_owned() };
    respond::page(&page.ui, &page)
}

/// Writes a cookie for each setting of the form that has a known value, and goes back.
async fn save(Form(fields): Form<Vec<(String, String)>>) -> Response {
    let mut back = "/";
    let mut response = None;
    let mut display = Display::default();
    for (name, value) in &fields {
        if name == "return" {
            back = own_address(value);
        }
    }
    for (name, value) in &fields {
        if display.set(name, value) {
            let response = response.get_or_insert_with(|| {
                respond::redirect_with_flash(back, Tone::Ok, "flash-display-saved")
            });
            if let Some(cookie) = display_cookie(name, value) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
        }
    }
    response.unwrap_or_else(|| respond::redirect(back))
}

/// The cookie that keeps a setting with a known value.
#[must_use]
pub fn display_cookie(name: &str, value: &str) -> Option<HeaderValue> {
    let cookie = format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly");
    HeaderValue::from_str(&cookie).ok()
}

/// The address if it leads into this site, else the front page: an open redirect would let a
/// stranger's link pass as ours.
fn own_address(address: &str) -> &str {
    let inside = address.starts_with('/')
        && !address.starts_with("//")
        && address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if inside { address } else { "/" }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        let digits = (byte == b'%').then(|| (bytes.next(), bytes.next()));
        let value = match digits {
            Some((Some(high), Some(low))) => {
                let pair = [high, low];
                std::str::from_utf8(&pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok())
            }
            Some(_) => None,
            None => Some(byte),
        };
        decoded.extend(value);
    }
    String::from_utf8(decoded).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_addresses_are_returned_to() {
        for (address, expected) in [
            ("/m/12?x=1", "/m/12?x=1"),
            ("", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("/a\r\nSet-Cookie: x=1", "/"),
            ("/a b", "/"),
        ] {
            assert_eq!(own_address(address), expected, "{address:?}");
        }
    }

    #[test]
    fn percent_signs_are_decoded() {
        assert_eq!(percent_decoded("%2Fm%2F1%3Fa=%E6%A5%BC"), "/m/1?a=楼");
        assert_eq!(percent_decoded("%zz%2"), "");
    }
}
