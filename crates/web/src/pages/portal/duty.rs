//! Who is on duty today, for everybody.

use askama::Template;
use axum::response::Response;
use linli_app::{
    duty,
    place::{self, PlaceLine, Walk},
};
use linli_kernel::PlaceId;

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
    let at: Option<PlaceId> = match query.parse("place")? {
        Some(place) => Some(place),
        None => place::first_district(&app).await?,
    };
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
        let fine = |child: &PlaceLine| !matches!(child.kind.as_str(), "unit" | "household");
        page.walk = found.walk;
        page.walk.children.retain(fine);
        page.kind = kind(&page.ui, found.kind);
        page.sites = found.sites.iter().map(|one| site(&page.ui, one)).collect();
        page.contact = found.contact.map(|phone| CallRow {
            initial: page.ui.initial(page.ui.t("duty-service-number")).to_owned(),
            title: page.ui.t("duty-service-number").to_owned(),
            text: String::new(),
            phone: Some(phone),
            show_number: true,
        });
    }
    Ok(respond::page(&page.ui, &page))
}
