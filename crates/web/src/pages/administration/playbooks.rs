//! Playbooks: published from a file or from those that ship, with what the checker says; and
//! which district works by which.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use linli_app::{
    AppError,
    account::Administrator,
    setup::{self, Overview, Published, SHIPPED_PLAYBOOKS},
};
use linli_playbook::{
    Name,
    language::{Finding, Severity, Speech},
};

use super::{mistakes, officer::Officer, sent_or_shipped, shipped_or_file};
use crate::{
    pages::form::shown_again,
    request::{FormFields, Problem, Query},
    respond,
    texts::Lang,
    ui::{
        Flash, Tone, Ui,
        view::{Choice, FieldError, FieldKind, FieldView},
    },
};

#[derive(Template)]
#[template(path = "administration/playbooks.html")]
struct PlaybooksPage {
    ui: Ui,
    /// District and its playbook.
    districts: Vec<(String, String)>,
    /// For publishing.
    fields: Vec<FieldView>,
    /// For binding; none without a district or a playbook.
    binding: Vec<FieldView>,
    /// Where in the text, and what.
    findings: Vec<(String, String, bool)>,
    errors: Vec<FieldError>,
}

fn page(ui: Ui, found: &Overview) -> PlaybooksPage {
    let nothing = || ui.t("admin-nothing-yet").to_owned();
    let shown = found.districts.iter().map(|district| {
        let bound = district.playbook.as_ref().map(|(key, version)| format!("{key} {version}"));
        (district.name.clone(), bound.unwrap_or_else(nothing))
    });
    let labels = [
        ui.t("admin-playbook-shipped"),
        ui.t("admin-playbook-file"),
        ui.t("admin-playbook-file-hint"),
    ];
    let shipped = SHIPPED_PLAYBOOKS.iter().map(|one| one.name);
    let fields = shipped_or_file(&ui, labels, shipped, ".kdl");
    let districts = found.districts.iter().map(|d| Choice::new(d.id.to_string(), d.name.clone()));
    let districts: Vec<Choice> = districts.collect();
    let stored = found.playbooks.iter().rev();
    let playbooks = stored
        .map(|(key, version)| Choice::new(format!("{key} {version}"), format!("{key} {version}")));
    let playbooks: Vec<Choice> = playbooks.collect();
    let binding = if districts.is_empty() || playbooks.is_empty() {
        Vec::new()
    } else {
        vec![
            FieldView::new("district", ui.t("admin-playbook-district"), FieldKind::Select)
                .options(districts),
            FieldView::new("playbook", ui.t("admin-playbook-stored"), FieldKind::Select)
                .options(playbooks),
        ]
    };
    let title = ui.t("admin-playbooks").to_owned();
    PlaybooksPage {
        districts: shown.collect(),
        fields,
        binding,
        findings: Vec::new(),
        errors: Vec::new(),
        ui: ui.with_title(title),
    }
}

impl PlaybooksPage {
    fn with_findings(mut self, findings: &[Finding]) -> Self {
        let speech = match self.ui.lang() {
            Lang::ZhCn => Speech::Chinese,
            Lang::En => Speech::English,
        };
        let line = |finding: &Finding| {
            let report = finding.report(speech);
            let (first, rest) = report.split_once('\n').unwrap_or((report.as_str(), ""));
            (first.to_owned(), rest.to_owned(), finding.severity == Severity::Error)
        };
        self.findings = findings.iter().map(line).collect();
        self
    }

    fn with_error(mut self, error: &AppError, field: &str) -> Self {
        self.errors = mistakes(&self.ui, error, field);
        self
    }
}

/// `GET /admin/playbooks`.
pub(super) async fn show(
    Officer { app, caller, ui, .. }: Officer,
    query: Query,
) -> Result<Response, Problem> {
    query.only(&[])?;
    let found = setup::overview(&app, Administrator::Caller(&caller)).await?;
    let page = page(ui, &found);
    Ok(respond::page(&page.ui, &page))
}

/// `POST /admin/playbooks`: checks a text and stores it.
pub(super) async fn publish(
    Officer { app, caller, ui, .. }: Officer,
    form: FormFields,
) -> Result<Response, Problem> {
    let by = Administrator::Caller(&caller);
    let outcome = match sent_or_shipped(&form, &SHIPPED_PLAYBOOKS) {
        Ok((name, text)) => {
            let name = if name.is_empty() { "playbook" } else { name };
            setup::publish_playbook(&app, by, &format!("{name}.kdl"), &text).await
        }
        Err(error) => Err(error),
    };
    let found = setup::overview(&app, by).await?;
    match outcome {
        Ok(Published::Stored { notes, .. }) if notes.is_empty() => {
            Ok(respond::redirect_with_flash("/admin/playbooks", Tone::Ok, "flash-playbook-stored"))
        }
        Ok(Published::Stored { notes, .. }) => {
            let text = ui.t("flash-playbook-stored-notes").to_owned();
            let ui = ui.with_flash(Some(Flash { tone: Tone::Ok, text }));
            let page = page(ui, &found).with_findings(&notes);
            Ok(respond::page(&page.ui, &page))
        }
        Ok(Published::Faulty(findings)) => {
            let page = page(ui, &found).with_findings(&findings);
            Ok(respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page.ui, &page))
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let page = page(ui, &found).with_error(&error, "file");
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}

/// `POST /admin/playbooks/binding`: a district works by a stored playbook from now on.
pub(super) async fn bind(
    Officer { app, caller, ui, .. }: Officer,
    form: FormFields,
) -> Result<Response, Problem> {
    let by = Administrator::Caller(&caller);
    let district = form.given("district").and_then(|word| word.parse().ok());
    let playbook = form.given("playbook").and_then(|words| {
        let (key, version) = words.split_once(' ')?;
        Some((Name::new(key).ok()?, version.parse().ok()?))
    });
    let (Some(district), Some((key, version))) = (district, playbook) else {
        return Err(AppError::NotFound.into());
    };
    match setup::bind_playbook(&app, by, district, &key, version).await {
        Ok(()) => {
            Ok(respond::redirect_with_flash("/admin/playbooks", Tone::Ok, "flash-playbook-bound"))
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let found = setup::overview(&app, by).await?;
            let page = page(ui, &found).with_error(&error, "district");
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}
