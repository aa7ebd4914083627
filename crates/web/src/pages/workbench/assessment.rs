//! How both sides of the whistles did in some months, each against its own past.

use askama::Template;
use axum::response::Response;
use linli_app::{
    indicator::SPANS,
    whistle::{self, Assessed, AssessedView, Assessment, AssessmentSpan},
};
use linli_kernel::{Month, OrganisationId, PlaceId};

use super::desk::Worker;
use crate::{
    pages::{
        figures::{both, percent},
        form::label,
    },
    request::{Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{Kpi, Link, Trend},
    },
};

#[derive(Template)]
#[template(path = "whistle/assessment.html")]
struct AssessmentPage {
    ui: Ui,
    path: Vec<Link>,
    place: String,
    /// The organisation, and the way back to all of them.
    organisation: Option<(String, Link)>,
    note: String,
    earlier: Link,
    later: Option<Link>,
    spans: Vec<(Link, bool)>,
    whistle: Vec<Kpi>,
    response: Vec<Kpi>,
    below: Vec<Link>,
    organisations: Vec<Link>,
    cut: bool,
}

/// Where an assessment lies.
#[derive(Clone, Copy)]
struct At {
    place: PlaceId,
    organisation: Option<OrganisationId>,
    month: Month,
    months: i32,
}

impl At {
    fn link(self, label: impl Into<String>) -> Link {
        let Self { place, organisation, month, months } = self;
        let body = organisation.map(|id| format!("&organisation={id}")).unwrap_or_default();
        let href =
            format!("/w/whistles/assessment?place={place}{body}&month={month}&months={months}");
        Link { href, label: label.into() }
    }
}

/// `GET /w/whistles/assessment`.
pub(super) async fn show(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["place", "organisation", "month", "months"])?;
    let Worker { app, caller, ui, .. } = worker;
    let span = AssessmentSpan {
        place: query.parse("place")?,
        organisation: query.parse("organisation")?,
        last: query.parse("month")?,
        months: query.parse("months")?.unwrap_or(3),
    };
    let found = whistle::assessment(&app, &caller, span).await?;
    let title = ui.t("whistle-assessment").to_owned();
    let page = page(ui.with_title(title), &found, span.months);
    Ok(respond::page(&page.ui, &page))
}

fn page(ui: Ui, found: &Assessment, months: i32) -> AssessmentPage {
    let (first, last) = found.period;
    let organisation = found.organisation.as_ref().map(|body| body.id);
    let at = At { place: found.place.id, organisation, month: last, months };
    let month = |month: Month| At { month, ..at }.link(ui.full_month(&month.first_day()));
    let this = Month::of(ui.now.day());
    let span = |span: i32| {
        let words = match span {
            1 => ui.t("dashboard-span-1"),
            3 => ui.t("dashboard-span-3"),
            _ => ui.t("dashboard-span-12"),
        };
        (At { months: span, ..at }.link(words), span == months)
    };
    let period = [
        ("from", &ui.full_day(&first.first_day()) as _),
        ("to", &ui.full_day(&last.last_day().min(ui.now.day())) as _),
        ("when", &ui.when(&found.at) as _),
    ];
    let place = |(id, name): (PlaceId, &String)| At { place: id, ..at }.link(name.clone());
    let body = |(id, name): (OrganisationId, &String)| {
        At { organisation: Some(id), ..at }.link(name.clone())
    };
    let others = found.organisations.iter().filter(|body| Some(body.id) != organisation);
    AssessmentPage {
        path: found.path.iter().map(|over| place((over.id, &over.name))).collect(),
        place: found.place.name.clone(),
        organisation: found.organisation.as_ref().map(|body| {
            let all = At { organisation: None, ..at }.link(ui.t("whistle-all-organisations"));
            (body.name.clone(), all)
        }),
        note: ui.tx("whistle-assessment-note", &period),
        earlier: month(last.plus(-1)),
        later: (last < this).then(|| month(last.plus(1))),
        spans: SPANS.map(span).to_vec(),
        whistle: blown(&ui, found),
        response: response(&ui, found),
        below: found.below.iter().map(|below| place((below.id, &below.name))).collect(),
        organisations: others.map(|other| body((other.id, &other.name))).collect(),
        cut: found.cut,
        ui,
    }
}

fn blown(ui: &Ui, found: &Assessment) -> Vec<Kpi> {
    let by_clock = ui.tn("whistle-by-clock-count", found.by_clock);
    let views = found.of_whistle.iter().map(|view| view_kpi(ui, found, view));
    let figures = [
        count(ui, "whistle-blown-count", by_clock, found.blown),
        rate(ui, found, ui.t("whistle-wrong"), ui.t("whistle-wrong-note"), (found.wrong, false)),
    ];
    figures.into_iter().chain(views).collect()
}

fn response(ui: &Ui, found: &Assessment) -> Vec<Kpi> {
    let one = |key: &'static str, note: &'static str, of: Assessed| {
        rate(ui, found, ui.t(key), ui.t(note), (of, true))
    };
    let views = found.of_response.iter().map(|view| view_kpi(ui, found, view));
    let figures = [
        count(ui, "whistle-asked-count", String::new(), found.asked),
        one("whistle-answered-on-time", "whistle-answered-note", found.answered_on_time),
        one("whistle-done-on-time", "whistle-done-note", found.done_on_time),
        one("whistle-overruled-rate", "whistle-overruled-note", found.overruled),
        one("whistle-residents-rate", "whistle-residents-note", found.residents),
    ];
    figures.into_iter().chain(views).collect()
}

fn count(ui: &Ui, key: &str, note: String, (now, before): (i64, i64)) -> Kpi {
    let by = now - before;
    Kpi {
        label: ui.t(key).to_owned(),
        value: Some(ui.number(now)),
        unit: ui.t("whistle-unit").to_owned(),
        too_few: false,
        note,
        trend: (by != 0).then(|| Trend {
            up: by > 0,
            tone: Tone::Plain,
            words: ui.number(by.abs()),
        }),
        spark: None,
        link: None,
    }
}

fn view_kpi(ui: &Ui, found: &Assessment, view: &AssessedView) -> Kpi {
    let note = ui.t1("whistle-best", "best", label(ui, &view.best));
    rate(ui, found, label(ui, &view.asked), &note, (view.rate, true))
}

/// A rate beside what it was before; which way is better colours the arrow.
fn rate(ui: &Ui, found: &Assessment, title: &str, note: &str, of: (Assessed, bool)) -> Kpi {
    let (of, higher_is_better) = of;
    let tenths = |rate: linli_domain::indicator::Rate| rate.tenths();
    let moved = of.now.and_then(tenths).zip(of.before.and_then(tenths)).map(|(is, was)| is - was);
    let trend = moved.filter(|by| *by != 0).map(|by| {
        let up = by > 0;
        let words = format!("{}.{}", by.abs() / 10, by.abs() % 10);
        Trend { up, tone: if up == higher_is_better { Tone::Ok } else { Tone::Bad }, words }
    });
    let counts = match &of.now {
        Some(rate) => both(ui, rate),
        None if of.n > 0 => {
            ui.tx("whistle-too-few", &[("count", &of.n), ("least", &found.hide_below)])
        }
        None => String::new(),
    };
    let note = match counts.is_empty() {
        true => note.to_owned(),
        false => ui.tx("whistle-rate-note", &[("both", &counts), ("note", &note)]),
    };
    Kpi {
        label: title.to_owned(),
        value: of.now.as_ref().and_then(percent),
        unit: "%".to_owned(),
        too_few: of.now.is_none() && of.n > 0,
        note,
        trend,
        spark: None,
        link: None,
    }
}
