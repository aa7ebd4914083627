//! Who answers for an address, where one can talk, and what a report can say.

use axum::{Json as Answer, extract::State};
use linli_app::{App, matter, portal};
use linli_kernel::PlaceId;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    openapi::{Forbidden, Hidden, Invalid, Malformed, SignedOut},
    places::PlaceLine,
    view::Choice,
    word::Label,
};
use crate::request::{Id, Problem, Query, Signed};

/// A public office.
#[derive(Serialize, ToSchema)]
pub(super) struct Office {
    /// Its name.
    name: String,
    /// What it is.
    kind: Label,
    /// Where, in words; may be empty.
    address: String,
    /// When, in words; may be empty.
    hours: String,
    /// A public telephone.
    phone: Option<String>,
    /// The facility's id; null for an organisation.
    facility: Option<String>,
}

impl From<portal::Office> for Office {
    fn from(office: portal::Office) -> Self {
        Self {
            name: office.name,
            kind: office.kind.into(),
            address: office.address,
            hours: office.hours,
            phone: office.phone,
            facility: office.facility.map(|id| id.to_string()),
        }
    }
}

/// Somebody who has a post and agreed to be named.
#[derive(Serialize, ToSchema)]
pub(super) struct PublicHolder {
    /// The name.
    name: String,
    /// The telephone.
    phone: Option<String>,
}

/// A post at a level.
#[derive(Serialize, ToSchema)]
pub(super) struct Role {
    /// The role.
    label: Label,
    /// Whether somebody has it today.
    filled: bool,
    /// Those who have it and agreed to be named.
    named: Vec<PublicHolder>,
    /// Who stands in otherwise.
    fallback: Option<Label>,
}

/// One level over an address.
#[derive(Serialize, ToSchema)]
pub(super) struct Rung {
    /// The place.
    place: PlaceLine,
    /// What its kind is called.
    kind: Label,
    /// Whether a notice board hangs there: `GET /boards/{id}`.
    board: bool,
    /// How many households it has.
    households: i64,
    /// The posts there.
    roles: Vec<Role>,
    /// Where its people can be reached.
    offices: Vec<Office>,
    /// The telephone of its first office, or of the nearest office above.
    phone: Option<String>,
}

impl From<portal::Rung> for Rung {
    fn from(rung: portal::Rung) -> Self {
        let role = |role: portal::RungRole| Role {
            label: role.label.into(),
            filled: role.filled,
            named: role
                .named
                .into_iter()
                .map(|holder| PublicHolder { name: holder.name, phone: holder.phone })
                .collect(),
            fallback: role.fallback.map(Label::from),
        };
        Self {
            place: rung.place.into(),
            kind: rung.kind.into(),
            board: rung.board,
            households: rung.households,
            roles: rung.roles.into_iter().map(role).collect(),
            offices: rung.offices.into_iter().map(Office::from).collect(),
            phone: rung.phone,
        }
    }
}

/// Who answers for an address.
#[derive(Serialize, ToSchema)]
pub(super) struct Answering {
    /// The address in words.
    address: String,
    /// The levels over it, lowest first.
    items: Vec<Rung>,
    /// Always null: all are listed.
    next: Option<String>,
    /// Organisations that serve it.
    offices: Vec<Office>,
}

/// Who answers for a place
#[utoipa::path(
    get, path = "/places/{id}/levels", tag = "places",
    params(("id" = String, Path, description = "The place.")),
    responses((status = 200, description = "Lowest level first.", body = Answering), Hidden)
)]
pub(super) async fn levels(
    State(app): State<App>,
    Id(id): Id<PlaceId>,
) -> Result<Answer<Answering>, Problem> {
    let grid = portal::find_grid(&app, id).await?;
    Ok(Answer(Answering {
        address: grid.address,
        items: grid.rungs.into_iter().map(Rung::from).collect(),
        next: None,
        offices: grid.offices.into_iter().map(Office::from).collect(),
    }))
}

/// Where one can talk.
#[derive(Serialize, ToSchema)]
pub(super) struct TalkPlace {
    /// Its id, which its QR code carries.
    id: String,
    /// Its name.
    name: String,
    /// What it is.
    kind: Label,
    /// Which place it serves, in words.
    serves: String,
    /// Where, in words.
    address: String,
    /// When, in words.
    hours: String,
    /// Who hosts it: an office.
    host: String,
    /// A public telephone.
    phone: Option<String>,
    /// How many matters it has taken in.
    taken_in: i64,
}

/// Talk halls, points and groups.
#[derive(Serialize, ToSchema)]
pub(super) struct TalkPlaces {
    /// Those of the place itself first.
    items: Vec<TalkPlace>,
    /// Always null: all are listed.
    next: Option<String>,
}

/// Where one can talk, at a place and below
#[utoipa::path(
    get, path = "/places/{id}/talk-places", tag = "places",
    params(("id" = String, Path, description = "The place.")),
    responses((status = 200, description = "Halls, points, groups.", body = TalkPlaces), Hidden)
)]
pub(super) async fn talk_places(
    State(app): State<App>,
    Id(id): Id<PlaceId>,
) -> Result<Answer<TalkPlaces>, Problem> {
    let line = |place: portal::TalkPlace| TalkPlace {
        id: place.id.to_string(),
        name: place.name,
        kind: place.kind.into(),
        serves: place.serves,
        address: place.address,
        hours: place.hours,
        host: place.host,
        phone: place.phone,
        taken_in: place.taken_in,
    };
    let found = portal::talk_places(&app, id).await?;
    Ok(Answer(TalkPlaces { items: found.places.into_iter().map(line).collect(), next: None }))
}

/// A family elder.
#[derive(Serialize, ToSchema)]
pub(super) struct FamilyElder {
    /// The person, for `on_behalf`.
    person: String,
    /// Their name.
    name: String,
}

/// What a report can say.
#[derive(Serialize, ToSchema)]
pub(super) struct ReportForm {
    /// The place or facility, if one is known.
    place: Option<String>,
    /// It in words.
    address: Option<String>,
    /// For `category`.
    categories: Vec<Choice>,
    /// For `opens`, the usual one first.
    opens: Vec<Choice>,
    /// For `about`.
    about: Vec<Choice>,
    /// For `on_behalf`.
    family: Vec<FamilyElder>,
}

impl From<matter::ReportForm> for ReportForm {
    fn from(form: matter::ReportForm) -> Self {
        let choices = |list: Vec<matter::FieldChoice>| list.into_iter().map(Choice::from).collect();
        let elder = |(person, name): (linli_kernel::PersonId, String)| FamilyElder {
            person: person.to_string(),
            name,
        };
        Self {
            place: form.place.as_ref().map(|place| place.id.to_string()),
            address: form.place.map(|place| place.address),
            categories: choices(form.categories),
            opens: choices(form.opens),
            about: choices(form.about),
            family: form.family.into_iter().map(elder).collect(),
        }
    }
}

/// What I can report at a place, or at home
#[utoipa::path(
    get, path = "/report-form", tag = "matters", security(("bearer" = []), ("cookie" = [])),
    params(("place" = Option<String>, Query, description = "The place; usually the home.")),
    responses(
        (status = 200, description = "The choices of a report.", body = ReportForm),
        Malformed, SignedOut, Forbidden, Invalid,
    )
)]
pub(super) async fn report_form(
    State(app): State<App>,
    Signed(caller): Signed,
    query: Query,
) -> Result<Answer<ReportForm>, Problem> {
    query.only(&["place"])?;
    Ok(Answer(matter::report_form(&app, &caller, query.get("place")).await?.into()))
}
