//! An item is added or changed by hand.

use linli_domain::{
    place::Place,
    policy::{Action, Permit},
    service_item::{MAX_ITEMS, ServiceItem},
};
use linli_kernel::{PlaceId, ServiceItemId};

use super::form::{Keeping, NewItem};
use crate::{
    App, AppError, AppResult, Caller, Changes, FieldError, PlacePut, audit, ports::Snapshot,
    retried, speaker::Speaker,
};

/// As what it is audited, done or refused.
const ACTION: &str = "service-item.keep";

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptItem {
    /// The item.
    pub id: ServiceItemId,
    /// Its version now.
    pub version: i64,
}

/// Which item is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A new one of this place.
    New(PlaceId),
    /// One that exists, with the version that the caller saw.
    Known(ServiceItemId, Option<i64>),
}

/// Adds an item to a place, or changes one. The same once more changes nothing.
///
/// # Errors
/// [`AppError::Fields`] names every wrong field; [`AppError::Forbidden`] unless a post of the caller
/// at community level or above lies at or over the place; [`AppError::VersionMissing`] and
/// [`AppError::Stale`] if the caller did not see the item as it is; [`AppError::NotFound`].
pub async fn keep_service_item(
    app: &App,
    caller: &Caller,
    target: Target,
    input: &NewItem,
) -> AppResult<KeptItem> {
    let answer = retried(|| try_keep(app, caller, target, input)).await;
    let subject = match target {
        Target::New(_) => "service-item:new".to_owned(),
        Target::Known(id, _) => format!("service-item:{id}"),
    };
    audit::told(app, &caller.actor(None), ACTION, subject, answer).await
}

async fn try_keep(
    app: &App,
    caller: &Caller,
    target: Target,
    input: &NewItem,
) -> AppResult<KeptItem> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let (place, old, seen) = match target {
        Target::New(place) => (place, None, None),
        Target::Known(id, seen) => {
            let old = rows.service_item(id).await?.ok_or(AppError::NotFound)?;
            (old.place, Some(old), seen)
        }
    };
    let (place, speaker, permit) = decided(app, rows, caller, place).await?;
    let version = old.as_ref().map_or(0, |old| old.version);
    if old.is_some() && seen.ok_or(AppError::VersionMissing)? != version {
        return Err(AppError::Stale);
    }
    let keeping = Keeping::load(app, rows, caller, (place.id, place.district), &speaker).await?;
    let id = old.as_ref().map_or_else(|| ServiceItemId::from_raw(app.entropy.id()), |old| old.id);
    let item = keeping.read(id, input).map_err(AppError::Fields)?;
    if old.as_ref().is_some_and(|old| says_the_same(old, &item)) {
        return Ok(KeptItem { id, version });
    }
    let all = rows.service_items(&[place.id]).await?;
    if all.iter().any(|other| other.clashes(&item)) {
        return Err(AppError::field("title", "service-item-twice"));
    }
    if old.is_none() && all.len() >= MAX_ITEMS {
        let full = FieldError::new("title", "service-items-full").with("max", MAX_ITEMS);
        return Err(AppError::Fields(vec![full]));
    }
    let version = version + 1;
    let row = audit::row(app, permit.actor(), ACTION, format!("service-item:{id}"), audit::DONE);
    let mut changes = Changes::new(permit, row);
    changes.expects.extend(speaker.relied_on);
    changes.put(ServiceItem { version, ..item });
    changes.put(decided_anew(place));
    app.store.commit(changes).await?;
    Ok(KeptItem { id, version })
}

/// The place as it is raised with every change of its items: of two changes that would clash only
/// together, the second one is decided anew.
pub(super) fn decided_anew(place: Place) -> PlacePut {
    PlacePut::Place(Place { version: place.version + 1, ..place })
}

/// Whether two items say the same of the same thing, whoever said it and when.
pub(super) fn says_the_same(old: &ServiceItem, new: &ServiceItem) -> bool {
    let told = ServiceItem {
        kept_by: old.kept_by,
        kept_as: old.kept_as.clone(),
        kept_at: old.kept_at,
        version: old.version,
        ..new.clone()
    };
    told == *old
}

/// The place, who speaks there, and the one decision of a change to its items. A household is
/// nobody's public.
///
/// # Errors
/// [`AppError::NotFound`] and [`AppError::Forbidden`].
pub(super) async fn decided(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    id: PlaceId,
) -> AppResult<(Place, Speaker, Permit)> {
    let found = rows.place(id).await?.filter(|place| place.closed_on.is_none());
    let found = found.filter(Place::has_public).ok_or(AppError::NotFound)?;
    let speaker = Speaker::load(app, rows, caller, &found).await?;
    let permit = speaker.permit(caller, Action::KeepServiceItems)?;
    Ok((found, speaker, permit))
}
