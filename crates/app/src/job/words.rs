//! After an upgrade from a program without a search, every case gets the words by which it is found.

use linli_kernel::CaseId;

use super::written;
use crate::{App, AppError, AppResult, JobPut, JobRow, matter};

/// How many cases are looked at in one piece: cutting text into words takes time.
const PIECE: i64 = 50;

/// Writes the words of the next cases that have none; the position is the last one's id.
pub(super) async fn words(app: &App, job: &JobRow) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let cases = rows.cases_without_words(CaseId::new(job.position), PIECE).await?;
    drop(rows);
    let last = cases.last().map(|id| id.get());
    for id in cases {
        match matter::file_anew(app, id).await {
            Ok(()) => {}
            // Somebody acted on it meanwhile: the next piece begins with it.
            Err(AppError::Conflict) => {
                let position = id.get() - 1;
                return written(app, JobPut::Next(JobRow { position, ..job.clone() })).await;
            }
            Err(error) => tracing::error!(case = %id, %error, "a case got no search words"),
        }
    }
    let next = match last {
        Some(position) => JobPut::Next(JobRow { position, ..job.clone() }),
        None => JobPut::End { name: job.name.clone(), version: job.version },
    };
    written(app, next).await
}
