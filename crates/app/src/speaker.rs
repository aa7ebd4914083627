//! Which of the caller's posts speaks for a place: to its people by notices, and for what hangs at
//! its doors.

use std::collections::BTreeSet;

use linli_domain::{
    notice,
    place::{Chain, Place},
    policy::{self, Action, Permit, Standing},
};
use linli_kernel::PlaceId;
use linli_playbook::engine::Holder;

use crate::{
    App, AppResult, Caller, Expect,
    office::{OwnPost, office_places},
    ports::Snapshot,
};

/// How the caller stands to a place for which something is to be said.
pub(crate) struct Speaker {
    /// The post that speaks there, if one of the caller's does.
    pub(crate) post: Option<Holder>,
    /// The standings for the policy.
    pub(crate) standings: BTreeSet<Standing>,
    /// What a write for that post relies on.
    pub(crate) relied_on: Option<Expect>,
    /// The place and what lies over it.
    pub(crate) chain: Chain,
}

impl Speaker {
    /// Loads it.
    ///
    /// # Errors
    /// [`crate::AppError::Internal`] if the store fails.
    pub(crate) async fn load(
        app: &App,
        rows: &mut dyn Snapshot,
        caller: &Caller,
        place: &Place,
    ) -> AppResult<Self> {
        let own = OwnPost::load(app, rows, caller, place, notice::speaks).await?;
        let OwnPost { post, standings, relied_on, chain, .. } = own;
        Ok(Self { post, standings, relied_on, chain })
    }

    /// The one decision, for the post that speaks there.
    ///
    /// # Errors
    /// [`crate::AppError::Forbidden`] and [`crate::AppError::NotFound`] as the policy says.
    pub(crate) fn permit(&self, caller: &Caller, action: Action) -> AppResult<Permit> {
        let actor = caller.actor(self.post.clone());
        Ok(policy::decide(&actor, action, &self.standings, None)?)
    }
}

/// The places of the caller's posts that speak, and how the caller stands to them.
pub(crate) struct Spoken {
    /// The places.
    pub(crate) places: Vec<Place>,
    standings: BTreeSet<Standing>,
}

impl Spoken {
    /// Loads them.
    ///
    /// # Errors
    /// [`crate::AppError::Internal`] if the store fails.
    pub(crate) async fn load(
        app: &App,
        rows: &mut dyn Snapshot,
        caller: &Caller,
    ) -> AppResult<Self> {
        let mut found = Self { places: Vec::new(), standings: BTreeSet::new() };
        for id in office_places(app, rows, caller).await? {
            let Some(place) = rows.place(id).await? else { continue };
            let speaker = Speaker::load(app, rows, caller, &place).await?;
            if speaker.post.is_some() {
                found.standings.extend(speaker.standings);
                found.places.push(place);
            }
        }
        Ok(found)
    }

    /// The one decision, for whoever may do this at one of them.
    ///
    /// # Errors
    /// [`crate::AppError::Forbidden`] if none of the caller's posts speaks anywhere.
    pub(crate) fn decide(self, caller: &Caller, action: Action) -> AppResult<Self> {
        policy::decide(&caller.actor(None), action, &self.standings, None)?;
        Ok(self)
    }

    /// The places, each followed by what lies directly below it: what a page offers to choose from.
    ///
    /// # Errors
    /// [`crate::AppError::Internal`] if the store fails.
    pub(crate) async fn choices(&self, rows: &mut dyn Snapshot) -> AppResult<Vec<SpokenPlace>> {
        let mut places = Vec::new();
        for place in &self.places {
            let children = rows.children(place.id).await?;
            places.push(SpokenPlace { id: place.id, name: place.name.clone() });
            let open = children.into_iter().filter(Place::is_choice);
            places.extend(open.map(|child| SpokenPlace {
                id: child.id,
                name: format!("{}{}", place.name, child.name),
            }));
        }
        let mut seen = BTreeSet::new();
        places.retain(|place| seen.insert(place.id));
        Ok(places)
    }
}

/// A place that somebody speaks to.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SpokenPlace {
    /// The place.
    pub id: PlaceId,
    /// Its name, with the place of the post before it where it lies below.
    pub name: String,
}
