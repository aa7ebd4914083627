//! Service items at the desk: which a place keeps, and the form for one.

use askama::Template;
use axum::response::Response;
use linli_app::{
    App, AppError, AppResult, Caller,
    service_item::{self, ItemView, NewItem, Target},
};
use linli_domain::service_item::{MAX_BASIS, MAX_DAYS, MAX_LINE, MAX_LINES, MAX_TITLE, MAX_WORDS};
use linli_kernel::{PlaceId, ServiceItemId};

use super::desk::Worker;
use crate::{
    pages::{
        form::{said, shown_again},
        service::speed,
    },
    request::{FormFields, Id, Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{Choice, Empty, FieldError, FieldKind, FieldView, Link, Row, Tag},
    },
};

#[derive(Template)]
#[template(path = "service/kept.html")]
struct Kept {
    ui: Ui,
    place: PlaceId,
    name: String,
    filter: Vec<FieldView>,
    rows: Vec<Row>,
    empty: Empty,
}

/// `GET /w/services`, of `?place=…` or of the caller's first place.
pub(super) async fn list(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["place"])?;
    let Worker { app, caller, ui, .. } = worker;
    let own = service_item::own_service_items(&app, &caller, query.parse("place")?).await?;
    let title = ui.t("services-kept").to_owned();
    let ui = ui.with_title(title);
    let mut choices: Vec<Choice> =
        own.places.iter().map(|one| Choice::new(one.id.to_string(), one.name.clone())).collect();
    let here = own.place.id.to_string();
    if choices.iter().all(|choice| choice.value != here) {
        choices.insert(0, Choice::new(here.clone(), own.place.name.clone()));
    }
    let field = FieldView::new("place", ui.t("services-place-kept"), FieldKind::Select);
    let page = Kept {
        place: own.place.id,
        name: own.place.name,
        filter: vec![field.options(choices).value(here)],
        rows: own.items.iter().map(|item| row(&ui, item)).collect(),
        empty: Empty {
            icon: "book-2",
            title: ui.t("services-none").to_owned(),
            text: ui.t("services-kept-none-text").to_owned(),
            link: None,
        },
        ui,
    };
    Ok(respond::page(&page.ui, &page))
}

fn row(ui: &Ui, item: &ItemView) -> Row {
    let line = &item.line;
    let from = ui.full_day(&line.from);
    let days = match &line.to {
        Some(to) => ui.tx("dispatch-from-to", &[("from", &from), ("to", &ui.full_day(to))]),
        None => ui.t1("dispatch-from", "from", &from),
    };
    let visit = line.one_visit.then(|| ui.t("service-one-visit").to_owned());
    let words = [Some(speed(ui, line.work_days)), visit, Some(days)];
    let words: Vec<String> = words.into_iter().flatten().collect();
    Row {
        href: Some(format!("/w/services/{}", line.id)),
        title: line.title.clone(),
        text: words.join(ui.t("grid-joint")),
        icon: Some("book-2"),
        tag: (!line.holds).then(|| Tag::new(Tone::Plain, ui.t("dispatch-not-now"))),
    }
}

#[derive(Template)]
#[template(path = "service/item.html")]
struct ItemPage {
    ui: Ui,
    action: String,
    back: String,
    hidden: Vec<(&'static str, String)>,
    fields: Vec<FieldView>,
    errors: Vec<FieldError>,
    /// The item as everybody reads it.
    public: Option<Link>,
}

/// The columns of a table, which are also the fields of the form, with the keys of their headings.
pub(super) const COLUMNS: [(&str, &str); 13] = [
    ("service-title", "title"),
    ("service-basis", "basis"),
    ("service-documents", "documents"),
    ("service-steps", "steps"),
    ("service-days", "days"),
    ("service-fee", "fee"),
    ("service-one-visit", "one-visit"),
    ("service-facility", "facility"),
    ("service-address", "address"),
    ("service-hours", "hours"),
    ("service-phone", "phone"),
    ("dispatch-first-day", "from"),
    ("dispatch-last-day", "to"),
];

/// What a field is called.
fn heading<'u>(ui: &'u Ui, field: &str) -> &'u str {
    let found = COLUMNS.iter().find(|(_, column)| *column == field);
    found.map_or("", |(key, _)| ui.t(key))
}

