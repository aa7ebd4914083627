//! The messages in somebody's own inbox.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::{
    matter::CaseRow,
    policy::{self, Action},
};
use linli_kernel::{CaseId, Moment, TextId};
use linli_playbook::{
    Name, Playbook,
    engine::{Case, EventBody, Holder, Message, Own, OwnField, Value},
    model::Label,
};

use super::{
    context::{asking, sees},
    view::{Detail, beginning, lines},
    withheld::without_own,
    writing::stage_of,
};
use crate::{
    App, AppResult, Caller, CasePut, Changes, audit,
    ports::{MessageRow, Snapshot},
};

/// How many are shown.
const SHOWN: i64 = 100;
/// How many characters of the caller's own words stand with a message: it says which matter it is.
const EXCERPT: usize = 24;
/// How many unread ones are counted.
const COUNTED: i64 = 99;

/// One message.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MessageView {
    /// About which case.
    pub case: CaseId,
    /// Whether the reader may still open it: work goes on to others, and whoever left a matter
    /// reads it no more.
    pub readable: bool,
    /// That case's number.
    pub number: String,
    /// Its name in the catalogue.
    pub message: Name,
    /// Its words, if they are the playbook's own.
    pub words: Option<Label>,
    /// The stage that the case was in then, for news of a new stage.
    pub stage: Option<Label>,
    /// The beginning of what the caller wrote in that case, for their own messages only; where the
    /// case is about the caller, what its holder tells them of it, and they read nothing else.
    pub excerpt: Option<String>,
    /// Where, as far as the reader may know; for messages to posts and organisations about cases
    /// that they may still read.
    pub place: Option<String>,
    /// The step in which that case is now, likewise.
    pub step: Option<Label>,
    /// When.
    pub at: Moment,
    /// Whether it came since the caller last read their messages; never for those to posts, which
    /// several people read.
    pub unread: bool,
}

/// The latest messages to the caller as a resident, newest first. What posts and organisations
/// are told stands in the workbench.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub async fn my_messages(app: &App, caller: &Caller) -> AppResult<Vec<MessageView>> {
    policy::decide(&caller.actor(None), Action::OwnAccount, &caller.standings(), None)?;
    let mut rows = app.snapshot().await?;
    let seen = rows.messages_seen(caller.person).await?.unwrap_or_default();
    let found = rows.messages(&[Holder::Person(caller.person)], SHOWN).await?;
    let mut views = views(app, rows.as_mut(), found).await?;
    let cases: BTreeSet<CaseId> = views.iter().map(|view| view.case).collect();
    let cases: Vec<CaseId> = cases.into_iter().collect();
    let cases = rows.cases_by_id(&cases).await?;
    tell_stages(app, rows.as_mut(), &cases, &mut views).await?;
    let mut readable = BTreeSet::new();
    for row in &cases {
        if sees(app, rows.as_mut(), caller, row).await? {
            readable.insert(row.id);
        }
    }
    let own = own_excerpts(app, rows.as_mut(), caller, cases).await?;
    for view in &mut views {
        view.readable = readable.contains(&view.case);
        view.unread = view.at > seen;
        view.excerpt = own.get(&view.case).cloned();
        if view.message == *Message::Summary.as_str() {
            view.excerpt = summary(rows.as_mut(), view.case, view.at).await?;
            view.number.clear();
        }
    }
    Ok(views)
}

/// How many messages to the caller as a resident are unread; more than 99 are 99.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub async fn unread_messages(app: &App, caller: &Caller) -> AppResult<u32> {
    policy::decide(&caller.actor(None), Action::OwnAccount, &caller.standings(), None)?;
    let count = app.snapshot().await?.unread(caller.person, COUNTED).await?;
    Ok(u32::try_from(count).unwrap_or(0))
}

/// The caller read their messages up to a moment; what came later stays unread. Where nothing was
/// unread, nothing is written.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub async fn read_messages(app: &App, caller: &Caller, until: Moment) -> AppResult<()> {
    let actor = caller.actor(None);
    let permit = policy::decide(&actor, Action::OwnAccount, &caller.standings(), None)?;
    if app.snapshot().await?.unread(caller.person, 1).await? == 0 {
        return Ok(());
    }
    let subject = format!("person:{}", caller.person);
    let row = audit::row(app, &actor, "matter.read-messages", subject, audit::DONE);
    let mut changes = Changes::new(permit, row);
    let until = until.min(app.now());
    changes.put(CasePut::Seen { person: caller.person, until });
    app.store.commit(changes).await?;
    Ok(())
}

/// The latest messages to the caller's posts and organisations, newest first.
///
/// # Errors
/// [`crate::AppError::Forbidden`] for whoever has neither.
pub async fn work_messages(app: &App, caller: &Caller) -> AppResult<Vec<MessageView>> {
    policy::decide(&caller.actor(None), Action::SeeQueue, &caller.standings(), None)?;
    let mut rows = app.snapshot().await?;
    let mut found = rows.messages(&caller.working_holders(), SHOWN).await?;
    let rows = rows.as_mut();
    without_own(rows, caller, &mut found).await?;
    let mut views = views(app, rows, found).await?;
    let told = whereabouts(app, rows, caller, &views).await?;
    views.iter_mut().for_each(|view| {
        view.readable = told.contains_key(&view.case);
        (view.place, view.step) = told.get(&view.case).cloned().unwrap_or_default();
    });
    Ok(views)
}

