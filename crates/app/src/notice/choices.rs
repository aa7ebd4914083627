//! For whose people the caller may publish: the places of a form.

use std::collections::BTreeSet;

use linli_domain::{place::Place, policy::Action};
use linli_kernel::PlaceId;

use crate::{App, AppResult, Caller, speaker::spoken_places};

/// A place that the caller speaks to.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct NoticePlace {
    /// The place.
    pub id: PlaceId,
    /// Its name, with the place of the post before it where it lies below.
    pub name: String,
}

/// The places of the caller's posts that speak, each followed by what lies directly below it.
///
/// # Errors
/// [`crate::AppError::Forbidden`] if none of the caller's posts speaks anywhere.
pub async fn notice_places(app: &App, caller: &Caller) -> AppResult<Vec<NoticePlace>> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let mut places = Vec::new();
    for place in spoken_places(app, rows, caller, Action::PostNotice).await? {
        let children = rows.children(place.id).await?;
        places.push(NoticePlace { id: place.id, name: place.name.clone() });
        let open = children.into_iter().filter(Place::is_choice);
        places.extend(open.map(|child| NoticePlace {
            id: child.id,
            name: format!("{}{}", place.name, child.name),
        }));
    }
    let mut seen = BTreeSet::new();
    places.retain(|place| seen.insert(place.id));
    Ok(places)
}
