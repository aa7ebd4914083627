//! Unlawful or personal text is taken out of public view, or put back; the raiser is told.

use linli_domain::{
    matter::CaseRow,
    policy::{self, Action},
};
use linli_kernel::CaseId;
use linli_playbook::{
    Name,
    engine::{Audience, Effect},
};

use super::{act::acting, context::situation, listing, writing};
use crate::{App, AppError, AppResult, Caller, Changes};

/// Why a text may be taken out of public view. The words stand in the catalogue as
/// `hiding-reason-…`.
pub const HIDING_REASONS: [&str; 4] = ["personal", "unlawful", "insulting", "advertising"];

/// What the raiser is told: the names of messages in the catalogue.
const HIDDEN: &str = "text-hidden";
const SHOWN: &str = "text-shown";

/// Takes a case's words and photos, and with them its published story, out of public view for a
/// reason of [`HIDING_REASONS`]; without a reason it is put back. Nothing is deleted: whoever
/// raised or handles it reads it as before.
///
/// # Errors
/// [`AppError::Fields`] on `reason`; [`AppError::Forbidden`] or [`AppError::NotFound`].
pub async fn hide(app: &App, caller: &Caller, id: CaseId, reason: Option<&str>) -> AppResult<()> {
    for _ in 0..3 {
        match try_hide(app, caller, id, reason).await {
            Err(AppError::Conflict) => {}
            answer => return answer,
        }
    }
    Err(AppError::Conflict)
}

async fn try_hide(app: &App, caller: &Caller, id: CaseId, reason: Option<&str>) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let at = situation(app, rows.as_mut(), Some(caller), id).await?;
    let actor = caller.actor(acting(caller, &at, None));
    let class = Some(at.row.class);
    let permit = policy::decide(&actor, Action::HideText, &at.standings, class)?;
    if reason.is_some_and(|reason| !HIDING_REASONS.contains(&reason)) {
        return Err(AppError::field("reason", "field-choice"));
    }
    if at.row.hidden.as_deref() == reason {
        return Ok(());
    }
    let (action, message) = match reason {
        Some(_) => ("matter.hide", HIDDEN),
        None => ("matter.show", SHOWN),
    };
    let mut changes = Changes::new(permit, writing::audit(app, &actor, action, id));
    let effect = Effect::Notify {
        to: Audience::Raisers,
        message: Name::new(message).map_err(writing::internal)?,
    };
    writing::put_effects(app, &mut changes, &at.row, &[effect], app.now());
    let revision = at.row.revision + 1;
    let row = CaseRow { hidden: reason.map(str::to_owned), revision, ..at.row };
    listing::put_case(&mut changes, row, &at.around);
    app.store.commit(changes).await?;
    Ok(())
}
