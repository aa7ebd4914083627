//! One request as it is read: by its department and the keeping office whole, by a community with
//! its own reply only.

use linli_domain::{
    admission::{AdmissionReply, AdmissionRequest, Answer, ReplyState, RequestState},
    policy::{self, Action},
};
use linli_kernel::{AdmissionRequestId, Day, Moment, PlaceId};
use linli_playbook::model::Label;

use super::{
    items::{AdmissionItemLine, line},
    seat::Seat,
};
use crate::{App, AppError, AppResult, Caller, audit, office::signed, ports::Snapshot};

/// A request in a list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct RequestLine {
    /// Its id.
    pub id: AdmissionRequestId,
    /// What is asked.
    pub title: String,
    /// What kind of thing, as a word.
    pub kind: &'static str,
    /// Who asks.
    pub department: String,
    /// When it was made.
    pub made_at: Moment,
    /// Until when.
    pub due: Day,
    /// How it stands before the keeping office, as a word.
    pub state: &'static str,
    /// Why it is outside the list, as a word.
    pub outside: Option<&'static str>,
    /// How many communities' replies stand how, those that there are.
    pub replies: Vec<(&'static str, i64)>,
    /// The community, in its own list.
    pub community: Option<String>,
    /// How its reply stands, in its own list.
    pub reply: Option<&'static str>,
    /// Whether its day is over and somebody still has something to do.
    pub late: bool,
}

/// A community's reply.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ReplyView {
    /// The community.
    pub community: PlaceId,
    /// Its name.
    pub name: String,
    /// How it stands, as a word.
    pub state: &'static str,
    /// Why it was refused, as a word.
    pub reason: Option<&'static str>,
    /// Own words of the refusal.
    pub words: Option<String>,
    /// When it was answered last.
    pub answered_at: Option<Moment>,
    /// For which post: the name of its place, and the role.
    pub signed: Option<(String, Option<Label>)>,
    /// Whether its day is over and it is neither done nor refused.
    pub late: bool,
    /// What the caller can answer now, as words; empty for whoever does not answer for it.
    pub offered: Vec<&'static str>,
    /// The version to send back with an answer.
    pub version: i64,
}

/// A request with everything that the caller may read of it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct RequestView {
    /// What stands in lists.
    pub line: RequestLine,
    /// In detail.
    pub text: String,
    /// The item that it rests on, as it stands.
    pub item: Option<AdmissionItemLine>,
    /// What the keeping office said, when and as whom; the words may be empty.
    pub decided: Option<(String, Moment, (String, Option<Label>))>,
    /// The replies that the caller may read.
    pub replies: Vec<ReplyView>,
    /// Whether the caller may decide it now.
    pub may_decide: bool,
    /// The version to send back with a decision.
    pub version: i64,
}

/// A request with its replies, if somebody in this seat may know of it.
///
/// # Errors
/// [`AppError::NotFound`] if there is none that they may know of.
pub(super) async fn seen_request(
    rows: &mut dyn Snapshot,
    seat: &Seat,
    id: AdmissionRequestId,
) -> AppResult<(AdmissionRequest, Vec<AdmissionReply>)> {
    let request = rows.admission_request(id).await?.ok_or(AppError::NotFound)?;
    let replies = rows.admission_replies(id).await?;
    let reached = replies.iter().filter(|reply| reply.state.reached());
    let reached = reached.map(|reply| &reply.community);
    let standings = seat.standings(request.district, request.department, reached);
    match policy::allows(Action::SeeAdmissionRequest, &standings, None) {
        true => Ok((request, replies)),
        false => Err(AppError::NotFound),
    }
}

/// One request.
///
/// # Errors
/// [`AppError::NotFound`] if there is none that the caller may know of.
pub async fn admission_request(
    app: &App,
    caller: &Caller,
    id: AdmissionRequestId,
) -> AppResult<RequestView> {
    let answer = try_view(app, caller, id).await;
    let subject = format!("admission-request:{id}");
    audit::told(app, &caller.actor(None), "admission.see", subject, answer).await
}

