//! The dashboard of a place: figures, their way over the months, and the places below.

use askama::Template;
use axum::{extract::Path, response::Response};
use linli_app::{
    App, Caller,
    indicator::{self, CaseBehind, Dashboard, MOST_COUNTED, SPANS, ShownFigures, Span},
    place,
};
use linli_domain::indicator::{Lateness, Rate};
use linli_kernel::{Month, PlaceId};

use super::desk::Worker;
use crate::{
    pages::{
        figures::{both, count, count_or_hidden, definition, words},
        report::{self, Table},
    },
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
    places: Table,
    /// Where each of them has its own dashboard.
    below: Vec<String>,
    report: Link,
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
        places: report::places(&ui, found),
        below: found.below.iter().map(|below| address("", below.place.id, last, months)).collect(),
        report: Link {
            href: format!("/w/dashboard/report?place={at}&month={last}"),
            label: ui.t("month-report-title").to_owned(),
        },
        ui,
    }
}

pub(super) fn note(ui: &Ui, found: &Dashboard) -> String {
    let (from, to) = found.period;
    let from = ui.full_day(&from.first_day());
    let to = ui.full_day(&to.last_day().min(ui.now.day()));
    let key = if found.whole { "dashboard-note" } else { "dashboard-counting" };
    ui.tx(key, &[("from", &from), ("to", &to), ("when", &ui.when(&found.at))])
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
        thrice(ui, found),
    ]
}

/// What is late by three times of what was promised.
fn thrice(ui: &Ui, found: &Dashboard) -> Kpi {
    let link = Link {
        href: format!("/w/dashboard/late?place={}&times=3", found.place.id),
        label: ui.t("indicators-cases").to_owned(),
    };
    let most = found.thrice_now == MOST_COUNTED;
    Kpi {
        note: if most { ui.t("dashboard-thrice-most") } else { ui.t("dashboard-thrice-note") }
            .to_owned(),
        link: Some(link),
        ..count(ui, ui.t("dashboard-thrice"), found.thrice_now)
    }
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

/// `GET /w/dashboard/late`, of `?place=` and `?times=3`: the matters behind what is open and late
/// now, or late by three times.
pub(super) async fn late(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["place", "times"])?;
    let Worker { app, caller, ui, .. } = worker;
    let times: Option<u8> = query.parse("times")?;
    let place = query.parse("place")?;
    let found = indicator::late_cases(&app, &caller, place, times.unwrap_or(1)).await?;
    let lateness = found.lateness;
    let row = |case: &indicator::LateCase| Row {
        href: Some(format!("/w/cases/{}", case.id)),
        title: case.number.clone(),
        text: ui.t1("dashboard-late-due", "day", ui.full_day(&case.due.day())),
        icon: Some("file-text"),
        tag: None,
    };
    let (key, of) = match lateness {
        Lateness::Once => ("dashboard-late-now", "dashboard-late-of"),
        Lateness::Thrice => ("dashboard-thrice", "dashboard-thrice-of"),
    };
    let place = found.place.id;
    let tab = |(times, key): (u8, &'static str)| {
        let href = format!("/w/dashboard/late?place={place}&times={times}");
        (Link { href, label: ui.t(key).to_owned() }, times == lateness.times())
    };
    let title = ui.t(key).to_owned();
    let page = OneFigure {
        here: format!("/w/dashboard/late?place={place}&times={}", lateness.times()),
        back: format!("/w/dashboard?place={place}"),
        note: ui.t1(of, "place", &found.place.name),
        tabs: [(1, "dashboard-late-now"), (3, "dashboard-thrice")].map(tab).to_vec(),
        facts: Vec::new(),
        rows: found.cases.iter().map(row).collect(),
        picks: match found.may_supervise {
            true => found.cases.iter().map(|case| case.id.to_string()).collect(),
            false => Vec::new(),
        },
        more: found.more,
        ui: ui.with_title(title),
    };
    Ok(respond::page(&page.ui, &page))
}

#[derive(Template)]
#[template(path = "workbench/figure.html")]
struct OneFigure {
    ui: Ui,
    /// The page's own address.
    here: String,
    back: String,
    note: String,
    /// Other lists, and whether this is one of them.
    tabs: Vec<(Link, bool)>,
    facts: Vec<Fact>,
    rows: Vec<Row>,
    /// What a box beside each row sends, for whoever may instruct those who have them.
    picks: Vec<String>,
    /// Whether there are more than are listed.
    more: bool,
}

/// `GET /w/dashboard/{key}`: what a rate means and the matters behind it.
pub(super) async fn figure(
    worker: Worker,
    Path(key): Path<String>,
    query: Query,
) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let (found, months) = asked(&app, &caller, &query).await?;
    let place = found.place.id;
    let behind = indicator::cases_of_months(&app, &caller, place, found.period, &key).await?;
    let known = &behind.definition;
    let title = words(&ui, &known.zh, &known.en).to_owned();
    let row = |case: &CaseBehind| {
        let words = if case.counts { "indicators-counts" } else { "indicators-counts-not" };
        Row {
            href: Some(format!("/w/cases/{}", case.id)),
            title: case.number.clone(),
            text: String::new(),
            icon: Some("file-text"),
            tag: Some(Tag::new(Tone::Plain, ui.t(words))),
        }
    };
    let until = found.period.1.last_day().min(ui.now.day());
    let page = OneFigure {
        here: address(&format!("/{key}"), place, found.period.1, months),
        back: address("", place, found.period.1, months),
        note: ui.tx(
            "dashboard-figure-note",
            &[
                ("place", &found.place.name),
                ("from", &ui.full_day(&found.period.0.first_day())),
                ("to", &ui.full_day(&until)),
            ],
        ),
        tabs: Vec::new(),
        facts: definition(&ui, known),
        rows: behind.cases.iter().map(row).collect(),
        picks: match behind.may_supervise {
            true => behind.cases.iter().map(|case| case.id.to_string()).collect(),
            false => Vec::new(),
        },
        more: behind.more,
        ui: ui.with_title(title),
    };
    Ok(respond::page(&page.ui, &page))
}
