//! Who has which part: the office that keeps the list, the communities, the departments. All three
//! follow from the playbook's roles and places; a locality may name the roles that keep the list.

use linli_playbook::{Name, Playbook, model::ToBase};

use crate::place::Place;

/// Whether a post of this role at this place keeps the list: at the top of the district, one of the
/// roles that the playbook names (`admission-list`), any office where it names none.
#[must_use]
pub fn keeps(playbook: &Playbook, role: &Name, place: &Place) -> bool {
    let named = playbook.admission_list.is_empty() || playbook.admission_list.contains(role);
    named && playbook.holds_office(role) && place.id == place.district
}

/// Whether a post of this role answers for its community: it holds office there.
#[must_use]
pub fn answers(playbook: &Playbook, role: &Name) -> bool {
    let role = playbook.roles.get(role).filter(|role| role.office);
    role.is_some_and(|role| playbook.to_base(&role.at) == Some(ToBase::At))
}

/// Whether an organisation may ask communities for something because it serves a place of this
/// kind: one over the communities. A property company or a committee serves a compound and may not.
#[must_use]
pub fn asks(playbook: &Playbook, served: &Name) -> bool {
    playbook.to_base(served) == Some(ToBase::Over)
}

#[cfg(test)]
mod tests {
    use linli_kernel::PlaceId;
    use linli_playbook::language::{RuleNames, compile};

    use super::*;

    fn name(text: &str) -> Name {
        Name::new(text).unwrap()
    }

    fn place(id: i64, district: i64) -> Place {
        Place {
            id: PlaceId::new(id).unwrap(),
            district: PlaceId::new(district).unwrap(),
            kind: name("district"),
            name: String::new(),
            parent: None,
            position: 0,
            households: 0,
            made_up: true,
            closed_on: None,
            version: 1,
        }
    }

    #[test]
    fn the_parts_follow_from_roles_and_places() {
        let text = include_str!("../../../../playbooks/kenli/kenli.kdl");
        let playbook = compile("kenli.kdl", text, &RuleNames::shipped()).unwrap();
        for (role, keeping, answering) in [
            ("coordinator", true, false),
            ("street-office", true, false),
            ("community-worker", true, true),
            ("community-secretary", true, true),
            ("resident-representative", false, false),
            ("grid-worker", true, false),
            ("compound-secretary", true, false),
            ("building-chief", false, false),
            ("nobody", false, false),
        ] {
            let role = name(role);
            assert_eq!(answers(&playbook, &role), answering, "{role}");
            assert_eq!(keeps(&playbook, &role, &place(1, 1)), keeping, "{role}");
            assert!(!keeps(&playbook, &role, &place(2, 1)), "{role} below the district");
        }
        for (kind, wanted) in [
            ("district", true),
            ("street", true),
            ("community", false),
            ("compound", false),
            ("household", false),
            ("grid", false),
        ] {
            assert_eq!(asks(&playbook, &name(kind)), wanted, "{kind}");
        }
    }

    #[test]
    fn every_shipped_playbook_has_somebody_who_answers() {
        let all = [
            include_str!("../../../../playbooks/changchun/changchun.kdl"),
            include_str!("../../../../playbooks/dangtu/dangtu.kdl"),
            include_str!("../../../../playbooks/kenli/kenli.kdl"),
            include_str!("../../../../playbooks/leling/leling.kdl"),
            include_str!("../../../../playbooks/shaanxi/shaanxi.kdl"),
        ];
        for text in all {
            let playbook = compile("shipped.kdl", text, &RuleNames::shipped()).unwrap();
            assert!(playbook.roles.keys().any(|role| answers(&playbook, role)), "{}", playbook.key);
            let top = playbook.containment.first().unwrap().first().unwrap();
            assert!(asks(&playbook, top), "{}", playbook.key);
            let keeping = playbook.roles.values().any(|role| role.office && role.at == *top);
            assert!(keeping, "{}", playbook.key);
        }
    }
}
