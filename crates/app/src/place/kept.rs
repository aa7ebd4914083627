//! A place as whoever keeps the tree sees it: its codes, what became of it, and what may be done.

use std::collections::{BTreeMap, btree_map::Entry};

use linli_domain::{
    place::{Place, PlaceCode},
    place_change::{PlaceChange, fits_under, keeps_tree},
    policy::{self, Action, Standing},
};
use linli_kernel::{Day, PlaceId};
use linli_playbook::{
    Name,
    engine::{Holder, Relation},
    model::GRID,
};

use super::{PlaceLine, access::Keeping, line};
use crate::{App, AppResult, Caller, account::people, ports::Snapshot};

/// Places that are offered to go under or into, the nearest first.
const MOST: usize = 300;

/// One change of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeView {
    /// From which day.
    pub day: Day,
    /// What became of it, as the stored word.
    pub act: &'static str,
    /// What it was called before.
    pub name: String,
    /// What it lay under before.
    pub parent: Option<PlaceLine>,
    /// The place that it was merged into, took in, became or came from.
    pub other: Option<PlaceLine>,
    /// Who entered it.
    pub by: Option<String>,
}

/// A place with its surroundings and its past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPlace {
    /// The place.
    pub place: PlaceLine,
    /// To be sent back with a change.
    pub version: i64,
    /// Its households.
    pub households: i64,
    /// Since when it is closed.
    pub closed_on: Option<Day>,
    /// From the place of the caller's post down to the place's parent.
    pub path: Vec<PlaceLine>,
    /// What lies directly below it, closed places last.
    pub below: Vec<(PlaceLine, Option<Day>)>,
    /// Its codes, former ones included, by scheme and first day.
    pub codes: Vec<PlaceCode>,
    /// What became of it, the latest first.
    pub changes: Vec<ChangeView>,
    /// Whether the caller changes the place itself, and not only what lies below it.
    pub may_change: bool,
    /// Kinds that may be added below it.
    pub kinds: Vec<Name>,
    /// Places that it may go under, with what they lie under.
    pub move_to: Vec<(PlaceLine, String)>,
    /// Places that may take it in, with what they lie under.
    pub merge_into: Vec<(PlaceLine, String)>,
    /// What may go to a new place beside it: places below it; of a grid what belongs to it.
    pub parts: Vec<PlaceLine>,
}

/// The places from which the caller keeps the tree.
///
/// # Errors
/// [`crate::AppError::Forbidden`] if none of the caller's posts keeps it.
pub async fn kept_places(app: &App, caller: &Caller) -> AppResult<Vec<PlaceLine>> {
    let mut rows = app.snapshot().await?;
    let mut found: Vec<PlaceLine> = Vec::new();
    for post in &caller.posts {
        let Holder::Post { role, place } = &post.holder else { continue };
        let Some(place) = rows.place(*place).await? else { continue };
        let playbook = app.playbook_of(rows.as_mut(), place.district).await?;
        if playbook.is_some_and(|playbook| keeps_tree(&playbook, role)) {
            found.push(line(&place));
        }
    }
    let above = (!found.is_empty()).then_some(Standing::Case(Relation::PostAbove));
    let standings = above.into_iter().collect();
    policy::decide(&caller.actor(None), Action::KeepPlaceTree, &standings, None)?;
    found.dedup_by_key(|place| place.id);
    Ok(found)
}

