//! How a report came: through which channel, and at which talk hall, talk point or chat group it
//! counts as taken in.

use linli_domain::place::{Chain, Facility};
use linli_kernel::PlaceId;
use linli_playbook::{
    Name, Playbook,
    model::{FOUND, Process},
};

use super::{
    context::Surroundings,
    report::ReportMatter,
    report_input::{Spot, given, one_of},
};
use crate::{AppResult, FieldError, ports::Snapshot};

/// How the counters of what was taken in at facilities begin.
pub(crate) const TAKEN_IN: &str = "facility:";

/// The counter of what was taken in at a facility: its own count on the public page.
pub(crate) fn taken_in_at(facility: PlaceId) -> String {
    format!("{TAKEN_IN}{facility}")
}

/// The facilities at which something about a place can be taken in: those over it, the nearest
/// first, then those of whatever else its community directly contains.
pub(crate) async fn facilities_around(
    rows: &mut dyn Snapshot,
    playbook: &Playbook,
    chain: &Chain,
) -> AppResult<Vec<Facility>> {
    let over: Vec<PlaceId> = chain.0.iter().map(|place| place.id).collect();
    let base: Vec<PlaceId> = chain.at_base(playbook).map(|place| place.id).into_iter().collect();
    let mut found = rows.facilities_around(&over, &base).await?;
    let farther = |facility: &Facility| over.iter().position(|place| *place == facility.place);
    found.sort_by_key(|facility| (farther(facility).unwrap_or(usize::MAX), facility.id));
    Ok(found)
}

/// Channel and facility of a report. Staff who say that it came through a hall, and not through
/// which, mean the nearest one over the place: they sit in it.
pub(super) async fn taken_in(
    rows: &mut dyn Snapshot,
    input: &ReportMatter,
    (spot, around): (&Spot, &Surroundings),
    process: &Process,
    errors: &mut Vec<FieldError>,
) -> AppResult<(Name, Option<PlaceId>)> {
    let playbook = &*around.playbook;
    let word = given(input.facility.as_deref());
    if word.is_none() && given(input.channel.as_deref()).is_none() {
        let channel = channel(input, spot.channel.as_ref(), (playbook, process), errors);
        return Ok((channel, spot.facility));
    }
    let all = facilities_around(rows, playbook, &around.chain).await?;
    let named = word.and_then(|word| {
        let found = word.parse().ok().and_then(|id| all.iter().find(|one| one.id == id));
        if found.is_none() {
            errors.push(FieldError::new("facility", "field-choice"));
        }
        found
    });
    let kind = named.map(|facility| &facility.kind).or(spot.channel.as_ref());
    let channel = channel(input, kind, (playbook, process), errors);
    if named.is_some_and(|facility| facility.kind != channel) {
        errors.push(FieldError::new("facility", "facility-channel"));
    }
    let of_channel = |facility: &&Facility| facility.kind == channel;
    let scanned = all.iter().find(|facility| Some(facility.id) == spot.facility);
    let mut over = all.iter().filter(|facility| around.chain.contains(facility.place));
    let nearest = scanned.filter(of_channel).or_else(|| over.find(of_channel));
    Ok((channel, named.or(nearest).map(|facility| facility.id).or(spot.facility)))
}

fn channel(
    input: &ReportMatter,
    kind: Option<&Name>,
    (playbook, process): (&Playbook, &Process),
    errors: &mut Vec<FieldError>,
) -> Name {
    let at_facility = kind.filter(|kind| process.through.contains(kind));
    let is_found = input.acting.is_some() && input.on_behalf.is_none() && input.external.is_none();
    let found = process.through.iter().find(|channel| is_found && **channel == *FOUND);
    let own = playbook.own_channel().filter(|channel| process.through.contains(channel));
    match (given(input.channel.as_deref()), found.or(at_facility).or(own)) {
        (None, Some(kind)) => kind.clone(),
        (word, _) => one_of(word, &process.through, "channel", errors),
    }
}
