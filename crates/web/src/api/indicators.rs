//! Indicators with numerator, denominator and how many cases stand behind them.

use axum::{
    Json as Answer,
    extract::{FromRequestParts, Path, State},
    http::{StatusCode, request::Parts},
};
use linli_app::{
    App,
    indicator::{self, IndicatorPage, Period, RateLine},
    place,
};
use linli_kernel::{CaseId, Day, PlaceId};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    openapi::{Forbidden, Hidden, Invalid, Malformed, SignedOut},
    word::{Label, Time},
};
use crate::{
    request::{MaybeSigned, Problem, Query, Signed},
    server::Site,
};

/// The place and period of a request: the first district and this year unless it is said.
pub(super) struct Asked(Period);

impl FromRequestParts<Site> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let query = Query::from_request_parts(parts, site).await?;
        query.only(&["place", "from", "to"])?;
        let today = site.app.now().day();
        let from: Option<Day> = query.parse("from")?;
        let to: Option<Day> = query.parse("to")?;
        let place: Option<PlaceId> = query.parse("place")?;
        let place = match place {
            Some(place) => place,
            None => {
                let districts = place::children(&site.app, None).await?;
                let first = districts.first().map(|district| district.id);
                first.ok_or_else(|| Problem::of_status(StatusCode::NOT_FOUND))?
            }
        };
        let from = from.unwrap_or_else(|| today.first_of_year());
        Ok(Self(Period { place, from, to: to.unwrap_or(today) }))
    }
}

/// One indicator.
#[derive(Serialize, ToSchema)]
pub(super) struct Indicator {
    /// Its name.
    key: String,
    /// Its words.
    label: Label,
    /// What is counted above the line.
    numerator_label: Label,
    /// What is counted below the line.
    denominator_label: Label,
    /// `higher` or `lower` is better; `none` where it only informs.
    direction: String,
    /// Where the formula comes from.
    source: String,
    /// Above the line, in hundredths where the formula weighs; null like the rate.
    numerator: Option<i64>,
    /// Below the line, in the same unit.
    denominator: Option<i64>,
    /// How many cases stand behind it.
    n: Option<i64>,
    /// The rate in hundredths of a per cent; null: no data, or too few cases to be shown.
    basis_points: Option<i64>,
    /// What is missing to count it; null where it is counted.
    missing: Option<Label>,
}

impl From<RateLine> for Indicator {
    fn from(line: RateLine) -> Self {
        let definition = line.definition;
        let label = |zh: &str, en: &str| Label::of(zh.to_owned(), en.to_owned());
        let missing = definition.missing_zh.clone().zip(definition.missing_en.clone());
        Self {
            missing: missing.map(|(zh, en)| Label::of(zh, en)),
            key: definition.key,
            label: label(&definition.zh, &definition.en),
            numerator_label: label(&definition.numerator_zh, &definition.numerator_en),
            denominator_label: label(&definition.denominator_zh, &definition.denominator_en),
            direction: definition.direction,
            source: definition.source,
            numerator: line.rate.map(|rate| rate.numerator),
            denominator: line.rate.map(|rate| rate.denominator),
            n: line.rate.map(|rate| rate.n),
            basis_points: line.basis_points,
        }
    }
}

/// Plain counts.
#[derive(Serialize, ToSchema)]
pub(super) struct Counts {
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
    /// Of these, ended solved, and rated.
    rated: i64,
    /// Of these, ended solved, and those who raised them stayed silent.
    unrated: i64,
    /// Of these, ended with a refusal.
    told: i64,
    /// Of these, taken back.
    withdrawn: i64,
    /// Ratings that staff took down: shown apart, in no rate; null over too few.
    rated_by_staff: Option<i64>,
}

