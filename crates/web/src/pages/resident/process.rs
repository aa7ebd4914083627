//! How one's own matter goes: the drawing of its process, with the step that it stands at.

use askama::Template;
use axum::response::Response;
use linli_app::portal;
use linli_kernel::CaseId;

use crate::{
    pages::{form::label, frame::Resident},
    request::{Id, Problem},
    respond,
    texts::Lang,
    ui::Ui,
};

#[derive(Template)]
#[template(path = "resident/process.html")]
struct MatterProcess {
    ui: Ui,
    id: CaseId,
    /// The playbook and its version.
    playbook: String,
    name: String,
    /// Escaped by the playbook's crate.
    svg: String,
}

/// `GET /m/matters/{id}/process`.
pub(super) async fn show(
    Resident { app, caller, ui, .. }: Resident,
    Id(id): Id<CaseId>,
) -> Result<Response, Problem> {
    let drawing = portal::process_of(&app, &caller, id, ui.lang() == Lang::En).await?;
    let (name, version) = &drawing.playbook;
    let playbook = ui.tx("process-playbook", &[("name", &label(&ui, name)), ("version", version)]);
    let title = ui.t("matter-process").to_owned();
    let name = label(&ui, &drawing.label).to_owned();
    let page = MatterProcess { ui: ui.with_title(title), id, playbook, name, svg: drawing.svg };
    Ok(respond::page(&page.ui, &page))
}
