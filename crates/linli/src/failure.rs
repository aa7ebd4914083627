//! Why the program stops, in one sentence that says what to do.

#[cfg(test)]
mod tests;

use std::{fmt, path::Path};

use linli_app::{AppError, FieldError, ports::StoreError};
use linli_web::{
    request::sentence,
    texts::{Lang, TextValue, texts},
};

/// The sentence about a full disk that does not know which.
const DISK_FULL: &str = "cli-failed-disk-full";
/// What SQLite says of a file that is damaged, or another program's.
const BROKEN: [&str; 2] = ["disk image is malformed", "file is not a database"];

/// Why the program stops.
#[derive(Debug)]
pub(crate) struct Failure {
    key: &'static str,
    arguments: Vec<(&'static str, String)>,
    /// Sentences of the program's own errors, which go into `said`.
    errors: Vec<FieldError>,
}

/// The answer of a command.
pub(crate) type Outcome<T> = Result<T, Failure>;

impl Failure {
    /// A sentence of the catalogue `cli.ftl`.
    pub(crate) fn new(key: &'static str) -> Self {
        Self { key, arguments: Vec::new(), errors: Vec::new() }
    }

    /// With words for the sentence.
    pub(crate) fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.arguments.push((name, value.to_string()));
        self
    }

    /// The same, with the place where the disk is full, if that is what failed.
    pub(crate) fn at(self, path: &Path) -> Self {
        if self.key == DISK_FULL { Self::disk_full(path) } else { self }
    }

    /// A sentence about a full disk that says which.
    pub(crate) fn disk_full(path: &Path) -> Self {
        Self::new("cli-failed-disk-full-at").with("path", path.display())
    }

    /// The sentence.
    pub(crate) fn sentence(&self, lang: Lang) -> String {
        let said: Vec<String> = self.errors.iter().map(|error| said(error, lang)).collect();
        let said = said.join(" ");
        let mut arguments: Vec<(&str, &dyn TextValue)> =
            self.arguments.iter().map(|(name, value)| (*name, value as &dyn TextValue)).collect();
        if !self.errors.is_empty() {
            arguments.push(("said", &said));
        }
        texts().get_with(lang, self.key, &arguments)
    }
}

/// One error of a use-case in words, with its field if it has one.
fn said(error: &FieldError, lang: Lang) -> String {
    let sentence = sentence(lang, error.code.as_str(), &error.parameters);
    if error.field.is_empty() { sentence } else { format!("{}: {sentence}", error.field) }
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
            AppError::DiskFull => Self::new(DISK_FULL),
            AppError::Internal(said) => Self::from(StoreError(said)),
            AppError::Fields(errors) => Self { errors, ..Self::new("cli-failed-error") },
            AppError::Refused(code, parameters) => {
                let error = FieldError { field: String::new(), code, parameters };
                Self { errors: vec![error], ..Self::new("cli-failed-error") }
            }
            error => {
                let error = FieldError::new("", error.code().as_str());
                Self { errors: vec![error], ..Self::new("cli-failed-error") }
            }
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let said = error.0.as_str();
        if error.is_disk_full() {
            return Self::new(DISK_FULL);
        }
        if BROKEN.iter().any(|words| said.contains(words)) {
            return Self::new("cli-failed-damaged");
        }
        Self::new("cli-failed-store").with("said", said)
    }
}
