//! The language: the shipped playbook is clean, every mistake is found where it stands, and no
//! text makes the compiler panic.

use linli_playbook::{
    check::report,
    draw::{Marks, svg},
    language::{
        Finding, FindingCode, RuleNames, Severity, Speech, compile, examine, keys, sentence,
    },
};
use proptest::prelude::*;

pub(crate) const KENLI: &str = include_str!("../../../../playbooks/kenli/kenli.kdl");
pub(crate) const SMALL_TOWN: &str = include_str!("small-town.kdl");
const SLIPS: &str = include_str!("language-slips.txt");
const DOCUMENTATION: &str = include_str!("../../../../docs/playbooks.md");

fn findings(text: &str) -> Vec<Finding> {
    examine("town.kdl", text, &RuleNames::shipped()).findings
}

fn reports(text: &str) -> String {
    let found: Vec<String> = findings(text).iter().map(ToString::to_string).collect();
    found.join("\n")
}

#[test]
fn shipped_playbooks_compile_without_findings() {
    for text in [KENLI, SMALL_TOWN] {
        assert_eq!(reports(text), "");
        assert!(compile("town.kdl", text, &RuleNames::shipped()).is_ok());
    }
}

/// One change to the small town and the code that it must cause.
struct Slip {
    code: String,
    from: String,
    to: String,
    at: String,
}

fn slips() -> Vec<Slip> {
    let mut slips = Vec::new();
    for part in SLIPS.split("\n## ").skip(1) {
        let code = part.lines().next().unwrap_or_default().trim().to_owned();
        let of = |mark: &str| {
            let lines = part.lines().skip(1).filter_map(|line| line.strip_prefix(mark));
            lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
        };
        slips.push(Slip { code, from: of("-"), to: of("+"), at: of("@") });
    }
    slips
}

/// Line and column, from 1, the column in characters.
fn position(text: &str, at: usize) -> (u32, u32) {
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (u32::try_from(line).unwrap_or(0), u32::try_from(column).unwrap_or(0))
}

