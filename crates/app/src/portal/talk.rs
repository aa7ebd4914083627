//! Where people go and speak: talk halls, talk points and chat groups, each with its own count.

use linli_domain::place::{Chain, Facility, HOUSEHOLD, Place};
use linli_kernel::{Moment, PlaceId};
use linli_playbook::model::Label;

use crate::{
    App, AppError, AppResult, matter,
    place::{self, PlacePage},
    ports::Snapshot,
};

/// How many places are walked through below the one that was asked for: a community with its
/// compounds, yards and grids.
const WALKED: usize = 300;

/// One such place.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct TalkPlace {
    /// Its id, which its QR code carries.
    pub id: PlaceId,
    /// Its name.
    pub name: String,
    /// What it is, in the playbook's words.
    pub kind: Label,
    /// Which place it serves, in words.
    pub serves: String,
    /// Where it is, in words.
    pub address: String,
    /// When somebody listens there, in words.
    pub hours: String,
    /// Who hosts it: an office, never a private name.
    pub host: String,
    /// A public telephone.
    pub phone: Option<String>,
    /// How many matters it has taken in.
    pub taken_in: i64,
}

/// Those of a place, and of what lies directly below it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct TalkPlacePage {
    /// The place, the way to it and what it contains.
    pub page: PlacePage,
    /// The talk places, of the place itself first.
    pub places: Vec<TalkPlace>,
}

/// The talk places of a place and of everything down to its compounds.
///
/// # Errors
/// [`AppError::NotFound`] if there is no such place.
pub async fn talk_places(app: &App, id: PlaceId) -> AppResult<TalkPlacePage> {
    let page = place::place(app, id).await?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let here = rows.place(page.place.id).await?.ok_or(AppError::NotFound)?;
    let chain = rows.chain(here.id, app.now().day()).await?;
    let mut found = Vec::new();
    for place in &chain.0 {
        found.extend(rows.facilities_of(place.id).await?);
    }
    // Above a community there are too many to list: people go down the tree to their own.
    if chain.of_kind("community").is_some() {
        for place in below(rows, &here).await? {
            found.extend(rows.facilities_of(place.id).await?);
        }
    }
    let mut places = Vec::new();
    for facility in found {
        places.push(shown(app, rows, facility).await?);
    }
    Ok(TalkPlacePage { page, places })
}

/// What lies below a place, households and units left out, breadth first.
async fn below(rows: &mut dyn Snapshot, here: &Place) -> AppResult<Vec<Place>> {
    let mut found: Vec<Place> = Vec::new();
    let mut wave = vec![here.id];
    while !wave.is_empty() && found.len() < WALKED {
        let mut next = Vec::new();
        for id in wave {
            for child in rows.children(id).await? {
                let fine = child.kind == *"unit" || child.kind == *HOUSEHOLD;
                if child.closed_on.is_none() && !fine {
                    next.push(child.id);
                    found.push(child);
                }
            }
        }
        wave = next;
    }
    found.truncate(WALKED);
    Ok(found)
}

/// One talk place.
///
/// # Errors
/// [`AppError::NotFound`] if there is none with this id.
pub async fn talk_place(app: &App, id: PlaceId) -> AppResult<TalkPlace> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let facility = rows.facility(id).await?.ok_or(AppError::NotFound)?;
    shown(app, rows, facility).await
}

async fn shown(app: &App, rows: &mut dyn Snapshot, facility: Facility) -> AppResult<TalkPlace> {
    let chain: Chain = rows.chain(facility.place, app.now().day()).await?;
    let district = chain.0.first().map(|place| place.district);
    let playbook = match district {
        Some(district) => app.playbook_of(rows, district).await?,
        None => None,
    };
    let kind = match playbook {
        Some(playbook) => playbook.word_or_name(&facility.kind),
        None => Label { zh: facility.kind.to_string(), en: None },
    };
    let counter = matter::taken_in_at(facility.id);
    let taken_in = rows.sum_since(&counter, Moment::from_ms(0)).await?;
    Ok(TalkPlace {
        id: facility.id,
        name: facility.name,
        kind,
        serves: chain.address("community"),
        address: facility.address,
        hours: facility.hours,
        host: facility.host,
        phone: facility.phone,
        taken_in,
    })
}
