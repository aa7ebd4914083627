//! Whether a case is listed under the places over it.
//!
//! A case was filed at its last event, or later when grids were drawn anew. So its places must be
//! those that were over it on some day since then. While cases are being filed anew, nothing is said.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use linli_app::{
    job, matter,
    ports::{Jobs as _, Places as _, StoreError},
};
use linli_domain::{matter::CaseRow, place::Chain};
use linli_kernel::{Day, PlaceId};

use crate::{
    places::upwards,
    statements::statements,
    value::{Row, parameters},
    view::View,
};

/// How many places are remembered.
const REMEMBERED: usize = 10_000;

statements! {
    OVERLAYS = concat!(upwards!(), "SELECT member.valid_from, member.valid_to FROM upwards \
        JOIN grid_member member ON member.place = upwards.id");
}

/// The chain above a place, from each day on which it became another one.
type Chains = Vec<(Day, Chain)>;

/// What lay over the places of cases, and when.
pub(super) struct Filing {
    /// Whether cases are being filed anew.
    under_way: bool,
    chains: BTreeMap<PlaceId, Chains>,
}

impl Filing {
    pub(super) async fn new(view: &mut View) -> Result<Self, StoreError> {
        let under_way = view.jobs().await?.iter().any(|job| job::files_cases(&job.name));
        Ok(Self { under_way, chains: BTreeMap::new() })
    }

    /// Whether a case that was filed on this day, or after it, may be listed under these places.
    pub(super) async fn fits(
        &mut self,
        view: &mut View,
        row: &CaseRow,
        since: Day,
        listed: &BTreeSet<PlaceId>,
    ) -> Result<bool, StoreError> {
        if self.under_way {
            return Ok(true);
        }
        if self.chains.len() > REMEMBERED {
            self.chains.clear();
        }
        let chains = match self.chains.entry(row.state.place) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(slot) => slot.insert(chains(view, row.state.place).await?),
        };
        let already = chains.iter().filter(|(from, _)| *from <= since).count();
        let since_then = chains.iter().skip(already.saturating_sub(1));
        Ok(since_then.map(|(_, chain)| matter::listed_places(row, chain)).any(|it| it == *listed))
    }
}

async fn chains(view: &mut View, place: PlaceId) -> Result<Chains, StoreError> {
    let read = |row: &mut Row<'_>| Ok((row.day()?, row.optional_day()?));
    let mut days = BTreeSet::from([Day::MIN]);
    for (from, to) in view.all(OVERLAYS, parameters![place], read).await? {
        days.insert(from);
        days.extend(to.and_then(|to| to.tomorrow().ok()));
    }
    let mut found = Vec::with_capacity(days.len());
    for day in days {
        found.push((day, view.chain(place, day).await?));
    }
    Ok(found)
}
