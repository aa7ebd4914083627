//! The day has come from which districts work by another playbook.

use super::{audit, permit};
use crate::{App, AppResult, Changes, JobPut, JobRow, setup};

/// Puts into force what was agreed to for today or earlier; the job ends in the same commit.
pub(super) async fn put_into_force(app: &App, job: &JobRow) -> AppResult<()> {
    let mut changes = Changes::new(permit()?, audit(app, "playbook.bind", &job.name));
    changes.put(JobPut::End { name: job.name.clone(), version: job.version });
    setup::put_due_into_force(app, changes).await
}
