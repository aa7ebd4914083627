//! What figures are asked for: a place that has them, and some months.

use std::sync::Arc;

use linli_domain::{indicator::is_counted, place::Place};
use linli_kernel::{Month, PlaceId};
use linli_playbook::Playbook;

use super::{SPANS, dashboard::own_place};
use crate::{App, AppError, AppResult, Caller, ports::Snapshot};

/// The place that figures are asked for, with the playbook that says what they are; where none is
/// named, the one that the caller begins with.
///
/// # Errors
/// [`AppError::NotFound`] for an unknown place; [`AppError::Fields`] on `place` for one too small to
/// have figures.
pub(crate) async fn counted_place(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    asked: Option<PlaceId>,
) -> AppResult<(Place, Arc<Playbook>)> {
    let id = match asked {
        Some(asked) => asked,
        None => own_place(app, rows, caller).await?,
    };
    counted(app, rows, id).await
}

/// A place that has figures, with the playbook that says what they are.
///
/// # Errors
/// As [`counted_place`].
pub(super) async fn counted(
    app: &App,
    rows: &mut dyn Snapshot,
    id: PlaceId,
) -> AppResult<(Place, Arc<Playbook>)> {
    let place = rows.place(id).await?.ok_or(AppError::NotFound)?;
    let playbook = counting(app, rows, &place).await?;
    Ok((place, playbook))
}

/// The playbook that says what the figures of a place are.
///
/// # Errors
/// As [`counted_place`].
pub(super) async fn counting(
    app: &App,
    rows: &mut dyn Snapshot,
    place: &Place,
) -> AppResult<Arc<Playbook>> {
    let playbook = app.playbook_of(rows, place.district).await?.ok_or(AppError::NotFound)?;
    if is_counted(&playbook, &place.kind) {
        Ok(playbook)
    } else {
        Err(AppError::field("place", "place-too-small"))
    }
}

/// The first and last of so many months up to one; without one, up to this month.
///
/// # Errors
/// [`AppError::Fields`] on `month` for one to come, on `months` for a number that is not one of
/// [`SPANS`].
pub(crate) fn months(last: Option<Month>, count: i32, this: Month) -> AppResult<(Month, Month)> {
    let last = last.unwrap_or(this);
    if last > this {
        return Err(AppError::field("month", "month-to-come"));
    }
    if !SPANS.contains(&count) {
        return Err(AppError::field("months", "period-unknown"));
    }
    Ok((last.plus(1 - count), last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_that_are_offered_end_with_the_one_that_is_asked_for() {
        let month = |word: &str| word.parse::<Month>().unwrap();
        let this = month("2026-07");
        let asked = |last: Option<&str>, count| {
            let found = months(last.map(month), count, this);
            found.map_err(|error| match error {
                AppError::Fields(wrong) => wrong.into_iter().map(|one| one.code.0).collect(),
                other => vec![other.code().0],
            })
        };
        assert_eq!(asked(None, 1), Ok((this, this)));
        assert_eq!(asked(Some("2026-02"), 3), Ok((month("2025-12"), month("2026-02"))));
        assert_eq!(asked(Some("2026-08"), 1), Err(vec!["month-to-come"]));
        assert_eq!(asked(None, 2), Err(vec!["period-unknown"]));
    }
}
