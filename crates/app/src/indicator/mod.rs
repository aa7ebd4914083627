//! Indicators of a place and a period: counted from its cases when asked, public.

mod asked;
mod behind;
mod counted;
mod courses;
mod dashboard;
mod late;
mod publish;
mod published;
mod roll_up;
mod shown;

use std::collections::BTreeSet;

use linli_domain::{
    indicator::{self, Contribution, Definition, Figures, Rate},
    matter::CaseRow,
    policy::{self, Action, Standing},
};
use linli_kernel::{CaseId, Day, Moment, PlaceId};
use linli_playbook::{Playbook, engine::Actor};

use crate::{App, AppError, AppResult, Caller, ports::Snapshot};

pub(crate) use asked::{counted_place, months};
pub use behind::{CaseBehind, CasesBehind, cases_of_months, published_cases};
pub(crate) use counted::Counted;
pub use dashboard::{Dashboard, MOST_COUNTED, MonthLine, PlaceFigures, SPANS, Span, dashboard};
pub use late::{LateCase, LateCases, late_cases};
pub use publish::publish_month;
pub use published::{
    MonthReport, Publication, Publications, PublishedMonth, month_report, published_month,
    published_months,
};
pub use roll_up::roll_up_due;
pub use shown::{LATE, ShownFigures};

/// The longest period: two years, as from 1 January of last year to the end of this one.
const LONGEST_PERIOD_DAYS: i64 = 731;
/// So many matters behind a figure are listed.
pub const MOST_LISTED: usize = 500;
/// How many cases are read at a time.
const PAGE: i64 = 500;
/// A case whose deadline, answer, end or review falls into a period was opened at most this long
/// before it: a year, which leaves room for pauses, more time, rework and reviews together.
const LONGEST_DAYS: i64 = 366;
const DAY_MS: i64 = 86_400_000;
/// Rates over fewer cases are hidden unless the playbook's `hide-rates-below` says another number.
const HIDE_BELOW: i64 = 30;

/// Which figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Of which place and everything below.
    pub place: PlaceId,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

/// One rate as shown.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct RateLine {
    /// What it is.
    #[serde(skip)]
    pub definition: Definition,
    /// Both numbers; `None`: no data, or too few cases to be shown.
    pub rate: Option<Rate>,
    /// In hundredths of a per cent.
    pub basis_points: Option<i64>,
    /// Whether there are cases, but too few for a rate to be shown.
    pub too_few: bool,
}

/// The figures as shown.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct IndicatorPage {
    /// The place's name.
    pub place: String,
    /// First and last day.
    pub period: (Day, Day),
    /// The figures, without what stands over too few cases.
    pub figures: ShownFigures,
    /// Rates in the order of their definitions.
    pub rates: Vec<RateLine>,
    /// Rates over fewer cases are hidden.
    pub hide_below: i64,
    /// When it was counted.
    pub counted_at: Moment,
}

/// The figures of a place and a period, counted at most a minute ago.
///
/// # Errors
/// [`AppError::NotFound`] for an unknown place; [`AppError::Fields`] for a period that ends before
/// it begins.
pub async fn indicators(
    app: &App,
    caller: Option<&Caller>,
    period: Period,
) -> AppResult<IndicatorPage> {
    let standings = caller.map_or_else(|| BTreeSet::from([Standing::Nobody]), Caller::standings);
    let actor = caller.map_or(Actor::System, |caller| caller.actor(None));
    policy::decide(&actor, Action::SeeIndicators, &standings, None)?;
    app.counted().page(period, app.now(), count(app, period)).await
}

async fn count(app: &App, period: Period) -> AppResult<IndicatorPage> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let (place, playbook) = asked::counted(app, rows, period.place).await?;
    let mut figures = Figures::default();
    each_contribution(app, rows, period, &mut |row, opened_inside, contribution| {
        figures.add(&playbook.responsibility, (opened_inside, row.is_open()), contribution);
    })
    .await?;
    let hide_below = hide_below(&playbook);
    let figures = ShownFigures::of(figures, hide_below);
    let rates = indicator::definitions(&playbook).into_iter().map(|definition| {
        let rate = figures.rate(&definition.key);
        let basis_points = rate.and_then(|rate| rate.basis_points(hide_below));
        let too_few = figures.is_too_few(&definition.key);
        RateLine { definition, rate, basis_points, too_few }
    });
    Ok(IndicatorPage {
        place: place.name,
        period: (period.from, period.to),
        rates: rates.collect(),
        figures,
        hide_below,
        counted_at: app.now(),
    })
}

