//! Drawings: well-formed, complete, and the committed ones are up to date.

use std::path::Path;

use linli_playbook::{
    Name, Playbook,
    check::report,
    draw::{Line, Mark, Marks, mermaid, redrawn, svg},
    language::{RuleNames, Speech, compile},
};

use crate::{
    language::{KENLI, SMALL_TOWN},
    town::HEPING,
};

fn playbook(text: &str) -> Playbook {
    let compiled = compile("town.kdl", text, &RuleNames::shipped());
    assert!(compiled.is_ok(), "{compiled:?}");
    compiled.unwrap_or_else(|_| unreachable!())
}

/// Committed drawings; `UPDATE_DRAWINGS=1` writes them anew.
fn compare(file: &str, drawn: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/playbooks").join(file);
    if std::env::var_os("UPDATE_DRAWINGS").is_some() {
        let written = std::fs::write(&path, drawn);
        assert!(written.is_ok(), "{written:?}");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == drawn,
        "docs/playbooks/{file} is stale; run this test with UPDATE_DRAWINGS=1 and commit it"
    );
}

#[test]
fn the_committed_drawings_are_up_to_date() {
    for (town, text) in [("kenli", KENLI), ("heping-town", HEPING)] {
        let playbook = playbook(text);
        for (key, process) in &playbook.processes {
            compare(&format!("{town}-{key}.mmd"), &mermaid(&playbook, process, Speech::Chinese));
            compare(
                &format!("{town}-{key}.svg"),
                &svg(&playbook, process, Speech::Chinese, &Marks::new()),
            );
        }
    }
}

#[test]
fn a_drawing_says_who_works_by_when_and_on_what_condition() {
    let playbook = playbook(HEPING);
    let process = playbook.processes.values().next().expect("a process");
    let drawn = svg(&playbook, process, Speech::Chinese, &Marks::new());
    for said in [
        // A title, and what the lines mean.
        "flow-name",
        "通常的路径",
        // The departments, not who names them; how soon they must answer; another urgency.
        "镇属站所、县直部门、水电气热企业",
        "1个工作日内答复",
        "危险（2小时内到场）：20分钟",
        // Each publicity has its own time.
        "小区内：5天 · 向社会：7天",
        // Conditions in words.
        "紧急程度为危险",
        "督办后仍超时",
    ] {
        assert!(drawn.contains(said), "{said}");
    }
    assert!(!drawn.contains("符合条件"));
    // Who rates beside the raisers, and how much they must give.
    let kenli = self::playbook(KENLI);
    let drawn_kenli = svg(
        &kenli,
        kenli.processes.values().next().expect("a process"),
        Speech::Chinese,
        &Marks::new(),
    );
    assert!(words(&drawn_kenli).contains("居民代表平均60分及以上（公开范围：向社会）"));
    assert!(words(&drawn_kenli).contains("居民代表低于60分"));
    let english = svg(&playbook, process, Speech::English, &Marks::new());
    assert!(!english.contains("2th") && words(&english).contains("Here, time number 2"));
    // The usual way is marked, and only it.
    let marked = drawn.matches("flow-bar").count();
    assert!(marked > 3 && marked < process.steps.len(), "{marked}");
}

/// What a drawing says, as if no line were broken.
fn words(drawn: &str) -> String {
    let texts = drawn
        .split("<text")
        .skip(1)
        .filter_map(|text| text.split_once('>').and_then(|(_, said)| said.split("</text>").next()));
    texts.collect()
}

#[test]
fn a_drawing_shows_every_step_end_and_outcome_and_nothing_executable() {
    for text in [KENLI, SMALL_TOWN] {
        let playbook = playbook(text);
        for process in playbook.processes.values() {
            let drawn = svg(&playbook, process, Speech::Chinese, &Marks::new());
            let text = mermaid(&playbook, process, Speech::Chinese);
            for step in process.steps.values() {
                assert!(drawn.contains(&step.label.zh), "{} is missing", step.key);
                assert!(text.contains(&step.label.zh), "{} is missing", step.key);
                for outcome in &step.outcomes {
                    assert!(drawn.contains(&outcome.label.zh));
                    assert!(text.contains(&format!("|\"{}", outcome.label.zh)));
                }
            }
            for end in process.ends.values() {
                assert!(drawn.contains(&end.label.zh), "{} is missing", end.key);
            }
            for barred in ["style=", "<script", "onload", "<style", "href"] {
                assert!(!drawn.contains(barred), "{barred}");
            }
            assert!(drawn.contains("<title id=") && drawn.contains("<desc id="));
        }
    }
}

