//! The admission list, and how much departments ask of communities.

use axum::{Json as Answer, extract::State, http::StatusCode};
use linli_app::{
    App,
    admission::{self, AdmissionItemLine, AdmissionItemPage, ListItem},
};
use linli_domain::admission::Burden;
use linli_kernel::{AdmissionItemId, PlaceId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    openapi::{
        Conflict, Forbidden, Hidden, Invalid, Malformed, SignedOut, TooLarge, TooSlow, WrongType,
    },
    published::USUAL,
};
use crate::request::{Id, IdempotencyKey, Json, Problem, Query, Signed};

/// An item of the admission list.
#[derive(Serialize, ToSchema)]
pub(super) struct AdmissionItem {
    /// Its id.
    id: String,
    /// What it is.
    title: String,
    /// Who may ask: an organisation's id.
    department: String,
    /// Their name.
    department_name: String,
    /// `form`, `report`, `activity` or `work`.
    kind: &'static str,
    /// What it rests on.
    basis: String,
    /// What the department brings along; may be empty.
    conditions: String,
    /// What each community gets for a turn, in whole yuan; 0 for nothing.
    budget_yuan: i64,
    /// How often a community may be asked: `once`, `monthly`, `quarterly` or `yearly`.
    rhythm: &'static str,
    /// First day.
    #[schema(format = Date)]
    valid_from: String,
    /// Last day, if it has one.
    #[schema(format = Date)]
    valid_to: Option<String>,
    /// The item that it replaced.
    replaces: Option<String>,
    /// Whether it is in force today.
    holds: bool,
}

impl From<AdmissionItemLine> for AdmissionItem {
    fn from(line: AdmissionItemLine) -> Self {
        Self {
            id: line.id.to_string(),
            title: line.title,
            department: line.department.to_string(),
            department_name: line.department_name,
            kind: line.kind,
            basis: line.basis,
            conditions: line.conditions,
            budget_yuan: line.budget_yuan,
            rhythm: line.rhythm,
            valid_from: line.valid_from.to_string(),
            valid_to: line.valid_to.map(|day| day.to_string()),
            replaces: line.replaces.map(|id| id.to_string()),
            holds: line.holds,
        }
    }
}

/// A page of the admission list.
#[derive(Serialize, ToSchema)]
pub(super) struct AdmissionItems {
    /// The district whose list it is.
    district: String,
    /// Latest first.
    items: Vec<AdmissionItem>,
    /// To be sent back as `after`; null on the last page.
    next: Option<String>,
}

impl From<AdmissionItemPage> for AdmissionItems {
    fn from(page: AdmissionItemPage) -> Self {
        let items = page.items.into_iter().map(AdmissionItem::from).collect();
        Self { district: page.district, items, next: page.next }
    }
}

/// What departments may ask of communities
///
/// What is in force today; with `all`, whatever stood on the list once.
#[utoipa::path(
    get, path = "/admission-items", tag = "admission",
    params(
        ("place" = Option<String>, Query, description = "Any place of the district; the first district without it."),
        ("all" = Option<bool>, Query, description = "`true` for former items too."),
        ("after" = Option<String>, Query, description = "`next` of the page before."),
        ("limit" = Option<i64>, Query, description = "Lines on a page, 1 to 100; more is 100."),
    ),
    responses(
        (status = 200, description = "Latest first.", body = AdmissionItems),
        Malformed, Hidden, Invalid,
    )
)]
pub(super) async fn items(
    State(app): State<App>,
    query: Query,
) -> Result<Answer<AdmissionItems>, Problem> {
    query.only(&["place", "all", "after", "limit"])?;
    let place: Option<PlaceId> = query.parse("place")?;
    let all = query.parse("all")?.unwrap_or(false);
    let limit = query.limit(USUAL)?;
    let after = query.get("after");
    Ok(Answer(admission::admission_items(&app, place, all, after, limit).await?.into()))
}

/// The admission list that I keep, with whatever stood on it once
#[utoipa::path(
    get, path = "/admission-items/kept", tag = "admission",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("after" = Option<String>, Query, description = "`next` of the page before."),
        ("limit" = Option<i64>, Query, description = "Lines on a page, 1 to 100; more is 100."),
    ),
    responses(
        (status = 200, description = "Latest first.", body = AdmissionItems),
        Malformed, SignedOut, Forbidden, Invalid,
    )
)]
pub(super) async fn kept_items(
    State(app): State<App>,
    Signed(caller): Signed,
    query: Query,
) -> Result<Answer<AdmissionItems>, Problem> {
    query.only(&["after", "limit"])?;
    let limit = query.limit(USUAL)?;
    let found = admission::kept_items(&app, &caller, query.get("after"), limit).await?;
    Ok(Answer(found.into()))
}

/// An item to be put on the list.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAdmissionItem {
    /// Who may ask: an organisation's id.
    department: String,
    /// `form`, `report`, `activity` or `work`.
    kind: String,
    /// What it is.
    #[schema(max_length = 60)]
    title: String,
    /// What it rests on.
    #[schema(max_length = 500)]
    basis: String,
    /// What the department brings along.
    #[serde(default)]
    #[schema(max_length = 1000)]
    conditions: String,
    /// What each community gets for a turn, in whole yuan.
    #[serde(default)]
    budget_yuan: i64,
    /// `once`, `monthly`, `quarterly` or `yearly`.
    rhythm: String,
    /// First day.
    #[schema(format = Date)]
    valid_from: String,
    /// Last day, if it has one.
    #[serde(default)]
    #[schema(format = Date)]
    valid_to: Option<String>,
    /// The item that it replaces, which ends the day before.
    #[serde(default)]
    replaces: Option<String>,
}

