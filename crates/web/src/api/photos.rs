//! Photos: sent before the form that names them, seen by whoever may see the matter.

use axum::{
    Json as Answer,
    body::Bytes,
    extract::{FromRequest, Multipart, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use linli_app::matter;
use linli_kernel::PhotoId;
use serde::Serialize;
use utoipa::ToSchema;

use super::openapi::{
    Busy, Conflict, Forbidden, Hidden, Invalid, Malformed, SignedOut, TooLarge, TooMany, TooSlow,
    WrongType,
};
use crate::{
    request::{Id, MaybeSigned, Problem, Query, Signed},
    server::Site,
};

/// The field of the multipart form.
const FIELD: &str = "photo";

/// A photo as a form sends it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only describes what is sent")]
pub(super) struct PhotoForm {
    /// JPEG, PNG or WebP of at most 20 MB.
    #[schema(value_type = String, format = Binary)]
    photo: Vec<u8>,
}

/// A photo that was kept.
#[derive(Serialize, ToSchema)]
pub(super) struct Photo {
    /// To be named in a form.
    id: String,
}

/// Send a photo
///
/// As the field `photo` of a form, or as the body itself.
#[utoipa::path(
    post, path = "/photos", tag = "photos", security(("bearer" = []), ("cookie" = [])),
    request_body(content((PhotoForm = "multipart/form-data"))),
    responses(
        (status = 201, description = "Kept, turned upright, without position data.", body = Photo),
        Malformed, SignedOut, Forbidden, TooSlow, Conflict, TooLarge, WrongType, Invalid, TooMany,
        Busy,
    )
)]
pub(super) async fn upload(
    State(site): State<Site>,
    Signed(caller): Signed,
    request: Request,
) -> Result<(StatusCode, Answer<Photo>), Problem> {
    // The turn is kept until the photo is on its way to the blob store.
    let turn = site.uploads.turn(caller.person).await?;
    let bytes = bytes(request).await?;
    let id = matter::upload_photo(&site.app, &caller, bytes.into()).await?;
    drop(turn);
    Ok((StatusCode::CREATED, Answer(Photo { id: id.to_string() })))
}

async fn bytes(request: Request) -> Result<Bytes, Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().to_ascii_lowercase();
    if kind.starts_with("image/") || kind.starts_with("application/octet-stream") {
        let bytes = Bytes::from_request(request, &()).await;
        return bytes.map_err(|rejection| Problem::of_status(rejection.status()));
    }
    if !kind.starts_with("multipart/form-data") {
        return Err(Problem::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let malformed = |_| Problem::new(StatusCode::BAD_REQUEST, "request-malformed");
    let mut parts = Multipart::from_request(request, &()).await.map_err(malformed)?;
    let broken =
        |error: axum::extract::multipart::MultipartError| Problem::of_status(error.status());
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        if part.name() == Some(FIELD) {
            return part.bytes().await.map_err(broken);
        }
    }
    Err(Problem::field(FIELD, "field-required"))
}

/// One photo
#[utoipa::path(
    get, path = "/photos/{id}", tag = "photos", security(("bearer" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The photo."),
        ("size" = Option<String>, Query, description = "`small` (usual) or `full`."),
    ),
    responses(
        (status = 200, description = "The picture.", content_type = "image/jpeg", body = [u8]),
        Malformed, SignedOut, Hidden, Invalid,
    )
)]
pub(super) async fn show(
    State(site): State<Site>,
    Signed(caller): Signed,
    Id(id): Id<PhotoId>,
    query: Query,
) -> Result<Response, Problem> {
    let size = size(&query)?;
    let bytes = matter::photo(&site.app, &caller, id, size).await?;
    Ok(picture(bytes))
}

/// A published photo
#[utoipa::path(
    get, path = "/published/photos/{id}", tag = "published",
    params(
        ("id" = String, Path, description = "The photo."),
        ("size" = Option<String>, Query, description = "`small` (usual) or `full`."),
    ),
    responses(
        (status = 200, description = "The picture.", content_type = "image/jpeg", body = [u8]),
        Malformed, Hidden, Invalid,
    )
)]
pub(super) async fn show_published(
    State(site): State<Site>,
    MaybeSigned(caller): MaybeSigned,
    Id(id): Id<PhotoId>,
    query: Query,
) -> Result<Response, Problem> {
    let size = size(&query)?;
    Ok(picture(matter::published_photo(&site.app, caller.as_ref(), id, size).await?))
}

fn size(query: &Query) -> Result<&'static str, Problem> {
    query.only(&["size"])?;
    match query.get("size") {
        None | Some("small") => Ok("small"),
        Some("full") => Ok("full"),
        Some(_) => Err(Problem::field("size", "field-choice")),
    }
}

fn picture(bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        // Whoever may see it now may not tomorrow, and the next one at a shared counter never.
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, bytes).into_response()
}
