//! Who can be on duty at a site, and what is shown of whoever is.

use std::collections::{BTreeMap, btree_map::Entry};

use linli_domain::{duty::OnDuty, post::Post};
use linli_kernel::{Day, PersonId, PlaceId};
use linli_playbook::{Playbook, engine::Holder, model::Label};

use super::site::Site;
use crate::{
    App, AppResult,
    account::people::{name_of, phone_of},
    ports::Snapshot,
};

/// Somebody on duty, as far as the reader may know them.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct WhoView {
    /// Whose account, for whoever keeps the roster.
    pub person: Option<PersonId>,
    /// The name; none where it is not public, or nobody of that post is there any more.
    pub name: Option<String>,
    /// What their post is called.
    pub role: Option<Label>,
    /// The telephone that is public with the name.
    pub phone: Option<String>,
    /// Whether the name is public.
    pub public: bool,
}

/// Somebody with a post at the site's place or directly below it.
pub(super) struct Known {
    pub(super) person: PersonId,
    pub(super) name: String,
    pub(super) phone: Option<String>,
    pub(super) role: Option<Label>,
    /// Agreed to be named in this post.
    pub(super) published: bool,
}

/// Those with a post at a site.
pub(super) struct People {
    places: Vec<PlaceId>,
    playbook: Option<std::sync::Arc<Playbook>>,
    /// Names that were opened already.
    named: BTreeMap<PersonId, (String, Option<String>)>,
}

impl People {
    /// Nobody yet: the places whose posts count.
    pub(super) async fn of(app: &App, rows: &mut dyn Snapshot, site: &Site) -> AppResult<Self> {
        let below = rows.children(site.place.id).await?;
        let open = below.into_iter().filter(|place| place.closed_on.is_none());
        let places = [site.place.id].into_iter().chain(open.map(|place| place.id)).collect();
        let playbook = app.playbook_of(rows, site.place.district).await?;
        Ok(Self { places, playbook, named: BTreeMap::new() })
    }

    /// Those who have a post on a day, by name; each once, with the post in which they agreed to be
    /// named if there is one.
    pub(super) async fn on(
        &mut self,
        app: &App,
        rows: &mut dyn Snapshot,
        day: Day,
    ) -> AppResult<Vec<Known>> {
        let mut posts: Vec<Post> = rows.posts_at(&self.places, day).await?;
        posts.sort_by_key(|post| (!post.published, post.id));
        let mut found: Vec<Known> = Vec::new();
        for post in posts {
            if found.iter().any(|known| known.person == post.person) {
                continue;
            }
            let (name, phone) = match self.named.entry(post.person) {
                Entry::Occupied(known) => known.get().clone(),
                Entry::Vacant(slot) => {
                    let Some(person) = rows.person(post.person).await? else { continue };
                    let Some(name) = name_of(app, &person) else { continue };
                    slot.insert((name, phone_of(app, &person))).clone()
                }
            };
            let role = match &post.holder {
                Holder::Post { role, .. } => Some(role),
                Holder::Organisation(_) | Holder::Person(_) => None,
            };
            let label = |role| self.playbook.as_ref().and_then(|p| p.role_label(role)).cloned();
            let role = role.and_then(label);
            found.push(Known { person: post.person, name, phone, role, published: post.published });
        }
        found.sort_by(|one, other| (&one.name, one.person).cmp(&(&other.name, other.person)));
        Ok(found)
    }
}

/// Somebody on duty as whoever keeps the roster reads it.
pub(super) fn inside(people: &[Known], who: &OnDuty) -> WhoView {
    match who {
        OnDuty::Named { name, phone } => named(name, phone),
        OnDuty::Holder(person) => {
            let found = people.iter().find(|known| known.person == *person);
            let public = found.is_some_and(|known| known.published);
            WhoView {
                person: Some(*person),
                name: found.map(|known| known.name.clone()),
                role: found.and_then(|known| known.role.clone()),
                phone: found.filter(|_| public).and_then(|known| known.phone.clone()),
                public,
            }
        }
    }
}

/// Somebody on duty as everybody reads it: without the name of whoever did not agree to it.
pub(super) fn outside(people: &[Known], who: &OnDuty) -> WhoView {
    let all = inside(people, who);
    WhoView { person: None, name: all.name.filter(|_| all.public), ..all }
}

fn named(name: &str, phone: &Option<String>) -> WhoView {
    WhoView {
        person: None,
        name: Some(name.to_owned()),
        role: None,
        phone: phone.clone(),
        public: true,
    }
}
