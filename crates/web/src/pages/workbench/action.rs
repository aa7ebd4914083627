//! An action on a case: its form, and taking it.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use linli_app::{
    App, AppError, Caller,
    dispatch::Suggestions,
    matter::{self, ActionView, FieldView, MatterView, RawFields, TakeAction},
};
use linli_kernel::CaseId;
use linli_playbook::{engine::TaskNumber, model::Sensitivity};

use super::{
    case::Asked,
    desk::Worker,
    inside, panel,
    suggested::{self, Suggested},
};
use crate::{
    pages::{
        form::{self, FormView, refused},
        story::{self, Telling},
    },
    request::{FormFields, Id, Problem, Query},
    respond,
    server::Site,
    ui::{
        Tone, Ui,
        view::{FieldError, TimelineItem},
    },
};

#[derive(Template)]
#[template(path = "workbench/action.html")]
struct ActionPage {
    ui: Ui,
    href: String,
    number: String,
    label: String,
    hint: String,
    words: Option<String>,
    asked: Vec<Asked>,
    form: FormView,
    errors: Vec<FieldError>,
    /// Who is suggested as a party; nothing on a form that names none.
    suggested: Suggested,
    /// Name of the action, number and version of its task, the newest event seen, the key.
    hidden: Vec<(&'static str, String)>,
    /// What happened since the form was opened.
    changed: Vec<TimelineItem>,
    /// What was typed, where the action is no longer offered: it can be copied, not sent.
    gone: Option<Vec<String>>,
}

/// The action of that name and task, as the case offers it.
fn offered<'v>(view: &'v MatterView, name: &str, task: Option<u32>) -> Option<&'v ActionView> {
    let task = task.map(TaskNumber);
    view.actions.iter().find(|action| action.name == *name && action.task == task)
}

/// `GET /w/cases/{id}/act?action=…&task=…`.
pub(super) async fn ask(
    State(site): State<Site>,
    worker: Worker,
    Id(id): Id<CaseId>,
    query: Query,
) -> Result<Response, Problem> {
    query.only(&["action", "task", "fill"])?;
    let Worker { app, caller, ui, .. } = worker;
    let view = matter::matter(&app, &caller, id).await?;
    let name = query.get("action").unwrap_or_default();
    let Some(action) = offered(&view, name, query.parse("task")?) else {
        let to = format!("/w/cases/{id}");
        return Ok(respond::redirect_with_flash(&to, Tone::Warn, "flash-not-offered"));
    };
    let found = suggested::load(&app, &caller, &view, action).await?;
    let typed = found.as_ref().zip(query.get("fill"));
    let typed = typed.map(|(found, what)| suggested::filled(found, action, what));
    let typed = typed.or_else(|| inside::drafted(&view, action));
    let page = Filling {
        view: &view,
        action,
        typed: typed.as_ref(),
        error: None,
        seen: None,
        suggested: found.as_ref(),
    };
    let page = page.page(ui, &site.app);
    Ok(respond::page(&page.ui, &page))
}

/// `POST /w/cases/{id}/act`.
pub(super) async fn take(
    worker: Worker,
    Id(id): Id<CaseId>,
    typed: FormFields,
) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let number = |name: &str| typed.given(name).and_then(|word| word.parse::<u32>().ok());
    let input = TakeAction {
        action: typed.given("action").unwrap_or_default().to_owned(),
        task: number("task"),
        fields: RawFields::new(),
        seen_version: number("version"),
    };
    let (seen, key) = (number("seen"), typed.given("key").map(str::to_owned));
    // One more row was asked for.
    if typed.given("rows").is_some() {
        return again(&app, &caller, ui, id, (input, typed, seen), None).await;
    }
    let (typed, fields) = form::action_fields(&app, &caller, typed).await;
    let taken = match fields {
        Ok(fields) => {
            let input = TakeAction { fields, ..input.clone() };
            matter::act(&app, &caller, id, &input, key.as_deref()).await
        }
        Err(error) => Err(error),
    };
    match taken {
        Ok(acted) if acted.drafted => {
            let to = format!("/w/cases/{id}");
            Ok(respond::redirect_with_flash(&to, Tone::Ok, "flash-drafted"))
        }
        Ok(acted) if acted.in_sight => {
            let to = format!("/w/cases/{id}");
            Ok(respond::redirect_with_flash(&to, Tone::Ok, "flash-acted"))
        }
        Ok(_) => Ok(respond::redirect_with_flash("/w", Tone::Ok, "flash-acted")),
        Err(error) => again(&app, &caller, ui, id, (input, typed, seen), Some(error)).await,
    }
}

