//! A community answers a request: it accepts, refuses with a reason, or says that it is done.

use linli_domain::{
    admission::{AdmissionNews, AdmissionReply, Answer, Answered, RefusalReason},
    policy::{self, Action},
};
use linli_kernel::{AdmissionRequestId, Code, PlaceId};

use super::{decide::own_words, messages::tell_department, seat::Seat, view::seen_request};
use crate::{AdmissionPut, App, AppError, AppResult, Caller, Changes, audit, retried};

/// What was chosen.
#[derive(Clone, Debug, Default)]
pub struct AnswerAdmission {
    /// `accept`, `refuse` or `done`.
    pub answer: String,
    /// Why it is refused, as a word of [`RefusalReason`]; nothing otherwise.
    pub reason: String,
    /// Own words of a refusal, at most 300 characters; needed for the reason `other`.
    pub words: String,
    /// The reply's version that the caller saw.
    pub seen_version: Option<u32>,
}

/// As what it is audited, done or refused.
const ACTION: &str = "admission.answer";

/// Answers a request in a community's name.
///
/// # Errors
/// [`AppError::Fields`] on `answer`, `reason` and `words`; [`AppError::Refused`] if that cannot be
/// answered now; [`AppError::Stale`] and [`AppError::VersionMissing`]; [`AppError::Forbidden`] for
/// whoever sees the request but holds no office of the community; [`AppError::NotFound`].
pub async fn answer_request(
    app: &App,
    caller: &Caller,
    id: AdmissionRequestId,
    community: PlaceId,
    input: &AnswerAdmission,
) -> AppResult<()> {
    let answer = retried(|| try_answer(app, caller, id, community, input)).await;
    audit::told(app, &caller.actor(None), ACTION, format!("admission-request:{id}"), answer).await
}

async fn try_answer(
    app: &App,
    caller: &Caller,
    id: AdmissionRequestId,
    community: PlaceId,
    input: &AnswerAdmission,
) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let seat = Seat::load(app, rows, caller).await?;
    let (request, replies) = seen_request(rows, &seat, id).await?;
    let part = seat.answers.get(&community).cloned();
    let actor = caller.actor(part.as_ref().map(|part| part.post.clone()));
    let reply = replies.into_iter().find(|reply| reply.community == community);
    let reached = reply.iter().filter(|reply| reply.state.reached()).map(|reply| &reply.community);
    let standings = seat.standings(request.district, request.department, reached);
    // Whoever answers for another of its communities does not answer for this one.
    let permit = policy::decide(&actor, Action::AnswerAdmissionRequest, &standings, None)?;
    let (part, reply) = part.zip(reply).ok_or(AppError::Forbidden)?;
    let (answer, reason, words) = parse(input)?;
    let seen = input.seen_version.ok_or(AppError::VersionMissing)?;
    if i64::from(seen) != reply.version {
        return Err(AppError::Stale);
    }
    let next = reply.state.after(answer);
    let state = next.ok_or(AppError::Refused(Code("not-offered"), Vec::new()))?;
    let subject = format!("admission-request:{id}");
    let row = audit::row(app, &actor, ACTION, subject, audit::DONE);
    let mut changes = Changes::new(permit, row);
    changes.expects.push(part.relied_on);
    let answered = Some(Answered { by: caller.person, posted_as: part.post, at: app.now() });
    let version = reply.version + 1;
    changes.put(AdmissionPut::Reply(AdmissionReply {
        state,
        reason,
        words,
        answered,
        version,
        ..reply
    }));
    if answer == Answer::Refuse {
        tell_department(app, &mut changes, &request, AdmissionNews::Refused);
    }
    app.store.commit(changes).await?;
    Ok(())
}

type Parsed = (Answer, Option<RefusalReason>, Option<String>);

fn parse(input: &AnswerAdmission) -> AppResult<Parsed> {
    let code = |word: &str| if word.is_empty() { "field-required" } else { "field-choice" };
    let word = input.answer.trim();
    let answer = Answer::from_word(word);
    let answer = answer.ok_or_else(|| AppError::field("answer", code(word)))?;
    if answer != Answer::Refuse {
        return Ok((answer, None, None));
    }
    let word = input.reason.trim();
    let reason = RefusalReason::from_word(word);
    let reason = reason.ok_or_else(|| AppError::field("reason", code(word)))?;
    let words = own_words(&input.words, reason.needs_words())?;
    Ok((answer, Some(reason), words))
}
