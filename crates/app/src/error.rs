//! Why a use-case did not do what was asked: one enum, one stable code each, one mapping to HTTP
//! in `web`, one catalogue of sentences in `locales`.

use linli_domain::policy::Denial;
use linli_kernel::Code;
use linli_playbook::engine::{Refusal, Refusals};

use crate::ports::{CommitError, StoreError};

/// The answer of a use-case.
pub type AppResult<T> = Result<T, AppError>;

/// Does something again that lost a race, twice at most: each time over rows as they are by then.
///
/// # Errors
/// Those of `once`; [`AppError::Conflict`] if somebody else was faster each time.
pub(crate) async fn retried<T, F: Future<Output = AppResult<T>>>(
    mut once: impl FnMut() -> F,
) -> AppResult<T> {
    for _ in 0..2 {
        match once().await {
            Err(AppError::Conflict) => {}
            answer => return answer,
        }
    }
    once().await
}

impl AppError {
    /// The same, but that whoever lost a race looks at what they change again before they say it
    /// once more.
    #[must_use]
    pub(crate) fn or_stale(self) -> Self {
        match self {
            Self::Conflict => Self::Stale,
            other => other,
        }
    }
}

/// One thing that is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field as the form names it (`text`, `items.2.due`).
    pub field: String,
    /// What is wrong.
    pub code: Code,
    /// Words and numbers for the sentence, by name.
    pub parameters: Vec<(&'static str, String)>,
}

impl FieldError {
    /// A field error without parameters.
    #[must_use]
    pub fn new(field: impl Into<String>, code: &'static str) -> Self {
        Self { field: field.into(), code: Code(code), parameters: Vec::new() }
    }

    /// With one parameter more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.parameters.push((name, value.to_string()));
        self
    }
}

/// Why not.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Fields are wrong (422).
    #[error("invalid fields: {0:?}")]
    Fields(Vec<FieldError>),
    /// Nobody is signed in, or the session is over (401).
    #[error("not signed in")]
    SignedOut,
    /// Wrong code, password or factor; says no more than that (401).
    #[error("sign-in refused")]
    SignInRefused,
    /// It does not exist, or the caller may not know that it does (404).
    #[error("not found")]
    NotFound,
    /// Seen but not allowed (403).
    #[error("forbidden")]
    Forbidden,
    /// The form was made for an older version of the task (412).
    #[error("stale")]
    Stale,
    /// The request does not say which version it saw (428).
    #[error("version missing")]
    VersionMissing,
    /// Somebody else was faster, each time that it was tried (409).
    #[error("conflict")]
    Conflict,
    /// The same key came with another body (422).
    #[error("idempotency key reused")]
    KeyReused,
    /// The engine refuses: not offered now, ended, too soon … (409).
    #[error("refused: {0}")]
    Refused(Code, Vec<(&'static str, String)>),
    /// Too many tries (429).
    #[error("too many tries")]
    TooMany {
        /// Seconds until the next try.
        retry_after_s: i64,
    },
    /// Done so often today that no more is taken (429).
    #[error("limit reached")]
    LimitReached {
        /// Seconds until the next one.
        retry_after_s: i64,
    },
    /// There is no room on the server's disk; nothing was written (507).
    #[error("the disk is full")]
    DiskFull,
    /// The program or something under it is broken (500); the text is for the log only.
    #[error("internal: {0}")]
    Internal(String),
}

impl AppError {
    /// The stable code, which is also the key of the sentence.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::Fields(_) => Code("invalid-fields"),
            Self::SignedOut => Code("signed-out"),
            Self::SignInRefused => Code("sign-in-refused"),
            Self::NotFound => Code("not-found"),
            Self::Forbidden => Code("forbidden"),
            Self::Stale => Code("stale"),
            Self::VersionMissing => Code("version-missing"),
            Self::Conflict => Code("conflict"),
            Self::KeyReused => Code("key-reused"),
            Self::Refused(code, _) => *code,
            Self::TooMany { .. } => Code("too-many-tries"),
            Self::LimitReached { .. } => Code("limit-reached"),
            Self::DiskFull => Code("disk-full"),
            Self::Internal(_) => Code("internal"),
        }
    }

    /// One wrong field.
    #[must_use]
    pub fn field(field: impl Into<String>, code: &'static str) -> Self {
        Self::Fields(vec![FieldError::new(field, code)])
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        if error.is_disk_full() { Self::DiskFull } else { Self::Internal(error.to_string()) }
    }
}

impl From<CommitError> for AppError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Conflict(_) => Self::Conflict,
            CommitError::Store(error) => error.into(),
        }
    }
}

impl From<Denial> for AppError {
    fn from(denial: Denial) -> Self {
        match denial {
            Denial::Unseen => Self::NotFound,
            Denial::Forbidden => Self::Forbidden,
        }
    }
}

impl From<Refusals> for AppError {
    fn from(refusals: Refusals) -> Self {
        let about_field = |r: &Refusal| {
            let (field, code) = (r.field.clone()?, r.code);
            Some(FieldError { field, code, parameters: r.parameters.clone() })
        };
        let fields: Vec<FieldError> = refusals.all().iter().filter_map(about_field).collect();
        if !fields.is_empty() {
            return Self::Fields(fields);
        }
        match (refusals.code(), refusals.all().first()) {
            (Code("stale-task"), _) => Self::Stale,
            (Code("not-entitled"), _) => Self::Forbidden,
            (code, first) => {
                Self::Refused(code, first.map(|r| r.parameters.clone()).unwrap_or_default())
            }
        }
    }
}
