//! A department asks communities for something.

use std::collections::BTreeSet;

use linli_domain::{
    admission::{
        AdmissionItem, AdmissionNews, AdmissionReply, AdmissionRequest, AskKind, MAX_DAYS,
        MAX_TEXT, MAX_TITLE, Outside, RequestState, outside,
    },
    organisation::Organisation,
    place::Place,
    policy::{self, Action},
};
use linli_kernel::{
    AdmissionItemId, AdmissionReplyId, AdmissionRequestId, Day, Month, OrganisationId, PlaceId,
};
use linli_playbook::engine::Holder;

use super::{
    asked::{self, chosen, served},
    messages::{tell_communities, tell_keepers},
    seat::Seat,
};
use crate::{
    AdmissionPut, App, AppError, AppResult, Caller, Changes, Expect, FieldError, audit,
    matter::{Kept, internal, needed_day, one_line, typed_text},
    ports::Snapshot,
    retried,
};

/// What was typed.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MakeRequest {
    /// In whose name: an organisation's id; may be empty for whoever answers for one only.
    #[serde(default)]
    pub department: String,
    /// The item of the list that it rests on; empty for none.
    #[serde(default)]
    pub item: String,
    /// `form`, `report`, `activity` or `work`; of a request with an item, the item's.
    #[serde(default)]
    pub kind: String,
    /// What is asked, at most 60 characters.
    pub title: String,
    /// In detail, at most 2,000 characters.
    pub text: String,
    /// Until which day, as `2026-07-31`; at most a year from today.
    pub due: String,
    /// Whom: ids of communities, or of places over them for all communities below.
    pub communities: Vec<String>,
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Made {
    /// The request.
    pub id: AdmissionRequestId,
    /// Whether it waits for the keeping office; otherwise it went straight to the communities.
    pub waits: bool,
}

/// Under which answers to repeated requests are kept.
const ROUTE: &str = "admission.make";

/// Makes a request. Inside the list it reaches the communities at once; outside it waits for the
/// office that keeps the list. With `key`, a repeated request answers what the first one answered.
///
/// # Errors
/// [`AppError::Fields`] names every wrong field; [`AppError::Forbidden`] for whoever does not
/// answer for a department that may ask.
pub async fn make_request(
    app: &App,
    caller: &Caller,
    input: &MakeRequest,
    key: Option<&str>,
) -> AppResult<Made> {
    let answer = retried(|| try_make(app, caller, input, key)).await;
    audit::told(app, &caller.actor(None), ROUTE, "admission-request:new", answer).await
}

async fn try_make(
    app: &App,
    caller: &Caller,
    input: &MakeRequest,
    key: Option<&str>,
) -> AppResult<Made> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let now = app.now();
    let seat = Seat::load(app, rows, caller).await?;
    let department = asked::department(seat.asks.values(), &input.department)?;
    let actor = caller.actor(Some(Holder::Organisation(department.id)));
    let standings = seat.standings(department.district, department.id, []);
    let permit = policy::decide(&actor, Action::MakeAdmissionRequest, &standings, None)?;
    let body = serde_json::to_vec(input).map_err(internal)?;
    let kept = Kept::new(caller.person, ROUTE.to_owned(), key, &body);
    if let Some(made) = kept.answer(rows, now).await? {
        return Ok(made);
    }
    let typed = parse(app, rows, department, input, now.day()).await?;
    let turn = typed.item.as_ref().map(|item| item.rhythm.turn(now.day()));
    let asked = typed.asked(rows, turn.as_deref()).await?;
    let why = outside(typed.item.as_ref(), department.id, now.day(), asked);
    let id = AdmissionRequestId::from_raw(app.entropy.id());
    let row = audit::row(app, &actor, ROUTE, format!("admission-request:{id}"), audit::DONE);
    let mut changes = Changes::new(permit, row);
    changes.expects.push(Expect::Organisation(department.id, department.version));
    let request = typed.request(caller, id, department, why, now);
    put_replies(app, &mut changes, &request, &typed.communities, turn);
    match why {
        None => {
            let places: Vec<PlaceId> = typed.communities.iter().map(|place| place.id).collect();
            let news = AdmissionNews::Asked;
            tell_communities(app, rows, &mut changes, &request, &places, news).await?;
        }
        Some(_) => tell_keepers(app, rows, &mut changes, &request).await?,
    }
    let made = Made { id, waits: why.is_some() };
    changes.put(AdmissionPut::Request(request));
    kept.put(&mut changes, &made, now)?;
    app.store.commit(changes).await?;
    Ok(made)
}

