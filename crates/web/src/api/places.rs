//! The tree of places. Public: who does not know where a place is cannot report anything there.

use axum::{Json as Answer, extract::State};
use linli_app::{App, place};
use linli_kernel::PlaceId;
use serde::Serialize;
use utoipa::ToSchema;

use super::openapi::{Hidden, Invalid, Malformed};
use crate::request::{Id, Problem, Query};

/// A place in a list.
#[derive(Serialize, ToSchema)]
pub(super) struct PlaceLine {
    /// Its id.
    id: String,
    /// Its kind in the playbook.
    kind: String,
    /// Its name.
    name: String,
    /// Made up for a demonstration.
    made_up: bool,
}

impl From<place::PlaceLine> for PlaceLine {
    fn from(line: place::PlaceLine) -> Self {
        Self {
            id: line.id.to_string(),
            kind: line.kind.to_string(),
            name: line.name,
            made_up: line.made_up,
        }
    }
}

pub(super) fn lines(found: Vec<place::PlaceLine>) -> Vec<PlaceLine> {
    found.into_iter().map(PlaceLine::from).collect()
}

/// The places directly below one.
#[derive(Serialize, ToSchema)]
pub(super) struct Places {
    /// The places in their order.
    pub(super) items: Vec<PlaceLine>,
    /// Always null: all are listed.
    pub(super) next: Option<String>,
}

/// A place with its surroundings.
#[derive(Serialize, ToSchema)]
pub(super) struct Place {
    /// Its id.
    id: String,
    /// Its kind in the playbook.
    kind: String,
    /// Its name.
    name: String,
    /// Made up for a demonstration.
    made_up: bool,
    /// From the district down to what contains it.
    path: Vec<PlaceLine>,
    /// What it contains.
    children: Vec<PlaceLine>,
}

/// Places below a place, or the districts
#[utoipa::path(
    get, path = "/places", tag = "places",
    params(("parent" = Option<String>, Query, description = "The place above; none for districts.")),
    responses(
        (status = 200, description = "Open places.", body = Places),
        Malformed, Hidden, Invalid,
    )
)]
pub(super) async fn list(State(app): State<App>, query: Query) -> Result<Answer<Places>, Problem> {
    query.only(&["parent"])?;
    let parent: Option<PlaceId> = query.parse("parent")?;
    let items = lines(place::children(&app, parent).await?);
    Ok(Answer(Places { items, next: None }))
}

/// One place
///
/// The id of a facility leads to the place that it serves.
#[utoipa::path(
    get, path = "/places/{id}", tag = "places",
    params(("id" = String, Path, description = "The place or facility.")),
    responses((status = 200, description = "The place.", body = Place), Hidden)
)]
pub(super) async fn one(
    State(app): State<App>,
    Id(id): Id<PlaceId>,
) -> Result<Answer<Place>, Problem> {
    let page = place::place(&app, id).await?;
    let PlaceLine { id, kind, name, made_up } = page.place.into();
    let (path, children) = (lines(page.path), lines(page.children));
    Ok(Answer(Place { id, kind, name, made_up, path, children }))
}
