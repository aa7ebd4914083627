//! Why the program stops, in one sentence that says what to do.

use std::fmt;

use linli_app::AppError;
use linli_app::ports::StoreError;
use linli_web::texts::{Lang, texts};

/// Why the program stops.
#[derive(Debug)]
pub(crate) struct Failure {
    key: &'static str,
    arguments: Vec<(&'static str, String)>,
}

/// The answer of a command.
pub(crate) type Outcome<T> = Result<T, Failure>;

impl Failure {
    /// A sentence of the catalogue `cli.ftl`.
    pub(crate) fn new(key: &'static str) -> Self {
        Self { key, arguments: Vec::new() }
    }

    /// With words for the sentence.
    pub(crate) fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.arguments.push((name, value.to_string()));
        self
    }

    /// The sentence.
    pub(crate) fn sentence(&self, lang: Lang) -> String {
        let arguments: Vec<(&str, &dyn linli_web::texts::TextValue)> = self
            .arguments
            .iter()
            .map(|(name, value)| (*name, value as &dyn linli_web::texts::TextValue))
            .collect();
        texts().get_with(lang, self.key, &arguments)
    }
}

/// Failures with a meaning of their own.
#[derive(Debug)]
pub(crate) enum Failed {
    /// A file of the program itself is broken.
    BrokenData {
        /// Which.
        file: &'static str,
        /// What the reader said.
        said: String,
    },
    /// A use-case refused what the program itself asked for.
    Refused {
        /// While doing what.
        doing: String,
        /// Why.
        error: AppError,
    },
}

impl From<Failed> for Failure {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::BrokenData { file, said } => {
                Self::new("cli-failed-data").with("file", file).with("said", said)
            }
            Failed::Refused { doing, error } => {
                Self::new("cli-failed-refused").with("doing", doing).with("said", error)
            }
        }
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Internal(said) => Self::from(StoreError(said)),
            error => Self::new("cli-failed-refused").with("doing", "").with("said", error),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let said = error.0;
        let full = ["disk is full", "No space left", "database or disk is full"];
        if full.iter().any(|words| said.contains(words)) {
            return Self::new("cli-failed-disk-full");
        }
        Self::new("cli-failed-store").with("said", said)
    }
}
