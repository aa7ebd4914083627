//! The dispatch list: reading it, changing an entry after it was tried, taking one off.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use linli_app::{
    App, AppResult, Caller,
    dispatch::{self, DispatchList, EntryView, Kept, ListFilter, NewEntry, PARTS},
};
use linli_domain::dispatch::MAX_BASIS;
use linli_kernel::DispatchEntryId;
use linli_playbook::Name;

use super::{desk::Worker, trial::TrialView};
use crate::{
    pages::form::{label, said, shown_again},
    request::{FormFields, Id, Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{Choice, Confirm, Empty, Fact, FieldError, FieldKind, FieldView, Link, Tag},
    },
};

/// Lines that are shown; whoever has more narrows them down.
const SHOWN: usize = 300;

/// A line of the list.
struct Line {
    category: String,
    part: String,
    organisation: String,
    basis: String,
    place: String,
    days: String,
    state: Option<Tag>,
    /// Where it is changed, for whoever may.
    href: Option<String>,
}

#[derive(Template)]
#[template(path = "dispatch/list.html")]
struct ListPage {
    ui: Ui,
    filter: Vec<FieldView>,
    lines: Vec<Line>,
    more: bool,
    may_keep: bool,
    empty: Empty,
}

/// `lead` or `assist`, in words.
pub(super) fn part_words<'u>(ui: &'u Ui, part: &str) -> &'u str {
    if part == "lead" { ui.t("dispatch-part-lead") } else { ui.t("dispatch-part-assist") }
}

/// `GET /w/dispatch`.
pub(super) async fn list(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["category", "place", "all"])?;
    let Worker { app, caller, ui, .. } = worker;
    let wanted = ListFilter {
        category: query.get("category").and_then(|word| Name::new(word).ok()),
        place: query.parse("place")?,
        all: query.get("all").is_some(),
    };
    let found = dispatch::dispatch_list(&app, &caller, &wanted).await?;
    let title = ui.t("dispatch-title").to_owned();
    let ui = ui.with_title(title);
    let page = ListPage {
        filter: filter(&ui, &found, &query),
        lines: found.entries.iter().take(SHOWN).map(|entry| line(&ui, entry)).collect(),
        more: found.entries.len() > SHOWN,
        may_keep: found.may_keep,
        empty: Empty {
            icon: "route",
            title: ui.t("dispatch-none").to_owned(),
            text: ui.t("dispatch-none-text").to_owned(),
            link: None,
        },
        ui,
    };
    Ok(respond::page(&page.ui, &page))
}

fn filter(ui: &Ui, found: &DispatchList, query: &Query) -> Vec<FieldView> {
    let any = || Choice::new("", ui.t("dispatch-any"));
    let value = |name: &str| query.get(name).unwrap_or_default().to_owned();
    let categories = found.categories.iter();
    let categories = categories.map(|(key, words)| Choice::new(key.to_string(), label(ui, words)));
    let places = found.places.iter();
    let places = places.map(|place| Choice::new(place.id.to_string(), place.name.clone()));
    vec![
        FieldView::new("category", ui.t("fact-category"), FieldKind::Select)
            .options([any()].into_iter().chain(categories).collect())
            .value(value("category"))
            .optional(),
        FieldView::new("place", ui.t("dispatch-place"), FieldKind::Select)
            .options([any()].into_iter().chain(places).collect())
            .value(value("place"))
            .optional(),
        FieldView::new("all", ui.t("dispatch-all"), FieldKind::Check)
            .value(value("all"))
            .optional(),
    ]
}

fn line(ui: &Ui, entry: &EntryView) -> Line {
    let from = ui.day(&entry.from);
    let days = match &entry.to {
        Some(to) => ui.tx("dispatch-from-to", &[("from", &from), ("to", &ui.day(to))]),
        None => ui.t1("dispatch-from", "from", &from),
    };
    Line {
        category: label(ui, &entry.category_label).to_owned(),
        part: part_words(ui, entry.part).to_owned(),
        organisation: entry.organisation_name.clone(),
        basis: entry.basis.clone(),
        place: entry.place.name.clone(),
        days,
        state: (!entry.holds).then(|| Tag::new(Tone::Plain, ui.t("dispatch-not-now"))),
        href: entry.may_keep.then(|| format!("/w/dispatch/{}", entry.id)),
    }
}

