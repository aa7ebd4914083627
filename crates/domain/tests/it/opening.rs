//! Who may open which process where, in every shipped playbook.

use linli_domain::{place::Chain, policy::may_open};
use linli_playbook::{
    Name, Playbook,
    engine::Holder,
    language::{RuleNames, compile},
    model::Process,
};

use crate::base::{PLAYBOOKS, chain};

/// Who may open it: people without a post, every office over the place, and others by role.
fn openers(playbook: &Playbook, process: &Process) -> (bool, bool, String) {
    let kinds: Vec<&str> = playbook.roles.values().map(|role| role.at.as_str()).collect();
    let here = chain(&kinds);
    let holder = |role: &Name, places: &Chain| {
        let at = &playbook.roles.get(role).unwrap().at;
        let place = places.of_kind(at.as_str()).unwrap().id;
        Holder::Post { role: role.clone(), place }
    };
    let may = |role: &Name| may_open(playbook, process, &here, [&holder(role, &here)]);
    let elsewhere = Chain(Vec::new());
    let office = |role: &&Name| playbook.holds_office(role);
    let offices = playbook.roles.keys().filter(office).all(may);
    let anybody = may_open(playbook, process, &here, []);
    for role in playbook.roles.keys() {
        let away = may_open(playbook, process, &elsewhere, [&holder(role, &here)]);
        assert_eq!(away, anybody, "{}: {role} of another place", process.key);
    }
    let others = playbook.roles.keys().filter(|role| !office(role) && !anybody && may(role));
    let others: Vec<&str> = others.map(Name::as_str).collect();
    (anybody, offices, others.join(" "))
}

#[test]
fn what_is_for_offices_and_chiefs_is_opened_by_nobody_else() {
    let mut closed = String::new();
    for (key, text) in PLAYBOOKS {
        let playbook = compile(&format!("{key}.kdl"), text, &RuleNames::shipped()).unwrap();
        for process in playbook.processes.values() {
            assert!(process.opened_by.is_some(), "{key}: {} does not say it", process.key);
            let (anybody, offices, others) = openers(&playbook, process);
            assert!(offices, "{key}: {}", process.key);
            if !anybody {
                closed.push_str(format!("{key} {}: {others}", process.key).trim_end());
                closed.push('\n');
            }
        }
    }
    let expected = "\
dangtu admission:
dangtu community-whistle:
dangtu secondment:
dangtu yearly-review:
changchun chief-post:
changchun hot-issue: building-chief unit-chief
changchun net-merger:
changchun oversight: building-chief residents-delegate unit-chief
leling campaign: owners-chair
leling property-talk: owners-chair
leling vacancy: building-group-leader
shaanxi cleanup: building-chief building-group-leader
";
    assert_eq!(closed, expected);
}
