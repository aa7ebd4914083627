//! Which communities a request is for: those named, and those below the places named.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::{admission::MAX_COMMUNITIES, organisation::Organisation, place::Place};
use linli_kernel::PlaceId;

use crate::{App, AppError, AppResult, FieldError, ports::Snapshot};

/// A community with the places over it, the nearest first.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// The community.
    pub(super) place: Place,
    /// Over it.
    pub(super) above: Vec<Place>,
}

impl Asked {
    fn is_in(&self, places: &BTreeSet<PlaceId>) -> bool {
        places.contains(&self.place.id) || self.above.iter().any(|over| places.contains(&over.id))
    }
}

/// The places of a district that can be asked: those at the base.
///
/// # Errors
/// [`AppError::Internal`] if the store fails.
pub(super) async fn communities_of(
    app: &App,
    rows: &mut dyn Snapshot,
    district: PlaceId,
) -> AppResult<Vec<Place>> {
    let mut found = Vec::new();
    if let Some(playbook) = app.playbook_of(rows, district).await? {
        for kind in playbook.base_kinds() {
            found.extend(rows.places_of_kind(district, kind).await?);
        }
    }
    Ok(found)
}

/// Every community that a department serves, in the order of the tree's positions.
///
/// # Errors
/// [`AppError::Internal`] if the store fails.
pub(super) async fn served(
    app: &App,
    rows: &mut dyn Snapshot,
    department: &Organisation,
) -> AppResult<Vec<Asked>> {
    let serves: BTreeSet<PlaceId> = department.serves.iter().copied().collect();
    let mut known: BTreeMap<PlaceId, Place> = BTreeMap::new();
    let mut found = Vec::new();
    for place in communities_of(app, rows, department.district).await? {
        if !place.is_choice() {
            continue;
        }
        let mut above: Vec<Place> = Vec::new();
        let mut next = place.parent;
        while let Some(id) = next {
            if !known.contains_key(&id)
                && let Some(over) = rows.place(id).await?
            {
                known.insert(id, over);
            }
            let Some(over) = known.get(&id) else { break };
            // A tree that was made a ring by hand ends here.
            next = over.parent.filter(|next| above.iter().all(|seen| seen.id != *next));
            above.push(over.clone());
        }
        let asked = Asked { place, above };
        if asked.is_in(&serves) {
            found.push(asked);
        }
    }
    let position = |asked: &Asked| {
        let mut path: Vec<i64> = asked.above.iter().map(|over| over.position).collect();
        path.reverse();
        (path, asked.place.position, asked.place.id)
    };
    found.sort_by_cached_key(position);
    Ok(found)
}

/// The communities among those served that lie at or below the places with these ids.
///
/// # Errors
/// [`AppError::Fields`] on `communities` if none is named, one is unknown or not served, or they
/// are too many.
pub(super) fn chosen(served: Vec<Asked>, named: &[String]) -> Result<Vec<Place>, FieldError> {
    let wrong = |code| FieldError::new("communities", code);
    let given = named.iter().map(|word| word.trim()).filter(|word| !word.is_empty());
    let ids: Result<BTreeSet<PlaceId>, _> = given.map(str::parse).collect();
    let ids = ids.map_err(|_| wrong("place-unknown"))?;
    if ids.is_empty() {
        return Err(wrong("field-required"));
    }
    let known = |id: &PlaceId| served.iter().any(|asked| asked.is_in(&BTreeSet::from([*id])));
    if !ids.iter().all(known) {
        return Err(wrong("place-unknown"));
    }
    let chosen: Vec<Place> =
        served.into_iter().filter(|asked| asked.is_in(&ids)).map(|asked| asked.place).collect();
    if chosen.len() > MAX_COMMUNITIES {
        return Err(wrong("field-many").with("max", MAX_COMMUNITIES));
    }
    Ok(chosen)
}

/// The organisation of that id among those that may be meant.
///
/// # Errors
/// [`AppError::Forbidden`] if there is none.
pub(super) fn department<'o>(
    mut among: impl Iterator<Item = &'o Organisation>,
    word: &str,
) -> AppResult<&'o Organisation> {
    let word = word.trim();
    let found = match word.is_empty() {
        true => among.next().filter(|_| among.next().is_none()),
        false => among.find(|organisation| organisation.id.to_string() == word),
    };
    found.ok_or(AppError::Forbidden)
}
