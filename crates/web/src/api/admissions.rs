//! Departments' requests to communities, decisions on them, and the communities' answers.

use axum::{Json as Answer, extract::State, http::StatusCode};
use linli_app::{
    App,
    admission::{self, AnswerAdmission, DecideAdmission, MakeRequest},
};
use linli_kernel::{AdmissionRequestId, PlaceId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    admission_list::AdmissionItem,
    openapi::{
        Conflict, Forbidden, Hidden, Invalid, Malformed, SignedOut, Stale, TooLarge, TooSlow,
        VersionMissing, WrongType,
    },
    published::USUAL,
    word::{Label, Time},
};
use crate::request::{Id, IdempotencyKey, Ids, IfMatch, Json, Problem, Query, Signed};

/// How many communities' replies stand in one way.
#[derive(Serialize, ToSchema)]
pub(super) struct ReplyCount {
    /// `held`, `stopped`, `open`, `accepted`, `refused` or `done`.
    state: &'static str,
    /// How many.
    count: i64,
}

/// A department's request in a list.
#[derive(Serialize, ToSchema)]
pub(super) struct AdmissionRequestLine {
    /// Its id.
    id: String,
    /// What is asked.
    title: String,
    /// `form`, `report`, `activity` or `work`.
    kind: &'static str,
    /// The name of the department.
    department: String,
    /// When it was made.
    made_at: Time,
    /// Until which day.
    #[schema(format = Date)]
    due: String,
    /// `listed` (inside the list), `waiting`, `granted` or `rejected`.
    state: &'static str,
    /// Why it is outside the list: `unlisted`, `foreign`, `not-in-force` or `asked-already`; null
    /// inside.
    outside: Option<&'static str>,
    /// How the communities' replies stand; empty for a community.
    replies: Vec<ReplyCount>,
    /// The community, in its own list.
    community: Option<String>,
    /// How its reply stands, in its own list.
    reply: Option<&'static str>,
    /// Whether its day is over and somebody still has something to do.
    late: bool,
}

impl From<admission::RequestLine> for AdmissionRequestLine {
    fn from(line: admission::RequestLine) -> Self {
        let count = |(state, count)| ReplyCount { state, count };
        Self {
            id: line.id.to_string(),
            title: line.title,
            kind: line.kind,
            department: line.department,
            made_at: line.made_at.into(),
            due: line.due.to_string(),
            state: line.state,
            outside: line.outside,
            replies: line.replies.into_iter().map(count).collect(),
            community: line.community,
            reply: line.reply,
            late: line.late,
        }
    }
}

/// A page of requests.
#[derive(Serialize, ToSchema)]
pub(super) struct AdmissionRequests {
    /// Which they are.
    part: &'static str,
    /// The parts that the caller has.
    parts: Vec<&'static str>,
    /// Latest first.
    items: Vec<AdmissionRequestLine>,
    /// To be sent back as `after`; null on the last page.
    next: Option<String>,
}

/// Departments' requests in which I have a part
#[utoipa::path(
    get, path = "/me/admission-requests", tag = "admission",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("part" = Option<String>, Query, description = "`waiting`, `to-answer`, `own`, `answered` or `all`; the first that the caller has without it."),
        ("after" = Option<String>, Query, description = "`next` of the page before."),
        ("limit" = Option<i64>, Query, description = "Lines on a page, 1 to 100; more is 100."),
    ),
    responses(
        (status = 200, description = "Latest first.", body = AdmissionRequests),
        Malformed, SignedOut, Forbidden, Invalid,
    )
)]
pub(super) async fn mine(
    State(app): State<App>,
    Signed(caller): Signed,
    query: Query,
) -> Result<Answer<AdmissionRequests>, Problem> {
    query.only(&["part", "after", "limit"])?;
    let limit = query.limit(USUAL)?;
    let (part, after) = (query.get("part"), query.get("after"));
    let page = admission::my_requests(&app, &caller, part, after, limit).await?;
    Ok(Answer(AdmissionRequests {
        part: page.part.word(),
        parts: page.parts.into_iter().map(admission::RequestPart::word).collect(),
        items: page.items.into_iter().map(AdmissionRequestLine::from).collect(),
        next: page.next,
    }))
}

