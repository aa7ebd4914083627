//! Lists of matters: one's own, and those raised for a family elder.

use askama::Template;
use axum::{extract::Path, response::Response};
use linli_app::matter::{self, Lines};
use linli_kernel::PersonId;

use crate::{
    pages::{frame::Resident, rows},
    request::{Problem, Query},
    respond,
    ui::{
        Ui,
        view::{Empty, Link, MatterRow, Pager},
    },
};

/// How many stand on one page.
const LIMIT: i64 = 20;

#[derive(Template)]
#[template(path = "resident/matters.html")]
struct Matters {
    ui: Ui,
    matters: Vec<MatterRow>,
    none: Empty,
    pager: Pager,
    back: &'static str,
}

fn drawn(ui: Ui, lines: &Lines, pager: Pager, title: &str, back: &'static str) -> Response {
    let matters = lines.items.iter();
    let page = Matters {
        matters: matters.map(|line| rows::matter_row(&ui, line, "/m/matters")).collect(),
        none: Empty {
            icon: "clipboard-list",
            title: ui.t("home-no-matters").to_owned(),
            text: ui.t("home-no-matters-text").to_owned(),
            link: Some(Link {
                href: "/m/report".to_owned(),
                label: ui.t("home-report").to_owned(),
            }),
        },
        pager,
        back,
        ui: ui.with_title(title),
    };
    respond::page(&page.ui, &page)
}

/// `GET /m/matters`.
pub(super) async fn mine(
    Resident { app, caller, ui, .. }: Resident,
    query: Query,
) -> Result<Response, Problem> {
    let after = query.get("after");
    let lines = matter::my_matters(&app, &caller, after, LIMIT).await?;
    let pager = rows::pager("/m/matters?", after, lines.next.as_deref());
    let title = ui.t("home-matters").to_owned();
    Ok(drawn(ui, &lines, pager, &title, "/m"))
}

/// `GET /m/family/{person}/matters`.
pub(super) async fn of_elder(
    Resident { app, caller, ui, .. }: Resident,
    Path(person): Path<String>,
) -> Result<Response, Problem> {
    let person: PersonId = person.parse().map_err(|_| linli_app::AppError::NotFound)?;
    let lines = matter::family_matters(&app, &caller, person).await?;
    let title = ui.t("family-matters").to_owned();
    Ok(drawn(ui, &lines, Pager::default(), &title, "/m/family"))
}
