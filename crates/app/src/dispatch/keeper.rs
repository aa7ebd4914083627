//! Which of the caller's posts keeps the list of a place.

use std::{collections::BTreeSet, sync::Arc};

use linli_domain::{
    dispatch,
    place::Place,
    policy::{self, Action, Permit, Standing},
};
use linli_kernel::PlaceId;
use linli_playbook::{Playbook, engine::Holder};

use crate::{
    App, AppError, AppResult, Caller, Expect,
    office::{OwnPost, office_places},
    ports::Snapshot,
};

/// How the caller stands to a place whose list is to be changed.
pub(super) struct Keeper(OwnPost);

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
        OwnPost::load(app, rows, caller, place, dispatch::keeps).await.map(Self)
    }

    /// What a write for the post that keeps it relies on.
    pub(super) const fn relied_on(&self) -> Option<Expect> {
        self.0.relied_on
    }

    /// The one decision of a change to the place's list.
    ///
    /// # Errors
    /// [`AppError::Forbidden`] for whoever keeps no list there.
    pub(super) fn permit(&self, caller: &Caller) -> AppResult<Permit> {
        let actor = caller.actor(self.0.post.clone());
        Ok(policy::decide(&actor, Action::KeepDispatchList, &self.0.standings, None)?)
    }
}

/// The places whose lists the caller keeps: those of their posts and what has a list below them.
#[derive(Default)]
pub(super) struct KeptPlaces {
    /// The places, each after those over it.
    pub(super) places: Vec<Place>,
    /// The standings to them.
    standings: BTreeSet<Standing>,
    /// The first post that keeps one.
    post: Option<Holder>,
    /// What a write for all of them relies on.
    pub(super) relied_on: BTreeSet<Expect>,
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
        let mut kept = Self::default();
        for id in office_places(app, rows, caller).await? {
            let Some(place) = rows.place(id).await? else { continue };
            let Keeper(keeper) = Keeper::load(app, rows, caller, &place).await?;
            if let Some(playbook) = keeper.playbook.filter(|_| keeper.post.is_some()) {
                kept.standings.extend(keeper.standings);
                kept.relied_on.extend(keeper.relied_on);
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
