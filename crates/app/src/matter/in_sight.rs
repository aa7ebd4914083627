//! Everything that somebody may read by their posts and organisations, open or ended.

use std::collections::{BTreeMap, btree_map::Entry};

use linli_domain::{
    matter::CaseRow,
    policy::{self, Action, Arm, Visibility},
};
use linli_kernel::{Day, PlaceId};
use linli_playbook::engine::Holder;

use super::view::{Detail, Lines, MOST, list_key, listed};
use crate::{App, AppResult, Caller, office::office_places, ports::Snapshot};

/// A page of the cases below the places of the caller's posts and of those in which the caller's
/// organisations had a part, newest first; guarded ones only through the queue.
///
/// # Errors
/// [`crate::AppError::Forbidden`] for whoever has neither post nor organisation;
/// [`crate::AppError::Fields`] on `after`.
pub async fn cases_in_sight(
    app: &App,
    caller: &Caller,
    open: Option<bool>,
    after: Option<&str>,
    limit: i64,
) -> AppResult<Lines> {
    policy::decide(&caller.actor(None), Action::SeeQueue, &caller.standings(), None)?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let sight = sight_of(app, rows, caller).await?;
    let mut page = rows.list(&sight, open, list_key(after)?, limit.clamp(1, MOST)).await?;
    keep_below(app, rows, &sight, &mut page.cases).await?;
    listed(app, rows, &page, Detail::For(caller)).await
}

/// What somebody's lists may show by their posts and organisations.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub(crate) async fn sight_of(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
) -> AppResult<Visibility> {
    let offices = office_places(app, rows, caller).await?;
    let places = topmost(rows, offices, app.now().day()).await?;
    Ok(policy::visible(None, &places, &caller.organisations(), None))
}

/// Drops lines that stand where their case no longer belongs: places were moved, and the job that
/// files cases anew has not come by yet.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub(crate) async fn keep_below(
    app: &App,
    rows: &mut dyn Snapshot,
    sight: &Visibility,
    cases: &mut Vec<CaseRow>,
) -> AppResult<()> {
    let today = app.now().day();
    let mut chains = BTreeMap::new();
    for row in &*cases {
        if let Entry::Vacant(slot) = chains.entry(row.state.place) {
            slot.insert(rows.chain(row.state.place, today).await?);
        }
    }
    cases.retain(|row| {
        sight.arms().any(|arm| match arm {
            Arm::Place(place) => chains.get(&row.state.place).is_some_and(|c| c.contains(*place)),
            Arm::Organisation(id) => policy::has_part(&row.state, &Holder::Organisation(*id)),
            _ => true,
        })
    });
    Ok(())
}

/// Those of the places that lie under none of the others, so that no case is looked up twice.
async fn topmost(
    rows: &mut dyn Snapshot,
    places: Vec<PlaceId>,
    day: Day,
) -> AppResult<Vec<PlaceId>> {
    let mut found = Vec::new();
    for place in &places {
        let chain = rows.chain(*place, day).await?;
        let over = |other: &&PlaceId| **other != *place && chain.contains(**other);
        if !places.iter().any(|other| over(&other)) {
            found.push(*place);
        }
    }
    Ok(found)
}
