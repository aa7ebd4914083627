//! Refusals are audited like what was permitted.

use std::{collections::BTreeSet, fmt::Display};

use linli_domain::policy::{self, Action, Standing};
use linli_playbook::engine::Actor;

use crate::{App, AppError, AppResult, AuditRow, Changes};

/// Passes an answer on; if it is that the caller may not do this, or may not know of it, that is
/// written down first, with the answer's code as outcome. A refusal stands even where it cannot be
/// written down: the log of the program says so then.
pub(crate) async fn told<T>(
    app: &App,
    actor: &Actor,
    action: &'static str,
    subject: impl Display,
    answer: AppResult<T>,
) -> AppResult<T> {
    if let Err(error @ (AppError::Forbidden | AppError::NotFound)) = &answer {
        let row = row(app, actor, action, subject, error.code().as_str());
        if let Err(failure) = record(app, row).await {
            tracing::error!(%failure, action, "a refusal could not be audited");
        }
    }
    answer
}

async fn record(app: &App, row: AuditRow) -> AppResult<()> {
    let system = BTreeSet::from([Standing::System]);
    let permit = policy::decide(&Actor::System, Action::NoteRefusal, &system, None)?;
    app.store.commit(Changes::new(permit, row)).await?;
    Ok(())
}

/// How what was permitted and done ends.
pub(crate) const DONE: &str = "done";

/// A row of the audit.
pub(crate) fn row(
    app: &App,
    actor: &Actor,
    action: &'static str,
    subject: impl Display,
    outcome: &str,
) -> AuditRow {
    let (person, acting) = match actor {
        Actor::Person { person, acting } => (Some(*person), acting.clone()),
        Actor::System | Actor::Operator => (None, None),
    };
    AuditRow {
        id: app.entropy.id(),
        at: app.now(),
        person,
        acting,
        action,
        subject: subject.to_string(),
        outcome: outcome.to_owned(),
    }
}
