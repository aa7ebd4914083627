//! How a matter stands, by its number and the last four digits of the telephone left with it; for
//! everybody, without an account.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use linli_app::{
    AppError,
    matter::{self, ProgressView},
};

use super::queue::kind_words;
use crate::{
    pages::{
        form::{label, refused},
        frame::Visitor,
        story::{self, Telling},
    },
    request::{ClientAddress, FormFields, Problem, Query},
    respond,
    ui::{
        Ui,
        view::{CallRow, Fact, FieldError, FieldKind, FieldView, Stages, TimelineItem},
    },
};

/// Longest number of a case.
const MAX_NUMBER: u32 = 40;

#[derive(Template)]
#[template(path = "workbench/progress.html")]
struct ProgressPage {
    ui: Ui,
    fields: Vec<FieldView>,
    errors: Vec<FieldError>,
    found: Option<Found>,
}

/// How it stands.
struct Found {
    number: String,
    stages: Stages,
    facts: Vec<Fact>,
    calls: Vec<CallRow>,
    story: Vec<TimelineItem>,
}

fn page(ui: Ui, number: &str, error: Option<&AppError>) -> ProgressPage {
    let line = FieldKind::Text { max: MAX_NUMBER };
    let number = FieldView::new("number", ui.t("progress-number"), line)
        .hint(ui.t("progress-number-hint"))
        .value(number);
    let digits = FieldView::new("digits", ui.t("progress-digits"), FieldKind::Code { digits: 4 });
    // One sentence at the top for both: it must not tell which of them was wrong.
    let errors = error.map(|error| FieldError { id: number.id(), text: refused(&ui, error) });
    let errors: Vec<FieldError> = errors.into_iter().collect();
    let title = ui.title_with_errors(ui.t("progress-title"), &errors);
    ProgressPage { ui: ui.with_title(title), fields: vec![number, digits], errors, found: None }
}

/// `GET /progress`.
pub(super) async fn ask(visitor: Visitor, query: Query) -> Result<Response, Problem> {
    let page = page(visitor.ui, query.get("number").unwrap_or_default(), None);
    Ok(respond::page(&page.ui, &page))
}

/// `POST /progress`.
pub(super) async fn look(
    visitor: Visitor,
    ClientAddress(address): ClientAddress,
    form: FormFields,
) -> Result<Response, Problem> {
    let number = form.get("number").unwrap_or_default();
    let digits = form.get("digits").unwrap_or_default();
    match matter::progress(&visitor.app, number, digits, address).await {
        Ok(view) => {
            let mut page = page(visitor.ui, number, None);
            page.found = Some(found(&page.ui, &view));
            Ok(respond::page(&page.ui, &page))
        }
        Err(error) => {
            let status = match &error {
                AppError::Refused(..) => StatusCode::UNPROCESSABLE_ENTITY,
                AppError::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
                _ => return Err(error.into()),
            };
            let page = page(visitor.ui, number, Some(&error));
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}

fn found(ui: &Ui, view: &ProgressView) -> Found {
    let mut facts = Vec::new();
    if let Some(category) = &view.category {
        facts.push(Fact::new(ui.t("fact-category"), label(ui, category)));
    }
    facts.push(Fact::new(ui.t("fact-place"), view.address.clone()));
    facts.push(Fact::new(ui.t("fact-opened"), ui.when(&view.opened_at)));
    match &view.end {
        Some(end) => facts.push(Fact::new(ui.t("clock-ended"), label(ui, end))),
        None => facts.push(Fact::new(ui.t("clock-overall"), ui.when(&view.due))),
    }
    let call = |part: &matter::PartView| {
        let title = story::holder(ui, part);
        CallRow {
            initial: story::initial(ui, part).to_owned(),
            text: kind_words(ui, part.kind).to_owned(),
            phone: part.phone.clone(),
            show_number: true,
            title,
        }
    };
    let telling =
        Telling { own: false, marked: false, open: view.open, photos: "/published/photos" };
    Found {
        number: view.number.clone(),
        stages: story::stages(ui, &view.stages),
        facts,
        calls: view.parts.iter().map(call).collect(),
        story: story::timeline(ui, &view.events, telling),
    }
}
