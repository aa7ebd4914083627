//! The dashboard of a place 看板: figures of some months, beside those before and those of the
//! places below. Everything comes from the monthly sums, whatever lies behind them.

use std::collections::BTreeMap;

use linli_domain::{
    indicator::{self, Definition, Figures},
    place::Place,
    policy::{self, Action},
};
use linli_kernel::{Moment, Month, PlaceId};
use linli_playbook::{Playbook, engine::Holder};

use super::{hide_below, is_counted};
use crate::{
    App, AppError, AppResult, Caller,
    place::{self, PlaceLine},
    ports::Snapshot,
};

/// How many months the trend shows.
const TREND: i32 = 12;
/// What is open and late is looked for among the deadlines of so many months.
const LATE_WITHIN: i32 = 36;
/// The periods that can be asked for, in months.
pub const SPANS: [i32; 3] = [1, 3, 12];

/// Which dashboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The place and everything below.
    pub place: PlaceId,
    /// The last month; `None`: this one.
    pub last: Option<Month>,
    /// How many months: one of [`SPANS`].
    pub months: i32,
}

/// The figures of a month.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MonthLine {
    /// The month.
    #[serde(serialize_with = "as_text")]
    pub month: Month,
    /// Its figures.
    pub figures: Figures,
}

/// The figures of a place below.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PlaceFigures {
    /// The place.
    pub place: PlaceLine,
    /// Its figures in the period.
    pub figures: Figures,
}

/// A dashboard.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Dashboard {
    /// The place.
    pub place: PlaceLine,
    /// The places over it that have a dashboard, from the district down.
    pub path: Vec<PlaceLine>,
    /// First and last month of the period.
    #[serde(serialize_with = "both_as_text")]
    pub period: (Month, Month),
    /// The figures of the period.
    pub figures: Figures,
    /// Those of as many months before.
    pub before: Figures,
    /// The months up to the last one, oldest first; a month without anything is there too.
    pub trend: Vec<MonthLine>,
    /// The places below in the order of the tree, never by their figures.
    pub below: Vec<PlaceFigures>,
    /// Matters that are open and late now, whenever they were opened.
    pub late_now: i64,
    /// Rates over fewer cases are not to be shown.
    pub hide_below: i64,
    /// What the rates mean.
    #[serde(skip)]
    pub definitions: Vec<Definition>,
    /// When this was read.
    pub at: Moment,
    /// Whether every change up to then is counted.
    pub whole: bool,
}

fn as_text<S: serde::Serializer>(month: &Month, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(month)
}

fn both_as_text<S: serde::Serializer>(months: &(Month, Month), to: S) -> Result<S::Ok, S::Error> {
    serde::Serialize::serialize(&[months.0.to_string(), months.1.to_string()], to)
}

/// The dashboard of a place, for staff.
///
/// # Errors
/// [`AppError::Forbidden`] for whoever has no post; [`AppError::NotFound`] for an unknown place;
/// [`AppError::Fields`] for a place too small to have figures, a month to come, or a period that
/// is not offered.
pub async fn dashboard(app: &App, caller: &Caller, span: Span) -> AppResult<Dashboard> {
    policy::decide(&caller.actor(None), Action::SeeIndicatorCases, &caller.standings(), None)?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let now = app.now();
    let this = Month::of(now.day());
    let last = span.last.unwrap_or(this);
    if last > this {
        return Err(AppError::field("month", "month-to-come"));
    }
    if !SPANS.contains(&span.months) {
        return Err(AppError::field("months", "period-unknown"));
    }
    let found = rows.place(span.place).await?.ok_or(AppError::NotFound)?;
    let playbook = app.playbook_of(rows, found.district).await?.ok_or(AppError::NotFound)?;
    if !is_counted(&playbook, &found.kind) {
        return Err(AppError::field("place", "place-too-small"));
    }
    let first = last.plus(1 - span.months);
    let own =
        by_month(rows, span.place, (this.plus(1 - LATE_WITHIN).min(first.plus(-TREND)), this));
    let own = own.await?;
    let chain = rows.chain(span.place, now.day()).await?;
    let over = chain.0.iter().skip(1).rev().filter(|place| is_counted(&playbook, &place.kind));
    let trend = (1 - TREND..=0).map(|months| {
        let month = last.plus(months);
        MonthLine { month, figures: own.get(&month).cloned().unwrap_or_default() }
    });
    Ok(Dashboard {
        place: place::line(&found),
        path: over.map(place::line).collect(),
        period: (first, last),
        figures: sum(own.range(first..=last)),
        before: sum(own.range(first.plus(-span.months)..first)),
        trend: trend.collect(),
        below: below(rows, &playbook, span.place, (first, last)).await?,
        late_now: late(&sum(own.range(..))),
        hide_below: hide_below(&playbook),
        definitions: indicator::definitions(&playbook),
        at: now,
        whole: rows.figures_due(1).await?.is_empty(),
    })
}

