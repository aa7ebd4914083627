//! How a matter goes: the playbook's own drawing.

use askama::Template;
use axum::response::Response;
use linli_app::{AppError, portal};

use crate::{
    pages::{form::label, frame::Visitor},
    request::{Problem, Query},
    respond,
    texts::Lang,
    ui::Ui,
};

#[derive(Template)]
#[template(path = "portal/process.html")]
struct Process {
    ui: Ui,
    /// Which playbook in which version, and where it is described; none before one is bound.
    playbook: Option<(String, String)>,
    /// Each process with its drawing, which the playbook's crate has escaped.
    drawings: Vec<(String, String)>,
}

/// `GET /process`, of `?place=…` or of the first district.
pub(super) async fn show(
    Visitor { app, ui, .. }: Visitor,
    query: Query,
) -> Result<Response, Problem> {
    let english = ui.lang() == Lang::En;
    let found = match portal::processes(&app, query.parse("place")?, english).await {
        Err(AppError::NotFound) => Vec::new(),
        found => found?,
    };
    let playbook = found.first().map(|drawing| {
        let (name, version) = &drawing.playbook;
        let name = label(&ui, name);
        let words = ui.tx("process-playbook", &[("name", &name), ("version", version)]);
        (words, drawing.source.clone())
    });
    let drawings = found.into_iter().map(|d| (label(&ui, &d.label).to_owned(), d.svg)).collect();
    let title = ui.t("process-title").to_owned();
    let page = Process { ui: ui.with_title(title), playbook, drawings };
    Ok(respond::page(&page.ui, &page))
}
