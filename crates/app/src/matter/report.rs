//! A resident reports a matter (or staff take one in, or report what they found themselves).

use std::{collections::BTreeSet, sync::Arc};

use linli_domain::{
    matter::{CaseRow, PhotoRow},
    policy::{self, Action, CaseClass, Permit},
};
use linli_kernel::{CaseId, Moment, PersonId};
use linli_playbook::{
    Name,
    engine::{self, Actor, Effect, Event, EventBody, Facts, Holder, Opening, TextRef},
    model::Publicity,
};

use super::{
    context::{Concerned, Surroundings, persons_of},
    fields::{RawFields, parse_post, text_ref, text_row},
    kept::Kept,
    listing, raiser,
    report_input::{self, Parsed, Spot},
    same_photos::{SamePhotos, texts_of},
    taken_in::taken_in_at,
    writing,
};
use crate::{
    Add, App, AppError, AppResult, Assign, Caller, CasePut, Changes, Expect, account::Allowance,
    audit, ports::Snapshot, retried, search::words_of_case, whistle::put_history,
};

/// What was typed, before any check. Names are the form's and the API's.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportMatter {
    /// The words.
    pub text: String,
    /// Where: a place's or facility's id.
    pub place: String,
    /// What it is about, from the playbook's list.
    #[serde(default)]
    pub category: Option<String>,
    /// As what it is opened (`problem`, `suggestion`, `dispute`); what matters are first opened as
    /// otherwise. `wish/wish`: what the process `wish` is opened as.
    #[serde(default)]
    pub opens: Option<String>,
    /// Keep the name back.
    #[serde(default)]
    pub anonymous: bool,
    /// Holders may call.
    #[serde(default)]
    pub may_call: bool,
    /// Tell the result to the raiser only.
    #[serde(default)]
    pub private: bool,
    /// Uploaded photos.
    #[serde(default)]
    pub photos: Vec<String>,
    /// The post (`role@place`) or organisation that it is about and that would handle it.
    #[serde(default)]
    pub about: Option<String>,
    /// Somebody else whose matter it is.
    #[serde(default)]
    pub on_behalf: Option<OnBehalf>,
    /// The caller's post (`role@place`) for which it was found or taken in.
    #[serde(default)]
    pub acting: Option<String>,
    /// Through which channel; otherwise the one of what residents write themselves (`online`), or
    /// `found` for what staff found.
    #[serde(default)]
    pub channel: Option<String>,
    /// The talk hall, talk point or chat group at which staff took it in; otherwise the nearest one
    /// of the channel over the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facility: Option<String>,
    /// The urgency, if staff judge it.
    #[serde(default)]
    pub urgency: Option<String>,
    /// The other system's order.
    #[serde(default)]
    pub external: Option<ExternalOrder>,
}

/// Whose matter it is, when somebody else writes it down.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnBehalf {
    /// The name.
    #[serde(default)]
    pub name: Option<String>,
    /// The telephone number, if there is one.
    #[serde(default)]
    pub phone: Option<String>,
    /// A person of the caller's household who agreed.
    #[serde(default)]
    pub person: Option<String>,
}

/// An order of another system.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExternalOrder {
    /// Its number there; one matter each.
    pub number: String,
    /// Its last day (`2026-07-08`), or the day and time (`2026-07-08 14:00`) by the clock of China;
    /// wins if it is earlier than ours.
    #[serde(default)]
    pub due: Option<String>,
}

/// The answer to a report.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Reported {
    /// The case.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// The step it is in.
    pub step: Name,
    /// The stage that a resident follows.
    pub stage: Name,
    /// The promised time.
    pub due: Moment,
}

/// Under which answers to repeated reports are kept.
pub(super) const ROUTE: &str = "matter.report";

/// Reports a matter. With `key`, a repeated request answers what the first one answered.
///
/// # Errors
/// [`AppError::Fields`] names every wrong field; [`AppError::Forbidden`] if the caller may not
/// write for others; [`AppError::KeyReused`] for the same key with another body;
/// [`AppError::LimitReached`] after 100 within a day by somebody who acts for no post.
pub async fn report(
    app: &App,
    caller: &Caller,
    input: &ReportMatter,
    key: Option<&str>,
) -> AppResult<Reported> {
    let answer = retried(|| try_report(app, caller, input, key)).await;
    audit::told(app, &caller.actor(None), ROUTE, "case:new", answer).await
}

async fn try_report(
    app: &App,
    caller: &Caller,
    input: &ReportMatter,
    key: Option<&str>,
) -> AppResult<Reported> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let actor = caller.actor(input.acting.as_deref().and_then(parse_post));
    let permit = policy::decide(&actor, action(input), &caller.standings(), None)?;
    let kept = kept(app, rows, caller, key, (input, None)).await?;
    if let Some(reported) = answered(&kept, rows, app.now()).await? {
        return Ok(reported);
    }
    let own = matches!(permit.actor(), Actor::Person { acting: None, .. });
    if own {
        Allowance::Reports.check(rows, caller.person, app.now()).await?;
    }
    let prepared = prepare(app, rows, caller, input, permit).await?;
    let (mut changes, reported) = prepared.finished(app)?;
    if own {
        Allowance::Reports.count(&mut changes, caller.person, app.now());
    }
    commit(app, changes, reported, kept).await
}

