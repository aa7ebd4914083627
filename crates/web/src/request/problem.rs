//! Why a request was not served: one value for pages and API, turned into words at the very end,
//! where the reader's language is known (`server/tell.rs`).

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use linli_app::{AppError, FieldError};

use crate::texts::{Lang, TextValue, texts};

/// A refusal on its way out. As a response it has status and headers, and carries itself as an
/// extension for whoever writes the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The status.
    pub status: StatusCode,
    /// The stable code.
    pub code: &'static str,
    /// Words and numbers for the sentence, by name.
    pub parameters: Vec<(&'static str, String)>,
    /// What is wrong with which field.
    pub errors: Vec<FieldError>,
    /// Seconds until another try is worth while.
    pub retry_after_s: Option<i64>,
}

impl Problem {
    /// A problem that needs no more than its code.
    #[must_use]
    pub const fn new(status: StatusCode, code: &'static str) -> Self {
        Self { status, code, parameters: Vec::new(), errors: Vec::new(), retry_after_s: None }
    }

    /// Some fields are wrong.
    #[must_use]
    pub fn fields(errors: Vec<FieldError>) -> Self {
        AppError::Fields(errors).into()
    }

    /// One field is wrong.
    #[must_use]
    pub fn field(field: impl Into<String>, code: &'static str) -> Self {
        Self::fields(vec![FieldError::new(field, code)])
    }

    /// The problem that a bare status means: what the router and the extractors of others say.
    #[must_use]
    pub fn of_status(status: StatusCode) -> Self {
        let code = match status {
            StatusCode::UNAUTHORIZED => "signed-out",
            StatusCode::FORBIDDEN => "forbidden",
            StatusCode::NOT_FOUND => "not-found",
            StatusCode::METHOD_NOT_ALLOWED => "method-not-allowed",
            StatusCode::REQUEST_TIMEOUT => "body-too-slow",
            StatusCode::PAYLOAD_TOO_LARGE => "body-too-large",
            StatusCode::UNSUPPORTED_MEDIA_TYPE => "media-type-unsupported",
            StatusCode::TOO_MANY_REQUESTS => "too-many-tries",
            status if status.is_server_error() => "internal",
            _ => "request-malformed",
        };
        Self::new(status, code)
    }
}

/// What a code says, in a reader's language: for field errors in pages as in the API.
#[must_use]
pub fn sentence(lang: Lang, code: &str, parameters: &[(&'static str, String)]) -> String {
    let shown: Vec<(&str, String)> =
        parameters.iter().map(|(name, value)| (*name, shown(name, value))).collect();
    let values: Vec<(&str, &dyn TextValue)> =
        shown.iter().map(|(name, value)| (*name, value as &dyn TextValue)).collect();
    texts().get_with(lang, &format!("error-{code}"), &values)
}

/// What is wrong with a cell or a row of a table, in a reader's language.
#[must_use]
pub fn table_sentence(lang: Lang, problem: &linli_app::setup::Problem) -> String {
    let key = format!("cli-problem-{}", problem.code);
    // The command line's words name what was typed, where the check says it.
    let said =
        problem.parameters.is_empty() && texts().has(lang, &format!("error-{}", problem.code));
    if said || !texts().has(lang, &key) {
        return sentence(lang, problem.code.as_str(), &problem.parameters);
    }
    let values: Vec<(&str, &dyn TextValue)> =
        problem.parameters.iter().map(|(name, value)| (*name, value as &dyn TextValue)).collect();
    texts().get_with(lang, &key, &values)
}

/// Moments come as ISO 8601; people read day and minute.
fn shown(name: &str, value: &str) -> String {
    match (name, value.get(..16)) {
        ("until", Some(minute)) => minute.replace('T', " "),
        _ => value.to_owned(),
    }
}

/// The status of an error, as the API's contract says.
const fn status_of(error: &AppError) -> StatusCode {
    match error {
        AppError::Fields(_) | AppError::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
        AppError::SignedOut | AppError::SignInRefused => StatusCode::UNAUTHORIZED,
        AppError::NotFound => StatusCode::NOT_FOUND,
        AppError::Forbidden => StatusCode::FORBIDDEN,
        AppError::Stale => StatusCode::PRECONDITION_FAILED,
        AppError::VersionMissing => StatusCode::PRECONDITION_REQUIRED,
        AppError::Conflict | AppError::Refused(..) => StatusCode::CONFLICT,
        AppError::TooMany { .. } | AppError::LimitReached { .. } => StatusCode::TOO_MANY_REQUESTS,
        AppError::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
        AppError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let mut problem = Self::new(status_of(&error), error.code().as_str());
        match error {
            AppError::Fields(errors) => problem.errors = errors,
            AppError::Refused(_, parameters) => problem.parameters = parameters,
            AppError::TooMany { retry_after_s } | AppError::LimitReached { retry_after_s } => {
                problem.retry_after_s = Some(retry_after_s);
            }
            AppError::DiskFull => tracing::error!("a request was refused: the disk is full"),
            AppError::Internal(cause) => tracing::error!(cause, "a request failed inside"),
            _ => {}
        }
        problem
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
        }
        response.extensions_mut().insert(self);
        response
    }
}