/// One reply for each community; inside the list each takes the item's turn, which is free once.
fn put_replies(
    app: &App,
    changes: &mut Changes,
    request: &AdmissionRequest,
    communities: &[Place],
    turn: Option<String>,
) {
    let turn = turn.filter(|_| request.outside.is_none());
    for place in communities {
        changes.put(AdmissionPut::Reply(AdmissionReply {
            id: AdmissionReplyId::from_raw(app.entropy.id()),
            request: request.id,
            district: request.district,
            community: place.id,
            department: request.department,
            kind: request.kind,
            item: request.item,
            turn: turn.clone(),
            month: Month::of(request.made_at.day()),
            outside: request.outside.is_some(),
            made_at: request.made_at,
            due: request.due,
            state: request.state.reply(),
            reason: None,
            words: None,
            answered: None,
            version: 1,
        }));
    }
}

struct Typed {
    item: Option<AdmissionItem>,
    kind: AskKind,
    title: String,
    text: String,
    due: Day,
    communities: Vec<Place>,
}

impl Typed {
    /// Whether one of the communities was asked for the item in this turn already.
    async fn asked(&self, rows: &mut dyn Snapshot, turn: Option<&str>) -> AppResult<bool> {
        let Some((item, turn)) = self.item.as_ref().zip(turn) else { return Ok(false) };
        let before: BTreeSet<PlaceId> =
            rows.asked_in_turn(item.id, turn).await?.into_iter().collect();
        Ok(self.communities.iter().any(|place| before.contains(&place.id)))
    }

    fn request(
        &self,
        caller: &Caller,
        id: AdmissionRequestId,
        department: &Organisation,
        why: Option<Outside>,
        now: linli_kernel::Moment,
    ) -> AdmissionRequest {
        AdmissionRequest {
            id,
            district: department.district,
            department: department.id,
            item: self.item.as_ref().map(|item| item.id),
            kind: self.kind,
            title: self.title.clone(),
            text: self.text.clone(),
            due: self.due,
            outside: why,
            state: RequestState::first(why),
            made_by: caller.person,
            made_at: now,
            decided: None,
            version: 1,
        }
    }
}

async fn parse(
    app: &App,
    rows: &mut dyn Snapshot,
    department: &Organisation,
    input: &MakeRequest,
    today: Day,
) -> AppResult<Typed> {
    let mut errors = Vec::new();
    let mut words = |field: &str, raw: &str, max| typed_text(&mut errors, field, (raw, max));
    let title = words("title", &one_line(&input.title), MAX_TITLE);
    let text = words("text", &input.text, MAX_TEXT);
    let item = item(rows, department.id, &input.item).await?;
    let kind = match &item {
        Ok(Some(item)) => Ok(item.kind),
        _ => kind(&input.kind),
    };
    let due = due(input.due.trim(), today);
    let communities = chosen(served(app, rows, department).await?, &input.communities);
    match (item, kind, due, communities) {
        (Ok(item), Ok(kind), Ok(due), Ok(communities)) if errors.is_empty() => {
            Ok(Typed { item, kind, title, text, due, communities })
        }
        (item, kind, due, communities) => {
            let others = [item.err(), kind.err(), due.err(), communities.err()];
            errors.extend(others.into_iter().flatten());
            Err(AppError::Fields(errors))
        }
    }
}

/// What is asked, by its word.
pub(super) fn kind(word: &str) -> Result<AskKind, FieldError> {
    let code = if word.trim().is_empty() { "field-required" } else { "field-choice" };
    AskKind::from_word(word.trim()).ok_or_else(|| FieldError::new("kind", code))
}

/// The named item, which must be one of the department's own.
async fn item(
    rows: &mut dyn Snapshot,
    department: OrganisationId,
    word: &str,
) -> AppResult<Result<Option<AdmissionItem>, FieldError>> {
    if word.trim().is_empty() {
        return Ok(Ok(None));
    }
    let unknown = || FieldError::new("item", "field-choice");
    let Ok(id) = word.trim().parse::<AdmissionItemId>() else { return Ok(Err(unknown())) };
    let found = rows.admission_item(id).await?.filter(|item| item.department == department);
    Ok(found.map(Some).ok_or_else(unknown))
}

fn due(word: &str, today: Day) -> Result<Day, FieldError> {
    let day = needed_day("due", word)?;
    if day < today {
        return Err(FieldError::new("due", "field-past"));
    }
    let days = today.until(day).map_or(i64::MAX, |span| i64::from(span.get_days()));
    if days > MAX_DAYS {
        return Err(FieldError::new("due", "admission-too-late").with("max", MAX_DAYS));
    }
    Ok(day)
}
