//! A task inside the organisation that has it: who handles it there, the draft that waits, giving it
//! to somebody, approving and giving back.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use linli_app::{
    App, AppError, Caller,
    inside::{self, DraftView, InsideView},
    matter::{self, ActionView, MatterView},
};
use linli_domain::inside::MAX_WORD;
use linli_kernel::CaseId;
use linli_playbook::engine::TaskNumber;

use super::{desk::Worker, panel};
use crate::{
    pages::{
        form::{self, at_fault, refused, shown_again},
        story,
    },
    request::{FormFields, Ids, Problem},
    respond,
    ui::{
        Tone, Ui,
        view::{Choice, Fact, FieldError, FieldKind, FieldView, Photo, Tag},
    },
};

/// What a case's page says of it.
pub(super) struct Panel {
    pub(super) tag: Tag,
    pub(super) note: String,
    pub(super) facts: Vec<Fact>,
    pub(super) href: String,
    pub(super) label: String,
    /// Whether that is what the reader is asked for.
    pub(super) first: bool,
}

#[derive(Template)]
#[template(path = "workbench/inside.html")]
struct InsidePage {
    ui: Ui,
    href: String,
    case: String,
    number: String,
    tag: Tag,
    note: String,
    facts: Vec<Fact>,
    errors: Vec<FieldError>,
    version: i64,
    key: String,
    /// To whom it can be given.
    to: Option<FieldView>,
    /// What the draft does, with what was filled in.
    draft: Option<Written>,
    /// The word with which it is given back, for whoever reviews it.
    words: Option<FieldView>,
}

/// What somebody wrote to be reviewed.
struct Written {
    title: String,
    facts: Vec<Fact>,
    photos: Vec<Photo>,
}

/// What is to be shown again, and why.
#[derive(Default)]
struct Again<'a> {
    error: Option<&'a AppError>,
    to: &'a str,
    words: &'a str,
    key: Option<&'a str>,
}

/// The draft that goes on where its writer left it, or took it back from review.
pub(super) fn drafted(view: &MatterView, action: &ActionView) -> Option<FormFields> {
    let inside = view.inside.iter().find(|inside| Some(inside.task) == action.task)?;
    let draft = inside.draft.as_ref()?;
    let goes_on = draft.state == "returned" || draft.state == "waiting" && draft.own;
    (goes_on && draft.action == action.name).then(|| form::typed_again(&draft.fields))
}

/// How far it is inside.
fn tag(ui: &Ui, view: &InsideView) -> Tag {
    match view.draft.as_ref().map(|draft| draft.state) {
        Some("waiting") => Tag::new(Tone::Warn, ui.t("inside-waiting")),
        Some("returned") => Tag::new(Tone::Bad, ui.t("inside-returned")),
        Some("approved") => Tag::new(Tone::Ok, ui.t("inside-approved")),
        _ if view.given.is_some() => Tag::new(Tone::Brand, ui.t("inside-handled")),
        _ => Tag::new(Tone::Plain, ui.t("inside-nobody")),
    }
}

/// What has to be known: the clock outside runs on, or the task is closed there.
fn note(ui: &Ui, view: &InsideView) -> String {
    let waiting = view.draft.as_ref().is_some_and(|draft| draft.state == "waiting");
    let key = match (view.open, waiting) {
        (true, true) => "inside-clock-runs",
        (true, false) if !view.yours => "inside-not-yours",
        (false, true) => "inside-closed-outside",
        _ => return String::new(),
    };
    ui.t(key).to_owned()
}

