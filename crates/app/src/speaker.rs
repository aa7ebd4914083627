//! Which of the caller's posts speaks for a place: to its people by notices, and for what hangs at
//! its doors.

use std::collections::BTreeSet;

use linli_domain::{
    notice,
    place::{Chain, Place},
    policy::{self, Action, Standing},
};
use linli_playbook::engine::{Holder, Relation};

use crate::{App, AppResult, Caller, Expect, office::office_places, ports::Snapshot};

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
        let chain = rows.chain(place.id, app.now().day()).await?;
        let mut speaker = Self { post: None, standings: BTreeSet::new(), relied_on: None, chain };
        let Some(playbook) = app.playbook_of(rows, place.district).await? else {
            return Ok(speaker);
        };
        let own = caller.posts.iter().filter_map(|post| match &post.holder {
            Holder::Post { role, place } if notice::speaks(&playbook, role) => Some((role, place)),
            _ => None,
        });
        let own: Vec<_> = own.collect();
        let nearest = speaker.chain.0.iter().find_map(|over| {
            let here = own.iter().find(|(_, place)| **place == over.id);
            here.map(|(role, _)| ((*role).clone(), over.id, over.version))
        });
        if let Some((role, at, version)) = nearest {
            let relation = if at == place.id { Relation::PostAt } else { Relation::PostAbove };
            speaker.standings.insert(Standing::Case(relation));
            speaker.relied_on = Some(Expect::Place(at, version));
            speaker.post = Some(Holder::Post { role, place: at });
        }
        Ok(speaker)
    }
}

/// The places of the caller's posts that speak, for whoever may do this at one of them.
///
/// # Errors
/// [`crate::AppError::Forbidden`] if none of the caller's posts speaks anywhere.
pub(crate) async fn spoken_places(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    action: Action,
) -> AppResult<Vec<Place>> {
    let mut standings = BTreeSet::new();
    let mut places = Vec::new();
    for id in office_places(app, rows, caller).await? {
        let Some(place) = rows.place(id).await? else { continue };
        let speaker = Speaker::load(app, rows, caller, &place).await?;
        if speaker.post.is_some() {
            standings.extend(speaker.standings);
            places.push(place);
        }
    }
    policy::decide(&caller.actor(None), action, &standings, None)?;
    Ok(places)
}
