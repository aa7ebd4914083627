//! The dashboard of a place: figures, their way over the months, and the places below.

use askama::Template;
use axum::{extract::Path, response::Response};
use linli_app::{
    App, AppError, Caller,
    indicator::{self, Dashboard, Period, PlaceFigures, SPANS, ShownFigures, Span},
    place,
};
use linli_domain::indicator::{Definition, Rate};
use linli_kernel::{Month, PlaceId};

use super::desk::Worker;
use crate::{
    pages::figures::{both, count, count_or_hidden, definition, percent, words},
    request::{Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{Chart, Fact, Kpi, Link, Row, Spark, Tag, Trend},
    },
};

const ON_TIME: &str = "on-time-closing-rate";
const SATISFIED: &str = "satisfaction-rate";
/// Months with a figure from which a band is said.
const BAND_OF: usize = 3;

#[derive(Template)]
#[template(path = "workbench/dashboard.html")]
struct Board {
    ui: Ui,
    path: Vec<Link>,
    place: String,
    note: String,
    earlier: Link,
    later: Option<Link>,
    spans: Vec<(Link, bool)>,
    figures: Vec<Kpi>,
    beside: Vec<Kpi>,
    chart: Option<Chart>,
    months: Vec<(String, String, String)>,
    on_time: String,
    satisfied: String,
    places: Vec<Line>,
}

/// A place below.
struct Line {
    href: String,
    name: String,
    cells: Vec<String>,
}

/// The dashboard that is asked for, and over how many months.
async fn asked(app: &App, caller: &Caller, query: &Query) -> Result<(Dashboard, i32), Problem> {
    query.only(&["place", "month", "months"])?;
    let months = query.parse("months")?.unwrap_or(1);
    let (place, last) = (query.parse("place")?, query.parse("month")?);
    let found = indicator::dashboard(app, caller, Span { place, last, months }).await?;
    Ok((found, months))
}

fn address(page: &str, place: PlaceId, month: Month, months: i32) -> String {
    format!("/w/dashboard{page}?place={place}&month={month}&months={months}")
}

/// `GET /w/dashboard`, of `?place=`, `?month=2026-11` and `?months=3`.
pub(super) async fn show(worker: Worker, query: Query) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let (found, months) = asked(&app, &caller, &query).await?;
    let title = ui.t("dashboard-title").to_owned();
    let page = board(ui.with_title(title), &found, months);
    Ok(respond::page(&page.ui, &page))
}

fn board(ui: Ui, found: &Dashboard, months: i32) -> Board {
    let (at, last) = (found.place.id, found.period.1);
    let link =
        |label: String, month: Month, months| Link { href: address("", at, month, months), label };
    let month = |month: Month| ui.full_month(&month.first_day());
    let this = Month::of(ui.now.day());
    let span_key = |span: i32| match span {
        1 => "dashboard-span-1",
        3 => "dashboard-span-3",
        _ => "dashboard-span-12",
    };
    let line = |line: &indicator::MonthLine| {
        let figures = &line.figures;
        (month(line.month), ui.number(figures.collected), ui.number(figures.solved))
    };
    let points: Vec<(String, i64, i64)> = found
        .trend
        .iter()
        .map(|line| {
            let name = ui.month(&line.month.first_day());
            (name, line.figures.collected, line.figures.solved)
        })
        .collect();
    let label = |key: &str| {
        let found = found.definitions.iter().find(|definition| definition.key == key);
        found.map(|found| words(&ui, &found.zh, &found.en).to_owned()).unwrap_or_default()
    };
    let above = |above: &place::PlaceLine| Link {
        href: address("", above.id, last, months),
        label: above.name.clone(),
    };
    Board {
        path: found.path.iter().map(above).collect(),
        place: found.place.name.clone(),
        note: note(&ui, found),
        earlier: link(month(last.plus(-1)), last.plus(-1), months),
        later: (last < this).then(|| link(month(last.plus(1)), last.plus(1), months)),
        spans: SPANS
            .map(|span| (link(ui.t(span_key(span)).to_owned(), last, span), span == months))
            .to_vec(),
        figures: main_figures(&ui, found, months),
        beside: beside(&ui, found),
        chart: Chart::of(&points, &|count| ui.number(count)),
        months: found.trend.iter().map(line).collect(),
        on_time: label(ON_TIME),
        satisfied: label(SATISFIED),
        places: found.below.iter().map(|below| place_line(&ui, below, found, months)).collect(),
        ui,
    }
}

fn note(ui: &Ui, found: &Dashboard) -> String {
    let (from, to) = found.period;
    let from = ui.full_day(&from.first_day());
    let to = ui.full_day(&to.last_day().min(ui.now.day()));
    let key = if found.whole { "dashboard-note" } else { "dashboard-counting" };
    ui.tx(key, &[("from", &from), ("to", &to), ("when", &ui.when(&found.at))])
}

