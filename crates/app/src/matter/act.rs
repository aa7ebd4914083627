//! Somebody does what a case offers them: an outcome, an answer, an aside.

use linli_domain::{
    inside::Stamp,
    matter::{CaseRow, PhotoRow, TextRow},
    policy::{self, Action, Denial, Permit},
};
use linli_kernel::{CaseId, Code, Moment, OrganisationId};
use linli_playbook::{
    Name, Playbook,
    engine::{
        self, Actor, Command, Decision, Event, EventBody, Holder, Offer, Own, TaskNumber, codes,
    },
};

use super::{
    context::{Situation, Surroundings, asking, expects_of, reading, situation, was_offered},
    fields::{RawFields, Reader},
    kept::Kept,
    listing,
    report::attach,
    report_input::photos_that,
    same_photos::{SamePhotos, texts_of},
    writing,
};
use crate::{
    App, AppError, AppResult, Caller, CasePut, Changes, audit,
    inside::{Leaving, Named, TaskInside, keep_draft, leaving},
    ports::Snapshot,
    retried,
    whistle::put_whistles,
};

/// An action as asked for.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeAction {
    /// The action's name, as offered.
    pub action: String,
    /// The task, unless it is an aside.
    #[serde(default)]
    pub task: Option<u32>,
    /// What was filled in.
    #[serde(default)]
    pub fields: RawFields,
    /// The version of the task that the caller saw.
    #[serde(skip)]
    pub seen_version: Option<u32>,
}

/// The answer to an action.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Acted {
    /// The case.
    pub id: CaseId,
    /// The step it is in now.
    pub step: Name,
    /// The stage that a resident follows.
    pub stage: Name,
    /// The promised time.
    pub due: Moment,
    /// The case's revision.
    pub revision: i64,
    /// Whether it is still open.
    pub open: bool,
    /// Whether the caller may still read it.
    #[serde(default)]
    pub in_sight: bool,
    /// Whether it waits for review inside the caller's organisation, and nothing was done yet.
    #[serde(default)]
    pub drafted: bool,
}

/// Does what was asked. Tries again where another commit came between, but only while the task
/// still has the version that the caller saw.
///
/// # Errors
/// [`AppError::Stale`] if the task changed or is gone; [`AppError::VersionMissing`] without a
/// version; [`AppError::Fields`] for wrong fields; [`AppError::Forbidden`] for what the caller's
/// standing to the case never offers, [`AppError::Refused`] for what it does not offer now, with
/// `offer-over` for a claim that comes too late.
pub async fn act(
    app: &App,
    caller: &Caller,
    id: CaseId,
    input: &TakeAction,
    key: Option<&str>,
) -> AppResult<Acted> {
    let answer = retried(|| try_act(app, caller, id, Named::Action(input), key)).await;
    audit::told(app, &caller.actor(None), DONE, format!("case:{id}"), answer).await
}

/// As what an action is audited that leaves at once, that waits for review inside an organisation,
/// and that was approved there.
const DONE: &str = "matter.act";
const DRAFTED: &str = "inside.draft";
const APPROVED: &str = "inside.approve";

/// Does what the draft of an organisation's task says, as the caller's own doing.
///
/// # Errors
/// As [`act`]; [`AppError::Stale`] if the draft is another version by now.
pub(crate) async fn approve_draft(
    app: &App,
    caller: &Caller,
    id: CaseId,
    (task, version): (TaskNumber, i64),
    key: Option<&str>,
) -> AppResult<Acted> {
    let answer = retried(|| try_act(app, caller, id, Named::Draft { task, version }, key)).await;
    audit::told(app, &caller.actor(None), APPROVED, format!("case:{id}"), answer).await
}