/// A place for whoever keeps the tree at it or above it.
///
/// # Errors
/// [`crate::AppError::NotFound`]; [`crate::AppError::Forbidden`].
pub async fn kept_place(app: &App, caller: &Caller, id: PlaceId) -> AppResult<KeptPlace> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let by = Keeping::load(app, rows, caller, id, true).await?;
    let here = &by.place;
    let gazetteer = rows.gazetteer(here.district).await?;
    let places: BTreeMap<PlaceId, Place> =
        gazetteer.places.into_iter().map(|place| (place.id, place)).collect();
    let mut below: Vec<&Place> = places.values().filter(|place| place.parent == Some(id)).collect();
    below.sort_by_key(|place| (place.closed_on, place.kind != *GRID, place.position, place.id));
    let today = app.now().day();
    let grid = here.kind == *GRID;
    let members = gazetteer.grid_members.iter().filter(|row| {
        row.grid == id && row.valid_from <= today && row.valid_to.is_none_or(|to| today <= to)
    });
    let parts: Vec<PlaceLine> = if grid {
        members.filter_map(|row| places.get(&row.place)).map(line).collect()
    } else {
        below.iter().filter(|place| place.closed_on.is_none()).map(|place| line(place)).collect()
    };
    let way = way(&places, here);
    let open = here.closed_on.is_none();
    let may_change = open && by.at != id;
    let reached =
        |place: &&Place| place.closed_on.is_none() && place.id != id && over(&places, place, by.at);
    let apart = |place: &&Place| !over(&places, place, id) && here.parent != Some(place.id);
    let under =
        |place: &&Place| !grid && apart(place) && fits_under(&by.playbook, &here.kind, &place.kind);
    let alike = |place: &&Place| {
        let near = !grid || place.parent == here.parent;
        place.kind == here.kind && place.id != by.at && near
    };
    let candidates = |wanted: &dyn Fn(&&Place) -> bool| {
        let found = places.values().filter(|_| may_change).filter(reached).filter(|p| wanted(p));
        nearest(&places, here, found.collect())
    };
    let kinds = by.playbook.place_kinds().into_iter();
    let kinds = kinds.filter(|kind| open && fits_under(&by.playbook, kind, &here.kind));
    let codes = gazetteer.codes.iter().filter(|code| code.place == id).cloned().collect();
    let changes = rows.place_changes(&[id]).await?;
    Ok(KeptPlace {
        place: line(here),
        version: here.version,
        households: here.households,
        closed_on: here.closed_on,
        path: way.into_iter().skip_while(|over| over.id != by.at).map(line).collect(),
        below: below.iter().map(|place| (line(place), place.closed_on)).collect(),
        codes,
        changes: views(app, rows, &places, &changes).await?,
        may_change,
        kinds: kinds.cloned().collect(),
        move_to: candidates(&under),
        merge_into: candidates(&alike),
        parts: if may_change { parts } else { Vec::new() },
    })
}

/// From the top down to what contains a place.
fn way<'p>(places: &'p BTreeMap<PlaceId, Place>, here: &Place) -> Vec<&'p Place> {
    let first = here.parent.and_then(|parent| places.get(&parent));
    let next = |place: &&'p Place| place.parent.and_then(|parent| places.get(&parent));
    let mut way: Vec<&Place> = std::iter::successors(first, next).take(64).collect();
    way.reverse();
    way
}

/// Whether a place is another or lies below it.
fn over(places: &BTreeMap<PlaceId, Place>, place: &Place, top: PlaceId) -> bool {
    place.id == top || way(places, place).iter().any(|over| over.id == top)
}

/// Those that share most of the way first, each with what it lies under.
fn nearest(
    places: &BTreeMap<PlaceId, Place>,
    here: &Place,
    found: Vec<&Place>,
) -> Vec<(PlaceLine, String)> {
    let own = way(places, here);
    let mut ranked: Vec<(usize, Vec<&Place>, &Place)> = Vec::new();
    for place in found {
        let its = way(places, place);
        let shared = own.iter().zip(&its).take_while(|(own, its)| own.id == its.id).count();
        ranked.push((usize::MAX - shared, its, place));
    }
    ranked.sort_by_key(|(shared, its, place)| {
        (*shared, its.last().map(|over| over.position), place.position, place.id)
    });
    let named = |(_, its, place): &(usize, Vec<&Place>, &Place)| {
        (line(place), its.last().map(|over| over.name.clone()).unwrap_or_default())
    };
    ranked.iter().take(MOST).map(named).collect()
}

async fn views(
    app: &App,
    rows: &mut dyn Snapshot,
    places: &BTreeMap<PlaceId, Place>,
    changes: &[PlaceChange],
) -> AppResult<Vec<ChangeView>> {
    let named = |id: Option<PlaceId>| id.and_then(|id| places.get(&id)).map(line);
    let mut found = Vec::new();
    let mut people = BTreeMap::new();
    for change in changes.iter().rev() {
        if let Entry::Vacant(slot) = people.entry(change.by) {
            let person = rows.person(change.by).await?;
            slot.insert(person.and_then(|person| people::name_of(app, &person)));
        }
        found.push(ChangeView {
            day: change.day,
            act: change.act.word(),
            name: change.name.clone(),
            parent: named(change.parent),
            other: named(change.other),
            by: people.get(&change.by).cloned().flatten(),
        });
    }
    Ok(found)
}
