//! The office that keeps the list grants or rejects a request outside it.

use linli_domain::{
    admission::{AdmissionNews, AdmissionReply, AdmissionRequest, Decided, MAX_WORDS},
    policy::{self, Action},
};
use linli_kernel::{AdmissionRequestId, Code, PlaceId};

use super::{
    messages::{tell_communities, tell_department},
    seat::Seat,
    view::seen_request,
};
use crate::{
    AdmissionPut, App, AppError, AppResult, Caller, Changes, FieldError, audit,
    matter::{bounded, text_error},
    retried,
};

/// What was typed.
#[derive(Clone, Debug, Default)]
pub struct DecideAdmission {
    /// `grant` or `reject`.
    pub decision: String,
    /// Conditions of the grant, or why not; a rejection needs words. At most 300 characters.
    pub words: String,
    /// The request's version that the caller saw.
    pub seen_version: Option<u32>,
}

/// As what it is audited, done or refused.
const ACTION: &str = "admission.decide";

/// Grants a request, so that it reaches its communities, or rejects it.
///
/// # Errors
/// [`AppError::Fields`] on `decision` and `words`; [`AppError::Refused`] if there is nothing to
/// decide; [`AppError::Stale`] and [`AppError::VersionMissing`]; [`AppError::Forbidden`] for whoever
/// does not keep the list; [`AppError::NotFound`].
pub async fn decide_request(
    app: &App,
    caller: &Caller,
    id: AdmissionRequestId,
    input: &DecideAdmission,
) -> AppResult<()> {
    let answer = retried(|| try_decide(app, caller, id, input)).await;
    audit::told(app, &caller.actor(None), ACTION, format!("admission-request:{id}"), answer).await
}

async fn try_decide(
    app: &App,
    caller: &Caller,
    id: AdmissionRequestId,
    input: &DecideAdmission,
) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let seat = Seat::load(app, rows, caller).await?;
    let (request, replies) = seen_request(rows, &seat, id).await?;
    let part = seat.keeps.get(&request.district).cloned();
    let actor = caller.actor(part.as_ref().map(|part| part.post.clone()));
    let standings = seat.keeping(request.district);
    let permit = policy::decide(&actor, Action::DecideAdmissionRequest, &standings, None)?;
    let part = part.ok_or(AppError::Forbidden)?;
    let (granted, words) = parse(input)?;
    let seen = input.seen_version.ok_or(AppError::VersionMissing)?;
    if i64::from(seen) != request.version {
        return Err(AppError::Stale);
    }
    let next = request.state.decided(granted);
    let state = next.ok_or(AppError::Refused(Code("not-offered"), Vec::new()))?;
    let subject = format!("admission-request:{id}");
    let row = audit::row(app, &actor, ACTION, subject, audit::DONE);
    let mut changes = Changes::new(permit, row);
    changes.expects.push(part.relied_on);
    let (at, version) = (app.now(), request.version + 1);
    let decided = Some(Decided { by: caller.person, posted_as: part.post, at, words });
    let request = AdmissionRequest { state, decided, version, ..request };
    let reached: Vec<PlaceId> = replies.iter().map(|reply| reply.community).collect();
    for reply in replies {
        let version = reply.version + 1;
        let state = request.state.reply();
        changes.put(AdmissionPut::Reply(AdmissionReply { state, version, ..reply }));
    }
    let news = if granted { AdmissionNews::Granted } else { AdmissionNews::Rejected };
    tell_department(app, &mut changes, &request, news);
    if granted {
        let news = AdmissionNews::Asked;
        tell_communities(app, rows, &mut changes, &request, &reached, news).await?;
    }
    changes.put(AdmissionPut::Request(request));
    app.store.commit(changes).await?;
    Ok(())
}

/// Whether it is granted, and the words.
fn parse(input: &DecideAdmission) -> AppResult<(bool, String)> {
    let granted = match input.decision.trim() {
        "grant" => true,
        "reject" => false,
        "" => return Err(AppError::field("decision", "field-required")),
        _ => return Err(AppError::field("decision", "field-choice")),
    };
    Ok((granted, own_words(&input.words, !granted)?.unwrap_or_default()))
}

/// Own words, which may be left out unless they are needed.
pub(super) fn own_words(raw: &str, needed: bool) -> AppResult<Option<String>> {
    if raw.trim().is_empty() {
        let missing = || AppError::Fields(vec![FieldError::new("words", "field-required")]);
        return if needed { Err(missing()) } else { Ok(None) };
    }
    let words = bounded(raw, MAX_WORDS);
    words.map(Some).map_err(|error| AppError::Fields(vec![text_error("words", error)]))
}
