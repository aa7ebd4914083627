//! Service items for everybody: what can be had at a place, and one item as it is read and printed.

use askama::Template;
use axum::response::Response;
use linli_app::{
    place::Walk,
    service_item::{self, ItemLine, ItemView},
};
use linli_kernel::{PlaceId, ServiceItemId};

use super::spot::{self, Down};
use crate::{
    pages::{
        frame::Visitor,
        service::{fee, speed},
    },
    request::{Id, Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{Empty, Fact, FieldKind, FieldView, Link, QrBox, Row, Tag},
    },
};

/// Longest question, in characters.
const MAX_QUESTION: u32 = 100;

#[derive(Template)]
#[template(path = "service/list.html")]
struct Listing {
    ui: Ui,
    walk: Walk,
    question: Vec<FieldView>,
    /// Whether something was asked for.
    asked: bool,
    rows: Vec<Row>,
    none: Empty,
}

/// `GET /services`, of `?place=…` or of the first district; of these what `?q=…` asks for.
pub(super) async fn list(
    Visitor { app, ui, .. }: Visitor,
    query: Query,
) -> Result<Response, Problem> {
    let at = spot::asked(&app, &query).await?;
    let words = query.get("q").unwrap_or_default().trim();
    let title = ui.t("services-title").to_owned();
    let ui = ui.with_title(title);
    let found = match at {
        Some(at) => service_item::services(&app, at, words).await?,
        None => service_item::Services::default(),
    };
    let (title, text) = match words.is_empty() {
        true => ("services-none", "services-none-text"),
        false => ("services-not-found", "services-not-found-text"),
    };
    let page = Listing {
        question: vec![
            FieldView::new("q", ui.t("services-question"), FieldKind::Text { max: MAX_QUESTION })
                .hint(ui.t("services-question-hint"))
                .value(words)
                .optional(),
        ],
        asked: !words.is_empty(),
        rows: found.items.iter().map(|line| row(&ui, line)).collect(),
        walk: Down::Buildings.walk(found.walk),
        none: Empty {
            icon: "book-2",
            title: ui.t(title).to_owned(),
            text: ui.t(text).to_owned(),
            link: None,
        },
        ui,
    };
    Ok(respond::page(&page.ui, &page))
}

fn row(ui: &Ui, line: &ItemLine) -> Row {
    let words = [speed(ui, line.work_days), line.place.name.clone()];
    Row {
        href: Some(format!("/services/{}", line.id)),
        title: line.title.clone(),
        text: words.join(ui.t("grid-joint")),
        icon: Some("book-2"),
        tag: line.one_visit.then(|| Tag::new(Tone::Ok, ui.t("service-one-visit"))),
    }
}

#[derive(Template)]
#[template(path = "service/one.html")]
struct One {
    ui: Ui,
    place: PlaceId,
    heading: String,
    note: String,
    one_visit: bool,
    /// Why it is nobody's guide today.
    gone: Option<String>,
    facts: Vec<Fact>,
    documents: Vec<String>,
    steps: Vec<String>,
    basis: String,
    /// The facility's page.
    facility: Option<Link>,
    phone: Option<String>,
    day: String,
    qr: Option<QrBox>,
}

/// `GET /services/{id}`.
pub(super) async fn show(
    Visitor { app, ui, origin, .. }: Visitor,
    Id(id): Id<ServiceItemId>,
) -> Result<Response, Problem> {
    let view = service_item::service_item(&app, id).await?;
    let page = one(ui, view, &origin);
    Ok(respond::page(&page.ui, &page))
}

fn one(ui: Ui, view: ItemView, origin: &str) -> One {
    let line = &view.line;
    let gone = (!line.holds).then(|| match &line.to {
        Some(to) if *to < ui.now.day() => ui.t1("service-over", "day", ui.full_day(to)),
        _ => ui.t1("service-later", "day", ui.full_day(&line.from)),
    });
    let facility = view.facility.as_ref();
    let at = [facility.map(|one| one.name.clone()).unwrap_or_default(), view.address.clone()];
    let at: Vec<String> = at.into_iter().filter(|words| !words.is_empty()).collect();
    let rows = [
        ("service-days", speed(&ui, line.work_days)),
        ("service-fee", fee(&ui, &view.fee)),
        ("service-where", at.join(ui.t("grid-joint"))),
        ("service-hours", view.hours.clone()),
    ];
    let told = rows.into_iter().filter(|(_, words)| !words.is_empty());
    let told = told.map(|(key, words)| Fact::new(ui.t(key), words));
    let phone = view.phone.iter().map(|phone| Fact::phone(ui.t("service-phone"), phone.clone()));
    One {
        place: line.place.id,
        note: ui.t1("service-for", "place", line.place.name.clone()),
        one_visit: line.one_visit,
        gone,
        facts: told.chain(phone).collect(),
        facility: facility.map(|one| Link {
            href: format!("/talk/{}", one.id),
            label: ui.t("service-facility-page").to_owned(),
        }),
        day: ui.t1("service-since", "day", ui.full_day(&line.from)),
        qr: QrBox::new(&format!("{origin}/services/{}", line.id), ui.t("service-qr")),
        heading: line.title.clone(),
        documents: view.documents,
        steps: view.steps,
        basis: view.basis,
        phone: view.phone,
        ui: ui.with_title(&line.title),
    }
}
