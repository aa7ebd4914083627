//! Refusals as problem documents (RFC 9457), in the reader's language.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use linli_app::FieldError;
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) use crate::request::sentence;
use crate::{
    request::Problem,
    texts::{Lang, texts},
    ui::Display,
};

/// Why a request was not served.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct Document {
    /// `urn:linli:problem:` and the code.
    r#type: String,
    /// What the status means, in the reader's language.
    title: String,
    /// The HTTP status.
    status: u16,
    /// The stable code; programs decide by it.
    code: &'static str,
    /// What happened and what to do, in the reader's language.
    detail: String,
    /// What is wrong with which field; empty unless the code is `invalid-fields`.
    errors: Vec<WrongField>,
}

/// One thing that is wrong with one field.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WrongField {
    /// The field by its path, such as `fields.items.2.due`.
    field: String,
    /// The stable code.
    code: &'static str,
    /// What is wrong, in the reader's language.
    message: String,
}

fn wrong_field(lang: Lang, error: FieldError) -> WrongField {
    WrongField {
        message: sentence(lang, error.code.as_str(), &error.parameters),
        field: error.field,
        code: error.code.as_str(),
    }
}

/// Gives a refused response its document. `headers` are the request's.
pub(crate) fn tell(problem: Problem, mut response: Response, headers: &HeaderMap) -> Response {
    let lang = Display::from_headers(headers).lang;
    let status = problem.status.as_u16();
    let title = texts().get(lang, &format!("error-title-{status}")).to_owned();
    let document = Document {
        r#type: format!("urn:linli:problem:{}", problem.code),
        title,
        status,
        code: problem.code,
        detail: sentence(lang, problem.code, &problem.parameters),
        errors: problem.errors.into_iter().map(|error| wrong_field(lang, error)).collect(),
    };
    // A document of strings always becomes JSON.
    let body = serde_json::to_vec(&document).unwrap_or_default();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    for (name, value) in [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json")),
        (header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag())),
        (header::VARY, HeaderValue::from_static("accept-language")),
    ] {
        headers.insert(name, value);
    }
    *response.body_mut() = Body::from(body);
    response
}
