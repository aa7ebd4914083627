//! One rule says what the base of a locality is; whatever asks for it answers by it, in every
//! shipped playbook.

use linli_domain::{
    admission, board, dispatch, grid_plan, indicator, notice,
    place::{Chain, Place},
};
use linli_kernel::PlaceId;
use linli_playbook::{
    Name, Playbook,
    language::{RuleNames, compile},
    model::ToBase,
};

pub(crate) const PLAYBOOKS: [(&str, &str); 6] = [
    ("kenli", include_str!("../../../../playbooks/kenli/kenli.kdl")),
    ("dangtu", include_str!("../../../../playbooks/dangtu/dangtu.kdl")),
    ("changchun", include_str!("../../../../playbooks/changchun/changchun.kdl")),
    ("leling", include_str!("../../../../playbooks/leling/leling.kdl")),
    ("shaanxi", include_str!("../../../../playbooks/shaanxi/shaanxi.kdl")),
    ("heping-town", include_str!("../../../../playbooks/examples/heping-town.kdl")),
];

fn name(word: &str) -> Name {
    Name::new(word).unwrap()
}

fn words<'n>(names: impl IntoIterator<Item = &'n Name>) -> String {
    let mut words: Vec<String> = names.into_iter().map(ToString::to_string).collect();
    words.sort();
    words.join(" ")
}

/// What a playbook's base means: kinds at or over it, and of roles those that speak, plan, keep.
fn table(playbook: &Playbook) -> Vec<String> {
    let kinds = |fits: &dyn Fn(&Name) -> bool| {
        words(playbook.place_kinds().into_iter().filter(|kind| fits(kind)))
    };
    let roles = |fits: &dyn Fn(&Name) -> bool| words(playbook.roles.keys().filter(|r| fits(r)));
    vec![
        format!("base {}", playbook.base().unwrap()),
        format!("over {}", kinds(&|kind| playbook.to_base(kind) == Some(ToBase::Over))),
        format!("inside {}", kinds(&|kind| playbook.to_base(kind) == Some(ToBase::Inside))),
        format!("counted {}", kinds(&|kind| indicator::is_counted(playbook, kind))),
        format!("lists {}", kinds(&|kind| dispatch::has_list(playbook, kind))),
        format!("asks {}", kinds(&|kind| admission::asks(playbook, kind))),
        format!("boards {}", kinds(&|kind| board::hangs_at(playbook, kind))),
        format!("speaks {}", roles(&|role| notice::speaks(playbook, role))),
        format!("answers {}", roles(&|role| admission::answers(playbook, role))),
        format!("plans {}", roles(&|role| grid_plan::plans(playbook, role))),
    ]
}

#[test]
fn everything_that_asks_for_the_base_gets_one_answer() {
    let mut found = String::new();
    for (key, text) in PLAYBOOKS {
        let playbook = compile(&format!("{key}.kdl"), text, &RuleNames::shipped()).unwrap();
        found.push_str(&format!("{key}\n"));
        for line in table(&playbook) {
            found.push_str(&format!("  {}\n", line.trim_end()));
        }
    }
    assert_eq!(found, include_str!("base.txt"));
}

pub(crate) fn chain(kinds: &[&str]) -> Chain {
    let place = |(at, kind): (i64, &&str)| Place {
        id: PlaceId::new(at).unwrap(),
        district: PlaceId::new(9).unwrap(),
        kind: name(kind),
        name: (*kind).to_owned(),
        parent: None,
        position: 0,
        households: 0,
        made_up: true,
        closed_on: None,
        version: 1,
    };
    Chain((1..).zip(kinds).map(place).collect())
}

#[test]
fn a_public_address_begins_at_the_compound_or_at_the_base() {
    for (key, places, public, base) in [
        ("kenli", "household building yard grid community street district", "yard", "community"),
        ("kenli", "grid community street district", "community", "community"),
        ("kenli", "street district", "district", ""),
        (
            "dangtu",
            "household building compound residents-group community town county",
            "compound",
            "community",
        ),
        ("dangtu", "residents-group community town county", "community", "community"),
        ("leling", "household building compound area community zone city", "compound", "community"),
        ("leling", "area community zone city", "community", "community"),
    ] {
        let (_, text) = PLAYBOOKS.into_iter().find(|(known, _)| *known == key).unwrap();
        let playbook = compile("one.kdl", text, &RuleNames::shipped()).unwrap();
        let kinds: Vec<&str> = places.split(' ').collect();
        let chain = chain(&kinds);
        assert_eq!(kinds[chain.public_from(&playbook)], public, "{key}: {places}");
        let at_base = chain.at_base(&playbook).map_or("", |place| place.name.as_str());
        assert_eq!(at_base, base, "{key}: {places}");
    }
}

#[test]
fn a_locality_with_other_words_has_a_base_of_its_own() {
    let text = include_str!("../../../../playbooks/dangtu/dangtu.kdl");
    let text: String = text.split_inclusive('\n').filter(|l| !l.contains("    base ")).collect();
    let of = |text: &str| compile("dangtu.kdl", text, &RuleNames::shipped()).unwrap();
    let unsaid = of(&text);
    assert_eq!(unsaid.base(), Some(&name("community")), "the lowest level with an office");
    let villages = of(&text.replace("community", "village"));
    assert_eq!(villages.base(), Some(&name("village")));
    assert!(notice::speaks(&villages, &name("village-secretary")));
    assert!(admission::answers(&villages, &name("village-worker")));
    assert!(admission::asks(&villages, &name("town")));
}

#[test]
fn the_playbook_says_who_keeps_the_admission_list() {
    let text = include_str!("../../../../playbooks/dangtu/dangtu.kdl");
    let top = chain(&["county"]).0.remove(0);
    let top = Place { district: top.id, ..top };
    let keepers = |text: &str| {
        let playbook = compile("dangtu.kdl", text, &RuleNames::shipped()).unwrap();
        words(playbook.roles.keys().filter(|role| admission::keeps(&playbook, role, &top)))
    };
    assert_eq!(keepers(text), "list-office");
    let unsaid: String =
        text.split_inclusive('\n').filter(|l| !l.contains("    admission-list ")).collect();
    assert!(keepers(&unsaid).contains("county-coordinator list-office"), "{}", keepers(&unsaid));
}
