//! The frame of the OpenAPI document, and the answers that routes share.

use std::collections::BTreeMap;

use utoipa::{
    IntoResponses, OpenApi,
    openapi::{
        ContentBuilder, RefOr, Response, ResponseBuilder,
        security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme},
        server::Server,
    },
};

use super::problem::{Document, WrongField};
use crate::request::SESSION_COOKIE;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "linli",
        description = "Residents' matters from report to rating. Times are ISO 8601 with +08:00, \
                       ids are words, lists are `items` and `next`, refusals are problem documents \
                       whose `code` never changes."
    ),
    components(schemas(Document, WrongField))
)]
struct Frame;

/// Title, server and ways to sign in.
pub(super) fn base() -> utoipa::openapi::OpenApi {
    let mut document = Frame::openapi();
    document.servers = Some(vec![Server::new("/api/v1")]);
    if let Some(components) = &mut document.components {
        let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(SESSION_COOKIE)));
        components.add_security_scheme("bearer", bearer);
        components.add_security_scheme("cookie", cookie);
    }
    document
}

/// Adds what every route that writes may answer.
pub(super) fn complete(mut document: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    let full = || problem("507", "The disk is full: nothing was written.");
    for item in document.paths.paths.values_mut() {
        let writing = [&mut item.put, &mut item.post, &mut item.delete, &mut item.patch];
        for operation in writing.into_iter().flatten() {
            operation.responses.responses.extend(full());
        }
    }
    document
}

fn problem(status: &str, description: &str) -> BTreeMap<String, RefOr<Response>> {
    let schema = RefOr::Ref(utoipa::openapi::Ref::from_schema_name("Problem"));
    let content = ContentBuilder::new().schema(Some(schema)).build();
    let response = ResponseBuilder::new()
        .description(description)
        .content("application/problem+json", content)
        .build();
    BTreeMap::from([(status.to_owned(), RefOr::T(response))])
}

macro_rules! problems {
    ($($name:ident = $status:literal, $description:literal;)+) => {$(
        #[doc = $description]
        pub(super) struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                problem($status, $description)
            }
        }
    )+};
}

problems! {
    Malformed = "400", "Not JSON, or a header that cannot be read.";
    SignedOut = "401", "No session, or it is over.";
    Forbidden = "403", "Seen but not allowed, or sent by a page of another site.";
    Hidden = "404", "It does not exist, or the caller may not know that it does.";
    TooSlow = "408", "The body did not arrive in time.";
    Conflict = "409", "Not offered now, ended, too soon; or somebody else was faster.";
    Stale = "412", "The task changed since the version in If-Match.";
    TooLarge = "413", "More bytes than allowed.";
    WrongType = "415", "Another kind of body than the route takes.";
    Invalid = "422", "Fields are wrong, or the key was used with another body.";
    VersionMissing = "428", "The action needs If-Match with the task's version.";
    TooMany = "429", "Too many tries, or too much for a day; Retry-After says how long to wait.";
    Busy = "503", "Too many others send files; Retry-After says when to try again.";
}