async fn try_act(
    app: &App,
    caller: &Caller,
    id: CaseId,
    named: Named<'_>,
    key: Option<&str>,
) -> AppResult<Acted> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let now_at = asked(app, rows, caller, id, named).await?;
    let actor = caller.actor(acting_for(caller, &now_at, named));
    let permit = policy::decide(&actor, Action::Act, &now_at.standings, Some(now_at.row.class));
    let kept = kept(app, rows, caller, key, (id, named)).await?;
    // Also to whoever did it and by that went out of sight of the case.
    if let Some(answer) = kept.answer(rows, app.now()).await? {
        return Ok(answer);
    }
    let permit = permit.map_err(|denial| denied(denial, named, &now_at))?;
    let now = app.now();
    let inside = TaskInside::load(app, rows, &now_at, named.task()).await?;
    let (input, leaving) = leaving(named, inside.as_ref(), (caller.person, &now_at))?;
    let offer = offered(&now_at, &actor, &input, now)?;
    let mut reader = Reader::new(app, id, now.day());
    let fields = reader.read(&offer.fields, &input.fields);
    let photos = named_photos(rows, caller, inside.as_ref(), &mut reader).await?;
    if !reader.errors.is_empty() {
        return Err(AppError::Fields(reader.errors));
    }
    let named = std::mem::take(&mut reader.parties);
    let parties = expects_of(rows, &named).await?;
    let command = Command {
        actor: actor.clone(),
        action: offer.action.clone(),
        task: offer.task,
        seen_version: input.seen_version,
        fields,
    };
    let decision =
        engine::decide(&now_at.playbook, &now_at.row.state, &command, &now_at.facts, now)?;

    let word = match leaving {
        Leaving::Straight => DONE,
        Leaving::Review => DRAFTED,
        Leaving::Approved => APPROVED,
    };
    let mut changes = Changes::new(permit, writing::audit(app, &actor, word, id));
    changes.expects = now_at.around.expects();
    changes.expects.extend(parties);
    changes.expects.extend(inside.as_ref().map(TaskInside::relied_on));
    let mut acted = match (leaving, &inside) {
        (Leaving::Review, Some(inside)) => {
            let drafted = Stamp { by: caller.person, at: now };
            keep_draft(&mut changes, inside, &now_at, (&input, photos), drafted)?;
            Acted { drafted: true, in_sight: true, ..as_it_stands(&now_at.row, &now_at.playbook) }
        }
        (leaving, inside) => {
            if let Some(inside) = inside.as_ref().filter(|_| leaving == Leaving::Approved) {
                inside.put_approved(&mut changes, caller.person, now);
            }
            let told = (decision, reader.texts, photos);
            written((app, rows), caller, &mut changes, now_at, told).await?
        }
    };
    acted.id = id;
    kept.put(&mut changes, &acted, now)?;
    app.store.commit(changes).await?;
    Ok(acted)
}

/// Puts a decision with its words and photos, and answers how the case stands then.
async fn written(
    (app, rows): (&App, &mut dyn Snapshot),
    caller: &Caller,
    changes: &mut Changes,
    at: Situation,
    (decision, texts, photos): (Decision, Vec<TextRow>, Vec<PhotoRow>),
) -> AppResult<Acted> {
    for text in texts {
        changes.put(CasePut::Text(text));
    }
    let event = decision.events.first().map_or(1, |event| event.number);
    attach(changes, at.row.id, photos, event);
    let Situation { row, playbook, around, .. } = at;
    let row = put_decision((app, rows), changes, row, decision, app.now(), &around).await?;
    let asking = asking(app, rows, caller, &row).await?;
    let ties = policy::ties(&row, &playbook, &around.chain, &asking);
    let standings = caller.standings().into_iter().chain(ties.standings).collect();
    let in_sight = policy::allows(Action::SeeCase, &standings, Some(row.class));
    Ok(Acted { in_sight, ..as_it_stands(&row, &playbook) })
}

fn as_it_stands(row: &CaseRow, playbook: &Playbook) -> Acted {
    Acted {
        id: row.id,
        step: row.state.step.key.clone(),
        stage: writing::stage_of(playbook, &row.state),
        due: row.state.due.at,
        revision: row.revision,
        open: row.is_open(),
        in_sight: false,
        drafted: false,
    }
}

