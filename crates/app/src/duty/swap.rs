//! Two shifts change hands, and both days remember it.

use linli_domain::duty::{DutyDay, Shift, swapped};
use linli_kernel::{Day, PlaceId};

use super::{
    keep::{Writing, closed},
    site::decided,
};
use crate::{App, AppError, AppResult, Caller, Changes, audit, ports::Snapshot, retried};

/// As what it is audited, done or refused.
const ACTION: &str = "duty.swap";

/// One of two shifts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Swap {
    /// Its day.
    pub day: Day,
    /// Its place among the day's shifts, from 0.
    pub shift: usize,
    /// The version of the day that the caller saw.
    pub seen: i64,
}

/// Swaps who is on duty in two shifts of a site.
///
/// # Errors
/// [`AppError::Fields`] on `one` or `other` for a day that is over or a shift that does not exist,
/// and if both are the same person's; [`AppError::Stale`] if the caller did not see a day as it is;
/// [`AppError::Forbidden`] unless a post of the caller speaks for the site's place;
/// [`AppError::NotFound`].
pub async fn swap_shifts(
    app: &App,
    caller: &Caller,
    site: PlaceId,
    (one, other): (Swap, Swap),
) -> AppResult<()> {
    let answer = retried(|| try_swap(app, caller, site, (one, other))).await;
    let subject = format!("duty:{site}:{}", one.day);
    audit::told(app, &caller.actor(None), ACTION, subject, answer).await
}

async fn try_swap(
    app: &App,
    caller: &Caller,
    id: PlaceId,
    (one, other): (Swap, Swap),
) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let (site, speaker, permit) = decided(app, rows, caller, id).await?;
    let (mut first, first_shift) = seen(app, rows, id, one, "one").await?;
    let (mut second, second_shift) = seen(app, rows, id, other, "other").await?;
    let same = AppError::field("other", "duty-same-person");
    let (taken, given) = swapped(&first_shift, &second_shift).ok_or(same)?;
    let one_day = one.day == other.day;
    set(&mut first, one.shift, taken);
    if one_day {
        set(&mut first, other.shift, given);
    } else {
        set(&mut second, other.shift, given);
    }
    let row =
        audit::row(app, permit.actor(), ACTION, format!("duty:{id}:{}", one.day), audit::DONE);
    let mut changes = Changes::new(permit, row);
    let writing = Writing::of(app, caller, &site, &speaker)?;
    changes.expects.extend(speaker.relied_on);
    let days = [Some(first), (!one_day).then_some(second)];
    for day in days.into_iter().flatten() {
        let shifts = linli_domain::duty::in_order(day.shifts);
        let shifts = shifts.map_err(|(_, code)| AppError::field("other", code))?;
        changes.put(writing.day(day.day, shifts, day.version));
    }
    app.store.commit(changes).await?;
    Ok(())
}

fn set(day: &mut DutyDay, at: usize, shift: Shift) {
    if let Some(slot) = day.shifts.get_mut(at) {
        *slot = shift;
    }
}

/// A day as the caller saw it, with the shift that is meant.
async fn seen(
    app: &App,
    rows: &mut dyn Snapshot,
    site: PlaceId,
    wanted: Swap,
    field: &str,
) -> AppResult<(DutyDay, Shift)> {
    if let Some(code) = closed(app, wanted.day) {
        return Err(AppError::field(field, code));
    }
    let unknown = || AppError::field(field, "field-choice");
    let day = rows.duty_days(&[site], wanted.day, wanted.day).await?.pop().ok_or_else(unknown)?;
    if day.version != wanted.seen {
        return Err(AppError::Stale);
    }
    let shift = day.shifts.get(wanted.shift).cloned().ok_or_else(unknown)?;
    Ok((day, shift))
}
