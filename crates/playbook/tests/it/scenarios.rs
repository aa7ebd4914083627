//! The scenarios of the shipped playbooks: every story holds, every transition is taken, and the
//! snapshots are those of today.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use linli_kernel::{CalendarYear, Day, WorkCalendar};
use linli_playbook::{
    Name, Playbook,
    coverage::{Transition, Way, declared},
    language::{FindingCode, RuleNames, Speech, compile, examine},
    scenario::{Surroundings, draft, test},
    start,
};

use crate::language::SMALL_TOWN;

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

fn read(path: &str) -> String {
    fs::read_to_string(repository(path)).unwrap()
}

/// The days of a list in a holiday notice.
fn days(text: &str, list: &str) -> BTreeSet<Day> {
    let from = text.split(&format!("\n{list} = [")).nth(1).unwrap_or_default();
    let inside = from.split("\n]").next().unwrap_or_default();
    let lines = inside.lines().map(|line| line.split('#').next().unwrap_or_default());
    let quoted = lines.flat_map(|line| line.split('"').skip(1).step_by(2));
    quoted.map(|day| day.parse().unwrap()).collect()
}

/// What an installation has: the notices and the legal grounds that ship with the program.
pub(crate) fn around() -> Surroundings {
    let years = [2025_i16, 2026].map(|year| {
        let text = read(&format!("data/calendar/{year}.toml"));
        let [holidays, workdays] = ["holidays", "workdays"].map(|list| days(&text, list));
        assert!(holidays.len() > 20, "{year}");
        (year, CalendarYear { holidays, workdays })
    });
    let calendar = WorkCalendar { years: BTreeMap::from(years), ..WorkCalendar::default() };
    let (mut legal_grounds, mut progress_grounds) = (BTreeMap::new(), BTreeSet::new());
    for ground in read("data/rules/legal-grounds.toml").split("[[ground]]").skip(1) {
        let value = |key: &str| {
            let line = ground.lines().find(|line| line.starts_with(&format!("{key} = ")))?;
            Some(line.split(" = ").nth(1)?.trim_matches('"').to_owned())
        };
        let key = Name::new(&value("key").unwrap()).unwrap();
        let bars = value("bars").as_deref() == Some("administrative-order");
        if value("requires_progress").as_deref() == Some("true") {
            progress_grounds.insert(key.clone());
        }
        legal_grounds.insert(key, bars);
    }
    assert!(legal_grounds.len() > 5);
    Surroundings { calendar: Arc::new(calendar), legal_grounds, progress_grounds }
}

/// The scenario files of a folder with their texts.
fn files(folder: &str) -> Vec<(PathBuf, String)> {
    let entries = fs::read_dir(repository(folder)).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|e| e == "kdl")).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

fn playbook(path: &str) -> Playbook {
    match compile(path, &read(path), &RuleNames::shipped()) {
        Ok(playbook) => playbook,
        Err(findings) => panic!("{}", findings.first().unwrap()),
    }
}

/// Every story holds, its snapshot is of today, and together they take every transition.
fn covers(path: &str, folder: &str) {
    let (playbook, around) = (playbook(path), around());
    let mut taken: BTreeSet<Transition> = BTreeSet::new();
    for (file, text) in files(folder) {
        let shown = file.file_name().unwrap().to_string_lossy().into_owned();
        let tested = test(&playbook, &shown, &text, &around);
        let found: Vec<String> = tested.findings.iter().map(ToString::to_string).collect();
        assert!(found.is_empty(), "{folder}:\n{}", found.join("\n"));
        assert!(!tested.stories.is_empty(), "{folder}/{shown} holds no story");
        let snapshot = file.with_extension("snap.txt");
        if std::env::var_os("LINLI_WRITE_GENERATED").is_some() {
            fs::write(&snapshot, tested.snapshot()).unwrap();
        }
        let accepted = fs::read_to_string(&snapshot).unwrap_or_default();
        assert!(
            accepted == tested.snapshot(),
            "{shown}: the states are others than its snapshot's: linli playbook test --accept"
        );
        taken.extend(tested.taken);
    }
    let all = declared(&playbook);
    let missing: Vec<String> = all
        .iter()
        .filter(|(way, _)| !taken.contains(way))
        .map(|(way, to)| {
            let from = way.from.as_ref().map_or("*", Name::as_str);
            format!("{}: {from} —{}→ {to}", way.process, way.way)
        })
        .collect();
    eprintln!("{}: {} of {} transitions", playbook.key, all.len() - missing.len(), all.len());
    assert!(missing.is_empty(), "not taken:\n{}", missing.join("\n"));
}