/// The place whose dashboard somebody begins with: that of their first post or the lowest over it
/// that has figures, else the district.
///
/// # Errors
/// [`AppError::Forbidden`] for whoever has no post; [`AppError::NotFound`] if there is no place.
pub async fn own_place(app: &App, caller: &Caller) -> AppResult<PlaceId> {
    policy::decide(&caller.actor(None), Action::SeeIndicatorCases, &caller.standings(), None)?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    for holder in caller.working_holders() {
        let Holder::Post { place, .. } = holder else { continue };
        let chain = rows.chain(place, app.now().day()).await?;
        let Some(district) = chain.0.last() else { continue };
        let Some(playbook) = app.playbook_of(rows, district.district).await? else { continue };
        if let Some(own) = chain.0.iter().find(|place| is_counted(&playbook, &place.kind)) {
            return Ok(own.id);
        }
    }
    let first = rows.districts().await?;
    first.first().map(|district| district.id).ok_or(AppError::NotFound)
}

/// How many of the matters that were due are open and late.
fn late(figures: &Figures) -> i64 {
    figures.rates.get("overdue-open-rate").map_or(0, |rate| rate.numerator)
}

fn sum<'a>(months: impl Iterator<Item = (&'a Month, &'a Figures)>) -> Figures {
    months.fold(Figures::default(), |mut sum, (_, figures)| {
        sum.plus(figures, 1);
        sum
    })
}

async fn by_month(
    rows: &mut dyn Snapshot,
    place: PlaceId,
    months: (Month, Month),
) -> AppResult<BTreeMap<Month, Figures>> {
    let found = rows.month_figures(&[place], months).await?;
    Ok(found.into_iter().map(|row| (row.month, row.figures)).collect())
}

async fn below(
    rows: &mut dyn Snapshot,
    playbook: &Playbook,
    place: PlaceId,
    months: (Month, Month),
) -> AppResult<Vec<PlaceFigures>> {
    let children = rows.children(place).await?;
    let counted = |child: &&Place| is_counted(playbook, &child.kind);
    let ids: Vec<PlaceId> = children.iter().filter(counted).map(|child| child.id).collect();
    let mut sums: BTreeMap<PlaceId, Figures> = BTreeMap::new();
    for row in rows.month_figures(&ids, months).await? {
        sums.entry(row.place).or_default().plus(&row.figures, 1);
    }
    let mut line = |child: &Place| PlaceFigures {
        place: place::line(child),
        figures: sums.remove(&child.id).unwrap_or_default(),
    };
    let all = children.iter().filter(counted).map(|child| (child.closed_on, line(child)));
    // A place that is gone is listed as long as it has something to tell.
    let told = all.filter(|(gone, line)| gone.is_none() || line.figures != Figures::default());
    Ok(told.map(|(_, line)| line).collect())
}
