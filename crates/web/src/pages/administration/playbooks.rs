//! Playbooks: which district works by which, what changes that and what did, the stored versions, and
//! a text from a file or from those that ship.

use askama::Template;
use axum::response::Response;
use linli_app::{
    App, AppError, AppResult, Caller,
    account::Administrator,
    setup::{self, ChangeView, Overview, Published, SHIPPED_PLAYBOOKS},
};
use linli_playbook::language::Finding;

use super::{
    comparison::{edition, edition_word},
    mistakes,
    officer::Officer,
    playbook_change, playbook_text, sent_or_shipped, shipped_or_file,
};
use crate::{
    pages::form::{said, shown_again},
    request::{FormFields, Problem, Query},
    respond,
    ui::{
        Flash, Tone, Ui,
        view::{Choice, FieldError, FieldKind, FieldView, Row, Tag},
    },
};

#[derive(Template)]
#[template(path = "administration/playbooks.html")]
struct PlaybooksPage {
    ui: Ui,
    /// Each with its playbook.
    districts: Vec<Row>,
    changes: Vec<Row>,
    /// Each leads to its text.
    stored: Vec<Row>,
    /// For publishing.
    fields: Vec<FieldView>,
    /// For the first playbook of a district; none without such a district or a playbook.
    binding: Vec<FieldView>,
    /// For another playbook of a district; none where nothing can be chosen.
    proposal: Vec<FieldView>,
    /// Two versions to be compared.
    pair: Vec<FieldView>,
    /// Where in the text, and what.
    findings: Vec<(String, String, bool)>,
    errors: Vec<FieldError>,
}

/// What the page shows.
struct Found {
    overview: Overview,
    changes: Vec<ChangeView>,
}

async fn found(app: &App, caller: &Caller) -> AppResult<Found> {
    Ok(Found {
        overview: setup::overview(app, Administrator::Caller(caller)).await?,
        changes: setup::playbook_changes(app, caller).await?,
    })
}

fn page(ui: Ui, Found { overview, changes }: &Found) -> PlaybooksPage {
    let labels = [
        ui.t("admin-playbook-shipped"),
        ui.t("admin-playbook-file"),
        ui.t("admin-playbook-file-hint"),
    ];
    let shipped = SHIPPED_PLAYBOOKS.iter().map(|one| one.name);
    let fields = shipped_or_file(&ui, labels, shipped, ".kdl");
    let title = ui.t("admin-playbooks").to_owned();
    PlaybooksPage {
        districts: districts(&ui, overview),
        changes: changes.iter().map(|view| playbook_change::row(&ui, view)).collect(),
        stored: stored(&ui, overview),
        fields,
        binding: choice(&ui, overview, false),
        proposal: proposal(&ui, overview),
        pair: pair(&ui, overview),
        findings: Vec::new(),
        errors: Vec::new(),
        ui: ui.with_title(title),
    }
}

fn districts(ui: &Ui, found: &Overview) -> Vec<Row> {
    let row = |district: &setup::DistrictView| Row {
        href: None,
        title: district.name.clone(),
        text: match &district.playbook {
            Some(bound) => edition_word(bound),
            None => ui.t("admin-nothing-yet").to_owned(),
        },
        icon: Some("map-pin"),
        tag: None,
    };
    found.districts.iter().map(row).collect()
}

fn stored(ui: &Ui, found: &Overview) -> Vec<Row> {
    let row = |stored: &linli_domain::playbook_change::Edition| {
        let word = edition_word(stored);
        let works = |one: &&setup::DistrictView| one.playbook.as_ref() == Some(stored);
        let districts: Vec<&str> =
            found.districts.iter().filter(works).map(|one| one.name.as_str()).collect();
        let used = ui.t1("playbook-used-in", "districts", districts.join(" "));
        Row {
            href: Some(format!("/admin/playbooks/text?playbook={}", respond::encoded(&word))),
            title: word,
            text: ui.t("playbook-stored-note").to_owned(),
            icon: Some("file-text"),
            tag: (!districts.is_empty()).then(|| Tag::new(Tone::Ok, used)),
        }
    };
    found.playbooks.iter().rev().map(row).collect()
}

fn editions(found: &Overview) -> Vec<Choice> {
    let words = found.playbooks.iter().rev().map(edition_word);
    words.map(|word| Choice::new(word.clone(), word)).collect()
}

/// A district that works by a playbook already, or by none, and a stored playbook for it.
fn choice(ui: &Ui, found: &Overview, bound: bool) -> Vec<FieldView> {
    let districts = found.districts.iter().filter(|one| one.playbook.is_some() == bound);
    let districts = districts.map(|one| Choice::new(one.id.to_string(), one.name.clone()));
    let (districts, playbooks): (Vec<Choice>, Vec<Choice>) = (districts.collect(), editions(found));
    if districts.is_empty() || playbooks.is_empty() {
        return Vec::new();
    }
    vec![
        FieldView::new("district", ui.t("admin-playbook-district"), FieldKind::Select)
            .options(districts),
        FieldView::new("playbook", ui.t("admin-playbook-stored"), FieldKind::Select)
            .options(playbooks),
    ]
}

