//! What a board shows given consent, which numbers come down, what has changed.

use linli_playbook::{
    language::{RuleNames, compile},
    model::Duties,
};
use proptest::prelude::*;

use super::*;

fn place(number: i64) -> PlaceId {
    PlaceId::new(number).unwrap()
}

fn name(word: &str) -> Name {
    Name::new(word).unwrap()
}

fn label(zh: &str) -> Label {
    Label { zh: zh.to_owned(), en: None }
}

fn role(zh: &str, duties: &[&str]) -> Role {
    Role {
        label: label(zh),
        at: name("building"),
        fallback: None,
        office: false,
        duties: Duties {
            source: "A2 2.4".into(),
            lines: duties.iter().map(|zh| label(zh)).collect(),
        },
    }
}

fn held(published: bool, who: Option<&str>, phone: Option<&str>) -> HeldPost {
    HeldPost { published, name: who.map(str::to_owned), phone: phone.map(str::to_owned) }
}

fn line(held: Vec<HeldPost>) -> Line {
    let chief = role("楼长", &[]);
    Line::new((&name("building-chief"), &chief), (place(5), "1号楼"), held, Some(label("网格员")))
}

#[test]
fn a_name_stands_on_a_board_only_where_its_holder_agreed() {
    // who has the post: named, somebody unnamed, vacant, needs the service number
    let table = [
        (vec![], vec![], false, true, true),
        (vec![held(true, Some("吕红"), Some("139"))], vec!["吕红/139"], false, false, false),
        (vec![held(true, Some("吕红"), None)], vec!["吕红/"], false, false, true),
        (vec![held(false, Some("吕红"), Some("139"))], vec![], true, false, true),
        // An erased or untold name cannot be shown, whatever was agreed.
        (vec![held(true, None, Some("139"))], vec![], true, false, true),
        (
            vec![
                held(true, Some("赵"), None),
                held(false, Some("吕"), Some("1")),
                held(true, Some("何"), Some("2")),
            ],
            vec!["何/2", "赵/"],
            true,
            false,
            false,
        ),
    ];
    for (posts, named, unnamed, vacant, needs) in table {
        let line = line(posts.clone());
        let found: Vec<String> = line
            .named
            .iter()
            .map(|one| format!("{}/{}", one.name, one.phone.as_deref().unwrap_or_default()))
            .collect();
        assert_eq!(found, named, "{posts:?}");
        assert_eq!((line.unnamed, line.is_vacant()), (unnamed, vacant), "{posts:?}");
        assert_eq!(line.needs_contact(), needs, "{posts:?}");
        assert_eq!(line.stand_in.is_some(), vacant, "{posts:?}");
    }
}

fn number(kind: ServiceKind, name: &str, phone: &str) -> ServiceNumber {
    ServiceNumber { kind, name: name.into(), phone: phone.into(), hours: String::new() }
}

fn sheet(at: i64, numbers: Vec<ServiceNumber>) -> ServiceSheet {
    ServiceSheet {
        place: place(at),
        district: place(1),
        numbers,
        changed_by: PersonId::new(9).unwrap(),
        changed_as: Holder::Person(PersonId::new(9).unwrap()),
        changed_at: Moment::from_ms(0),
        version: 1,
    }
}

#[test]
fn the_nearest_number_of_a_kind_holds_and_the_rest_come_down() {
    use ServiceKind::{Gas, Other, Property, Water};
    let compound =
        sheet(4, vec![number(Property, "柳园物业", "0546-1"), number(Other, "快递", "3")]);
    let community = sheet(3, vec![number(Water, "", "0546-2"), number(Property, "", "0546-9")]);
    let district = sheet(
        1,
        vec![number(Gas, "", "0546-4"), number(Water, "", "0546-8"), number(Other, "殡葬", "5")],
    );
    let found = inherited([&compound, &community, &district]);
    let found: Vec<(&str, &str, i64)> = found
        .iter()
        .map(|found| (found.number.kind.word(), found.number.phone.as_str(), found.from.get()))
        .collect();
    let wanted = [
        ("property", "0546-1", 4),
        ("water", "0546-2", 3),
        ("gas", "0546-4", 1),
        ("other", "3", 4),
        ("other", "5", 1),
    ];
    assert_eq!(found, wanted);
    assert_eq!(inherited([]), []);
    for kind in ServiceKind::ALL {
        assert_eq!(ServiceKind::from_word(kind.word()), Some(kind));
    }
}

#[test]
fn a_service_number_is_what_somebody_can_dial() {
    for (raw, wanted) in [
        ("110", Some("110")),
        (" 0546-8881234 ", Some("0546-8881234")),
        ("０５４６－８８８１２３４", Some("0546-8881234")),
        ("(0546) 8881234", Some("(0546) 8881234")),
        ("+86 546 8881234", Some("+86 546 8881234")),
        ("95598", Some("95598")),
        ("12", None),
        ("", None),
        ("请打物业", None),
        ("0546—8881234", Some("0546-8881234")),
        ("0546-8881234转2", None),
        ("1+10", None),
        ("123456789012345678901", None),
        ("<b>110</b>", None),
    ] {
        assert_eq!(service_phone(raw).as_deref(), wanted, "{raw}");
    }
}

