//! The dashboard of a place 看板: figures of some months, beside those before and those of the
//! places below. Everything comes from the monthly sums, whatever lies behind them.

use std::collections::BTreeMap;

use linli_domain::{
    indicator::{self, Definition, Figures, is_counted},
    place::Place,
    policy::{self, Action},
};
use linli_kernel::{Moment, Month, PlaceId};
use linli_playbook::{Playbook, engine::Holder};

use super::{ShownFigures, counted_place, hide_below, months};
use crate::{
    App, AppError, AppResult, Caller,
    place::{self, PlaceLine},
    ports::Snapshot,
};

/// How many months the trend shows.
const TREND: i32 = 12;
/// What is open and late is looked for among the deadlines of so many months.
pub(super) const LATE_WITHIN: i32 = 36;
/// What is very late is counted no further than this.
pub const MOST_COUNTED: i64 = 1_000;
/// The periods that can be asked for, in months.
pub const SPANS: [i32; 3] = [1, 3, 12];

/// Which dashboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The place and everything below; `None`: where the caller's work is.
    pub place: Option<PlaceId>,
    /// The last month; `None`: this one.
    pub last: Option<Month>,
    /// How many months: one of [`SPANS`].
    pub months: i32,
}

/// The figures of a month.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MonthLine {
    /// The month.
    pub month: Month,
    /// Its figures.
    pub figures: ShownFigures,
}

/// The figures of a place below.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PlaceFigures {
    /// The place.
    pub place: PlaceLine,
    /// Its figures in the period.
    pub figures: ShownFigures,
}

/// A dashboard.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Dashboard {
    /// The place.
    pub place: PlaceLine,
    /// The places over it that have a dashboard, from the district down.
    pub path: Vec<PlaceLine>,
    /// First and last month of the period.
    pub period: (Month, Month),
    /// The figures of the period.
    pub figures: ShownFigures,
    /// Those of as many months before.
    pub before: ShownFigures,
    /// The months up to the last one, oldest first; a month without anything is there too.
    pub trend: Vec<MonthLine>,
    /// The places below in the order of the tree, never by their figures.
    pub below: Vec<PlaceFigures>,
    /// Matters that are open and late now and were due in the last three years. Those that the
    /// caller may see are in [`super::late_cases`].
    pub late_now: i64,
    /// Of what is open, how much is past three times of what was promised, however long ago;
    /// counted no further than [`MOST_COUNTED`].
    pub thrice_now: i64,
    /// Whatever stands over fewer cases is hidden.
    pub hide_below: i64,
    /// What the rates mean.
    #[serde(skip)]
    pub definitions: Vec<Definition>,
    /// When this was read.
    pub at: Moment,
    /// Whether every change up to then is counted.
    pub whole: bool,
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
    let (first, last) = months(span.last, span.months, this)?;
    let (found, playbook) = counted_place(app, rows, caller, span.place).await?;
    let place = found.id;
    let late_since = this.plus(1 - LATE_WITHIN);
    let since = late_since.min(first.plus(-TREND));
    let least = hide_below(&playbook);
    let shown = |figures: Figures| ShownFigures::of(figures, least);
    let own = by_month(rows, place, (since, this)).await?;
    let chain = rows.chain(place, now.day()).await?;
    let over = chain.0.iter().skip(1).rev().filter(|place| is_counted(&playbook, &place.kind));
    let trend = (1 - TREND..=0).map(|months| {
        let month = last.plus(months);
        MonthLine { month, figures: shown(own.get(&month).cloned().unwrap_or_default()) }
    });
    Ok(Dashboard {
        place: place::line(&found),
        path: over.map(place::line).collect(),
        period: (first, last),
        figures: shown(sum(own.range(first..=last))),
        before: shown(sum(own.range(first.plus(-span.months)..first))),
        trend: trend.collect(),
        below: below(rows, &playbook, place, (first, last)).await?,
        late_now: shown(sum(own.range(late_since..=this))).late,
        thrice_now: rows.late_thrice(place, now, MOST_COUNTED).await?,
        hide_below: least,
        definitions: indicator::definitions(&playbook),
        at: now,
        whole: rows.figures_due(1).await?.is_empty(),
    })
}

/// The place whose dashboard somebody begins with: that of their first post or the lowest over it
/// that has figures, else the district.
pub(super) async fn own_place(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
) -> AppResult<PlaceId> {
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
    let all = children.iter().filter(counted);
    let all = all.map(|child| (child, sums.remove(&child.id).unwrap_or_default()));
    // A place that is gone is listed as long as it has something to tell.
    let told =
        all.filter(|(child, figures)| child.closed_on.is_none() || *figures != Figures::default());
    let least = hide_below(playbook);
    let lines = told.map(|(child, figures)| PlaceFigures {
        place: place::line(child),
        figures: ShownFigures::of(figures, least),
    });
    Ok(lines.collect())
}
