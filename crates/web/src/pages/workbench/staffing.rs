//! Where people and organisations are missing: by rule and place, and the places of one rule.

use askama::Template;
use axum::{extract::Path, response::Response};
use linli_app::staffing::{self, Cell, Gap, PlaceGaps, Short};
use linli_kernel::PlaceId;

use super::desk::Worker;
use crate::{
    pages::{form::label, rows},
    request::{Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{Empty, Link, Pager, Row, Tag},
    },
};

/// Places on a page.
const LINES: usize = 50;

#[derive(Template)]
#[template(path = "workbench/staffing.html")]
struct Listing {
    ui: Ui,
    path: Vec<Link>,
    place: String,
    note: String,
    rules: Vec<Rule>,
    places: Vec<Line>,
    none: Empty,
}

/// A rule in words.
struct Rule {
    who: String,
    asks: String,
    needed: String,
    found: String,
    tag: Tag,
    /// The places that have too few.
    href: Option<String>,
}

/// A place below.
struct Line {
    href: Option<String>,
    name: String,
    /// What there is beside what there should be, and whether that is too few.
    cells: Vec<(String, bool)>,
}

/// `GET /w/staffing`, at `?place=…` or where the caller's work is.
pub(super) async fn list(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["place"])?;
    let Worker { app, caller, ui, .. } = worker;
    let found = staffing::report(&app, &caller, query.parse("place")?).await?;
    let here = found.place.id;
    let title = ui.t("staffing-title").to_owned();
    let page = Listing {
        path: found.path.iter().map(|over| link(over.id, &over.name)).collect(),
        place: found.place.name,
        note: ui.t1("staffing-note", "source", &found.source),
        rules: found.rules.iter().map(|gap| rule(&ui, gap, here)).collect(),
        places: found.below.iter().map(|below| line(&ui, below)).collect(),
        none: Empty {
            icon: "users",
            title: ui.t("staffing-none").to_owned(),
            text: ui.t("staffing-none-text").to_owned(),
            link: None,
        },
        ui: ui.with_title(title),
    };
    Ok(respond::page(&page.ui, &page))
}

fn link(place: PlaceId, name: &str) -> Link {
    Link { href: format!("/w/staffing?place={place}"), label: name.to_owned() }
}

fn rule(ui: &Ui, gap: &Gap, here: PlaceId) -> Rule {
    let Gap { cell, .. } = gap;
    Rule {
        who: label(ui, &gap.who).to_owned(),
        asks: asks(ui, gap),
        needed: ui.number(cell.needed),
        found: ui.number(cell.found),
        tag: tag(ui, cell),
        href: (cell.short > 0).then(|| format!("/w/staffing/{}?place={here}", gap.key)),
    }
}

/// What a rule asks for.
fn asks(ui: &Ui, gap: &Gap) -> String {
    let key = match (gap.is_post, gap.households) {
        (_, Some(_)) => "staffing-by-households",
        (true, None) => "staffing-people",
        (false, None) => "staffing-organisations",
    };
    let households = ui.number(gap.households.unwrap_or_default());
    let (each, least) = (label(ui, &gap.each), ui.number(gap.least));
    ui.tx(key, &[("each", &each), ("least", &least), ("households", &households)])
}

fn tag(ui: &Ui, cell: &Cell) -> Tag {
    if cell.places == 0 {
        Tag::new(Tone::Plain, ui.t("staffing-nowhere"))
    } else if cell.missing == 0 {
        Tag::new(Tone::Ok, ui.t("staffing-full"))
    } else {
        Tag::new(Tone::Warn, ui.t1("staffing-missing", "missing", ui.number(cell.missing)))
    }
}

fn line(ui: &Ui, below: &PlaceGaps) -> Line {
    let cell = |cell: &Cell| match cell.places {
        0 => (ui.t("staffing-not-here").to_owned(), false),
        _ => {
            let (found, needed) = (ui.number(cell.found), ui.number(cell.needed));
            (format!("{found} / {needed}"), cell.missing > 0)
        }
    };
    Line {
        href: below.has_report.then(|| link(below.place.id, "").href),
        name: below.place.name.clone(),
        cells: below.cells.iter().map(cell).collect(),
    }
}

#[derive(Template)]
#[template(path = "workbench/staffing_rule.html")]
struct Places {
    ui: Ui,
    back: Link,
    asks: String,
    source: String,
    stands_in: Option<String>,
    summary: String,
    rows: Vec<Row>,
    none: Empty,
    pager: Pager,
}

/// `GET /w/staffing/{key}`: the places that have too few.
pub(super) async fn places(
    worker: Worker,
    Path(key): Path<String>,
    query: Query,
) -> Result<Response, Problem> {
    query.only(&["place", "after"])?;
    let Worker { app, caller, ui, .. } = worker;
    let asked = (query.parse("place")?, key.as_str());
    let found = staffing::shorts(&app, &caller, asked, query.parse("after")?, LINES).await?;
    let (here, cell) = (found.place.id, &found.rule.cell);
    let title = ui.t1("staffing-missing-of", "who", label(&ui, &found.rule.who));
    let next = found.next.map(|next| next.to_string());
    let fallback = found.rule.fallback.as_ref();
    let page = Places {
        back: link(here, &found.place.name),
        asks: asks(&ui, &found.rule),
        source: ui.t1("staffing-source", "source", &found.source),
        stands_in: fallback.map(|role| ui.t1("staffing-stands-in", "role", label(&ui, role))),
        summary: ui.tx(
            "staffing-short",
            &[
                ("short", &ui.number(cell.short)),
                ("missing", &ui.number(cell.missing)),
                ("places", &ui.number(cell.places)),
            ],
        ),
        rows: found.items.iter().map(|short| row(&ui, short)).collect(),
        none: Empty {
            icon: "circle-check",
            title: ui.t("staffing-full").to_owned(),
            text: String::new(),
            link: None,
        },
        pager: rows::pager(
            &format!("/w/staffing/{key}?place={here}&"),
            query.get("after"),
            next.as_deref(),
        ),
        ui: ui.with_title(title),
    };
    Ok(respond::page(&page.ui, &page))
}

fn row(ui: &Ui, short: &Short) -> Row {
    let (households, needed) = (ui.number(short.households), ui.number(short.needed));
    let found = ui.number(short.found);
    let missing = ui.number(short.needed - short.found);
    Row {
        href: None,
        title: short.address.clone(),
        text: ui.tx(
            "staffing-line",
            &[("households", &households), ("needed", &needed), ("found", &found)],
        ),
        icon: None,
        tag: Some(Tag::new(Tone::Warn, ui.t1("staffing-missing", "missing", missing))),
    }
}
