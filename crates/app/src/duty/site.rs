//! Where somebody can be on duty: a facility, or a place itself.

use std::collections::BTreeSet;

use linli_domain::{
    board::{ServiceKind, inherited},
    duty::{DutyDay, LOOKED_AHEAD, unstaffed},
    place::{Chain, Place},
    policy::{Action, Permit},
};
use linli_kernel::{Day, PlaceId, later};

use crate::{
    App, AppError, AppResult, Caller,
    board::sheets_of,
    ports::Snapshot,
    speaker::{Speaker, Spoken},
};

/// How far back a roster shows that it is kept at all, in days.
const KEPT_LATELY: i64 = 31;

/// A facility or a place with a roster.
pub(super) struct Site {
    pub(super) id: PlaceId,
    /// What it is called.
    pub(super) name: String,
    pub(super) address: String,
    pub(super) hours: String,
    pub(super) phone: Option<String>,
    /// The place that it serves.
    pub(super) place: Place,
}

impl Site {
    /// The site with this id.
    ///
    /// # Errors
    /// [`AppError::NotFound`] if there is none, or it is a closed place or a home.
    pub(super) async fn load(rows: &mut dyn Snapshot, id: PlaceId) -> AppResult<Self> {
        let facility = rows.facility(id).await?;
        let at = facility.as_ref().map_or(id, |facility| facility.place);
        let place = rows.place(at).await?.filter(|place| place.closed_on.is_none());
        let place = place.filter(Place::has_public).ok_or(AppError::NotFound)?;
        Ok(match facility {
            Some(facility) => Self {
                id,
                name: facility.name,
                address: facility.address,
                hours: facility.hours,
                phone: facility.phone,
                place,
            },
            None => Self {
                id,
                name: place.name.clone(),
                address: String::new(),
                hours: String::new(),
                phone: None,
                place,
            },
        })
    }

    /// What is called where nobody there can be called by name: the site's own telephone, or the
    /// community's service number.
    pub(super) async fn contact(
        &self,
        rows: &mut dyn Snapshot,
        chain: &Chain,
    ) -> AppResult<Option<String>> {
        match &self.phone {
            Some(own) => Ok(Some(own.clone())),
            None => called(rows, chain).await,
        }
    }
}

/// What is called for a place where nobody can be called by name: the service number of the nearest
/// community, or else the nearest facility's telephone.
pub(super) async fn called(rows: &mut dyn Snapshot, chain: &Chain) -> AppResult<Option<String>> {
    let numbers = inherited(&sheets_of(rows, chain).await?);
    let mut kept = numbers.into_iter().filter(|one| one.number.kind == ServiceKind::Community);
    if let Some(found) = kept.next() {
        return Ok(Some(found.number.phone));
    }
    for place in &chain.0 {
        let mut facilities = rows.facilities_of(place.id).await?.into_iter();
        if let Some(phone) = facilities.find_map(|facility| facility.phone) {
            return Ok(Some(phone));
        }
    }
    Ok(None)
}

/// The site, who speaks for its place, and the one decision of a change to its roster.
///
/// # Errors
/// [`AppError::NotFound`] and [`AppError::Forbidden`].
pub(super) async fn decided(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    id: PlaceId,
) -> AppResult<(Site, Speaker, Permit)> {
    let site = Site::load(rows, id).await?;
    let speaker = Speaker::load(app, rows, caller, &site.place).await?;
    let permit = speaker.permit(caller, Action::KeepDutyRosters)?;
    Ok((site, speaker, permit))
}

/// A site to choose from.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SiteLine {
    /// Its id.
    pub id: PlaceId,
    /// What it is called.
    pub name: String,
    /// Whether it has a roster: somebody was on duty lately, or will be.
    pub kept: bool,
    /// Days without anybody among the next 14, where it has a roster.
    pub empty: usize,
}

/// The sites of the caller's places and of what lies directly below them.
///
/// # Errors
/// [`AppError::Forbidden`] if none of the caller's posts speaks anywhere.
pub async fn duty_sites(app: &App, caller: &Caller) -> AppResult<Vec<SiteLine>> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let spoken = Spoken::load(app, rows, caller).await?.decide(caller, Action::KeepDutyRosters)?;
    sites_of(app, rows, &spoken).await
}

/// The same without a decision: for a page that made one.
pub(super) async fn sites_of(
    app: &App,
    rows: &mut dyn Snapshot,
    spoken: &Spoken,
) -> AppResult<Vec<SiteLine>> {
    let mut named: Vec<(PlaceId, String)> = Vec::new();
    for place in spoken.choices(rows).await? {
        let facilities = rows.facilities_of(place.id).await?;
        named.extend(facilities.into_iter().map(|one| (one.id, one.name)));
        named.push((place.id, place.name));
    }
    let today = app.now().day();
    let ids: Vec<PlaceId> = named.iter().map(|(id, _)| *id).collect();
    let since = later(today, -KEPT_LATELY).unwrap_or(today);
    let until = later(today, LOOKED_AHEAD).unwrap_or(today);
    let days = rows.duty_days(&ids, since, until).await?;
    let calendar = app.calendar(rows).await?;
    let line = |(id, name): (PlaceId, String)| {
        let staffed = staffed(&days, id);
        let kept = !staffed.is_empty();
        let empty = if kept { unstaffed(&calendar, today, &staffed).len() } else { 0 };
        SiteLine { id, name, kept, empty }
    };
    Ok(named.into_iter().map(line).collect())
}

/// The days of a site on which somebody is on duty.
pub(super) fn staffed(days: &[DutyDay], site: PlaceId) -> BTreeSet<Day> {
    let here = days.iter().filter(|day| day.site == site && !day.shifts.is_empty());
    here.map(|day| day.day).collect()
}