/// A request to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAdmissionRequest {
    /// In whose name; not needed by whoever answers for one department only.
    #[serde(default)]
    department: Option<String>,
    /// The item of the list that it rests on.
    #[serde(default)]
    item: Option<String>,
    /// `form`, `report`, `activity` or `work`; not needed with an item.
    #[serde(default)]
    kind: Option<String>,
    /// What is asked.
    #[schema(max_length = 60)]
    title: String,
    /// In detail.
    #[schema(max_length = 2000)]
    text: String,
    /// Until which day; at most a year from today.
    #[schema(format = Date)]
    due: String,
    /// Whom: ids of communities, or of places over them for all communities below.
    communities: Vec<String>,
}

/// A request that was made.
#[derive(Serialize, ToSchema)]
pub(super) struct MadeAdmissionRequest {
    /// Its id.
    id: String,
    /// Whether it waits for the office that keeps the list; otherwise the communities have it.
    waits: bool,
}

/// Ask communities for something
///
/// For whoever answers for an organisation that serves a place over communities. Inside the list it
/// reaches the communities at once; outside it needs the grant of the office that keeps the list.
#[utoipa::path(
    post, path = "/admission-requests", tag = "admission",
    security(("bearer" = []), ("cookie" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Repeats do nothing twice.")),
    request_body = NewAdmissionRequest,
    responses(
        (status = 201, description = "It is made.", body = MadeAdmissionRequest),
        Malformed, SignedOut, Forbidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn make(
    State(app): State<App>,
    Signed(caller): Signed,
    IdempotencyKey(key): IdempotencyKey,
    Json(new): Json<NewAdmissionRequest>,
) -> Result<(StatusCode, Answer<MadeAdmissionRequest>), Problem> {
    let input = MakeRequest {
        department: new.department.unwrap_or_default(),
        item: new.item.unwrap_or_default(),
        kind: new.kind.unwrap_or_default(),
        title: new.title,
        text: new.text,
        due: new.due,
        communities: new.communities,
    };
    let made = admission::make_request(&app, &caller, &input, key.as_deref()).await?;
    let made = MadeAdmissionRequest { id: made.id.to_string(), waits: made.waits };
    Ok((StatusCode::CREATED, Answer(made)))
}

/// A post that acted.
#[derive(Serialize, ToSchema)]
pub(super) struct SignedPost {
    /// The name of its place.
    place: String,
    /// The role.
    role: Option<Label>,
}

fn signed((place, role): (String, Option<linli_playbook::model::Label>)) -> SignedPost {
    SignedPost { place, role: role.map(Label::from) }
}

/// A community's reply.
#[derive(Serialize, ToSchema)]
pub(super) struct AdmissionReply {
    /// The community.
    community: String,
    /// Its name.
    name: String,
    /// `held`, `stopped`, `open`, `accepted`, `refused` or `done`.
    state: &'static str,
    /// Why it was refused: `no-basis`, `no-funds`, `no-powers`, `repeated`, `too-short`, `not-ours`
    /// or `other`.
    reason: Option<&'static str>,
    /// Own words of the refusal.
    words: Option<String>,
    /// When it was answered last.
    answered_at: Option<Time>,
    /// As whom.
    signed: Option<SignedPost>,
    /// Whether its day is over and it is neither done nor refused.
    late: bool,
    /// What the caller can answer now: `accept`, `done`, `refuse`.
    offered: Vec<&'static str>,
    /// To be sent back in `If-Match` with an answer.
    version: i64,
}

impl From<admission::ReplyView> for AdmissionReply {
    fn from(view: admission::ReplyView) -> Self {
        Self {
            community: view.community.to_string(),
            name: view.name,
            state: view.state,
            reason: view.reason,
            words: view.words,
            answered_at: view.answered_at.map(Time::from),
            signed: view.signed.map(signed),
            late: view.late,
            offered: view.offered,
            version: view.version,
        }
    }
}

/// What the office that keeps the list decided.
#[derive(Serialize, ToSchema)]
pub(super) struct AdmissionDecided {
    /// Conditions of the grant, or why not; may be empty.
    words: String,
    /// When.
    at: Time,
    /// As whom.
    signed: SignedPost,
}

/// A request with what the caller may read of it.
#[derive(Serialize, ToSchema)]
pub(super) struct AdmissionRequest {
    #[serde(flatten)]
    line: AdmissionRequestLine,
    /// In detail.
    text: String,
    /// The item that it rests on, as it stands.
    item: Option<AdmissionItem>,
    /// What the office that keeps the list decided.
    decided: Option<AdmissionDecided>,
    /// The communities' replies; a community reads its own only. Under `answers`, because `replies`
    /// counts them all.
    answers: Vec<AdmissionReply>,
    /// Whether the caller may decide it now.
    may_decide: bool,
    /// To be sent back in `If-Match` with a decision.
    version: i64,
}

impl From<admission::RequestView> for AdmissionRequest {
    fn from(view: admission::RequestView) -> Self {
        let decided = view.decided.map(|(words, at, post)| AdmissionDecided {
            words,
            at: at.into(),
            signed: signed(post),
        });
        Self {
            line: view.line.into(),
            text: view.text,
            item: view.item.map(AdmissionItem::from),
            decided,
            answers: view.replies.into_iter().map(AdmissionReply::from).collect(),
            may_decide: view.may_decide,
            version: view.version,
        }
    }
}

/// A department's request
#[utoipa::path(
    get, path = "/admission-requests/{id}", tag = "admission",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The request.")),
    responses(
        (status = 200, description = "The request.", body = AdmissionRequest),
        SignedOut, Hidden,
    )
)]
pub(super) async fn one(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<AdmissionRequestId>,
) -> Result<Answer<AdmissionRequest>, Problem> {
    Ok(Answer(admission::admission_request(&app, &caller, id).await?.into()))
}

/// A decision on a request outside the list.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AdmissionDecision {
    /// `grant` or `reject`.
    decision: String,
    /// Conditions of the grant, or why not; a rejection needs words.
    #[serde(default)]
    #[schema(max_length = 300)]
    words: String,
}