/// Both, or everything that is wrong with either: a form is put right in one go.
fn both<A, B>(first: AppResult<A>, second: AppResult<B>) -> AppResult<(A, B)> {
    match (first, second) {
        (Ok(first), Ok(second)) => Ok((first, second)),
        (Err(AppError::Fields(mut wrong)), Err(AppError::Fields(more))) => {
            wrong.extend(more);
            Err(AppError::Fields(wrong))
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

/// A report that nothing stands in the way of, not yet written.
pub(super) struct Prepared {
    /// What is written besides the case itself.
    pub(super) changes: Changes,
    /// The case.
    pub(super) row: CaseRow,
    /// What happened so far.
    pub(super) events: Vec<Event>,
    /// What follows.
    pub(super) effects: Vec<Effect>,
    /// The words by which it is found.
    pub(super) words: Vec<String>,
    /// The place and who is around it.
    pub(super) around: Surroundings,
    /// The engine's facts.
    pub(super) facts: Facts,
}

/// Everything about a report but its commit.
///
/// # Errors
/// As [`report`].
pub(super) async fn prepare(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    input: &ReportMatter,
    permit: Permit,
) -> AppResult<Prepared> {
    let now = app.now();
    let actor = permit.actor().clone();
    let mut spot = Spot::find(rows, &input.place).await?;
    if input.anonymous {
        let concerned = concerned(caller, input);
        spot = spot.without_door(rows, concerned.as_deref(), now.day()).await?;
    }
    let (playbook_key, version, binding) = rows
        .binding(spot.district)
        .await?
        .ok_or_else(|| AppError::field("place", "no-playbook"))?;
    let playbook = app.playbook(rows, &playbook_key, version).await?;
    let around = Surroundings::load(rows, Arc::clone(&playbook), spot.place, now.day()).await?;
    let parsed = report_input::parse(rows, caller, input, &around, &spot, now).await;

    let id = CaseId::from_raw(app.entropy.id());
    let mut changes = Changes::new(permit, writing::audit(app, &actor, "matter.report", id));
    changes.expects = around.expects();
    changes.expects.push(Expect::Binding(spot.district, binding));
    let raiser = raiser::raiser(app, rows, caller, input, &mut changes).await;
    let (parsed, raiser) = both(parsed, raiser)?;

    let text = text_row(app, id, parsed.words.clone());
    let mut opening = opening(input, &spot, &parsed, actor, raiser, text_ref(&text));
    opening.recused = with_persons(rows, &opening, now).await?;
    let raisers: Vec<PersonId> = opening.raiser.into_iter().collect();
    let taken_in = opening.raiser.map(|raiser| (caller.person, raiser));
    let handled_by = BTreeSet::from([caller.person]);
    let recused = &opening.recused;
    let concerned = Concerned { recused, raisers: &raisers, taken_in, handled_by: &handled_by };
    let mut facts = around.facts(app, rows, &playbook, &concerned).await?;
    facts.category.clone_from(&parsed.category);
    let decision = engine::open(&playbook, &opening, &facts, now)?;
    let row = CaseRow {
        id,
        district: spot.district,
        number: None,
        text: opening.text,
        category: parsed.category,
        anonymous: input.anonymous,
        may_call: input.may_call,
        taken_by: (raiser.0 != Some(caller.person)).then_some(caller.person),
        facility: parsed.facility,
        external_number: parsed.external.map(|(number, _)| number),
        class: CaseClass::Ordinary,
        hidden: None,
        published_at: None,
        merged_into: None,
        state: decision.case,
        revision: 1,
    };
    changes.put(CasePut::Text(text));
    attach(&mut changes, id, parsed.photos, 1);
    let (events, effects) = (decision.events, decision.effects);
    let about = row.category.as_ref().and_then(|about| playbook.category(about));
    let words = words_of_case(&parsed.words, about, &around.chain);
    Ok(Prepared { changes, row, events, effects, words, around, facts })
}

/// Whose home a report may be about: the caller's, or that of the elder for whom they write; `None`
/// at a counter, where whoever brings it is known by name and number at most.
fn concerned(caller: &Caller, input: &ReportMatter) -> Option<Vec<PersonId>> {
    let elder = match &input.on_behalf {
        Some(other) => Some(other.person.as_ref()?.trim().parse().ok()?),
        None => None,
    };
    Some([caller.person].into_iter().chain(elder).collect())
}

/// Whom a case is about, with everybody who has such a post today: they stay its subjects when
/// they get another post. Whoever raises it is never one of them.
async fn with_persons(
    rows: &mut dyn Snapshot,
    opening: &Opening,
    now: Moment,
) -> AppResult<BTreeSet<Holder>> {
    let persons = persons_of(rows, &opening.recused, now.day()).await?;
    let others = persons.into_iter().filter(|person| opening.raiser != Some(*person));
    Ok(opening.recused.iter().cloned().chain(others.map(Holder::Person)).collect())
}

impl Prepared {
    /// The whole write, and the answer but for the number.
    pub(super) fn finished(self, app: &App) -> AppResult<(Changes, Reported)> {
        let Self { mut changes, mut row, events, effects, words, around, .. } = self;
        let now = app.now();
        row.class = writing::class_of(&row.state, row.anonymous);
        if events.iter().any(|event| matches!(event.body, EventBody::Published { .. })) {
            row.published_at = Some(now);
        }
        put_history(&mut changes, &row, &around, &events);
        changes.put(CasePut::Events(row.id, events));
        changes.put(CasePut::Words(row.id, words));
        writing::put_effects(app, &mut changes, &row, &effects, now);
        if let Some(facility) = row.facility {
            let counter = taken_in_at(facility);
            changes.adds.push(Add { counter, amount: 1, at: now });
        }
        let (case, district, day) = (row.id, row.district, now.day());
        changes.assigns.push(Assign::CaseNumber { case, district, day });
        let reported = Reported {
            id: row.id,
            number: String::new(),
            step: row.state.step.key.clone(),
            stage: writing::stage_of(&around.playbook, &row.state),
            due: row.state.due.at,
        };
        listing::put_case(&mut changes, row, &around);
        Ok((changes, reported))
    }
}

/// Whether a report would be taken in, without taking it in.
///
/// # Errors
/// As [`report`].
pub async fn check_report(app: &App, caller: &Caller, input: &ReportMatter) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let actor = caller.actor(input.acting.as_deref().and_then(parse_post));
    let permit = policy::decide(&actor, action(input), &caller.standings(), None)?;
    prepare(app, rows.as_mut(), caller, input, permit).await.map(drop)
}

/// What the policy calls it.
fn action(input: &ReportMatter) -> Action {
    match (&input.on_behalf, &input.external, &input.acting) {
        (_, Some(_), _) => Action::TakeOrders,
        (Some(on_behalf), None, _) if on_behalf.person.is_none() => Action::TakeIn,
        (None, None, Some(_)) => Action::ReportFound,
        _ => Action::Report,
    }
}

fn opening(
    input: &ReportMatter,
    spot: &Spot,
    parsed: &Parsed,
    actor: Actor,
    (raiser, raiser_has_account): (Option<PersonId>, bool),
    text: TextRef,
) -> Opening {
    Opening {
        actor,
        process: parsed.process.clone(),
        opens: parsed.opens.clone(),
        channel: parsed.channel.clone(),
        class: parsed.class.clone(),
        publicity: input.private.then_some(Publicity::Private),
        urgency: parsed.urgency.clone(),
        place: spot.place,
        raiser,
        raiser_has_account,
        found_by: raiser.is_none().then(|| parsed.acting.clone()).flatten(),
        recused: parsed.about.clone(),
        text,
        photos: parsed.photos.iter().map(|photo| photo.id).collect(),
        external: parsed.external.as_ref().map(|(_, external)| external.clone()),
    }
}

/// Files uploaded photos with an event of a case.
pub(super) fn attach(changes: &mut Changes, id: CaseId, photos: Vec<PhotoRow>, event: u32) {
    for photo in photos {
        let version = photo.version + 1;
        let filed = PhotoRow { case: Some(id), event: Some(event), version, ..photo };
        changes.put(CasePut::Photo(filed));
    }
}

/// A request to report, with the caller's key for it, and with how it was solved at once.
pub(super) async fn kept(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    key: Option<&str>,
    (input, solved): (&ReportMatter, Option<&RawFields>),
) -> AppResult<Kept> {
    let mut words: Vec<&str> = input.photos.iter().map(String::as_str).collect();
    words.extend(solved.map(texts_of).unwrap_or_default());
    let same = SamePhotos::of(app, rows, caller, key, &words).await?;
    let photos = input.photos.iter().map(|photo| same.word(photo)).collect();
    let input = ReportMatter { photos, ..input.clone() };
    let mut body = serde_json::to_vec(&input).map_err(writing::internal)?;
    if let Some(solved) = solved {
        body.extend(format!("{:?}", same.fields(solved)).into_bytes());
    }
    Ok(Kept::new(caller.person, ROUTE.to_owned(), key, &body))
}

/// Commits with the answer kept under the caller's key, and answers with the number given.
pub(super) async fn commit(
    app: &App,
    mut changes: Changes,
    mut reported: Reported,
    kept: Kept,
) -> AppResult<Reported> {
    kept.put(&mut changes, &reported, app.now())?;
    let committed = app.store.commit(changes).await?;
    reported.number = committed.numbers.get(&reported.id).cloned().unwrap_or_default();
    Ok(reported)
}

/// What the first request with this key was answered, with the number that its commit gave.
pub(super) async fn answered(
    kept: &Kept,
    rows: &mut dyn Snapshot,
    now: Moment,
) -> AppResult<Option<Reported>> {
    let Some(mut reported) = kept.answer::<Reported>(rows, now).await? else {
        return Ok(None);
    };
    if let Some(row) = rows.case(reported.id).await? {
        reported.number = row.number.unwrap_or_default();
    }
    Ok(Some(reported))
}
