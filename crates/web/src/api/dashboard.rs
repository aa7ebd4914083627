//! The dashboard of a place: figures of some months beside those before and those of the places
//! below.

use std::collections::BTreeMap;

use axum::{
    Json as Answer,
    extract::{FromRequestParts, State},
    http::request::Parts,
};
use linli_app::{
    App,
    indicator::{self, Dashboard, ShownFigures, Span},
};
use linli_domain::indicator::Rate;
use linli_kernel::{Month, PlaceId};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    openapi::{Forbidden, Hidden, Invalid, Malformed, SignedOut},
    word::Time,
};
use crate::{
    request::{Problem, Query, Signed},
    server::Site,
};

/// What was asked for.
pub(super) struct Asked {
    place: Option<PlaceId>,
    month: Option<Month>,
    months: i32,
}

impl FromRequestParts<Site> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let query = Query::from_request_parts(parts, site).await?;
        query.only(&["place", "month", "months"])?;
        Ok(Self {
            place: query.parse("place")?,
            month: query.parse("month")?,
            months: query.parse("months")?.unwrap_or(1),
        })
    }
}

/// A rate: both numbers.
#[derive(Serialize, ToSchema)]
pub(super) struct BoardRate {
    /// Above the line, in hundredths where the formula weighs.
    numerator: i64,
    /// Below the line, in the same unit.
    denominator: i64,
    /// How many cases stand behind it.
    n: i64,
}

/// The figures of a period.
#[derive(Serialize, ToSchema)]
pub(super) struct BoardFigures {
    /// Matters opened in the period.
    collected: i64,
    /// Of these, ended other than by being taken back.
    solved: i64,
    /// Of these, still open.
    open: i64,
    /// Of these, answered with a refusal.
    refused: i64,
    /// Of these, refusals that a review took back.
    overturned: i64,
    /// Matters that ended with those who raised them silent.
    silent: i64,
    /// Ratings that staff took down: shown apart, in no rate; null over too few.
    rated_by_staff: Option<i64>,
    /// Minutes until the result was told, together, of those told in the period; null over too
    /// few.
    minutes: Option<i64>,
    /// Of the matters that were due in the period, those open and late now.
    late: i64,
    /// How many were told in the period.
    told: i64,
    /// Rates by their key; those over too few cases are left out.
    rates: BTreeMap<String, BoardRate>,
}

impl From<ShownFigures> for BoardFigures {
    fn from(figures: ShownFigures) -> Self {
        let rate = |(key, rate): (String, Option<Rate>)| {
            let Rate { numerator, denominator, n } = rate?;
            Some((key, BoardRate { numerator, denominator, n }))
        };
        Self {
            collected: figures.collected,
            solved: figures.solved,
            open: figures.open,
            refused: figures.refused,
            overturned: figures.overturned,
            silent: figures.silent,
            rated_by_staff: figures.by_staff.map(|rate| rate.n),
            minutes: figures.took.map(|took| took.numerator),
            late: figures.late,
            told: figures.told,
            rates: figures.rates.into_iter().filter_map(rate).collect(),
        }
    }
}

/// A place with its figures.
#[derive(Serialize, ToSchema)]
pub(super) struct BoardPlace {
    /// The place.
    id: String,
    /// Its name.
    name: String,
    /// Its figures.
    figures: BoardFigures,
}

/// A month with its figures.
#[derive(Serialize, ToSchema)]
pub(super) struct BoardMonth {
    /// The month.
    #[schema(pattern = "^[0-9]{4}-[0-9]{2}$")]
    month: String,
    /// Its figures.
    figures: BoardFigures,
}