#[test]
fn kenli_goes_every_way_of_its_stories() {
    covers("playbooks/kenli/kenli.kdl", "playbooks/kenli/scenarios");
}

#[test]
fn dangtu_goes_every_way_of_its_stories() {
    covers("playbooks/dangtu/dangtu.kdl", "playbooks/dangtu/scenarios");
}

#[test]
fn changchun_goes_every_way_of_its_stories() {
    covers("playbooks/changchun/changchun.kdl", "playbooks/changchun/scenarios");
}

#[test]
fn leling_goes_every_way_of_its_stories() {
    covers("playbooks/leling/leling.kdl", "playbooks/leling/scenarios");
}

#[test]
fn shaanxi_goes_every_way_of_its_stories() {
    covers("playbooks/shaanxi/shaanxi.kdl", "playbooks/shaanxi/scenarios");
}

#[test]
fn the_made_up_town_goes_every_way_of_its_stories() {
    covers("playbooks/examples/heping-town.kdl", "playbooks/examples/heping-town-scenarios");
}

#[test]
fn every_step_of_the_localities_says_which_sentence_it_comes_from() {
    for locality in ["kenli", "dangtu", "changchun", "leling", "shaanxi"] {
        let playbook = playbook(&format!("playbooks/{locality}/{locality}.kdl"));
        for step in playbook.processes.values().flat_map(|process| process.steps.values()) {
            let source = step.source.as_deref().unwrap_or_default();
            let row = source.contains(|c: char| c.is_ascii_digit());
            assert!(row || source.starts_with("ours"), "{locality}: {}: {source:?}", step.key);
        }
    }
}

/// The scenario file of the documentation.
fn documented() -> String {
    let page = read("docs/playbooks.md");
    let section = page.split("\n## 15. ").nth(1).unwrap();
    let blocks = section.split("```kdl\n").skip(1).filter_map(|block| block.split("```").next());
    blocks.max_by_key(|block| block.len()).unwrap().to_owned()
}

fn small_town() -> Playbook {
    compile("town.kdl", SMALL_TOWN, &RuleNames::shipped()).unwrap()
}

#[test]
fn the_documented_scenarios_hold() {
    let (town, text) = (small_town(), documented());
    let tested = test(&town, "town.scenarios.kdl", &text, &around());
    let found: Vec<String> = tested.findings.iter().map(ToString::to_string).collect();
    assert_eq!(found.join("\n"), "");
    insta::assert_snapshot!("documented_scenarios", tested.snapshot());
}

#[test]
fn a_draft_takes_what_no_story_takes_and_holds_itself() {
    let (town, around) = (small_town(), around());
    let (text, unreached) = draft(&town, &around, &BTreeSet::new(), Speech::Chinese);
    assert_eq!(unreached, BTreeSet::new());
    let tested = test(&town, "draft.kdl", &text, &around);
    let found: Vec<String> = tested.findings.iter().map(ToString::to_string).collect();
    assert_eq!(found.join("\n"), "", "{text}");
    let all: BTreeSet<Transition> = declared(&town).into_keys().collect();
    assert_eq!(tested.taken, all);
    // What is taken needs no draft; what is not is called as people call it.
    let (text, _) = draft(&town, &around, &all, Speech::English);
    assert!(!text.contains("scenario"), "{text}");
    let fewer = all.into_iter().filter(|way| way.way != Way::Silence).collect();
    let (text, _) = draft(&town, &around, &fewer, Speech::English);
    let named = "scenario \"A resident's matter: in “Rating” nobody rates, \
                 and it ends as “Closed, not rated”\"";
    assert!(text.contains(named), "{text}");
}