/// The queue for which the caller acts. A resident who claims does so for themselves, whatever post
/// they have besides.
fn acting_for(caller: &Caller, at: &Situation, named: Named<'_>) -> Option<Holder> {
    let claims = |input: &TakeAction| input.task.is_none() && input.action == Own::Claim.as_str();
    match named {
        Named::Action(input) if claims(input) => None,
        named => acting(caller, at, named.task()),
    }
}

/// Why not. Who reviews a draft whose task was closed meanwhile is shown so: they might have done it
/// before.
fn denied(denial: Denial, named: Named<'_>, at: &Situation) -> AppError {
    let had =
        |id: &OrganisationId| at.row.state.former_holders.contains(&Holder::Organisation(*id));
    match (denial, named) {
        (Denial::Forbidden, Named::Draft { task, .. })
            if !at.row.state.tasks.contains_key(&task) && at.organisations.iter().any(had) =>
        {
            AppError::Stale
        }
        (denial, _) => denial.into(),
    }
}

/// The photos that were named: the caller's own, and those of the draft that goes on.
async fn named_photos(
    rows: &mut dyn Snapshot,
    caller: &Caller,
    inside: Option<&TaskInside>,
    reader: &mut Reader<'_>,
) -> AppResult<Vec<PhotoRow>> {
    let named: Vec<_> =
        reader.photos.iter().map(|(id, field)| (Some(*id), field.as_str())).collect();
    let fits = |photo: &PhotoRow| {
        photo.owner == caller.person && photo.case.is_none()
            || inside.is_some_and(|inside| inside.drafts(photo.id))
    };
    photos_that(rows, &fits, &named, &mut reader.errors).await
}

/// The case as it stands to the caller, also to whoever claims too late.
async fn asked(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    id: CaseId,
    named: Named<'_>,
) -> AppResult<Situation> {
    let mut at = reading(app, rows, Some(caller), id).await?;
    if let Named::Action(input) = named
        && Own::is_about_offer(&input.action)
    {
        was_offered(app, rows, caller, &mut at, input.task.map(TaskNumber)).await?;
    }
    Ok(at)
}

/// Writes a decision: the case at its next revision, events, effects, list rows.
///
/// # Errors
/// [`AppError::Internal`] if the store fails.
pub(super) async fn put_decision(
    (app, rows): (&App, &mut dyn Snapshot),
    changes: &mut Changes,
    before: CaseRow,
    decision: Decision,
    now: Moment,
    around: &Surroundings,
) -> AppResult<CaseRow> {
    let published = decision.events.iter().any(|e| matches!(e.body, EventBody::Published { .. }));
    let hiding = |e: &Event| matches!(e.body, EventBody::Hidden { .. } | EventBody::Shown);
    let hides = decision.events.iter().any(hiding);
    let mut row = CaseRow { state: decision.case, revision: before.revision + 1, ..before };
    if hides {
        row.hidden = row.state.hidden.as_ref().map(ToString::to_string);
    }
    if published && row.published_at.is_none() {
        row.published_at = Some(now);
    }
    row.class = writing::class_of(&row.state, row.anonymous);
    writing::put_effects(app, changes, &row, &decision.effects, now);
    put_whistles(rows, changes, &row, around, &decision.events).await?;
    changes.put(CasePut::Events(row.id, decision.events));
    listing::put_case(changes, row.clone(), around);
    Ok(row)
}

