//! Tables of places and of staff: sent, checked row by row, looked over, imported. Long ones show
//! how far they came.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderValue, StatusCode},
    response::Response,
};
use linli_app::{
    App, AppError, AppResult, Caller,
    account::Administrator,
    setup::{self, Import, Progress, Stage},
};

use super::{
    officer::Officer,
    shelf::{Held, Outcome, Shelf},
};
use crate::{
    pages::{form::refused, rows},
    request::{FormFields, Problem, Query},
    respond,
    server::Site,
    ui::{
        Ui,
        view::{FieldError, FieldKind, FieldView, TableMistake},
    },
};

/// Mistakes that are listed; a file with more is put right step by step.
const LISTED: usize = 500;

#[derive(Template)]
#[template(path = "administration/import.html")]
struct AskPage {
    ui: Ui,
    kind: &'static str,
    /// The columns of each table that is taken, in sentences.
    columns: Vec<String>,
    fields: Vec<FieldView>,
    errors: Vec<FieldError>,
}

#[derive(Template)]
#[template(path = "administration/imported.html")]
struct ShowPage {
    ui: Ui,
    kind: &'static str,
    action: String,
    /// While somebody works on it: words, rows done, rows in all.
    running: Option<(String, usize, usize)>,
    problems: Vec<TableMistake>,
    /// How many are wrong.
    wrong: usize,
    /// What would be done, to be confirmed.
    ready: Option<String>,
    /// What was done.
    done: Option<String>,
    /// Why nothing was.
    refused: Option<String>,
}

/// The tables that there are.
fn known(kind: &str) -> Result<&'static str, Problem> {
    match kind {
        "places" => Ok("places"),
        "staff" => Ok("staff"),
        _ => Err(AppError::NotFound.into()),
    }
}

/// Which columns the tables of a kind have, each table with its own.
fn columns(ui: &Ui, kind: &str) -> Vec<String> {
    let tables: &[(&str, &[&str])] = if kind == "places" {
        &[
            ("admin-import-places-divisions", setup::DIVISION_COLUMNS),
            ("admin-import-places-own", setup::PLACE_COLUMNS),
        ]
    } else {
        &[("admin-import-staff-columns", setup::STAFF_COLUMNS)]
    };
    tables.iter().map(|(key, columns)| ui.t1(key, "columns", columns.join(", "))).collect()
}

fn title<'a>(ui: &'a Ui, kind: &str) -> &'a str {
    if kind == "places" { ui.t("admin-import-places") } else { ui.t("admin-import-staff") }
}

fn page(ui: Ui, kind: &str, only: &str, error: Option<&'static str>) -> Result<AskPage, Problem> {
    let kind = known(kind)?;
    let columns = columns(&ui, kind);
    let file = FieldKind::File { accept: ".csv,.xlsx".to_owned() };
    let mut file = FieldView::new("file", ui.t("admin-import-file"), file);
    file = file.hint(ui.t("admin-import-file-hint"));
    file.error = error.map(|key| ui.t(key).to_owned());
    let mut fields = vec![file];
    if kind == "places" {
        let only_field =
            FieldView::new("only", ui.t("admin-import-only"), FieldKind::Text { max: 12 });
        let only_field = only_field.hint(ui.t("admin-import-only-hint"));
        fields.push(only_field.value(only).optional());
    }
    let errors = FieldError::of(&ui, &fields);
    let title = ui.title_with_errors(title(&ui, kind), &errors);
    Ok(AskPage { ui: ui.with_title(title), kind, columns, fields, errors })
}

/// `GET /admin/imports/{kind}`.
pub(super) async fn ask(
    Officer { app, caller, ui, .. }: Officer,
    Path(kind): Path<String>,
    query: Query,
) -> Result<Response, Problem> {
    query.only(&[])?;
    setup::overview(&app, Administrator::Caller(&caller)).await?;
    let page = page(ui, &kind, "", None)?;
    Ok(respond::page(&page.ui, &page))
}

/// `POST /admin/imports/{kind}`: takes the file and checks it.
pub(super) async fn check(
    State(site): State<Site>,
    Officer { app, caller, ui, .. }: Officer,
    Path(kind): Path<String>,
    form: FormFields,
) -> Result<Response, Problem> {
    setup::overview(&app, Administrator::Caller(&caller)).await?;
    let word = known(&kind)?;
    let Some(bytes) = form.files("file").next().cloned() else {
        let only = form.get("only").unwrap_or_default();
        let page = page(ui, &kind, only, Some("admin-import-no-file"))?;
        return Ok(respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page.ui, &page));
    };
    let name = app.entropy.id().to_string();
    let progress = Progress::default();
    let held = Held {
        person: caller.person,
        at: app.now(),
        kind: word,
        only: form.given("only").map(str::to_owned),
        bytes,
        outcome: Outcome::Running(progress.clone()),
    };
    site.shelf.put(&name, held.clone());
    let to = format!("/admin/imports/{word}/{name}");
    work(Arc::clone(&site.shelf), app, caller, (name, held), true, progress).await;
    Ok(respond::redirect(&to))
}

