//! Which parts the caller has: the lists that they keep, the communities that they answer for, the
//! departments in whose name they ask.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::{admission, organisation::Organisation, policy::Standing};
use linli_kernel::{OrganisationId, PlaceId};
use linli_playbook::engine::{Holder, Relation};

use crate::{App, AppResult, Caller, Expect, ports::Snapshot};

/// One part with the post that gives it.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// The post.
    pub(super) post: Holder,
    /// The name of the place.
    pub(super) name: String,
    /// What a write for that post relies on.
    pub(super) relied_on: Expect,
}

/// All parts of a caller.
#[derive(Clone, Debug, Default)]
pub(super) struct Seat {
    /// Districts whose list they keep.
    pub(super) keeps: BTreeMap<PlaceId, Part>,
    /// Communities that they answer for.
    pub(super) answers: BTreeMap<PlaceId, Part>,
    /// Organisations that may ask communities, in whose name they act.
    pub(super) asks: BTreeMap<OrganisationId, Organisation>,
}

impl Seat {
    /// Loads them.
    ///
    /// # Errors
    /// [`crate::AppError::Internal`] if the store fails.
    pub(super) async fn load(
        app: &App,
        rows: &mut dyn Snapshot,
        caller: &Caller,
    ) -> AppResult<Self> {
        let mut seat = Self::default();
        for holder in caller.working_holders() {
            match &holder {
                Holder::Post { role, place } => {
                    let Some(at) = rows.place(*place).await? else { continue };
                    let Some(playbook) = app.playbook_of(rows, at.district).await? else {
                        continue;
                    };
                    let relied_on = Expect::Place(at.id, at.version);
                    let part = Part { post: holder.clone(), name: at.name.clone(), relied_on };
                    if admission::keeps(&playbook, role, &at) {
                        seat.keeps.entry(at.id).or_insert_with(|| part.clone());
                    }
                    if admission::answers(&playbook, role) {
                        seat.answers.entry(at.id).or_insert(part);
                    }
                }
                Holder::Organisation(id) => {
                    if let Some(found) = rows.organisation(*id).await?
                        && may_ask(app, rows, &found).await?
                    {
                        seat.asks.insert(*id, found);
                    }
                }
                Holder::Person(_) => {}
            }
        }
        Ok(seat)
    }

    /// How the caller stands to a district's list. No department and no community has a part in
    /// keeping it.
    pub(super) fn keeping(&self, district: PlaceId) -> BTreeSet<Standing> {
        let above = Standing::Case(Relation::PostAbove);
        self.keeps.contains_key(&district).then_some(above).into_iter().collect()
    }

    /// How the caller stands to a district's list, to a department, and to communities that were
    /// reached.
    pub(super) fn standings<'c>(
        &self,
        district: PlaceId,
        department: OrganisationId,
        reached: impl IntoIterator<Item = &'c PlaceId>,
    ) -> BTreeSet<Standing> {
        let mut standings = self.keeping(district);
        if self.asks.contains_key(&department) {
            standings.insert(Standing::Case(Relation::SameOrganisation));
        }
        if reached.into_iter().any(|place| self.answers.contains_key(place)) {
            standings.insert(Standing::Case(Relation::PostAt));
        }
        standings
    }
}

/// Whether an organisation may ask communities: it serves a place over them.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub(crate) async fn may_ask(
    app: &App,
    rows: &mut dyn Snapshot,
    organisation: &Organisation,
) -> AppResult<bool> {
    let Some(playbook) = app.playbook_of(rows, organisation.district).await? else {
        return Ok(false);
    };
    for served in &organisation.serves {
        let place = rows.place(*served).await?;
        if place.is_some_and(|place| admission::asks(&playbook, &place.kind)) {
            return Ok(true);
        }
    }
    Ok(false)
}
