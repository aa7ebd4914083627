//! The report of a month 月报: on a page, on paper and as a workbook with the same columns; and
//! publishing its figures.

use askama::Template;
use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use linli_app::{
    App, AppError, Caller,
    indicator::{self, MonthReport},
};
use linli_kernel::{Month, PlaceId};

use super::desk::Worker;
use crate::{
    pages::{
        form::{refused, shown_again, wrong},
        report::{self, Table},
    },
    request::{FormFields, Problem, Query},
    respond,
    ui::{Tone, Ui, view::Link},
    workbook::{self, CONTENT_TYPE},
};

#[derive(Template)]
#[template(path = "workbench/report.html")]
struct ReportPage {
    ui: Ui,
    path: Vec<Link>,
    place: String,
    note: String,
    earlier: Link,
    later: Option<Link>,
    book: String,
    /// Why the figures were not published.
    problem: Option<String>,
    /// When they were published and by whom, and whether anything is counted otherwise now.
    published: Option<(String, bool)>,
    /// What a form to publish them sends.
    publish: Option<(PlaceId, Month)>,
    figures: Table,
    places: Table,
}

fn address(page: &str, place: PlaceId, month: Month) -> String {
    format!("/w/dashboard/report{page}?place={place}&month={month}")
}

/// `GET /w/dashboard/report`, of `?place=` and `?month=2026-10`.
pub(super) async fn show(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["place", "month"])?;
    let Worker { app, caller, ui, .. } = worker;
    let (place, month) = (query.parse("place")?, query.parse("month")?);
    let found = indicator::month_report(&app, &caller, place, month).await?;
    let page = page(ui, &found, None);
    Ok(respond::page(&page.ui, &page))
}

/// `GET /w/dashboard/report/workbook`.
pub(super) async fn take(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["place", "month"])?;
    let Worker { app, caller, ui, .. } = worker;
    let (place, month) = (query.parse("place")?, query.parse("month")?);
    let found = indicator::month_report(&app, &caller, place, month).await?;
    let (figures, places) = tables(&ui, &found);
    let mut heading = vec![title(&ui, &found), note(&ui, &found)];
    heading.extend(found.published.as_ref().map(|month| report::published(&ui, month)));
    let bytes = workbook::workbook(&heading, &[figures, places], found.board.at);
    let bytes = bytes.map_err(|error| AppError::Internal(format!("a workbook: {error}")))?;
    let name = format!("report-{}.xlsx", found.board.period.1);
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    respond::protect(headers);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(respond::unstored(response))
}

fn title(ui: &Ui, found: &MonthReport) -> String {
    let month = ui.full_month(&found.board.period.1.first_day());
    ui.t2("month-report-title-of", ("place", &found.board.place.name), ("month", &month))
}

fn note(ui: &Ui, found: &MonthReport) -> String {
    super::dashboard::note(ui, &found.board)
}

/// The figures, published or counted now, and the places below.
fn tables(ui: &Ui, found: &MonthReport) -> (Table, Table) {
    let board = &found.board;
    let before = (ui.t("month-report-month-before"), &board.before);
    let figures = match &found.published {
        Some(month) => {
            let today = month.differs().then(|| (ui.t("month-report-today"), &month.today));
            let others: Vec<_> = today.into_iter().chain([before]).collect();
            let main = (ui.t("month-report-as-published"), &month.figures);
            report::figures(ui, &board.definitions, main, &others)
        }
        None => {
            let main = (ui.t("month-report-this-month"), &board.figures);
            report::figures(ui, &board.definitions, main, &[before])
        }
    };
    (figures, report::places(ui, board))
}

fn page(ui: Ui, found: &MonthReport, problem: Option<String>) -> ReportPage {
    let board = &found.board;
    let (at, month) = (board.place.id, board.period.1);
    let link = |month: Month| Link {
        href: address("", at, month),
        label: ui.full_month(&month.first_day()),
    };
    let this = Month::of(ui.now.day());
    let above = |above: &linli_app::place::PlaceLine| Link {
        href: address("", above.id, month),
        label: above.name.clone(),
    };
    let (figures, places) = tables(&ui, found);
    let published =
        found.published.as_ref().map(|month| (report::published(&ui, month), month.differs()));
    ReportPage {
        path: board.path.iter().map(above).collect(),
        place: board.place.name.clone(),
        note: note(&ui, found),
        earlier: link(month.plus(-1)),
        later: (month < this).then(|| link(month.plus(1))),
        book: address("/workbook", at, month),
        problem,
        published,
        publish: found.may_publish.then_some((at, month)),
        figures,
        places,
        ui: {
            let title = title(&ui, found);
            ui.with_title(title)
        },
    }
}

/// `POST /w/dashboard/report`: publishes the figures.
pub(super) async fn publish(worker: Worker, form: FormFields) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let place = form.get("place").and_then(|place| place.parse::<PlaceId>().ok());
    let place = place.ok_or(AppError::NotFound)?;
    let month = form.get("month").and_then(|month| month.parse::<Month>().ok());
    let month = month.ok_or_else(|| AppError::field("month", "month-unknown"))?;
    match indicator::publish_month(&app, &caller, place, month).await {
        Ok(()) => {
            let to = address("", place, month);
            Ok(respond::redirect_with_flash(&to, Tone::Ok, "flash-figures-published"))
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            again(&app, &caller, ui, (place, month), (status, &error)).await
        }
    }
}

/// The report once more, with why its figures were not published.
async fn again(
    app: &App,
    caller: &Caller,
    ui: Ui,
    (place, month): (PlaceId, Month),
    (status, error): (StatusCode, &AppError),
) -> Result<Response, Problem> {
    let said = match error {
        AppError::Fields(errors) => errors.iter().map(|error| wrong(&ui, error)).collect(),
        other => refused(&ui, other),
    };
    // A month to come has no report: that of this month stands in for it.
    let month = month.min(Month::of(app.now().day()));
    let found = indicator::month_report(app, caller, Some(place), Some(month)).await?;
    let page = page(ui, &found, Some(said));
    Ok(respond::page_with(status, &page.ui, &page))
}
