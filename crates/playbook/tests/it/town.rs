//! The second town: written by somebody who knew only the documentation and the program.

use std::collections::BTreeSet;

use linli_playbook::{
    Name,
    language::{RuleNames, compile, examine},
    simulate::{Difference, made_up, simulate},
};

pub(crate) const HEPING: &str = include_str!("../../../../playbooks/examples/heping-town.kdl");
const QUESTIONS: &str = include_str!("../../../../playbooks/examples/heping-town-questions.md");
const DOCUMENTATION: &str = include_str!("../../../../docs/playbooks.md");

#[test]
fn the_second_town_compiles_without_findings() {
    let found = examine("heping-town.kdl", HEPING, &RuleNames::shipped()).findings;
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found.join("\n"), "");
}

#[test]
fn cases_of_the_second_town_come_to_their_ends() {
    let playbook = compile("heping-town.kdl", HEPING, &RuleNames::shipped()).unwrap();
    let process = playbook.process(&Name::new("matter").unwrap()).unwrap();
    let cases = made_up(&playbook, process);
    let taken: BTreeSet<&str> =
        cases.iter().flat_map(|case| &case.deeds).map(|deed| deed.action.as_str()).collect();
    // Through the six steps, by the shortest way, back for another try, and refused.
    for action in ["settled", "to-community", "whistle", "dispatch", "done", "publish", "rate"] {
        assert!(taken.contains(action), "{action} is never taken; taken are {taken:?}");
    }
    // Ends under other names show how many cases came to them.
    let text = HEPING.replace("end rated zh", "end closed kind=rated zh");
    let text = text.replace("end told zh", "end explained kind=told zh");
    let text = text.replace("to=rated", "to=closed").replace("to=told ", "to=explained ");
    let renamed = compile("heping-town.kdl", &text, &RuleNames::shipped()).unwrap();
    let found = simulate(&playbook, &renamed, &cases).found;
    for (before, after) in [("rated", "closed"), ("told", "explained")] {
        let ends = Difference::End { before: Name::new(before).ok(), after: Name::new(after).ok() };
        let cases = found.iter().find(|found| found.difference == ends).map_or(0, |f| f.cases);
        assert!(cases > 2, "{before}: {cases}; {found:?}");
    }
}

/// The blocks of section 2, in the order in which they are printed.
fn blocks() -> String {
    let section = DOCUMENTATION.split("\n## 2. ").nth(1).unwrap_or_default();
    let section = section.split("\n## 3. ").next().unwrap_or_default();
    let fenced = section.split("```").skip(1).step_by(2);
    let kdl = fenced.filter_map(|block| block.strip_prefix("kdl\n"));
    kdl.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_blocks_of_the_first_town_join_as_printed() {
    let found = examine("small-town.kdl", &blocks(), &RuleNames::shipped()).findings;
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found.join("\n"), "");
}

/// The numbers of the sections of the documentation.
fn sections() -> BTreeSet<u32> {
    let headings = DOCUMENTATION.lines().filter_map(|line| line.strip_prefix("## "));
    headings.filter_map(|heading| heading.split('.').next()?.parse().ok()).collect()
}

#[test]
fn every_question_is_answered_by_a_section_or_by_the_program() {
    let rows: Vec<[&str; 3]> = QUESTIONS
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"))
        .filter_map(|line| line.splitn(3, " | ").collect::<Vec<_>>().try_into().ok())
        .filter(|[number, ..]: &[&str; 3]| number.trim_start_matches('D').parse::<u32>().is_ok())
        .collect();
    let numbers: Vec<String> = rows.iter().map(|[number, ..]| (*number).to_owned()).collect();
    let expected = (1..=64).map(|number| number.to_string());
    let expected = expected.chain((1..=12).map(|number| format!("D{number}")));
    assert_eq!(numbers, expected.collect::<Vec<_>>(), "each once and in order");
    let sections = sections();
    assert!(sections.len() > 8, "{sections:?}");
    for [number, question, answer] in rows {
        assert!(question.len() > 5 && answer.len() > 2, "{number}: {question}: {answer}");
        let named: Vec<u32> = answer
            .split('§')
            .skip(1)
            .map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default())
            .map(|digits| digits.parse().unwrap_or_default())
            .collect();
        for section in &named {
            assert!(
                sections.contains(section),
                "{number} points to § {section}, which is not there"
            );
        }
        // A drawing is changed, not documented.
        let changed = number.starts_with('D') || answer.contains("**program**");
        let told = changed || !named.is_empty() || answer.starts_with("the head of the page");
        assert!(told, "{number}: {answer}");
    }
}