fn place_line(ui: &Ui, below: &PlaceFigures, found: &Dashboard, months: i32) -> Line {
    let figures = &below.figures;
    let rate = |key: &str| figures.rate(key).and_then(|rate| percent(&rate));
    let hidden = || "–".to_owned();
    let per_cent = |key| rate(key).map_or_else(hidden, |rate| format!("{rate}%"));
    Line {
        href: address("", below.place.id, found.period.1, months),
        name: below.place.name.clone(),
        cells: vec![
            ui.number(figures.collected),
            ui.number(figures.open),
            per_cent(ON_TIME),
            per_cent(SATISFIED),
            ui.number(figures.late),
        ],
    }
}

fn main_figures(ui: &Ui, found: &Dashboard, months: i32) -> Vec<Kpi> {
    let collected: Vec<i64> = found.trend.iter().map(|line| line.figures.collected).collect();
    let came = found.figures.collected - found.before.collected;
    vec![
        Kpi {
            trend: moved(came, None, &|by| ui.number(by)),
            spark: Spark::of(&collected),
            ..count(ui, ui.t("indicators-collected"), found.figures.collected)
        },
        rate_kpi(ui, found, ON_TIME, months),
        rate_kpi(ui, found, SATISFIED, months),
        took_kpi(ui, found),
        Kpi {
            note: ui.t("dashboard-late-note").to_owned(),
            link: Some(Link {
                href: format!("/w/dashboard/late?place={}", found.place.id),
                label: ui.t("indicators-cases").to_owned(),
            }),
            ..count(ui, ui.t("dashboard-late-now"), found.late_now)
        },
    ]
}

/// How long it took until the result was told, in hours with a tenth.
fn took_kpi(ui: &Ui, found: &Dashboard) -> Kpi {
    let taken = |figures: &ShownFigures| {
        let took = figures.took.filter(|took| took.n > 0)?;
        Some(took.numerator / took.n / 6)
    };
    let took: Vec<i64> = found.trend.iter().filter_map(|line| taken(&line.figures)).collect();
    let tenths = |tenths: i64| format!("{}.{}", ui.number(tenths / 10), tenths % 10);
    let (now, before) = (taken(&found.figures), taken(&found.before));
    let hidden = found.figures.took.is_none();
    let note = match hidden {
        true => ui.tn("indicators-hidden", found.hide_below),
        false => ui.tn("dashboard-took-note", found.figures.told),
    };
    Kpi {
        too_few: hidden,
        note,
        trend: now.zip(before).and_then(|(now, before)| moved(now - before, Some(false), &tenths)),
        spark: Spark::of(&took),
        ..Kpi::new(ui.t("dashboard-took"), now.map(tenths), ui.t("dashboard-took-unit"))
    }
}

/// A rate with its way over the months, and between what it was in them.
fn rate_kpi(ui: &Ui, found: &Dashboard, key: &str, months: i32) -> Kpi {
    let definition = found.definitions.iter().find(|definition| definition.key == key);
    let label = definition.map(|definition| words(ui, &definition.zh, &definition.en).to_owned());
    let tenths = |figures: &ShownFigures| figures.rate(key).and_then(|rate: Rate| rate.tenths());
    let (now, before) = (tenths(&found.figures), tenths(&found.before));
    let way: Vec<i64> = found.trend.iter().filter_map(|line| tenths(&line.figures)).collect();
    let too_few = found.figures.is_too_few(key);
    let text = |tenths: i64| format!("{}.{}", tenths / 10, tenths % 10);
    let higher_is_better = definition.is_none_or(|definition| definition.direction != "lower");
    let band = (way.len() >= BAND_OF).then(|| {
        let (low, high) = (way.iter().min().copied(), way.iter().max().copied());
        let per_cent = |tenths: Option<i64>| format!("{}%", text(tenths.unwrap_or(0)));
        ui.tx("dashboard-band", &[("low", &per_cent(low)), ("high", &per_cent(high))])
    });
    let note = match found.figures.rate(key) {
        Some(rate) => match band {
            Some(band) => {
                ui.tx("dashboard-rate-note", &[("both", &both(ui, &rate)), ("band", &band)])
            }
            None => both(ui, &rate),
        },
        None if too_few => ui.tn("indicators-hidden", found.hide_below),
        None => String::new(),
    };
    Kpi {
        too_few,
        note,
        trend: now
            .zip(before)
            .and_then(|(now, before)| moved(now - before, Some(higher_is_better), &text)),
        spark: Spark::of(&way),
        link: Some(Link {
            href: address(&format!("/{key}"), found.place.id, found.period.1, months),
            label: ui.t("indicators-cases").to_owned(),
        }),
        ..Kpi::new(label.unwrap_or_default(), now.map(text), "%")
    }
}