/// Grant or reject a request outside the list
#[utoipa::path(
    put, path = "/admission-requests/{id}/decision", tag = "admission",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The request."),
        ("If-Match" = Option<String>, Header, description = "The request's version."),
    ),
    request_body = AdmissionDecision,
    responses(
        (status = 204, description = "Decided."),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, Stale, TooSlow, TooLarge, WrongType,
        Invalid, VersionMissing,
    )
)]
pub(super) async fn decide(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<AdmissionRequestId>,
    IfMatch(seen_version): IfMatch,
    Json(input): Json<AdmissionDecision>,
) -> Result<StatusCode, Problem> {
    let AdmissionDecision { decision, words } = input;
    let input = DecideAdmission { decision, words, seen_version };
    admission::decide_request(&app, &caller, id, &input).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A community's answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AdmissionAnswer {
    /// `accept`, `refuse` or `done`.
    answer: String,
    /// Why it is refused: `no-basis`, `no-funds`, `no-powers`, `repeated`, `too-short`, `not-ours`
    /// or `other`.
    #[serde(default)]
    reason: Option<String>,
    /// Own words of a refusal; needed for `other`.
    #[serde(default)]
    #[schema(max_length = 300)]
    words: Option<String>,
}

/// Answer a request in a community's name
///
/// For an office of the community. A refusal may be taken back by accepting; what was accepted may
/// be refused when its conditions are not kept.
#[utoipa::path(
    put, path = "/admission-requests/{id}/replies/{community}", tag = "admission",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The request."),
        ("community" = String, Path, description = "The community."),
        ("If-Match" = Option<String>, Header, description = "The reply's version."),
    ),
    request_body = AdmissionAnswer,
    responses(
        (status = 204, description = "Answered."),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, Stale, TooSlow, TooLarge, WrongType,
        Invalid, VersionMissing,
    )
)]
pub(super) async fn answer(
    State(app): State<App>,
    Signed(caller): Signed,
    Ids(id, community): Ids<AdmissionRequestId, PlaceId>,
    IfMatch(seen_version): IfMatch,
    Json(input): Json<AdmissionAnswer>,
) -> Result<StatusCode, Problem> {
    let AdmissionAnswer { answer, reason, words } = input;
    let (reason, words) = (reason.unwrap_or_default(), words.unwrap_or_default());
    let input = AnswerAdmission { answer, reason, words, seen_version };
    admission::answer_request(&app, &caller, id, community, &input).await?;
    Ok(StatusCode::NO_CONTENT)
}