#[derive(Template)]
#[template(path = "dispatch/entry.html")]
struct EntryPage {
    ui: Ui,
    action: String,
    fields: Vec<FieldView>,
    errors: Vec<FieldError>,
    /// The entry's version, where it is changed.
    version: Option<i64>,
    /// What the list with it suggests for past cases, once it was tried.
    trial: Option<TrialView>,
    /// Where it is taken off its list.
    drop: Option<Link>,
}

/// What a form is filled with.
struct Filled<'a> {
    entry: Option<(DispatchEntryId, i64)>,
    typed: &'a FormFields,
}

impl Filled<'_> {
    async fn page(
        &self,
        app: &App,
        caller: &Caller,
        ui: Ui,
        outcome: Option<&AppResult<Kept>>,
    ) -> Result<EntryPage, Problem> {
        let (places, categories, bodies) = dispatch::dispatch_choices(app, caller).await?;
        let value = |name: &str| self.typed.get(name).unwrap_or_default().to_owned();
        let places = places.into_iter().map(|p| Choice::new(p.id.to_string(), p.name)).collect();
        let categories = categories.iter();
        let categories =
            categories.map(|(key, words)| Choice::new(key.to_string(), label(&ui, words)));
        let choose = || Choice::new("", ui.t("form-choose"));
        let bodies = bodies.into_iter().map(|(id, name)| Choice::new(id.to_string(), name));
        let parts = PARTS.iter().map(|part| Choice::new(*part, part_words(&ui, part))).collect();
        let mut fields = vec![
            FieldView::new("place", ui.t("dispatch-place"), FieldKind::Select)
                .options(places)
                .value(value("place")),
            FieldView::new("category", ui.t("fact-category"), FieldKind::Select)
                .options([choose()].into_iter().chain(categories).collect())
                .value(value("category")),
            FieldView::new("part", ui.t("dispatch-part"), FieldKind::Chips)
                .options(parts)
                .value(value("part")),
            FieldView::new("organisation", ui.t("dispatch-organisation"), FieldKind::Select)
                .options([choose()].into_iter().chain(bodies).collect())
                .value(value("organisation")),
            FieldView::new("basis", ui.t("dispatch-basis"), FieldKind::line(MAX_BASIS))
                .hint(ui.t("dispatch-basis-hint"))
                .value(value("basis")),
            FieldView::new("from", ui.t("dispatch-first-day"), FieldKind::Date)
                .value(value("from")),
            FieldView::new("to", ui.t("dispatch-last-day"), FieldKind::Date)
                .hint(ui.t("dispatch-last-day-hint"))
                .value(value("to"))
                .optional(),
        ];
        if self.entry.is_some() {
            // An entry stays in its list.
            fields.remove(0);
        }
        let error = outcome.and_then(|outcome| outcome.as_ref().err());
        let mut all: Vec<&mut FieldView> = fields.iter_mut().collect();
        let errors = said(&ui, &mut all, error);
        let kept = outcome.and_then(|outcome| outcome.as_ref().ok());
        let key = if self.entry.is_some() { "dispatch-change" } else { "dispatch-add" };
        let title = ui.title_with_errors(ui.t(key), &errors);
        Ok(EntryPage {
            action: self.entry.map_or_else(
                || "/w/dispatch/new".to_owned(),
                |(id, _)| format!("/w/dispatch/{id}"),
            ),
            drop: self.entry.map(|(id, _)| Link {
                href: format!("/w/dispatch/{id}/drop"),
                label: ui.t("dispatch-drop").to_owned(),
            }),
            version: self.entry.map(|(_, version)| version),
            trial: kept.map(|kept| TrialView::of(&ui, &kept.trial)),
            ui: ui.with_title(title),
            fields,
            errors,
        })
    }
}

/// `GET /w/dispatch/new`.
pub(super) async fn ask(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&[])?;
    let Worker { app, caller, ui, .. } = worker;
    let today = ui.now.day().to_string();
    let typed = FormFields::default().with_values("from", vec![today]);
    let page = Filled { entry: None, typed: &typed }.page(&app, &caller, ui, None).await?;
    Ok(respond::page(&page.ui, &page))
}

