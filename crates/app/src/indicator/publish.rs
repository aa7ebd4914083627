//! An office publishes the figures of a place and a month: they stay as they are then, with the
//! cases that gave them.

use linli_domain::{
    indicator::{Figures, PublishedFigures, frozen, may_publish},
    policy::Action,
};
use linli_kernel::{Month, PlaceId};

use super::{asked::counting, behind::counted_in, hide_below, roll_up_due};
use crate::{
    App, AppError, AppResult, Caller, Changes, Put, audit, job::files_cases, retried,
    speaker::Speaker,
};

/// As what it is audited, done or refused.
const ACTION: &str = "figures.publish";

/// Publishes the figures of a place and a month, once: a second time is refused.
///
/// # Errors
/// [`AppError::Forbidden`] unless a post of the caller at community level or above lies at or over
/// the place; [`AppError::NotFound`] for an unknown place; [`AppError::Fields`] for a place too
/// small to have figures, a month that is not over or was published before, and while changes of
/// cases are still to be counted.
pub async fn publish_month(
    app: &App,
    caller: &Caller,
    place: PlaceId,
    month: Month,
) -> AppResult<()> {
    let answer = retried(|| try_publish(app, caller, place, month)).await;
    let subject = format!("figures:{place}:{month}");
    audit::told(app, &caller.actor(None), ACTION, subject, answer).await
}

async fn try_publish(app: &App, caller: &Caller, place: PlaceId, month: Month) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let found = rows.place(place).await?.ok_or(AppError::NotFound)?;
    let speaker = Speaker::load(app, rows.as_mut(), caller, &found).await?;
    let permit = speaker.permit(caller, Action::PublishFigures)?;
    let post = speaker.post.ok_or(AppError::Forbidden)?;
    let playbook = counting(app, rows.as_mut(), &found).await?;
    let now = app.now();
    may_publish(month, now).map_err(|_| AppError::field("month", "month-not-over"))?;
    if !rows.figures_due(1).await?.is_empty() {
        drop(rows);
        roll_up_due(app).await?;
        rows = app.snapshot().await?;
    }
    let rows = rows.as_mut();
    // After places were moved the sums follow once every case is filed anew.
    let filed_anew = rows.jobs().await?.iter().any(|job| files_cases(&job.name));
    if filed_anew || !rows.figures_due(1).await?.is_empty() {
        return Err(AppError::field("month", "figures-being-counted"));
    }
    if rows.published(place, month).await?.is_some() {
        return Err(AppError::field("month", "figures-published"));
    }
    let shares = counted_in(rows, &playbook, &found, (month, month)).await?;
    let cases = i64::try_from(shares.len()).unwrap_or(i64::MAX);
    let (figures, alike) = frozen(shares);
    let sums = rows.month_figures(&[place], (month, month)).await?;
    if sums.into_iter().next().map_or_else(Figures::default, |row| row.figures) != figures {
        let words = format!("the sums of {place} in {month} are not what its cases count for");
        return Err(AppError::Internal(words));
    }
    let subject = format!("figures:{place}:{month}");
    let row = audit::row(app, permit.actor(), ACTION, subject, audit::DONE);
    let mut changes = Changes::new(permit, row);
    changes.expects.extend(speaker.relied_on);
    let published = PublishedFigures {
        place,
        district: found.district,
        month,
        figures,
        hide_below: hide_below(&playbook),
        cases,
        published_by: caller.person,
        published_as: post,
        published_at: now,
    };
    changes.put(Put::PublishedFigures(Box::new(published), alike));
    app.store.commit(changes).await?;
    Ok(())
}
