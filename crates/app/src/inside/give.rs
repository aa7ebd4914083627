//! Whoever receives for an organisation gives a task to somebody inside it, or to a section.

use linli_domain::{
    inside::{Assignee, InsideWork, NOT_YOUR_PART, Stamp},
    policy::Permit,
};
use linli_kernel::CaseId;
use linli_playbook::engine::TaskNumber;

use super::{leave::refused, office::TaskInside};
use crate::{
    App, AppError, AppResult, Caller, Changes, audit,
    matter::{Situation, situation},
    ports::Snapshot,
};

/// As what it is audited.
const ACTION: &str = "inside.give";

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Given {
    /// The version of the work now.
    pub version: i64,
}

/// Gives a task to `person:ID` or `section:NAME`, instead of whoever had it in the version that the
/// caller read; 0 where nothing was done with it yet.
///
/// # Errors
/// [`AppError::Stale`] if somebody else was faster or the task is closed; [`AppError::Fields`] on
/// `to`; [`AppError::Forbidden`] for whoever does not receive for the organisation.
pub async fn give(
    app: &App,
    caller: &Caller,
    id: CaseId,
    (task, version): (TaskNumber, i64),
    to: &str,
) -> AppResult<Given> {
    let answer = try_give(app, caller, id, (task, version), to).await;
    let answer = answer.map_err(AppError::or_stale);
    audit::told(app, &caller.actor(None), ACTION, format!("case:{id}"), answer).await
}

async fn try_give(
    app: &App,
    caller: &Caller,
    id: CaseId,
    (task, version): (TaskNumber, i64),
    to: &str,
) -> AppResult<Given> {
    let mut rows = app.snapshot().await?;
    let (at, inside, permit) = loaded(app, rows.as_mut(), caller, (id, task)).await?;
    if !inside.office.inside.receives(caller.person) {
        return Err(refused(NOT_YOUR_PART));
    }
    if inside.work.version != version {
        return Err(AppError::Stale);
    }
    let to = assignee(to).filter(|to| inside.office.inside.can_be_given(to));
    let to = to.ok_or_else(|| AppError::field("to", "field-choice"))?;
    let row = audit::row(app, permit.actor(), ACTION, format!("case:{id}"), audit::DONE);
    let mut changes = Changes::new(permit.clone(), row);
    changes.expects = at.around.expects();
    changes.expects.push(inside.relied_on());
    let given = Some((to, Stamp { by: caller.person, at: app.now() }));
    changes.put(TaskInside::put(InsideWork { given, ..inside.work.clone() }));
    app.store.commit(changes).await?;
    Ok(Given { version: version + 1 })
}

/// The case and the organisation's task with its inside, and the decision whether the caller changes
/// anything there.
///
/// # Errors
/// [`AppError::NotFound`] and [`AppError::Forbidden`] as the policy says; [`AppError::Stale`] for a
/// task that is closed.
pub(super) async fn loaded(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    (id, task): (CaseId, TaskNumber),
) -> AppResult<(Situation, TaskInside, Permit)> {
    let at = situation(app, rows, Some(caller), id).await?;
    match TaskInside::load(app, rows, &at, Some(task.0)).await? {
        Some(inside) => {
            let permit = inside.permit(caller, &at)?;
            Ok((at, inside, permit))
        }
        // To whoever may not even know of the case it is no case.
        None if !crate::matter::sees(app, rows, caller, &at.row).await? => Err(AppError::NotFound),
        None if at.row.state.tasks.contains_key(&task) => Err(AppError::Forbidden),
        None => Err(AppError::Stale),
    }
}

/// Somebody as a form sends them: `person:ID` or `section:NAME`.
fn assignee(word: &str) -> Option<Assignee> {
    match word.split_once(':')? {
        ("person", id) => Some(Assignee::Person(id.parse().ok()?)),
        ("section", name) => Some(Assignee::Section(name.to_owned())),
        _ => None,
    }
}
