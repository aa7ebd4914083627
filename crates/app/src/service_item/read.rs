//! Reading items: everybody those that hold at a place, offices all that they keep.

use std::collections::BTreeMap;

use linli_domain::{
    place::Facility,
    policy::Action,
    service_item::{ServiceItem, asked_for, inherited},
};
use linli_kernel::{Day, PlaceId, ServiceItemId};

use super::{form::ItemFacility, keep::decided};
use crate::{
    App, AppError, AppResult, Caller,
    place::{self, PlaceLine, Walk},
    ports::Snapshot,
    search::question_words,
    speaker::{Spoken, SpokenPlace},
};

/// Longest question, in characters; whatever is longer is cut off.
const LONGEST: usize = 100;

/// An item in a list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ItemLine {
    /// Its id.
    pub id: ServiceItemId,
    /// What is done.
    pub title: String,
    /// For whose people.
    pub place: PlaceLine,
    /// Within how many working days; 0 for at once.
    pub work_days: i64,
    /// Nobody has to come more than once.
    pub one_visit: bool,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Option<Day>,
    /// Whether it holds today.
    pub holds: bool,
    /// Row version.
    pub version: i64,
}

/// One item as it is read.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ItemView {
    /// What a list shows of it.
    pub line: ItemLine,
    /// On what legal basis.
    pub basis: String,
    /// What to bring.
    pub documents: Vec<String>,
    /// How it goes.
    pub steps: Vec<String>,
    /// What it costs; empty where it is free.
    pub fee: String,
    /// The facility where it is done.
    pub facility: Option<ItemFacility>,
    /// Where, in words.
    pub address: String,
    /// When, in words.
    pub hours: String,
    /// A public telephone.
    pub phone: Option<String>,
    /// What the item itself says where the facility says it otherwise: address, hours, telephone.
    pub own: (String, String, Option<String>),
}

/// What can be had at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Services {
    /// The place, the way to it and what it contains.
    pub walk: Walk,
    /// The items that hold there today: the nearest place's first, or the best answer to a question.
    pub items: Vec<ItemLine>,
}

/// What can be had at a place today, of the place itself and of everything over it; of these what a
/// question asks for, if there is one.
///
/// # Errors
/// [`AppError::NotFound`] if there is no such place.
pub async fn services(app: &App, id: PlaceId, question: &str) -> AppResult<Services> {
    let walk = place::walk(app, Some(id)).await?;
    let at = walk.here.as_ref().map_or(id, |here| here.id);
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let today = app.now().day();
    let chain: Vec<PlaceId> = rows.chain(at, today).await?.0.iter().map(|one| one.id).collect();
    let all = rows.service_items(&chain).await?;
    let mut held = inherited(&all, &chain, today);
    let question: String = question.trim().chars().take(LONGEST).collect();
    if !question.is_empty() {
        held = asked_for(&held, &question_words(&question));
    }
    let mut known = Known::default();
    let mut items = Vec::new();
    for item in held {
        items.push(known.line(rows, item, today).await?);
    }
    Ok(Services { walk, items })
}

/// One item, also one that holds no more: somebody may have its print.
///
/// # Errors
/// [`AppError::NotFound`] if there is none.
pub async fn service_item(app: &App, id: ServiceItemId) -> AppResult<ItemView> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let item = rows.service_item(id).await?.ok_or(AppError::NotFound)?;
    Known::default().view(rows, &item, app.now().day()).await
}

/// What an office keeps for the people of a place.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct OwnItems {
    /// The place.
    pub place: PlaceLine,
    /// The places to choose from.
    pub places: Vec<SpokenPlace>,
    /// Every item of the place itself, former ones included, by title.
    pub items: Vec<ItemView>,
}

/// The items that a place keeps itself: of `at`, or where the caller's first post is.
///
/// # Errors
/// [`AppError::Forbidden`] unless a post of the caller speaks there; [`AppError::NotFound`].
pub async fn own_service_items(
    app: &App,
    caller: &Caller,
    at: Option<PlaceId>,
) -> AppResult<OwnItems> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let mut spoken = Spoken::load(app, rows, caller).await?;
    let place = match at {
        Some(at) => decided(app, rows, caller, at).await?.0,
        None => {
            spoken = spoken.decide(caller, Action::KeepServiceItems)?;
            spoken.places.first().cloned().ok_or(AppError::Forbidden)?
        }
    };
    let mut all = rows.service_items(&[place.id]).await?;
    all.sort_by(|one, other| {
        (&one.title, other.valid_from, one.id).cmp(&(&other.title, one.valid_from, other.id))
    });
    let (mut known, today) = (Known::default(), app.now().day());
    let mut items = Vec::new();
    for item in &all {
        items.push(known.view(rows, item, today).await?);
    }
    let places = spoken.choices(rows).await?;
    Ok(OwnItems { place: place::line(&place), places, items })
}

/// Names that were looked up already.
#[derive(Default)]
struct Known {
    places: BTreeMap<PlaceId, PlaceLine>,
    facilities: BTreeMap<PlaceId, Facility>,
}

impl Known {
    async fn line(
        &mut self,
        rows: &mut dyn Snapshot,
        item: &ServiceItem,
        today: Day,
    ) -> AppResult<ItemLine> {
        let place = match self.places.get(&item.place) {
            Some(known) => known.clone(),
            None => {
                let found = rows.place(item.place).await?.ok_or(AppError::NotFound)?;
                let line = place::line(&found);
                self.places.insert(item.place, line.clone());
                line
            }
        };
        Ok(ItemLine {
            id: item.id,
            title: item.title.clone(),
            place,
            work_days: item.work_days,
            one_visit: item.one_visit,
            from: item.valid_from,
            to: item.valid_to,
            holds: item.holds_on(today),
            version: item.version,
        })
    }

    async fn view(
        &mut self,
        rows: &mut dyn Snapshot,
        item: &ServiceItem,
        today: Day,
    ) -> AppResult<ItemView> {
        let line = self.line(rows, item, today).await?;
        if let Some(id) = item.facility
            && !self.facilities.contains_key(&id)
        {
            self.facilities.extend(rows.facility(id).await?.map(|found| (id, found)));
        }
        let facility = item.facility.and_then(|id| self.facilities.get(&id));
        let or_its = |own: &String, its: fn(&Facility) -> &String| match facility {
            Some(facility) if own.is_empty() => its(facility).clone(),
            _ => own.clone(),
        };
        Ok(ItemView {
            line,
            basis: item.basis.clone(),
            documents: item.documents.clone(),
            steps: item.steps.clone(),
            fee: item.fee.clone(),
            address: or_its(&item.address, |one| &one.address),
            hours: or_its(&item.hours, |one| &one.hours),
            phone: item.phone.clone().or_else(|| facility.and_then(|one| one.phone.clone())),
            facility: facility.map(|one| ItemFacility { id: one.id, name: one.name.clone() }),
            own: (item.address.clone(), item.hours.clone(), item.phone.clone()),
        })
    }
}
