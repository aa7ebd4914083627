//! Find my grid: from an address to who answers for it and how to reach their offices.

use std::collections::BTreeSet;

use linli_domain::{
    organisation::Organisation,
    place::{Facility, Place},
};
use linli_kernel::PlaceId;
use linli_playbook::{Name, Playbook, engine::Holder, model::Label};

use crate::{
    App, AppError, AppResult,
    account::{self, PublicHolder},
    place::{self, PlaceLine, PlacePage},
    ports::Snapshot,
};

/// Of a kind of which more than so many serve the whole district, none is listed.
const MOST_OF_A_KIND: usize = 6;

/// Who answers for an address, from the place itself upward.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct GridPage {
    /// The place, the way to it and what it contains.
    pub page: PlacePage,
    /// The address in words.
    pub address: String,
    /// The levels over it at which somebody answers, lowest first.
    pub rungs: Vec<Rung>,
    /// Organisations that serve it and can be called.
    pub offices: Vec<Office>,
}

/// One level over an address.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Rung {
    /// The place.
    pub place: PlaceLine,
    /// What its kind is called.
    pub kind: Label,
    /// Whether a notice board hangs there.
    pub board: bool,
    /// How many households it has.
    pub households: i64,
    /// The posts there.
    pub roles: Vec<RungRole>,
    /// Where its people can be reached.
    pub offices: Vec<Office>,
    /// The telephone of its first office, or of the nearest office above.
    pub phone: Option<String>,
}

/// A post at a level. Whoever has it is named on the boards at the doors; here, where everybody in
/// the world reads, only who agreed to it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct RungRole {
    /// The role.
    pub label: Label,
    /// Whether somebody has it today.
    pub filled: bool,
    /// Those who have it and agreed to be named.
    pub named: Vec<PublicHolder>,
    /// Who stands in otherwise.
    pub fallback: Option<Label>,
}

/// A public office with what is needed to reach it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Office {
    /// Its name.
    pub name: String,
    /// What it is, in the playbook's words.
    pub kind: Label,
    /// Where, in words; may be empty.
    pub address: String,
    /// When, in words; may be empty.
    pub hours: String,
    /// A public telephone.
    pub phone: Option<String>,
    /// The facility's id, for its page; none for an organisation.
    pub facility: Option<PlaceId>,
}

/// Who answers for a place. `None` is the top: the districts to choose from, without rungs.
///
/// # Errors
/// [`AppError::NotFound`] if there is no such place.
pub async fn find_grid(app: &App, id: PlaceId) -> AppResult<GridPage> {
    let page = place::place(app, id).await?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let today = app.now().day();
    let here = rows.place(page.place.id).await?.ok_or(AppError::NotFound)?;
    let chain = rows.chain(here.id, today).await?;
    let address = chain.address("community");
    let Some(playbook) = app.playbook_of(rows, here.district).await? else {
        return Ok(GridPage { page, address, rungs: Vec::new(), offices: Vec::new() });
    };
    let places: Vec<PlaceId> = chain.0.iter().map(|place| place.id).collect();
    let posts = rows.posts_at(&places, today).await?;
    let holders: Vec<&Holder> = posts.iter().map(|post| &post.holder).collect();
    let mut rungs = Vec::new();
    let mut above = None;
    for place in chain.0.iter().rev() {
        let rung = rung(app, rows, &playbook, place, &holders, above.clone()).await?;
        above.clone_from(&rung.phone);
        if !rung.roles.is_empty() || !rung.offices.is_empty() {
            rungs.push(rung);
        }
    }
    rungs.reverse();
    let serving = rows.serving(&places, today).await?;
    let bodies: Vec<&Organisation> = serving.iter().map(|(organisation, _)| organisation).collect();
    let called = called(&playbook, here.district, &bodies).into_iter();
    let offices = called.map(|organisation| party(&playbook, organisation)).collect();
    Ok(GridPage { page, address, rungs, offices })
}

