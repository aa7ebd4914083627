//! A look at a masked value: asked for with a reason, recorded, shown to its owner.

use askama::Template;
use axum::response::Response;
use linli_app::{
    App, AppError, AppResult, Caller,
    matter::{self, Revealed},
};
use linli_kernel::CaseId;

use super::desk::Worker;
use crate::{
    pages::{form::blame, story::field_line},
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
    /// What was masked, a line each.
    values: Vec<String>,
    call: bool,
}

fn what(query: &Query) -> Result<(Revealed, &'static str), Problem> {
    query.only(&["what"])?;
    match query.get("what") {
        Some("name") => Ok((Revealed::Name, "name")),
        Some("phone") => Ok((Revealed::Phone, "phone")),
        Some("story") => Ok((Revealed::Story, "story")),
        _ => Err(Problem::field("what", "field-choice")),
    }
}

fn asking(ui: Ui, id: CaseId, word: &str, reason: FieldView) -> Confirm {
    let title = ui.t(match word {
        "name" => "reveal-name",
        "phone" => "reveal-phone",
        _ => "reveal-story",
    });
    let title = title.to_owned();
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
    match looked_at((&app, &caller), &ui, (id, which), given).await {
        Ok(values) => {
            let (label, call) = match which {
                Revealed::Phone => ("fact-phone", true),
                Revealed::Name => ("fact-raiser", false),
                Revealed::Story => ("fact-personal", false),
            };
            let title = ui.t("revealed-title").to_owned();
            let href = format!("/w/cases/{id}");
            let page = RevealedPage { ui: ui.with_title(title), href, label, values, call };
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

/// What was masked, a line each.
async fn looked_at(
    (app, caller): (&App, &Caller),
    ui: &Ui,
    (id, what): (CaseId, Revealed),
    reason: &str,
) -> AppResult<Vec<String>> {
    if what != Revealed::Story {
        return Ok(vec![matter::reveal(app, caller, id, what, reason).await?]);
    }
    let facts = matter::reveal_story(app, caller, id, reason).await?;
    Ok(facts.iter().filter_map(|fact| field_line(ui, fact)).collect())
}