/// How a figure moved; nothing if it did not. `good_if_up` is nothing where it only informs.
fn moved(by: i64, good_if_up: Option<bool>, text: &dyn Fn(i64) -> String) -> Option<Trend> {
    let up = by > 0;
    let tone = match good_if_up {
        None => Tone::Plain,
        Some(good) if good == up => Tone::Ok,
        Some(_) => Tone::Bad,
    };
    (by != 0).then(|| Trend { up, tone, words: text(by.abs()) })
}

/// What has to be read beside satisfaction: refusals, silence, ratings taken down by staff.
fn beside(ui: &Ui, found: &Dashboard) -> Vec<Kpi> {
    let kpi = |key: &str, note: Option<&str>, now: Option<i64>, before: Option<i64>| Kpi {
        note: note.map(|note| ui.t(note).to_owned()).unwrap_or_default(),
        trend: now
            .zip(before)
            .and_then(|(now, before)| moved(now - before, None, &|by| ui.number(by))),
        ..count_or_hidden(ui, ui.t(key), now)
    };
    let both = |of: &dyn Fn(&ShownFigures) -> Option<i64>| (of(&found.figures), of(&found.before));
    let (refused, refused_before) = both(&|figures| Some(figures.refused));
    let (overturned, overturned_before) = both(&|figures| Some(figures.overturned));
    let (silent, silent_before) = both(&|figures| Some(figures.silent));
    let (by_staff, by_staff_before) = both(&|figures| figures.by_staff.map(|rate| rate.n));
    vec![
        kpi("indicators-refused", Some("indicators-refused-note"), refused, refused_before),
        kpi("indicators-overturned", None, overturned, overturned_before),
        kpi("dashboard-silent", Some("dashboard-silent-note"), silent, silent_before),
        kpi("indicators-by-staff", Some("indicators-by-staff-note"), by_staff, by_staff_before),
    ]
}

/// `GET /w/dashboard/late`, of `?place=`: the matters behind what is open and late now.
pub(super) async fn late(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["place"])?;
    let Worker { app, caller, ui, .. } = worker;
    let found = indicator::late_cases(&app, &caller, query.parse("place")?).await?;
    let row = |case: &indicator::LateCase| Row {
        href: Some(format!("/w/cases/{}", case.id)),
        title: case.number.clone(),
        text: ui.t1("dashboard-late-due", "day", ui.full_day(&case.due.day())),
        icon: Some("file-text"),
        tag: None,
    };
    let title = ui.t("dashboard-late-now").to_owned();
    let page = OneFigure {
        back: format!("/w/dashboard?place={}", found.place.id),
        note: ui.t1("dashboard-late-of", "place", &found.place.name),
        facts: Vec::new(),
        rows: found.cases.iter().map(row).collect(),
        more: found.more,
        ui: ui.with_title(title),
    };
    Ok(respond::page(&page.ui, &page))
}

#[derive(Template)]
#[template(path = "workbench/figure.html")]
struct OneFigure {
    ui: Ui,
    back: String,
    note: String,
    facts: Vec<Fact>,
    rows: Vec<Row>,
    /// Whether there are more than are listed.
    more: bool,
}

/// `GET /w/dashboard/{key}`: what a rate means and the matters behind it, from which each can be
/// urged on by whoever stands above it.
pub(super) async fn figure(
    worker: Worker,
    Path(key): Path<String>,
    query: Query,
) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let (found, months) = asked(&app, &caller, &query).await?;
    let place = found.place.id;
    let of_key = |definition: &&Definition| definition.key == key;
    let known = found.definitions.iter().find(of_key).ok_or(AppError::NotFound)?;
    let (from, to) = (found.period.0.first_day(), found.period.1.last_day());
    let behind = indicator::cases_behind(&app, &caller, Period { place, from, to }, &key).await?;
    let title = words(&ui, &known.zh, &known.en).to_owned();
    let row = |(id, number, counts)| {
        let words = if counts { "indicators-counts" } else { "indicators-counts-not" };
        Row {
            href: Some(format!("/w/cases/{id}")),
            title: number,
            text: String::new(),
            icon: Some("file-text"),
            tag: Some(Tag::new(Tone::Plain, ui.t(words))),
        }
    };
    let until = to.min(ui.now.day());
    let page = OneFigure {
        back: address("", place, found.period.1, months),
        note: ui.tx(
            "dashboard-figure-note",
            &[
                ("place", &found.place.name),
                ("from", &ui.full_day(&from)),
                ("to", &ui.full_day(&until)),
            ],
        ),
        facts: definition(&ui, known),
        rows: behind.into_iter().map(row).collect(),
        more: false,
        ui: ui.with_title(title),
    };
    Ok(respond::page(&page.ui, &page))
}
