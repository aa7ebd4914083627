//! A case's whistles with their lines in lists: derived from its history and written with it.

use linli_domain::{
    matter::CaseRow,
    place::Chain,
    whistle::{self, PartyState, Whistle},
};
use linli_kernel::{Moment, PlaceId};
use linli_playbook::engine::{Event, Holder};

use crate::{
    AppResult, CasePut, Changes, WhistleRow, WhistleScope,
    matter::{Surroundings, lowest_listed},
    ports::Snapshot,
};

/// Puts the whistles of a case whose whole history is given.
pub(crate) fn put_history<'e>(
    changes: &mut Changes,
    row: &CaseRow,
    around: &Surroundings,
    events: impl IntoIterator<Item = &'e Event>,
) {
    if whistle::is_blown(&around.playbook, &row.state) {
        let found = whistle::whistles(&around.playbook, events);
        let rows = found.into_iter().map(|w| whistle_row(row, &around.chain, w));
        changes.put(CasePut::Whistles(row.id, rows.collect()));
    }
}

/// Puts the whistles of a case as they are after these events; only cases that were whistled for
/// have their history read.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub(crate) async fn put_whistles(
    rows: &mut dyn Snapshot,
    changes: &mut Changes,
    row: &CaseRow,
    around: &Surroundings,
    new: &[Event],
) -> AppResult<()> {
    if !whistle::is_blown(&around.playbook, &row.state) {
        return Ok(());
    }
    // Whoever moved the case since it was read makes the commit a conflict.
    let mut events = rows.events(row.id).await?;
    events.extend(new.iter().cloned());
    put_history(changes, row, around, &events);
    Ok(())
}

fn whistle_row(row: &CaseRow, chain: &Chain, whistle: Whistle) -> WhistleRow {
    let class = row.class;
    let mut listed = Vec::new();
    if row.merged_into.is_none() {
        let lowest = lowest_listed(row, chain);
        let places: Vec<PlaceId> = chain.0.iter().skip(lowest).map(|place| place.id).collect();
        let until = whistle.ended.unwrap_or_else(|| whistle.next_due());
        for place in callers(chain, &whistle) {
            if places.contains(&place) {
                listed.push((WhistleScope::Caller(place), until));
            }
        }
        listed.extend(places.into_iter().map(|place| (WhistleScope::Place(place), until)));
        parties(row, &whistle, until, &mut listed);
    }
    WhistleRow { whistle, class, listed }
}

/// The place of whoever blew it, and every place below the level that answers: it was blown for them.
fn callers(chain: &Chain, whistle: &Whistle) -> Vec<PlaceId> {
    let level = chain.0.iter().position(|place| place.kind == whistle.level).unwrap_or(0);
    let mut places: Vec<PlaceId> = chain.0.iter().take(level).map(|place| place.id).collect();
    if let Some(Holder::Post { place, .. }) = &whistle.by
        && !places.contains(place)
    {
        places.push(*place);
    }
    places
}

fn parties(
    row: &CaseRow,
    whistle: &Whistle,
    until: Moment,
    listed: &mut Vec<(WhistleScope, Moment)>,
) {
    for party in &whistle.parties {
        if row.state.recused.contains(&party.holder) {
            continue;
        }
        if let Holder::Organisation(id) = &party.holder {
            listed.push((WhistleScope::Organisation(*id), until));
        }
        let own = match party.state() {
            PartyState::Asked => party.answer_by.unwrap_or(party.due),
            PartyState::Objecting | PartyState::Working => party.due,
            _ => continue,
        };
        listed.push((WhistleScope::Asked(party.holder.clone()), own));
    }
}
