//! The place tree as people walk it: down to choose where, up to find who is responsible.

use linli_kernel::PlaceId;
use linli_playbook::{Name, engine::Holder, model::Label};

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
    let open = found.iter().filter(|p| p.closed_on.is_none() && p.kind != *"grid");
    Ok(open.map(line).collect())
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
    let open = below.iter().filter(|p| p.closed_on.is_none() && p.kind != *"grid");
    Ok(PlacePage { place, path, children: open.map(line).collect() })
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

/// The roles filled over a place, lowest first: "find my grid". Names and telephones of chiefs
/// are posted at residents' doors by rule (Binzhou 2021, art. 6), so this list is public where
/// the person agreed to it with the post.
///
/// # Errors
/// [`AppError::NotFound`] if there is no such place.
pub async fn chiefs(app: &App, id: PlaceId) -> AppResult<Vec<(String, Label)>> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let place = rows.place(id).await?.ok_or(AppError::NotFound)?;
    let Some((key, version, _)) = rows.binding(place.district).await? else {
        return Ok(Vec::new());
    };
    let playbook = app.playbook(rows, &key, version).await?;
    let today = app.now().day();
    let chain = rows.chain(id, today).await?;
    let places: Vec<PlaceId> = chain.0.iter().map(|p| p.id).collect();
    let posts = rows.posts_at(&places, today).await?;
    let mut found = Vec::new();
    for place in &chain.0 {
        let here = posts.iter().filter_map(|post| match &post.holder {
            Holder::Post { role, place: at } if *at == place.id => playbook.roles.get(role),
            _ => None,
        });
        found.extend(here.map(|role| (place.name.clone(), role.label.clone())));
    }
    found.dedup();
    Ok(found)
}
