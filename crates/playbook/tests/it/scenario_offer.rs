//! Scenarios of what is offered: who claims, declines and stays silent, which way an offer was left,
//! and how drafted stories are called.

use std::collections::BTreeSet;

use linli_playbook::{
    Name, Playbook,
    coverage::{Transition, Way, declared},
    language::Speech,
    scenario::{draft, test},
};

use crate::{engine_offer::compiled, scenarios::around};

fn findings(town: &Playbook, text: &str) -> String {
    let tested = test(town, "offers.kdl", text, &around());
    let found: Vec<String> = tested.findings.iter().map(ToString::to_string).collect();
    found.join("\n")
}

/// By which ways a story left the offer.
fn left(town: &Playbook, lines: &str) -> BTreeSet<String> {
    let text = format!(
        "playbook small-town\nscenario \"a\" article=\"b\" {{\n    given class=shared\n    \
         when clerk does=ask\n    then step=watch\n{lines}}}\n"
    );
    assert_eq!(findings(town, &text), "", "{text}");
    let taken = test(town, "offers.kdl", &text, &around()).taken;
    let at_offer =
        taken.into_iter().filter(|way| way.from.as_ref().is_some_and(|from| *from == *"watch"));
    at_offer.map(|way| way.way.to_string()).collect()
}

const EVERYBODY: &str = "parties=company,bureau residents=#true";

#[test]
fn a_story_tells_who_claims_who_declines_and_who_is_silent() {
    let first = compiled(EVERYBODY, "one", "assist");
    let claims = "    when company does=decline-offer\n    when neighbour does=claim\n    \
                  then step=deliver holder=neighbour tasks=1\n";
    assert_eq!(left(&first, claims), BTreeSet::from(["claimed".to_owned()]));
    let own = "    when raiser does=claim\n    then refused=not-entitled\n    clock to=late\n    \
               then step=answer\n";
    assert_eq!(left(&first, own), BTreeSet::from(["none".to_owned()]));
    let many = compiled(EVERYBODY, "many", "assist");
    let back = "    when neighbour-2 does=claim\n    when neighbour-2 does=withdraw-claim\n    \
                clock to=due\n    then step=watch\n    clock to=late\n    then step=answer\n";
    assert_eq!(left(&many, back), BTreeSet::from(["none".to_owned()]));
    let one = "    when bureau does=claim\n    when neighbour does=claim\n    clock to=late\n    \
               then step=deliver holder=bureau,neighbour\n";
    assert_eq!(left(&many, one), BTreeSet::from(["claimed".to_owned()]));
}

#[test]
fn neighbours_are_known_only_where_residents_are_invited() {
    let story = "playbook small-town\nscenario \"a\" article=\"b\" {\n    given\n    \
                 when neighbour does=claim\n    then refused=not-offered\n}\n";
    let units = compiled("parties=company,bureau", "one", "assist");
    assert!(findings(&units, story).contains("scenario-who"), "{}", findings(&units, story));
    let everybody = compiled(EVERYBODY, "one", "assist");
    assert_eq!(findings(&everybody, story), "");
}

#[test]
fn drafts_go_every_way_of_an_offer() {
    let town = compiled(EVERYBODY, "one", "assist");
    let (text, unreached) = draft(&town, &around(), &BTreeSet::new(), Speech::Chinese);
    assert_eq!(unreached, BTreeSet::new());
    assert_eq!(findings(&town, &text), "", "{text}");
    let taken = test(&town, "offers.kdl", &text, &around()).taken;
    assert_eq!(taken, declared(&town).into_keys().collect());
}

/// The name of the drafted story that is there for one way.
fn called(town: &Playbook, from: &str, way: &Way) -> String {
    let all = declared(town).into_keys();
    let goal = |found: &Transition| {
        found.from.as_ref().map_or("", Name::as_str) == from && found.way == *way
    };
    let (text, _) =
        draft(town, &around(), &all.filter(|way| !goal(way)).collect(), Speech::Chinese);
    let name = text.split("scenario \"").nth(1).and_then(|rest| rest.split('"').next());
    name.unwrap_or_else(|| panic!("no story for {from} {way}")).to_owned()
}

#[test]
fn a_drafted_story_is_called_by_what_happens_in_it() {
    let town = compiled(EVERYBODY, "one", "assist");
    let outcome = |name: &str| Way::Outcome(Name::new(name).unwrap());
    let names = [
        ("take", outcome("solved"), "居民诉求：社区工作人员在“受理”选“当场办结”，转到“答复”"),
        (
            "take",
            outcome("refuse"),
            "居民诉求：社区工作人员在“受理”选“依法告知”，另一人同意，以“已告知”结束",
        ),
        ("watch", outcome("claimed"), "居民诉求：“请人认领”的结果是“认领”，转到“落实”"),
        ("watch", outcome("none"), "居民诉求：“请人认领”的结果是“无人认领”，转到“答复”"),
        ("watch", Way::Exhausted, "居民诉求：“请人认领”最多3次，用完了，转到“书面说明”"),
        ("take", Way::Up, "居民诉求：“受理”过了时限没有办，升到上一级"),
        ("deliver", Way::Instructed, "居民诉求：“落实”过了时限没有办，上级督办"),
        ("ask", Way::Silence, "居民诉求：“评价”没有人评价，以“办结（未评）”结束"),
        ("told", Way::Denied, "居民诉求：“已告知”以后反映人申请复核，复核维持原来的答复"),
    ];
    for (from, way, name) in &names {
        assert_eq!(called(&town, from, way), *name);
    }
}
