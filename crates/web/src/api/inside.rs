//! The inside of organisations: the division of their work, who handles a task, what waits for
//! review.

use axum::{Json as Answer, extract::State, http::StatusCode};
use linli_app::{
    App, AppError,
    inside::{self, Divide, DivideMember, DivisionView, DraftView, InsideView},
};
use linli_kernel::{CaseId, OrganisationId};
use linli_playbook::engine::TaskNumber;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    actions::Acted,
    openapi::{
        Conflict, Forbidden, Hidden, Invalid, Malformed, SignedOut, Stale, TooLarge, TooSlow,
        VersionMissing, WrongType,
    },
    word::Time,
};
use crate::request::{Id, IdempotencyKey, Ids, IfMatch, Json, Problem, Signed};

/// To whom a task was given.
#[derive(Serialize, ToSchema)]
pub(super) struct InsideGiven {
    /// A person's name, or that of a section.
    to: String,
    /// By whom.
    by: String,
    /// When.
    at: Time,
}

/// An answer on its way through review, or the last one.
#[derive(Serialize, ToSchema)]
pub(super) struct InsideDraft {
    /// The action that it takes.
    action: String,
    /// Who wrote it.
    by: String,
    /// Whether that is the caller.
    own: bool,
    /// When.
    at: Time,
    /// `waiting`, `returned` or `approved`.
    state: &'static str,
    /// Who reviewed it.
    reviewed_by: Option<String>,
    /// When.
    reviewed_at: Option<Time>,
    /// The word with which it was given back.
    words: Option<String>,
    /// What was filled in, by the names of the action's fields; empty once it left the organisation.
    #[schema(value_type = Object)]
    fields: linli_app::matter::RawFields,
    /// The photos that it names.
    photos: Vec<String>,
}

impl From<DraftView> for InsideDraft {
    fn from(draft: DraftView) -> Self {
        let (reviewed_by, reviewed_at) = draft.reviewed.unzip();
        Self {
            action: draft.action.to_string(),
            by: draft.by,
            own: draft.own,
            at: draft.at.into(),
            state: draft.state,
            reviewed_by,
            reviewed_at: reviewed_at.map(Time::from),
            words: draft.words,
            fields: draft.fields,
            photos: draft.photos.iter().map(ToString::to_string).collect(),
        }
    }
}

/// Somebody to whom a task can be given.
#[derive(Serialize, ToSchema)]
pub(super) struct InsideReceiver {
    /// What is sent: `person:ID` or `section:NAME`.
    to: String,
    /// A person's name, or that of a section.
    name: String,
    /// A person's section.
    section: Option<String>,
}

/// A task inside the caller's organisation.
#[derive(Serialize, ToSchema)]
pub(super) struct InsideTask {
    /// The task.
    task: u32,
    /// The organisation.
    organisation: String,
    /// Its name.
    organisation_name: String,
    /// Whether the task is open outside.
    open: bool,
    /// Whether answers go through review.
    review: bool,
    /// To whom it was given; null for nobody yet.
    given: Option<InsideGiven>,
    /// The answer on its way.
    draft: Option<InsideDraft>,
    /// Whether it is the caller's to answer.
    yours: bool,
    /// To whom the caller may give it; empty where that is not theirs to do.
    may_give: Vec<InsideReceiver>,
    /// Whether the caller may approve the draft or give it back.
    may_review: bool,
    /// The version, to be sent as `If-Match`; 0 where nothing was done yet.
    version: i64,
}

impl From<InsideView> for InsideTask {
    fn from(view: InsideView) -> Self {
        let given = |given: inside::GivenView| InsideGiven {
            to: given.to,
            by: given.by,
            at: given.at.into(),
        };
        let receiver = |one: inside::Receiver| InsideReceiver {
            to: one.word,
            name: one.name,
            section: one.section,
        };
        Self {
            task: view.task.0,
            organisation: view.organisation.to_string(),
            organisation_name: view.name,
            open: view.open,
            review: view.review,
            given: view.given.map(given),
            draft: view.draft.map(InsideDraft::from),
            yours: view.yours,
            may_give: view.may_give.into_iter().map(receiver).collect(),
            may_review: view.may_review,
            version: view.version,
        }
    }
}

/// The tasks of a matter inside the caller's organisations.
#[derive(Serialize, ToSchema)]
pub(super) struct InsideTasks {
    /// The tasks by number, closed ones with something done inside included.
    items: Vec<InsideTask>,
    /// Always null: all are listed.
    next: Option<String>,
}