/// The form again, with everything that was typed, what is wrong, and what changed meanwhile.
async fn again(
    app: &App,
    caller: &Caller,
    ui: Ui,
    id: CaseId,
    (input, typed, seen): (TakeAction, FormFields, Option<u32>),
    error: Option<AppError>,
) -> Result<Response, Problem> {
    let shown = error.map(form::shown_again).transpose()?;
    let (status, error) = shown.map_or((StatusCode::OK, None), |(s, error)| (s, Some(error)));
    let view = matter::matter(app, caller, id).await?;
    let none = ActionView {
        name: linli_playbook::Name::new("gone").map_err(|_| AppError::NotFound)?,
        label: view.step_label.clone(),
        task: None,
        version: None,
        fields: Vec::new(),
    };
    let found = offered(&view, &input.action, input.task);
    let action = found.unwrap_or(&none);
    let suggested = suggested::load(app, caller, &view, action).await?;
    let page = Filling {
        view: &view,
        action,
        typed: Some(&typed),
        error: error.as_ref(),
        seen,
        suggested: suggested.as_ref(),
    };
    let mut page = page.page(ui, app);
    if found.is_none() {
        page = page.gone(&typed);
    }
    Ok(respond::page_with(status, &page.ui, &page))
}

/// A form on its way to somebody.
struct Filling<'a> {
    view: &'a MatterView,
    action: &'a ActionView,
    typed: Option<&'a FormFields>,
    error: Option<&'a AppError>,
    seen: Option<u32>,
    suggested: Option<&'a Suggestions>,
}

impl Filling<'_> {
    fn page(&self, ui: Ui, app: &App) -> ActionPage {
        let Self { view, action, typed, error, seen, suggested } = *self;
        let label = form::label(&ui, &action.label).to_owned();
        let wrong = match error {
            Some(AppError::Fields(errors)) => errors.as_slice(),
            _ => &[],
        };
        let form = form::form_view(&ui, &action.fields, typed, wrong);
        let mut errors = form.errors.clone();
        if let Some(error) = error.filter(|error| !matches!(error, AppError::Fields(_))) {
            errors.insert(0, FieldError { id: "main".to_owned(), text: refused(&ui, error) });
        }
        let last = view.events.last().map_or(0, |event| event.number);
        let newer: Vec<_> = match seen {
            Some(seen) => view.events.iter().filter(|e| e.number > seen).cloned().collect(),
            None => Vec::new(),
        };
        let telling = Telling { own: false, marked: true, open: false, photos: "/photos" };
        let mut hidden = vec![
            ("action", action.name.to_string()),
            ("seen", last.to_string()),
            ("key", form::key(app, typed.unwrap_or(&FormFields::default()), error)),
        ];
        hidden.extend(action.task.map(|task| ("task", task.0.to_string())));
        hidden.extend(action.version.map(|version| ("version", version.to_string())));
        let title = ui.t2("action-page-title", ("action", &label), ("number", &view.number));
        let title = ui.title_with_errors(&title, &errors);
        let href = format!("/w/cases/{}", view.id);
        let known = panel::known(&ui, view, action, &href);
        let suggested = suggested.map(|found| suggested::shown(&ui, found, action, &href));
        ActionPage {
            suggested: suggested.unwrap_or_default(),
            href,
            number: view.number.clone(),
            hint: hint(&ui, action),
            words: view.text.clone(),
            asked: known.into_iter().chain(panel::asked(&ui, view)).collect(),
            changed: story::timeline(&ui, &newer, telling),
            gone: None,
            ui: ui.with_title(title),
            label,
            form,
            errors,
            hidden,
        }
    }
}

/// What is to be known before the form is filled in.
fn hint(ui: &Ui, action: &ActionView) -> String {
    let read_by_all = |field: &FieldView| {
        field.sensitivity == Sensitivity::Public && matches!(field.kind, "text" | "lines")
    };
    let key = match action.fields.as_slice() {
        [] => "action-no-fields",
        fields if fields.iter().any(read_by_all) => "action-read-by-all",
        _ => return String::new(),
    };
    ui.t(key).to_owned()
}

impl ActionPage {
    /// Without a form, but with the words that were typed.
    fn gone(mut self, typed: &FormFields) -> Self {
        let words = typed.texts().iter().filter(|(name, _)| name.starts_with(form::PREFIX));
        let words = words.map(|(_, value)| value.clone()).filter(|value| !value.is_empty());
        self.gone = Some(words.collect());
        self
    }
}
