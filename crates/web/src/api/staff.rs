//! Administering accounts: inviting, suspending, resetting, by administrators of that office.

use axum::{Json as Answer, extract::State, http::StatusCode};
use linli_app::{
    App,
    account::{self, AcceptLink, Administrator, Invite},
};
use linli_domain::account::Administration;
use linli_kernel::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    openapi::{
        Conflict, Forbidden, Hidden, Invalid, Malformed, SignedOut, TooLarge, TooMany, TooSlow,
        WrongType,
    },
    session::Session,
};
use crate::request::{ClientAddress, Id, Json, Problem, Signed};

/// Somebody who is to sign in with a password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Invitation {
    /// Somebody who is stored already.
    #[serde(default)]
    person: Option<String>,
    /// The name of somebody new.
    #[serde(default)]
    name: Option<String>,
    /// The telephone of somebody new.
    #[serde(default)]
    phone: Option<String>,
    /// What they will type: 3 to 40 lower-case letters, digits, dots and hyphens.
    username: String,
    /// The office of an administrator: `system`, `security` or `audit`.
    #[serde(default)]
    administers: Option<String>,
}

/// A link to be handed over in person.
#[derive(Serialize, ToSchema)]
pub(super) struct Link {
    /// Whose.
    person: String,
    /// The link's last part; good once.
    link: String,
}

/// Invite somebody
#[utoipa::path(
    post, path = "/staff/invitations", tag = "staff", security(("bearer" = []), ("cookie" = [])),
    request_body = Invitation,
    responses(
        (status = 201, description = "The link.", body = Link),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn invite(
    State(app): State<App>,
    Signed(caller): Signed,
    Json(input): Json<Invitation>,
) -> Result<(StatusCode, Answer<Link>), Problem> {
    let person = match input.person.as_deref().map(str::parse) {
        None => None,
        Some(Ok(person)) => Some(person),
        Some(Err(_)) => return Err(Problem::field("person", "person-unknown")),
    };
    let administers = match input.administers.as_deref().map(Administration::from_word) {
        None => None,
        Some(Some(office)) => Some(office),
        Some(None) => return Err(Problem::field("administers", "field-choice")),
    };
    let input = Invite {
        person,
        name: input.name.unwrap_or_default(),
        phone: input.phone,
        username: input.username,
        administers,
    };
    let (person, link) = account::invite(&app, Administrator::Caller(&caller), &input).await?;
    let link = Link { person: person.to_string(), link: link.to_string() };
    Ok((StatusCode::CREATED, Answer(link)))
}

/// Reset somebody's password and factor
///
/// A second person has to: nobody resets their own.
#[utoipa::path(
    post, path = "/staff/{id}/resets", tag = "staff", security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The person.")),
    responses(
        (status = 201, description = "The link.", body = Link),
        SignedOut, Forbidden, Hidden, Conflict,
    )
)]
pub(super) async fn reset(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(person): Id<PersonId>,
) -> Result<(StatusCode, Answer<Link>), Problem> {
    let link = account::reset_credential(&app, Administrator::Caller(&caller), person).await?;
    let link = Link { person: person.to_string(), link: link.to_string() };
    Ok((StatusCode::CREATED, Answer(link)))
}

