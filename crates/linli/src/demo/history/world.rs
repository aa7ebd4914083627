//! Who and what there is: people by the posts they hold, organisations by what they do.

use std::collections::{BTreeMap, BTreeSet};

use linli_app::{App, Caller};
use linli_kernel::{OrganisationId, PersonId, PlaceId};
use linli_playbook::engine::Holder;

use super::super::{
    crew::{Crew, persons},
    data::{self, Compound, Story},
    district::{Community, District, Site},
    people::{Body, Duty, Member, People},
};
use crate::failure::{Failed, Failure, Outcome};

/// A compound or yard with what its stories need.
pub(crate) struct Spot<'d> {
    pub(crate) site: &'d Site<'d>,
    pub(crate) data: &'d Compound,
    pub(crate) community: PlaceId,
    pub(crate) street: PlaceId,
    pub(crate) county: PlaceId,
    pub(crate) hall: Option<PlaceId>,
    pub(crate) chat_groups: Vec<PlaceId>,
    /// Residents who live here, by their place in the list of members.
    pub(crate) residents: Vec<usize>,
}

/// Everything the history needs to know.
pub(crate) struct World<'d> {
    pub(crate) people: &'d People,
    pub(crate) spots: Vec<Spot<'d>>,
    /// Who each member of the list is; without a telephone only by name.
    pub(crate) persons: Vec<Option<PersonId>>,
    bodies: Vec<(OrganisationId, &'d Body)>,
    crew: Crew,
    grids: BTreeMap<PlaceId, PlaceId>,
}

fn missing(what: &str) -> Failure {
    Failed::BrokenData { file: "demo", said: format!("missing: {what}") }.into()
}

impl<'d> World<'d> {
    /// Looks everything up that the imports made.
    pub(crate) async fn load(
        app: &App,
        district: &'d District<'d>,
        people: &'d People,
    ) -> Outcome<Self> {
        let mut rows = app.snapshot().await?;
        let today = app.now().day();
        let county = rows.districts().await?.into_iter().next();
        let county = county.ok_or_else(|| missing("district"))?;
        let persons = persons(app, rows.as_mut(), people).await?;
        let bound = rows.binding(county.id).await?.ok_or_else(|| missing("playbook"))?;
        let playbook = app.playbook(rows.as_mut(), &bound.0, bound.1).await?;
        let crew = Crew::load(rows.as_mut(), &playbook, persons.iter().flatten()).await?;
        let organisations = rows.organisations(county.id).await?;
        let bodies = organisations.iter().filter_map(|organisation| {
            let body = people.bodies.iter().find(|body| body.name == organisation.name)?;
            Some((organisation.id, body))
        });
        let bodies = bodies.collect();
        let mut over = Vec::new();
        for community in &district.communities {
            let found = rows.place_by_code("division", community.code, today).await?;
            let found = found.ok_or_else(|| missing(community.code))?;
            let street = found.parent.ok_or_else(|| missing("street"))?;
            over.push((community, Over { community: found.id, street, county: county.id }));
        }
        let (spots, grids) = (spots(people, &over), grids(district));
        Ok(Self { people, spots, persons, bodies, crew, grids })
    }

    /// The district as it is drawn, before anything of it is imported: enough to plan the history,
    /// not to let it happen. Whoever has a telephone has an account.
    #[cfg(test)]
    pub(crate) fn drawn(
        district: &'d District<'d>,
        people: &'d People,
        entropy: &dyn linli_app::ports::Entropy,
    ) -> Self {
        let place = || PlaceId::from_raw(entropy.id());
        let county = place();
        let over = |community| (community, Over { community: place(), street: place(), county });
        let over: Vec<_> = district.communities.iter().map(over).collect();
        let account =
            |member: &Member| member.phone.as_ref().map(|_| PersonId::from_raw(entropy.id()));
        Self {
            people,
            spots: spots(people, &over),
            persons: people.members.iter().map(account).collect(),
            bodies: Vec::new(),
            crew: Crew::default(),
            grids: grids(district),
        }
    }

    /// A caller by person.
    pub(crate) fn caller(&self, person: PersonId) -> Caller {
        self.crew.caller(person)
    }

