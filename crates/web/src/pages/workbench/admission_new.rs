//! A department's new request.

use askama::Template;
use axum::response::Response;
use linli_app::{
    AppError,
    admission::{self, AdmissionChoices, MakeRequest},
};
use linli_domain::admission::{AskKind, MAX_TEXT, MAX_TITLE};

use super::desk::Worker;
use crate::{
    pages::{
        admission::{choices, kind},
        form::{key, said, shown_again},
    },
    request::{FormFields, Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{Choice, FieldError, FieldKind, FieldView, Link},
    },
};

#[derive(Template)]
#[template(path = "workbench/admission_new.html")]
struct Asking {
    ui: Ui,
    /// The departments to choose from, if there are several.
    departments: Vec<(Link, bool)>,
    department: String,
    fields: Vec<FieldView>,
    errors: Vec<FieldError>,
    key: String,
}

fn fields(ui: &Ui, offered: &AdmissionChoices, typed: &FormFields) -> Vec<FieldView> {
    let value = |name: &str| typed.get(name).unwrap_or_default().to_owned();
    let mut items = vec![Choice::new("", ui.t("admission-item-none"))];
    items.extend(offered.items.iter().map(|item| Choice::new(item.id.to_string(), &*item.title)));
    let kinds = choices(AskKind::ALL.map(AskKind::word), |word| kind(ui, word));
    let place = |place: &admission::AdmissionPlace| {
        let id = place.id.to_string();
        let label = match place.over.is_empty() {
            true => ui.t1("admission-whole-place", "place", place.name.as_str()),
            false => place.name.clone(),
        };
        Choice::new(id, label)
    };
    let communities =
        FieldView::new("communities", ui.t("admission-communities"), FieldKind::ManyChips)
            .options(offered.places.iter().map(place).collect())
            .chosen(typed.all("communities"));
    let text = FieldKind::lines(6, MAX_TEXT);
    vec![
        FieldView::new("item", ui.t("admission-item"), FieldKind::Select)
            .hint(ui.t("admission-item-hint"))
            .options(items)
            .value(value("item"))
            .optional(),
        FieldView::new("kind", ui.t("admission-kind"), FieldKind::Chips)
            .hint(ui.t("admission-kind-hint"))
            .options(kinds)
            .value(value("kind"))
            .optional(),
        FieldView::new("title", ui.t("admission-request-title"), FieldKind::line(MAX_TITLE))
            .value(value("title")),
        FieldView::new("text", ui.t("admission-request-text"), text)
            .hint(ui.t("admission-request-text-hint"))
            .value(value("text")),
        FieldView::new("due", ui.t("admission-due"), FieldKind::Date).value(value("due")),
        communities,
    ]
}

fn asking(
    ui: Ui,
    offered: &AdmissionChoices,
    typed: &FormFields,
    error: Option<&AppError>,
    key: String,
) -> Asking {
    let mut fields = fields(&ui, offered, typed);
    let mut all: Vec<&mut FieldView> = fields.iter_mut().collect();
    let errors = said(&ui, &mut all, error);
    let link = |one: &admission::Named| {
        let href = format!("/w/admissions/new?department={}", one.id);
        (Link { href, label: one.name.clone() }, one.id == offered.department.id)
    };
    let several = offered.departments.len() > 1;
    let title = ui.title_with_errors(ui.t("admission-ask"), &errors);
    Asking {
        departments: offered.departments.iter().filter(|_| several).map(link).collect(),
        department: offered.department.id.clone(),
        fields,
        errors,
        key,
        ui: ui.with_title(title),
    }
}

/// `GET /w/admissions/new`, in the name of `?department=…` or of the first.
pub(super) async fn ask(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["department"])?;
    let Worker { app, caller, ui, .. } = worker;
    let offered = admission::request_choices(&app, &caller, query.get("department")).await?;
    let key = app.entropy.id().to_string();
    let page = asking(ui, &offered, &FormFields::default(), None, key);
    Ok(respond::page(&page.ui, &page))
}

/// `POST /w/admissions/new`.
pub(super) async fn make(worker: Worker, form: FormFields) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let word = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let input = MakeRequest {
        department: word("department"),
        item: word("item"),
        kind: word("kind"),
        title: word("title"),
        text: word("text"),
        due: word("due"),
        communities: form.all("communities").map(str::to_owned).collect(),
    };
    match admission::make_request(&app, &caller, &input, form.given("key")).await {
        Ok(made) => {
            let to = format!("/w/admissions/{}", made.id);
            let said = if made.waits { "flash-admission-waits" } else { "flash-admission-made" };
            Ok(respond::redirect_with_flash(&to, Tone::Ok, said))
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let named = form.given("department");
            let offered = admission::request_choices(&app, &caller, named).await?;
            let key = key(&app, &form, Some(&error));
            let page = asking(ui, &offered, &form, Some(&error), key);
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}