/// The indicators of a place and a period.
#[derive(Serialize, ToSchema)]
pub(super) struct Indicators {
    /// The place's name.
    place: String,
    /// First day.
    #[schema(format = Date)]
    from: String,
    /// Last day.
    #[schema(format = Date)]
    to: String,
    /// Plain counts.
    counts: Counts,
    /// The indicators.
    items: Vec<Indicator>,
    /// Always null: all are listed.
    next: Option<String>,
    /// Rates over fewer cases are not shown.
    hide_below: i64,
    /// When it was counted.
    counted_at: Time,
}

impl From<IndicatorPage> for Indicators {
    fn from(page: IndicatorPage) -> Self {
        let figures = page.figures;
        let counts = Counts {
            collected: figures.collected,
            solved: figures.solved,
            open: figures.open,
            refused: figures.refused,
            overturned: figures.overturned,
            rated: figures.ends.rated,
            unrated: figures.ends.unrated,
            told: figures.ends.told,
            withdrawn: figures.ends.withdrawn,
            rated_by_staff: figures.by_staff.map(|rate| rate.n),
        };
        Self {
            place: page.place,
            from: page.period.0.to_string(),
            to: page.period.1.to_string(),
            counts,
            items: page.rates.into_iter().map(Indicator::from).collect(),
            next: None,
            hide_below: page.hide_below,
            counted_at: page.counted_at.into(),
        }
    }
}

/// Indicators of a place and a period
#[utoipa::path(
    get, path = "/indicators", tag = "indicators",
    params(
        ("place" = Option<String>, Query, description = "The place; usually the district."),
        ("from" = Option<String>, Query, description = "First day; usually 1 January."),
        ("to" = Option<String>, Query, description = "Last day; usually today. At most two years (731 days)."),
    ),
    responses(
        (status = 200, description = "Counted now.", body = Indicators),
        Malformed, Hidden, Invalid,
    )
)]
pub(super) async fn list(
    State(app): State<App>,
    MaybeSigned(caller): MaybeSigned,
    Asked(period): Asked,
) -> Result<Answer<Indicators>, Problem> {
    Ok(Answer(indicator::indicators(&app, caller.as_ref(), period).await?.into()))
}

/// A case behind an indicator.
#[derive(Serialize, ToSchema)]
pub(super) struct Behind {
    /// Its id.
    id: String,
    /// Its number.
    number: String,
    /// Whether it counts above the line.
    counts: bool,
}

impl Behind {
    /// A case as it stands to a rate.
    pub(super) fn new(id: CaseId, number: String, counts: bool) -> Self {
        Self { id: id.to_string(), number, counts }
    }
}

/// The cases behind an indicator that the caller may see.
#[derive(Serialize, ToSchema)]
pub(super) struct CasesBehind {
    /// Those that count against it first.
    pub(super) items: Vec<Behind>,
    /// Always null.
    pub(super) next: Option<String>,
    /// Whether there are more than are listed.
    pub(super) more: bool,
}

/// The cases behind an indicator
#[utoipa::path(
    get, path = "/indicators/{key}/matters", tag = "indicators",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("key" = String, Path, description = "The indicator."),
        ("place" = Option<String>, Query, description = "The place; usually the district."),
        ("from" = Option<String>, Query, description = "First day; usually 1 January."),
        ("to" = Option<String>, Query, description = "Last day; usually today. At most two years (731 days)."),
    ),
    responses(
        (status = 200, description = "Those that the caller may see.", body = CasesBehind),
        Malformed, SignedOut, Forbidden, Hidden, Invalid,
    )
)]
pub(super) async fn behind(
    State(app): State<App>,
    Signed(caller): Signed,
    Path(key): Path<String>,
    Asked(period): Asked,
) -> Result<Answer<CasesBehind>, Problem> {
    let found = indicator::cases_behind(&app, &caller, period, &key).await?;
    let line = |(id, number, counts)| Behind::new(id, number, counts);
    Ok(Answer(CasesBehind {
        items: found.into_iter().map(line).collect(),
        next: None,
        more: false,
    }))
}
