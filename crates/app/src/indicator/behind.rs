//! The matters behind a figure of some months: as it is counted now, or as it was published.

use std::{collections::BTreeMap, sync::Arc};

use linli_domain::{
    indicator::{self, Definition, Figures, is_counted},
    place::Place,
    policy::{self, Action},
};
use linli_kernel::{CaseId, Month, PlaceId};
use linli_playbook::Playbook;

use super::{MOST_LISTED, PAGE, asked::counted};
use crate::{App, AppError, AppResult, Caller, ports::Snapshot, speaker::Speaker};

/// A matter behind a rate.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct CaseBehind {
    /// Its id.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// Whether it counts above the line.
    pub counts: bool,
}

/// The matters behind a rate.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct CasesBehind {
    /// What the rate means.
    #[serde(skip)]
    pub definition: Definition,
    /// Those that the caller may see: first those that count against it, by its direction.
    pub cases: Vec<CaseBehind>,
    /// Whether there are more than are listed.
    pub more: bool,
    /// Whether the caller answers for the place, so that the page offers to instruct those who have
    /// them; each case decides again.
    pub may_supervise: bool,
}

/// The matters behind a rate of a place and these months, both included, as the dashboard counts
/// them.
///
/// # Errors
/// [`AppError::Forbidden`] for whoever has no post; [`AppError::NotFound`] for an unknown place or
/// key; [`AppError::Fields`] for a place too small to have figures.
pub async fn cases_of_months(
    app: &App,
    caller: &Caller,
    place: PlaceId,
    months: (Month, Month),
    key: &str,
) -> AppResult<CasesBehind> {
    policy::decide(&caller.actor(None), Action::SeeIndicatorCases, &caller.standings(), None)?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let (found, playbook, definition) = defined(app, rows, place, key).await?;
    let mut behind = Vec::new();
    for (case, figures) in counted_in(rows, &playbook, &found, months).await? {
        behind.extend(figures.rates.get(key).map(|rate| (case, rate.numerator > 0)));
    }
    in_sight(app, rows, caller, (&found, definition), behind).await
}

/// The matters behind a rate of a place and a month as they were when it was published.
///
/// # Errors
/// As [`cases_of_months`]; [`AppError::NotFound`] also for what was not published.
pub async fn published_cases(
    app: &App,
    caller: &Caller,
    place: PlaceId,
    month: Month,
    key: &str,
) -> AppResult<CasesBehind> {
    policy::decide(&caller.actor(None), Action::SeeIndicatorCases, &caller.standings(), None)?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let (found, _, definition) = defined(app, rows, place, key).await?;
    rows.published(place, month).await?.ok_or(AppError::NotFound)?;
    let mut behind = Vec::new();
    for alike in rows.published_cases(place, month).await? {
        if let Some(counts) = alike.counts(key) {
            behind.extend(alike.cases.iter().map(|(case, _)| (*case, counts)));
        }
    }
    in_sight(app, rows, caller, (&found, definition), behind).await
}

async fn defined(
    app: &App,
    rows: &mut dyn Snapshot,
    place: PlaceId,
    key: &str,
) -> AppResult<(Place, Arc<Playbook>, Definition)> {
    let (found, playbook) = counted(app, rows, place).await?;
    let mut definitions = indicator::definitions(&playbook).into_iter();
    let definition = definitions.find(|definition| definition.key == key);
    Ok((found, playbook, definition.ok_or(AppError::NotFound)?))
}

/// What every case that counts in a place and these months counts for in them.
pub(super) async fn counted_in(
    rows: &mut dyn Snapshot,
    playbook: &Playbook,
    place: &Place,
    (from, to): (Month, Month),
) -> AppResult<BTreeMap<CaseId, Figures>> {
    let mut places = vec![place.id];
    let mut open = vec![place.id];
    while let Some(above) = open.pop() {
        for child in rows.children(above).await? {
            if is_counted(playbook, &child.kind) {
                places.push(child.id);
                open.push(child.id);
            }
        }
    }
    let cases = rows.cases_in_months(&places, (from, to)).await?;
    let mut counted = BTreeMap::new();
    for ids in cases.chunks(usize::try_from(PAGE).unwrap_or(1)) {
        for (case, share) in rows.shares(ids).await? {
            if !share.places.contains(&place.id) {
                continue;
            }
            let mut figures = Figures::default();
            for month in share.months.range(from..=to).map(|(_, month)| month) {
                figures.plus(month, 1);
            }
            counted.insert(case, figures);
        }
    }
    Ok(counted)
}

/// Those that the caller may see.
async fn in_sight(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    (place, definition): (&Place, Definition),
    mut behind: Vec<(CaseId, bool)>,
) -> AppResult<CasesBehind> {
    // What counts above the line is what to look at, unless the more of it the better.
    let wanted = definition.direction == "higher";
    behind.sort_by_key(|(id, counts)| (*counts == wanted, *id));
    let may_supervise = Speaker::load(app, rows, caller, place).await?.post.is_some();
    let mut found = CasesBehind { definition, cases: Vec::new(), more: false, may_supervise };
    for some in behind.chunks(usize::try_from(PAGE).unwrap_or(1)) {
        let ids: Vec<CaseId> = some.iter().map(|(id, _)| *id).collect();
        let rows_of = rows.cases_by_id(&ids).await?;
        let by_id: BTreeMap<CaseId, _> = rows_of.iter().map(|row| (row.id, row)).collect();
        for (id, counts) in some {
            let Some(row) = by_id.get(id) else { continue };
            if !crate::matter::sees(app, rows, caller, row).await? {
                continue;
            }
            if found.cases.len() == MOST_LISTED {
                found.more = true;
                return Ok(found);
            }
            let number = row.number.clone().unwrap_or_default();
            found.cases.push(CaseBehind { id: *id, number, counts: *counts });
        }
    }
    Ok(found)
}