/// A dashboard.
#[derive(Serialize, ToSchema)]
pub(super) struct Board {
    /// The place.
    id: String,
    /// Its name.
    name: String,
    /// The first month.
    #[schema(pattern = "^[0-9]{4}-[0-9]{2}$")]
    from: String,
    /// The last month.
    #[schema(pattern = "^[0-9]{4}-[0-9]{2}$")]
    to: String,
    /// The figures of these months.
    figures: BoardFigures,
    /// Those of as many months before.
    before: BoardFigures,
    /// The twelve months up to the last one, oldest first.
    months: Vec<BoardMonth>,
    /// The places below, in the order of the tree.
    places: Vec<BoardPlace>,
    /// Matters that are open and late now and were due within three years.
    late_now: i64,
    /// Matters past three times of what was promised, however long ago; counted up to 1,000.
    thrice_now: i64,
    /// What stands over fewer cases is left out or null.
    hide_below: i64,
    /// When it was read.
    at: Time,
    /// Whether every change up to then is counted.
    whole: bool,
}

impl From<Dashboard> for Board {
    fn from(found: Dashboard) -> Self {
        let months = found
            .trend
            .into_iter()
            .map(|line| BoardMonth { month: line.month.to_string(), figures: line.figures.into() });
        let places = found.below.into_iter().map(|below| BoardPlace {
            id: below.place.id.to_string(),
            name: below.place.name,
            figures: below.figures.into(),
        });
        Self {
            id: found.place.id.to_string(),
            name: found.place.name,
            from: found.period.0.to_string(),
            to: found.period.1.to_string(),
            figures: found.figures.into(),
            before: found.before.into(),
            months: months.collect(),
            places: places.collect(),
            late_now: found.late_now,
            thrice_now: found.thrice_now,
            hide_below: found.hide_below,
            at: found.at.into(),
            whole: found.whole,
        }
    }
}

/// The dashboard of a place
#[utoipa::path(
    get, path = "/dashboard", tag = "indicators",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("place" = Option<String>, Query, description = "The place; usually that of the caller's first post."),
        ("month" = Option<String>, Query, description = "The last month, as 2026-11; usually this one."),
        ("months" = Option<i32>, Query, description = "How many months: 1, 3 or 12."),
    ),
    responses(
        (status = 200, description = "From the monthly sums.", body = Board),
        Malformed, SignedOut, Forbidden, Hidden, Invalid,
    )
)]
pub(super) async fn show(
    State(app): State<App>,
    Signed(caller): Signed,
    asked: Asked,
) -> Result<Answer<Board>, Problem> {
    let span = Span { place: asked.place, last: asked.month, months: asked.months };
    Ok(Answer(indicator::dashboard(&app, &caller, span).await?.into()))
}

/// A matter that is open and late.
#[derive(Serialize, ToSchema)]
pub(super) struct LateMatter {
    /// Its id.
    id: String,
    /// Its number.
    number: String,
    /// Until when it was promised.
    due: Time,
}

/// The matters that are open and late.
#[derive(Serialize, ToSchema)]
pub(super) struct LateMatters {
    /// Those that the caller may see, what is late longest first; at most 500.
    items: Vec<LateMatter>,
    /// Always null: there are no further pages.
    next: Option<String>,
    /// Whether there are more than are listed.
    more: bool,
}

/// The matters behind `late_now` and `thrice_now` of the dashboard
#[utoipa::path(
    get, path = "/dashboard/late", tag = "indicators",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("place" = Option<String>, Query, description = "The place; usually that of the caller's first post."),
        ("times" = Option<u8>, Query, description = "1: late; 3: past three times of what was promised."),
    ),
    responses(
        (status = 200, description = "Those that the caller may see.", body = LateMatters),
        Malformed, SignedOut, Forbidden, Hidden, Invalid,
    )
)]
pub(super) async fn late(
    State(app): State<App>,
    Signed(caller): Signed,
    query: Query,
) -> Result<Answer<LateMatters>, Problem> {
    query.only(&["place", "times"])?;
    let times: Option<u8> = query.parse("times")?;
    let place = query.parse("place")?;
    let found = indicator::late_cases(&app, &caller, place, times.unwrap_or(1)).await?;
    let line = |case: indicator::LateCase| LateMatter {
        id: case.id.to_string(),
        number: case.number,
        due: case.due.into(),
    };
    let items = found.cases.into_iter().map(line).collect();
    Ok(Answer(LateMatters { items, next: None, more: found.more }))
}
