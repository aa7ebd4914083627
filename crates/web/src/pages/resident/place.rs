//! Choosing the place of a report in the tree, with everything typed so far kept in the form.

use askama::Template;
use axum::{http::header, response::Response};
use linli_app::{
    App,
    place::{self, Walk},
};
use linli_kernel::PlaceId;

use super::report_form::FIELDS;
use crate::{
    pages::{form::keep_photos, frame::Resident},
    request::{FormFields, Problem, Query},
    respond,
    ui::{Ui, display_cookie},
};

#[derive(Template)]
#[template(path = "resident/place.html")]
struct PlacePage {
    ui: Ui,
    walk: Walk,
    /// What was typed so far.
    draft: Vec<(String, String)>,
}

/// `GET /m/report/place`: without a draft.
pub(super) async fn choose(
    Resident { app, ui, .. }: Resident,
    query: Query,
) -> Result<Response, Problem> {
    let at = query.parse("at")?;
    drawn(&app, ui, at, Vec::new()).await
}

/// `POST /m/report/place`: on the way from the form and back to it.
pub(super) async fn choose_with_draft(
    Resident { app, caller, ui, .. }: Resident,
    form: FormFields,
) -> Result<Response, Problem> {
    // Larger type in the middle of a report: the draft stays.
    let mut ui = ui;
    let mode = form.given("mode").filter(|mode| ui.display.set("mode", mode)).map(str::to_owned);
    let (photos, kept) = keep_photos(&app, &caller, &form, "photos").await;
    // A file that is no photo is told of when the report is sent; here it is only left behind.
    drop(kept);
    let at = match form.given("at") {
        Some("top") => None,
        Some(word) => word.parse().ok(),
        None => match form.given("place").and_then(|word| word.parse().ok()) {
            Some(place) => parent(&app, place).await?,
            None => None,
        },
    };
    let typed = FIELDS.iter().chain(&["key"]).filter_map(|name| {
        let value = form.given(name)?;
        Some(((*name).to_owned(), value.to_owned()))
    });
    let photos = photos.into_iter().map(|id| ("photos".to_owned(), id));
    let draft = typed.chain(photos).collect();
    let mut response = drawn(&app, ui, at, draft).await?;
    if let Some(cookie) = mode.and_then(|mode| display_cookie("mode", &mode)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// The place around one: where people most likely want to look next.
async fn parent(app: &App, id: PlaceId) -> Result<Option<PlaceId>, Problem> {
    let page = place::place(app, id).await?;
    Ok(page.path.last().map(|parent| parent.id))
}

async fn drawn(
    app: &App,
    ui: Ui,
    at: Option<PlaceId>,
    draft: Vec<(String, String)>,
) -> Result<Response, Problem> {
    let walk = place::walk(app, at).await?;
    let title = ui.t("place-title").to_owned();
    let page = PlacePage { ui: ui.with_title(title), walk, draft };
    Ok(respond::page(&page.ui, &page))
}