fn facts(ui: &Ui, view: &InsideView) -> Vec<Fact> {
    let mut facts = vec![Fact::new(ui.t("inside-organisation"), view.name.clone())];
    if let Some(given) = &view.given {
        facts.push(Fact::new(ui.t("inside-given-to"), given.to.clone()));
        let by = ui.t2("inside-by-at", ("who", &given.by), ("when", &ui.when(&given.at)));
        facts.push(Fact::new(ui.t("inside-given-by"), by));
    }
    if let Some(draft) = &view.draft {
        let by = ui.t2("inside-by-at", ("who", &draft.by), ("when", &ui.when(&draft.at)));
        facts.push(Fact::new(ui.t("inside-drafted-by"), by));
        if let Some((who, at)) = &draft.reviewed {
            let by = ui.t2("inside-by-at", ("who", who), ("when", &ui.when(at)));
            facts.push(Fact::new(ui.t("inside-reviewed-by"), by));
        }
        if let Some(words) = &draft.words {
            facts.push(Fact::new(ui.t("inside-word"), words.clone()));
        }
    }
    facts
}

/// The panels of a case's page: only where there is anything to be said.
pub(super) fn panels(ui: &Ui, view: &MatterView, href: &str) -> Vec<Panel> {
    let panel = |inside: &InsideView| {
        let label = match (inside.may_review, inside.may_give.is_empty()) {
            (true, _) => "inside-review",
            (false, false) => "inside-give",
            (false, true) => "inside-see",
        };
        Panel {
            tag: tag(ui, inside),
            note: note(ui, inside),
            facts: facts(ui, inside),
            href: format!("{href}/inside/{}", inside.task.0),
            label: ui.t(label).to_owned(),
            first: inside.may_review,
        }
    };
    view.inside.iter().filter(|inside| inside.divided).map(panel).collect()
}

fn written(ui: &Ui, draft: &DraftView) -> Option<Written> {
    if draft.state == "approved" {
        return None;
    }
    let form = draft.form.as_ref();
    let title = form.map_or(draft.action.as_str(), |form| form::label(ui, &form.label));
    let fields = form.map(|form| form.fields.as_slice()).unwrap_or_default();
    Some(Written {
        title: title.to_owned(),
        facts: form::read(ui, fields, &draft.fields),
        photos: story::photos(ui, &draft.photos, "/photos"),
    })
}

/// To whom it can be given.
fn receivers(ui: &Ui, view: &InsideView, chosen: &str) -> Option<FieldView> {
    if view.may_give.is_empty() {
        return None;
    }
    let choice = |one: &inside::Receiver| {
        let named = match &one.section {
            Some(section) => format!("{section}·{}", one.name),
            None => one.name.clone(),
        };
        Choice { chosen: one.word == chosen, ..Choice::new(one.word.clone(), named) }
    };
    let none = Choice::new("", ui.t("form-choose"));
    let options = [none].into_iter().chain(view.may_give.iter().map(choice)).collect();
    Some(FieldView::new("to", ui.t("inside-give-to"), FieldKind::Select).options(options))
}

/// The page of a task, also when something is wrong with what was sent.
async fn page(
    (app, caller): (&App, &Caller),
    ui: Ui,
    (id, task): (CaseId, u32),
    again: Again<'_>,
) -> Result<InsidePage, Problem> {
    let view = matter::matter(app, caller, id).await?;
    let own = |inside: &&InsideView| inside.task == TaskNumber(task);
    let found = view.inside.iter().find(own).ok_or(AppError::NotFound)?;
    let mut to = receivers(&ui, found, again.to);
    let kind = FieldKind::lines(2, MAX_WORD);
    let words = FieldView::new("words", ui.t("inside-return-word"), kind).value(again.words);
    let mut words = found.may_review.then_some(words);
    let mut errors = Vec::new();
    match again.error {
        Some(error @ AppError::Fields(wrong)) => {
            let named = |field: &FieldView| wrong.iter().any(|one| one.field == field.name);
            to = to.map(|to| if named(&to) { at_fault(&ui, to, error) } else { to });
            words = words.map(|one| if named(&one) { at_fault(&ui, one, error) } else { one });
            errors.extend(
                [&to, &words].into_iter().flatten().filter_map(|f| FieldError::named(&ui, f)),
            );
        }
        Some(error) => {
            errors.push(FieldError { id: "main".to_owned(), text: refused(&ui, error) });
        }
        None => {}
    }
    let title = ui.title_with_errors(ui.t("inside-title"), &errors);
    let key = again.key.map_or_else(|| app.entropy.id().to_string(), str::to_owned);
    Ok(InsidePage {
        href: format!("/w/cases/{id}/inside/{task}"),
        case: format!("/w/cases/{id}"),
        number: panel::title(&ui, &view),
        tag: tag(&ui, found),
        note: note(&ui, found),
        facts: facts(&ui, found),
        draft: found.draft.as_ref().and_then(|draft| written(&ui, draft)),
        errors,
        version: found.version,
        key,
        to,
        words,
        ui: ui.with_title(title),
    })
}