pub(crate) fn hide_below(playbook: &Playbook) -> i64 {
    playbook.rules.get("hide-rates-below").copied().unwrap_or(HIDE_BELOW)
}

/// The cases behind one indicator, for those who may see cases of the place: those that count
/// against it first, by the direction of its definition.
///
/// # Errors
/// [`AppError::Forbidden`] for whoever has no post; [`AppError::NotFound`] for an unknown key.
pub async fn cases_behind(
    app: &App,
    caller: &Caller,
    period: Period,
    key: &str,
) -> AppResult<Vec<(CaseId, String, bool)>> {
    policy::decide(&caller.actor(None), Action::SeeIndicatorCases, &caller.standings(), None)?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let place = rows.place(period.place).await?.ok_or(AppError::NotFound)?;
    let playbook = app.playbook_of(rows, place.district).await?.ok_or(AppError::NotFound)?;
    let definitions = indicator::definitions(&playbook);
    let of_key = |definition: &&Definition| definition.key == key;
    let definition = definitions.iter().find(of_key).ok_or(AppError::NotFound)?;
    // What counts above the line is what to look at, unless the more of it the better.
    let wanted = definition.direction == "higher";
    let mut behind = Vec::new();
    each_contribution(app, rows, period, &mut |row, opened_inside, contribution| {
        let mut alone = Figures::default();
        let levels = &playbook.responsibility;
        alone.add(levels, (opened_inside, row.is_open()), contribution);
        if let Some(rate) = alone.rates.get(key) {
            behind.push((row.clone(), rate.numerator > 0));
        }
    })
    .await?;
    let mut found = Vec::new();
    for (row, counts) in behind {
        if crate::matter::sees(app, rows, caller, &row).await? {
            found.push((row.id, row.number.unwrap_or_default(), counts));
        }
    }
    found.sort_by_key(|(id, _, counts)| (*counts == wanted, *id));
    Ok(found)
}

/// Calls `each` with every case that may contribute to the period: the case, whether it was
/// opened in it, and what it contributes.
async fn each_contribution(
    app: &App,
    rows: &mut dyn Snapshot,
    period: Period,
    each: &mut (dyn FnMut(&CaseRow, bool, &Contribution) + Send),
) -> AppResult<()> {
    let from = Moment::from_local(period.from, 0);
    let to = Moment::from_local(period.to, DAY_MS);
    if to <= from {
        return Err(AppError::field("to", "period-backwards"));
    }
    if to.ms_since(from) > LONGEST_PERIOD_DAYS * DAY_MS {
        return Err(AppError::field("to", "period-too-long"));
    }
    let sight = policy::countable(period.place);
    let earliest = from.plus_ms(-LONGEST_DAYS * DAY_MS);
    let now = app.now();
    // The list runs from the newest down: it begins at the period's end and stops before it.
    let mut after = CaseId::new(1).map(|first| (to, first));
    loop {
        let page = rows.list(&sight, None, after, PAGE).await?;
        let mut courses = courses::courses(app, rows, &page.cases).await?;
        for row in page.cases {
            let opened = row.state.opened_at;
            if opened < earliest {
                return Ok(());
            }
            let (key, version) = row.state.playbook.clone();
            let playbook = app.playbook(rows, &key, version).await?;
            let course = courses.remove(&row.id).unwrap_or_default();
            let case = (&row.state, &course);
            let contribution = indicator::contribution(&playbook, case, from, to, now);
            each(&row, from <= opened && opened < to, &contribution);
        }
        if page.next.is_none() {
            return Ok(());
        }
        after = page.next;
    }
}
