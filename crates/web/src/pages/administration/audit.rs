//! The audit, for the auditor only: who did what, and who was refused. Nobody is named.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use linli_app::audit::{self, AUDITED, AuditLine, AuditPage as Found, AuditRequest};

use super::officer::Officer;
use crate::{
    pages::form::{said, shown_again},
    request::{Problem, Query},
    respond,
    ui::{
        Ui,
        view::{Choice, FieldError, FieldKind, FieldView},
    },
};

#[derive(Template)]
#[template(path = "administration/audit.html")]
struct AuditPage {
    ui: Ui,
    fields: Vec<FieldView>,
    lines: Vec<LogLine>,
    next: Option<String>,
    errors: Vec<FieldError>,
}

struct LogLine {
    at: String,
    who: String,
    action: String,
    subject: String,
    outcome: String,
    refused: bool,
    leaf: String,
}

fn line(ui: &Ui, line: &AuditLine) -> LogLine {
    let id = line.person.map(|person| person.to_string());
    let nobody = if line.raised { "admin-audit-resident" } else { "admin-audit-program" };
    let who = line.username.clone().or(id).unwrap_or_else(|| ui.t(nobody).to_owned());
    LogLine {
        at: ui.full_when(&line.at),
        who,
        action: match audit::action_key(&line.action) {
            Some(key) => ui.t(key).to_owned(),
            None => line.action.clone(),
        },
        subject: line.subject.clone(),
        refused: line.outcome != "done",
        outcome: outcome(ui, &line.outcome).to_owned(),
        leaf: line.leaf.map(|leaf| leaf.to_string()).unwrap_or_default(),
    }
}

/// What came of it; rarer refusals keep their code, by which the rest is found.
fn outcome<'u>(ui: &'u Ui, code: &'u str) -> &'u str {
    match code {
        "done" => ui.t("admin-audit-done"),
        "forbidden" => ui.t("admin-audit-forbidden"),
        "not-found" => ui.t("admin-audit-not-found"),
        other => other,
    }
}

fn filter_fields(ui: &Ui, query: &Query) -> Vec<FieldView> {
    let typed = |name: &str| query.get(name).unwrap_or_default();
    let text = |name: &str, key: &str| {
        FieldView::new(name, ui.t(key), FieldKind::Text { max: 80 }).value(typed(name)).optional()
    };
    let mut actions = vec![Choice::new("", ui.t("admin-audit-any"))];
    actions.extend(AUDITED.iter().map(|(word, key)| Choice::new(*word, ui.t(key))));
    let action = FieldView::new("action", ui.t("admin-audit-action"), FieldKind::Select);
    let until = FieldView::new("until", ui.t("admin-audit-until"), FieldKind::Date);
    let refused = FieldView::new("refused", ui.t("admin-audit-refused"), FieldKind::Check);
    vec![
        text("who", "admin-audit-who"),
        action.options(actions).value(typed("action")).optional(),
        text("subject", "admin-audit-subject").hint(ui.t("admin-audit-subject-hint")),
        until.value(typed("until")).optional(),
        refused.value(if query.get("refused").is_some() { "on" } else { "" }).optional(),
    ]
}

/// `GET /admin/audit`.
pub(super) async fn show(
    Officer { app, caller, ui, .. }: Officer,
    query: Query,
) -> Result<Response, Problem> {
    query.only(&["who", "action", "subject", "refused", "until", "after"])?;
    let word = |name| query.get(name).map(str::to_owned);
    let request = AuditRequest {
        who: word("who"),
        action: word("action"),
        subject: word("subject"),
        refused: query.get("refused").is_some(),
        until: word("until"),
        after: word("after"),
    };
    let (status, found, error) = match audit::audit_page(&app, &caller, &request).await {
        Ok(found) => (StatusCode::OK, found, None),
        Err(error) => {
            let (status, error) = shown_again(error)?;
            (status, Found::default(), Some(error))
        }
    };
    let mut fields = filter_fields(&ui, &query);
    let mut all: Vec<&mut FieldView> = fields.iter_mut().collect();
    let errors = said(&ui, &mut all, error.as_ref());
    let next = found.next.as_ref().map(|next| further(&query, next));
    let lines = found.lines.iter().map(|one| line(&ui, one)).collect();
    let title = ui.title_with_errors(ui.t("admin-menu-audit"), &errors);
    let page = AuditPage { ui: ui.with_title(title), fields, lines, next, errors };
    Ok(respond::page_with(status, &page.ui, &page))
}

/// The address of the next page with the same filter.
fn further(query: &Query, next: &str) -> String {
    let mut address = format!("/admin/audit?after={}", respond::encoded(next));
    for name in ["who", "action", "subject", "refused", "until"] {
        if let Some(value) = query.get(name) {
            address.push_str(&format!("&{name}={}", respond::encoded(value)));
        }
    }
    address
}
