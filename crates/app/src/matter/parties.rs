//! The organisations to choose from, in an order in which they are found.

use std::collections::BTreeMap;

use linli_domain::{organisation::Organisation, place::Chain};
use linli_playbook::{Name, Playbook, model::Label};

use super::view::FieldChoice;

/// The organisations of these kinds, or of all where none is named, those of one kind together
/// under its name; the kinds of those nearest to the place first, and of one kind the nearest.
/// `serving`: who serves the place over which `chain` is.
pub(in crate::matter) fn nearest_first(
    playbook: &Playbook,
    chain: &Chain,
    serving: &[(Organisation, bool)],
    kinds: &[Name],
) -> Vec<FieldChoice> {
    let height = |organisation: &Organisation| {
        let nearest = chain.0.iter().position(|place| organisation.serves.contains(&place.id));
        nearest.unwrap_or(chain.0.len())
    };
    let fits = |found: &&Organisation| kinds.is_empty() || kinds.contains(&found.kind);
    let mut found: Vec<(usize, &Organisation)> =
        serving.iter().map(|(o, _)| o).filter(fits).map(|o| (height(o), o)).collect();
    let mut lowest: BTreeMap<&Name, usize> = BTreeMap::new();
    for (height, organisation) in &found {
        let lowest = lowest.entry(&organisation.kind).or_insert(*height);
        *lowest = (*lowest).min(*height);
    }
    found.sort_by_key(|(height, o)| (lowest.get(&o.kind).copied(), &o.kind, *height));
    // One kind asked for needs no heading; of all, something else may stand beside it.
    let headed = kinds.is_empty() || lowest.len() > 1;
    let option = |(_, organisation): (usize, &Organisation)| FieldChoice {
        value: organisation.id.to_string(),
        label: Label { zh: organisation.name.clone(), en: None },
        group: playbook.parties.get(&organisation.kind).filter(|_| headed).cloned(),
    };
    found.into_iter().map(option).collect()
}

#[cfg(test)]
mod tests {
    use linli_domain::place::Place;
    use linli_kernel::{OrganisationId, PlaceId};
    use linli_playbook::language::{RuleNames, compile};

    use super::*;

    const COMPOUND: i64 = 1;
    const DISTRICT: i64 = 2;

    fn place(id: i64) -> Place {
        Place {
            id: PlaceId::new(id).unwrap(),
            district: PlaceId::new(DISTRICT).unwrap(),
            kind: Name::new("compound").unwrap(),
            name: String::new(),
            parent: None,
            position: 0,
            households: 0,
            made_up: true,
            closed_on: None,
            version: 1,
        }
    }

    fn serves(id: i64, kind: &str, place: i64) -> (Organisation, bool) {
        let organisation = Organisation {
            id: OrganisationId::new(id).unwrap(),
            district: PlaceId::new(DISTRICT).unwrap(),
            kind: Name::new(kind).unwrap(),
            name: format!("{kind}{id}"),
            parent: None,
            phone: None,
            serves: vec![PlaceId::new(place).unwrap()],
            made_up: true,
            version: 1,
        };
        (organisation, true)
    }

    #[test]
    fn a_compounds_own_company_stands_before_the_districts_offices() {
        let text = include_str!("../../../../playbooks/kenli/kenli.kdl");
        let playbook = compile("kenli.kdl", text, &RuleNames::shipped()).unwrap();
        let chain = Chain(vec![place(COMPOUND), place(DISTRICT)]);
        let serving = [
            serves(1, "department", DISTRICT),
            serves(2, "department", DISTRICT),
            serves(3, "utility", DISTRICT),
            serves(4, "utility", COMPOUND),
            serves(5, "property-company", COMPOUND),
        ];
        let offered = |kinds: &[&str]| -> Vec<(String, Option<String>)> {
            let kinds: Vec<Name> = kinds.iter().map(|kind| Name::new(kind).unwrap()).collect();
            let found = nearest_first(&playbook, &chain, &serving, &kinds);
            found.into_iter().map(|c| (c.label.zh, c.group.map(|group| group.zh))).collect()
        };
        let under = |name: &str, group: &str| (name.to_owned(), Some(group.to_owned()));
        assert_eq!(
            offered(&[]),
            [
                under("property-company5", "物业服务企业"),
                under("utility4", "水电气暖通信企业"),
                under("utility3", "水电气暖通信企业"),
                under("department1", "职能部门"),
                under("department2", "职能部门"),
            ]
        );
        let alone = ["department1", "department2"].map(|name| (name.to_owned(), None));
        assert_eq!(offered(&["department"]), alone, "one kind alone needs no heading");
    }
}
