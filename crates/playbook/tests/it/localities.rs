//! The localities' playbooks: each passes the checker, each is a practice of its own.

use std::collections::BTreeSet;

use linli_playbook::{
    Playbook,
    draw::svg,
    language::{RuleNames, Speech, examine},
    model::StepKind,
};

const LOCALITIES: [(&str, &str); 5] = [
    ("kenli", include_str!("../../../../playbooks/kenli/kenli.kdl")),
    ("dangtu", include_str!("../../../../playbooks/dangtu/dangtu.kdl")),
    ("changchun", include_str!("../../../../playbooks/changchun/changchun.kdl")),
    ("leling", include_str!("../../../../playbooks/leling/leling.kdl")),
    ("shaanxi", include_str!("../../../../playbooks/shaanxi/shaanxi.kdl")),
];

fn compiled((name, text): (&str, &str)) -> Playbook {
    let examined = examine(&format!("{name}.kdl"), text, &RuleNames::shipped());
    let found: Vec<String> = examined.findings.iter().map(ToString::to_string).collect();
    assert_eq!(found.join("\n"), "", "{name}");
    let playbook = examined.playbook.unwrap();
    assert_eq!(playbook.key, *name);
    playbook
}

/// Names and kinds of all steps.
fn steps(playbook: &Playbook) -> BTreeSet<String> {
    let steps = playbook.processes.values().flat_map(|process| process.steps.values());
    steps.map(|step| format!("{} {}", step.key, word(&step.kind))).collect()
}

const fn word(kind: &StepKind) -> &'static str {
    match kind {
        StepKind::Act => "act",
        StepKind::Dispatch(_) => "dispatch",
        StepKind::Publish(_) => "publish",
        StepKind::Rate(_) => "rate",
        StepKind::Wait(_) => "wait",
    }
}

#[test]
fn every_locality_passes_the_checker_without_findings_and_can_be_drawn() {
    for locality in LOCALITIES {
        let playbook = compiled(locality);
        for process in playbook.processes.values() {
            let drawing = svg(&playbook, process, Speech::Chinese, None);
            for step in process.steps.values() {
                assert!(drawing.contains(&step.label.zh), "{}: {}", playbook.key, step.key);
            }
        }
    }
}

#[test]
fn no_two_localities_share_half_of_their_steps() {
    let all: Vec<_> = LOCALITIES.into_iter().map(compiled).collect();
    for (at, one) in all.iter().enumerate() {
        for other in all.iter().skip(at + 1) {
            let (mine, theirs) = (steps(one), steps(other));
            let shared = mine.intersection(&theirs).count();
            let fewer = mine.len().min(theirs.len());
            assert!(shared * 2 <= fewer, "{} and {}: {shared} of {fewer}", one.key, other.key);
        }
    }
}
