//! Where people live, and for whom they act.

use axum::{Json as Answer, extract::State, http::StatusCode};
use linli_app::{
    App,
    account::{self, HousematePerson, PendingMember},
};
use linli_kernel::{PersonId, PlaceId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    me::Place,
    openapi::{
        Conflict, Forbidden, Hidden, Invalid, Malformed, SignedOut, TooLarge, TooMany, TooSlow,
        WrongType,
    },
    word::Time,
};
use crate::request::{Id, Ids, Json, Problem, Signed};

/// Where the caller lives.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewHousehold {
    /// The household's id.
    household: String,
    /// `owner`, `tenant`, `family` or `carer`.
    tie: String,
    /// The code of the door letter, if there is one; without it somebody confirms later.
    #[serde(default)]
    code: Option<String>,
}

/// Whether a household is confirmed.
#[derive(Serialize, ToSchema)]
pub(super) struct HouseholdBound {
    /// The household.
    household: String,
    /// Whether it is confirmed already.
    confirmed: bool,
}

/// Say where I live
#[utoipa::path(
    post, path = "/me/households", tag = "me", security(("bearer" = []), ("cookie" = [])),
    request_body = NewHousehold,
    responses(
        (status = 201, description = "Bound, confirmed or not yet.", body = HouseholdBound),
        Malformed, SignedOut, Forbidden, Conflict, TooSlow, TooLarge, WrongType, Invalid, TooMany,
    )
)]
pub(super) async fn bind_household(
    State(app): State<App>,
    Signed(caller): Signed,
    Json(input): Json<NewHousehold>,
) -> Result<(StatusCode, Answer<HouseholdBound>), Problem> {
    let NewHousehold { household, tie, code } = input;
    let input = account::BindHousehold { household, tie, code };
    let bound = account::bind_household(&app, &caller, &input).await?;
    let household = bound.household.to_string();
    let answer = HouseholdBound { household, confirmed: bound.confirmed };
    Ok((StatusCode::CREATED, Answer(answer)))
}

/// Say that I do not live there any more
#[utoipa::path(
    delete, path = "/me/households/{id}", tag = "me", security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The household.")),
    responses(
        (status = 204, description = "The tie has ended."),
        SignedOut, Forbidden, Hidden, Conflict,
    )
)]
pub(super) async fn leave(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<PlaceId>,
) -> Result<StatusCode, Problem> {
    account::leave_household(&app, &caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Somebody who lives with the caller, or says so.
#[derive(Serialize, ToSchema)]
pub(super) struct Housemate {
    /// The household.
    household: Place,
    /// The person.
    person: String,
    /// The name: in full once confirmed, masked before.
    name: Option<String>,
    /// `owner`, `tenant`, `family` or `carer`.
    tie: &'static str,
    /// Whether that is confirmed.
    confirmed: bool,
    /// Since when.
    #[schema(format = Date)]
    since: String,
}

impl From<HousematePerson> for Housemate {
    fn from(mate: HousematePerson) -> Self {
        Self {
            household: mate.household.into(),
            person: mate.person.to_string(),
            name: mate.name,
            tie: mate.tie,
            confirmed: mate.confirmed,
            since: mate.since.to_string(),
        }
    }
}

impl From<PendingMember> for Housemate {
    fn from(member: PendingMember) -> Self {
        Self {
            household: member.household.into(),
            person: member.person.to_string(),
            name: member.name,
            tie: member.tie,
            confirmed: false,
            since: member.since.to_string(),
        }
    }
}

/// People of households.
#[derive(Serialize, ToSchema)]
pub(super) struct Housemates {
    /// Who waits first.
    items: Vec<Housemate>,
    /// Always null: all are listed.
    next: Option<String>,
}

/// Who lives with me
#[utoipa::path(
    get, path = "/me/housemates", tag = "me", security(("bearer" = []), ("cookie" = [])),
    responses((status = 200, description = "Everybody else there.", body = Housemates), SignedOut)
)]
pub(super) async fn housemates(
    State(app): State<App>,
    Signed(caller): Signed,
) -> Result<Answer<Housemates>, Problem> {
    let found = account::housemates(&app, &caller).await?;
    let items = found.into_iter().map(Housemate::from).collect();
    Ok(Answer(Housemates { items, next: None }))
}

/// Confirm that somebody lives with me
#[utoipa::path(
    put, path = "/me/households/{id}/members/{person}", tag = "me",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The household."),
        ("person" = String, Path, description = "Who says that they live there."),
    ),
    responses(
        (status = 204, description = "Confirmed."),
        SignedOut, Forbidden, Hidden, Conflict,
    )
)]
pub(super) async fn confirm(
    State(app): State<App>,
    Signed(caller): Signed,
    Ids(household, person): Ids<PlaceId, PersonId>,
) -> Result<StatusCode, Problem> {
    account::confirm_member(&app, &caller, household, person).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who waits to be confirmed below a place
#[utoipa::path(
    get, path = "/places/{id}/pending-members", tag = "households",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "A building, a unit or a household.")),
    responses(
        (status = 200, description = "Who waits.", body = Housemates),
        SignedOut, Forbidden, Hidden, Conflict,
    )
)]
pub(super) async fn pending(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(place): Id<PlaceId>,
) -> Result<Answer<Housemates>, Problem> {
    let found = account::pending_members(&app, &caller, place).await?;
    let items = found.into_iter().map(Housemate::from).collect();
    Ok(Answer(Housemates { items, next: None }))
}

/// One member to be confirmed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MemberNamed {
    /// The household.
    household: String,
    /// The person.
    person: String,
}

