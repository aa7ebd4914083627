//! Indicators of a place and a period: counted from its cases when asked, public.

use std::collections::BTreeSet;

use linli_domain::{
    indicator::{self, Contribution, Definition, Figures, Rate},
    matter::CaseRow,
    policy::{self, Action, Standing},
};
use linli_kernel::{CaseId, Day, Moment, PlaceId};
use linli_playbook::engine::Actor;

use crate::{App, AppError, AppResult, Caller, ports::Snapshot};

/// How many cases are read at a time.
const PAGE: i64 = 500;
/// A case whose deadline falls into a period was opened at most this long before it.
const LONGEST_DAYS: i64 = 120;
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
    pub definition: &'static Definition,
    /// Both numbers.
    pub rate: Rate,
    /// In hundredths of a per cent; `None`: no data, or too few cases to be shown.
    pub basis_points: Option<i64>,
}

/// The figures as shown.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct IndicatorPage {
    /// The place's name.
    pub place: String,
    /// First and last day.
    pub period: (Day, Day),
    /// Plain counts, and ratings taken down by staff.
    pub figures: Figures,
    /// Rates in the order of their definitions.
    pub rates: Vec<RateLine>,
    /// Rates over fewer cases are hidden.
    pub hide_below: i64,
    /// When it was counted.
    pub counted_at: Moment,
}

/// The figures of a place and a period.
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
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let place = rows.place(period.place).await?.ok_or(AppError::NotFound)?;
    let mut figures = Figures::default();
    let cases = contributions(app, rows, period).await?;
    for (row, opened_inside, contribution) in &cases {
        figures.add(*opened_inside, row.is_open(), contribution);
    }
    let hide_below = match rows.binding(place.district).await? {
        Some((key, version, _)) => {
            let playbook = app.playbook(rows, &key, version).await?;
            playbook.rules.get("hide-rates-below").copied().unwrap_or(HIDE_BELOW)
        }
        None => HIDE_BELOW,
    };
    let rates = indicator::definitions().map(|definition| {
        let rate = figures.rates.get(definition.key.as_str()).copied().unwrap_or_default();
        RateLine { definition, rate, basis_points: rate.basis_points(hide_below) }
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

/// The cases behind one indicator, for those who may see cases of the place: those that count
/// against it first.
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
    if !indicator::definitions().any(|definition| definition.key == key) {
        return Err(AppError::NotFound);
    }
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let mut found = Vec::new();
    for (row, opened_inside, contribution) in contributions(app, rows, period).await? {
        let mut alone = Figures::default();
        alone.add(opened_inside, row.is_open(), &contribution);
        let Some(rate) = alone.rates.get(key) else {
            continue;
        };
        let at = crate::matter::standings_at(app, rows, caller, &row).await?;
        if policy::allows(Action::SeeCase, &at, Some(row.class)) {
            let counts = rate.numerator > 0;
            found.push((row.id, row.number.unwrap_or_default(), counts));
        }
    }
    found.sort_by_key(|(id, _, counts)| (*counts, *id));
    Ok(found)
}

async fn contributions(
    app: &App,
    rows: &mut dyn Snapshot,
    period: Period,
) -> AppResult<Vec<(CaseRow, bool, Contribution)>> {
    let from = Moment::from_local(period.from, 0);
    let to = Moment::from_local(period.to, 86_400_000);
    if to <= from {
        return Err(AppError::field("to", "period-backwards"));
    }
    let sight = policy::countable(period.place);
    let earliest = from.plus_ms(-LONGEST_DAYS * 86_400_000);
    let now = app.now();
    let mut found = Vec::new();
    // The list runs from the newest down: it begins at the period's end and stops before it.
    let mut after = CaseId::new(1).map(|first| (to, first));
    loop {
        let page = rows.list(&sight, None, after, PAGE).await?;
        for row in page.cases {
            let opened = row.state.opened_at;
            if opened < earliest {
                return Ok(found);
            }
            let (key, version) = row.state.playbook.clone();
            let playbook = app.playbook(rows, &key, version).await?;
            let contribution = indicator::contribution(&playbook, &row.state, from, to, now);
            let inside = from <= opened && opened < to;
            found.push((row, inside, contribution));
        }
        if page.next.is_none() {
            return Ok(found);
        }
        after = page.next;
    }
}
