//! Service items: what can be had at a place, and keeping it.

use axum::{Json as Answer, extract::State, http::StatusCode};
use linli_app::{
    App,
    service_item::{self, NewItem, Target},
};
use linli_kernel::{PlaceId, ServiceItemId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    openapi::{
        Conflict, Forbidden, Hidden, Invalid, Malformed, SignedOut, Stale, TooLarge, TooSlow,
        VersionMissing, WrongType,
    },
    table::{ImportedTable, NewTable},
};
use crate::request::{Id, IfMatch, Json, Problem, Query, Signed};

/// A service item in a list.
#[derive(Serialize, ToSchema)]
pub(super) struct ServiceLine {
    /// Its id.
    id: String,
    /// What is done.
    title: String,
    /// For whose people: a place, and everything below it.
    place: String,
    /// The place's name.
    place_name: String,
    /// Within how many working days; 0 for at once.
    days: i64,
    /// Nobody has to come more than once.
    one_visit: bool,
    /// First day.
    #[schema(format = Date)]
    from: String,
    /// Last day.
    #[schema(format = Date)]
    to: Option<String>,
    /// Whether it holds today.
    holds: bool,
    /// To be sent back with a change, in `If-Match`.
    version: i64,
}

impl From<service_item::ItemLine> for ServiceLine {
    fn from(line: service_item::ItemLine) -> Self {
        Self {
            id: line.id.to_string(),
            title: line.title,
            place: line.place.id.to_string(),
            place_name: line.place.name,
            days: line.work_days,
            one_visit: line.one_visit,
            from: line.from.to_string(),
            to: line.to.map(|day| day.to_string()),
            holds: line.holds,
            version: line.version,
        }
    }
}

/// A service item.
#[derive(Serialize, ToSchema)]
pub(super) struct ServiceItem {
    #[serde(flatten)]
    line: ServiceLine,
    /// On what legal basis.
    basis: String,
    /// What to bring.
    documents: Vec<String>,
    /// How it goes.
    steps: Vec<String>,
    /// What it costs; empty where it is free.
    fee: String,
    /// The facility where it is done.
    facility: Option<String>,
    /// The facility's name.
    facility_name: Option<String>,
    /// Where, in words.
    address: String,
    /// When, in words.
    hours: String,
    /// A public telephone.
    phone: Option<String>,
}

impl From<service_item::ItemView> for ServiceItem {
    fn from(view: service_item::ItemView) -> Self {
        Self {
            line: view.line.into(),
            basis: view.basis,
            documents: view.documents,
            steps: view.steps,
            fee: view.fee,
            facility: view.facility.as_ref().map(|one| one.id.to_string()),
            facility_name: view.facility.map(|one| one.name),
            address: view.address,
            hours: view.hours,
            phone: view.phone,
        }
    }
}

/// Service items in a list.
#[derive(Serialize, ToSchema)]
pub(super) struct ServiceLines {
    /// The nearest place's first, or the best answer to the question.
    items: Vec<ServiceLine>,
    /// Always null: all are listed.
    next: Option<String>,
}

/// What can be had at a place today
///
/// Of the place itself and of everything over it; of one title the nearest place's item.
#[utoipa::path(
    get, path = "/places/{id}/services", tag = "services",
    params(
        ("id" = String, Path, description = "The place."),
        ("q" = Option<String>, Query, description = "Words that are looked for."),
    ),
    responses(
        (status = 200, description = "The items that hold there.", body = ServiceLines),
        Malformed, Hidden, Invalid,
    )
)]
pub(super) async fn at_place(
    State(app): State<App>,
    Id(id): Id<PlaceId>,
    query: Query,
) -> Result<Answer<ServiceLines>, Problem> {
    query.only(&["q"])?;
    let found = service_item::services(&app, id, query.get("q").unwrap_or_default()).await?;
    let items = found.items.into_iter().map(ServiceLine::from).collect();
    Ok(Answer(ServiceLines { items, next: None }))
}

/// One service item, also one that holds no more
#[utoipa::path(
    get, path = "/services/{id}", tag = "services",
    params(("id" = String, Path, description = "The item.")),
    responses((status = 200, description = "The item.", body = ServiceItem), Hidden)
)]
pub(super) async fn one(
    State(app): State<App>,
    Id(id): Id<ServiceItemId>,
) -> Result<Answer<ServiceItem>, Problem> {
    Ok(Answer(service_item::service_item(&app, id).await?.into()))
}

/// What a place keeps itself.
#[derive(Serialize, ToSchema)]
pub(super) struct OwnServices {
    /// The place.
    place: String,
    /// Its items by title, former ones included.
    items: Vec<ServiceItem>,
    /// Always null: all are listed.
    next: Option<String>,
}

