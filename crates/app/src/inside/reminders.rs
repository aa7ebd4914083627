//! What an organisation still has to do, as numbers and dates: it can be hung up or sent on, because
//! it tells nothing of any resident.

use linli_kernel::{Moment, OrganisationId};
use linli_playbook::engine::Holder;

use super::divide::own;
use crate::{
    App, AppResult, Caller,
    matter::Withheld,
    ports::{QueueFilter, Snapshot},
};

/// The most lines of one list.
const MOST: usize = 500;
/// Lines read at once.
const PAGE: i64 = 100;

/// One open task.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ReminderLine {
    /// The matter's number.
    pub number: String,
    /// Until when.
    pub due: Moment,
    /// Whether that is over.
    pub late: bool,
}

/// The open tasks of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Reminders {
    /// Its name.
    pub name: String,
    /// The tasks, earliest deadline first; at most 500.
    pub lines: Vec<ReminderLine>,
    /// Whether there are more.
    pub more: bool,
}

/// The reminders of an organisation of the caller, without what is about the caller.
///
/// # Errors
/// [`crate::AppError::NotFound`] for no organisation; [`crate::AppError::Forbidden`] for another's.
pub async fn reminders(
    app: &App,
    caller: &Caller,
    organisation: OrganisationId,
) -> AppResult<Reminders> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let (office, _) = own(app, rows, caller, organisation).await?;
    let (lines, more) = open_tasks(rows, caller, organisation).await?;
    Ok(Reminders { name: office.organisation.name, lines, more })
}

async fn open_tasks(
    rows: &mut dyn Snapshot,
    caller: &Caller,
    organisation: OrganisationId,
) -> AppResult<(Vec<ReminderLine>, bool)> {
    let holders = [Holder::Organisation(organisation)];
    let withheld = Withheld::of(rows, caller.person, &caller.working_holders()).await?;
    let (mut lines, mut after) = (Vec::new(), None);
    loop {
        let page = rows.queue(&holders, &QueueFilter::default(), after, PAGE).await?;
        for item in page.items.iter().filter(|item| !withheld.holds(item.case.id)) {
            let number = item.case.number.clone().unwrap_or_default();
            lines.push(ReminderLine { number, due: item.due, late: item.late });
        }
        after = page.next;
        if after.is_none() || lines.len() >= MOST {
            break;
        }
    }
    let more = after.is_some() || lines.len() > MOST;
    lines.truncate(MOST);
    Ok((lines, more))
}
