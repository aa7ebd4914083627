//! Free text with a bound: trimmed, normalised line ends, no control characters.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::Code;

/// Free text of 1 to `MAX` characters (Unicode scalar values), as typed by a person.
///
/// Leading and trailing white space is cut and `\r\n` becomes `\n`. Control characters other than
/// line feed and tab are refused, U+0000 among them, because PostgreSQL cannot store it; so are
/// the bidirectional overrides, which make a text read as something else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Text<const MAX: usize>(String);

/// Why a text was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextError {
    /// Nothing but white space.
    Empty,
    /// More than `max` characters; `found` says how many there are.
    TooLong {
        /// The bound.
        max: usize,
        /// The number of characters found.
        found: usize,
    },
    /// A control character or a bidirectional override.
    Control,
}

impl TextError {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> Code {
        match self {
            Self::Empty => Code("empty"),
            Self::TooLong { .. } => Code("too-long"),
            Self::Control => Code("control-characters"),
        }
    }
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code().as_str())
    }
}

impl std::error::Error for TextError {}

fn forbidden(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

impl<const MAX: usize> Text<MAX> {
    /// Checks and normalises a raw text.
    ///
    /// # Errors
    /// [`TextError`] names the first rule that the text breaks.
    pub fn new(raw: &str) -> Result<Self, TextError> {
        let text = raw.replace("\r\n", "\n");
        let text = text.trim();
        if text.is_empty() {
            return Err(TextError::Empty);
        }
        if text.chars().any(forbidden) {
            return Err(TextError::Control);
        }
        let found = text.chars().count();
        if found > MAX {
            return Err(TextError::TooLong { max: MAX, found });
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, owned.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Text<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(deserializer)?;
        Self::new(&raw).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_trimmed_counted_in_characters_and_cleaned() {
        let cases: [(&str, Result<&str, TextError>); 7] = [
            ("  路灯坏了 ", Ok("路灯坏了")),
            ("一\r\n二", Ok("一\n二")),
            ("一二三四五", Ok("一二三四五")),
            ("一二三四五六", Err(TextError::TooLong { max: 5, found: 6 })),
            (" \n\t ", Err(TextError::Empty)),
            ("a\u{0}b", Err(TextError::Control)),
            ("a\u{202e}b", Err(TextError::Control)),
        ];
        for (raw, wanted) in cases {
            assert_eq!(Text::<5>::new(raw).as_ref().map(Text::as_str), wanted.as_ref().copied());
        }
    }
}