/// The service items that a place of my posts keeps
#[utoipa::path(
    get, path = "/me/services", tag = "services", security(("bearer" = []), ("cookie" = [])),
    params(
        ("place" = Option<String>, Query, description = "The place; without it, that of the first post."),
    ),
    responses(
        (status = 200, description = "Its items.", body = OwnServices),
        Malformed, SignedOut, Forbidden, Hidden, Invalid,
    )
)]
pub(super) async fn own(
    State(app): State<App>,
    Signed(caller): Signed,
    query: Query,
) -> Result<Answer<OwnServices>, Problem> {
    query.only(&["place"])?;
    let own = service_item::own_service_items(&app, &caller, query.parse("place")?).await?;
    Ok(Answer(OwnServices {
        place: own.place.id.to_string(),
        items: own.items.into_iter().map(ServiceItem::from).collect(),
        next: None,
    }))
}

/// What is written of a service item.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewServiceItem {
    /// What is done.
    #[schema(max_length = 40)]
    title: String,
    /// The legal basis.
    #[schema(max_length = 200)]
    basis: String,
    /// What to bring, at most 20 of 120 characters; a semicolon separates two.
    #[serde(default)]
    documents: Vec<String>,
    /// How it goes, the same.
    steps: Vec<String>,
    /// Within how many working days, 0 to 250; 0 for at once.
    days: i64,
    /// What it costs; empty where it is free.
    #[serde(default)]
    #[schema(max_length = 60)]
    fee: String,
    /// Nobody has to come more than once.
    #[serde(default)]
    one_visit: bool,
    /// A facility at or over the place, by its id or name.
    #[serde(default)]
    facility: Option<String>,
    /// Where, in words; needed without a facility, whose own holds otherwise.
    #[serde(default)]
    #[schema(max_length = 60)]
    address: String,
    /// When, in words.
    #[serde(default)]
    #[schema(max_length = 60)]
    hours: String,
    /// A public telephone.
    #[serde(default)]
    phone: String,
    /// First day.
    #[schema(format = Date)]
    from: String,
    /// Last day.
    #[serde(default)]
    #[schema(format = Date)]
    to: Option<String>,
}

impl From<NewServiceItem> for NewItem {
    fn from(new: NewServiceItem) -> Self {
        Self {
            title: new.title,
            basis: new.basis,
            documents: new.documents.join("\n"),
            steps: new.steps.join("\n"),
            days: new.days.to_string(),
            fee: new.fee,
            one_visit: if new.one_visit { "yes" } else { "no" }.to_owned(),
            facility: new.facility.unwrap_or_default(),
            address: new.address,
            hours: new.hours,
            phone: new.phone,
            from: new.from,
            to: new.to.unwrap_or_default(),
        }
    }
}

/// An item that was written.
#[derive(Serialize, ToSchema)]
pub(super) struct KeptServiceItem {
    /// Its id.
    id: String,
    /// Its version now.
    version: i64,
}

impl From<service_item::KeptItem> for KeptServiceItem {
    fn from(kept: service_item::KeptItem) -> Self {
        Self { id: kept.id.to_string(), version: kept.version }
    }
}

/// Add a service item to a place
///
/// For an office of the place or above it, from the community up.
#[utoipa::path(
    post, path = "/places/{id}/services", tag = "services",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The place.")),
    request_body = NewServiceItem,
    responses(
        (status = 201, description = "It was added.", body = KeptServiceItem),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn add(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<PlaceId>,
    Json(new): Json<NewServiceItem>,
) -> Result<(StatusCode, Answer<KeptServiceItem>), Problem> {
    let kept = service_item::keep_service_item(&app, &caller, Target::New(id), &new.into()).await?;
    Ok((StatusCode::CREATED, Answer(kept.into())))
}

/// Change a service item
///
/// `If-Match` carries the version that was read. An item is ended by its last day.
#[utoipa::path(
    put, path = "/services/{id}", tag = "services",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The item."),
        ("If-Match" = Option<String>, Header, description = "The version that was read."),
    ),
    request_body = NewServiceItem,
    responses(
        (status = 200, description = "It was changed.", body = KeptServiceItem),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, Stale, VersionMissing, TooSlow, TooLarge,
        WrongType, Invalid,
    )
)]
pub(super) async fn change(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<ServiceItemId>,
    IfMatch(seen): IfMatch,
    Json(new): Json<NewServiceItem>,
) -> Result<Answer<KeptServiceItem>, Problem> {
    let target = Target::Known(id, seen.map(i64::from));
    let kept = service_item::keep_service_item(&app, &caller, target, &new.into()).await?;
    Ok(Answer(kept.into()))
}

/// Take in a table of a place's service items, or check it
///
/// Headings: `title`, `basis`, `documents`, `steps`, `days`, `fee`, `one-visit`, `facility`,
/// `address`, `hours`, `phone`, `from`, `to`. A row is the same item as one of the same title and
/// first day. A table with one mistake changes nothing and lists every mistake.
#[utoipa::path(
    post, path = "/places/{id}/service-tables", tag = "services",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The place.")),
    request_body = NewTable,
    responses(
        (status = 200, description = "What it came to.", body = ImportedTable),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn import(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<PlaceId>,
    Json(new): Json<NewTable>,
) -> Result<Answer<ImportedTable>, Problem> {
    let found = service_item::import_service_items(&app, &caller, id, new.pasted()).await?;
    Ok(Answer(found.into()))
}
