//! One-touch actions from the queue: on one task, or on all that were picked.

use askama::Template;
use axum::response::Response;
use linli_app::{
    App, AppError, Caller,
    matter::{self, RawFields, TakeAction},
};
use linli_kernel::CaseId;

use super::{desk::Worker, panel};
use crate::{
    pages::form::refused,
    request::{FormFields, Problem},
    respond,
    ui::{Tone, Ui, view::Link},
};

/// The most tasks of one request: a page of the queue.
const MOST: usize = 100;

#[derive(Template)]
#[template(path = "workbench/quick.html")]
pub(super) struct QuickPage {
    pub(super) ui: Ui,
    text: String,
    failed: Vec<Failed>,
    back: Link,
}

impl QuickPage {
    /// What was done, what was not, and where to go on.
    pub(super) fn of(ui: Ui, done: usize, failed: Vec<Failed>, back: Link) -> Self {
        let title = ui.t("quick-title").to_owned();
        let text = ui.t2("quick-text", ("done", &done), ("failed", &failed.len()));
        Self { ui: ui.with_title(title), text, failed, back }
    }
}

/// A task on which the action was not taken, and why.
pub(super) struct Failed {
    href: String,
    title: String,
    address: String,
    why: String,
}

impl Failed {
    /// Named as far as it can still be read.
    pub(super) async fn of(app: &App, caller: &Caller, ui: &Ui, case: CaseId, why: String) -> Self {
        let view = matter::matter(app, caller, case).await.ok();
        let named = view.map(|view| (panel::title(ui, &view), view.place.address));
        let (title, address) = named.unwrap_or_default();
        Self { href: format!("/w/cases/{case}"), title, address, why }
    }
}

/// A task as the queue's boxes name it: case, task, version, and for a button the action.
struct Picked {
    case: CaseId,
    input: TakeAction,
}

fn picked(word: &str, action: Option<&str>) -> Option<Picked> {
    let mut parts = word.split('.');
    let case = parts.next()?.parse().ok()?;
    let task = parts.next()?.parse().ok()?;
    let version = parts.next()?.parse().ok()?;
    let action = action.or_else(|| parts.next())?.to_owned();
    let input = TakeAction {
        action,
        task: Some(task),
        fields: RawFields::new(),
        seen_version: Some(version),
    };
    Some(Picked { case, input })
}

/// `POST /w/quick`.
pub(super) async fn take(worker: Worker, form: FormFields) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let all: Vec<Picked> = match form.given("quick") {
        Some(word) => picked(word, None).into_iter().collect(),
        None => {
            form.all("task").take(MOST).filter_map(|w| picked(w, form.given("action"))).collect()
        }
    };
    if all.is_empty() {
        return Ok(respond::redirect_with_flash("/w", Tone::Warn, "flash-nothing-picked"));
    }
    let mut failed = Vec::new();
    let mut done = 0;
    for Picked { case, input } in all {
        match matter::act(&app, &caller, case, &input, None).await {
            Ok(_) => done += 1,
            Err(error @ (AppError::Internal(_) | AppError::DiskFull)) => return Err(error.into()),
            Err(error) => {
                let why = refused(&ui, &error);
                failed.push(Failed::of(&app, &caller, &ui, case, why).await);
            }
        }
    }
    if failed.is_empty() {
        return Ok(respond::redirect_with_flash("/w", Tone::Ok, "flash-acted"));
    }
    let back = Link { href: "/w".to_owned(), label: ui.t("queue-back").to_owned() };
    let page = QuickPage::of(ui, done, failed, back);
    Ok(respond::page(&page.ui, &page))
}