/// Members to be confirmed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MembersNamed {
    /// All at once.
    members: Vec<MemberNamed>,
}

/// How many were confirmed.
#[derive(Serialize, ToSchema)]
pub(super) struct Confirmed {
    /// That many.
    confirmed: usize,
}

/// Confirm members in bulk
#[utoipa::path(
    post, path = "/households/confirmations", tag = "households",
    security(("bearer" = []), ("cookie" = [])), request_body = MembersNamed,
    responses(
        (status = 200, description = "Confirmed.", body = Confirmed),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn confirm_many(
    State(app): State<App>,
    Signed(caller): Signed,
    Json(input): Json<MembersNamed>,
) -> Result<Answer<Confirmed>, Problem> {
    let confirmed = account::confirm_members(&app, &caller, &named(&input)?).await?;
    Ok(Answer(Confirmed { confirmed }))
}

fn named(input: &MembersNamed) -> Result<Vec<(PlaceId, PersonId)>, Problem> {
    let mut members = Vec::new();
    for (index, named) in input.members.iter().enumerate() {
        let field = |name| format!("members.{index}.{name}");
        let household = named.household.parse();
        let household =
            household.map_err(|_| Problem::field(field("household"), "household-unknown"))?;
        let person = named.person.parse();
        members.push((
            household,
            person.map_err(|_| Problem::field(field("person"), "person-unknown"))?,
        ));
    }
    Ok(members)
}

/// How many were refused.
#[derive(Serialize, ToSchema)]
pub(super) struct RefusedMembers {
    /// That many.
    refused: usize,
}

/// Refuse members in bulk
///
/// They do not live there; they may claim again.
#[utoipa::path(
    post, path = "/households/refusals", tag = "households",
    security(("bearer" = []), ("cookie" = [])), request_body = MembersNamed,
    responses(
        (status = 200, description = "Refused.", body = RefusedMembers),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn refuse_many(
    State(app): State<App>,
    Signed(caller): Signed,
    Json(input): Json<MembersNamed>,
) -> Result<Answer<RefusedMembers>, Problem> {
    let refused = account::refuse_members(&app, &caller, &named(&input)?).await?;
    Ok(Answer(RefusedMembers { refused }))
}

/// Who waits to be confirmed below the places of my posts
#[utoipa::path(
    get, path = "/me/pending-members", tag = "households",
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "Who waits.", body = Housemates),
        SignedOut, Forbidden, Hidden,
    )
)]
pub(super) async fn my_pending(
    State(app): State<App>,
    Signed(caller): Signed,
) -> Result<Answer<Housemates>, Problem> {
    let found = account::my_pending_members(&app, &caller).await?;
    let items = found.into_iter().map(Housemate::from).collect();
    Ok(Answer(Housemates { items, next: None }))
}

/// What a door letter says.
#[derive(Serialize, ToSchema)]
pub(super) struct DoorLetter {
    /// The household.
    household: Place,
    /// The code; shown once.
    code: String,
    /// Until when it is good.
    expires_at: Time,
}

/// Make a door letter's code
///
/// An earlier letter opens nothing from now on.
#[utoipa::path(
    post, path = "/households/{id}/letter", tag = "households",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The household.")),
    responses(
        (status = 201, description = "The code.", body = DoorLetter),
        SignedOut, Forbidden, Hidden, Conflict, Invalid,
    )
)]
pub(super) async fn letter(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<PlaceId>,
) -> Result<(StatusCode, Answer<DoorLetter>), Problem> {
    let made = account::request_household_code(&app, &caller, &id.to_string()).await?;
    Ok((StatusCode::CREATED, Answer(made.into())))
}

impl From<account::HouseholdCode> for DoorLetter {
    fn from(made: account::HouseholdCode) -> Self {
        Self {
            household: made.household.into(),
            code: made.code,
            expires_at: made.expires_at.into(),
        }
    }
}

/// The door letters of a place.
#[derive(Serialize, ToSchema)]
pub(super) struct DoorLetters {
    /// One for each household.
    items: Vec<DoorLetter>,
    /// Always null: all are listed.
    next: Option<String>,
}

/// Make the door letters of a building or unit
///
/// For at most 300 households. Earlier letters open nothing from now on; the codes are told once.
#[utoipa::path(
    post, path = "/places/{id}/letters", tag = "households",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "A building, a unit or a household.")),
    responses(
        (status = 201, description = "The codes.", body = DoorLetters),
        SignedOut, Forbidden, Hidden, Conflict,
    )
)]
pub(super) async fn letters(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<PlaceId>,
) -> Result<(StatusCode, Answer<DoorLetters>), Problem> {
    let made = account::request_household_codes(&app, &caller, id).await?;
    let items = made.into_iter().map(DoorLetter::from).collect();
    Ok((StatusCode::CREATED, Answer(DoorLetters { items, next: None })))
}

/// How many letters were good.
#[derive(Serialize, ToSchema)]
pub(super) struct RevokedLetters {
    /// That many.
    revoked: usize,
}

/// Revoke the door letters of a building or unit
#[utoipa::path(
    delete, path = "/places/{id}/letters", tag = "households",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "A building, a unit or a household.")),
    responses(
        (status = 200, description = "They open nothing.", body = RevokedLetters),
        SignedOut, Forbidden, Hidden, Conflict,
    )
)]
pub(super) async fn revoke_letters(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<PlaceId>,
) -> Result<Answer<RevokedLetters>, Problem> {
    let revoked = account::revoke_household_codes(&app, &caller, id).await?;
    Ok(Answer(RevokedLetters { revoked }))
}
