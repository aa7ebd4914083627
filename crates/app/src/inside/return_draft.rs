//! A reviewer gives a draft back, with a word.

use linli_domain::inside::{Draft, DraftState, InsideWork, MAX_WORD, Stamp};
use linli_kernel::CaseId;
use linli_playbook::engine::TaskNumber;

use super::{give::loaded, leave::refused, office::TaskInside};
use crate::{App, AppError, AppResult, Caller, Changes, audit, matter::typed_text};

/// As what it is audited.
const ACTION: &str = "inside.return";

/// Gives the draft of a task back, in the version of the work that the caller read.
///
/// # Errors
/// [`AppError::Stale`] if the draft is another by now or its task is closed; [`AppError::Fields`] on
/// `words`; [`AppError::Refused`] for whoever wrote it; [`AppError::Forbidden`] for whoever does not
/// review.
pub async fn return_draft(
    app: &App,
    caller: &Caller,
    id: CaseId,
    (task, version): (TaskNumber, i64),
    words: &str,
) -> AppResult<()> {
    let answer = try_return(app, caller, id, (task, version), words).await;
    let answer = answer.map_err(AppError::or_stale);
    audit::told(app, &caller.actor(None), ACTION, format!("case:{id}"), answer).await
}

async fn try_return(
    app: &App,
    caller: &Caller,
    id: CaseId,
    (task, version): (TaskNumber, i64),
    words: &str,
) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let (at, inside, permit) = loaded(app, rows.as_mut(), caller, (id, task)).await?;
    if inside.work.version != version {
        return Err(AppError::Stale);
    }
    let draft = inside.office.inside.to_review(inside.known(), caller.person).map_err(refused)?;
    let mut errors = Vec::new();
    let words = typed_text(&mut errors, "words", (words, MAX_WORD));
    if !errors.is_empty() {
        return Err(AppError::Fields(errors));
    }
    let stamp = Stamp { by: caller.person, at: app.now() };
    let state = DraftState::Returned { stamp, words };
    let draft = Some(Draft { state, ..draft.clone() });
    let row = audit::row(app, permit.actor(), ACTION, format!("case:{id}"), audit::DONE);
    let mut changes = Changes::new(permit.clone(), row);
    changes.expects = at.around.expects();
    changes.expects.push(inside.relied_on());
    changes.put(TaskInside::put(InsideWork { draft, ..inside.work.clone() }));
    app.store.commit(changes).await?;
    Ok(())
}
