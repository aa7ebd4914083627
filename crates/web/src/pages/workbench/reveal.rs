//! A look at a masked value: asked for with a reason, recorded, shown to its owner.

use askama::Template;
use axum::response::Response;
use linli_app::{
    AppError,
    matter::{self, Revealed},
};
use linli_kernel::CaseId;

use super::desk::Worker;
use crate::{
    pages::form::blame,
    request::{FormFields, Id, Problem, Query},
    respond,
    ui::{
        Ui,
        view::{Confirm, FieldKind, FieldView},
    },
};

/// Longest reason.
const MAX_REASON: u32 = 200;

#[derive(Template)]
#[template(path = "workbench/revealed.html")]
struct RevealedPage {
    ui: Ui,
    href: String,
    label: &'static str,
    value: String,
    call: bool,
}

fn what(query: &Query) -> Result<(Revealed, &'static str), Problem> {
    query.only(&["what"])?;
    match query.get("what") {
        Some("name") => Ok((Revealed::Name, "name")),
        Some("phone") => Ok((Revealed::Phone, "phone")),
        _ => Err(Problem::field("what", "field-choice")),
    }
}

fn asking(ui: Ui, id: CaseId, word: &str, reason: FieldView) -> Confirm {
    let title = ui.t(if word == "name" { "reveal-name" } else { "reveal-phone" }).to_owned();
    let ui = ui.with_title(title);
    Confirm {
        text: ui.t("reveal-text").to_owned(),
        facts: Vec::new(),
        action: format!("/w/cases/{id}/reveal?what={word}"),
        hidden: Vec::new(),
        fields: vec![reason],
        label: ui.t("reveal").to_owned(),
        danger: false,
        back: format!("/w/cases/{id}"),
        ui,
    }
}

fn reason(ui: &Ui) -> FieldView {
    let kind = FieldKind::TextArea { rows: 2, max: MAX_REASON };
    FieldView::new("reason", ui.t("reveal-reason"), kind).hint(ui.t("reveal-reason-hint"))
}

/// `GET /w/cases/{id}/reveal?what=…`.
pub(super) async fn ask(
    worker: Worker,
    Id(id): Id<CaseId>,
    query: Query,
) -> Result<Response, Problem> {
    let (what, word) = what(&query)?;
    let Worker { app, caller, ui, .. } = worker;
    // Who would not be shown it is not asked for a reason to look at it.
    matter::may_reveal(&app, &caller, id, what).await?;
    let reason = reason(&ui);
    let page = asking(ui, id, word, reason);
    Ok(respond::page(&page.ui, &page))
}

/// `POST /w/cases/{id}/reveal?what=…`.
pub(super) async fn look(
    worker: Worker,
    Id(id): Id<CaseId>,
    query: Query,
    form: FormFields,
) -> Result<Response, Problem> {
    let (which, word) = what(&query)?;
    let Worker { app, caller, ui, .. } = worker;
    let given = form.get("reason").unwrap_or_default();
    match matter::reveal(&app, &caller, id, which, given).await {
        Ok(value) => {
            let call = which == Revealed::Phone;
            let label = if call { "fact-phone" } else { "fact-raiser" };
            let title = ui.t("revealed-title").to_owned();
            let href = format!("/w/cases/{id}");
            let page = RevealedPage { ui: ui.with_title(title), href, label, value, call };
            Ok(respond::page(&page.ui, &page))
        }
        Err(AppError::Fields(errors)) => {
            let mut field = reason(&ui).value(given);
            let _ = blame(&ui, &mut [&mut field], "", &errors);
            let page = asking(ui, id, word, field);
            let status = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
            Ok(respond::page_with(status, &page.ui, &page))
        }
        Err(error) => Err(error.into()),
    }
}
