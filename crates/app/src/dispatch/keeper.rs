//! Which of the caller's posts keeps the list of a place.

use std::{collections::BTreeSet, sync::Arc};

use linli_domain::{
    dispatch,
    place::Place,
    policy::{self, Action, Permit, Standing},
};
use linli_kernel::PlaceId;
use linli_playbook::{
    Playbook,
    engine::{Holder, Relation},
};

use crate::{App, AppError, AppResult, Caller, office::office_places, ports::Snapshot};

/// How the caller stands to a place whose list is to be changed.
pub(super) struct Keeper {
    /// The post that keeps it, if one of the caller's does.
    post: Option<Holder>,
    /// The standings for the policy.
    standings: BTreeSet<Standing>,
}

impl Keeper {
    /// Loads it.
    ///
    /// # Errors
    /// [`AppError::Internal`] if the store fails.
    pub(super) async fn load(
        app: &App,
        rows: &mut dyn Snapshot,
        caller: &Caller,
        place: &Place,
    ) -> AppResult<Self> {
        let chain = rows.chain(place.id, app.now().day()).await?;
        let mut keeper = Self { post: None, standings: BTreeSet::new() };
        let Some(playbook) = app.playbook_of(rows, place.district).await? else {
            return Ok(keeper);
        };
        let own = caller.posts.iter().filter_map(|post| match &post.holder {
            Holder::Post { role, place } if dispatch::keeps(&playbook, role) => {
                Some((post.holder.clone(), *place))
            }
            _ => None,
        });
        let own: Vec<_> = own.collect();
        let nearest = chain.0.iter().find_map(|over| own.iter().find(|(_, at)| *at == over.id));
        if let Some((holder, at)) = nearest {
            let relation = if *at == place.id { Relation::PostAt } else { Relation::PostAbove };
            keeper.standings.insert(Standing::Case(relation));
            keeper.post = Some(holder.clone());
        }
        Ok(keeper)
    }

    /// The one decision of a change to the place's list.
    ///
    /// # Errors
    /// [`AppError::Forbidden`] for whoever keeps no list there.
    pub(super) fn permit(&self, caller: &Caller) -> AppResult<Permit> {
        let actor = caller.actor(self.post.clone());
        Ok(policy::decide(&actor, Action::KeepDispatchList, &self.standings, None)?)
    }
}

/// The places whose lists the caller keeps: those of their posts and what has a list below them.
pub(super) struct KeptPlaces {
    /// The places, each after those over it.
    pub(super) places: Vec<Place>,
    /// The standings to them.
    standings: BTreeSet<Standing>,
    /// The first post that keeps one.
    post: Option<Holder>,
}

impl KeptPlaces {
    /// Loads them.
    ///
    /// # Errors
    /// [`AppError::Internal`] if the store fails.
    pub(super) async fn load(
        app: &App,
        rows: &mut dyn Snapshot,
        caller: &Caller,
    ) -> AppResult<Self> {
        let mut kept = Self { places: Vec::new(), standings: BTreeSet::new(), post: None };
        for id in office_places(app, rows, caller).await? {
            let Some(place) = rows.place(id).await? else { continue };
            let Some(playbook) = app.playbook_of(rows, place.district).await? else { continue };
            let keeper = Keeper::load(app, rows, caller, &place).await?;
            if keeper.post.is_some() {
                kept.standings.extend(keeper.standings);
                kept.post = kept.post.or(keeper.post);
                kept.add(rows, &playbook, place).await?;
            }
        }
        let mut seen = BTreeSet::new();
        kept.places.retain(|place| seen.insert(place.id));
        Ok(kept)
    }

    /// A place, and what has a list below it: few levels with few places each.
    async fn add(
        &mut self,
        rows: &mut dyn Snapshot,
        playbook: &Arc<Playbook>,
        place: Place,
    ) -> AppResult<()> {
        let mut waiting = vec![place];
        while let Some(place) = waiting.pop() {
            if dispatch::has_list(playbook, &place.kind) {
                let below = rows.children(place.id).await?;
                waiting.extend(below.into_iter().rev().filter(|p| p.closed_on.is_none()));
                self.places.push(place);
            }
        }
        Ok(())
    }

    /// The place with this id, if its list is kept here.
    pub(super) fn place(&self, id: PlaceId) -> Option<&Place> {
        self.places.iter().find(|place| place.id == id)
    }

    /// The one decision of a change to some of these lists.
    ///
    /// # Errors
    /// [`AppError::Forbidden`] for whoever keeps none.
    pub(super) fn permit(&self, caller: &Caller) -> AppResult<Permit> {
        let actor = caller.actor(self.post.clone());
        Ok(policy::decide(&actor, Action::KeepDispatchList, &self.standings, None)?)
    }
}

/// A place whose list an entry is for.
///
/// # Errors
/// [`AppError::Fields`] on `place`.
pub(super) async fn listed_place(
    app: &App,
    rows: &mut dyn Snapshot,
    word: &str,
) -> AppResult<(Place, Arc<Playbook>)> {
    let unknown = || AppError::field("place", "place-unknown");
    if word.trim().is_empty() {
        return Err(AppError::field("place", "field-required"));
    }
    let id: PlaceId = word.trim().parse().map_err(|_| unknown())?;
    let place = rows.place(id).await?.filter(|place| place.closed_on.is_none());
    let place = place.ok_or_else(unknown)?;
    let playbook = app.playbook_of(rows, place.district).await?.ok_or_else(unknown)?;
    if dispatch::has_list(&playbook, &place.kind) {
        Ok((place, playbook))
    } else {
        Err(AppError::field("place", "dispatch-no-list"))
    }
}
