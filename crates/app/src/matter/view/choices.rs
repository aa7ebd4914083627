//! What the filter of a queue can name: steps, categories, channels, and places below the caller's.

use std::collections::BTreeSet;

use linli_domain::place::{HOUSEHOLD, Place};
use linli_kernel::PlaceId;
use linli_playbook::{Name, Playbook, engine::Holder, model::Label};

use super::queue::Names;
use crate::{
    App, AppResult,
    ports::{QueueFilter, Snapshot},
};

/// What a filter can name, each by what is sent back and what people see.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct QueueChoices {
    /// The steps, in the order of their stages: those of the caller's open tasks and the one that was
    /// asked for; all steps where more are open than are counted.
    pub steps: Vec<(Name, Label)>,
    /// What a case can be about.
    pub categories: Vec<(Name, Label)>,
    /// Through which channels cases come.
    pub channels: Vec<(Name, Label)>,
    /// What the places of the caller's posts, and those that their organisations serve, directly
    /// contain, and the place that was asked for; not filled while there is nothing to narrow.
    pub places: Vec<(PlaceId, String)>,
}

impl QueueChoices {
    /// The choices of some holders, with the names that were read for them: as many statements as
    /// without the places.
    pub(super) async fn of(
        app: &App,
        rows: &mut dyn Snapshot,
        holders: &[Holder],
        with_places: bool,
    ) -> AppResult<(Self, Names)> {
        let mut names = Names::default();
        let (mut districts, mut over) = (BTreeSet::new(), BTreeSet::new());
        for holder in holders {
            match holder {
                Holder::Post { place, .. } => {
                    over.insert(*place);
                }
                Holder::Organisation(id) => {
                    let Some(found) = rows.organisation(*id).await? else { continue };
                    districts.insert(found.district);
                    over.extend(found.serves.iter().filter(|_| with_places));
                    names.organisations.insert(found.id, found.name);
                }
                Holder::Person(_) => {}
            }
        }
        let over: Vec<PlaceId> = over.into_iter().collect();
        let mut choices = Self::default();
        if !over.is_empty() {
            for place in rows.places_with_children(&over).await? {
                if over.contains(&place.id) {
                    districts.insert(place.district);
                }
                names.places.insert(place.id, place.name.clone());
                if with_places && is_offered(&place, &over) {
                    choices.places.push((place.id, place.name));
                }
            }
        }
        for district in districts {
            if let Some(playbook) = app.playbook_of(rows, district).await? {
                choices.add(&playbook);
            }
        }
        Ok((choices, names))
    }

    /// The words of a playbook that new cases of a district begin with.
    fn add(&mut self, playbook: &Playbook) {
        let rank = |stage: &Name| playbook.stages.iter().position(|(key, _)| key == stage);
        let mut steps: Vec<_> = playbook.processes.values().flat_map(|p| &p.steps).collect();
        steps.sort_by_key(|(_, step)| rank(&step.stage));
        let channels = playbook.matters_first().flat_map(|process| &process.through);
        let channels = channels.map(|name| (name, playbook.word_or_name(name)));
        let steps = steps.into_iter().map(|(key, step)| (key, step.label.clone()));
        let categories = playbook.categories.iter().map(|(key, c)| (key, c.label.clone()));
        add_new(&mut self.steps, steps);
        add_new(&mut self.categories, categories);
        add_new(&mut self.channels, channels);
    }

    /// The place that was asked for stays to be seen, also where it lies deeper.
    pub(super) async fn add_asked(
        &mut self,
        rows: &mut dyn Snapshot,
        filter: &QueueFilter,
    ) -> AppResult<()> {
        let Some(asked) = filter.place else { return Ok(()) };
        if self.places.iter().all(|(id, _)| *id != asked)
            && let Some(place) = rows.place(asked).await?
        {
            self.places.push((place.id, place.name));
        }
        Ok(())
    }
}

/// Whether a place is one that is chosen from: below one of the caller's, and more than a door.
fn is_offered(place: &Place, over: &[PlaceId]) -> bool {
    let below = place.parent.is_some_and(|parent| over.contains(&parent));
    below && place.closed_on.is_none() && place.kind != *"unit" && place.kind != *HOUSEHOLD
}

fn add_new<'n>(known: &mut Vec<(Name, Label)>, new: impl Iterator<Item = (&'n Name, Label)>) {
    for (name, label) in new {
        if !known.iter().any(|(key, _)| key == name) {
            known.push((name.clone(), label));
        }
    }
}
