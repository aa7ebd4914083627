//! How a device wants its pages: language, theme, elder mode and size, keyboard shortcuts.
//!
//! Kept in plain cookies without any link to a person, so that they work without an account and
//! without JavaScript. Elder mode follows the MIIT general design specification for apps for the
//! elderly (2021): text of 18 dp and up, adjustable to 30 dp, targets of 60 dp.

use std::convert::Infallible;

use askama::Template;
use axum::Router;
use axum::extract::{Form, FromRequestParts, RawQuery};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::Response;
use axum::routing::get;

use super::{Tone, Ui};
use crate::respond;
use crate::texts::Lang;

/// Light, dark, or as the system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// The ordinary or the elder version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// 标准版.
    #[default]
    Standard,
    /// 长辈版.
    Elder,
}

/// Size of body text in elder mode, in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ElderSize {
    /// 21.
    #[default]
    Large,
    /// 24.
    Larger,
    /// 30.
    Largest,
}

macro_rules! words {
    ($kind:ident { $($variant:ident = $word:literal),* }) => {
        impl $kind {
            /// The word for cookies, forms and the attribute in HTML.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// Reads the word.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

words!(Theme { Auto = "auto", Light = "light", Dark = "dark" });
words!(Mode { Standard = "standard", Elder = "elder" });
words!(ElderSize { Large = "21", Larger = "24", Largest = "30" });

/// A device's wishes. An extractor that never fails: what it cannot read is the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Display {
    /// Language.
    pub lang: Lang,
    /// Theme.
    pub theme: Theme,
    /// Elder mode.
    pub mode: Mode,
    /// Text size in elder mode.
    pub size: ElderSize,
    /// Whether single letters act in the queue (WCAG 2.1.4: they must be possible to turn off).
    pub shortcuts: bool,
}

impl Default for Display {
    fn default() -> Self {
        Self {
            lang: Lang::default(),
            theme: Theme::default(),
            mode: Mode::default(),
            size: ElderSize::default(),
            shortcuts: true,
        }
    }
}

impl Display {
    /// Reads cookies, and `Accept-Language` where no cookie says a language.
    #[must_use]
    pub fn from_headers(headers: &HeaderMap) -> Self {
        let accepted = headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok())
            .map(Lang::from_accept_language)
            .unwrap_or_default();
        let mut display = Self { lang: accepted, ..Self::default() };
        for (name, value) in respond::cookies(headers) {
            display.set(name, value);
        }
        display
    }

    /// Takes one setting over; whether it was one.
    fn set(&mut self, name: &str, value: &str) -> bool {
        match name {
            "lang" => keep(&mut self.lang, Lang::from_tag(value)),
            "theme" => keep(&mut self.theme, Theme::from_word(value)),
            "mode" => keep(&mut self.mode, Mode::from_word(value)),
            "size" => keep(&mut self.size, ElderSize::from_word(value)),
            "shortcuts" => keep(
                &mut self.shortcuts,
                match value {
                    "on" => Some(true),
                    "off" => Some(false),
                    _ => None,
                },
            ),
            _ => false,
        }
    }

    /// The theme's word, for templates.
    #[must_use]
    pub const fn theme_word(&self) -> &'static str {
        self.theme.word()
    }

    /// The size's word, for templates.
    #[must_use]
    pub const fn size_word(&self) -> &'static str {
        self.size.word()
    }

    /// What `<meta name="color-scheme">` says.
    #[must_use]
    pub const fn color_scheme(&self) -> &'static str {
        match self.theme {
            Theme::Auto => "light dark",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

fn keep<T>(place: &mut T, value: Option<T>) -> bool {
    match value {
        Some(value) => {
            *place = value;
            true
        }
        None => false,
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Display {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::from_headers(&parts.headers))
    }
}

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
            let cookie =
                format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly");
            if let Ok(cookie) = HeaderValue::from_str(&cookie) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
        }
    }
    response.unwrap_or_else(|| respond::redirect(back))
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
    fn cookies_are_read_and_nonsense_is_ignored() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("en"));
        headers.append(
            header::COOKIE,
            HeaderValue::from_static("theme=dark; mode=elder; size=999; shortcuts=off"),
        );
        let display = Display::from_headers(&headers);
        let expected = Display {
            lang: Lang::En,
            theme: Theme::Dark,
            mode: Mode::Elder,
            size: ElderSize::Large,
            shortcuts: false,
        };
        assert_eq!(display, expected);
        headers.append(header::COOKIE, HeaderValue::from_static("lang=zh-CN"));
        assert_eq!(Display::from_headers(&headers).lang, Lang::ZhCn);
    }

    #[test]
    fn percent_signs_are_decoded() {
        assert_eq!(percent_decoded("%2Fm%2F1%3Fa=%E6%A5%BC"), "/m/1?a=楼");
        assert_eq!(percent_decoded("%zz%2"), "");
    }
}
