//! Which telephone is called for somebody who has a task.

use linli_playbook::engine::Holder;

use crate::{AppResult, matter::context::Situation, ports::Snapshot};

/// An organisation's public telephone; for a post that of the first office with one, from the
/// post's place upward. Never a person's own.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub(super) async fn office_phone(
    rows: &mut dyn Snapshot,
    at: &Situation,
    holder: &Holder,
) -> AppResult<Option<String>> {
    let place = match holder {
        Holder::Person(_) => return Ok(None),
        Holder::Organisation(id) => {
            return Ok(rows.organisation(*id).await?.and_then(|organisation| organisation.phone));
        }
        Holder::Post { place, .. } => *place,
    };
    let places = at.around.chain.0.iter().map(|p| p.id);
    for id in places.skip_while(|id| *id != place) {
        let offices = rows.facilities_of(id).await?;
        if let Some(phone) = offices.into_iter().find_map(|office| office.phone) {
            return Ok(Some(phone));
        }
    }
    Ok(None)
}
