//! The cases before and after one in the caller's queue.

use std::collections::BTreeSet;

use linli_domain::policy::{self, Action};
use linli_kernel::CaseId;

use super::withheld::Withheld;
use crate::{App, AppError, AppResult, Caller};

/// The neighbours of a case in a queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Neighbours {
    /// The one with the next earlier deadline.
    pub previous: Option<CaseId>,
    /// The one with the next later deadline.
    pub next: Option<CaseId>,
}

/// The neighbours of a case by the earliest of the caller's tasks on it; none where the caller
/// has no task on it.
///
/// # Errors
/// [`AppError::Forbidden`] for whoever has no queue; [`AppError::NotFound`] if there is no such
/// case.
pub async fn neighbours(app: &App, caller: &Caller, id: CaseId) -> AppResult<Neighbours> {
    policy::decide(&caller.actor(None), Action::SeeQueue, &caller.standings(), None)?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let row = rows.case(id).await?.ok_or(AppError::NotFound)?;
    let holders = caller.working_holders();
    let own = row.state.tasks.values().filter(|task| holders.contains(&task.holder));
    let Some(key) = own.map(|task| (row.state.time_of(task).due, id, task.number)).min() else {
        return Ok(Neighbours::default());
    };
    let withheld = Withheld::of(rows, caller.person, &holders).await?;
    let (mut previous, mut next) = rows.queue_neighbours(&holders, key).await?;
    // Each is passed once, so that this ends whatever the queue's rows say.
    let mut passed = BTreeSet::new();
    while let Some(case) = previous.filter(|case| passed.insert(*case))
        && let Some(of) = withheld.key(case, &holders, false)
    {
        previous = rows.queue_neighbours(&holders, of).await?.0.filter(|case| *case != id);
    }
    passed.clear();
    while let Some(case) = next.filter(|case| passed.insert(*case))
        && let Some(of) = withheld.key(case, &holders, true)
    {
        next = rows.queue_neighbours(&holders, of).await?.1.filter(|case| *case != id);
    }
    let shown = |case: &CaseId| !withheld.holds(*case);
    Ok(Neighbours { previous: previous.filter(shown), next: next.filter(shown) })
}
