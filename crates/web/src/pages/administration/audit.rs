//! The audit, for the auditor only: who did what, and who was refused. Nobody is named.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use linli_app::audit::{self, AuditLine, AuditPage as Found, AuditRequest};

use super::officer::Officer;
use crate::{
    pages::form::{said, shown_again},
    request::{Problem, Query},
    respond,
    ui::{
        Ui,
        view::{FieldError, FieldKind, FieldView},
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
    let who =
        line.username.clone().or(id).unwrap_or_else(|| ui.t("admin-audit-program").to_owned());
    LogLine {
        at: ui.full_when(&line.at),
        who,
        action: line.action.clone(),
        subject: line.subject.clone(),
        refused: line.outcome != "done",
        outcome: line.outcome.clone(),
        leaf: line.leaf.map(|leaf| leaf.to_string()).unwrap_or_default(),
    }
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
    let typed = |name: &str| query.get(name).unwrap_or_default();
    let text = |name: &str, key: &str| {
        FieldView::new(name, ui.t(key), FieldKind::Text { max: 80 }).value(typed(name)).optional()
    };
    let until = FieldView::new("until", ui.t("admin-audit-until"), FieldKind::Date);
    let refused = FieldView::new("refused", ui.t("admin-audit-refused"), FieldKind::Check);
    let mut fields = vec![
        text("who", "admin-audit-who"),
        text("action", "admin-audit-action"),
        text("subject", "admin-audit-subject"),
        until.value(typed("until")).optional(),
        refused.value(if request.refused { "on" } else { "" }).optional(),
    ];
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
    let mut address = format!("/admin/audit?after={}", encoded(next));
    for name in ["who", "action", "subject", "refused", "until"] {
        if let Some(value) = query.get(name) {
            address.push_str(&format!("&{name}={}", encoded(value)));
        }
    }
    address
}

fn encoded(word: &str) -> String {
    askama::filters::urlencode_strict(word).map(|text| text.to_string()).unwrap_or_default()
}
