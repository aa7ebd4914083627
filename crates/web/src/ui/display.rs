//! How a device wants its pages: language, theme, elder mode and size, keyboard shortcuts.
//!
//! Kept in plain cookies without any link to a person, so that they work without an account and
//! without JavaScript. Elder mode follows the MIIT general design specification for apps for the
//! elderly (2021): text of 18 dp and up, adjustable to 30 dp, targets of 60 dp.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

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
    pub(crate) fn set(&mut self, name: &str, value: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

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
}
