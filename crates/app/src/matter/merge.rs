//! Two matters about the same thing become one; their raisers never see each other.

use linli_domain::{
    matter::CaseRow,
    policy::{self, Action},
};
use linli_kernel::{CaseId, Code};
use linli_playbook::{
    Name,
    engine::{self, Actor, Command, Fields, Merging, Own, Status},
    model::AsideKind,
};

use super::{
    act::{permitted, put_decision},
    context::{Situation, situation},
    kept::Kept,
    writing,
};
use crate::{App, AppError, AppResult, Caller, Changes, audit, ports::Snapshot, retried};

/// As what it is audited, done or refused.
const ACTION: &str = "matter.merge";

/// Merges the case `other` (its number or id) into `id`: its raisers join those of `id`, are
/// asked to rate there, and read the story without what the first raiser wrote.
///
/// # Errors
/// [`AppError::Fields`] on `other` if there is no such case in the caller's sight, it is not the
/// caller's to merge or the two cannot be merged; [`AppError::Forbidden`] if `id` is not.
pub async fn merge(
    app: &App,
    caller: &Caller,
    id: CaseId,
    other: &str,
    key: Option<&str>,
) -> AppResult<CaseId> {
    let answer = retried(|| try_merge(app, caller, id, other, key)).await;
    audit::told(app, &caller.actor(None), ACTION, format!("case:{id}"), answer).await
}

/// Whether [`merge`] would be asked which other case: what is decided before somebody names it.
///
/// # Errors
/// [`AppError::Refused`] with `not-offered` if the case does not offer it now; else as [`merge`].
pub async fn may_merge(app: &App, caller: &Caller, id: CaseId) -> AppResult<()> {
    let answer = asked(app, caller, id).await;
    audit::told(app, &caller.actor(None), ACTION, format!("case:{id}"), answer).await
}

async fn asked(app: &App, caller: &Caller, id: CaseId) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let (into, _) = permitted(app, rows.as_mut(), caller, id, |_| Action::Merge).await?;
    let name = aside(&into)?;
    let (state, facts) = (&into.row.state, &into.facts);
    let offers = engine::available(&into.playbook, state, &facts.relations, facts, app.now());
    let offered = offers.iter().any(|offer| offer.task.is_none() && offer.action == name);
    if offered { Ok(()) } else { Err(AppError::Refused(Code("not-offered"), Vec::new())) }
}

async fn try_merge(
    app: &App,
    caller: &Caller,
    id: CaseId,
    other: &str,
    key: Option<&str>,
) -> AppResult<CaseId> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let (mut into, permit) = permitted(app, rows, caller, id, |_| Action::Merge).await?;
    let actor = permit.actor().clone();
    let kept = Kept::new(caller.person, format!("matter.merge:{id}"), key, other.as_bytes());
    if let Some(answer) = kept.answer(rows, app.now()).await? {
        return Ok(answer);
    }
    let merged = other_case(app, rows, caller, &into, other).await?;
    let now = app.now();
    into.facts.merging = Some(Merging {
        process: merged.row.state.process.clone(),
        class: merged.row.state.class.clone(),
        publicity: merged.row.state.publicity,
        open: merged.row.state.status == Status::Open,
        told: merged.row.state.told(&merged.playbook),
        recused: !merged.row.state.recused.is_empty(),
        raisers: merged.row.state.raisers.clone(),
        without_account: merged.row.state.without_account.clone(),
    });
    let joining = engine::decide(
        &into.playbook,
        &into.row.state,
        &command(actor.clone(), aside(&into)?),
        &into.facts,
        now,
    )
    .map_err(in_field)?;
    let ending = engine::decide(
        &merged.playbook,
        &merged.row.state,
        &command(Actor::System, Own::Absorb.name()),
        &merged.facts,
        now,
    )
    .map_err(in_field)?;

    let mut changes = Changes::new(permit, writing::audit(app, &actor, ACTION, id));
    changes.expects = into.around.expects();
    changes.expects.extend(merged.around.expects());
    changes.expects.sort_unstable();
    changes.expects.dedup();
    put_decision((app, rows), &mut changes, into.row, joining, now, &into.around).await?;
    let merged_row = CaseRow { merged_into: Some(id), ..merged.row };
    put_decision((app, rows), &mut changes, merged_row, ending, now, &merged.around).await?;
    kept.put(&mut changes, &id, now)?;
    app.store.commit(changes).await?;
    Ok(id)
}

/// The playbook's action that merges.
fn aside(into: &Situation) -> AppResult<Name> {
    let process = into.playbook.process(&into.row.state.process);
    let asides = process.into_iter().flat_map(|process| process.asides.values());
    let merging = asides.into_iter().find(|aside| matches!(aside.kind, AsideKind::Merge));
    let aside = merging.ok_or_else(|| AppError::field("other", "not-mergeable"))?;
    Ok(aside.key.clone())
}

fn command(actor: Actor, action: Name) -> Command {
    Command { actor, action, task: None, seen_version: None, fields: Fields::new() }
}

/// Whatever the engine has against it, the other case is what can be chosen differently.
fn in_field(refusals: engine::Refusals) -> AppError {
    match AppError::from(refusals) {
        AppError::Refused(code, _) => AppError::field("other", code.as_str()),
        error => error,
    }
}

/// The other case, which the caller must be entitled to merge as well.
async fn other_case(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    into: &Situation,
    other: &str,
) -> AppResult<Situation> {
    let unknown = || AppError::field("other", "case-unknown");
    let word = other.trim();
    if word.is_empty() {
        return Err(AppError::field("other", "field-required"));
    }
    let id = match rows.case_by_number(into.row.district, word).await? {
        Some(row) => row.id,
        None => word.parse().map_err(|_| unknown())?,
    };
    let merged = match situation(app, rows, Some(caller), id).await {
        Ok(merged) => merged,
        Err(AppError::NotFound) => return Err(unknown()),
        Err(error) => return Err(error),
    };
    let class = Some(merged.row.class);
    if !policy::allows(Action::SeeCase, &merged.standings, class) {
        return Err(unknown());
    }
    if merged.row.id == into.row.id || merged.row.district != into.row.district {
        return Err(AppError::field("other", "not-mergeable"));
    }
    if !policy::allows(Action::Merge, &merged.standings, class) {
        return Err(AppError::field("other", "merge-not-yours"));
    }
    Ok(merged)
}
