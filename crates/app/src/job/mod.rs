//! Work beside the requests that goes on where it stopped, driven by the same loop as the clock.
//!
//! A job is a row with a position and a version: a killed process leaves it where it was, and of
//! two nodes that run it at once one writes how far it came. What a job does may be done twice.

mod digest;
mod playbook;
mod prune;
mod refile;
mod words;

use std::collections::BTreeSet;

use linli_domain::policy::{self, Action, Permit, Standing};
use linli_kernel::Day;
use linli_playbook::engine::Actor;

use crate::{App, AppError, AppResult, AuditRow, Changes, JobPut, JobRow, audit};

/// Tells staff how much lies on their desk, every morning.
const DIGEST: &str = "digest";
/// Takes old rows away, every hour.
const PRUNE: &str = "prune";
/// Files every case under the places that lie over it now, after places were moved.
pub(crate) const REFILE: &str = "refile";
/// Begins [`REFILE`] on a day; the day stands behind the name.
const REFILE_ON: &str = "refile-on-";
/// Puts a district's next playbook into force on a day; the day stands behind the name.
const PLAYBOOK_ON: &str = "playbook-on-";
/// Writes the words by which older cases are found, after an upgrade; a migration begins it.
const WORDS: &str = "words";

/// How long a job that failed is left alone: 5 minutes, in milliseconds.
const PAUSE_MS: i64 = 5 * 60_000;

/// Does one piece of each job whose turn it is; answers how many pieces were done.
///
/// # Errors
/// [`AppError::Internal`] if the store fails; a job that fails is left alone for a while.
pub async fn run_due(app: &App) -> AppResult<usize> {
    let due = app.snapshot().await?.due_jobs(app.now()).await?;
    let mut done = 0;
    for job in due {
        let answer = match job.name.as_str() {
            DIGEST => digest::digest(app, &job).await,
            PRUNE => prune::prune(app, &job).await,
            REFILE => refile::refile(app, &job).await,
            name if name.starts_with(REFILE_ON) => refile::begin(app, &job).await,
            name if name.starts_with(PLAYBOOK_ON) => playbook::put_into_force(app, &job).await,
            WORDS => words::words(app, &job).await,
            name => Err(AppError::Internal(format!("no job is called {name}"))),
        };
        match answer {
            Ok(()) => done += 1,
            // Another node was faster, or the job was begun anew.
            Err(AppError::Conflict) => {}
            Err(error) => {
                tracing::error!(job = job.name, %error, "a job failed and is left alone for a while");
                let run_at = app.now().plus_ms(PAUSE_MS);
                match written(app, JobPut::Next(JobRow { run_at, ..job })).await {
                    // Another node saw it fail too, or it was begun anew: the others go on.
                    Ok(()) | Err(AppError::Conflict) => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }
    Ok(done)
}

/// The job that files cases anew once a change of grids is in force: at once for today, otherwise
/// one for each day, so that neither of two plans puts the other off.
pub(crate) fn refile_on(day: Day, today: Day) -> String {
    if day > today { format!("{REFILE_ON}{day}") } else { REFILE.to_owned() }
}

/// Whether a job of this name files cases anew: until it is done, lists may stand behind the places.
#[must_use]
pub fn files_cases(name: &str) -> bool {
    name == REFILE
}

/// The job that puts playbooks into force on a day.
pub(crate) fn playbook_on(day: Day) -> String {
    format!("{PLAYBOOK_ON}{day}")
}

fn permit() -> AppResult<Permit> {
    let standings = BTreeSet::from([Standing::System]);
    Ok(policy::decide(&Actor::System, Action::Tick, &standings, None)?)
}

/// The audit row of what the program does by itself.
fn audit(app: &App, action: &'static str, job: &str) -> AuditRow {
    audit::row(app, &Actor::System, action, format!("job:{job}"), audit::DONE)
}

/// Writes how a job stands.
///
/// # Errors
/// [`AppError::Conflict`] if it stands otherwise by now.
async fn written(app: &App, put: JobPut) -> AppResult<()> {
    both_written(app, put, None).await
}

/// Writes how one job stands and, in the same commit, another.
async fn both_written(app: &App, put: JobPut, other: Option<JobPut>) -> AppResult<()> {
    let (JobPut::Begin { name, .. } | JobPut::Next(JobRow { name, .. }) | JobPut::End { name, .. }) =
        &put;
    let mut changes = Changes::new(permit()?, audit(app, "job.advance", name));
    changes.put(put);
    other.into_iter().for_each(|put| changes.put(put));
    app.store.commit(changes).await?;
    Ok(())
}
