//! Acting for a family elder, with their consent.

use axum::{Json as Answer, extract::State, http::StatusCode};
use linli_app::{
    App,
    account::{self, AddElder, ConsentView},
    matter,
};
use linli_kernel::{PersonId, RawId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    openapi::{
        Conflict, Forbidden, Hidden, Invalid, Malformed, SignedOut, TooLarge, TooSlow, WrongType,
    },
    view::Matters,
    word::Time,
};
use crate::request::{Id, IdempotencyKey, Ids, Json, Problem, Signed};

/// A consent between the caller and somebody else.
#[derive(Serialize, ToSchema)]
pub(super) struct Consent {
    /// Its id.
    id: String,
    /// The other one.
    person: String,
    /// Their name.
    name: Option<String>,
    /// Whether the caller acts for them; otherwise they act for the caller.
    i_act: bool,
    /// Since when.
    since: Time,
}

impl From<ConsentView> for Consent {
    fn from(consent: ConsentView) -> Self {
        Self {
            id: consent.id,
            person: consent.person.to_string(),
            name: consent.name,
            i_act: consent.i_act,
            since: consent.since.into(),
        }
    }
}

/// Consents that hold.
#[derive(Serialize, ToSchema)]
pub(super) struct Consents {
    /// Both directions.
    items: Vec<Consent>,
    /// Always null: all are listed.
    next: Option<String>,
}

/// For whom I act, and who acts for me
#[utoipa::path(
    get, path = "/me/family", tag = "family", security(("bearer" = []), ("cookie" = [])),
    responses((status = 200, description = "Consents that hold.", body = Consents), SignedOut)
)]
pub(super) async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
) -> Result<Answer<Consents>, Problem> {
    let found = account::acting_for(&app, &caller).await?;
    let items = found.into_iter().map(Consent::from).collect();
    Ok(Answer(Consents { items, next: None }))
}

/// An elder without an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewElder {
    /// One of the caller's own households.
    household: String,
    /// The elder's name.
    #[schema(max_length = 40)]
    name: String,
    /// How they consented: `spoken`, `paper` or `staff`.
    channel: String,
}

/// Somebody by id.
#[derive(Serialize, ToSchema)]
pub(super) struct Elder {
    /// The person, to be named in `on_behalf`.
    person: String,
}

/// Add an elder of my household
#[utoipa::path(
    post, path = "/me/family", tag = "family", security(("bearer" = []), ("cookie" = [])),
    params(("Idempotency-Key" = Option<String>, Header,
            description = "1 to 100 visible ASCII characters; kept for 24 hours.")),
    request_body = NewElder,
    responses(
        (status = 201, description = "Added, the consent is recorded.", body = Elder),
        Malformed, SignedOut, Forbidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn add(
    State(app): State<App>,
    Signed(caller): Signed,
    IdempotencyKey(key): IdempotencyKey,
    Json(input): Json<NewElder>,
) -> Result<(StatusCode, Answer<Elder>), Problem> {
    let NewElder { household, name, channel } = input;
    let elder = AddElder { household, name, channel };
    let person = account::add_elder(&app, &caller, &elder, key.as_deref()).await?;
    Ok((StatusCode::CREATED, Answer(Elder { person: person.to_string() })))
}

/// Let somebody of my household act for me
#[utoipa::path(
    put, path = "/me/family/{person}", tag = "family",
    security(("bearer" = []), ("cookie" = [])),
    params(("person" = String, Path, description = "Who may act.")),
    responses(
        (status = 204, description = "The consent is recorded."),
        SignedOut, Forbidden, Hidden, Conflict,
    )
)]
pub(super) async fn give(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(person): Id<PersonId>,
) -> Result<StatusCode, Problem> {
    account::give_consent(&app, &caller, person).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Withdraw a consent
#[utoipa::path(
    delete, path = "/me/family/{giver}/consents/{id}", tag = "family",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("giver" = String, Path, description = "Who consented: the caller, or the elder."),
        ("id" = String, Path, description = "The consent."),
    ),
    responses(
        (status = 204, description = "It holds no more."),
        SignedOut, Forbidden, Hidden, Conflict,
    )
)]
pub(super) async fn withdraw(
    State(app): State<App>,
    Signed(caller): Signed,
    Ids(giver, id): Ids<PersonId, RawId>,
) -> Result<StatusCode, Problem> {
    account::withdraw_consent(&app, &caller, giver, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What I raised for an elder
#[utoipa::path(
    get, path = "/me/family/{person}/matters", tag = "family",
    security(("bearer" = []), ("cookie" = [])),
    params(("person" = String, Path, description = "The elder.")),
    responses(
        (status = 200, description = "Newest first.", body = Matters),
        SignedOut, Hidden,
    )
)]
pub(super) async fn matters(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(person): Id<PersonId>,
) -> Result<Answer<Matters>, Problem> {
    Ok(Answer(matter::family_matters(&app, &caller, person).await?.into()))
}
