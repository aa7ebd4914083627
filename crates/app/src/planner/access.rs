//! Which of the caller's posts plans the grids of a community.

use std::{collections::BTreeSet, sync::Arc};

use linli_domain::{
    grid_plan,
    place::Place,
    policy::{self, Action, Permit, Standing},
};
use linli_kernel::PlaceId;
use linli_playbook::{
    Playbook,
    engine::{Holder, Relation},
};

use crate::{App, AppError, AppResult, Caller, Expect, office::OwnPost, ports::Snapshot};

/// The post that plans the grids of a community, and the community.
pub(super) struct Planning {
    pub(super) permit: Permit,
    pub(super) community: Place,
    pub(super) playbook: Arc<Playbook>,
    /// What a write relies on: the place of the post.
    pub(super) relied_on: Expect,
}

impl Planning {
    /// Loads the community and decides.
    ///
    /// # Errors
    /// [`AppError::NotFound`] if there is no such community; [`AppError::Forbidden`] unless a post
    /// of the caller holds office above it.
    pub(super) async fn load(
        app: &App,
        rows: &mut dyn Snapshot,
        caller: &Caller,
        community: PlaceId,
    ) -> AppResult<Self> {
        let place = rows.place(community).await?.filter(|place| place.closed_on.is_none());
        let community = place.ok_or(AppError::NotFound)?;
        let own = OwnPost::load(app, rows, caller, &community, grid_plan::plans).await?;
        let gridded =
            |playbook: &Arc<Playbook>| playbook.grids_under.as_ref() == Some(&community.kind);
        let playbook = own.playbook.filter(gridded).ok_or(AppError::NotFound)?;
        let permit =
            policy::decide(&caller.actor(own.post), Action::PlanGrids, &own.standings, None)?;
        let relied_on = own.relied_on.ok_or(AppError::Forbidden)?;
        Ok(Self { permit, community, playbook, relied_on })
    }
}

/// The communities whose grids the caller plans, by the places of the caller's posts.
///
/// # Errors
/// [`AppError::Forbidden`] if none of the caller's posts plans grids.
pub(super) async fn planned_places(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
) -> AppResult<Vec<Place>> {
    let mut found: Vec<Place> = Vec::new();
    let mut standings = BTreeSet::new();
    for post in &caller.posts {
        let Holder::Post { role, place } = &post.holder else { continue };
        let Some(place) = rows.place(*place).await? else { continue };
        let Some(playbook) = app.playbook_of(rows, place.district).await? else { continue };
        let Some(kind) = playbook.grids_under.clone() else { continue };
        if !grid_plan::plans(&playbook, role) {
            continue;
        }
        standings.insert(Standing::Case(Relation::PostAbove));
        if place.parent.is_none() {
            found.extend(rows.places_of_kind(place.district, &kind).await?);
            continue;
        }
        let mut waiting = vec![place.id];
        while let Some(at) = waiting.pop() {
            for child in rows.children(at).await?.into_iter().filter(Place::is_choice) {
                if child.kind == kind {
                    found.push(child);
                } else if playbook.rung(&child.kind) < playbook.rung(&kind) {
                    waiting.push(child.id);
                }
            }
        }
    }
    policy::decide(&caller.actor(None), Action::PlanGrids, &standings, None)?;
    found.retain(|place| place.closed_on.is_none());
    found.sort_by_key(|place| (place.position, place.id));
    found.dedup_by_key(|place| place.id);
    Ok(found)
}
