//! Merging two matters, and taking a text out of public view.

use axum::response::Response;
use linli_app::matter::{self, HIDING_REASONS, MatterView};
use linli_kernel::CaseId;

use super::{desk::Worker, panel};
use crate::{
    pages::form::{at_fault, key, shown_again},
    request::{FormFields, Id, Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{Choice, Confirm, Fact, FieldKind, FieldView},
    },
};

/// Longest number of a case.
const MAX_NUMBER: u32 = 40;

fn other(ui: &Ui) -> FieldView {
    let kind = FieldKind::Text { max: MAX_NUMBER };
    FieldView::new("other", ui.t("merge-other"), kind).hint(ui.t("merge-other-hint"))
}

fn asking_merge(ui: Ui, view: &MatterView, key: String, field: FieldView) -> Confirm {
    let title = ui.t1("merge-title", "number", view.number.as_str());
    let href = format!("/w/cases/{}", view.id);
    let excerpt = view.text.clone().unwrap_or_default();
    Confirm {
        text: ui.t("merge-text").to_owned(),
        facts: vec![Fact::new(ui.t("case-words"), excerpt)],
        action: format!("{href}/merge"),
        hidden: vec![("key".to_owned(), key)],
        fields: vec![field],
        label: ui.t("case-merge").to_owned(),
        danger: true,
        back: href,
        ui: ui.with_title(title),
    }
}

/// `GET /w/cases/{id}/merge`: what the form would be answered, it is answered as well.
pub(super) async fn ask_merge(
    worker: Worker,
    Id(id): Id<CaseId>,
    query: Query,
) -> Result<Response, Problem> {
    query.only(&["other"])?;
    let Worker { app, caller, ui, .. } = worker;
    matter::may_merge(&app, &caller, id).await?;
    let view = matter::matter(&app, &caller, id).await?;
    let field = other(&ui).value(query.get("other").unwrap_or_default());
    let page = asking_merge(ui, &view, app.entropy.id().to_string(), field);
    Ok(respond::page(&page.ui, &page))
}

/// `POST /w/cases/{id}/merge`.
pub(super) async fn merge(
    worker: Worker,
    Id(id): Id<CaseId>,
    form: FormFields,
) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let typed = form.get("other").unwrap_or_default();
    match matter::merge(&app, &caller, id, typed, form.given("key")).await {
        Ok(_) => {
            let to = format!("/w/cases/{id}");
            Ok(respond::redirect_with_flash(&to, Tone::Ok, "flash-merged"))
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let view = matter::matter(&app, &caller, id).await?;
            let field = at_fault(&ui, other(&ui).value(typed), &error);
            let page = asking_merge(ui, &view, key(&app, &form, Some(&error)), field);
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}

fn reason(ui: &Ui) -> FieldView {
    let option = |reason: &&'static str| Choice::new(*reason, panel::hiding_reason(ui, reason));
    let options = HIDING_REASONS.iter().map(option).collect();
    FieldView::new("reason", ui.t("hide-reason"), FieldKind::Chips).options(options)
}

fn asking_hide(ui: Ui, view: &MatterView, field: FieldView) -> Confirm {
    let hidden = view.hidden.is_some();
    let (key, text) =
        if hidden { ("case-unhide", "unhide-text") } else { ("case-hide", "hide-text") };
    let title = ui.t(key).to_owned();
    let href = format!("/w/cases/{}", view.id);
    let excerpt = view.text.clone().unwrap_or_default();
    Confirm {
        text: ui.t(text).to_owned(),
        facts: vec![Fact::new(ui.t("case-words"), excerpt)],
        action: format!("{href}/hide"),
        hidden: vec![("show".to_owned(), if hidden { "1" } else { "" }.to_owned())],
        fields: if hidden { Vec::new() } else { vec![field] },
        label: title.clone(),
        danger: !hidden,
        back: href,
        ui: ui.with_title(title),
    }
}

/// `GET /w/cases/{id}/hide`: what the form would be answered, it is answered as well.
pub(super) async fn ask_hide(worker: Worker, Id(id): Id<CaseId>) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    matter::may_hide(&app, &caller, id).await?;
    let view = matter::matter(&app, &caller, id).await?;
    let field = reason(&ui);
    let page = asking_hide(ui, &view, field);
    Ok(respond::page(&page.ui, &page))
}

/// `POST /w/cases/{id}/hide`.
pub(super) async fn hide(
    worker: Worker,
    Id(id): Id<CaseId>,
    form: FormFields,
) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let back = form.ticked("show");
    let given = form.get("reason").unwrap_or_default();
    match matter::hide(&app, &caller, id, (!back).then_some(given)).await {
        Ok(()) => {
            let to = format!("/w/cases/{id}");
            let key = if back { "flash-shown" } else { "flash-hidden" };
            Ok(respond::redirect_with_flash(&to, Tone::Ok, key))
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let view = matter::matter(&app, &caller, id).await?;
            let field = at_fault(&ui, reason(&ui).value(given), &error);
            let page = asking_hide(ui, &view, field);
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}