/// `POST /admin/imports/{kind}/{file}`: imports what was checked.
pub(super) async fn take(
    State(site): State<Site>,
    Officer { app, caller, .. }: Officer,
    Path((kind, name)): Path<(String, String)>,
    _form: FormFields,
) -> Result<Response, Problem> {
    setup::overview(&app, Administrator::Caller(&caller)).await?;
    let word = known(&kind)?;
    let to = format!("/admin/imports/{word}/{name}");
    if let Some(held) = site.shelf.begin(&name, word, caller.person)
        && let Outcome::Running(progress) = held.outcome.clone()
    {
        work(Arc::clone(&site.shelf), app, caller, (name, held), false, progress).await;
    }
    Ok(respond::redirect(&to))
}

/// How long a page waits for the work before it shows how far it came, in milliseconds.
const PATIENCE: std::time::Duration = std::time::Duration::from_millis(700);

/// Works beside the request, which waits only a moment: whoever sent a short table sees the
/// outcome at once, and who closes the page of a long one stops nothing.
async fn work(
    shelf: Arc<Shelf>,
    app: App,
    caller: Caller,
    (name, held): (String, Held),
    dry_run: bool,
    progress: Progress,
) {
    let running = tokio::spawn(async move {
        let outcome = match import(&app, &caller, &held, dry_run, &progress).await {
            Ok(import) if dry_run || !import.problems.is_empty() => Outcome::Checked(import),
            Ok(import) => Outcome::Imported(import),
            Err(error) => {
                if let AppError::Internal(cause) = &error {
                    tracing::error!(cause, "an import failed inside");
                }
                Outcome::Refused(Arc::new(error))
            }
        };
        shelf.tell(&name, outcome);
    });
    // Whether it ended in time is seen on the shelf.
    let _ = tokio::time::timeout(PATIENCE, running).await;
}

async fn import(
    app: &App,
    caller: &Caller,
    held: &Held,
    dry_run: bool,
    progress: &Progress,
) -> AppResult<Import> {
    let by = Administrator::Caller(caller);
    if held.kind == "places" {
        let only = held.only.as_deref();
        setup::import_places_watched(app, by, &held.bytes, only, dry_run, progress).await
    } else {
        setup::import_staff_watched(app, by, &held.bytes, dry_run, progress).await
    }
}

/// `GET /admin/imports/{kind}/{file}`.
pub(super) async fn show(
    State(site): State<Site>,
    Officer { caller, ui, .. }: Officer,
    Path((kind, name)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let kind = known(&kind)?;
    let found = site.shelf.get(&name, kind, caller.person);
    let title = title(&ui, kind).to_owned();
    let mut page = ShowPage {
        ui: ui.with_title(title),
        kind,
        action: format!("/admin/imports/{kind}/{name}"),
        running: None,
        problems: Vec::new(),
        wrong: 0,
        ready: None,
        done: None,
        refused: None,
    };
    let status = page.fill(found.map(|held| held.outcome));
    let mut response = respond::page_with(status, &page.ui, &page);
    if page.running.is_some() {
        // Without a script, too, the page shows how far it came.
        response.headers_mut().insert("refresh", HeaderValue::from_static("2"));
    }
    Ok(response)
}

impl ShowPage {
    fn fill(&mut self, outcome: Option<Outcome>) -> StatusCode {
        match outcome {
            None => {
                self.refused = Some(self.ui.t("admin-import-forgotten").to_owned());
                StatusCode::NOT_FOUND
            }
            Some(Outcome::Running(progress)) => {
                let (stage, done, total) = progress.seen();
                let key = match stage {
                    Stage::Reading => "admin-import-reading",
                    Stage::Checking => "admin-import-checking",
                    Stage::Writing => "admin-import-writing",
                };
                let shown = [("done", &done as &dyn crate::texts::TextValue), ("total", &total)];
                self.running = Some((self.ui.tx(key, &shown), done, total));
                StatusCode::OK
            }
            Some(Outcome::Checked(import)) if import.problems.is_empty() => {
                self.ready = Some(self.counted("admin-import-ready", &import));
                StatusCode::OK
            }
            Some(Outcome::Checked(import)) => {
                self.wrong = import.problems.len();
                let listed = import.problems.iter().take(LISTED);
                self.problems =
                    listed.map(|problem| rows::mistake(&self.ui, &[], problem)).collect();
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Some(Outcome::Imported(import)) => {
                self.done = Some(self.counted("admin-import-done", &import));
                StatusCode::OK
            }
            Some(Outcome::Refused(error)) => {
                self.refused = Some(refused(&self.ui, &error));
                StatusCode::CONFLICT
            }
        }
    }

    fn counted(&self, key: &str, import: &Import) -> String {
        let counts = [
            ("new", &import.new as &dyn crate::texts::TextValue),
            ("changed", &import.changed),
            ("unchanged", &import.unchanged),
        ];
        self.ui.tx(key, &counts)
    }
}
