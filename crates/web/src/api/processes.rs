//! How matters go: the drawings of a playbook's processes.

use axum::{Json as Answer, extract::State, http::HeaderMap};
use linli_app::{App, portal};
use linli_kernel::CaseId;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    openapi::{Hidden, Invalid, Malformed, SignedOut},
    word::Label,
};
use crate::{
    request::{Id, Problem, Query, Signed},
    texts::Lang,
    ui::Display,
};

/// A process, drawn.
#[derive(Serialize, ToSchema)]
pub(super) struct Process {
    /// What it is called.
    label: Label,
    /// The playbook that it belongs to.
    playbook: Label,
    /// The playbook's version.
    version: u32,
    /// Where the practice is described.
    source: String,
    /// The drawing as SVG, in the language of the cookie `lang`, or else of `Accept-Language`.
    svg: String,
}

impl From<portal::ProcessDrawing> for Process {
    fn from(drawing: portal::ProcessDrawing) -> Self {
        let (playbook, version) = drawing.playbook;
        Self {
            label: drawing.label.into(),
            playbook: playbook.into(),
            version,
            source: drawing.source,
            svg: drawing.svg,
        }
    }
}

/// The processes of a playbook.
#[derive(Serialize, ToSchema)]
pub(super) struct Processes {
    /// Its processes, matters first.
    items: Vec<Process>,
    /// Always null: there are few.
    next: Option<String>,
}

fn in_english(headers: &HeaderMap) -> bool {
    Display::from_headers(headers).lang == Lang::En
}

/// How matters go
///
/// Every process of a district's playbook, drawn.
#[utoipa::path(
    get, path = "/processes", tag = "places",
    params(("place" = Option<String>, Query,
            description = "A place of the district; the first district otherwise.")),
    responses(
        (status = 200, description = "The processes.", body = Processes),
        Malformed, Hidden, Invalid,
    )
)]
pub(super) async fn list(
    State(app): State<App>,
    headers: HeaderMap,
    query: Query,
) -> Result<Answer<Processes>, Problem> {
    query.only(&["place"])?;
    let found = portal::processes(&app, query.parse("place")?, in_english(&headers)).await?;
    Ok(Answer(Processes { items: found.into_iter().map(Process::from).collect(), next: None }))
}

/// How one matter goes
///
/// The process as the matter began with it, drawn with the step marked that it stands at.
#[utoipa::path(
    get, path = "/matters/{id}/process", tag = "matters",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The matter.")),
    responses((status = 200, description = "Its process.", body = Process), SignedOut, Hidden)
)]
pub(super) async fn of_matter(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<CaseId>,
    headers: HeaderMap,
) -> Result<Answer<Process>, Problem> {
    Ok(Answer(portal::process_of(&app, &caller, id, in_english(&headers)).await?.into()))
}
