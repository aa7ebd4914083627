//! What the household use-cases share: who belongs to one, and which staff cover it.

use linli_domain::{person::HouseholdMember, place::Place};
use linli_kernel::{Day, PlaceId};

use crate::{AppError, AppResult, Caller, ports::Snapshot};

/// The kind of place that people live in; every playbook ends its containment with it.
pub(super) const HOUSEHOLD: &str = "household";

/// Whether the tie is valid on the day, confirmed or not.
pub(super) fn holds_on(member: &HouseholdMember, day: Day) -> bool {
    member.valid_from <= day && member.valid_to.is_none_or(|to| day <= to)
}

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

/// Whether one of the caller's posts lies at or above the place.
pub(super) async fn covers(
    rows: &mut dyn Snapshot,
    caller: &Caller,
    place: PlaceId,
    day: Day,
) -> AppResult<bool> {
    let chain = rows.chain(place, day).await?;
    Ok(caller.post_places().into_iter().any(|post| chain.contains(post)))
}

/// Whether the caller belongs to the household, confirmed.
pub(super) async fn belongs(
    rows: &mut dyn Snapshot,
    caller: &Caller,
    household: PlaceId,
    day: Day,
) -> AppResult<bool> {
    let own = rows.households_of(caller.person).await?;
    Ok(own.iter().any(|m| m.household == household && m.confirmed && holds_on(m, day)))
}
