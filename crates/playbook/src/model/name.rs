//! Names declared by a playbook, and the words people see for them.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use smol_str::SmolStr;

/// A declared name: 1 to 48 of lower-case letters, digits and hyphens, a letter first. Nearly all
/// are short enough to need no memory of their own: a case holds some dozens of them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Name(SmolStr);

/// A text that cannot be a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameError;

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name is 1 to 48 lower-case letters, digits and hyphens, a letter first")
    }
}

impl std::error::Error for NameError {}

impl Name {
    /// A name from text.
    ///
    /// # Errors
    /// [`NameError`] if the text breaks the rule above.
    pub fn new(text: &str) -> Result<Self, NameError> {
        if Self::is_name(text) { Ok(Self(text.into())) } else { Err(NameError) }
    }

    fn is_name(text: &str) -> bool {
        let first = text.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
        let rest = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        first && rest && text.len() <= 48
    }

    /// A name that the engine itself defines; its callers' texts keep the rule above.
    pub(crate) fn known(text: &'static str) -> Self {
        Self(SmolStr::new_static(text))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl std::borrow::Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = SmolStr::deserialize(deserializer)?;
        if Self::is_name(&text) { Ok(Self(text)) } else { Err(serde::de::Error::custom(NameError)) }
    }
}

/// What people see for a name. Chinese is required, English falls back to Chinese.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: Option<String>,
}

impl Label {
    /// The label in English if asked for and present, else in Chinese.
    #[must_use]
    pub fn text(&self, english: bool) -> &str {
        match &self.en {
            Some(en) if english => en,
            _ => &self.zh,
        }
    }
}
