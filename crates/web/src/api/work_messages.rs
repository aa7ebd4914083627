//! What the caller's posts and organisations were told.

use axum::{Json as Answer, extract::State};
use linli_app::{App, admission, matter};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    openapi::{Forbidden, SignedOut},
    own::Message,
    word::Time,
};
use crate::request::{Problem, Signed};

/// How much lay on the caller's desk when it was told last.
#[derive(Serialize, ToSchema)]
pub(super) struct Digest {
    /// On which day.
    #[schema(format = Date)]
    day: String,
    /// Open tasks.
    open: i64,
    /// Of these, due by the end of that day and not late yet.
    due_today: i64,
    /// Of these, late.
    late: i64,
    /// When it was counted.
    at: Time,
}

/// News of a department's request.
#[derive(Serialize, ToSchema)]
pub(super) struct RequestNews {
    /// The request.
    request: String,
    /// What it asks.
    title: String,
    /// The department that asks.
    department: String,
    /// What happened: `asked`, `waiting`, `granted`, `rejected` or `refused`.
    news: &'static str,
    /// When.
    at: Time,
}

impl From<admission::AdmissionMessageView> for RequestNews {
    fn from(view: admission::AdmissionMessageView) -> Self {
        Self {
            request: view.request.to_string(),
            title: view.title,
            department: view.department,
            news: view.news,
            at: view.at.into(),
        }
    }
}

/// What the caller's posts and organisations were told.
#[derive(Serialize, ToSchema)]
pub(super) struct WorkMessages {
    /// The latest digest; null until there was something to be told.
    digest: Option<Digest>,
    /// The latest about matters, newest first. They are never unread: several people read them.
    items: Vec<Message>,
    /// The latest about departments' requests, newest first.
    requests: Vec<RequestNews>,
    /// Always null: older ones are not listed.
    next: Option<String>,
}

/// Messages to my posts and organisations
#[utoipa::path(
    get, path = "/me/work-messages", tag = "me", security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "Newest first.", body = WorkMessages), SignedOut, Forbidden,
    )
)]
pub(super) async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
) -> Result<Answer<WorkMessages>, Problem> {
    let found = matter::work_messages(&app, &caller).await?;
    let digest = matter::my_digest(&app, &caller).await?;
    let requests = admission::admission_messages(&app, &caller).await?;
    let digest = digest.map(|digest| Digest {
        day: digest.day.to_string(),
        open: digest.open,
        due_today: digest.due_today,
        late: digest.late,
        at: digest.at.into(),
    });
    Ok(Answer(WorkMessages {
        digest,
        items: found.into_iter().map(Message::from).collect(),
        requests: requests.into_iter().map(RequestNews::from).collect(),
        next: None,
    }))
}