/// The bodies that a resident calls about this place: those that may lead, the nearest first. Of a
/// kind of which many serve the whole district (departments), the district's office is called.
fn called<'a>(
    playbook: &Playbook,
    district: PlaceId,
    serving: &[&'a Organisation],
) -> Vec<&'a Organisation> {
    let leads: BTreeSet<&Name> = playbook.leading_parties().collect();
    let wide = |o: &&&Organisation| o.serves.contains(&district);
    let of = |kind: &Name| serving.iter().filter(wide).filter(|o| o.kind == *kind).count();
    let fits = |o: &&&Organisation| {
        o.phone.is_some() && leads.contains(&o.kind) && (!wide(o) || of(&o.kind) <= MOST_OF_A_KIND)
    };
    let mut called: Vec<&Organisation> = serving.iter().filter(fits).copied().collect();
    called.sort_by_key(|organisation| organisation.serves.contains(&district));
    called
}

async fn rung(
    app: &App,
    rows: &mut dyn Snapshot,
    playbook: &Playbook,
    place: &Place,
    holders: &[&Holder],
    above: Option<String>,
) -> AppResult<Rung> {
    let roles = playbook.roles.iter().filter(|(_, role)| role.at == place.kind);
    let label = |key| playbook.role_label(key).cloned();
    let today = app.now().day();
    let mut found = Vec::new();
    for (key, role) in roles {
        let holder = Holder::Post { role: key.clone(), place: place.id };
        let filled = holders.contains(&&holder);
        let named = match filled {
            true => account::public_holders(app, rows, &holder, today).await?,
            false => Vec::new(),
        };
        let fallback = role.fallback.as_ref().and_then(label);
        found.push(RungRole { label: role.label.clone(), filled, named, fallback });
    }
    let roles = found;
    let offices = rows.facilities_of(place.id).await?;
    Ok(Rung {
        kind: playbook.word_or_name(&place.kind),
        board: linli_domain::board::hangs_at(playbook, &place.kind),
        households: place.households,
        place: place::line(place),
        phone: offices.iter().find_map(|facility| facility.phone.clone()).or(above),
        roles,
        offices: offices.iter().map(|facility| office(playbook, facility)).collect(),
    })
}

pub(super) fn office(playbook: &Playbook, facility: &Facility) -> Office {
    Office {
        name: facility.name.clone(),
        kind: playbook.word_or_name(&facility.kind),
        address: facility.address.clone(),
        hours: facility.hours.clone(),
        phone: facility.phone.clone(),
        facility: Some(facility.id),
    }
}

fn party(playbook: &Playbook, organisation: &Organisation) -> Office {
    let label = playbook.parties.get(&organisation.kind).cloned();
    Office {
        name: organisation.name.clone(),
        kind: label.unwrap_or_else(|| playbook.word_or_name(&organisation.kind)),
        address: String::new(),
        hours: String::new(),
        phone: organisation.phone.clone(),
        facility: None,
    }
}

#[cfg(test)]
mod tests {
    use linli_kernel::OrganisationId;
    use linli_playbook::language::{RuleNames, compile};

    use super::*;

    #[test]
    fn a_resident_finds_who_may_lead_and_no_long_lists() {
        let text = include_str!("../../../../playbooks/kenli/kenli.kdl");
        let playbook = compile("kenli.kdl", text, &RuleNames::shipped()).unwrap();
        let place = |number| PlaceId::new(number).unwrap();
        let (district, compound) = (place(1), place(2));
        let body = |number: i64, kind: &str, serves: PlaceId| Organisation {
            id: OrganisationId::new(number).unwrap(),
            district,
            kind: Name::new(kind).unwrap(),
            name: format!("{kind} {number}"),
            parent: None,
            phone: Some("12345".to_owned()),
            serves: vec![serves],
            made_up: true,
            version: 1,
        };
        let mut bodies = vec![
            body(1, "utility", district),
            body(2, "property-company", compound),
            body(3, "paired-unit", compound),
            Organisation { phone: None, ..body(4, "owners-committee", compound) },
        ];
        bodies.extend((5..12).map(|number| body(number, "department", district)));
        let bodies: Vec<&Organisation> = bodies.iter().collect();
        let called = called(&playbook, district, &bodies);
        let found: Vec<i64> = called.iter().map(|body| body.id.get()).collect();
        assert_eq!(found, [2, 1]);
    }
}
