//! The admission list as everybody reads it, and how much departments ask of communities.

use askama::Template;
use axum::response::Response;
use linli_app::admission::{self, AdmissionFigures};
use linli_domain::admission::Burden;
use linli_kernel::{Month, PlaceId};

use crate::{
    pages::{
        admission::{ItemCard, card},
        figures::count,
        frame::Visitor,
        rows,
    },
    request::{Problem, Query},
    respond,
    ui::{
        Ui,
        view::{Empty, Kpi, Pager},
    },
};

/// Items on a page.
const LINES: i64 = 30;

#[derive(Template)]
#[template(path = "admission/list.html")]
struct List {
    ui: Ui,
    note: String,
    items: Vec<ItemCard>,
    empty: Empty,
    pager: Pager,
    all: bool,
    place: String,
}

/// `GET /admissions`, of `?place=…` or of the first district; with `?all=1` former items too.
pub(super) async fn list(
    Visitor { app, ui, .. }: Visitor,
    query: Query,
) -> Result<Response, Problem> {
    let place: Option<PlaceId> = query.parse("place")?;
    let all = query.get("all") == Some("1");
    let after = query.get("after");
    let found = admission::admission_items(&app, place, all, after, LINES).await?;
    let title = ui.t("admission-title").to_owned();
    let place = place.map(|place| format!("place={place}&")).unwrap_or_default();
    let chosen = if all { "all=1&" } else { "" };
    let address = format!("/admissions?{place}{chosen}");
    let page = List {
        note: ui.t1("admission-note", "district", found.district.as_str()),
        items: found.items.iter().map(|line| card(&ui, line)).collect(),
        empty: Empty {
            icon: "list-details",
            title: ui.t("admission-none").to_owned(),
            text: ui.t("admission-none-text").to_owned(),
            link: None,
        },
        pager: rows::pager(&address, after, found.next.as_deref()),
        all,
        place,
        ui: ui.with_title(title),
    };
    Ok(respond::page(&page.ui, &page))
}

/// A line of a table of figures.
struct Line {
    name: String,
    href: Option<String>,
    numbers: Vec<String>,
}

#[derive(Template)]
#[template(path = "admission/figures.html")]
struct Figures {
    ui: Ui,
    note: String,
    whole: Vec<Kpi>,
    columns: Vec<String>,
    departments: Vec<Line>,
    communities: Vec<Line>,
    one: bool,
    empty: Empty,
}

/// `GET /admissions/figures`, of `?place=…` or of the first district.
pub(super) async fn figures(
    Visitor { app, ui, .. }: Visitor,
    query: Query,
) -> Result<Response, Problem> {
    let found = admission::admission_figures(&app, query.parse("place")?).await?;
    let title = ui.t("admission-figures").to_owned();
    let page = drawn(ui.with_title(title), &found);
    Ok(respond::page(&page.ui, &page))
}

fn drawn(ui: Ui, found: &AdmissionFigures) -> Figures {
    let month = |month: Month| ui.full_month(&month.first_day());
    let (from, to) = found.months;
    let by_department = |line: &admission::DepartmentMonth| {
        let of = month(line.month);
        let named = [("department", &line.department as _), ("month", &of as _)];
        let name = ui.tx("admission-figures-line", &named);
        Line { name, href: None, numbers: numbers(&ui, &line.burden) }
    };
    let by_community = |(id, name, burden): &(PlaceId, String, Burden)| Line {
        name: name.clone(),
        href: Some(format!("/admissions/figures?place={id}")),
        numbers: numbers(&ui, burden),
    };
    Figures {
        note: ui.tx(
            "admission-figures-note",
            &[("place", &found.place), ("from", &month(from)), ("to", &month(to))],
        ),
        whole: whole(&ui, &found.whole),
        columns: columns(&ui),
        departments: found.departments.iter().map(by_department).collect(),
        communities: found.communities.iter().map(by_community).collect(),
        one: found.one,
        empty: Empty {
            icon: "chart-bar",
            title: ui.t("admission-figures-none").to_owned(),
            text: String::new(),
            link: None,
        },
        ui,
    }
}

fn columns(ui: &Ui) -> Vec<String> {
    let keys = [
        ui.t("admission-count-asked"),
        ui.t("admission-count-forms"),
        ui.t("admission-count-reports"),
        ui.t("admission-count-granted"),
        ui.t("admission-count-refused"),
        ui.t("admission-count-done"),
    ];
    keys.map(str::to_owned).to_vec()
}

fn numbers(ui: &Ui, burden: &Burden) -> Vec<String> {
    let Burden { asked, forms, reports, granted, refused, done, .. } = *burden;
    [asked, forms, reports, granted, refused, done].map(|number| ui.number(number)).to_vec()
}

fn whole(ui: &Ui, burden: &Burden) -> Vec<Kpi> {
    let kpi = |label: &str, note: &str, value: i64| Kpi {
        note: note.to_owned(),
        ..count(ui, label, value)
    };
    vec![
        kpi(ui.t("admission-count-asked"), ui.t("admission-count-note"), burden.asked),
        kpi(ui.t("admission-count-burden"), "", burden.forms + burden.reports),
        kpi(ui.t("admission-count-granted"), "", burden.granted),
        kpi(ui.t("admission-count-rejected"), "", burden.rejected),
        kpi(ui.t("admission-count-refused"), "", burden.refused),
        kpi(ui.t("admission-count-done"), "", burden.done),
    ]
}
