//! After places were moved or grids drawn anew, every case is filed under the places that lie over
//! it now. Until this came by, lists that staff read are checked line by line.

use linli_kernel::CaseId;

use super::{REFILE, both_written, written};
use crate::{App, AppError, AppResult, JobPut, JobRow, matter};

/// How many cases are looked at in one piece.
const PIECE: i64 = 200;

/// Files the next piece of all cases; the position is the last one's id.
pub(super) async fn refile(app: &App, job: &JobRow) -> AppResult<()> {
    let cases = app.snapshot().await?.cases_after(CaseId::new(job.position), PIECE).await?;
    let last = cases.last().map(|row| row.id.get());
    let whole = i64::try_from(cases.len()).is_ok_and(|count| count == PIECE);
    for id in matter::misfiled(app, cases).await? {
        match matter::file_anew(app, id).await {
            // Whoever moved the case meanwhile filed it by the places as they are.
            Ok(()) | Err(AppError::Conflict | AppError::NotFound) => {}
            Err(error) => tracing::error!(case = %id, %error, "a case could not be filed anew"),
        }
    }
    let next = match last.filter(|_| whole) {
        Some(position) => JobPut::Next(JobRow { position, ..job.clone() }),
        None => JobPut::End { name: job.name.clone(), version: job.version },
    };
    written(app, next).await
}

/// The day has come from which buildings lie in other grids.
pub(super) async fn begin(app: &App, job: &JobRow) -> AppResult<()> {
    let end = JobPut::End { name: job.name.clone(), version: job.version };
    let begin = JobPut::Begin { name: REFILE.to_owned(), run_at: app.now() };
    both_written(app, end, Some(begin)).await
}
