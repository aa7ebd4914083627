//! Where people and organisations are missing.

use axum::{
    Json as Answer,
    extract::{Path, State},
};
use linli_app::{
    App,
    staffing::{self, Cell, Gap},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    openapi::{Forbidden, Hidden, Invalid, Malformed, SignedOut},
    places::PlaceLine,
    word::{Label, labelled},
};
use crate::request::{Problem, Query, Signed};

/// Places on a page, unless another number is asked for.
const USUAL: i64 = 50;

/// What a rule asks for, and what there is.
#[derive(Serialize, ToSchema)]
pub(super) struct StaffingNumbers {
    /// How many places the rule counts by.
    places: i64,
    /// How many people or organisations there should be.
    needed: i64,
    /// How many there are.
    found: i64,
    /// How many are missing, place by place: who is too many at one does not help another.
    missing: i64,
    /// At how many places.
    short: i64,
}

impl From<Cell> for StaffingNumbers {
    fn from(Cell { places, needed, found, missing, short }: Cell) -> Self {
        Self { places, needed, found, missing, short }
    }
}

/// A rule with its numbers.
#[derive(Serialize, ToSchema)]
pub(super) struct StaffingRule {
    /// Its key, such as `post-grid-worker`.
    key: String,
    /// Of what there should be enough: a role or a kind of organisation.
    who: Label,
    /// The kind of places that it counts by.
    each: Label,
    /// At least so many in each.
    least: i64,
    /// And one for so many households.
    households: Option<i64>,
    /// Who stands in while nobody has the post.
    fallback: Option<Label>,
    /// The numbers.
    numbers: StaffingNumbers,
}

impl From<Gap> for StaffingRule {
    fn from(gap: Gap) -> Self {
        Self {
            key: gap.key,
            who: gap.who.into(),
            each: gap.each.into(),
            least: gap.least,
            households: gap.households,
            fallback: labelled(gap.fallback),
            numbers: gap.cell.into(),
        }
    }
}

/// The numbers of a place below.
#[derive(Serialize, ToSchema)]
pub(super) struct StaffingPlace {
    /// The place.
    place: PlaceLine,
    /// One for each rule, in the order of the rules.
    numbers: Vec<StaffingNumbers>,
}

/// Where people and organisations are missing.
#[derive(Serialize, ToSchema)]
pub(super) struct StaffingReport {
    /// The place.
    place: PlaceLine,
    /// Where the rules are written down; empty where the playbook has none.
    source: String,
    /// The rules, in the playbook's order.
    rules: Vec<StaffingRule>,
    /// The places directly below, in the order of the tree.
    places: Vec<StaffingPlace>,
}

/// Where people and organisations are missing
#[utoipa::path(
    get, path = "/staffing", tag = "indicators", security(("bearer" = []), ("cookie" = [])),
    params(
        ("place" = Option<String>, Query, description = "The place; usually that of the caller's first post."),
    ),
    responses(
        (status = 200, description = "What the playbook's `staffing` asks for, beside what there is.", body = StaffingReport),
        Malformed, SignedOut, Forbidden, Hidden, Invalid,
    )
)]
pub(super) async fn report(
    State(app): State<App>,
    Signed(caller): Signed,
    query: Query,
) -> Result<Answer<StaffingReport>, Problem> {
    query.only(&["place"])?;
    let found = staffing::report(&app, &caller, query.parse("place")?).await?;
    let place = |below: staffing::PlaceGaps| StaffingPlace {
        place: below.place.into(),
        numbers: below.cells.into_iter().map(StaffingNumbers::from).collect(),
    };
    Ok(Answer(StaffingReport {
        place: found.place.into(),
        source: found.source,
        rules: found.rules.into_iter().map(StaffingRule::from).collect(),
        places: found.below.into_iter().map(place).collect(),
    }))
}

/// A place that has too few.
#[derive(Serialize, ToSchema)]
pub(super) struct ShortPlace {
    /// The place.
    place: PlaceLine,
    /// The way to it below the place that was asked for.
    address: String,
    /// Its households.
    households: i64,
    /// How many there should be.
    needed: i64,
    /// How many there are.
    found: i64,
}

/// The places of one rule that have too few.
#[derive(Serialize, ToSchema)]
pub(super) struct ShortPlaces {
    /// The rule.
    rule: StaffingRule,
    /// A page of places.
    items: Vec<ShortPlace>,
    /// To be sent back as `after`; null on the last page.
    next: Option<String>,
}

/// The places of a rule that have too few
#[utoipa::path(
    get, path = "/staffing/{key}", tag = "indicators", security(("bearer" = []), ("cookie" = [])),
    params(
        ("key" = String, Path, description = "A rule's `key`."),
        ("place" = Option<String>, Query, description = "The place; usually that of the caller's first post."),
        ("after" = Option<String>, Query, description = "`next` of the page before."),
        ("limit" = Option<i64>, Query, description = "Places on a page, 1 to 100; more is 100."),
    ),
    responses(
        (status = 200, description = "Places with too few.", body = ShortPlaces),
        Malformed, SignedOut, Forbidden, Hidden, Invalid,
    )
)]
pub(super) async fn shorts(
    State(app): State<App>,
    Signed(caller): Signed,
    Path(key): Path<String>,
    query: Query,
) -> Result<Answer<ShortPlaces>, Problem> {
    query.only(&["place", "after", "limit"])?;
    let asked = (query.parse("place")?, key.as_str());
    let limit = usize::try_from(query.limit(USUAL)?).unwrap_or(0);
    let found = staffing::shorts(&app, &caller, asked, query.parse("after")?, limit).await?;
    let item = |short: staffing::Short| ShortPlace {
        place: short.place.into(),
        address: short.address,
        households: short.households,
        needed: short.needed,
        found: short.found,
    };
    Ok(Answer(ShortPlaces {
        rule: found.rule.into(),
        items: found.items.into_iter().map(item).collect(),
        next: found.next.map(|next| next.to_string()),
    }))
}
