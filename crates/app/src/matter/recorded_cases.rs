//! Cases as they were, for whoever asks what a changed playbook would have done to them.

use linli_domain::policy::Action;
use linli_kernel::CaseId;
use linli_playbook::{Name, simulate::Recorded};

use super::context::situation;
use crate::{App, AppResult, account::Administrator};

/// Cases read at a time, few enough to be held in memory.
const AT_ONCE: i64 = 500;

/// Some cases, and after which one the next are read.
#[derive(Debug)]
pub struct RecordedCases {
    /// Those of the playbook that was asked for.
    pub cases: Vec<Recorded>,
    /// The last one read, of whatever playbook; `None` if there are no more.
    pub next: Option<CaseId>,
}

/// A page of the cases of a playbook in any of its versions, with all that people did in them. Who
/// has which post is taken as it is today. For the operator only: whoever administers an
/// installation sees no matter by that office.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub async fn recorded_cases(
    app: &App,
    playbook: &Name,
    after: Option<CaseId>,
) -> AppResult<RecordedCases> {
    Administrator::Operator.permit(app, Action::ManagePlaybook).await?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let page = rows.cases_after(after, AT_ONCE).await?;
    let next = page.last().map(|row| row.id);
    let mut cases = Vec::new();
    for row in page.iter().filter(|row| row.state.playbook.0 == *playbook) {
        let facts = situation(app, rows, None, row.id).await?.facts;
        cases.extend(Recorded::from_events(&rows.events(row.id).await?, facts));
    }
    Ok(RecordedCases { cases, next })
}