    /// Who answers a queue, somebody else than `other` where possible.
    pub(crate) fn answers(&self, holder: &Holder, other: Option<PersonId>) -> Option<PersonId> {
        self.crew.answers(holder, other)
    }

    /// Whether somebody has this role at this place.
    pub(crate) fn has_post(&self, role: &str, place: PlaceId) -> Option<Holder> {
        self.crew.has_post(role, place)
    }

    /// The grid of a building.
    pub(crate) fn grid_of(&self, building: PlaceId) -> Option<PlaceId> {
        self.grids.get(&building).copied()
    }

    /// Organisations as the stories name them (`department.housing`, `property-company`) that
    /// serve a place of a spot: one in the compound, or the community and its grids as a whole.
    fn serving<'s>(
        &'s self,
        spot: &'s Spot<'_>,
        place: PlaceId,
    ) -> impl Iterator<Item = (OrganisationId, &'d Body)> + 's {
        let wide = place == spot.community || self.grids.values().any(|grid| *grid == place);
        let site = format!("#{}", spot.site.id);
        let serves = move |body: &Body| {
            body.serves.is_empty()
                || body.serves.contains(&spot.data.community)
                || (!wide && body.serves.contains(&site))
        };
        self.bodies.iter().filter(move |(_, body)| serves(body)).map(|(id, body)| (*id, *body))
    }

    /// The organisation of a key that serves a place of a spot.
    pub(crate) fn body(
        &self,
        key: &str,
        spot: &Spot<'_>,
        place: PlaceId,
    ) -> Option<OrganisationId> {
        self.serving(spot, place).find(|(_, body)| body.key == key).map(|(id, _)| id)
    }

    /// Every organisation whose key begins so and that serves a place of a spot.
    pub(crate) fn bodies(
        &self,
        start: &str,
        spot: &Spot<'_>,
        place: PlaceId,
    ) -> Vec<OrganisationId> {
        let all = self.serving(spot, place);
        all.filter(|(_, body)| body.key.starts_with(start)).map(|(id, _)| id).collect()
    }

    /// The department that a story's theme belongs to.
    pub(crate) fn department_for(&self, story: &Story, spot: &Spot<'_>) -> Option<OrganisationId> {
        let named = story.whistle_departments.first().map(|key| format!("department.{key}"));
        let led = story.lead.clone().filter(|lead| lead.starts_with("department."));
        let places = data::places().ok()?;
        let by_theme = places.department.iter().find(|d| d.classes.contains(&story.theme));
        let by_theme = by_theme.map(|department| format!("department.{}", department.key));
        let all = [named, led, by_theme, Some("department.enforcement".to_owned())];
        all.into_iter().flatten().find_map(|key| self.body(&key, spot, spot.site.id))
    }
}

/// The places that are over a community's compounds and yards.
#[derive(Clone, Copy)]
struct Over {
    community: PlaceId,
    street: PlaceId,
    county: PlaceId,
}

/// The compounds and yards in which somebody lives who may raise something.
fn spots<'d>(people: &People, communities: &[(&'d Community<'d>, Over)]) -> Vec<Spot<'d>> {
    let mut spots = Vec::new();
    for (community, over) in communities {
        for site in &community.sites {
            spots.push(Spot {
                site,
                data: site.data,
                community: over.community,
                street: over.street,
                county: over.county,
                hall: community.hall,
                chat_groups: community.grids.iter().map(|(_, group)| *group).collect(),
                residents: residents(people, site),
            });
        }
    }
    spots.retain(|spot| !spot.residents.is_empty());
    spots
}

/// The grid of each building.
fn grids(district: &District<'_>) -> BTreeMap<PlaceId, PlaceId> {
    let sites = district.communities.iter().flat_map(|community| &community.sites);
    sites.flat_map(|site| &site.buildings).map(|building| (building.id, building.grid)).collect()
}

fn residents(people: &People, site: &Site<'_>) -> Vec<usize> {
    let buildings: BTreeSet<PlaceId> = site.buildings.iter().map(|building| building.id).collect();
    let here = |member: &Member| {
        matches!(member.duty, Duty::Resident)
            && member.lives.is_some_and(|(building, _)| buildings.contains(&building))
    };
    let members = people.members.iter().enumerate();
    members.filter(|(_, member)| here(member)).map(|(at, _)| at).collect()
}
