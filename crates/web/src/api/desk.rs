//! What a desk does with matters beside their actions: looking for likely repeats, merging,
//! hiding what must not be read in public.

use axum::{Json as Answer, extract::State, http::StatusCode};
use linli_app::{App, matter};
use linli_kernel::CaseId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    matters::NewMatter,
    openapi::{
        Conflict, Forbidden, Hidden, Invalid, Malformed, SignedOut, TooLarge, TooSlow, WrongType,
    },
    view::Matters,
    word::{Label, Time, labelled},
};
use crate::request::{Id, IdempotencyKey, Json, Problem, Signed};

/// A number to call first.
#[derive(Serialize, ToSchema)]
pub(super) struct CallFirst {
    /// The number.
    number: String,
    /// What it is for.
    label: Label,
}

/// An earlier report that is likely about the same thing.
#[derive(Serialize, ToSchema)]
pub(super) struct Similar {
    /// The matter, where the caller may read it.
    id: Option<String>,
    /// Whether the caller raised it.
    own: bool,
    /// The beginning of its words, where the caller may read them.
    excerpt: Option<String>,
    /// What it is about.
    category: Option<Label>,
    /// As what it was opened.
    opens: Label,
    /// Where.
    address: String,
    /// The stage that it has reached.
    stage: Option<Label>,
    /// Whether it is open.
    open: bool,
    /// When it was opened.
    opened_at: Time,
}

impl From<matter::SimilarReport> for Similar {
    fn from(report: matter::SimilarReport) -> Self {
        Self {
            id: report.id.map(|id| id.to_string()),
            own: report.own,
            excerpt: report.excerpt,
            category: labelled(report.category),
            opens: report.opens.into(),
            address: report.address,
            stage: labelled(report.stage),
            open: report.open,
            opened_at: report.opened_at.into(),
        }
    }
}

/// What to know before a report is sent.
#[derive(Serialize, ToSchema)]
pub(super) struct BeforeReport {
    /// Numbers to call first, because the words mean danger.
    emergency: Vec<CallFirst>,
    /// Likely repeats, the most alike first.
    similar: Vec<Similar>,
    /// How many more there are that the caller may not read.
    withheld: usize,
}

/// Look before reporting
///
/// Nothing is taken in; the body is the report's.
#[utoipa::path(
    post, path = "/matters/checks", tag = "matters", security(("bearer" = []), ("cookie" = [])),
    request_body = NewMatter,
    responses(
        (status = 200, description = "Numbers to call, likely repeats.", body = BeforeReport),
        Malformed, SignedOut, Forbidden, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn check(
    State(app): State<App>,
    Signed(caller): Signed,
    Json(new): Json<NewMatter>,
) -> Result<Answer<BeforeReport>, Problem> {
    let found = matter::before_report(&app, &caller, &new.into(), None).await?;
    let call =
        |call: matter::CallFirst| CallFirst { number: call.number, label: call.label.into() };
    Ok(Answer(BeforeReport {
        emergency: found.emergency.into_iter().map(call).collect(),
        similar: found.similar.into_iter().map(Similar::from).collect(),
        withheld: found.withheld.len(),
    }))
}

/// Matters that read alike
#[utoipa::path(
    get, path = "/matters/{id}/similar", tag = "matters",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The matter.")),
    responses(
        (status = 200, description = "The most alike first.", body = Matters),
        SignedOut, Forbidden, Hidden,
    )
)]
pub(super) async fn similar(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<CaseId>,
) -> Result<Answer<Matters>, Problem> {
    let items = matter::similar_cases(&app, &caller, id).await?;
    Ok(Answer(matter::Lines { items, next: None }.into()))
}

/// A matter to be merged.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Merging {
    /// Its number or id.
    other: String,
}

/// The matter that goes on.
#[derive(Serialize, ToSchema)]
pub(super) struct Merged {
    /// Its id.
    id: String,
}

/// Merge another matter into this one
#[utoipa::path(
    post, path = "/matters/{id}/mergers", tag = "matters",
    security(("bearer" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The matter that goes on."),
        ("Idempotency-Key" = Option<String>, Header,
         description = "1 to 100 visible ASCII characters; kept for 24 hours."),
    ),
    request_body = Merging,
    responses(
        (status = 200, description = "Merged.", body = Merged),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn merge(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<CaseId>,
    IdempotencyKey(key): IdempotencyKey,
    Json(input): Json<Merging>,
) -> Result<Answer<Merged>, Problem> {
    let id = matter::merge(&app, &caller, id, &input.other, key.as_deref()).await?;
    Ok(Answer(Merged { id: id.to_string() }))
}

/// Why a text is taken out of public view.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Hiding {
    /// `unlawful`, `personal`, `insulting`, `advertising` or `other`; null puts it back. Left out it
    /// is a mistake: forgetting the reason must not show again what was hidden.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required = true)]
    reason: Option<String>,
}

/// Take words and photos out of public view, or put them back
#[utoipa::path(
    put, path = "/matters/{id}/hiding", tag = "matters",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The matter.")),
    request_body = Hiding,
    responses(
        (status = 204, description = "Done; the raiser is told."),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn hide(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<CaseId>,
    Json(input): Json<Hiding>,
) -> Result<StatusCode, Problem> {
    matter::hide(&app, &caller, id, input.reason.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}
