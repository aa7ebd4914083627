//! A week is copied to another.

use std::collections::BTreeSet;

use linli_domain::duty::{DutyDay, copied, monday};
use linli_kernel::{Day, PlaceId, later};

use super::{
    keep::{Writing, closed, written},
    site::decided,
};
use crate::{App, AppError, AppResult, Caller, Changes, audit, retried};

/// As what it is audited, done or refused.
const ACTION: &str = "duty.copy";

/// What became of the days.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct CopiedWeek {
    /// Days that got shifts.
    pub days: Vec<Day>,
    /// Days that stay empty because the calendar makes another kind of day of them.
    pub left: Vec<Day>,
}

/// Copies the shifts of one week to a later one. Days that have shifts keep them, days that are over
/// stay as they are.
///
/// # Errors
/// [`AppError::Fields`] on `to` unless it is a later week within a year; [`AppError::Forbidden`]
/// unless a post of the caller speaks for the site's place; [`AppError::NotFound`].
pub async fn copy_week(
    app: &App,
    caller: &Caller,
    site: PlaceId,
    (from, to): (Day, Day),
) -> AppResult<CopiedWeek> {
    let answer = retried(|| try_copy(app, caller, site, (monday(from), monday(to)))).await;
    let subject = format!("duty:{site}:{}", monday(to));
    audit::told(app, &caller.actor(None), ACTION, subject, answer).await
}

async fn try_copy(
    app: &App,
    caller: &Caller,
    id: PlaceId,
    (from, to): (Day, Day),
) -> AppResult<CopiedWeek> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let (site, speaker, permit) = decided(app, rows, caller, id).await?;
    let sunday = |day: Day| later(day, 6).unwrap_or(day);
    if to <= from || closed(app, sunday(to)).is_some() {
        return Err(AppError::field("to", "duty-week"));
    }
    let days_later = i64::from(from.until(to).map_or(0, |span| span.get_days()));
    let week: Vec<DutyDay> = written(rows, id, (from, sunday(from))).await?.into_values().collect();
    let before = written(rows, id, (to, sunday(to))).await?;
    let full = before.values().filter(|day| !day.shifts.is_empty()).map(|day| day.day);
    let over =
        (0..7).filter_map(|ahead| later(to, ahead)).filter(|day| closed(app, *day).is_some());
    let taken: BTreeSet<Day> = full.chain(over).collect();
    let calendar = app.calendar(rows).await?;
    let found = copied(&week, &calendar, days_later, &taken);
    let done = CopiedWeek { days: found.days.keys().copied().collect(), left: found.left };
    if !found.days.is_empty() {
        let row = audit::row(app, permit.actor(), ACTION, format!("duty:{id}:{to}"), audit::DONE);
        let mut changes = Changes::new(permit, row);
        let writing = Writing::of(app, caller, &site, &speaker)?;
        changes.expects.extend(speaker.relied_on);
        for (day, shifts) in found.days {
            let version = before.get(&day).map_or(0, |old| old.version);
            changes.put(writing.day(day, shifts, version));
        }
        app.store.commit(changes).await?;
    }
    Ok(done)
}