/// Where a form stands.
struct Form<'a> {
    place: PlaceId,
    /// The item with the version that was seen.
    item: Option<(ServiceItemId, i64)>,
    typed: &'a FormFields,
}

impl Form<'_> {
    async fn page(
        &self,
        app: &App,
        caller: &Caller,
        ui: Ui,
        error: Option<&AppError>,
    ) -> Result<ItemPage, Problem> {
        let facilities = service_item::item_facilities(app, caller, self.place).await?;
        let none = Choice::new("", ui.t("service-no-facility"));
        let choices = facilities.into_iter().map(|one| Choice::new(one.id.to_string(), one.name));
        let mut fields = self.fields(&ui, [none].into_iter().chain(choices).collect());
        let mut all: Vec<&mut FieldView> = fields.iter_mut().collect();
        let errors = said(&ui, &mut all, error);
        let key = if self.item.is_some() { "services-change" } else { "services-add" };
        let title = ui.title_with_errors(ui.t(key), &errors);
        let mut hidden = vec![("place", self.place.to_string())];
        hidden.extend(self.item.map(|(_, version)| ("version", version.to_string())));
        Ok(ItemPage {
            action: self.item.map_or_else(
                || "/w/services/new".to_owned(),
                |(id, _)| format!("/w/services/{id}"),
            ),
            back: format!("/w/services?place={}", self.place),
            public: self.item.map(|(id, _)| Link {
                href: format!("/services/{id}"),
                label: ui.t("services-public").to_owned(),
            }),
            hidden,
            fields,
            errors,
            ui: ui.with_title(title),
        })
    }

    fn fields(&self, ui: &Ui, facilities: Vec<Choice>) -> Vec<FieldView> {
        let text = FieldKind::line;
        let lines = |rows: u8| FieldKind::lines(rows, MAX_LINE * MAX_LINES);
        let field = |name: &'static str, kind: FieldKind| {
            let value = self.typed.get(name).unwrap_or_default();
            FieldView::new(name, heading(ui, name), kind).value(value)
        };
        let facility = field("facility", FieldKind::Select).optional().options(facilities);
        let facility = facility.value(self.typed.get("facility").unwrap_or_default());
        let or_its = |field: FieldView| field.hint(ui.t("service-or-its")).optional();
        let last = field("to", FieldKind::Date).hint(ui.t("dispatch-last-day-hint")).optional();
        vec![
            field("title", text(MAX_TITLE)),
            field("basis", text(MAX_BASIS)).hint(ui.t("service-basis-hint")),
            field("documents", lines(4)).hint(ui.t("service-documents-hint")).optional(),
            field("steps", lines(4)).hint(ui.t("service-steps-hint")),
            field("days", FieldKind::Number { min: 0, max: MAX_DAYS })
                .hint(ui.t("service-days-hint")),
            field("fee", text(MAX_WORDS)).hint(ui.t("service-fee-hint")).optional(),
            field("one-visit", FieldKind::Check).hint(ui.t("service-one-visit-hint")).optional(),
            facility,
            field("address", text(MAX_WORDS)).hint(ui.t("service-address-hint")).optional(),
            or_its(field("hours", text(MAX_WORDS))),
            or_its(field("phone", FieldKind::Phone)),
            field("from", FieldKind::Date),
            last,
        ]
    }
}

