//! A playbook's text in a field: written or changed here, checked as often as one likes, and stored
//! as a version of its own.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use linli_app::{
    AppError,
    account::Administrator,
    setup::{self, Published},
};
use linli_playbook::language::{Finding, Severity};

use super::{
    comparison::{edition, speech},
    mistakes,
    officer::Officer,
};
use crate::{
    pages::form::shown_again,
    request::{FormFields, Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{FieldError, FieldKind, FieldView},
    },
};

/// As many characters as the checker reads bytes, or nearly: it says itself what is too long.
const MAX: u32 = 400_000;
const ROWS: u8 = 28;

#[derive(Template)]
#[template(path = "administration/playbook_text.html")]
struct TextPage {
    ui: Ui,
    field: FieldView,
    /// That a check found nothing that keeps it from being stored.
    sound: Option<String>,
    /// Where in the text, and what.
    findings: Vec<(String, String, bool)>,
    errors: Vec<FieldError>,
}

fn page(ui: Ui, text: String) -> TextPage {
    let kind = FieldKind::TextArea { rows: ROWS, max: MAX };
    let field = FieldView::new("text", ui.t("playbook-text"), kind).value(text);
    let title = ui.t("playbook-write").to_owned();
    TextPage {
        field,
        sound: None,
        findings: Vec::new(),
        errors: Vec::new(),
        ui: ui.with_title(title),
    }
}

/// Each finding: where and what, what stands there, whether it is an error.
pub(super) fn lines(ui: &Ui, findings: &[Finding]) -> Vec<(String, String, bool)> {
    let line = |finding: &Finding| {
        let report = finding.report(speech(ui));
        let (first, rest) = report.split_once('\n').unwrap_or((report.as_str(), ""));
        (first.to_owned(), rest.to_owned(), finding.severity == Severity::Error)
    };
    findings.iter().map(line).collect()
}

/// A text that was not stored, with what the checker found, to be put right here.
pub(super) fn faulty(ui: Ui, text: String, findings: &[Finding]) -> Response {
    let mut page = page(ui, text);
    page.findings = lines(&page.ui, findings);
    respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page.ui, &page)
}

/// `GET /admin/playbooks/text`: a stored playbook's text as what one begins with, or none.
pub(super) async fn show(
    Officer { app, caller, ui, .. }: Officer,
    query: Query,
) -> Result<Response, Problem> {
    query.only(&["playbook"])?;
    let text = match query.get("playbook") {
        None => {
            // Who may not store a text is not shown where one would be written.
            setup::overview(&app, Administrator::Caller(&caller)).await?;
            String::new()
        }
        Some(word) => {
            let edition = edition(word).ok_or(AppError::NotFound)?;
            setup::playbook_text(&app, &caller, &edition).await?.text
        }
    };
    let page = page(ui, text);
    Ok(respond::page(&page.ui, &page))
}

/// `POST /admin/playbooks/text`: checks it, and stores it if that was asked for.
pub(super) async fn send(
    Officer { app, caller, ui, .. }: Officer,
    form: FormFields,
) -> Result<Response, Problem> {
    let by = Administrator::Caller(&caller);
    let text = form.get("text").unwrap_or_default().to_owned();
    let dry_run = form.get("do") != Some("store");
    match setup::publish_playbook(&app, by, "playbook.kdl", &text, dry_run).await {
        Ok(Published::Stored { .. }) if !dry_run => {
            Ok(respond::redirect_with_flash("/admin/playbooks", Tone::Ok, "flash-playbook-stored"))
        }
        Ok(Published::Stored { key, version, notes }) => {
            let mut page = page(ui, text);
            let version = version.to_string();
            let key = key.to_string();
            page.sound = Some(page.ui.t2("playbook-sound", ("key", &key), ("version", &version)));
            page.findings = lines(&page.ui, &notes);
            Ok(respond::page(&page.ui, &page))
        }
        Ok(Published::Faulty(findings)) => Ok(faulty(ui, text, &findings)),
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let mut page = page(ui, text);
            page.errors = mistakes(&page.ui, &error, "text");
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}
