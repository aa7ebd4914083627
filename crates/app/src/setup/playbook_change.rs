//! A district that works by a playbook goes over to another: one administrator asks, another agrees,
//! and from the day on new cases begin with it.

use linli_domain::{
    playbook_change::{ChangeState, Decision, PlaybookChange},
    policy::Action,
};
use linli_kernel::{Code, Day, Moment, PlaceId, PlaybookChangeId};
use linli_playbook::Name;

use super::{audit, playbooks::fitting};
use crate::{
    App, AppError, AppResult, Caller, Changes, Expect, FieldError, JobPut, PlaybookPut,
    account::Administrator, job::playbook_on, matter::needed_day, retried,
};

/// A change is set for so many days ahead at most.
const MAX_DAYS: i32 = 366;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposeChange {
    /// The district.
    pub district: PlaceId,
    /// The key of a stored playbook.
    pub key: Name,
    /// Its version.
    pub version: u32,
    /// The first day, as `2026-07-31`: today or later.
    pub from: String,
}

/// Asks that a district goes over to another playbook. Asked the same again, it answers what waits
/// already.
///
/// # Errors
/// [`AppError::Forbidden`] for everybody but a system administrator; [`AppError::NotFound`] if
/// there is no such district or playbook, or the district works by none yet;
/// [`AppError::Fields`] on `from` and, for the playbook that it has anyhow, on `playbook`;
/// [`AppError::Refused`] with `district-kind` as when it is bound, or `playbook-change-open` while
/// another change of the district waits.
pub async fn propose_playbook(
    app: &App,
    caller: &Caller,
    input: &ProposeChange,
) -> AppResult<PlaybookChangeId> {
    // Of two at once the later one is told of the other.
    retried(|| try_propose(app, caller, input)).await
}

async fn try_propose(
    app: &App,
    caller: &Caller,
    input: &ProposeChange,
) -> AppResult<PlaybookChangeId> {
    let by = Administrator::Caller(caller);
    let permit = by.permit(app, Action::ManagePlaybook).await?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    fitting(app, rows, input.district, (&input.key, input.version)).await?;
    let bound = rows.binding(input.district).await?.ok_or(AppError::NotFound)?;
    let (before, after) = ((bound.0, bound.1), (input.key.clone(), input.version));
    let mut errors = Vec::new();
    if before == after {
        errors.push(FieldError::new("playbook", "playbook-same"));
    }
    let from = day(&input.from, app.now().day()).map_err(|wrong| errors.push(wrong)).ok();
    let (Some(from), true) = (from, errors.is_empty()) else {
        return Err(AppError::Fields(errors));
    };
    if let Some(open) = rows.playbook_change_open(input.district).await? {
        let same = (open.proposed_by, &open.after, open.from) == (caller.person, &after, from);
        let told = AppError::Refused(Code("playbook-change-open"), Vec::new());
        return if same { Ok(open.id) } else { Err(told) };
    }
    let id = PlaybookChangeId::from_raw(app.entropy.id());
    let row = audit(app, by, "playbook.propose", format!("playbook-change:{id}"));
    let mut changes = Changes::new(permit, row);
    changes.expects.push(Expect::Binding(input.district, bound.2));
    changes.put(PlaybookPut::Change(Box::new(PlaybookChange {
        id,
        district: input.district,
        before,
        after,
        from,
        proposed_by: caller.person,
        proposed_at: app.now(),
        state: ChangeState::Proposed,
        decided_by: None,
        decided_at: None,
        version: 1,
    })));
    app.store.commit(changes).await?;
    Ok(id)
}

fn day(raw: &str, today: Day) -> Result<Day, FieldError> {
    let day = needed_day("from", raw)?;
    if day < today {
        Err(FieldError::new("from", "field-past"))
    } else if today.until(day).map_or(i32::MAX, |span| span.get_days()) > MAX_DAYS {
        Err(FieldError::new("from", "playbook-day-far"))
    } else {
        Ok(day)
    }
}

/// Agrees to a change, declines it or takes it back; `version` is the change's as the caller saw it.
/// What the caller decided already stays as it is.
///
/// # Errors
/// [`AppError::Forbidden`] for everybody but a system administrator; [`AppError::NotFound`];
/// [`AppError::Stale`] if somebody decided meanwhile; [`AppError::Refused`] as
/// [`PlaybookChange::decided`] says.
pub async fn decide_playbook(
    app: &App,
    caller: &Caller,
    (id, version): (PlaybookChangeId, i64),
    decision: Decision,
) -> AppResult<ChangeState> {
    let by = Administrator::Caller(caller);
    let permit = by.permit(app, Action::ManagePlaybook).await?;
    let mut rows = app.snapshot().await?;
    let change = rows.playbook_change(id).await?.ok_or(AppError::NotFound)?;
    let bound = rows.binding(change.district).await?.ok_or(AppError::NotFound)?;
    drop(rows);
    if change.version > version && change.was_decided(decision, caller.person) {
        return Ok(change.state);
    }
    if change.version != version {
        return Err(AppError::Stale);
    }
    let at = app.now();
    let decided = change
        .decided(decision, (caller.person, at), &(bound.0, bound.1))
        .map_err(|code| AppError::Refused(code, Vec::new()))?;
    let action = match decision {
        Decision::Agree => "playbook.agree",
        Decision::Decline => "playbook.decline",
        Decision::Withdraw => "playbook.withdraw",
    };
    let row = audit(app, by, action, format!("playbook-change:{id}"));
    let mut changes = Changes::new(permit, row);
    let state = decided.state;
    if state == ChangeState::Agreed {
        let run_at = Moment::from_local(decided.from, 0);
        changes.put(JobPut::Begin { name: playbook_on(decided.from), run_at });
    }
    put(&mut changes, decided, bound.2);
    app.store.commit(changes).await.map_err(AppError::from).map_err(AppError::or_stale)?;
    Ok(state)
}

/// The change as it stands now, and the district's new binding if it is in force.
fn put(changes: &mut Changes, change: PlaybookChange, bound: i64) {
    if change.state == ChangeState::InForce {
        changes.put(PlaybookPut::Binding {
            district: change.district,
            key: change.after.0.clone(),
            playbook_version: change.after.1,
            version: bound + 1,
        });
    } else {
        changes.expects.push(Expect::Binding(change.district, bound));
    }
    changes.put(PlaybookPut::Change(Box::new(change)));
}

/// Puts the changes into force whose day has come, and ends the job that looks for them.
///
/// # Errors
/// [`AppError::Conflict`] if another node was faster; [`AppError::Internal`] if the store fails.
pub(crate) async fn put_due_into_force(app: &App, mut changes: Changes) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let today = app.now().day();
    for change in rows.playbook_changes_due(today).await? {
        // A district that works by nothing keeps the others from nothing.
        let Some(bound) = rows.binding(change.district).await? else { continue };
        if let Some(state) = change.becomes(today, &(bound.0, bound.1)) {
            let version = change.version + 1;
            put(&mut changes, PlaybookChange { state, version, ..change }, bound.2);
        }
    }
    drop(rows);
    app.store.commit(changes).await?;
    Ok(())
}
