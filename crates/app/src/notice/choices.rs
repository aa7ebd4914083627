//! For whose people the caller may publish: the places of a form.

use linli_domain::policy::Action;

use crate::{
    App, AppResult, Caller, SpokenPlace,
    speaker::{spoken_choices, spoken_places},
};

/// The places of the caller's posts that speak, each followed by what lies directly below it.
///
/// # Errors
/// [`crate::AppError::Forbidden`] if none of the caller's posts speaks anywhere.
pub async fn notice_places(app: &App, caller: &Caller) -> AppResult<Vec<SpokenPlace>> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    spoken_places(app, rows, caller, Action::PostNotice).await?;
    spoken_choices(app, rows, caller).await
}