#[test]
fn every_slip_is_found_where_it_stands() {
    let mut wrong = Vec::new();
    for slip in slips() {
        assert!(SMALL_TOWN.contains(&slip.from), "{}: {:?} is not there", slip.code, slip.from);
        let marked = SMALL_TOWN.replacen(&slip.from, &slip.to, 1);
        let text = marked.replace('‸', "");
        let at = if slip.at.is_empty() { marked.find('‸') } else { text.find(&slip.at) };
        let Some(at) = at else { panic!("{}: no place to point to", slip.code) };
        let place = position(&text, at);
        let found = findings(&text);
        let hit = found.iter().any(|finding| {
            finding.code.as_str() == slip.code && (finding.line, finding.column) == place
        });
        wrong.extend(found.iter().find_map(unfilled));
        if !hit {
            wrong.push(format!("{} at {place:?}, found:\n{}", slip.code, reports(&text)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn what_was_published_before_it_was_refused_is_still_read() {
    use linli_playbook::{language::compile_published, model::FieldKind};
    let rules = RuleNames::shipped();
    for (from, to, field, max) in [
        ("reply  text max=800", "reply  text max=20000", "reply", 10_000),
        (
            "channel text visible=public zh=\"法定渠道\"",
            "proof photos max=50 zh=\"照片\"\n    channel text visible=public zh=\"法定渠道\"",
            "proof",
            9,
        ),
    ] {
        let text = SMALL_TOWN.replacen(from, to, 1);
        assert_ne!(text, SMALL_TOWN);
        assert!(compile("town.kdl", &text, &rules).is_err(), "{to}");
        let town = compile_published("town.kdl", &text, &rules).unwrap();
        let form = town.forms.values().find(|form| form.key == *"refusal").unwrap();
        let field = form.fields.iter().find(|of| of.key == *field).unwrap();
        let found = match field.kind {
            FieldKind::Text { max, .. } | FieldKind::Photos { max } => max,
            _ => 0,
        };
        assert_eq!(found, max, "the most that the program takes");
    }
    let chief = SMALL_TOWN.replace("chief", "person");
    assert!(compile("town.kdl", &chief, &rules).is_err());
    assert!(compile_published("town.kdl", &chief, &rules).is_ok());
    let broken = SMALL_TOWN.replacen("first take", "first tkae", 1);
    assert!(compile_published("town.kdl", &broken, &rules).is_err(), "that no version let pass");
}

#[test]
fn every_code_has_a_slip_sentences_and_documentation() {
    // The two guards of the parser need a text of their own.
    let guarded = [FindingCode::TooLong, FindingCode::TooDeep];
    let slips = slips();
    for code in FindingCode::ALL {
        let text = code.as_str();
        // Those of scenario files have their slips beside the scenarios.
        let elsewhere = guarded.contains(code) || FindingCode::OF_SCENARIOS.contains(code);
        let known = slips.iter().any(|slip| slip.code == text) || elsewhere;
        assert!(known, "{text} has no slip");
        for speech in [Speech::Chinese, Speech::English] {
            assert_ne!(sentence(speech, text), text, "{text} has no sentence");
        }
        assert!(DOCUMENTATION.contains(&format!("| `{text}` |")), "{text} is not documented");
    }
    let chinese: Vec<&str> = keys(Speech::Chinese).collect();
    let singular = |key: &&str| key.strip_suffix("-one").is_some_and(|of| chinese.contains(&of));
    let english: Vec<&str> = keys(Speech::English).filter(|key| !singular(key)).collect();
    assert_eq!(chinese, english);
}

/// Every hole of a sentence has a value.
fn unfilled(finding: &Finding) -> Option<String> {
    [Speech::Chinese, Speech::English].into_iter().find_map(|speech| {
        let template = sentence(speech, finding.code.as_str());
        let mut holes = template.split('{').skip(1).filter_map(|hole| hole.split('}').next());
        let given = |name: &str| finding.parameters.iter().any(|(key, _)| *key == name);
        let hole = holes.find(|name| !given(name))?;
        Some(format!("{} does not say {hole}", finding.code))
    })
}

#[test]
fn a_text_that_would_endanger_the_parser_is_refused() {
    let deep = format!("a {}{}", "{ b ".repeat(40), "}".repeat(40));
    assert_eq!(findings(&deep)[0].code, FindingCode::TooDeep);
    let open = "a {\n".repeat(24);
    assert_eq!(findings(&open)[0].code, FindingCode::Syntax);
    let comments = "/* ".repeat(5000);
    assert_eq!(findings(&comments)[0].code, FindingCode::TooDeep);
    let long = "// x\n".repeat(100_000);
    assert_eq!(findings(&long)[0].code, FindingCode::TooLong);
}

#[test]
fn the_documented_town_is_the_tested_one() {
    assert!(
        DOCUMENTATION.contains(SMALL_TOWN.trim()),
        "docs/playbooks.md shows another small town"
    );
}

#[test]
fn eight_mistakes_are_reported_in_one_run() {
    let changes = [
        ("by=clerk within", "by=clark within"),
        ("to=watch", "to=wacth"),
        ("within=\"1 workday\"", "within=\"一个工作日\""),
        (" bound=2 exhausted=explain", ""),
        ("silence to=unrated", "silence to=rated"),
        ("ladder community=clerk town=office", "ladder community=clerk"),
        ("zh=\"供水\"", "中文=\"供水\""),
        ("parts=course,result", "parts=course,resutl"),
    ];
    let mut text = SMALL_TOWN.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    insta::assert_snapshot!("eight_mistakes", reports(&text));
    let chinese: Vec<String> =
        findings(&text).iter().map(|finding| finding.report(Speech::Chinese)).collect();
    insta::assert_snapshot!("eight_mistakes_in_chinese", chinese.join("\n"));
}

#[test]
fn notes_do_not_stop_a_playbook() {
    let text = SMALL_TOWN.replacen(
        "form reason {",
        "form spare {\n    a text zh=\"甲\"\n}\nform reason {",
        1,
    );
    let examined = examine("town.kdl", &text, &RuleNames::shipped());
    assert!(examined.playbook.is_some());
    assert_eq!(examined.findings[0].severity, Severity::Note);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_text_makes_the_compiler_panic(text in "\\PC*") {
        let _ = reports(&text);
    }

    #[test]
    fn no_foreign_signs_make_it_panic(
        first in any::<String>(),
        signs in proptest::collection::vec((0_usize..9000, any::<String>()), 1..4),
    ) {
        let _ = reports(&first);
        let mut text: Vec<char> = SMALL_TOWN.chars().collect();
        for (at, signs) in signs {
            let at = at.min(text.len());
            text.splice(at..at, signs.chars());
        }
        let _ = reports(&text.into_iter().collect::<String>());
    }

    /// Whatever is taken after a change can be drawn, measured and run.
    #[test]
    fn what_compiles_after_a_change_can_be_drawn(at in 0_usize..9000, other in "[a-z0-9 ]{0,2}") {
        let mut text: Vec<char> = SMALL_TOWN.chars().collect();
        let at = at.min(text.len() - 1);
        text.splice(at..=at, other.chars());
        let text: String = text.into_iter().collect();
        if let Ok(playbook) = compile("town.kdl", &text, &RuleNames::shipped()) {
            for process in playbook.processes.values() {
                let _ = svg(&playbook, process, Speech::Chinese, &Marks::new());
                let _ = report(&playbook, process, Speech::English);
            }
        }
    }

    #[test]
    fn no_broken_playbook_makes_it_panic(cuts in proptest::collection::vec((0_usize..9000, 0_usize..60), 1..4)) {
        let mut text: Vec<char> = SMALL_TOWN.chars().collect();
        for (at, length) in cuts {
            let from = at.min(text.len());
            let to = (at + length).min(text.len());
            text.drain(from..to);
        }
        let _ = reports(&text.into_iter().collect::<String>());
    }

    #[test]
    fn no_reordered_playbook_makes_it_panic(swaps in proptest::collection::vec((0_usize..700, 0_usize..700), 1..12)) {
        let mut words: Vec<&str> = SMALL_TOWN.split_inclusive(' ').collect();
        for (a, b) in swaps {
            let count = words.len();
            words.swap(a % count, b % count);
        }
        let _ = reports(&words.concat());
    }
}

#[test]
fn duties_are_read_with_their_source() {
    let playbook = compile("kenli.kdl", KENLI, &RuleNames::shipped()).unwrap();
    let duties = &playbook.roles["grid-worker"].duties;
    assert_eq!((duties.lines.len(), duties.lines[0].zh.as_str()), (5, "入户听事，收集诉求"));
    assert!(duties.source.contains("5.4"), "{}", duties.source);
}
