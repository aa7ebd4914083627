//! What is done with a matter: its actions, and a look at a masked value.

use axum::{Json as Answer, extract::State};
use linli_app::{
    App,
    matter::{self, RawFields, Revealed, TakeAction},
};
use linli_kernel::CaseId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    openapi::{
        Conflict, Forbidden, Hidden, Invalid, Malformed, SignedOut, Stale, TooLarge, TooSlow,
        VersionMissing, WrongType,
    },
    view::FieldValue,
    word::Time,
};
use crate::request::{Id, IdempotencyKey, IfMatch, Json, Problem, Signed};

/// An action, as one of the matter's `actions` offers it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAction {
    /// The action's `name`.
    action: String,
    /// The action's `task`; null for what belongs to no task.
    #[serde(default)]
    task: Option<u32>,
    /// What is filled in, by the names of the action's `fields`.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    fields: Option<RawFields>,
}

/// How the matter stands after an action.
#[derive(Serialize, ToSchema)]
pub(super) struct Acted {
    /// Its id.
    id: String,
    /// The step it is in now.
    step: String,
    /// The stage that a resident follows.
    stage: String,
    /// The promised time.
    due: Time,
    /// Its revision.
    version: i64,
    /// Whether it is still open.
    open: bool,
    /// Whether it waits for review inside the caller's organisation: nothing was done yet.
    drafted: bool,
}

impl From<matter::Acted> for Acted {
    fn from(acted: matter::Acted) -> Self {
        Self {
            id: acted.id.to_string(),
            step: acted.step.to_string(),
            stage: acted.stage.to_string(),
            due: acted.due.into(),
            version: acted.revision,
            open: acted.open,
            drafted: acted.drafted,
        }
    }
}

/// Act on a matter
///
/// An action on a task needs `If-Match` with the version of that task as `actions` gave it; what
/// belongs to no task needs none.
#[utoipa::path(
    post, path = "/matters/{id}/actions", tag = "matters",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The matter."),
        ("If-Match" = Option<String>, Header, description = "The task's version."),
        ("Idempotency-Key" = Option<String>, Header,
         description = "1 to 100 visible ASCII characters; kept for 24 hours."),
    ),
    request_body = NewAction,
    responses(
        (status = 200, description = "Done.", body = Acted),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, Stale, TooSlow, TooLarge,
        WrongType, Invalid, VersionMissing,
    )
)]
pub(super) async fn act(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<CaseId>,
    IfMatch(seen_version): IfMatch,
    IdempotencyKey(key): IdempotencyKey,
    Json(new): Json<NewAction>,
) -> Result<Answer<Acted>, Problem> {
    let NewAction { action, task, fields } = new;
    let input = TakeAction { action, task, fields: fields.unwrap_or_default(), seen_version };
    let acted = matter::act(&app, &caller, id, &input, key.as_deref()).await;
    Ok(Answer(acted.map_err(in_fields)?.into()))
}

/// The use-case names the fields of the form; in the body they stand under `fields`.
fn in_fields(error: linli_app::AppError) -> Problem {
    let mut problem = Problem::from(error);
    for wrong in &mut problem.errors {
        wrong.field.insert_str(0, "fields.");
    }
    problem
}

/// A value to be looked at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewLook {
    /// `name`, `phone` or `story`.
    what: What,
    /// Why; not needed for a telephone that came with the caller's task.
    #[serde(default)]
    #[schema(max_length = 200)]
    reason: Option<String>,
}

/// What can be looked at.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum What {
    /// The raiser's name.
    Name,
    /// The raiser's telephone.
    Phone,
    /// The personal facts in what was filled in.
    Story,
}

/// A value that was masked.
#[derive(Serialize, ToSchema)]
pub(super) struct Unmasked {
    /// The name or telephone.
    value: Option<String>,
    /// The personal facts of the story.
    fields: Vec<FieldValue>,
}

/// Look at a masked value
///
/// The look is recorded and shown to the one whose value it is.
#[utoipa::path(
    post, path = "/matters/{id}/reveal", tag = "matters",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The matter.")),
    request_body = NewLook,
    responses(
        (status = 200, description = "The value.", body = Unmasked),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn reveal(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<CaseId>,
    Json(look): Json<NewLook>,
) -> Result<Answer<Unmasked>, Problem> {
    let reason = look.reason.unwrap_or_default();
    let what = match look.what {
        What::Name => Revealed::Name,
        What::Phone => Revealed::Phone,
        What::Story => {
            let facts = matter::reveal_story(&app, &caller, id, &reason).await?;
            let fields = facts.into_iter().map(FieldValue::from).collect();
            return Ok(Answer(Unmasked { value: None, fields }));
        }
    };
    let value = Some(matter::reveal(&app, &caller, id, what, &reason).await?);
    Ok(Answer(Unmasked { value, fields: Vec::new() }))
}
