//! Who acts in a demo's history: people by the posts that they hold.

use std::collections::{BTreeMap, BTreeSet};

use linli_app::{App, Caller, ports::Snapshot};
use linli_domain::{account::Strength, policy::is_office, post::Post};
use linli_kernel::{PersonId, PlaceId, RawId, SessionId};
use linli_playbook::{Name, Playbook, engine::Holder};

use super::people::People;
use crate::failure::Outcome;

/// Everybody who can act.
#[derive(Debug, Default)]
pub(crate) struct Crew {
    /// Who answers a queue.
    answering: BTreeMap<Holder, Vec<PersonId>>,
    callers: BTreeMap<PersonId, Caller>,
}

/// Who each member of the list became; without a telephone they are known only by name.
pub(crate) async fn persons(
    app: &App,
    rows: &mut dyn Snapshot,
    people: &People,
) -> Outcome<Vec<Option<PersonId>>> {
    let mut persons = Vec::new();
    for member in &people.members {
        let hash = member.phone.as_ref().map(|phone| app.vault.hash("phone", phone));
        persons.push(match hash {
            Some(hash) => rows.person_by_phone(&hash).await?.map(|person| person.id),
            None => None,
        });
    }
    Ok(persons)
}

impl Crew {
    /// Looks up the posts of these people.
    pub(crate) async fn load(
        rows: &mut dyn Snapshot,
        playbook: &Playbook,
        persons: impl Iterator<Item = &PersonId>,
    ) -> Outcome<Self> {
        let mut answering: BTreeMap<Holder, Vec<PersonId>> = BTreeMap::new();
        let mut callers = BTreeMap::new();
        for person in persons.copied().collect::<BTreeSet<_>>() {
            let posts = rows.posts_of(person).await?;
            for post in &posts {
                answering.entry(post.holder.clone()).or_default().push(person);
            }
            let office = posts.iter().any(|post| is_office(playbook, &post.holder));
            callers.insert(person, Caller { office, ..caller(person, posts) });
        }
        Ok(Self { answering, callers })
    }

    /// A caller by person.
    pub(crate) fn caller(&self, person: PersonId) -> Caller {
        self.callers.get(&person).cloned().unwrap_or_else(|| caller(person, Vec::new()))
    }

    /// Who answers a queue, somebody else than `other` where possible.
    pub(crate) fn answers(&self, holder: &Holder, other: Option<PersonId>) -> Option<PersonId> {
        if let Holder::Person(person) = holder {
            return Some(*person);
        }
        let all = self.answering.get(holder)?;
        all.iter().find(|person| Some(**person) != other).or(all.first()).copied()
    }

    /// Whether somebody has this role at this place.
    pub(crate) fn has_post(&self, role: &str, place: PlaceId) -> Option<Holder> {
        let role = Name::new(role).ok()?;
        let holder = Holder::Post { role, place };
        self.answering.contains_key(&holder).then_some(holder)
    }
}

pub(crate) fn caller(person: PersonId, posts: Vec<Post>) -> Caller {
    Caller {
        person,
        // The history happens without sessions; nothing that is written names one.
        session: SessionId::from_raw(raw_of(person)),
        strength: Strength::TwoFactors,
        posts,
        office: false,
        administers: None,
    }
}

fn raw_of(person: PersonId) -> RawId {
    RawId::new(person.get()).unwrap_or_else(|| unreachable!("a person's id is positive"))
}
