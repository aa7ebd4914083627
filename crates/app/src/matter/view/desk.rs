//! What only those who handle a case see beside its story.

use linli_domain::policy::{self, Action};
use linli_kernel::{CaseId, Moment};
use linli_playbook::{
    Name,
    engine::{self, Case, Offer, Task, TaskKind, Value},
    model::{AsideKind, Label, Process},
};

use super::joined::JoinedPage;
use super::readable::reach;
use super::story::{ActorView, FieldValueView, Lookup, Reach};
use crate::{AppResult, matter::context::Situation, ports::Snapshot};

/// The field in which the reply to another system is written.
pub(in crate::matter) const EXTERNAL_REPLY: &str = "external-reply";

/// What only those who handle a case see.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DeskView {
    /// The words of the channel through which it came.
    pub channel: Label,
    /// The words of the level that answers for it.
    pub level: Label,
    /// When the step's clock began.
    pub step_from: Moment,
    /// How guarded it is, as a word.
    pub class: &'static str,
    /// Whether the reader may take it out of public view or put it back.
    pub may_hide: bool,
    /// Whether the reader may merge it with another.
    pub may_merge: bool,
    /// The case that it was merged into.
    pub merged_into: Option<CaseId>,
    /// How many raised it.
    pub raisers: usize,
    /// The own matters of those whom a merger brought.
    pub joined: JoinedPage,
    /// What is to be written back to the other system, once it is known.
    pub external_reply: Option<String>,
    /// What waits for a second person.
    pub asked: Vec<AskedView>,
}

/// Something that waits for a second person's agreement, as it was written.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct AskedView {
    /// What is to be done.
    pub action: Option<Label>,
    /// Who wants it.
    pub by: ActorView,
    /// Who is asked.
    pub of: ActorView,
    /// What was filled in.
    pub fields: Vec<FieldValueView>,
}

/// Takes the offers to merge out of the list, because they need the other case; answers whether
/// there was one.
pub(super) fn split_merging(process: Option<&Process>, offers: &mut Vec<Offer>) -> bool {
    let before = offers.len();
    let merges = |name: &Name| {
        let aside = process.and_then(|process| process.asides.get(name));
        aside.is_some_and(|aside| matches!(aside.kind, AsideKind::Merge))
    };
    offers.retain(|offer| offer.task.is_some() || !merges(&offer.action));
    offers.len() < before
}

/// The desk's view of a case, for whoever reads what is written inside.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub(super) async fn desk(
    rows: &mut dyn Snapshot,
    at: &Situation,
    lookup: &Lookup<'_>,
    merging: bool,
) -> AppResult<Option<DeskView>> {
    if reach(at) < Reach::Internal {
        return Ok(None);
    }
    let (row, state) = (&at.row, &at.row.state);
    let class = Some(row.class);
    let word = |name: &Name| at.playbook.word_or_name(name);
    let external_reply = external_reply(rows, state).await?;
    Ok(Some(DeskView {
        channel: word(&state.channel),
        level: word(&state.level),
        step_from: state.step.clock_from,
        class: row.class.word(),
        may_hide: policy::allows(Action::HideText, &at.standings, class),
        may_merge: merging && policy::allows(Action::Merge, &at.standings, class),
        merged_into: row.merged_into,
        raisers: state.raisers.len(),
        joined: JoinedPage::default(),
        external_reply,
        asked: state.tasks.values().filter_map(|task| asked(at, lookup, task)).collect(),
    }))
}

/// What is to be written back to the other system from which an order came, once it is known.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub(crate) async fn external_reply(
    rows: &mut dyn Snapshot,
    state: &Case,
) -> AppResult<Option<String>> {
    let Some(Value::Text(text)) = state.values.get(EXTERNAL_REPLY) else { return Ok(None) };
    Ok(rows.texts(&[text.id]).await?.into_iter().find_map(|row| row.words))
}

fn asked(at: &Situation, lookup: &Lookup<'_>, task: &Task) -> Option<AskedView> {
    let TaskKind::Approve { action, fields, asked_by, .. } = &task.kind else { return None };
    let state = &at.row.state;
    let aside = || at.playbook.process(&state.process)?.asides.get(action);
    let form = lookup.form_of(&task.step, action).or_else(|| {
        Some(engine::aside_form(&at.playbook, aside()?, state.step.limit).into_owned())
    });
    Some(AskedView {
        action: lookup.action_label(&task.step, action),
        by: lookup.actor(asked_by),
        of: lookup.holder(&task.holder),
        fields: lookup.fields(&form.unwrap_or_default(), fields),
    })
}
