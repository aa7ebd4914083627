//! Which of the caller's posts keeps the tree of places.

use std::{collections::BTreeSet, sync::Arc};

use linli_domain::{
    place::Place,
    place_change::keeps_tree,
    policy::{self, Action, Permit, Standing},
};
use linli_kernel::PlaceId;
use linli_playbook::{
    Playbook,
    engine::{Holder, Relation},
};

use crate::{App, AppError, AppResult, Caller, Expect, office::OwnPost, ports::Snapshot};

/// The post that keeps the tree at a place.
pub(super) struct Keeping {
    pub(super) permit: Permit,
    pub(super) place: Place,
    pub(super) playbook: Arc<Playbook>,
    /// The place of the post.
    pub(super) at: PlaceId,
    /// What a write relies on: the place of the post.
    pub(super) relied_on: Expect,
}

impl Keeping {
    /// Loads the place and decides; `below` where only what lies below it is meant, as the post's own
    /// place is what it does not change itself.
    ///
    /// # Errors
    /// [`AppError::NotFound`] if there is no such place; [`AppError::Forbidden`] unless a post of the
    /// caller holds office above what is meant, and above the base.
    pub(super) async fn load(
        app: &App,
        rows: &mut dyn Snapshot,
        caller: &Caller,
        id: PlaceId,
        below: bool,
    ) -> AppResult<Self> {
        let place = rows.place(id).await?.ok_or(AppError::NotFound)?;
        let above = match place.parent {
            Some(parent) if !below => rows.place(parent).await?,
            _ => None,
        };
        let from = if below { Some(&place) } else { above.as_ref() };
        let own = match from {
            Some(from) => Some(OwnPost::load(app, rows, caller, from, keeps_tree).await?),
            None => None,
        };
        let post = own.as_ref().and_then(|own| own.post.clone());
        let standings: BTreeSet<Standing> =
            post.iter().map(|_| Standing::Case(Relation::PostAbove)).collect();
        let actor = caller.actor(post.clone());
        let permit = policy::decide(&actor, Action::KeepPlaceTree, &standings, None)?;
        let (Some(Holder::Post { place: at, .. }), Some(own)) = (post, own) else {
            return Err(AppError::Forbidden);
        };
        let relied_on = own.relied_on.ok_or(AppError::Forbidden)?;
        let playbook = own.playbook.ok_or(AppError::Forbidden)?;
        Ok(Self { permit, place, playbook, at, relied_on })
    }
}
