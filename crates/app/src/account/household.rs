//! What the household use-cases share: who belongs to one, and which staff cover it.

use linli_domain::place::Place;
use linli_kernel::{Day, PlaceId};

pub(crate) use linli_domain::place::HOUSEHOLD;

use crate::{App, AppError, AppResult, Caller, Expect, office::office_places, ports::Snapshot};

/// The household with this id.
///
/// # Errors
/// [`AppError::Fields`] on `household` if there is none or it is another kind of place.
pub(super) async fn household(rows: &mut dyn Snapshot, word: &str) -> AppResult<Place> {
    let unknown = || AppError::field("household", "household-unknown");
    let id: PlaceId = word.trim().parse().map_err(|_| unknown())?;
    let place = rows.place(id).await?.filter(|place| place.closed_on.is_none());
    place.filter(|place| place.kind == *HOUSEHOLD).ok_or_else(unknown)
}

/// The nearest place at or above this one where the caller holds office, as something to rely on:
/// a write made for that post fails if the post ends meanwhile.
pub(super) async fn covering(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    place: PlaceId,
    day: Day,
) -> AppResult<Option<Expect>> {
    let posts = office_places(app, rows, caller).await?;
    let chain = rows.chain(place, day).await?;
    let found = chain.0.iter().find(|place| posts.contains(&place.id));
    Ok(found.map(|place| Expect::Place(place.id, place.version)))
}

/// Whether the caller belongs to the household, confirmed.
pub(super) async fn belongs(
    rows: &mut dyn Snapshot,
    caller: &Caller,
    household: PlaceId,
    day: Day,
) -> AppResult<bool> {
    let own = rows.households_of(caller.person).await?;
    Ok(own.iter().any(|m| m.household == household && m.confirmed && m.holds_on(day)))
}
