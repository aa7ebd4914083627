//! Who is on duty today, for everybody.

use askama::Template;
use axum::response::Response;
use linli_app::{duty, place::Walk};

use super::spot::{self, Down};
use crate::{
    pages::{
        duty::{SiteRows, kind, site},
        frame::Visitor,
    },
    request::{Problem, Query},
    respond,
    ui::view::{CallRow, Empty, Tag},
};

#[derive(Template)]
#[template(path = "duty/today.html")]
struct Today {
    ui: crate::ui::Ui,
    walk: Walk,
    day: String,
    kind: Option<Tag>,
    sites: Vec<SiteRows>,
    none: Empty,
    /// Whom to call where nobody is on duty.
    contact: Option<CallRow>,
}

/// `GET /duty`, of `?place=…` or of the first district.
pub(super) async fn show(
    Visitor { app, ui, .. }: Visitor,
    query: Query,
) -> Result<Response, Problem> {
    let at = spot::asked(&app, &query).await?;
    let title = ui.t("duty-today").to_owned();
    let ui = ui.with_title(title);
    let mut page = Today {
        walk: Walk::default(),
        day: ui.full_day(&ui.now.day()),
        kind: None,
        sites: Vec::new(),
        none: Empty {
            icon: "calendar-event",
            title: ui.t("duty-none").to_owned(),
            text: ui.t("duty-none-text").to_owned(),
            link: None,
        },
        contact: None,
        ui,
    };
    if let Some(at) = at {
        let found = duty::on_duty(&app, at).await?;
        page.walk = Down::Buildings.walk(found.walk);
        page.kind = kind(&page.ui, found.kind);
        page.sites = found.sites.iter().map(|one| site(&page.ui, one)).collect();
        page.contact = found.contact.map(|phone| CallRow {
            initial: String::new(),
            title: page.ui.t("duty-service-number").to_owned(),
            text: String::new(),
            phone: Some(phone),
            show_number: true,
        });
    }
    Ok(respond::page(&page.ui, &page))
}
