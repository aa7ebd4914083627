//! Beginning and ending a session.

use axum::{Json as Answer, extract::State, http::StatusCode};
use linli_app::{
    App,
    account::{self, NumberProof, SignInByCode, SignInByPassword},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    openapi::{
        Conflict, Forbidden, Hidden, Invalid, Malformed, SignedOut, TooLarge, TooMany, TooSlow,
        WrongType,
    },
    word::Time,
};
use crate::request::{ClientAddress, Json, Problem, SessionToken, Signed};

/// `phone` and `code`, or `username`, `password` and `totp`.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct SignIn {
    /// The mobile number that the code was sent to.
    phone: Option<String>,
    /// The six digits.
    code: Option<String>,
    /// The device is the caller's own: the session lasts as long as it may.
    remember: bool,
    /// After the refusal `number-asleep`: the name given then and the number of an own matter, with
    /// a space between them. Whoever has a post is helped by an administrator instead.
    known_as: Option<String>,
    /// After the refusal `number-asleep`: the caller never used this number here before.
    new_here: bool,
    /// The username.
    username: Option<String>,
    /// The password.
    password: Option<String>,
    /// The authenticator's six digits, or a recovery code.
    totp: Option<String>,
    /// A counter that several people share: the session locks after five idle minutes.
    counter: bool,
}

/// A session that began.
#[derive(Serialize, ToSchema)]
pub(super) struct Session {
    /// To be sent as `Authorization: Bearer …`; shown once.
    token: String,
    /// When the session ends at the latest.
    expires_at: Time,
}

impl From<account::SignedIn> for Session {
    fn from(signed_in: account::SignedIn) -> Self {
        Self { token: signed_in.token, expires_at: signed_in.expires_at.into() }
    }
}

/// A part that this way of signing in needs.
fn needed(value: Option<String>, field: &'static str) -> Result<String, Problem> {
    value.ok_or_else(|| Problem::field(field, "field-required"))
}

/// Sign in
#[utoipa::path(
    post, path = "/session", tag = "session", request_body = SignIn,
    responses(
        (status = 201, description = "Signed in.", body = Session),
        Malformed, SignedOut, Forbidden, Conflict, TooSlow, TooLarge, WrongType, Invalid, TooMany,
    )
)]
pub(super) async fn begin(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    SessionToken(device_token): SessionToken,
    Json(input): Json<SignIn>,
) -> Result<(StatusCode, Answer<Session>), Problem> {
    let signed_in = if input.username.is_some() || input.password.is_some() {
        let input = SignInByPassword {
            username: needed(input.username, "username")?,
            password: needed(input.password, "password")?,
            factor: needed(input.totp, "totp")?,
            counter: input.counter,
        };
        account::sign_in_password(&app, &input, address).await?
    } else {
        let proof = if input.new_here {
            Some(NumberProof::New)
        } else {
            input.known_as.map(NumberProof::Known)
        };
        let input = SignInByCode {
            phone: needed(input.phone, "phone")?,
            code: needed(input.code, "code")?,
            remember: input.remember,
            proof,
            device_token,
        };
        account::sign_in_code(&app, &input, address).await?
    };
    Ok((StatusCode::CREATED, Answer(signed_in.into())))
}

/// Sign out
#[utoipa::path(
    delete, path = "/session", tag = "session", security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 204, description = "The session is over."),
        SignedOut, Forbidden, Hidden, Conflict,
    )
)]
pub(super) async fn end(
    State(app): State<App>,
    Signed(caller): Signed,
) -> Result<StatusCode, Problem> {
    account::sign_out(&app, &caller).await?;
    Ok(StatusCode::NO_CONTENT)
}
