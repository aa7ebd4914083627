//! The admission list, departments' requests to communities, and how much is asked.

use axum::{Json as Answer, extract::State, http::StatusCode};
use linli_app::{
    App,
    admission::{
        self, AdmissionItemLine, AdmissionItemPage, AnswerAdmission, DecideAdmission, ListItem,
        MakeRequest,
    },
};
use linli_domain::admission::Burden;
use linli_kernel::{AdmissionItemId, AdmissionRequestId, PlaceId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    openapi::{
        Conflict, Forbidden, Hidden, Invalid, Malformed, SignedOut, Stale, TooLarge, TooSlow,
        VersionMissing, WrongType,
    },
    published::USUAL,
    word::{Label, Time},
};
use crate::request::{Id, IdempotencyKey, Ids, IfMatch, Json, Problem, Query, Signed};

/// An item of the admission list.
#[derive(Serialize, ToSchema)]
pub(super) struct AdmissionItem {
    /// Its id.
    id: String,
    /// What it is.
    title: String,
    /// Who may ask: an organisation's id.
    department: String,
    /// Their name.
    department_name: String,
    /// `form`, `report`, `activity` or `work`.
    kind: &'static str,
    /// What it rests on.
    basis: String,
    /// What the department brings along; may be empty.
    conditions: String,
    /// What each community gets for a turn, in whole yuan; 0 for nothing.
    budget_yuan: i64,
    /// How often a community may be asked: `once`, `monthly`, `quarterly` or `yearly`.
    rhythm: &'static str,
    /// First day.
    #[schema(format = Date)]
    valid_from: String,
    /// Last day, if it has one.
    #[schema(format = Date)]
    valid_to: Option<String>,
    /// The item that it replaced.
    replaces: Option<String>,
    /// Whether it is in force today.
    holds: bool,
}

impl From<AdmissionItemLine> for AdmissionItem {
    fn from(line: AdmissionItemLine) -> Self {
        Self {
            id: line.id.to_string(),
            title: line.title,
            department: line.department.to_string(),
            department_name: line.department_name,
            kind: line.kind,
            basis: line.basis,
            conditions: line.conditions,
            budget_yuan: line.budget_yuan,
            rhythm: line.rhythm,
            valid_from: line.valid_from.to_string(),
            valid_to: line.valid_to.map(|day| day.to_string()),
            replaces: line.replaces.map(|id| id.to_string()),
            holds: line.holds,
        }
    }
}

/// A page of the admission list.
#[derive(Serialize, ToSchema)]
pub(super) struct AdmissionItems {
    /// The district whose list it is.
    district: String,
    /// Latest first.
    items: Vec<AdmissionItem>,
    /// To be sent back as `after`; null on the last page.
    next: Option<String>,
}

impl From<AdmissionItemPage> for AdmissionItems {
    fn from(page: AdmissionItemPage) -> Self {
        let items = page.items.into_iter().map(AdmissionItem::from).collect();
        Self { district: page.district, items, next: page.next }
    }
}

/// What departments may ask of communities
///
/// What is in force today; with `all`, whatever stood on the list once.
#[utoipa::path(
    get, path = "/admission-items", tag = "admission",
    params(
        ("place" = Option<String>, Query, description = "Any place of the district; the first district without it."),
        ("all" = Option<bool>, Query, description = "`true` for former items too."),
        ("after" = Option<String>, Query, description = "`next` of the page before."),
        ("limit" = Option<i64>, Query, description = "Lines on a page, 1 to 100; more is 100."),
    ),
    responses(
        (status = 200, description = "Latest first.", body = AdmissionItems),
        Malformed, Hidden, Invalid,
    )
)]
pub(super) async fn items(
    State(app): State<App>,
    query: Query,
) -> Result<Answer<AdmissionItems>, Problem> {
    query.only(&["place", "all", "after", "limit"])?;
    let place: Option<PlaceId> = query.parse("place")?;
    let all = query.parse("all")?.unwrap_or(false);
    let limit = query.limit(USUAL)?;
    let after = query.get("after");
    Ok(Answer(admission::admission_items(&app, place, all, after, limit).await?.into()))
}

/// An item to be put on the list.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAdmissionItem {
    /// Who may ask: an organisation's id.
    department: String,
    /// `form`, `report`, `activity` or `work`.
    kind: String,
    /// What it is.
    #[schema(max_length = 60)]
    title: String,
    /// What it rests on.
    #[schema(max_length = 500)]
    basis: String,
    /// What the department brings along.
    #[serde(default)]
    #[schema(max_length = 1000)]
    conditions: String,
    /// What each community gets for a turn, in whole yuan.
    #[serde(default)]
    budget_yuan: i64,
    /// `once`, `monthly`, `quarterly` or `yearly`.
    rhythm: String,
    /// First day.
    #[schema(format = Date)]
    valid_from: String,
    /// Last day, if it has one.
    #[serde(default)]
    #[schema(format = Date)]
    valid_to: Option<String>,
    /// The item that it replaces, which ends the day before.
    #[serde(default)]
    replaces: Option<String>,
}

/// Something that was made.
#[derive(Serialize, ToSchema)]
pub(super) struct ListedAdmissionItem {
    /// Its id.
    id: String,
}

