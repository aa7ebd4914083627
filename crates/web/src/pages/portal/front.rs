//! The front page for everybody.

use askama::Template;
use axum::response::Response;
use linli_app::portal::{self, FrontPage};

use super::notices;
use crate::{
    pages::{frame::Visitor, rows},
    request::Problem,
    respond,
    ui::{
        Tone, Ui,
        view::{Empty, NoticeItem, Tile},
    },
};

#[derive(Template)]
#[template(path = "portal/front.html")]
struct Front {
    ui: Ui,
    /// The district's name; the product's own where there is none yet.
    district: Option<String>,
    notices: Vec<NoticeItem>,
    /// What the communities and offices tell.
    told: Vec<NoticeItem>,
    none: Empty,
    tiles: Vec<Tile>,
    signed_in: bool,
}

/// `GET /`.
pub(super) async fn show(Visitor { app, caller, ui, .. }: Visitor) -> Result<Response, Problem> {
    let page = portal::front(&app, caller.as_ref()).await?;
    let page = drawn(ui, &page, caller.is_some());
    Ok(respond::page(&page.ui, &page))
}

fn drawn(ui: Ui, page: &FrontPage, signed_in: bool) -> Front {
    let tile = |href: &str, key, icon, tone| Tile {
        href: href.to_owned(),
        label: ui.t(key).to_owned(),
        icon,
        tone,
        secondary: false,
    };
    let tiles = vec![
        tile("/m/report", "home-report", "message-report", Tone::Brand),
        tile("/m/matters", "front-follow", "clipboard-list", Tone::Ok),
        tile("/grid", "menu-grid", "map-pin", Tone::Warn),
        tile("/talk", "menu-talk", "message-2", Tone::Violet),
        tile("/services", "services-title", "book-2", Tone::Ok),
        tile("/duty", "duty-today", "calendar-event", Tone::Warn),
        tile("/published", "menu-published", "news", Tone::Party),
        tile("/wishes", "menu-wishes", "heart-handshake", Tone::Bad),
        tile("/progress", "front-progress", "search", Tone::Teal),
    ];
    Front {
        district: page.districts.first().map(|district| district.name.clone()),
        notices: page.published.items.iter().map(|line| rows::notice(&ui, line)).collect(),
        told: page.notices.iter().map(|line| notices::item(&ui, line)).collect(),
        none: nothing_published(&ui),
        tiles,
        signed_in,
        ui: ui.with_title(""),
    }
}

/// What stands where nothing is published yet.
pub(super) fn nothing_published(ui: &Ui) -> Empty {
    Empty {
        icon: "news",
        title: ui.t("published-none").to_owned(),
        text: ui.t("published-none-text").to_owned(),
        link: None,
    }
}
