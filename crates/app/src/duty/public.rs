//! Who is on duty today, for everybody.

use linli_domain::duty::{DayKind, DutyDay, time_of};
use linli_kernel::{Day, PlaceId};

use super::{
    people::{People, WhoView, outside},
    site::{Site, called},
};
use crate::{
    App, AppResult,
    place::{self, Walk},
    ports::Snapshot,
};

/// A shift as everybody reads it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PublicShift {
    /// Its beginning, as `08:30`.
    pub from: String,
    /// Its end.
    pub to: String,
    /// Whether it is now.
    pub now: bool,
    /// Who is there, as far as they agreed to be named.
    pub who: WhoView,
    /// What is called: their own telephone, or the site's.
    pub phone: Option<String>,
}

/// A site with its shifts of today.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SiteToday {
    /// The site.
    pub id: PlaceId,
    /// What it is called.
    pub name: String,
    /// Where, in words; may be empty.
    pub address: String,
    /// When it is open, in words; may be empty.
    pub hours: String,
    /// What is called where nobody is named.
    pub contact: Option<String>,
    /// Its shifts in their order.
    pub shifts: Vec<PublicShift>,
}

/// Who is on duty for a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnDutyPage {
    /// The place, the way to it and what it contains.
    pub walk: Walk,
    /// Today.
    pub day: Day,
    /// `holiday`, `exchanged`, `weekend` or `workday`.
    pub kind: &'static str,
    /// The sites of the place and over it at which somebody is on duty today, the nearest first.
    pub sites: Vec<SiteToday>,
    /// What is called where no site has anybody.
    pub contact: Option<String>,
}

/// Who is on duty today at a place and over it.
///
/// # Errors
/// [`crate::AppError::NotFound`] if there is no such place.
pub async fn on_duty(app: &App, id: PlaceId) -> AppResult<OnDutyPage> {
    let walk = place::walk(app, Some(id)).await?;
    let at = walk.here.as_ref().map_or(id, |here| here.id);
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let today = app.now().day();
    let chain = rows.chain(at, today).await?;
    let mut ids = Vec::new();
    for place in &chain.0 {
        ids.extend(rows.facilities_of(place.id).await?.into_iter().map(|one| one.id));
        ids.push(place.id);
    }
    let days = rows.duty_days(&ids, today, today).await?;
    let kind = DayKind::of(&*app.calendar(rows).await?, today).word();
    let mut sites = Vec::new();
    for site in ids {
        let day = days.iter().find(|day| day.site == site && !day.shifts.is_empty());
        if let Some(day) = day {
            sites.push(today_at(app, rows, day).await?);
        }
    }
    // A home and a closed place have no roster, but somebody is called for them.
    let contact = called(rows, &chain).await?;
    Ok(OnDutyPage { walk, day: today, kind, sites, contact })
}

async fn today_at(app: &App, rows: &mut dyn Snapshot, day: &DutyDay) -> AppResult<SiteToday> {
    let site = Site::load(rows, day.site).await?;
    let chain = rows.chain(site.place.id, day.day).await?;
    let contact = site.contact(rows, &chain).await?;
    let people = People::of(app, rows, &site).await?.on(app, rows, day.day).await?;
    let local = app.now().local();
    let minute = local.hour() * 60 + local.minute();
    let shifts = day.shifts.iter().map(|shift| {
        let who = outside(&people, &shift.who);
        PublicShift {
            from: time_of(shift.from),
            to: time_of(shift.to),
            now: (i64::from(shift.from)..i64::from(shift.to)).contains(&minute),
            phone: who.phone.clone().or_else(|| contact.clone()),
            who,
        }
    });
    Ok(SiteToday {
        id: site.id,
        shifts: shifts.collect(),
        name: site.name,
        address: site.address,
        hours: site.hours,
        contact,
    })
}
