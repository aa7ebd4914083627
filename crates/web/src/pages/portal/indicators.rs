//! Indicators: figures with both numbers, and what each of them means.

use askama::Template;
use axum::{extract::Path, response::Response};
use linli_app::{
    App, AppError, Caller,
    indicator::{self, IndicatorPage, Period, RateLine},
    place::{self, PlaceLine},
};
use linli_kernel::{Day, Moment, Month};

use super::spot::{self, Down};
use crate::{
    pages::{
        figures::{both, count, count_or_hidden, definition, missing, percent, words},
        frame::Visitor,
    },
    request::{Problem, Query},
    respond,
    ui::{
        Ui,
        view::{Fact, Kpi, Link},
    },
};

/// A period to choose from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Span {
    /// So many days back from today.
    Days(i64),
    /// Since 1 January of last year.
    LastYear,
}

/// The periods to choose from.
const PERIODS: [(Span, &str); 4] = [
    (Span::Days(30), "indicators-month"),
    (Span::Days(90), "indicators-quarter"),
    (Span::Days(365), "indicators-year"),
    (Span::LastYear, "indicators-last-year"),
];
/// The period that is shown first.
const USUAL: Span = Span::Days(365);
/// How an address names [`Span::LastYear`].
const LAST_YEAR: &str = "last-year";
const MS_PER_DAY: i64 = 86_400_000;

impl Span {
    /// As it stands in an address.
    fn query(self) -> String {
        match self {
            Self::Days(days) => format!("days={days}"),
            Self::LastYear => format!("since={LAST_YEAR}"),
        }
    }

    fn from(self, ui: &Ui) -> Day {
        match self {
            Self::Days(days) => ui.now.plus_ms(-days * MS_PER_DAY).day(),
            Self::LastYear => {
                let this = ui.now.day().first_of_year();
                Moment::from_local(this, -MS_PER_DAY).day().first_of_year()
            }
        }
    }
}

#[derive(Template)]
#[template(path = "portal/indicators.html")]
struct Indicators {
    ui: Ui,
    place: String,
    note: String,
    periods: Vec<(Link, bool)>,
    counts: Vec<Kpi>,
    rates: Vec<Kpi>,
    children: Vec<PlaceLine>,
    span: String,
    /// The months that were published.
    published: Vec<Link>,
}

/// What is asked for: the place, the period, and which of those to choose from that is.
struct Asked {
    period: Period,
    span: Span,
}

async fn asked(app: &App, ui: &Ui, query: &Query) -> Result<Asked, Problem> {
    let place = spot::asked(app, query).await?.ok_or(AppError::NotFound)?;
    let days: Option<i64> = query.parse("days")?;
    let since: Option<String> = query.parse("since")?;
    let span = match since.as_deref() {
        Some(LAST_YEAR) => Some(Span::LastYear),
        _ => days.map(Span::Days),
    };
    let known = |span: &Span| PERIODS.iter().any(|(known, _)| known == span);
    let span = span.filter(known).unwrap_or(USUAL);
    Ok(Asked { period: Period { place, from: span.from(ui), to: ui.now.day() }, span })
}

/// `GET /indicators`, of `?place=…` and `?days=…` or `?since=last-year`.
pub(super) async fn list(
    Visitor { app, caller, ui, .. }: Visitor,
    query: Query,
) -> Result<Response, Problem> {
    let asked = asked(&app, &ui, &query).await?;
    let found = indicator::indicators(&app, caller.as_ref(), asked.period).await?;
    let place = place::place(&app, asked.period.place).await?;
    let children = Down::Compounds.children(place.children);
    let months =
        indicator::published_months(&app, caller.as_ref(), asked.period.place).await?.months;
    let page = drawn(ui, &found, &asked, (children, &months));
    Ok(respond::page(&page.ui, &page))
}

fn drawn(
    ui: Ui,
    found: &IndicatorPage,
    asked: &Asked,
    (children, months): (Vec<PlaceLine>, &[Month]),
) -> Indicators {
    let at = asked.period.place;
    let period = |(span, key): &(Span, &'static str)| {
        let href = format!("/indicators?place={at}&{}", span.query());
        (Link { href, label: ui.t(key).to_owned() }, *span == asked.span)
    };
    let published = |month: &Month| Link {
        href: format!("/indicators/published/{month}?place={at}"),
        label: ui.full_month(&month.first_day()),
    };
    let address = |key: &str| format!("/indicators/{key}?place={at}&{}", asked.span.query());
    Indicators {
        place: found.place.clone(),
        note: note(&ui, found),
        periods: PERIODS.iter().map(period).collect(),
        counts: counts(&ui, found),
        rates: found.rates.iter().map(|rate| kpi(&ui, rate, found, Some(&address))).collect(),
        children,
        span: asked.span.query(),
        published: months.iter().map(published).collect(),
        ui: {
            let title = ui.t("indicators-title").to_owned();
            ui.with_title(title)
        },
    }
}

