//! Figures of months as they were published: public; offices publish them.

use axum::{
    Json as Answer,
    extract::{Path, State},
    http::StatusCode,
};
use linli_app::{
    App, AppError,
    indicator::{self, PublishedMonth},
};
use linli_kernel::{Month, PlaceId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    dashboard::BoardFigures,
    indicators::{Behind, CasesBehind},
    openapi::{
        Conflict, Forbidden, Hidden, Invalid, Malformed, SignedOut, TooLarge, TooSlow, WrongType,
    },
    word::Time,
};
use crate::request::{Json, MaybeSigned, Problem, Query, Signed};

/// The months that a place published.
#[derive(Serialize, ToSchema)]
pub(super) struct PublishedMonths {
    /// As 2026-10, the latest first.
    items: Vec<String>,
    /// Always null: ten years are listed.
    next: Option<String>,
}

/// Figures of a place and a month as they were published.
#[derive(Serialize, ToSchema)]
pub(super) struct PublishedFigures {
    /// The place.
    place: String,
    /// Its name.
    place_name: String,
    /// The month.
    #[schema(pattern = "^[0-9]{4}-[0-9]{2}$")]
    month: String,
    /// As they were published.
    figures: BoardFigures,
    /// The same as they are counted now.
    today: BoardFigures,
    /// Whether something that is shown is counted otherwise now.
    differs: bool,
    /// How many matters gave them.
    matters: i64,
    /// What stood over fewer cases is left out or null.
    hide_below: i64,
    /// When they were published.
    published_at: Time,
}

fn answer(found: indicator::Publication) -> PublishedFigures {
    let differs = found.month.differs();
    let PublishedMonth { month, figures, today, cases, hide_below, at, .. } = found.month;
    PublishedFigures {
        place: found.place.id.to_string(),
        place_name: found.place.name,
        month: month.to_string(),
        figures: figures.into(),
        today: today.into(),
        differs,
        matters: cases,
        hide_below,
        published_at: at.into(),
    }
}

/// A month of an address.
fn month_of(word: &str) -> Result<Month, Problem> {
    Ok(word.parse().map_err(|_| AppError::NotFound)?)
}

/// The months whose figures a place published
#[utoipa::path(
    get, path = "/indicators/published", tag = "indicators",
    params(("place" = String, Query, description = "The place.")),
    responses(
        (status = 200, description = "Its published months.", body = PublishedMonths),
        Malformed, Hidden, Invalid,
    )
)]
pub(super) async fn list(
    State(app): State<App>,
    MaybeSigned(caller): MaybeSigned,
    query: Query,
) -> Result<Answer<PublishedMonths>, Problem> {
    query.only(&["place"])?;
    let place: PlaceId = query.required("place")?;
    let found = indicator::published_months(&app, caller.as_ref(), place).await?;
    let items = found.months.iter().map(ToString::to_string).collect();
    Ok(Answer(PublishedMonths { items, next: None }))
}

/// What to publish.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PublishMonth {
    /// The place.
    place: String,
    /// A month that is over.
    #[schema(pattern = "^[0-9]{4}-[0-9]{2}$")]
    month: String,
}

/// Publish the figures of a place and a month
///
/// Once: they stay as they are then, with the matters that gave them.
#[utoipa::path(
    post, path = "/indicators/published", tag = "indicators",
    security(("bearer" = []), ("cookie" = [])),
    request_body = PublishMonth,
    responses(
        (status = 201, description = "As they are published.", body = PublishedFigures),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooLarge, TooSlow, WrongType, Invalid,
    )
)]
pub(super) async fn publish(
    State(app): State<App>,
    Signed(caller): Signed,
    Json(input): Json<PublishMonth>,
) -> Result<(StatusCode, Answer<PublishedFigures>), Problem> {
    let nowhere = |_| AppError::field("place", "place-unknown");
    let place: PlaceId = input.place.parse().map_err(nowhere)?;
    let unknown = |_| AppError::field("month", "month-unknown");
    let month: Month = input.month.parse().map_err(unknown)?;
    indicator::publish_month(&app, &caller, place, month).await?;
    let found = indicator::published_month(&app, Some(&caller), place, month).await?;
    Ok((StatusCode::CREATED, Answer(answer(found))))
}

/// The figures of a place and a month as they were published
#[utoipa::path(
    get, path = "/indicators/published/{month}", tag = "indicators",
    params(
        ("month" = String, Path, description = "The month, as 2026-10."),
        ("place" = String, Query, description = "The place."),
    ),
    responses(
        (status = 200, description = "As published, and as counted now.", body = PublishedFigures),
        Malformed, Hidden, Invalid,
    )
)]
pub(super) async fn one(
    State(app): State<App>,
    MaybeSigned(caller): MaybeSigned,
    Path(month): Path<String>,
    query: Query,
) -> Result<Answer<PublishedFigures>, Problem> {
    query.only(&["place"])?;
    let (place, month) = (query.required("place")?, month_of(&month)?);
    let found = indicator::published_month(&app, caller.as_ref(), place, month).await?;
    Ok(Answer(answer(found)))
}

/// The matters behind a published rate, as they counted then
#[utoipa::path(
    get, path = "/indicators/published/{month}/matters", tag = "indicators",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("month" = String, Path, description = "The month, as 2026-10."),
        ("place" = String, Query, description = "The place."),
        ("key" = String, Query, description = "The indicator."),
    ),
    responses(
        (status = 200, description = "Those that the caller may see; at most 500.", body = CasesBehind),
        Malformed, SignedOut, Forbidden, Hidden, Invalid,
    )
)]
pub(super) async fn behind(
    State(app): State<App>,
    Signed(caller): Signed,
    Path(month): Path<String>,
    query: Query,
) -> Result<Answer<CasesBehind>, Problem> {
    query.only(&["place", "key"])?;
    let (place, month) = (query.required("place")?, month_of(&month)?);
    let key: String = query.required("key")?;
    let found = indicator::published_cases(&app, &caller, place, month, &key).await?;
    let more = found.more;
    let items = found.cases.into_iter().map(|case| Behind::new(case.id, case.number, case.counts));
    Ok(Answer(CasesBehind { items: items.collect(), next: None, more }))
}
