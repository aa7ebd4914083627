//! The office that keeps the list ends an item.

use linli_domain::{
    admission::AdmissionItem,
    policy::{self, Action, Permit},
};
use linli_kernel::{AdmissionItemId, Day};

use super::{
    items::{AdmissionItemLine, line},
    seat::{Part, Seat},
};
use crate::{
    AdmissionPut, App, AppError, AppResult, Caller, Changes, FieldError, audit, matter::needed_day,
    retried,
};

/// As what it is audited, done or refused.
const ACTION: &str = "admission.end-item";

/// Ends an item with a last day, today at the earliest and never later than it would have ended.
/// Once more with the same day changes nothing.
///
/// # Errors
/// [`AppError::Fields`] on `last_day`; [`AppError::Forbidden`] for whoever does not keep the list;
/// [`AppError::NotFound`].
pub async fn end_item(
    app: &App,
    caller: &Caller,
    id: AdmissionItemId,
    last_day: &str,
) -> AppResult<()> {
    let answer = retried(|| try_end(app, caller, id, last_day)).await;
    audit::told(app, &caller.actor(None), ACTION, format!("admission-item:{id}"), answer).await
}

/// The item, for whoever may end it: what is asked before somebody says when.
///
/// # Errors
/// As [`end_item`], but for the day.
pub async fn item_to_end(
    app: &App,
    caller: &Caller,
    id: AdmissionItemId,
) -> AppResult<AdmissionItemLine> {
    let answer = decided(app, caller, id).await.map(|(item, ..)| item);
    let subject = format!("admission-item:{id}");
    let item = audit::told(app, &caller.actor(None), ACTION, subject, answer).await?;
    let mut rows = app.snapshot().await?;
    line(rows.as_mut(), &item, app.now().day()).await
}

async fn decided(
    app: &App,
    caller: &Caller,
    id: AdmissionItemId,
) -> AppResult<(AdmissionItem, Option<Part>, Permit)> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let item = rows.admission_item(id).await?.ok_or(AppError::NotFound)?;
    let seat = Seat::load(app, rows, caller).await?;
    let part = seat.keeps.get(&item.district).cloned();
    let actor = caller.actor(part.as_ref().map(|part| part.post.clone()));
    let standings = seat.keeping(item.district);
    let permit = policy::decide(&actor, Action::KeepAdmissionList, &standings, None)?;
    Ok((item, part, permit))
}

async fn try_end(app: &App, caller: &Caller, id: AdmissionItemId, word: &str) -> AppResult<()> {
    let (item, part, permit) = decided(app, caller, id).await?;
    let last = last_day(&item, word, app.now().day())?;
    if item.valid_to == Some(last) {
        return Ok(());
    }
    let subject = format!("admission-item:{id}");
    let row = audit::row(app, permit.actor(), ACTION, subject, audit::DONE);
    let mut changes = Changes::new(permit, row);
    changes.expects.extend(part.map(|part| part.relied_on));
    let version = item.version + 1;
    changes.put(AdmissionPut::Item(AdmissionItem { valid_to: Some(last), version, ..item }));
    app.store.commit(changes).await?;
    Ok(())
}

fn last_day(item: &AdmissionItem, word: &str, today: Day) -> Result<Day, AppError> {
    let wrong = |code| AppError::Fields(vec![FieldError::new("last_day", code)]);
    let last = needed_day("last_day", word).map_err(|error| AppError::Fields(vec![error]))?;
    // What begins later may be taken off before it ever held.
    if last < today {
        return Err(wrong("field-past"));
    }
    if item.valid_to.is_some_and(|to| to < last) {
        return Err(wrong("admission-longer"));
    }
    Ok(last)
}
