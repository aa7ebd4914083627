//! Lists of matters: one's own, and those raised for a family elder.

use askama::Template;
use axum::{extract::Path, response::Response};
use linli_app::{
    App, AppError, Caller, account,
    matter::{self, Lines},
};
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
/// How many of those raised for one elder stand below one's own.
const OF_FAMILY: usize = 3;

#[derive(Template)]
#[template(path = "resident/matters.html")]
struct Matters {
    ui: Ui,
    matters: Vec<MatterRow>,
    none: Empty,
    pager: Pager,
    family: Vec<OfElder>,
    back: &'static str,
}

/// What the person raised for an elder.
pub(super) struct OfElder {
    pub(super) title: String,
    /// All of them.
    pub(super) href: String,
    pub(super) matters: Vec<MatterRow>,
}

/// The latest matters that the caller raised for each elder who lets them.
pub(super) async fn of_family(
    app: &App,
    caller: &Caller,
    ui: &Ui,
) -> Result<Vec<OfElder>, Problem> {
    let mut family = Vec::new();
    for consent in account::acting_for(app, caller).await?.iter().filter(|consent| consent.i_act) {
        let lines = match matter::family_matters(app, caller, consent.person).await {
            Ok(lines) if !lines.items.is_empty() => lines,
            // They do not live together any more.
            Ok(_) | Err(AppError::NotFound) => continue,
            Err(error) => return Err(error.into()),
        };
        let latest = lines.items.iter().take(OF_FAMILY);
        let name = consent.name.as_deref().unwrap_or_else(|| ui.t("homes-unnamed"));
        family.push(OfElder {
            title: ui.t1("family-matters-of", "name", name),
            href: format!("/m/family/{}/matters", consent.person),
            matters: latest.map(|line| rows::matter_row(ui, line, "/m/matters")).collect(),
        });
    }
    Ok(family)
}

fn drawn(
    ui: Ui,
    lines: &Lines,
    pager: Pager,
    (title, back): (&str, &'static str),
    family: Vec<OfElder>,
) -> Response {
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
        family,
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
    let family = match after {
        None => of_family(&app, &caller, &ui).await?,
        Some(_) => Vec::new(),
    };
    Ok(drawn(ui, &lines, pager, (&title, "/m"), family))
}

/// `GET /m/family/{person}/matters`.
pub(super) async fn of_elder(
    Resident { app, caller, ui, .. }: Resident,
    Path(person): Path<String>,
) -> Result<Response, Problem> {
    let person: PersonId = person.parse().map_err(|_| AppError::NotFound)?;
    let lines = matter::family_matters(&app, &caller, person).await?;
    let title = ui.t("family-matters").to_owned();
    Ok(drawn(ui, &lines, Pager::default(), (&title, "/m/family"), Vec::new()))
}