/// Where the cases of these messages are and in which step, as far as the caller may read them.
async fn whereabouts(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    views: &[MessageView],
) -> AppResult<BTreeMap<CaseId, (Option<String>, Option<Label>)>> {
    let ids: BTreeSet<CaseId> = views.iter().map(|view| view.case).collect();
    let ids: Vec<CaseId> = ids.into_iter().collect();
    let mut cases = Vec::new();
    let mut steps = BTreeMap::new();
    for row in rows.cases_by_id(&ids).await? {
        if !sees(app, rows, caller, &row).await? {
            continue;
        }
        let (key, version) = &row.state.playbook;
        let playbook = app.playbook(rows, key, *version).await?;
        let step = row.state.step_in(&playbook);
        steps.insert(row.id, step.map(|step| step.label.clone()));
        cases.push(row);
    }
    let lines = lines(app, rows, &cases, Detail::For(caller)).await?.into_iter();
    Ok(lines
        .map(|line| (line.id, (Some(line.address), steps.remove(&line.id).flatten())))
        .collect())
}

async fn views(
    app: &App,
    rows: &mut dyn Snapshot,
    found: Vec<MessageRow>,
) -> AppResult<Vec<MessageView>> {
    let mut views = Vec::with_capacity(found.len());
    for MessageRow { case, number, message, at, .. } in found {
        let words = own_words(app, rows, case, &message).await?;
        views.push(MessageView {
            case,
            readable: false,
            number,
            message,
            words,
            stage: None,
            excerpt: None,
            place: None,
            step: None,
            at,
            unread: false,
        });
    }
    Ok(views)
}

/// News of a new stage say which one it was when they came.
async fn tell_stages(
    app: &App,
    rows: &mut dyn Snapshot,
    cases: &[CaseRow],
    views: &mut [MessageView],
) -> AppResult<()> {
    for view in views.iter_mut().filter(|view| view.message == *Message::Stage.as_str()) {
        let Some(row) = cases.iter().find(|row| row.id == view.case) else { continue };
        let (key, version) = &row.state.playbook;
        let playbook = app.playbook(rows, key, *version).await?;
        view.stage = playbook.stage(&stage_at(&playbook, &row.state, view.at)).cloned();
    }
    Ok(())
}

/// The stage in which a case was at a moment.
pub(super) fn stage_at(playbook: &Playbook, case: &Case, at: Moment) -> Name {
    let during =
        |times: &Vec<(Moment, Moment)>| times.iter().any(|(from, to)| *from <= at && at < *to);
    let left = case.visits.iter().find(|(_, times)| during(times)).map(|(step, _)| step);
    let steps = playbook.process(&case.process).map(|process| &process.steps);
    let step = left.and_then(|step| steps?.get(step));
    step.map_or_else(|| stage_of(playbook, case), |step| step.stage.clone())
}

/// The beginning of the words of those cases that the caller was the first to raise, or raised for
/// an elder: what others wrote in a case that a merger led to is not theirs to read.
async fn own_excerpts(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    cases: Vec<CaseRow>,
) -> AppResult<BTreeMap<CaseId, String>> {
    let mut found = Vec::new();
    for case in cases {
        let own = case.state.is_first_raiser(caller.person);
        if own || asking(app, rows, caller, &case).await?.on_behalf {
            found.push(case);
        }
    }
    let texts: Vec<TextId> = found.iter().map(|case| case.text.id).collect();
    let texts = rows.texts(&texts).await?.into_iter();
    let texts: BTreeMap<TextId, String> =
        texts.filter_map(|text| Some((text.id, beginning(&text.words?, EXCERPT)))).collect();
    let line = |case: CaseRow| Some((case.id, texts.get(&case.text.id)?.clone()));
    Ok(found.into_iter().filter_map(line).collect())
}

/// What those whom a case is about were told of it last, at a moment.
async fn summary(rows: &mut dyn Snapshot, case: CaseId, at: Moment) -> AppResult<Option<String>> {
    let events = rows.events(case).await?;
    let told = events.iter().rev().filter(|event| event.recorded_at <= at);
    let mut texts = told.filter_map(|event| match &event.body {
        EventBody::Acted { action, fields, .. } if *action == Own::TellSubject.as_str() => {
            fields.get(OwnField::Summary.as_str())
        }
        _ => None,
    });
    let Some(Value::Text(text)) = texts.next() else { return Ok(None) };
    Ok(rows.texts(&[text.id]).await?.into_iter().find_map(|row| row.words))
}

/// The words of a message that a playbook declares, by the version on which its case runs.
async fn own_words(
    app: &App,
    rows: &mut dyn Snapshot,
    case: CaseId,
    message: &Name,
) -> AppResult<Option<Label>> {
    if Message::ALL.iter().any(|own| *message == own.as_str()) {
        return Ok(None);
    }
    let Some(row) = rows.case(case).await? else { return Ok(None) };
    let (key, version) = &row.state.playbook;
    Ok(app.playbook(rows, key, *version).await?.messages.get(message).cloned())
}
