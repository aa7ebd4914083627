//! The messages in somebody's own inbox.

use linli_domain::policy::{self, Action};
use linli_kernel::{CaseId, Moment};
use linli_playbook::{Name, engine::Holder};

use crate::{App, AppResult, Caller, ports::MessageRow};

/// How many are shown.
const SHOWN: i64 = 100;

/// One message.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MessageView {
    /// About which case.
    pub case: CaseId,
    /// That case's number.
    pub number: String,
    /// Its name in the catalogue.
    pub message: Name,
    /// When.
    pub at: Moment,
}

/// The latest messages to the caller as a resident, newest first. What posts and organisations
/// are told stands in the workbench.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub async fn my_messages(app: &App, caller: &Caller) -> AppResult<Vec<MessageView>> {
    policy::decide(&caller.actor(None), Action::OwnAccount, &caller.standings(), None)?;
    let mut rows = app.snapshot().await?;
    let found = rows.messages(&[Holder::Person(caller.person)], SHOWN).await?;
    Ok(found.into_iter().map(view).collect())
}

/// The latest messages to the caller's posts and organisations, newest first.
///
/// # Errors
/// [`crate::AppError::Forbidden`] for whoever has neither.
pub async fn work_messages(app: &App, caller: &Caller) -> AppResult<Vec<MessageView>> {
    policy::decide(&caller.actor(None), Action::SeeQueue, &caller.standings(), None)?;
    let mut rows = app.snapshot().await?;
    let found = rows.messages(&caller.working_holders(), SHOWN).await?;
    Ok(found.into_iter().map(view).collect())
}

fn view(row: MessageRow) -> MessageView {
    MessageView { case: row.case, number: row.number, message: row.message, at: row.at }
}
