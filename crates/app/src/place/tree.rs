//! The place tree as people walk it: down to choose where.

use linli_kernel::PlaceId;
use linli_playbook::Name;

use crate::{App, AppError, AppResult, ports::Snapshot};

/// A place in a list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PlaceLine {
    /// Its id.
    pub id: PlaceId,
    /// Its kind.
    pub kind: Name,
    /// Its name.
    pub name: String,
    /// Made up for a demonstration.
    pub made_up: bool,
}

/// A place with the way to it and what it contains.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PlacePage {
    /// The place.
    pub place: PlaceLine,
    /// From the district down to the place's parent.
    pub path: Vec<PlaceLine>,
    /// What it contains, grids left out.
    pub children: Vec<PlaceLine>,
}

/// Where somebody stands on the way down the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// The place; none above the districts.
    pub here: Option<PlaceLine>,
    /// From the district down to the place's parent.
    pub path: Vec<PlaceLine>,
    /// What can be gone down to: what the place contains, or the districts.
    pub children: Vec<PlaceLine>,
}

impl From<PlacePage> for Walk {
    fn from(page: PlacePage) -> Self {
        Self { here: Some(page.place), path: page.path, children: page.children }
    }
}

/// The way down the tree from a place, or from the top.
///
/// # Errors
/// [`AppError::NotFound`] if there is no such place.
pub async fn walk(app: &App, at: Option<PlaceId>) -> AppResult<Walk> {
    match at {
        Some(id) => Ok(place(app, id).await?.into()),
        None => Ok(Walk { children: children(app, None).await?, ..Walk::default() }),
    }
}

/// The district that is shown to whoever names no place; none before one is imported.
///
/// # Errors
/// [`AppError::Internal`] if the store fails.
pub async fn first_district(app: &App) -> AppResult<Option<PlaceId>> {
    Ok(children(app, None).await?.first().map(|district| district.id))
}

pub(crate) fn line(place: &linli_domain::place::Place) -> PlaceLine {
    PlaceLine {
        id: place.id,
        kind: place.kind.clone(),
        name: place.name.clone(),
        made_up: place.made_up,
    }
}

/// The places directly below one, or the districts; open ones only, grids left out.
///
/// # Errors
/// [`AppError::Internal`] if the store fails.
pub async fn children(app: &App, parent: Option<PlaceId>) -> AppResult<Vec<PlaceLine>> {
    let mut rows = app.snapshot().await?;
    let found = match parent {
        Some(parent) => rows.children(parent).await?,
        None => rows.districts().await?,
    };
    Ok(found.iter().filter(|place| place.is_choice()).map(line).collect())
}

/// One place with its surroundings; a facility's id leads to the place that it serves.
///
/// # Errors
/// [`AppError::NotFound`] if there is none.
pub async fn place(app: &App, id: PlaceId) -> AppResult<PlacePage> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let id = spot_of(rows, id).await?;
    let chain = rows.chain(id, app.now().day()).await?;
    let mut path: Vec<PlaceLine> =
        chain.0.iter().filter(|p| p.kind != *"grid" || p.id == id).map(line).collect();
    if path.is_empty() {
        return Err(AppError::NotFound);
    }
    let place = path.remove(0);
    path.reverse();
    let below = rows.children(id).await?;
    let children = below.iter().filter(|place| place.is_choice()).map(line).collect();
    Ok(PlacePage { place, path, children })
}

/// The place that a QR code's id means: itself, or the place that a facility serves.
///
/// # Errors
/// [`AppError::NotFound`] if there is none.
pub async fn spot(app: &App, id: PlaceId) -> AppResult<PlaceId> {
    let mut rows = app.snapshot().await?;
    spot_of(rows.as_mut(), id).await
}

pub(crate) async fn spot_of(rows: &mut dyn Snapshot, id: PlaceId) -> AppResult<PlaceId> {
    if let Some(facility) = rows.facility(id).await? {
        return Ok(facility.place);
    }
    rows.place(id).await?.map(|place| place.id).ok_or(AppError::NotFound)
}
