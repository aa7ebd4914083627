//! `linli playbook check --data`: which posts nobody has, and who stands in for them.

use std::{collections::BTreeSet, path::Path};

use linli_app::ports::{Clock as _, Snapshot, Store as _};
use linli_channels::SystemClock;
use linli_domain::place::Place;
use linli_kernel::{Day, PlaceId};
use linli_playbook::{Name, Playbook, engine::Holder};
use linli_web::texts::Lang;

use crate::{
    failure::Outcome,
    installation,
    words::{say, sentence},
};

/// Vacant posts of a role that are named one by one; the others are counted.
const NAMED: usize = 10;
/// Places asked for at once.
const AT_ONCE: usize = 200;

/// Says for each district and role how many posts are filled, and names those that are not.
/// Changes nothing.
pub(crate) async fn report(
    playbook: &Playbook,
    data: Option<&Path>,
    url: Option<&str>,
    lang: Lang,
) -> Outcome<()> {
    let data = data.unwrap_or_else(|| Path::new("."));
    let database = installation::open_existing(data, url).await?;
    let today = SystemClock.now().day();
    let mut rows = database.snapshot().await?;
    let rows = rows.as_mut();
    for district in rows.districts().await? {
        let bound = rows.binding(district.id).await?;
        let bound =
            bound.map_or_else(|| "—".to_owned(), |(key, version, _)| format!("{key} {version}"));
        say(&sentence(
            lang,
            "cli-posts-district",
            &[("place", &district.name), ("playbook", &bound)],
        ));
        let mut posts = Posts { playbook, today, filled: BTreeSet::new(), lang };
        posts.district(rows, &district).await?;
    }
    Ok(())
}

struct Posts<'p> {
    playbook: &'p Playbook,
    today: Day,
    filled: BTreeSet<(Name, PlaceId)>,
    lang: Lang,
}

impl Posts<'_> {
    async fn district(&mut self, rows: &mut dyn Snapshot, district: &Place) -> Outcome<()> {
        let mut all = Vec::new();
        for (role, declared) in &self.playbook.roles {
            let places = if district.kind == declared.at {
                vec![district.clone()]
            } else {
                rows.places_of_kind(district.id, &declared.at).await?
            };
            let ids: Vec<PlaceId> = places.iter().map(|place| place.id).collect();
            for some in ids.chunks(AT_ONCE) {
                let posts = rows.posts_at(some, self.today).await?;
                self.filled.extend(posts.into_iter().filter_map(|post| match post.holder {
                    Holder::Post { role, place } => Some((role, place)),
                    Holder::Organisation(_) | Holder::Person(_) => None,
                }));
            }
            all.push((role, places));
        }
        for (role, places) in all {
            self.role(rows, role, &places).await?;
        }
        Ok(())
    }

    async fn role(&self, rows: &mut dyn Snapshot, role: &Name, places: &[Place]) -> Outcome<()> {
        let filled = |place: &&Place| self.filled.contains(&(role.clone(), place.id));
        let vacant: Vec<&Place> = places.iter().filter(|place| !filled(place)).collect();
        let count = places.len().saturating_sub(vacant.len());
        let name = self.name(role);
        say(&sentence(
            self.lang,
            "cli-posts-role",
            &[("role", &name), ("filled", &count), ("all", &places.len())],
        ));
        let (mut nobody, mut unnamed) = (0_usize, 0_usize);
        for (number, place) in vacant.iter().enumerate() {
            let chain = rows.chain(place.id, self.today).await?.0;
            let stand_in = self.stand_in(role, &chain);
            nobody += usize::from(stand_in.is_none());
            if number >= NAMED {
                unnamed += 1;
                continue;
            }
            let over = chain.get(1).map_or("", |over| over.name.as_str());
            let place = format!("{over} {}", place.name);
            let key = if stand_in.is_some() { "cli-posts-vacant" } else { "cli-posts-nobody" };
            let stand_in = stand_in.unwrap_or_default();
            let about: [(&str, &dyn linli_web::texts::TextValue); 2] =
                [("place", &place.trim()), ("stand-in", &stand_in)];
            say(&sentence(self.lang, key, &about));
        }
        if unnamed > 0 {
            let about: [(&str, &dyn linli_web::texts::TextValue); 2] =
                [("count", &unnamed), ("nobody", &nobody)];
            say(&sentence(self.lang, "cli-posts-more", &about));
        }
        Ok(())
    }

    fn name(&self, role: &Name) -> String {
        let label = self.playbook.roles.get(role).map(|role| &role.label);
        label.map_or("", |label| label.text(self.lang == Lang::En)).to_owned()
    }

    /// The first in the line of fallbacks who is there, and where.
    fn stand_in(&self, role: &Name, chain: &[Place]) -> Option<String> {
        let roles = &self.playbook.roles;
        let next = |role: &&Name| roles.get(*role).and_then(|role| role.fallback.as_ref());
        let line = std::iter::successors(next(&role), next).take(roles.len());
        let mut found = line.filter_map(|role| {
            let at = &roles.get(role)?.at;
            let place = chain.iter().find(|place| place.kind == *at)?;
            let filled = self.filled.contains(&(role.clone(), place.id));
            filled.then(|| format!("{} {}", place.name, self.name(role)))
        });
        found.next()
    }
}
