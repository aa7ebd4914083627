//! Figures of a month as they were published, with what is counted now beside them.

use askama::Template;
use axum::{extract::Path, response::Response};
use linli_app::{AppError, indicator};
use linli_kernel::{Month, PlaceId};

use crate::{
    pages::{
        frame::Visitor,
        report::{self, Table},
    },
    request::{Problem, Query},
    respond,
    ui::Ui,
};

#[derive(Template)]
#[template(path = "portal/publication.html")]
struct Publication {
    ui: Ui,
    note: String,
    differs: bool,
    figures: Table,
    back: String,
}

/// `GET /indicators/published/{month}`, of `?place=`. Whoever shares the page in a chat adds parameters of
/// their own.
pub(super) async fn show(
    Visitor { app, caller, ui, .. }: Visitor,
    Path(month): Path<String>,
    query: Query,
) -> Result<Response, Problem> {
    let place: PlaceId = query.required("place")?;
    let month: Month = month.parse().map_err(|_| AppError::NotFound)?;
    let found = indicator::published_month(&app, caller.as_ref(), place, month).await?;
    let shown = &found.month;
    let today = shown.differs().then(|| (ui.t("month-report-today"), &shown.today));
    let others: Vec<_> = today.into_iter().collect();
    let main = (ui.t("month-report-as-published"), &shown.figures);
    let month = ui.full_month(&month.first_day());
    let title = ui.t2("publication-title", ("place", &found.place.name), ("month", &month));
    let page = Publication {
        note: report::published(&ui, shown),
        differs: shown.differs(),
        figures: report::figures(&ui, &found.definitions, main, &others),
        back: format!("/indicators?place={place}"),
        ui: ui.with_title(title),
    };
    Ok(respond::page(&page.ui, &page))
}