#[test]
fn the_current_step_is_marked_with_words_too() {
    let playbook = playbook(KENLI);
    let process = playbook.processes.values().next().expect("a process");
    let step = Name::new("whistle").expect("a name");
    let drawn = svg(&playbook, process, Speech::Chinese, &Marks::from([(step, Mark::Current)]));
    assert_eq!(drawn.matches("flow-current").count(), 1);
    assert!(drawn.contains("社区吹哨、部门报到 ● 现在"));
}

#[test]
fn labels_cannot_break_out_of_a_drawing() {
    let text = SMALL_TOWN.replacen("zh=\"受理\"", "zh=\"<script>&\\\"|]\"", 1);
    let playbook = playbook(&text);
    let process = playbook.processes.values().next().expect("a process");
    let drawn = svg(&playbook, process, Speech::Chinese, &Marks::new());
    assert!(!drawn.contains("<script") && drawn.contains("&lt;script&gt;&amp;&quot;"));
    assert!(mermaid(&playbook, process, Speech::Chinese).contains("&lt;script&gt;&amp;&quot;/]"));
}

#[test]
fn durations_are_counted_in_their_own_units() {
    let playbook = playbook(SMALL_TOWN);
    let process = playbook.processes.values().next().expect("a process");
    insta::assert_snapshot!("small_town_durations", report(&playbook, process, Speech::English));
    let playbook = super::language_draw::playbook(KENLI);
    let process = playbook.processes.values().next().expect("a process");
    insta::assert_snapshot!("kenli_durations", report(&playbook, process, Speech::Chinese));
}

#[test]
fn what_differs_between_two_drawings_is_listed_and_marked() {
    let before = playbook(SMALL_TOWN);
    let key = before.processes.keys().next().expect("a process").clone();
    assert!(redrawn(&before, &before, Speech::Chinese).is_empty());
    // A word of a step: its card, and those that lead to it.
    let text = SMALL_TOWN.replacen("zh=\"受理\"", "zh=\"收件\"", 1);
    let after = playbook(&text);
    let found = redrawn(&before, &after, Speech::Chinese);
    assert_eq!(found.iter().map(|process| &process.key).collect::<Vec<_>>(), [&key]);
    let lines: Vec<_> =
        found.iter().flat_map(|one| &one.cards).flat_map(|one| &one.lines).collect();
    let said = |line, word: &str| lines.iter().any(|(at, text)| *at == line && text.contains(word));
    assert!(said(Line::Gone, "受理") && said(Line::New, "收件"), "{lines:?}");
    assert!(found.iter().all(|process| process.mark == Mark::Changed));
    for process in &found {
        let named = after.process(&process.key).expect("the process");
        let drawn = svg(&after, named, Speech::Chinese, &process.marks());
        assert_eq!(drawn.matches("● 有改动").count(), process.cards.len());
    }
    // The other way round it is the other way round.
    let back = redrawn(&after, &before, Speech::Chinese);
    let gone = back.iter().flat_map(|one| &one.cards).flat_map(|one| &one.lines);
    assert!(gone.clone().any(|(line, text)| *line == Line::Gone && text.contains("收件")));
    // Against another town's, every step is new or gone.
    let other = playbook(KENLI);
    let marks: Vec<Mark> = redrawn(&before, &other, Speech::Chinese)
        .iter()
        .flat_map(|process| process.cards.iter().map(|card| card.mark))
        .collect();
    assert!(marks.contains(&Mark::New) && marks.contains(&Mark::Gone), "{marks:?}");
}
