//! A look at a masked value: allowed or not, recorded, and shown to its owner.

use linli_domain::{
    matter::TextRow,
    policy::{self, Action, Permit},
};
use linli_kernel::{CaseId, PersonId};

use super::{
    act::permitted,
    context::Situation,
    fields::{bounded, text_error, text_row},
    view::{FieldValueView, personal_facts},
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
    /// The personal facts of the story: see [`reveal_story`].
    Story,
}

impl Revealed {
    const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Phone => "phone",
            Self::Story => "story",
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

/// Shows the personal facts that a case's forms hold, to whoever has no task of it. They give a
/// reason; whoever raised the matter reads of it.
///
/// # Errors
/// [`AppError::Fields`] on `reason`; [`AppError::Forbidden`] or [`AppError::NotFound`].
pub async fn reveal_story(
    app: &App,
    caller: &Caller,
    id: CaseId,
    reason: &str,
) -> AppResult<Vec<FieldValueView>> {
    let answer = look_at_story(app, caller, id, reason).await;
    audit::told(app, &caller.actor(None), ACTION, format!("case:{id}"), answer).await
}

async fn look_at_story(
    app: &App,
    caller: &Caller,
    id: CaseId,
    reason: &str,
) -> AppResult<Vec<FieldValueView>> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let (at, permit) = permitted(app, rows, caller, id, |_| Action::Reveal).await?;
    let facts = personal_facts(rows, &at).await?;
    if facts.is_empty() {
        return Err(AppError::NotFound);
    }
    let written = Some(written(app, id, reason)?);
    let look = Look { owner: owner(&at), what: Revealed::Story, written };
    look.keep(app, caller, id, permit).await?;
    Ok(facts)
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
    let written = if with_task { None } else { Some(written(app, id, reason)?) };
    let owner = owner(&at).ok_or(AppError::NotFound)?;
    let person = rows.person(owner).await?.ok_or(AppError::NotFound)?;
    let sealed = match what {
        Revealed::Name => Some(&person.name),
        Revealed::Phone => person.phone.as_ref(),
        Revealed::Story => None,
    };
    let sealed = sealed.ok_or(AppError::NotFound)?;
    let value = app.vault.open(&person.key, what.word(), sealed).map_err(|_| AppError::NotFound)?;
    Look { owner: Some(owner), what, written }.keep(app, caller, id, permit).await?;
    Ok(value)
}

/// Whose personal values a case holds. Whoever joined or left said nothing about being looked at in
/// this matter.
fn owner(at: &Situation) -> Option<PersonId> {
    let state = &at.row.state;
    state.first_raiser().filter(|raiser| state.is_first_raiser(*raiser))
}

fn written(app: &App, case: CaseId, reason: &str) -> AppResult<TextRow> {
    let words = bounded(reason, MAX_REASON)
        .map_err(|error| AppError::Fields(vec![text_error("reason", error)]))?;
    Ok(text_row(app, case, words))
}

/// What is written down of a look.
struct Look {
    /// Who reads of it; nobody where staff found the matter: the audit has it.
    owner: Option<PersonId>,
    what: Revealed,
    /// The reason, unless a task is one.
    written: Option<TextRow>,
}

impl Look {
    async fn keep(self, app: &App, caller: &Caller, case: CaseId, permit: Permit) -> AppResult<()> {
        let row = writing::audit(app, permit.actor(), ACTION, case);
        let mut changes = Changes::new(permit, row);
        let reason = if self.written.is_some() { "written" } else { "task" };
        if let Some(owner) = self.owner {
            changes.put(CasePut::Look {
                id: app.entropy.id(),
                owner,
                by: caller.person,
                case,
                what: self.what.word(),
                reason: reason.to_owned(),
                text: self.written.as_ref().map(|text| text.id),
                at: app.now(),
            });
        }
        if let Some(text) = self.written {
            changes.put(CasePut::Text(text));
        }
        app.store.commit(changes).await?;
        Ok(())
    }
}
