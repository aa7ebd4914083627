//! Sign-in codes.

use axum::{extract::State, http::StatusCode};
use linli_app::{App, account};
use serde::Deserialize;
use utoipa::ToSchema;

use super::openapi::{
    Conflict, Forbidden, Invalid, Malformed, TooLarge, TooMany, TooSlow, WrongType,
};
use crate::request::{ClientAddress, Json, Problem};

/// To whom a code goes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeWanted {
    /// A mainland mobile number; spaces, hyphens and +86 are allowed.
    #[schema(max_length = 100, examples("13812345678"))]
    pub(super) phone: String,
}

/// Send a sign-in code
///
/// The answer is the same whether the number is known or not.
#[utoipa::path(
    post, path = "/codes", tag = "session", request_body = CodeWanted,
    responses(
        (status = 202, description = "A code is on its way, if the number exists."),
        Malformed, Forbidden, Conflict, TooSlow, TooLarge, WrongType, Invalid, TooMany,
    )
)]
pub(super) async fn request(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    Json(wanted): Json<CodeWanted>,
) -> Result<StatusCode, Problem> {
    account::request_code(&app, &wanted.phone, address).await?;
    Ok(StatusCode::ACCEPTED)
}