fn proposal(ui: &Ui, found: &Overview) -> Vec<FieldView> {
    // With one stored playbook there is no other to go over to.
    let mut fields = if found.playbooks.len() > 1 { choice(ui, found, true) } else { Vec::new() };
    if !fields.is_empty() {
        let from = FieldView::new("from", ui.t("playbook-from"), FieldKind::Date);
        fields.push(from.hint(ui.t("playbook-from-hint")));
    }
    fields
}

fn pair(ui: &Ui, found: &Overview) -> Vec<FieldView> {
    if found.playbooks.len() < 2 {
        return Vec::new();
    }
    let field = |name, key, chosen: usize| {
        let options = editions(found);
        let chosen = options.get(chosen).map(|one| one.value.clone()).unwrap_or_default();
        FieldView::new(name, ui.t(key), FieldKind::Select).options(options).value(chosen)
    };
    vec![field("before", "playbook-before", 1), field("after", "playbook-after", 0)]
}

impl PlaybooksPage {
    fn with_findings(mut self, findings: &[Finding]) -> Self {
        self.findings = playbook_text::lines(&self.ui, findings);
        self
    }

    fn with_error(mut self, error: &AppError, field: &str) -> Self {
        self.errors = mistakes(&self.ui, error, field);
        self
    }
}

/// The page again after a change was asked for that cannot be, with what was typed.
///
/// # Errors
/// The problem that is shown on a page of its own.
pub(super) async fn proposed_again(
    Officer { app, caller, ui, .. }: Officer,
    typed: &FormFields,
    error: AppError,
) -> Result<Response, Problem> {
    let (status, error) = shown_again(error)?;
    let mut page = page(ui, &found(&app, &caller).await?);
    for field in &mut page.proposal {
        *field = field.clone().value(typed.get(&field.name).unwrap_or_default());
    }
    let mut fields: Vec<&mut FieldView> = page.proposal.iter_mut().collect();
    page.errors = said(&page.ui, &mut fields, Some(&error));
    Ok(respond::page_with(status, &page.ui, &page))
}

/// `GET /admin/playbooks`.
pub(super) async fn show(
    Officer { app, caller, ui, .. }: Officer,
    query: Query,
) -> Result<Response, Problem> {
    query.only(&[])?;
    let page = page(ui, &found(&app, &caller).await?);
    Ok(respond::page(&page.ui, &page))
}

/// `POST /admin/playbooks`: checks a text and stores it.
pub(super) async fn publish(
    Officer { app, caller, ui, .. }: Officer,
    form: FormFields,
) -> Result<Response, Problem> {
    let by = Administrator::Caller(&caller);
    let (name, text) = match sent_or_shipped(&form, &SHIPPED_PLAYBOOKS) {
        Ok(("", text)) => ("playbook", text),
        Ok(shipped) => shipped,
        Err(error) => return refused(&app, &caller, ui, error, "file").await,
    };
    let file = format!("{name}.kdl");
    match setup::publish_playbook(&app, by, &file, &text, false).await {
        Ok(Published::Stored { notes, .. }) if notes.is_empty() => {
            Ok(respond::redirect_with_flash("/admin/playbooks", Tone::Ok, "flash-playbook-stored"))
        }
        Ok(Published::Stored { notes, .. }) => {
            let text = ui.t("flash-playbook-stored-notes").to_owned();
            let ui = ui.with_flash(Some(Flash { tone: Tone::Ok, text }));
            let page = page(ui, &found(&app, &caller).await?).with_findings(&notes);
            Ok(respond::page(&page.ui, &page))
        }
        Ok(Published::Faulty(findings)) => Ok(playbook_text::faulty(ui, text, &findings)),
        Err(error) => refused(&app, &caller, ui, error, "file").await,
    }
}

/// The page again with what is wrong with a form of it.
async fn refused(
    app: &App,
    caller: &Caller,
    ui: Ui,
    error: AppError,
    field: &str,
) -> Result<Response, Problem> {
    let (status, error) = shown_again(error)?;
    let page = page(ui, &found(app, caller).await?).with_error(&error, field);
    Ok(respond::page_with(status, &page.ui, &page))
}

/// `POST /admin/playbooks/binding`: a district that worked by none works by a stored playbook.
pub(super) async fn bind(
    Officer { app, caller, ui, .. }: Officer,
    form: FormFields,
) -> Result<Response, Problem> {
    let by = Administrator::Caller(&caller);
    let district = form.given("district").and_then(|word| word.parse().ok());
    let playbook = form.given("playbook").and_then(edition);
    let (Some(district), Some((key, version))) = (district, playbook) else {
        return Err(AppError::NotFound.into());
    };
    match setup::bind_playbook(&app, by, district, &key, version).await {
        Ok(()) => {
            Ok(respond::redirect_with_flash("/admin/playbooks", Tone::Ok, "flash-playbook-bound"))
        }
        Err(error) => refused(&app, &caller, ui, error, "district").await,
    }
}