/// One change to the documented scenarios and the finding that it must cause: what is replaced, by
/// what, the code, and the text that the finding points to.
const SLIPS: &[(&str, &str, &str, &str)] = &[
    ("playbook small-town", "playbook big-town", "scenario-playbook", "big-town"),
    ("when clerk does=solved", "when clark does=solved", "scenario-who", "clark"),
    ("when clerk does=solved", "when clerk does=sovled", "bad-choice", "sovled"),
    ("when clerk does=solved", "when chief does=solved", "scenario-offered", "solved"),
    ("{ answer good }", "{ answre good }", "scenario-field", "answre"),
    ("{ answer good }", "{ answer gud }", "bad-choice", "gud"),
    ("then end=rated", "then end=rates", "bad-choice", "rates"),
    ("then end=rated", "then end=told", "scenario-differs", "told"),
    ("then end=rated", "then end=rated refused=ended", "scenario-taken", "ended"),
    ("then end=rated", "then end=rated\n    clock to=late", "scenario-clock", "clock"),
    ("then end=rated", "clock to=\"2026-13-01 09:00\"", "scenario-moment", "\"2026-13-01 09:00\""),
    ("then end=rated", "clock \"5 weeks\"", "bad-limit", "\"5 weeks\""),
    ("given channel=hall", "given chanel=hall", "unknown-property", "chanel"),
    ("given channel=hall", "given channel=fax", "bad-choice", "fax"),
    ("article=", "artikel=", "missing-property", "scenario"),
];

#[test]
fn every_slip_in_a_scenario_is_found_where_it_stands() {
    let (town, text, around) = (small_town(), documented(), around());
    for (from, to, code, points) in SLIPS {
        assert!(text.contains(from), "{from:?} is not documented");
        let tested = test(&town, "s.kdl", &text.replacen(from, to, 1), &around);
        let hit = tested.findings.iter().find(|found| found.code.as_str() == *code);
        let all: Vec<String> = tested.findings.iter().map(ToString::to_string).collect();
        let hit = hit.unwrap_or_else(|| panic!("{code} for {to:?}, found:\n{}", all.join("\n")));
        assert_eq!(hit.offending_text, *points, "{code}");
        for speech in [Speech::Chinese, Speech::English] {
            assert!(!hit.sentence(speech).contains('{'), "{}", hit.sentence(speech));
        }
    }
    let known: BTreeSet<&str> = SLIPS.iter().map(|(_, _, code, _)| *code).collect();
    // Refused is what the fields say; a history that gives another state cannot be written down.
    let apart = ["scenario-refused", "scenario-history"];
    for code in FindingCode::OF_SCENARIOS {
        assert!(known.contains(code.as_str()) || apart.contains(&code.as_str()), "{code}");
    }
}

#[test]
fn what_is_refused_without_being_expected_says_why() {
    let text = "playbook small-town\nscenario \"a\" article=\"b\" {\n    given\n    \
        when clerk does=refuse { ground repeat-without-new-facts }\n    then end=told\n}\n";
    let tested = test(&small_town(), "s.kdl", text, &around());
    insta::assert_snapshot!("an_unexpected_refusal", tested.findings[0].report(Speech::Chinese));
    let tested =
        test(&small_town(), "s.kdl", &text.replace("then end=told", "clock to=late"), &around());
    assert_eq!(tested.findings.len(), 1, "the first thing that differs, and no more");
    assert!(!tested.stories[0].passed);
}

#[test]
fn the_commented_start_passes_and_its_stories_hold() {
    let name = Name::new("east-town").unwrap();
    let text = start::playbook(&name);
    let examined = examine("start.kdl", &text, &RuleNames::shipped());
    let found: Vec<String> = examined.findings.iter().map(ToString::to_string).collect();
    assert_eq!(found.join("\n"), "");
    let town = examined.playbook.unwrap();
    assert_eq!(town.key, name);
    let (stories, around) = (start::scenarios(&name), around());
    let tested = test(&town, "stories.kdl", &stories, &around);
    let found: Vec<String> = tested.findings.iter().map(ToString::to_string).collect();
    assert_eq!(found.join("\n"), "");
    let (_, unreached) = draft(&town, &around, &tested.taken, Speech::Chinese);
    assert_eq!(unreached, BTreeSet::new());
}
