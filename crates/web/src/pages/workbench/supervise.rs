//! Instructing whoever has the matters that were picked from the list behind a figure 督办: one
//! instruction, given to each of them.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use linli_app::{App, AppError, Caller, indicator::MOST_LISTED, matter};
use linli_kernel::CaseId;

use super::{
    desk::Worker,
    panel,
    quick::{Failed, QuickPage},
};
use crate::{
    pages::form::{self, refused, wrong},
    request::{FormFields, Problem, local_path},
    respond,
    ui::{
        Tone, Ui,
        view::{FieldError, FieldKind, FieldView, Link},
    },
};

/// Room for an instruction, in characters; how long it may be is its form's to say.
const ROOM: usize = 2_000;

#[derive(Template)]
#[template(path = "workbench/supervise.html")]
struct Ask {
    ui: Ui,
    errors: Vec<FieldError>,
    fields: Vec<FieldView>,
    /// The matters: id, and as a person reads it.
    cases: Vec<(CaseId, String, String)>,
    key: String,
    /// The list that they were picked from.
    back: String,
}

/// What was sent: the matters, the key that makes sending it twice harmless, and where from.
struct Picked {
    cases: Vec<CaseId>,
    key: String,
    back: String,
}

impl Picked {
    fn of(app: &App, form: &FormFields) -> Self {
        let lists = |path: &&str| path.starts_with("/w/dashboard");
        let back = form.given("next").and_then(local_path).filter(lists);
        Self {
            cases: form
                .all("case")
                .take(MOST_LISTED)
                .filter_map(|word| word.parse().ok())
                .collect(),
            key: form::key(app, form, None),
            back: back.unwrap_or("/w/dashboard/late").to_owned(),
        }
    }
}

/// `POST /w/dashboard/supervise`: asks for the instruction, and gives it once it is written.
pub(super) async fn take(worker: Worker, form: FormFields) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let picked = Picked::of(&app, &form);
    if picked.cases.is_empty() {
        let flash = "flash-nothing-picked";
        return Ok(respond::redirect_with_flash(&picked.back, Tone::Warn, flash));
    }
    match form.get("instruction") {
        Some(instruction) => give(&app, &caller, ui, picked, instruction).await,
        None => ask(&app, &caller, ui, picked, None).await,
    }
}

async fn ask(
    app: &App,
    caller: &Caller,
    ui: Ui,
    picked: Picked,
    wrongly: Option<(&str, String)>,
) -> Result<Response, Problem> {
    let mut cases = Vec::new();
    for id in &picked.cases {
        // What the caller may not read stood on none of their lists, and is not named here.
        if let Ok(view) = matter::matter(app, caller, *id).await {
            cases.push((*id, panel::title(&ui, &view), view.place.address));
        }
    }
    if cases.is_empty() {
        return Err(AppError::NotFound.into());
    }
    let lines = FieldKind::lines(4, ROOM);
    let mut field = FieldView::new("instruction", ui.t("supervise-words"), lines);
    field = field.hint(ui.t("supervise-hint"));
    if let Some((typed, error)) = wrongly {
        field = field.value(typed);
        field.error = Some(error);
    }
    let errors: Vec<FieldError> = FieldError::named(&ui, &field).into_iter().collect();
    let title = ui.title_with_errors(ui.t("supervise-title"), &errors);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let Picked { key, back, .. } = picked;
    let page = Ask { errors, fields: vec![field], cases, key, back, ui: ui.with_title(title) };
    Ok(respond::page_with(status, &page.ui, &page))
}

/// Each of them alone: one that is refused keeps none of the others from being told. What is wrong
/// with the words is found with the first of them, and asked for again.
async fn give(
    app: &App,
    caller: &Caller,
    ui: Ui,
    picked: Picked,
    instruction: &str,
) -> Result<Response, Problem> {
    let (mut failed, mut done) = (Vec::new(), 0_usize);
    for id in &picked.cases {
        let answer = matter::supervise(app, caller, *id, instruction, Some(&picked.key)).await;
        match answer {
            Ok(_) => done += 1,
            Err(error @ (AppError::Internal(_) | AppError::DiskFull)) => return Err(error.into()),
            Err(AppError::Fields(wrongs)) => {
                let why = wrongs.first().map(|error| wrong(&ui, error)).unwrap_or_default();
                if done == 0 && failed.is_empty() {
                    return ask(app, caller, ui, picked, Some((instruction, why))).await;
                }
                failed.push(Failed::of(app, caller, &ui, *id, why).await);
            }
            Err(error) => {
                let why = refused(&ui, &error);
                failed.push(Failed::of(app, caller, &ui, *id, why).await);
            }
        }
    }
    if failed.is_empty() {
        return Ok(respond::redirect_with_flash(&picked.back, Tone::Ok, "flash-supervised"));
    }
    let back = Link { href: picked.back, label: ui.t("back").to_owned() };
    let page = QuickPage::of(ui, done, failed, back);
    Ok(respond::page(&page.ui, &page))
}
