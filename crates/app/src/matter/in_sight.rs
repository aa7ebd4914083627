//! Everything that somebody may read by their posts and organisations, open or ended.

use linli_domain::policy::{self, Action, Visibility};
use linli_kernel::{Day, PlaceId};

use super::view::{Lines, MOST, lines, list_key};
use crate::{App, AppResult, Caller, office::office_places, ports::Snapshot};

/// A page of the cases below the places of the caller's posts and of those in which the caller's
/// organisations had a part, newest first; guarded ones only through the queue.
///
/// # Errors
/// [`crate::AppError::Forbidden`] for whoever has neither post nor organisation.
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
    let page = rows.list(&sight, open, after.and_then(list_key), limit.clamp(1, MOST)).await?;
    lines(app, rows, page, true).await
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
