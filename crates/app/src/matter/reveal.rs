//! A look at a masked value: allowed or not, recorded, and shown to its owner.

use linli_domain::policy::{self, Action};
use linli_kernel::CaseId;

use super::{
    act::permitted,
    context::Situation,
    fields::{bounded, text_error, text_row},
    writing,
};
use crate::{App, AppError, AppResult, Caller, CasePut, Changes, audit};

/// As what it is audited, done or refused.
const ACTION: &str = "matter.reveal";
/// Longest reason.
const MAX_REASON: usize = 200;

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revealed {
    /// The raiser's name.
    Name,
    /// The raiser's telephone.
    Phone,
}

impl Revealed {
    const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Phone => "phone",
        }
    }
}

/// Shows the raiser's name or telephone. The holder of an open task needs no reason for a
/// telephone whose owner said "you may call me"; everybody else gives one.
///
/// # Errors
/// [`AppError::Fields`] on `reason`; [`AppError::Forbidden`] or [`AppError::NotFound`].
pub async fn reveal(
    app: &App,
    caller: &Caller,
    id: CaseId,
    what: Revealed,
    reason: &str,
) -> AppResult<String> {
    let answer = look(app, caller, id, what, reason).await;
    audit::told(app, &caller.actor(None), ACTION, format!("case:{id}"), answer).await
}

/// Whether [`reveal`] would show it, given a reason: what is asked before somebody writes one.
///
/// # Errors
/// [`AppError::Forbidden`] or [`AppError::NotFound`].
pub async fn may_reveal(app: &App, caller: &Caller, id: CaseId, what: Revealed) -> AppResult<()> {
    let answer = asked(app, caller, id, what).await;
    audit::told(app, &caller.actor(None), ACTION, format!("case:{id}"), answer).await
}

async fn asked(app: &App, caller: &Caller, id: CaseId, what: Revealed) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    permitted(app, rows.as_mut(), caller, id, |at| action(at, what)).await.map(drop)
}

/// With a task, and the owner's word that they may be called, a telephone is part of the work.
fn action(at: &Situation, what: Revealed) -> Action {
    let with_task = what == Revealed::Phone
        && at.row.may_call
        && policy::allows(Action::SeePhone, &at.standings, Some(at.row.class));
    if with_task { Action::SeePhone } else { Action::Reveal }
}

async fn look(
    app: &App,
    caller: &Caller,
    id: CaseId,
    what: Revealed,
    reason: &str,
) -> AppResult<String> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let (at, permit) = permitted(app, rows, caller, id, |at| action(at, what)).await?;
    let with_task = action(&at, what) == Action::SeePhone;
    let written = if with_task {
        None
    } else {
        let words = bounded(reason, MAX_REASON)
            .map_err(|error| AppError::Fields(vec![text_error("reason", error)]))?;
        Some(text_row(app, id, words))
    };
    // Whoever joined or left said nothing about being looked at in this matter.
    let state = &at.row.state;
    let owner = state.first_raiser().filter(|raiser| state.is_first_raiser(*raiser));
    let owner = owner.ok_or(AppError::NotFound)?;
    let person = rows.person(owner).await?.ok_or(AppError::NotFound)?;
    let sealed = match what {
        Revealed::Name => Some(&person.name),
        Revealed::Phone => person.phone.as_ref(),
    };
    let sealed = sealed.ok_or(AppError::NotFound)?;
    let value = app.vault.open(&person.key, what.word(), sealed).map_err(|_| AppError::NotFound)?;
    let row = writing::audit(app, permit.actor(), ACTION, id);
    let mut changes = Changes::new(permit, row);
    changes.put(CasePut::Look {
        id: app.entropy.id(),
        owner,
        by: caller.person,
        case: id,
        what: what.word(),
        reason: if with_task { "task" } else { "written" }.to_owned(),
        text: written.as_ref().map(|text| text.id),
        at: app.now(),
    });
    if let Some(text) = written {
        changes.put(CasePut::Text(text));
    }
    app.store.commit(changes).await?;
    Ok(value)
}
