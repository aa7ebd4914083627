//! Choosing a place in the tree on the way to a sheet and back, with everything typed kept.

use askama::Template;
use axum::response::Response;
use linli_app::{
    App,
    intake::Desk,
    place::{self, Walk},
};
use linli_kernel::PlaceId;

use super::{desk::Worker, sheet::Cut};
use crate::{
    pages::form::keep_photos,
    request::{FormFields, Problem},
    respond,
    ui::Ui,
};

#[derive(Template)]
#[template(path = "workbench/place.html")]
struct PlacePage {
    ui: Ui,
    /// Where the sheet is.
    back: &'static str,
    walk: Walk,
    draft: Vec<(String, String)>,
}

/// Names that belong to the way and not to the sheet.
const OF_THE_WAY: [&str; 6] = ["csrf", "at", "for", "pick", "kept", "drop"];

/// `POST /w/place`.
pub(super) async fn choose(worker: Worker, form: FormFields) -> Result<Response, Problem> {
    let Worker { app, caller, ui, desk, .. } = worker;
    let cut = form.given("for").and_then(Cut::of).unwrap_or(Cut::Intake);
    let (photos, _) = keep_photos(&app, &caller, &form, "photos").await;
    let at = match form.given("at") {
        Some("top") => None,
        Some(word) => word.parse().ok(),
        None => match form.given("place").and_then(|word| word.parse().ok()) {
            Some(place) => around(&app, place).await?,
            // Nothing was chosen yet: people ask about where they work.
            None => match own_place(&desk, form.given("acting")) {
                Some(place) => around(&app, place).await?,
                None => None,
            },
        },
    };
    let form = form.with_values("photos", photos);
    let kept = form
        .texts()
        .iter()
        .filter(|(name, value)| !OF_THE_WAY.contains(&name.as_str()) && !value.is_empty());
    let draft = kept.cloned().collect();
    let walk = place::walk(&app, at).await?;
    let title = ui.t("place-title").to_owned();
    let ui = ui.with_title(title);
    let page = PlacePage { ui, back: cut.href(), walk, draft };
    Ok(respond::page(&page.ui, &page))
}

/// The place of the post for which the sheet is written, or of the desk's first post.
fn own_place(desk: &Desk, acting: Option<&str>) -> Option<PlaceId> {
    let acting = desk.posts.iter().filter(|post| Some(post.word.as_str()) == acting);
    acting.chain(&desk.posts).find_map(|post| post.place)
}

/// The place around one that was chosen before: where people most likely look next.
pub(super) async fn around(app: &App, id: PlaceId) -> Result<Option<PlaceId>, Problem> {
    let page = place::place(app, id).await?;
    let inside = (!page.children.is_empty()).then_some(page.place.id);
    Ok(inside.or(page.path.last().map(|parent| parent.id)))
}