/// A matter's tasks inside my organisations
///
/// Empty for whoever is of none that has a part.
#[utoipa::path(
    get, path = "/matters/{id}/inside", tag = "matters",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The matter.")),
    responses(
        (status = 200, description = "The tasks.", body = InsideTasks),
        SignedOut, Hidden,
    )
)]
pub(super) async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<CaseId>,
) -> Result<Answer<InsideTasks>, Problem> {
    let found = inside::inside_of(&app, &caller, id).await?;
    let items = found.into_iter().map(InsideTask::from).collect();
    Ok(Answer(InsideTasks { items, next: None }))
}

/// To whom a task is given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAssignment {
    /// `person:ID` or `section:NAME`, one of `may_give`.
    to: String,
}

/// What was written.
#[derive(Serialize, ToSchema)]
pub(super) struct InsideVersion {
    /// The version now.
    version: i64,
}

/// The version that was read.
fn seen(version: Option<u32>) -> Result<i64, Problem> {
    Ok(version.map(i64::from).ok_or(AppError::VersionMissing)?)
}

/// Give a task of my organisation to somebody inside it
///
/// `If-Match` carries the version that was read, 0 where nothing was done yet.
#[utoipa::path(
    post, path = "/matters/{id}/inside/{task}/assignments", tag = "matters",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The matter."),
        ("task" = u32, Path, description = "The task."),
        ("If-Match" = Option<String>, Header, description = "The version that was read."),
    ),
    request_body = NewAssignment,
    responses(
        (status = 200, description = "It was given.", body = InsideVersion),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, Stale, VersionMissing, TooSlow, TooLarge,
        WrongType, Invalid,
    )
)]
pub(super) async fn give(
    State(app): State<App>,
    Signed(caller): Signed,
    Ids(id, task): Ids<CaseId, u32>,
    IfMatch(version): IfMatch,
    Json(new): Json<NewAssignment>,
) -> Result<Answer<InsideVersion>, Problem> {
    let named = (TaskNumber(task), seen(version)?);
    let given = inside::give(&app, &caller, id, named, &new.to).await?;
    Ok(Answer(InsideVersion { version: given.version }))
}

/// Approve a draft of my organisation
///
/// It leaves the organisation as the caller's doing. Whoever wrote it cannot approve it.
#[utoipa::path(
    post, path = "/matters/{id}/inside/{task}/approvals", tag = "matters",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The matter."),
        ("task" = u32, Path, description = "The task."),
        ("If-Match" = Option<String>, Header, description = "The version that was read."),
        ("Idempotency-Key" = Option<String>, Header,
         description = "1 to 100 visible ASCII characters; kept for 24 hours."),
    ),
    responses(
        (status = 200, description = "It was done.", body = Acted),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, Stale, VersionMissing, Invalid,
    )
)]
pub(super) async fn approve(
    State(app): State<App>,
    Signed(caller): Signed,
    Ids(id, task): Ids<CaseId, u32>,
    IfMatch(version): IfMatch,
    IdempotencyKey(key): IdempotencyKey,
) -> Result<Answer<Acted>, Problem> {
    let named = (TaskNumber(task), seen(version)?);
    let acted = inside::approve(&app, &caller, id, named, key.as_deref()).await?;
    Ok(Answer(acted.into()))
}

/// Why a draft is given back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewReturn {
    /// At most 500 characters.
    words: String,
}

/// Give a draft of my organisation back
#[utoipa::path(
    post, path = "/matters/{id}/inside/{task}/returns", tag = "matters",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The matter."),
        ("task" = u32, Path, description = "The task."),
        ("If-Match" = Option<String>, Header, description = "The version that was read."),
    ),
    request_body = NewReturn,
    responses(
        (status = 204, description = "It was given back."),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, Stale, VersionMissing, TooSlow, TooLarge,
        WrongType, Invalid,
    )
)]
pub(super) async fn give_back(
    State(app): State<App>,
    Signed(caller): Signed,
    Ids(id, task): Ids<CaseId, u32>,
    IfMatch(version): IfMatch,
    Json(new): Json<NewReturn>,
) -> Result<StatusCode, Problem> {
    let named = (TaskNumber(task), seen(version)?);
    inside::return_draft(&app, &caller, id, named, &new.words).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Somebody of an organisation, with what they do there.
#[derive(Serialize, ToSchema)]
pub(super) struct InsideMember {
    /// Who.
    person: String,
    /// Their name.
    name: String,
    /// Receives what comes in and gives it to others.
    receives: bool,
    /// Handles what is given to them.
    handles: bool,
    /// Reviews what goes out.
    reviews: bool,
    /// Their section.
    section: Option<String>,
}

/// How an organisation divides its work.
#[derive(Serialize, ToSchema)]
pub(super) struct Division {
    /// The organisation's name.
    name: String,
    /// Whether answers go through review.
    review: bool,
    /// Its sections, in its own order.
    sections: Vec<String>,
    /// Everybody who answers for it.
    members: Vec<InsideMember>,
    /// Whether the caller may change it.
    may_divide: bool,
    /// The version, to be sent as `If-Match`; 0 where nothing was said yet.
    version: i64,
}

impl From<DivisionView> for Division {
    fn from(view: DivisionView) -> Self {
        let member = |member: inside::MemberView| InsideMember {
            person: member.person.to_string(),
            name: member.name,
            receives: member.receives,
            handles: member.handles,
            reviews: member.reviews,
            section: member.section,
        };
        Self {
            name: view.name,
            review: view.review,
            sections: view.sections,
            members: view.members.into_iter().map(member).collect(),
            may_divide: view.may_divide,
            version: view.version,
        }
    }
}

/// How my organisation divides its work
#[utoipa::path(
    get, path = "/organisations/{id}/inside", tag = "tasks",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The organisation.")),
    responses(
        (status = 200, description = "Its sections and people.", body = Division),
        SignedOut, Forbidden, Hidden,
    )
)]
pub(super) async fn division(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<OrganisationId>,
) -> Result<Answer<Division>, Problem> {
    Ok(Answer(inside::division(&app, &caller, id).await?.into()))
}

