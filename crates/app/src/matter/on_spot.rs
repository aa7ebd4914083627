//! 当场办结: what somebody found on rounds and solved there and then is written down in one go.

use std::collections::BTreeSet;

use linli_domain::policy::{self, Action};
use linli_kernel::{Moment, PhotoId, PlaceId};
use linli_playbook::engine::{self, Command, Holder, Offer};

use super::{
    context::{asking, expects_of},
    fields::{RawFields, Reader, parse_post},
    report::{Prepared, ROUTE, ReportMatter, Reported, answered, attach, commit, kept, prepare},
    view::{EXTERNAL_REPLY, FieldView, Forms},
    writing,
};
use crate::{
    App, AppError, AppResult, Caller, CasePut, FieldError, Put, audit, ports::Snapshot, retried,
};

/// The outcome of a process's first step that ends the work at once.
const ON_SPOT: &str = "on-spot";
/// What stands before the names of the outcome's fields, beside those of the report.
const PREFIX: &str = "solved.";

/// The form of "solved on the spot" for what the caller finds at a place; `None` where that is
/// not the caller's to do, because somebody else handles what is found there.
///
/// # Errors
/// [`AppError::Fields`] on `place` if there is none; [`AppError::Forbidden`] for whoever finds
/// nothing.
pub async fn on_spot_form(
    app: &App,
    caller: &Caller,
    place: PlaceId,
) -> AppResult<Option<Vec<FieldView>>> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let chain = rows.chain(place, app.now().day()).await?;
    let over = caller.working_holders().into_iter().find(|holder| match holder {
        Holder::Post { place, .. } => chain.contains(*place),
        Holder::Organisation(_) | Holder::Person(_) => false,
    });
    let actor = caller.actor(over.clone());
    let permit = policy::decide(&actor, Action::ReportFound, &caller.standings(), None)?;
    let Some(over) = over else { return Ok(None) };
    let probe = ReportMatter {
        text: "?".to_owned(),
        place: place.to_string(),
        acting: Some(writing::holder_word(&over)),
        ..ReportMatter::default()
    };
    let mut prepared = match prepare(app, rows, caller, &probe, permit).await {
        Ok(prepared) => prepared,
        // Whatever is wrong with the place is said when the report is sent.
        Err(AppError::Fields(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let offer = offered(app, rows, caller, &mut prepared).await?;
    let around = &prepared.around;
    let forms =
        Forms { playbook: &around.playbook, chain: &around.chain, serving: &around.serving };
    let mut fields = offer.map(|offer| forms.action(&offer).fields);
    // What is found on rounds comes from no other system.
    if let Some(fields) = &mut fields {
        fields.retain(|field| field.name != *EXTERNAL_REPLY);
    }
    Ok(fields)
}

/// Reports what was found and solves it at once; nothing is written unless both can be.
///
/// # Errors
/// [`AppError::Fields`] names every wrong field, those of the outcome with `solved.` before them;
/// on `place` if what is found there is handled by somebody else.
pub async fn solve_on_spot(
    app: &App,
    caller: &Caller,
    input: &ReportMatter,
    solved: &RawFields,
    key: Option<&str>,
) -> AppResult<Reported> {
    let answer = retried(|| try_solve(app, caller, input, solved, key)).await;
    audit::told(app, &caller.actor(None), ROUTE, "case:new", answer).await
}

async fn try_solve(
    app: &App,
    caller: &Caller,
    input: &ReportMatter,
    solved: &RawFields,
    key: Option<&str>,
) -> AppResult<Reported> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let actor = caller.actor(input.acting.as_deref().and_then(parse_post));
    let permit = policy::decide(&actor, Action::ReportFound, &caller.standings(), None)?;
    let kept = kept(app, rows, caller, key, (input, Some(solved))).await?;
    if let Some(reported) = answered(&kept, rows, app.now()).await? {
        return Ok(reported);
    }
    let mut prepared = prepare(app, rows, caller, input, permit).await?;
    let elsewhere = || AppError::field("place", "not-solved-here");
    let offer = offered(app, rows, caller, &mut prepared).await?.ok_or_else(elsewhere)?;
    solve(app, rows, caller, &mut prepared, (&offer, solved)).await?;
    let (changes, reported) = prepared.finished(app)?;
    commit(app, changes, reported, kept).await
}

/// The outcome, if the caller holds the first task of what was just prepared.
async fn offered(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    prepared: &mut Prepared,
) -> AppResult<Option<Offer>> {
    let Prepared { row, around, facts, .. } = prepared;
    let asking = asking(app, rows, caller, row).await?;
    facts.relations = policy::ties(row, &around.playbook, &around.chain, &asking).relations;
    let offers =
        engine::available(&around.playbook, &row.state, &facts.relations, facts, app.now());
    Ok(offers.into_iter().find(|offer| offer.task.is_some() && offer.action == *ON_SPOT))
}

/// Takes the outcome on the prepared report.
async fn solve(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    prepared: &mut Prepared,
    (offer, solved): (&Offer, &RawFields),
) -> AppResult<()> {
    let (id, now): (_, Moment) = (prepared.row.id, app.now());
    let mut reader = Reader::new(app, id, now.day());
    let fields = reader.read(&offer.fields, solved);
    let named: Vec<_> =
        reader.photos.iter().map(|(id, field)| (Some(*id), field.as_str())).collect();
    let photos = super::report_input::photos(rows, caller, &named, &mut reader.errors).await?;
    if !reader.errors.is_empty() {
        return Err(AppError::Fields(prefixed(reader.errors)));
    }
    let named: BTreeSet<_> = std::mem::take(&mut reader.parties);
    prepared.changes.expects.extend(expects_of(rows, &named).await?);
    let command = Command {
        actor: prepared.changes.permit().actor().clone(),
        action: offer.action.clone(),
        task: offer.task,
        seen_version: offer.version,
        fields,
    };
    let Prepared { changes, row, events, effects, around, facts, .. } = prepared;
    let decision = engine::decide(&around.playbook, &row.state, &command, facts, now);
    let decision = decision.map_err(|refusals| match AppError::from(refusals) {
        AppError::Fields(errors) => AppError::Fields(prefixed(errors)),
        error => error,
    })?;
    for text in reader.texts {
        changes.put(CasePut::Text(text));
    }
    let event = decision.events.first().map_or(1, |event| event.number);
    let filed: BTreeSet<PhotoId> = changes.puts.iter().filter_map(photo_in).collect();
    // What came with the report too is filed with the report.
    let photos = photos.into_iter().filter(|photo| !filed.contains(&photo.id)).collect();
    attach(changes, id, photos, event);
    row.state = decision.case;
    events.extend(decision.events);
    effects.extend(decision.effects);
    Ok(())
}

fn photo_in(put: &Put) -> Option<PhotoId> {
    match put {
        Put::Case(CasePut::Photo(row)) => Some(row.id),
        _ => None,
    }
}

fn prefixed(errors: Vec<FieldError>) -> Vec<FieldError> {
    let prefixed =
        |error: FieldError| FieldError { field: format!("{PREFIX}{}", error.field), ..error };
    errors.into_iter().map(prefixed).collect()
}
