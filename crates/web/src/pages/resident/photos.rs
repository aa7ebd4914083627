//! Photos as pages show them.

use axum::{
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use linli_app::{AppError, AppResult, matter};
use linli_kernel::PhotoId;

use crate::{
    pages::frame::{Resident, Visitor},
    request::Problem,
    respond,
};

/// The id and the size of a photo's address.
fn asked((id, size): (String, String)) -> AppResult<(PhotoId, &'static str)> {
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    match size.as_str() {
        "small" => Ok((id, "small")),
        "full" => Ok((id, "full")),
        _ => Err(AppError::NotFound),
    }
}

fn jpeg(bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    respond::protect(headers);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"));
    // A photo never changes, but who may see it does, and a shared counter's browser has many users.
    respond::unstored(response)
}

/// `GET /photos/{id}/{size}`, for whoever may see its case.
pub(super) async fn show(
    Resident { app, caller, .. }: Resident,
    Path(address): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (id, size) = asked(address)?;
    Ok(jpeg(matter::photo(&app, &caller, id, size).await?))
}

/// `GET /published/photos/{id}/{size}`, for whoever may read the published story.
pub(super) async fn show_published(
    Visitor { app, caller, .. }: Visitor,
    Path(address): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (id, size) = asked(address)?;
    Ok(jpeg(matter::published_photo(&app, caller.as_ref(), id, size).await?))
}