/// `GET /w/services/new`, of `?place=…`.
pub(super) async fn ask(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["place"])?;
    let Worker { app, caller, ui, .. } = worker;
    let today = ui.now.day().to_string();
    let typed = FormFields::default().with_values("from", vec![today]);
    let form = Form { place: query.required("place")?, item: None, typed: &typed };
    let page = form.page(&app, &caller, ui, None).await?;
    Ok(respond::page(&page.ui, &page))
}

/// `POST /w/services/new`.
pub(super) async fn add(worker: Worker, form: FormFields) -> Result<Response, Problem> {
    let place = form.get("place").and_then(|place| place.parse::<PlaceId>().ok());
    let place = place.ok_or(AppError::NotFound)?;
    kept(worker, Form { place, item: None, typed: &form }).await
}

/// `GET /w/services/{id}`.
pub(super) async fn ask_change(
    worker: Worker,
    Id(id): Id<ServiceItemId>,
) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let item = service_item::service_item(&app, id).await?;
    let typed = typed(&item);
    let (place, version) = (item.line.place.id, item.line.version);
    let form = Form { place, item: Some((id, version)), typed: &typed };
    let page = form.page(&app, &caller, ui, None).await?;
    Ok(respond::page(&page.ui, &page))
}

/// An item as somebody would type it.
fn typed(item: &ItemView) -> FormFields {
    let one = |value: String| vec![value];
    let (address, hours, phone) = item.own.clone();
    FormFields::default()
        .with_values("title", one(item.line.title.clone()))
        .with_values("basis", one(item.basis.clone()))
        .with_values("documents", one(item.documents.join("\n")))
        .with_values("steps", one(item.steps.join("\n")))
        .with_values("days", one(item.line.work_days.to_string()))
        .with_values("fee", one(item.fee.clone()))
        .with_values(
            "one-visit",
            item.line.one_visit.then(|| "yes".to_owned()).into_iter().collect(),
        )
        .with_values("facility", item.facility.iter().map(|one| one.id.to_string()).collect())
        .with_values("address", one(address))
        .with_values("hours", one(hours))
        .with_values("phone", one(phone.unwrap_or_default()))
        .with_values("from", one(item.line.from.to_string()))
        .with_values("to", item.line.to.iter().map(ToString::to_string).collect())
}

/// `POST /w/services/{id}`.
pub(super) async fn change(
    worker: Worker,
    Id(id): Id<ServiceItemId>,
    form: FormFields,
) -> Result<Response, Problem> {
    let item = service_item::service_item(&worker.app, id).await?;
    let seen = form.given("version").and_then(|word| word.parse().ok()).unwrap_or(0);
    kept(worker, Form { place: item.line.place.id, item: Some((id, seen)), typed: &form }).await
}

async fn kept(worker: Worker, mut form: Form<'_>) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let target = match form.item {
        Some((id, seen)) => Target::Known(id, Some(seen)),
        None => Target::New(form.place),
    };
    match written(&app, &caller, target, form.typed).await {
        Ok(()) => {
            let to = format!("/w/services?place={}", form.place);
            Ok(respond::redirect_with_flash(&to, Tone::Ok, "flash-service-kept"))
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            // After "stale" the same form, sent once more, says what its reader saw by now.
            if let (AppError::Stale, Some((id, _))) = (&error, form.item) {
                let now = service_item::service_item(&app, id).await?.line.version;
                form.item = Some((id, now));
            }
            let page = form.page(&app, &caller, ui, Some(&error)).await?;
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}

async fn written(app: &App, caller: &Caller, target: Target, form: &FormFields) -> AppResult<()> {
    let word = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let input = NewItem {
        title: word("title"),
        basis: word("basis"),
        documents: word("documents"),
        steps: word("steps"),
        days: word("days"),
        fee: word("fee"),
        one_visit: word("one-visit"),
        facility: word("facility"),
        address: word("address"),
        hours: word("hours"),
        phone: word("phone"),
        from: word("from"),
        to: word("to"),
    };
    service_item::keep_service_item(app, caller, target, &input).await.map(drop)
}
