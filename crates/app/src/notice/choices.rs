//! For whose people the caller may publish: the places of a form.

use linli_domain::policy::Action;

use crate::{App, AppResult, Caller, SpokenPlace, speaker::Spoken};

/// The places of the caller's posts that speak, each followed by what lies directly below it.
///
/// # Errors
/// [`crate::AppError::Forbidden`] if none of the caller's posts speaks anywhere.
pub async fn notice_places(app: &App, caller: &Caller) -> AppResult<Vec<SpokenPlace>> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let spoken = Spoken::load(app, rows, caller).await?.decide(caller, Action::PostNotice)?;
    spoken.choices(rows).await
}
