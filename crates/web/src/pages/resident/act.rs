//! Doing what a matter offers, each action with a form of its own.

use askama::Template;
use axum::{extract::Path, http::StatusCode, response::Response};
use linli_app::{
    App, AppError, Caller,
    matter::{self, ActionView, MatterView, TakeAction},
};
use linli_kernel::CaseId;

use crate::{
    pages::{
        form::{FormView, action_fields, form_view, key, label, refused, shown_again},
        frame::Resident,
        story::{self, Telling},
    },
    request::{FormFields, Problem, Query},
    respond,
    ui::{Tone, Ui, view::TimelineItem},
};

/// How many of the latest records are shown after somebody else was faster.
const LATEST: usize = 3;

#[derive(Template)]
#[template(path = "resident/act.html")]
struct Act {
    ui: Ui,
    back: String,
    number: String,
    /// The action with its form; none if it is not offered any more.
    form: Option<Form>,
    /// Why it was not done.
    refusal: Option<String>,
    /// What happened meanwhile.
    latest: Vec<TimelineItem>,
    /// What was typed, where the form itself is gone.
    typed: Vec<String>,
}

struct Form {
    address: String,
    label: String,
    /// What is asked, where words are.
    question: Vec<String>,
    danger: bool,
    task: Option<u32>,
    version: Option<u32>,
    key: String,
    body: FormView,
}

/// What an action's address names.
struct Asked {
    id: CaseId,
    action: String,
}

impl Asked {
    fn of((id, action): (String, String)) -> Result<Self, Problem> {
        Ok(Self { id: id.parse().map_err(|_| AppError::NotFound)?, action })
    }
}

/// `GET /m/matters/{id}/act/{action}`.
pub(super) async fn ask(
    Resident { app, caller, ui, .. }: Resident,
    Path(address): Path<(String, String)>,
    query: Query,
) -> Result<Response, Problem> {
    let asked = Asked::of(address)?;
    let task = query.parse("task")?;
    let view = matter::published_matter(&app, Some(&caller), asked.id).await?;
    let missing = || Problem::from(AppError::NotFound);
    let action = find(&view, &asked.action, task).ok_or_else(missing)?;
    let key = app.entropy.id().to_string();
    let form = Some(form(&ui, &view, action, key, &FormFields::default(), &[]));
    let page = page(ui, &view, form, None);
    Ok(respond::page(&page.ui, &page))
}

fn find<'a>(view: &'a MatterView, name: &str, task: Option<u32>) -> Option<&'a ActionView> {
    view.actions
        .iter()
        .find(|action| action.name == *name && (task.is_none() || action.task.map(|t| t.0) == task))
}

fn form(
    ui: &Ui,
    view: &MatterView,
    action: &ActionView,
    key: String,
    typed: &FormFields,
    errors: &[linli_app::FieldError],
) -> Form {
    Form {
        address: format!("/m/matters/{}/act/{}", view.id, action.name),
        label: label(ui, &action.label).to_owned(),
        question: super::matter::question(ui, view, action),
        danger: action.name == *"withdraw",
        task: action.task.map(|task| task.0),
        version: action.version,
        key,
        body: form_view(ui, &action.fields, Some(typed), errors),
    }
}

fn page(ui: Ui, view: &MatterView, form: Option<Form>, refusal: Option<String>) -> Act {
    let errors = form.as_ref().map(|form| form.body.errors.as_slice()).unwrap_or_default();
    let title = form.as_ref().map_or(ui.t("act-gone"), |form| form.label.as_str());
    let title = ui.title_with_errors(title, errors);
    let back = if view.own { "/m/matters" } else { "/published" };
    Act {
        back: format!("{back}/{}", view.id),
        number: view.number.clone(),
        form,
        refusal,
        latest: Vec::new(),
        typed: Vec::new(),
        ui: ui.with_title(title),
    }
}

/// `POST /m/matters/{id}/act/{action}`.
pub(super) async fn take(
    Resident { app, caller, ui, .. }: Resident,
    Path(address): Path<(String, String)>,
    form: FormFields,
) -> Result<Response, Problem> {
    let asked = Asked::of(address)?;
    let (form, fields) = action_fields(&app, &caller, form).await;
    let answer = match fields {
        Ok(fields) => {
            let input = TakeAction {
                action: asked.action.clone(),
                task: form.given("task").and_then(|task| task.parse().ok()),
                fields,
                seen_version: form.given("version").and_then(|version| version.parse().ok()),
            };
            matter::act(&app, &caller, asked.id, &input, form.given("key")).await
        }
        Err(error) => Err(error),
    };
    match answer {
        Ok(acted) if acted.in_sight => {
            let to = format!("/m/matters/{}", asked.id);
            Ok(respond::redirect_with_flash(&to, Tone::Ok, "flash-acted"))
        }
        // Whoever leaves a matter that others raised too reads it no more.
        Ok(_) if asked.action == "withdraw" => {
            Ok(respond::redirect_with_flash("/m/matters", Tone::Ok, "flash-left"))
        }
        // Whoever only reads what is published goes on reading that.
        Ok(_) => {
            let to = format!("/published/{}", asked.id);
            Ok(respond::redirect_with_flash(&to, Tone::Ok, "flash-acted"))
        }
        Err(error) => again(&app, &caller, ui, &asked, (&form, error)).await,
    }
}

/// The form again with everything typed; after somebody else was faster, with what happened.
async fn again(
    app: &App,
    caller: &Caller,
    ui: Ui,
    asked: &Asked,
    (typed, error): (&FormFields, AppError),
) -> Result<Response, Problem> {
    let (status, error) = shown_again(error)?;
    let errors = match &error {
        AppError::Fields(errors) => errors.as_slice(),
        _ => &[],
    };
    let view = matter::published_matter(app, Some(caller), asked.id).await?;
    let task = typed.given("task").and_then(|task| task.parse().ok());
    let key = key(app, typed, Some(&error));
    let shown =
        find(&view, &asked.action, task).map(|action| form(&ui, &view, action, key, typed, errors));
    let refusal = (!matches!(error, AppError::Fields(_))).then(|| refused(&ui, &error));
    let telling = Telling { own: view.own, marked: false, open: view.open, photos: "/photos" };
    let mut page = page(ui, &view, shown, refusal);
    if matches!(status, StatusCode::PRECONDITION_FAILED | StatusCode::CONFLICT) {
        page.latest = story::timeline(&page.ui, &view.events, telling);
        page.latest.truncate(LATEST);
    }
    if page.form.is_none() {
        let words = typed.texts().iter().filter(|(name, _)| name.starts_with("f."));
        page.typed = words.map(|(_, value)| value.clone()).filter(|v| !v.is_empty()).collect();
    }
    Ok(respond::page_with(status, &page.ui, &page))
}