/// Something that was made.
#[derive(Serialize, ToSchema)]
pub(super) struct ListedAdmissionItem {
    /// Its id.
    id: String,
}

/// Put an item on the admission list
///
/// For an office at the top of the district. Nothing in an item is changed afterwards: another
/// wording is an item that replaces it from a day on.
#[utoipa::path(
    post, path = "/admission-items", tag = "admission",
    security(("bearer" = []), ("cookie" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Repeats do nothing twice.")),
    request_body = NewAdmissionItem,
    responses(
        (status = 201, description = "It is on the list.", body = ListedAdmissionItem),
        Malformed, SignedOut, Forbidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn list_item(
    State(app): State<App>,
    Signed(caller): Signed,
    IdempotencyKey(key): IdempotencyKey,
    Json(new): Json<NewAdmissionItem>,
) -> Result<(StatusCode, Answer<ListedAdmissionItem>), Problem> {
    let input = ListItem {
        department: new.department,
        kind: new.kind,
        title: new.title,
        basis: new.basis,
        conditions: new.conditions,
        budget_yuan: new.budget_yuan.to_string(),
        rhythm: new.rhythm,
        valid_from: new.valid_from,
        valid_to: new.valid_to.unwrap_or_default(),
        replaces: new.replaces.unwrap_or_default(),
    };
    let listed = admission::list_item(&app, &caller, &input, key.as_deref()).await?;
    Ok((StatusCode::CREATED, Answer(ListedAdmissionItem { id: listed.id.to_string() })))
}

/// When an item ends.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AdmissionItemEnd {
    /// Its last day: today or later, and not later than it would have ended.
    #[schema(format = Date)]
    last_day: String,
}

/// End an item of the admission list
///
/// Once more with the same day changes nothing.
#[utoipa::path(
    put, path = "/admission-items/{id}/end", tag = "admission",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The item.")),
    request_body = AdmissionItemEnd,
    responses(
        (status = 204, description = "It ends then."),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn end_item(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<AdmissionItemId>,
    Json(input): Json<AdmissionItemEnd>,
) -> Result<StatusCode, Problem> {
    admission::end_item(&app, &caller, id, &input.last_day).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What was asked of communities; each community that a request is for counts as one.
#[derive(Serialize, ToSchema)]
pub(super) struct AdmissionBurden {
    /// What reached a community.
    asked: i64,
    /// Of these, forms.
    forms: i64,
    /// Of these, reports.
    reports: i64,
    /// Of these, outside the list and granted.
    granted: i64,
    /// Of these, refused by the community.
    refused: i64,
    /// Of these, accepted and not done yet.
    accepted: i64,
    /// Of these, done.
    done: i64,
    /// Of these, not answered yet.
    open: i64,
    /// What waits for the office that keeps the list.
    waiting: i64,
    /// What that office rejected.
    rejected: i64,
}

impl From<Burden> for AdmissionBurden {
    fn from(burden: Burden) -> Self {
        let Burden { asked, forms, reports, granted, refused, .. } = burden;
        let Burden { accepted, done, open, waiting, rejected, .. } = burden;
        Self { asked, forms, reports, granted, refused, accepted, done, open, waiting, rejected }
    }
}

/// What one department asked in one month.
#[derive(Serialize, ToSchema)]
pub(super) struct AdmissionDepartmentMonth {
    /// The department's name.
    department: String,
    /// The month, as `2026-07`.
    month: String,
    #[serde(flatten)]
    burden: AdmissionBurden,
}

/// What was asked of one community.
#[derive(Serialize, ToSchema)]
pub(super) struct AdmissionCommunity {
    /// The community.
    id: String,
    /// Its name.
    name: String,
    #[serde(flatten)]
    burden: AdmissionBurden,
}

/// How much was asked of communities.
#[derive(Serialize, ToSchema)]
pub(super) struct AdmissionFigures {
    /// The name of the district or community.
    place: String,
    /// The first month, as `2025-08`.
    from: String,
    /// The last month.
    to: String,
    /// All together.
    whole: AdmissionBurden,
    /// By department and month.
    departments: Vec<AdmissionDepartmentMonth>,
    /// By community, in the order of the places; empty for one community.
    communities: Vec<AdmissionCommunity>,
}

/// How much departments ask of communities
///
/// Of the last twelve months, this one included.
#[utoipa::path(
    get, path = "/admission-figures", tag = "admission",
    params(("place" = Option<String>, Query, description = "A community, or any other place for its district; the first district without it.")),
    responses(
        (status = 200, description = "The figures.", body = AdmissionFigures),
        Malformed, Hidden, Invalid,
    )
)]
pub(super) async fn figures(
    State(app): State<App>,
    query: Query,
) -> Result<Answer<AdmissionFigures>, Problem> {
    query.only(&["place"])?;
    let found = admission::admission_figures(&app, query.parse("place")?).await?;
    let by_department = |line: admission::DepartmentMonth| AdmissionDepartmentMonth {
        department: line.department,
        month: line.month.to_string(),
        burden: line.burden.into(),
    };
    let by_community = |(id, name, burden): (PlaceId, String, Burden)| AdmissionCommunity {
        id: id.to_string(),
        name,
        burden: burden.into(),
    };
    Ok(Answer(AdmissionFigures {
        place: found.place,
        from: found.months.0.to_string(),
        to: found.months.1.to_string(),
        whole: found.whole.into(),
        departments: found.departments.into_iter().map(by_department).collect(),
        communities: found.communities.into_iter().map(by_community).collect(),
    }))
}
