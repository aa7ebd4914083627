//! How made-up cases begin: raised by somebody, found by staff, ordered by another system.

use std::collections::BTreeSet;

use linli_kernel::PersonId;

use super::made_up::{RAISER, person, words};
use crate::{
    engine::{Actor, External, Facts, Holder, Opening},
    model::{Name, Playbook, Process},
};

/// Where a case comes from.
#[derive(Clone, Copy)]
enum Source {
    /// Somebody raised it.
    Raised,
    /// Staff found it.
    Found,
    /// Another system ordered it, without saying for whom.
    Ordered,
}

/// An opening for every class, urgency and source; kinds of matters and channels in turn.
pub(super) fn openings(playbook: &Playbook, process: &Process, facts: &Facts) -> Vec<Opening> {
    let mut openings = Vec::new();
    let mut words = process.opens.iter().cycle().zip(process.through.iter().cycle());
    // The process's own urgency first: what is looked for is found by the usual cases.
    let mut urgencies: Vec<&Name> = playbook.urgencies.keys().collect();
    urgencies.sort_by_key(|urgency| **urgency != process.urgency);
    for urgency in urgencies {
        for source in [Source::Raised, Source::Found, Source::Ordered] {
            for class in playbook.classes.keys() {
                let Some((opens, channel)) = words.next() else { return openings };
                let Some(plain) = plain(process, facts, (opens, channel)) else { return openings };
                let plain = Opening { class: class.clone(), urgency: urgency.clone(), ..plain };
                openings.extend(plain.begun_by(playbook, facts, source));
            }
        }
    }
    openings
}

/// What a resident raises.
fn plain(process: &Process, facts: &Facts, (opens, channel): (&Name, &Name)) -> Option<Opening> {
    let raiser = PersonId::new(RAISER)?;
    Some(Opening {
        actor: Actor::Person { person: raiser, acting: None },
        process: process.key.clone(),
        opens: opens.clone(),
        channel: channel.clone(),
        class: process.class.clone(),
        publicity: None,
        urgency: process.urgency.clone(),
        place: facts.chain.first()?.place,
        raiser: Some(raiser),
        raiser_has_account: true,
        found_by: None,
        recused: BTreeSet::new(),
        text: words()?,
        photos: Vec::new(),
        external: None,
    })
}

impl Opening {
    /// The same from elsewhere; `None` if there is nobody of office who could have found it.
    fn begun_by(self, playbook: &Playbook, facts: &Facts, source: Source) -> Option<Self> {
        let (Source::Found | Source::Ordered) = source else { return Some(self) };
        let mut posts = facts.staffed.iter().filter(|(role, _)| playbook.holds_office(role));
        let (role, place) = posts.next()?.clone();
        let post = Holder::Post { role, place };
        let actor = Actor::Person { person: person(&post)?, acting: Some(post.clone()) };
        let staffs = Self { actor, raiser: None, raiser_has_account: false, ..self };
        let order = || External { system: Name::known("made-up"), due: None };
        Some(match source {
            Source::Found => Self { found_by: Some(post), ..staffs },
            _ => Self { external: Some(order()), ..staffs },
        })
    }
}