#[test]
fn duties_that_are_the_same_stand_once() {
    let (grid, building, unit) =
        (role("网格长", &["收集民情信息"]), role("楼长", &["收集民情信息"]), role("单元长", &[]));
    let found = duties([
        (&name("a"), &building),
        (&name("b"), &grid),
        (&name("c"), &unit),
        (&name("a"), &building),
    ]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].roles, [name("a"), name("b")]);
    assert_eq!(found[0].labels, [label("楼长"), label("网格长")]);
}

fn board(phone: &str, address: &str, water: Option<&str>, more: bool) -> Board {
    let chief = role("楼长", &["收集民情信息"]);
    let numbers = water.map(|phone| sheet(3, vec![number(ServiceKind::Water, "", phone)]));
    Board {
        place: place(5),
        name: "1号楼".into(),
        address: address.into(),
        posts: vec![line(vec![held(true, Some("吕红"), Some(phone))])],
        below: Vec::new(),
        more_below: more,
        duties: duties([(&name("building-chief"), &chief)]),
        numbers: inherited(numbers.iter()),
        contact: Some("0546-1".into()),
    }
}

fn hashed(board: &Board) -> BTreeMap<String, String> {
    board.parts().into_iter().map(|(part, words)| (part.to_string(), words)).collect()
}

#[test]
fn what_changed_is_named_part_by_part() {
    let before = hashed(&board("139", "柳园小区1号楼", Some("1"), false));
    let post = Part::Post { role: name("building-chief"), place: place(5) };
    let water = Part::Number(ServiceKind::Water, String::new());
    for (now, wanted) in [
        (board("139", "柳园小区1号楼", Some("1"), false), vec![]),
        (board("138", "柳园小区1号楼", Some("1"), false), vec![post.clone()]),
        (board("139", "新柳园1号楼", Some("1"), false), vec![Part::Place]),
        (board("139", "柳园小区1号楼", None, false), vec![water.clone()]),
        (board("138", "柳园小区1号楼", Some("2"), true), vec![post, Part::MoreBelow, water]),
    ] {
        assert_eq!(changed(&before, &hashed(&now)), wanted);
    }
}

proptest! {
    #[test]
    fn a_part_reads_back_from_its_word(role in "[a-z][a-z-]{0,8}", at in 1_i64.., other in "\\PC{1,20}") {
        let parts = [
            Part::Place,
            Part::MoreBelow,
            Part::Contact,
            Part::Duties(name(&role)),
            Part::Post { role: name(&role), place: place(at) },
            Part::Number(ServiceKind::Water, String::new()),
            Part::Number(ServiceKind::Other, other),
        ];
        for part in parts {
            prop_assert_eq!(Part::from_word(&part.to_string()), Some(part));
        }
    }

    #[test]
    fn nothing_changed_between_equals_and_every_difference_is_seen(
        one in "[0-9]{3,8}", other in "[0-9]{3,8}", address in "\\PC{0,8}",
    ) {
        let (before, now) = (
            hashed(&board(&one, &address, None, false)),
            hashed(&board(&other, &address, None, false)),
        );
        prop_assert_eq!(changed(&before, &now).is_empty(), one == other);
        prop_assert_eq!(changed(&before, &now), changed(&now, &before));
    }

    #[test]
    fn whoever_did_not_agree_is_in_no_part(who in "\\PC{4,8}", phone in "[0-9]{11}") {
        let kept = Line { ..line(vec![held(false, Some(&who), Some(&phone))]) };
        let shown = Board { posts: vec![kept], ..board("139", "1号楼", None, false) };
        for words in shown.parts().values() {
            prop_assert!(!words.contains(&phone));
        }
        let whole = format!("{shown:?}");
        prop_assert!(!whole.contains(&phone));
    }
}

#[test]
fn roles_with_duties_stand_on_boards_and_all_near_ones_where_none_has_any() {
    let names = |text: &str| {
        let playbook = compile("town.kdl", text, &RuleNames::shipped()).unwrap();
        let roles = roles(&playbook);
        let names: Vec<String> = roles.iter().map(|(name, _)| name.to_string()).collect();
        let kinds = playbook.place_kinds().into_iter().filter(|kind| hangs_at(&playbook, kind));
        let kinds: Vec<String> = kinds.map(ToString::to_string).collect();
        (names.join(" "), kinds.join(" "))
    };
    let kenli = include_str!("../../../../playbooks/kenli/kenli.kdl");
    assert_eq!(
        names(kenli),
        ("building-chief grid-worker unit-chief".into(), "building grid unit".into())
    );
    let mut lines = kenli.lines().map(str::to_owned).collect::<Vec<_>>();
    lines.retain(|line| !line.contains("duty zh=") && !line.contains("duties source="));
    let bare = lines.join("\n").replace("{\n    }\n}\n", "\n");
    assert_eq!(
        names(&bare),
        (
            "building-chief compound-secretary deliberator grid-worker unit-chief".into(),
            "building compound grid unit".into()
        )
    );
}
