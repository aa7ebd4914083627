//! Instructing whoever has the matters that were picked from the list behind a figure 督办: one
//! instruction, given to each of them.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use linli_app::{App, AppError, Caller, matter};
use linli_kernel::CaseId;

use super::{
    desk::Worker,
    panel,
    quick::{Failed, QuickPage},
};
use crate::{
    pages::form::{refused, wrong},
    request::{FormFields, Problem},
    respond,
    ui::{
        Tone, Ui,
        view::{FieldError, FieldKind, FieldView},
    },
};

/// The most matters of one instruction: a page of a list.
const MOST: usize = 100;
/// Longest instruction, in characters: as the playbook's own form takes it.
const LONGEST: usize = 2_000;
/// Where a list of late matters is.
const BACK: &str = "/w/dashboard/late";

#[derive(Template)]
#[template(path = "workbench/supervise.html")]
struct Ask {
    ui: Ui,
    errors: Vec<FieldError>,
    fields: Vec<FieldView>,
    /// The matters: id, and as a person reads it.
    cases: Vec<(CaseId, String, String)>,
}

/// `POST /w/dashboard/supervise`: asks for the instruction, and gives it once it is written.
pub(super) async fn take(worker: Worker, form: FormFields) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let picked: Vec<CaseId> =
        form.all("case").take(MOST).filter_map(|word| word.parse().ok()).collect();
    if picked.is_empty() {
        return Ok(respond::redirect_with_flash(BACK, Tone::Warn, "flash-nothing-picked"));
    }
    let Some(instruction) = form.get("instruction") else {
        return ask(&app, &caller, ui, &picked, None).await;
    };
    let error = match instruction.trim() {
        "" => Some(linli_app::FieldError::new("instruction", "empty")),
        words if words.chars().count() > LONGEST => Some(
            linli_app::FieldError::new("instruction", "too-long")
                .with("max", LONGEST)
                .with("found", words.chars().count()),
        ),
        _ => None,
    };
    if let Some(error) = error {
        return ask(&app, &caller, ui, &picked, Some((instruction, &error))).await;
    }
    give(&app, &caller, ui, &picked, instruction).await
}

async fn ask(
    app: &App,
    caller: &Caller,
    ui: Ui,
    picked: &[CaseId],
    wrongly: Option<(&str, &linli_app::FieldError)>,
) -> Result<Response, Problem> {
    let mut cases = Vec::new();
    for id in picked {
        // What the caller may not read is not named, and refused when it is tried.
        if let Ok(view) = matter::matter(app, caller, *id).await {
            cases.push((*id, panel::title(&ui, &view), view.place.address));
        }
    }
    if cases.is_empty() {
        return Ok(respond::redirect_with_flash(BACK, Tone::Warn, "flash-nothing-picked"));
    }
    let lines = FieldKind::lines(4, LONGEST);
    let mut field = FieldView::new("instruction", ui.t("supervise-words"), lines);
    field = field.hint(ui.t("supervise-hint"));
    if let Some((typed, error)) = wrongly {
        field = field.value(typed);
        field.error = Some(wrong(&ui, error));
    }
    let errors: Vec<FieldError> = FieldError::named(&ui, &field).into_iter().collect();
    let title = ui.title_with_errors(ui.t("supervise-title"), &errors);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Ask { errors, fields: vec![field], cases, ui: ui.with_title(title) };
    Ok(respond::page_with(status, &page.ui, &page))
}

/// Each of them alone: one that is refused keeps none of the others from being told.
async fn give(
    app: &App,
    caller: &Caller,
    ui: Ui,
    picked: &[CaseId],
    instruction: &str,
) -> Result<Response, Problem> {
    let mut failed = Vec::new();
    for id in picked {
        match matter::supervise(app, caller, *id, instruction).await {
            Ok(_) => {}
            Err(error @ (AppError::Internal(_) | AppError::DiskFull)) => return Err(error.into()),
            Err(error) => {
                let why = match &error {
                    AppError::Fields(wrongs) => {
                        wrongs.first().map(|error| wrong(&ui, error)).unwrap_or_default()
                    }
                    other => refused(&ui, other),
                };
                failed.push(Failed::of(app, caller, &ui, *id, why).await);
            }
        }
    }
    if failed.is_empty() {
        return Ok(respond::redirect_with_flash(BACK, Tone::Ok, "flash-supervised"));
    }
    let page = QuickPage::of(ui, picked.len() - failed.len(), failed, BACK);
    Ok(respond::page(&page.ui, &page))
}