async fn try_view(app: &App, caller: &Caller, id: AdmissionRequestId) -> AppResult<RequestView> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let seat = Seat::load(app, rows, caller).await?;
    let (request, replies) = seen_request(rows, &seat, id).await?;
    let whole =
        seat.keeps.contains_key(&request.district) || seat.asks.contains_key(&request.department);
    let today = app.now().day();
    let mut views = Vec::new();
    let readable = |reply: &&AdmissionReply| whole || seat.answers.contains_key(&reply.community);
    for reply in replies.iter().filter(readable) {
        views.push(reply_view(app, rows, &seat, reply).await?);
    }
    let states: Vec<ReplyState> = match whole {
        true => replies.iter().map(|reply| reply.state).collect(),
        false => Vec::new(),
    };
    let item = match request.item {
        Some(id) => rows.admission_item(id).await?,
        None => None,
    };
    let item = match &item {
        Some(item) => Some(line(rows, item, today).await?),
        None => None,
    };
    let decided = match &request.decided {
        Some(decided) => {
            let signed = signed(app, rows, &decided.posted_as).await?;
            Some((decided.words.clone(), decided.at, signed))
        }
        None => None,
    };
    let keeps = seat.keeps.contains_key(&request.district);
    Ok(RequestView {
        may_decide: keeps && request.state == RequestState::Waiting,
        text: request.text.clone(),
        version: request.version,
        line: request_line(rows, &request, &counted(&states), today).await?,
        item,
        decided,
        replies: views,
    })
}

async fn reply_view(
    app: &App,
    rows: &mut dyn Snapshot,
    seat: &Seat,
    reply: &AdmissionReply,
) -> AppResult<ReplyView> {
    let place = rows.place(reply.community).await?;
    let signed = match &reply.answered {
        Some(answered) => Some(signed(app, rows, &answered.posted_as).await?),
        None => None,
    };
    let own = seat.answers.contains_key(&reply.community);
    let offered = if own { reply.offered() } else { Vec::new() };
    Ok(ReplyView {
        community: reply.community,
        name: place.map(|place| place.name).unwrap_or_default(),
        state: reply.state.word(),
        reason: reply.reason.map(linli_domain::admission::RefusalReason::word),
        words: reply.words.clone(),
        answered_at: reply.answered.as_ref().map(|answered| answered.at),
        signed,
        late: reply.is_late(app.now().day()),
        offered: offered.into_iter().map(Answer::word).collect(),
        version: reply.version,
    })
}

/// How many stand how, in the order of the states.
fn counted(states: &[ReplyState]) -> Vec<(ReplyState, i64)> {
    let count = |state: ReplyState| {
        let found = states.iter().filter(|found| **found == state).count();
        (state, i64::try_from(found).unwrap_or(i64::MAX))
    };
    ReplyState::ALL.into_iter().map(count).filter(|(_, count)| *count > 0).collect()
}

/// A request as a line of a list.
///
/// # Errors
/// [`AppError::Internal`] if the store fails.
pub(super) async fn request_line(
    rows: &mut dyn Snapshot,
    request: &AdmissionRequest,
    replies: &[(ReplyState, i64)],
    today: Day,
) -> AppResult<RequestLine> {
    let department = rows.organisation(request.department).await?;
    let pending = replies.iter().any(|(state, _)| state.is_pending());
    Ok(RequestLine {
        id: request.id,
        title: request.title.clone(),
        kind: request.kind.word(),
        department: department.map(|one| one.name).unwrap_or_default(),
        made_at: request.made_at,
        due: request.due,
        state: request.state.word(),
        outside: request.outside.map(linli_domain::admission::Outside::word),
        replies: replies.iter().map(|(state, count)| (state.word(), *count)).collect(),
        community: None,
        reply: None,
        late: pending && request.due < today,
    })
}