/// The request with its key.
async fn kept(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    key: Option<&str>,
    (id, named): (CaseId, Named<'_>),
) -> AppResult<Kept> {
    let route = format!("matter.act:{id}");
    let input = match named {
        Named::Action(input) => input,
        Named::Draft { task, version } => {
            let body = format!("draft\n{}\n{version}", task.0);
            return Ok(Kept::new(caller.person, route, key, body.as_bytes()));
        }
    };
    let TakeAction { action, task, fields, seen_version } = input;
    let same = SamePhotos::of(app, rows, caller, key, &texts_of(fields)).await?;
    let fields = same.fields(fields);
    let body = format!("{action}\n{task:?}\n{seen_version:?}\n{fields:?}");
    Ok(Kept::new(caller.person, route, key, body.as_bytes()))
}

/// The queue for which the caller acts: the task's holder, or the caller's highest post over the
/// place for an aside; `None` as a resident.
pub(super) fn acting(caller: &Caller, at: &Situation, task: Option<u32>) -> Option<Holder> {
    let own = caller.working_holders();
    if let Some(task) = task.and_then(|number| at.row.state.tasks.get(&TaskNumber(number))) {
        return own.into_iter().find(|holder| *holder == task.holder);
    }
    if at.row.state.raisers.contains(&caller.person) {
        return None;
    }
    let height = |holder: &Holder| match holder {
        Holder::Post { place, .. } => at.around.chain.0.iter().position(|p| p.id == *place),
        Holder::Organisation(_) | Holder::Person(_) => None,
    };
    let over: Vec<(usize, Holder)> =
        own.iter().filter_map(|holder| Some((height(holder)?, holder.clone()))).collect();
    over.into_iter()
        .max_by_key(|(height, _)| *height)
        .map(|(_, holder)| holder)
        .or_else(|| own.into_iter().find(|holder| at.row.state.former_holders.contains(holder)))
}

/// A case as it stands to the caller, with the decision whether they may do this beside its tasks.
///
/// # Errors
/// [`AppError::NotFound`] or [`AppError::Forbidden`].
pub(super) async fn permitted(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    id: CaseId,
    action: impl FnOnce(&Situation) -> Action + Send,
) -> AppResult<(Situation, Permit)> {
    let at = situation(app, rows, Some(caller), id).await?;
    let actor = caller.actor(acting(caller, &at, None));
    let permit = policy::decide(&actor, action(&at), &at.standings, Some(at.row.class))?;
    Ok((at, permit))
}

/// The offer that the caller means.
fn offered(at: &Situation, actor: &Actor, input: &TakeAction, now: Moment) -> AppResult<Offer> {
    let state = &at.row.state;
    let task = input.task.map(TaskNumber);
    let offers = engine::available(&at.playbook, state, &at.facts.relations, &at.facts, now);
    let found = offers.into_iter().find(|o| o.action == *input.action.as_str() && o.task == task);
    match (found, task) {
        (Some(offer), _) => match (offer.version, input.seen_version) {
            (Some(_), None) => Err(AppError::VersionMissing),
            (Some(is), Some(seen)) if is != seen => Err(AppError::Stale),
            _ => Ok(offer),
        },
        // Somebody else did it meanwhile: the page shows what is offered now.
        (None, Some(task))
            if !state.tasks.contains_key(&task) && !Own::is_about_offer(&input.action) =>
        {
            Err(AppError::Stale)
        }
        (None, _) => Err(why_not(at, actor, input, now)),
    }
}

/// Why something is not offered: whose it never is may see the case and not do that, and what
/// could be done at another time says what is in its way now.
fn why_not(at: &Situation, actor: &Actor, input: &TakeAction, now: Moment) -> AppError {
    let refused = || AppError::Refused(Code("not-offered"), Vec::new());
    let Ok(action) = Name::new(&input.action) else { return refused() };
    let command = Command {
        actor: actor.clone(),
        action,
        task: input.task.map(TaskNumber),
        seen_version: input.seen_version,
        fields: engine::Fields::new(),
    };
    let decided = engine::decide(&at.playbook, &at.row.state, &command, &at.facts, now);
    match decided {
        Err(refusals) if refusals.code() == codes::VERSION_MISSING => AppError::VersionMissing,
        Err(refusals) => refusals.into(),
        Ok(_) => refused(),
    }
}
