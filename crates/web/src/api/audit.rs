//! The audit for the auditor, and texts erased by a legal duty.

use axum::{Json as Answer, extract::State};
use linli_app::{
    App,
    audit::{self, AuditLine, AuditRequest},
};
use linli_kernel::{CaseId, TextId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    openapi::{
        Conflict, Forbidden, Hidden, Invalid, Malformed, SignedOut, TooLarge, TooSlow, WrongType,
    },
    word::Time,
};
use crate::request::{Id, Json, Problem, Query, Signed};

/// One row of the audit. Nobody is named.
#[derive(Serialize, ToSchema)]
pub(super) struct Line {
    /// When.
    at: Time,
    /// Who; null for the clock, the operator, callers without an account and whoever raised, rated or
    /// added to a matter as a resident.
    person: Option<String>,
    /// Their username, if they have one.
    username: Option<String>,
    /// What.
    action: String,
    /// On what, as `kind:id`.
    subject: String,
    /// `done`, or the code of the refusal.
    outcome: String,
    /// The position in the log, once sealed.
    leaf: Option<i64>,
}

impl From<AuditLine> for Line {
    fn from(line: AuditLine) -> Self {
        Self {
            at: line.at.into(),
            person: line.person.map(|person| person.to_string()),
            username: line.username,
            action: line.action,
            subject: line.subject,
            outcome: line.outcome,
            leaf: line.leaf,
        }
    }
}

/// A page of the audit.
#[derive(Serialize, ToSchema)]
pub(super) struct Page {
    /// Newest first.
    items: Vec<Line>,
    /// Where the next page begins, to be sent as `after`.
    next: Option<String>,
    /// The filter fits few rows: the page ends before it is full.
    sparse: bool,
}

/// Read the audit
#[utoipa::path(
    get, path = "/audit", tag = "audit", security(("bearer" = []), ("cookie" = [])),
    params(
        ("who" = Option<String>, Query, description = "A username, or a person's id; what somebody raised is not found by it."),
        ("action" = Option<String>, Query, description = "An action's word."),
        ("subject" = Option<String>, Query, description = "What it was about, as `kind:id`."),
        ("refused" = Option<bool>, Query, description = "Only refusals and failures."),
        ("until" = Option<String>, Query, description = "A day; nothing later is shown."),
        ("after" = Option<String>, Query, description = "`next` of the page before."),
    ),
    responses(
        (status = 200, description = "Newest first.", body = Page),
        Malformed, SignedOut, Forbidden, Invalid,
    )
)]
pub(super) async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    query: Query,
) -> Result<Answer<Page>, Problem> {
    query.only(&["who", "action", "subject", "refused", "until", "after"])?;
    let word = |name| query.get(name).map(str::to_owned);
    let request = AuditRequest {
        who: word("who"),
        action: word("action"),
        subject: word("subject"),
        refused: query.parse("refused")?.unwrap_or(false),
        until: word("until"),
        after: word("after"),
    };
    let page = audit::audit_page(&app, &caller, &request).await?;
    Ok(Answer(Page {
        items: page.lines.into_iter().map(Line::from).collect(),
        next: page.next,
        sparse: page.sparse,
    }))
}

/// A text of a matter.
#[derive(Serialize, ToSchema)]
pub(super) struct Text {
    /// Its id.
    id: String,
    /// The event that it belongs to; null for the report itself.
    event: Option<u32>,
    /// The words; null once erased.
    words: Option<String>,
    /// Why it was erased.
    erased: Option<String>,
}

/// All texts of a matter.
#[derive(Serialize, ToSchema)]
pub(super) struct Texts {
    /// The report first, then by event.
    items: Vec<Text>,
    /// Always null: all are listed.
    next: Option<String>,
}

/// The texts of a matter
///
/// For the security administrator, to find the one that must go; audited.
#[utoipa::path(
    get, path = "/matters/{id}/texts", tag = "audit", security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The matter.")),
    responses(
        (status = 200, description = "All of them.", body = Texts),
        SignedOut, Forbidden, Hidden, Conflict,
    )
)]
pub(super) async fn texts(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<CaseId>,
) -> Result<Answer<Texts>, Problem> {
    let line = |text: audit::CaseText| Text {
        id: text.id.to_string(),
        event: text.event,
        words: text.words,
        erased: text.erased.map(|(reason, _)| reason),
    };
    let items = audit::texts_of(&app, &caller, id).await?.into_iter().map(line).collect();
    Ok(Answer(Texts { items, next: None }))
}

/// Why a text must go.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Erasing {
    /// `purpose-over`, `consent-withdrawn`, `unlawful-collection`, `unlawful-content` or
    /// `ordered`.
    reason: String,
}

/// A text that was erased.
#[derive(Serialize, ToSchema)]
pub(super) struct Erasure {
    /// The matter that it belonged to.
    matter: String,
    /// Whether its raisers are told.
    told: bool,
    /// When.
    at: Time,
}

/// Erase a text for good
#[utoipa::path(
    post, path = "/texts/{id}/erasure", tag = "audit", security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The text.")),
    request_body = Erasing,
    responses(
        (status = 200, description = "Erased; the log still verifies.", body = Erasure),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn erase(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<TextId>,
    Json(input): Json<Erasing>,
) -> Result<Answer<Erasure>, Problem> {
    let erased = audit::erase_text(&app, &caller, id, &input.reason).await?;
    Ok(Answer(Erasure { matter: erased.case.to_string(), told: erased.told, at: erased.at.into() }))
}
