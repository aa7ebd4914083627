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

#[test]
fn residents_open_what_comes_through_their_own_channel() {
    let names = |playbook: &Playbook| {
        let all = playbook.matters_first().filter(|process| playbook.is_for_residents(process));
        all.map(|process| process.key.to_string()).collect::<Vec<_>>().join(" ")
    };
    let own = |playbook: &Playbook| playbook.own_channel().map(ToString::to_string);
    let [kenli, dangtu, changchun, leling, _] = LOCALITIES.map(compiled);
    assert_eq!((own(&kenli).as_deref(), names(&kenli).as_str()), (Some("online"), "matter"));
    assert_eq!(own(&dangtu).as_deref(), Some("wechat-oa"));
    assert_eq!(names(&dangtu), "matter one-stop round-table");
    assert_eq!(own(&changchun).as_deref(), Some("chat-group"));
    assert_eq!(names(&leling), "matter dispute need property-talk topic vacancy");
    let opened = |word| {
        let (process, word) = dangtu.opened_as(word);
        (process.map(|process| process.key.to_string()), word)
    };
    assert_eq!(opened(None), (Some("matter".to_owned()), None));
    assert_eq!(opened(Some("demand")), (Some("matter".to_owned()), Some("demand")));
    let need = (Some("round-table".to_owned()), Some("need"));
    assert_eq!(opened(Some("round-table/need")), need);
    assert_eq!(opened(Some("nothing/need")), (None, Some("need")));
}

#[test]
fn a_process_shows_its_own_stages_only() {
    let changchun = compiled(LOCALITIES[2]);
    let matter = changchun.matter().unwrap();
    let stages = changchun.stages_of(&matter.key);
    assert_eq!((stages.len(), changchun.stages.len()), (8, 14));
    for (stage, _) in stages {
        assert!(matter.steps.values().any(|step| step.stage == *stage), "{stage}");
    }
    let kenli = compiled(LOCALITIES[0]);
    assert_eq!(kenli.stages_of(&kenli.matter().unwrap().key).len(), kenli.stages.len());
}