fn note(ui: &Ui, found: &IndicatorPage) -> String {
    let (from, to) = found.period;
    ui.tx(
        "indicators-note",
        &[
            ("from", &ui.full_day(&from)),
            ("to", &ui.full_day(&to)),
            ("when", &ui.when(&found.counted_at)),
        ],
    )
}

fn counts(ui: &Ui, found: &IndicatorPage) -> Vec<Kpi> {
    let figures = &found.figures;
    let by_staff = figures.by_staff.map(|rate| rate.n);
    let kpi = |key: &str, value: i64| count(ui, ui.t(key), value);
    vec![
        kpi("indicators-collected", figures.collected),
        kpi("indicators-open", figures.open),
        Kpi {
            note: ui.t("indicators-solved-note").to_owned(),
            ..kpi("indicators-solved", figures.solved)
        },
        kpi("indicators-rated", figures.ends.rated),
        kpi("indicators-unrated", figures.ends.unrated),
        kpi("indicators-told", figures.ends.told),
        kpi("indicators-withdrawn", figures.ends.withdrawn),
        Kpi {
            note: ui.t("indicators-refused-note").to_owned(),
            ..kpi("indicators-refused", figures.refused)
        },
        kpi("indicators-overturned", figures.overturned),
        Kpi {
            note: ui.t("indicators-by-staff-note").to_owned(),
            ..count_or_hidden(ui, ui.t("indicators-by-staff"), by_staff)
        },
    ]
}

fn kpi(
    ui: &Ui,
    line: &RateLine,
    found: &IndicatorPage,
    address: Option<&dyn Fn(&str) -> String>,
) -> Kpi {
    let definition = &line.definition;
    let note = match &line.rate {
        Some(rate) => both(ui, rate),
        None if line.too_few => ui.tn("indicators-hidden", found.hide_below),
        None => missing(ui, definition).unwrap_or_default(),
    };
    let label = words(ui, &definition.zh, &definition.en);
    Kpi {
        too_few: line.too_few,
        note,
        link: address.map(|address| Link {
            href: address(&definition.key),
            label: ui.t("indicators-definition").to_owned(),
        }),
        ..Kpi::new(label, line.rate.as_ref().and_then(percent), "%")
    }
}

#[derive(Template)]
#[template(path = "portal/indicator.html")]
struct OneIndicator {
    ui: Ui,
    figure: Kpi,
    facts: Vec<Fact>,
    note: String,
    back: String,
    /// The cases behind it, for those who may see cases; as number and address.
    cases: Option<Vec<(String, String, bool)>>,
}

/// `GET /indicators/{key}`: what it means, both numbers, and for staff the cases behind it.
pub(super) async fn one(
    Visitor { app, caller, ui, .. }: Visitor,
    Path(key): Path<String>,
    query: Query,
) -> Result<Response, Problem> {
    let asked = asked(&app, &ui, &query).await?;
    let found = indicator::indicators(&app, caller.as_ref(), asked.period).await?;
    let line = found.rates.iter().find(|rate| rate.definition.key == key);
    let line = line.ok_or(AppError::NotFound)?;
    let cases = match &caller {
        Some(caller) => cases(&app, caller, asked.period, &key).await?,
        None => None,
    };
    let title = words(&ui, &line.definition.zh, &line.definition.en).to_owned();
    let page = OneIndicator {
        figure: kpi(&ui, line, &found, None),
        facts: definition(&ui, &line.definition),
        note: note(&ui, &found),
        back: format!("/indicators?place={}&{}", asked.period.place, asked.span.query()),
        cases,
        ui: ui.with_title(title),
    };
    Ok(respond::page(&page.ui, &page))
}

/// The cases behind it; none for whoever may not ask for them.
async fn cases(
    app: &App,
    caller: &Caller,
    period: Period,
    key: &str,
) -> Result<Option<Vec<(String, String, bool)>>, Problem> {
    let found = match indicator::cases_behind(app, caller, period, key).await {
        Err(AppError::Forbidden) => return Ok(None),
        found => found?,
    };
    let line = |(id, number, counts)| (format!("/w/cases/{id}"), number, counts);
    Ok(Some(found.into_iter().map(line).collect()))
}
