//! Free text with a bound: trimmed, normalised line ends, no control characters.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::Code;

/// Free text of 1 to `MAX` characters (Unicode scalar values), as typed by a person.
///
/// Leading and trailing white space is cut and `\r\n` becomes `\n`. A text of which nothing can be
/// seen is empty. Control characters other than line feed and tab are refused, U+0000 among them,
/// because PostgreSQL cannot store it; so are the bidirectional overrides, which make a text read as
/// something else, the other line ends, the invisible tags, and accents piled higher than any script
/// does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Text<const MAX: usize>(String);

/// Why a text was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextError {
    /// Nothing that can be seen.
    Empty,
    /// More than `max` characters; `found` says how many there are.
    TooLong {
        /// The bound.
        max: usize,
        /// The number of characters found.
        found: usize,
    },
    /// A control character, a bidirectional override, a tag, or too many accents on one letter.
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

/// The most accents on one letter; Vietnamese needs two, phonetic notation four.
const MAX_ACCENTS: usize = 8;

fn forbidden(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(
            c,
            '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{e0000}'..='\u{e007f}'
        )
}

/// Whether a character takes no ink: white space, the Braille blank, and what Unicode says is not
/// drawn (`Default_Ignorable_Code_Point`). Some of them belong inside emoji and names, so that they
/// are refused only where they are all there is.
fn unseen(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2060}'..='\u{206f}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fff8}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0080}'..='\u{e0fff}'
        )
}

/// Whether a text has nothing that can be seen.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.chars().all(unseen)
}

/// Whether so many accents stand on one letter that they run over the lines around it.
fn piled(text: &str) -> bool {
    let accent = |c| {
        matches!(
            c,
            '\u{300}'..='\u{36f}'
                | '\u{483}'..='\u{489}'
                | '\u{1ab0}'..='\u{1aff}'
                | '\u{1dc0}'..='\u{1dff}'
                | '\u{20d0}'..='\u{20ff}'
                | '\u{fe20}'..='\u{fe2f}'
        )
    };
    let mut height = 0;
    text.chars().any(|c| {
        height = if accent(c) { height + 1 } else { 0 };
        height > MAX_ACCENTS
    })
}

impl<const MAX: usize> Text<MAX> {
    /// Checks and normalises a raw text.
    ///
    /// # Errors
    /// [`TextError`] names the first rule that the text breaks.
    pub fn new(raw: &str) -> Result<Self, TextError> {
        let text = raw.replace("\r\n", "\n");
        let text = text.trim();
        if text.chars().any(forbidden) || piled(text) {
            return Err(TextError::Control);
        }
        if is_blank(text) {
            return Err(TextError::Empty);
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

    #[test]
    fn what_nobody_sees_is_no_text() {
        let unseen =
            "\u{200b}\u{200d}\u{feff}\u{2800}\u{3164}\u{115f}\u{ad}\u{fe0f}\u{3000}\u{e0100}";
        for blank in
            unseen.chars().map(String::from).chain([unseen.to_owned(), " \u{200b}\n".into()])
        {
            assert_eq!(
                Text::<50>::new(&blank),
                Err(TextError::Empty),
                "{}",
                blank.escape_unicode()
            );
            assert!(is_blank(&blank));
        }
        for refused in ["李\u{2028}帅", "a\u{2029}b", "\u{e0001}", "a\u{e0041}"] {
            assert_eq!(Text::<50>::new(refused), Err(TextError::Control));
        }
        let piled = |accents| format!("e{}", "\u{301}".repeat(accents));
        assert_eq!(Text::<50>::new(&piled(9)), Err(TextError::Control));
        // Joined emoji, a heart that is drawn in colour, a name in an older shape, Vietnamese.
        let inside = [
            "👨\u{200d}👩\u{200d}👧",
            "❤\u{fe0f}",
            "葛\u{e0100}",
            "Nguye\u{302}\u{303}n",
            &piled(8),
        ];
        for text in inside {
            assert_eq!(Text::<50>::new(text).as_ref().map(Text::as_str), Ok(text));
        }
    }
}