/// Suspend somebody
#[utoipa::path(
    put, path = "/staff/{id}/suspension", tag = "staff",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The person.")),
    responses(
        (status = 204, description = "They cannot sign in."),
        SignedOut, Forbidden, Hidden, Conflict,
    )
)]
pub(super) async fn suspend(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(person): Id<PersonId>,
) -> Result<StatusCode, Problem> {
    account::suspend(&app, Administrator::Caller(&caller), person).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reinstate somebody
#[utoipa::path(
    delete, path = "/staff/{id}/suspension", tag = "staff",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The person.")),
    responses(
        (status = 204, description = "They can sign in again."),
        SignedOut, Forbidden, Hidden, Conflict,
    )
)]
pub(super) async fn reinstate(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(person): Id<PersonId>,
) -> Result<StatusCode, Problem> {
    account::reinstate(&app, Administrator::Caller(&caller), person).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End somebody's sessions
#[utoipa::path(
    delete, path = "/staff/{id}/sessions", tag = "staff",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The person.")),
    responses(
        (status = 204, description = "All are over."),
        SignedOut, Forbidden, Hidden, Conflict,
    )
)]
pub(super) async fn end_sessions(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(person): Id<PersonId>,
) -> Result<StatusCode, Problem> {
    account::end_sessions(&app, Administrator::Caller(&caller), person).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a telephone from somebody who gave it up
#[utoipa::path(
    delete, path = "/staff/{id}/phone", tag = "staff",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The person.")),
    responses(
        (status = 204, description = "The number opens nothing of theirs any more."),
        SignedOut, Forbidden, Hidden, Conflict,
    )
)]
pub(super) async fn release_phone(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(person): Id<PersonId>,
) -> Result<StatusCode, Problem> {
    account::release_phone(&app, Administrator::Caller(&caller), person).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Somebody's new number.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewNumber {
    /// The telephone number, whole.
    phone: String,
}

/// Give somebody who has a post another telephone
///
/// Their sessions end, and the former number is told.
#[utoipa::path(
    put, path = "/staff/{id}/phone", tag = "staff", security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The person.")), request_body = NewNumber,
    responses(
        (status = 204, description = "The number is theirs."),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn set_phone(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(person): Id<PersonId>,
    Json(new): Json<NewNumber>,
) -> Result<StatusCode, Problem> {
    account::set_phone(&app, Administrator::Caller(&caller), person, &new.phone).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A link with what was typed behind it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkAccepted {
    /// The link's last part.
    link: String,
    /// The name; at the first run only.
    #[serde(default)]
    name: Option<String>,
    /// The username; at the first run only.
    #[serde(default)]
    username: Option<String>,
    /// The new password.
    #[schema(min_length = 10, max_length = 128)]
    password: String,
    /// The secret that `POST /links/openings` answered.
    totp_secret: String,
    /// What the authenticator app shows for it.
    totp: String,
}

/// Signed in through a link.
#[derive(Serialize, ToSchema)]
pub(super) struct LinkDone {
    /// The session.
    session: Session,
    /// Each is good once instead of the second factor; shown once.
    recovery_codes: Vec<String>,
}

/// Set password and second factor through a link
#[utoipa::path(
    post, path = "/links", tag = "session", request_body = LinkAccepted,
    responses(
        (status = 201, description = "Signed in.", body = LinkDone),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
        TooMany,
    )
)]
pub(super) async fn accept(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    Json(input): Json<LinkAccepted>,
) -> Result<(StatusCode, Answer<LinkDone>), Problem> {
    let input = AcceptLink {
        link: input.link,
        name: input.name.unwrap_or_default(),
        username: input.username.unwrap_or_default(),
        password: input.password,
        totp_secret: input.totp_secret,
        totp_code: input.totp,
    };
    let accepted = account::accept_link(&app, &input, address).await?;
    let done =
        LinkDone { session: accepted.signed_in.into(), recovery_codes: accepted.recovery_codes };
    Ok((StatusCode::CREATED, Answer(done)))
}

/// A link to be looked at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkShown {
    /// The link's last part.
    link: String,
}

/// What is behind a link.
#[derive(Serialize, ToSchema)]
pub(super) struct LinkOpened {
    /// The username given by the administrator; null at the first run, where it is chosen.
    username: Option<String>,
    /// A fresh secret for the authenticator app, to come back with the password.
    totp_secret: String,
    /// The same as an address for a QR code.
    totp_uri: String,
}

/// Open a link without using it up
#[utoipa::path(
    post, path = "/links/openings", tag = "session", request_body = LinkShown,
    responses(
        (status = 200, description = "What is behind it.", body = LinkOpened),
        Malformed, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid, TooMany,
    )
)]
pub(super) async fn open(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    Json(input): Json<LinkShown>,
) -> Result<Answer<LinkOpened>, Problem> {
    let opened = account::open_link(&app, &input.link, address).await?;
    Ok(Answer(LinkOpened {
        username: opened.username,
        totp_secret: opened.totp_secret,
        totp_uri: opened.totp_uri,
    }))
}