/// `POST /w/dispatch/new`.
pub(super) async fn add(worker: Worker, form: FormFields) -> Result<Response, Problem> {
    kept(worker, None, &form).await
}

/// `GET /w/dispatch/{id}`.
pub(super) async fn ask_change(
    worker: Worker,
    Id(id): Id<DispatchEntryId>,
) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let entry = dispatch::entry_to_keep(&app, &caller, id).await?;
    let one = |value: String| vec![value];
    let typed = FormFields::default()
        .with_values("category", one(entry.category.to_string()))
        .with_values("part", one(entry.part.to_owned()))
        .with_values("organisation", one(entry.organisation.to_string()))
        .with_values("basis", one(entry.basis.clone()))
        .with_values("from", one(entry.from.to_string()))
        .with_values("to", entry.to.iter().map(ToString::to_string).collect());
    let filled = Filled { entry: Some((id, entry.version)), typed: &typed };
    let page = filled.page(&app, &caller, ui, None).await?;
    Ok(respond::page(&page.ui, &page))
}

/// `POST /w/dispatch/{id}`.
pub(super) async fn change(
    worker: Worker,
    Id(id): Id<DispatchEntryId>,
    form: FormFields,
) -> Result<Response, Problem> {
    kept(worker, Some((id, version(&form))), &form).await
}

/// The version that the page showed; one that none has where it is missing.
fn version(form: &FormFields) -> i64 {
    form.given("version").and_then(|word| word.parse().ok()).unwrap_or(0)
}

/// Tries it; with `take` it is kept.
async fn kept(
    worker: Worker,
    entry: Option<(DispatchEntryId, i64)>,
    form: &FormFields,
) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let word = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let input = NewEntry {
        id: entry.map(|(id, version)| (id, Some(version))),
        place: word("place"),
        category: word("category"),
        part: word("part"),
        organisation: word("organisation"),
        basis: word("basis"),
        from: word("from"),
        to: word("to"),
        dry_run: form.given("take").is_none(),
    };
    let (status, outcome) = match dispatch::keep_entry(&app, &caller, &input).await {
        Ok(_) if !input.dry_run => {
            return Ok(respond::redirect_with_flash(
                "/w/dispatch",
                Tone::Ok,
                "flash-dispatch-kept",
            ));
        }
        Ok(kept) => (StatusCode::OK, Ok(kept)),
        Err(error) => {
            let (status, error) = shown_again(error)?;
            (status, Err(error))
        }
    };
    let filled = Filled { entry, typed: form };
    let page = filled.page(&app, &caller, ui, Some(&outcome)).await?;
    Ok(respond::page_with(status, &page.ui, &page))
}

/// `GET /w/dispatch/{id}/drop`.
pub(super) async fn ask_drop(
    worker: Worker,
    Id(id): Id<DispatchEntryId>,
) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let entry = dispatch::entry_to_keep(&app, &caller, id).await?;
    let title = ui.t("dispatch-drop").to_owned();
    let page = Confirm {
        text: ui.t("dispatch-drop-text").to_owned(),
        facts: vec![
            Fact::new(ui.t("fact-category"), label(&ui, &entry.category_label)),
            Fact::new(part_words(&ui, entry.part), entry.organisation_name.clone()),
            Fact::new(ui.t("dispatch-basis"), entry.basis.clone()),
        ],
        action: format!("/w/dispatch/{id}/drop"),
        hidden: vec![("version".to_owned(), entry.version.to_string())],
        fields: Vec::new(),
        label: title.clone(),
        danger: true,
        back: format!("/w/dispatch/{id}"),
        ui: ui.with_title(title),
    };
    Ok(respond::page(&page.ui, &page))
}

/// `POST /w/dispatch/{id}/drop`.
pub(super) async fn drop(
    worker: Worker,
    Id(id): Id<DispatchEntryId>,
    form: FormFields,
) -> Result<Response, Problem> {
    dispatch::drop_entry(&worker.app, &worker.caller, (id, Some(version(&form)))).await?;
    Ok(respond::redirect_with_flash("/w/dispatch", Tone::Ok, "flash-dispatch-dropped"))
}