/// Put an item on the admission list
///
/// For an office at the top of the district. Nothing in an item is changed afterwards: another
/// wording is an item that replaces it from a day on.
#[utoipa::path(
    post, path = "/admission-items", tag = "admission",
    security(("bearer" = []), ("cookie" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Repeats do nothing twice.")),
    request_body = NewAdmissionItem,
    responses(
        (status = 201, description = "It is on the list.", body = ListedAdmissionItem),
        Malformed, SignedOut, Forbidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn list_item(
    State(app): State<App>,
    Signed(caller): Signed,
    IdempotencyKey(key): IdempotencyKey,
    Json(new): Json<NewAdmissionItem>,
) -> Result<(StatusCode, Answer<ListedAdmissionItem>), Problem> {
    let input = ListItem {
        department: new.department,
        kind: new.kind,
        title: new.title,
        basis: new.basis,
        conditions: new.conditions,
        budget_yuan: new.budget_yuan.to_string(),
        rhythm: new.rhythm,
        valid_from: new.valid_from,
        valid_to: new.valid_to.unwrap_or_default(),
        replaces: new.replaces.unwrap_or_default(),
    };
    let listed = admission::list_item(&app, &caller, &input, key.as_deref()).await?;
    Ok((StatusCode::CREATED, Answer(ListedAdmissionItem { id: listed.id.to_string() })))
}

/// When an item ends.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AdmissionItemEnd {
    /// Its last day: today or later, and not later than it would have ended.
    #[schema(format = Date)]
    last_day: String,
}

/// End an item of the admission list
///
/// Once more with the same day changes nothing.
#[utoipa::path(
    put, path = "/admission-items/{id}/end", tag = "admission",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The item.")),
    request_body = AdmissionItemEnd,
    responses(
        (status = 204, description = "It ends then."),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn end_item(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<AdmissionItemId>,
    Json(input): Json<AdmissionItemEnd>,
) -> Result<StatusCode, Problem> {
    admission::end_item(&app, &caller, id, &input.last_day).await?;
    Ok(StatusCode::NO_CONTENT)
}

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

/// What was asked of communities; each community that a request is for counts as one.
#[derive(Serialize, ToSchema)]
pub(super) struct AdmissionBurden {
    /// What reached a community.
    asked: i64,
    /// Of these, forms.
    forms: i64,
    /// Of these, reports.
    reports: i64,
    /// Of these, outside the list and granted.
    granted: i64,
    /// Of these, refused by the community.
    refused: i64,
    /// Of these, accepted and not done yet.
    accepted: i64,
    /// Of these, done.
    done: i64,
    /// Of these, not answered yet.
    open: i64,
    /// What waits for the office that keeps the list.
    waiting: i64,
    /// What that office rejected.
    rejected: i64,
}

impl From<Burden> for AdmissionBurden {
    fn from(burden: Burden) -> Self {
        let Burden { asked, forms, reports, granted, refused, .. } = burden;
        let Burden { accepted, done, open, waiting, rejected, .. } = burden;
        Self { asked, forms, reports, granted, refused, accepted, done, open, waiting, rejected }
    }
}

/// What one department asked in one month.
#[derive(Serialize, ToSchema)]
pub(super) struct AdmissionDepartmentMonth {
    /// The department's name.
    department: String,
    /// The month, as `2026-07`.
    month: String,
    #[serde(flatten)]
    burden: AdmissionBurden,
}

/// What was asked of one community.
#[derive(Serialize, ToSchema)]
pub(super) struct AdmissionCommunity {
    /// The community.
    id: String,
    /// Its name.
    name: String,
    #[serde(flatten)]
    burden: AdmissionBurden,
}

/// How much was asked of communities.
#[derive(Serialize, ToSchema)]
pub(super) struct AdmissionFigures {
    /// The name of the district or community.
    place: String,
    /// The first month, as `2025-08`.
    from: String,
    /// The last month.
    to: String,
    /// All together.
    whole: AdmissionBurden,
    /// By department and month.
    departments: Vec<AdmissionDepartmentMonth>,
    /// By community, in the order of the places; empty for one community.
    communities: Vec<AdmissionCommunity>,
}

fn month((year, month): (i64, i64)) -> String {
    format!("{year:04}-{month:02}")
}

/// How much departments ask of communities
///
/// Of the last twelve months, this one included.
#[utoipa::path(
    get, path = "/admission-figures", tag = "admission",
    params(("place" = Option<String>, Query, description = "A community, or any other place for its district; the first district without it.")),
    responses(
        (status = 200, description = "The figures.", body = AdmissionFigures),
        Malformed, Hidden, Invalid,
    )
)]
pub(super) async fn figures(
    State(app): State<App>,
    query: Query,
) -> Result<Answer<AdmissionFigures>, Problem> {
    query.only(&["place"])?;
    let found = admission::admission_figures(&app, query.parse("place")?).await?;
    let by_department = |line: admission::DepartmentMonth| AdmissionDepartmentMonth {
        department: line.department,
        month: month(line.month),
        burden: line.burden.into(),
    };
    let by_community = |(id, name, burden): (PlaceId, String, Burden)| AdmissionCommunity {
        id: id.to_string(),
        name,
        burden: burden.into(),
    };
    Ok(Answer(AdmissionFigures {
        place: found.place,
        from: month(found.months.0),
        to: month(found.months.1),
        whole: found.whole.into(),
        departments: found.departments.into_iter().map(by_department).collect(),
        communities: found.communities.into_iter().map(by_community).collect(),
    }))
}