/// What somebody does.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewMember {
    /// Who: an id.
    person: String,
    /// Receives what comes in and gives it to others.
    #[serde(default)]
    receives: bool,
    /// Handles what is given to them.
    #[serde(default)]
    handles: bool,
    /// Reviews what goes out.
    #[serde(default)]
    reviews: bool,
    /// Their section; empty for none.
    #[serde(default)]
    section: String,
}

/// A division of work.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDivision {
    /// Whether answers go through review.
    #[serde(default)]
    review: bool,
    /// At most 50, of at most 20 characters.
    #[serde(default)]
    sections: Vec<String>,
    /// Who does what; whoever is left out does none of it.
    #[serde(default)]
    members: Vec<NewMember>,
}

/// Divide my organisation's work
///
/// `If-Match` carries the version that was read, 0 where nothing was said yet.
#[utoipa::path(
    put, path = "/organisations/{id}/inside", tag = "tasks",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The organisation."),
        ("If-Match" = Option<String>, Header, description = "The version that was read."),
    ),
    request_body = NewDivision,
    responses(
        (status = 200, description = "It was written.", body = InsideVersion),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, Stale, VersionMissing, TooSlow, TooLarge,
        WrongType, Invalid,
    )
)]
pub(super) async fn divide(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<OrganisationId>,
    IfMatch(version): IfMatch,
    Json(new): Json<NewDivision>,
) -> Result<Answer<InsideVersion>, Problem> {
    let member = |member: NewMember| DivideMember {
        person: member.person,
        receives: member.receives,
        handles: member.handles,
        reviews: member.reviews,
        section: member.section,
    };
    let members = new.members.into_iter().map(member).collect();
    let input = Divide { review: new.review, sections: new.sections, members };
    let divided = inside::divide(&app, &caller, id, &input, seen(version)?).await?;
    Ok(Answer(InsideVersion { version: divided.version }))
}

/// An open task.
#[derive(Serialize, ToSchema)]
pub(super) struct Reminder {
    /// The matter's number.
    number: String,
    /// Until when.
    due: Time,
    /// Whether that is over.
    late: bool,
}

/// The open tasks of an organisation.
#[derive(Serialize, ToSchema)]
pub(super) struct ReminderList {
    /// The organisation's name.
    name: String,
    /// Earliest deadline first; at most 500.
    items: Vec<Reminder>,
    /// Whether there are more.
    more: bool,
    /// Always null: what is listed is listed at once.
    next: Option<String>,
}

/// What my organisation still has to do
///
/// Numbers and dates only: nothing of any resident.
#[utoipa::path(
    get, path = "/organisations/{id}/reminders", tag = "tasks",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The organisation.")),
    responses(
        (status = 200, description = "The open tasks.", body = ReminderList),
        SignedOut, Forbidden, Hidden,
    )
)]
pub(super) async fn reminders(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<OrganisationId>,
) -> Result<Answer<ReminderList>, Problem> {
    let found = inside::reminders(&app, &caller, id).await?;
    let item = |line: inside::ReminderLine| Reminder {
        number: line.number,
        due: line.due.into(),
        late: line.late,
    };
    let items = found.lines.into_iter().map(item).collect();
    Ok(Answer(ReminderList { name: found.name, items, more: found.more, next: None }))
}
