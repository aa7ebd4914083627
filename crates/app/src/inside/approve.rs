//! A reviewer approves a draft: it leaves the organisation in their name.

use linli_kernel::CaseId;
use linli_playbook::engine::TaskNumber;

use crate::{
    App, AppResult, Caller,
    matter::{Acted, approve_draft},
};

/// Approves the draft of a task, in the version of the work that the caller read, and does what it
/// says. The same under the same `key` once more does nothing.
///
/// # Errors
/// [`crate::AppError::Stale`] if the draft is another by now or its task is closed: the draft stays
/// then; [`crate::AppError::Refused`] for whoever wrote it, or where the case does not offer it any
/// more; [`crate::AppError::Forbidden`] for whoever does not review.
pub async fn approve(
    app: &App,
    caller: &Caller,
    id: CaseId,
    (task, version): (TaskNumber, i64),
    key: Option<&str>,
) -> AppResult<Acted> {
    approve_draft(app, caller, id, (task, version), key).await
}
