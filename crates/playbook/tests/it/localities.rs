//! The localities' playbooks: each passes the checker, each is a practice of its own.

use std::collections::BTreeSet;

use linli_playbook::{
    Playbook,
    draw::{Marks, svg},
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
        StepKind::Offer(_) => "offer",
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
            let drawing = svg(&playbook, process, Speech::Chinese, &Marks::new());
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

/// Every process with who opens it, as the playbook says.
fn opened(playbook: &Playbook) -> String {
    let lines = playbook.matters_first().map(|process| {
        let role = |role: &&linli_playbook::Name| {
            !playbook.is_for_residents(process)
                && !playbook.holds_office(role)
                && playbook.is_opened_by(process, role)
        };
        let mut who: Vec<&str> = playbook.roles.keys().filter(role).map(|r| r.as_str()).collect();
        let offices = playbook.roles.keys().filter(|role| playbook.holds_office(role));
        let mut offices = offices.filter(|role| !playbook.is_opened_by(process, role));
        assert_eq!(offices.next(), None, "{}: every office opens {}", playbook.key, process.key);
        if playbook.is_for_residents(process) {
            who.insert(0, "residents");
        }
        format!("{}: {}", process.key, who.join(" "))
    });
    lines.collect::<Vec<_>>().join("; ")
}

#[test]
fn every_locality_says_who_opens_its_processes() {
    let [kenli, dangtu, changchun, leling, shaanxi] = LOCALITIES.map(compiled);
    assert_eq!(opened(&kenli), "matter: residents");
    assert_eq!(
        opened(&dangtu),
        "matter: residents; admission: ; community-whistle: ; one-stop: residents; \
         round-table: residents; secondment: ; yearly-review: "
    );
    assert_eq!(
        opened(&changchun),
        "matter: residents; chief-post: ; hot-issue: building-chief unit-chief; net-merger: ; \
         oversight: building-chief residents-delegate unit-chief; planter: residents; \
         quarrel: residents"
    );
    assert_eq!(
        opened(&leling),
        "matter: residents; campaign: owners-chair; dispute: residents; need: residents; \
         property-talk: owners-chair; topic: residents; vacancy: building-group-leader"
    );
    assert_eq!(
        opened(&shaanxi),
        "matter: residents; cleanup: building-chief building-group-leader; council: residents; \
         dedicated: residents; joint-project: residents; repair-order: residents; \
         tripartite: residents; wish: residents"
    );
}

#[test]
fn a_playbook_of_before_opens_what_comes_through_the_residents_own_channel() {
    let of_before = |(name, text): (&str, &str)| {
        let lines = text.split_inclusive('\n').filter(|line| !line.contains("    opened-by "));
        let text: String = lines.collect();
        examine(&format!("{name}.kdl"), &text, &RuleNames::shipped()).playbook.unwrap()
    };
    let names = |playbook: &Playbook| {
        let all = playbook.matters_first().filter(|process| playbook.is_for_residents(process));
        all.map(|process| process.key.to_string()).collect::<Vec<_>>().join(" ")
    };
    let own = |playbook: &Playbook| playbook.own_channel().map(ToString::to_string);
    let [kenli, dangtu, changchun, leling, _] = LOCALITIES.map(of_before);
    assert_eq!((own(&kenli).as_deref(), names(&kenli).as_str()), (Some("online"), "matter"));
    assert_eq!(own(&dangtu).as_deref(), Some("wechat-oa"));
    assert_eq!(names(&dangtu), "matter one-stop round-table");
    assert_eq!(own(&changchun).as_deref(), Some("chat-group"));
    assert_eq!(names(&leling), "matter dispute need property-talk topic vacancy");
    let whistle = dangtu.processes.get("community-whistle").unwrap();
    assert!(dangtu.roles.keys().all(|role| dangtu.is_opened_by(whistle, role)));
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