/// `GET /w/cases/{id}/inside/{task}`.
pub(super) async fn show(
    worker: Worker,
    Ids(id, task): Ids<CaseId, u32>,
) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let page = page((&app, &caller), ui, (id, task), Again::default()).await?;
    Ok(respond::page(&page.ui, &page))
}

/// What a form was made for.
fn seen(form: &FormFields) -> Result<i64, Problem> {
    let version = form.given("version").and_then(|word| word.parse().ok());
    Ok(version.ok_or(AppError::VersionMissing)?)
}

/// Back to the case with a word, or the page again with what is wrong.
async fn told(
    (app, caller): (&App, &Caller),
    ui: Ui,
    (id, task): (CaseId, u32),
    (form, error, flash): (FormFields, Option<AppError>, &'static str),
) -> Result<Response, Problem> {
    let Some(error) = error else {
        let to = format!("/w/cases/{id}");
        return Ok(respond::redirect_with_flash(&to, Tone::Ok, flash));
    };
    let (status, error) = shown_again(error)?;
    let again = Again {
        error: Some(&error),
        to: form.get("to").unwrap_or_default(),
        words: form.get("words").unwrap_or_default(),
        key: form.given("key").filter(|_| status != StatusCode::PRECONDITION_FAILED),
    };
    let page = page((app, caller), ui, (id, task), again).await?;
    Ok(respond::page_with(status, &page.ui, &page))
}

/// `POST /w/cases/{id}/inside/{task}/give`.
pub(super) async fn give(
    worker: Worker,
    Ids(id, task): Ids<CaseId, u32>,
    form: FormFields,
) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let (version, to) = (seen(&form)?, form.get("to").unwrap_or_default().to_owned());
    let given = inside::give(&app, &caller, id, (TaskNumber(task), version), &to).await;
    let outcome = (form, given.err(), "flash-inside-given");
    told((&app, &caller), ui, (id, task), outcome).await
}

/// `POST /w/cases/{id}/inside/{task}/approve`.
pub(super) async fn approve(
    worker: Worker,
    Ids(id, task): Ids<CaseId, u32>,
    form: FormFields,
) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let named = (TaskNumber(task), seen(&form)?);
    match inside::approve(&app, &caller, id, named, form.given("key")).await {
        Ok(acted) if !acted.in_sight => {
            Ok(respond::redirect_with_flash("/w", Tone::Ok, "flash-inside-approved"))
        }
        answer => {
            let outcome = (form, answer.err(), "flash-inside-approved");
            told((&app, &caller), ui, (id, task), outcome).await
        }
    }
}

/// `POST /w/cases/{id}/inside/{task}/return`.
pub(super) async fn give_back(
    worker: Worker,
    Ids(id, task): Ids<CaseId, u32>,
    form: FormFields,
) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let (named, words) = ((TaskNumber(task), seen(&form)?), form.get("words").unwrap_or_default());
    let answer = inside::return_draft(&app, &caller, id, named, words).await;
    let outcome = (form, answer.err(), "flash-inside-returned");
    told((&app, &caller), ui, (id, task), outcome).await
}
