//! A text is erased by a legal duty: the words and their salt go, the tombstone stays with date
//! and reason, and the history, which holds only a hash, stays as it was.

use linli_domain::{
    audit::ErasureReason,
    matter::{CaseRow, TextRow},
    policy::{self, Action},
};
use linli_kernel::{CaseId, Code, Moment, TextId};
use linli_playbook::{
    Name,
    engine::{Audience, Effect, Event, EventBody, Fields, Value, Visibility},
};

use super::refusal::{row, told};
use crate::{
    App, AppError, AppResult, Caller, CasePut, Changes, OutboxRow, matter::standings_at,
    ports::Snapshot, retried,
};

/// The name of the message to the raisers.
const MESSAGE: &str = "text-erased";

/// A text of a case, for whoever has to find the one that must go.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct CaseText {
    /// Its id.
    pub id: TextId,
    /// The event that it belongs to; `None` for the report itself and for reasons of looks at
    /// personal data.
    pub event: Option<u32>,
    /// The words; `None` once erased.
    pub words: Option<String>,
    /// Why and when it was erased.
    pub erased: Option<(String, Moment)>,
}

/// What was erased.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Erased {
    /// The case that the text belongs to.
    pub case: CaseId,
    /// Whether its raisers are told: they are not where they could never read the text.
    pub told: bool,
    /// When.
    pub at: Moment,
}

/// Every text of a case, the report first, then by event, then why somebody looked at personal
/// data. Recorded in the audit.
///
/// # Errors
/// [`AppError::NotFound`] or [`AppError::Forbidden`] for everybody but the security
/// administrator.
pub async fn texts_of(app: &App, caller: &Caller, case: CaseId) -> AppResult<Vec<CaseText>> {
    let answer = try_texts(app, caller, case).await;
    told(app, &caller.actor(None), "text.list", format!("case:{case}"), answer).await
}

async fn try_texts(app: &App, caller: &Caller, id: CaseId) -> AppResult<Vec<CaseText>> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let case = rows.case(id).await?.ok_or(AppError::NotFound)?;
    let standings = standings_at(app, rows, caller, &case).await?;
    let actor = caller.actor(None);
    let permit = policy::decide(&actor, Action::EraseText, &standings, Some(case.class))?;
    let mut named = vec![(case.text.id, None)];
    for event in rows.events(id).await? {
        let texts = texts_in(&event).into_iter().filter(|text| *text != case.text.id);
        named.extend(texts.map(|text| (text, Some(event.number))));
    }
    named.extend(rows.look_texts(id).await?.into_iter().map(|text| (text, None)));
    let ids: Vec<TextId> = named.iter().map(|(text, _)| *text).collect();
    let found = rows.texts(&ids).await?;
    let view = |(id, event): (TextId, Option<u32>)| {
        let text = found.iter().find(|text| text.id == id)?;
        let (words, erased) = (text.words.clone(), text.erased.clone());
        Some(CaseText { id, event, words, erased })
    };
    let texts = named.into_iter().filter_map(view).collect();
    let row = row(app, &actor, "text.list", format!("case:{id}"), "done");
    app.store.commit(Changes::new(permit, row)).await?;
    Ok(texts)
}

/// Erases a text for good and tells the case's raisers, if they could read it.
///
/// # Errors
/// [`AppError::Fields`] on `reason`; [`AppError::Refused`] with `text-erased-already`;
/// [`AppError::NotFound`] or [`AppError::Forbidden`] for everybody but the security
/// administrator.
pub async fn erase_text(app: &App, caller: &Caller, id: TextId, reason: &str) -> AppResult<Erased> {
    // Where the case went on meanwhile, its text is still the same.
    let answer = retried(|| try_erase(app, caller, id, reason)).await;
    told(app, &caller.actor(None), "text.erase", format!("text:{id}"), answer).await
}

async fn try_erase(app: &App, caller: &Caller, id: TextId, reason: &str) -> AppResult<Erased> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let text = rows.texts(&[id]).await?.into_iter().next().ok_or(AppError::NotFound)?;
    let case = rows.case(text.case).await?.ok_or(AppError::NotFound)?;
    let standings = standings_at(app, rows, caller, &case).await?;
    let actor = caller.actor(None);
    let permit = policy::decide(&actor, Action::EraseText, &standings, Some(case.class))?;
    let reason = ErasureReason::from_word(reason.trim());
    let reason = reason.ok_or_else(|| AppError::field("reason", "field-choice"))?;
    if text.erased.is_some() {
        return Err(AppError::Refused(Code("text-erased-already"), Vec::new()));
    }
    let at = app.now();
    let told = raisers_read(rows, &case, id).await?;
    let row = row(app, &actor, "text.erase", format!("text:{id}"), "done");
    let mut changes = Changes::new(permit, row);
    let case_id = case.id;
    if told {
        changes.put(message(app, case_id, id, at)?);
    }
    changes.put(CasePut::Text(TextRow {
        words: None,
        // With the salt, short words could be guessed from the hash.
        salt: Vec::new(),
        erased: Some((reason.word().to_owned(), at)),
        version: text.version + 1,
        ..text
    }));
    if case.text.id == id {
        changes.put(CasePut::Words(case_id, Vec::new()));
    }
    // What a page shows of the case is another now, so its revision is.
    changes.put(CasePut::Case(Box::new(CaseRow { revision: case.revision + 1, ..case })));
    app.store.commit(changes).await?;
    Ok(Erased { case: case_id, told, at })
}

fn message(app: &App, case: CaseId, text: TextId, at: Moment) -> AppResult<OutboxRow> {
    let message = Name::new(MESSAGE).map_err(|error| AppError::Internal(error.to_string()))?;
    Ok(OutboxRow {
        id: app.entropy.id(),
        case: Some(case),
        effect: Effect::Notify { to: Audience::Raisers, message }.into(),
        run_at: at,
        dedupe: format!("{case}:{MESSAGE}:{text}"),
    })
}

/// Whether the raisers could read a text: their own report, words of an event that they see, or
/// why somebody looked at their data.
async fn raisers_read(rows: &mut dyn Snapshot, case: &CaseRow, text: TextId) -> AppResult<bool> {
    if case.text.id == text {
        return Ok(true);
    }
    // Why somebody looked at their data is shown to them.
    if rows.look_texts(case.id).await?.contains(&text) {
        return Ok(true);
    }
    let events = rows.events(case.id).await?;
    let shown =
        |event: &Event| event.visibility > Visibility::Internal && texts_in(event).contains(&text);
    Ok(events.iter().any(shown))
}

fn texts_in(event: &Event) -> Vec<TextId> {
    let mut texts = Vec::new();
    match &event.body {
        EventBody::Opened { opening, .. } => texts.push(opening.text.id),
        EventBody::Acted { fields, .. } | EventBody::Published { parts: fields, .. } => {
            in_fields(fields, &mut texts);
        }
        EventBody::Supplemented { text, .. } => texts.extend(text.map(|text| text.id)),
        _ => {}
    }
    texts
}

fn in_fields(fields: &Fields, texts: &mut Vec<TextId>) {
    for value in fields.values() {
        match value {
            Value::Text(text) => texts.push(text.id),
            Value::Items(items) => items.iter().for_each(|item| in_fields(item, texts)),
            _ => {}
        }
    }
}
