//! The catalogues are complete, used and well formed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use linli_web::texts::{Lang, TextValue, texts};

/// Keys that code puts together: their beginning, and from what. Everything else must stand as a
/// literal in a template or in Rust.
const COMPUTED: [(&str, &str); 11] = [
    ("cli-", "words of the command line, by its commands and arguments"),
    ("consent-", "ways of consenting"),
    ("action-", "names of actions in playbooks without a label of their own"),
    ("engine-", "names that the engine gives to labels of its own"),
    ("error-", "codes of errors and refusals"),
    ("event-", "names of events"),
    ("refusal-", "codes of the engine's refusals"),
    ("role-", "names of roles in playbooks"),
    ("strength-", "kinds of sessions"),
    ("tie-", "ties to a household"),
    ("stage-of-", "names of stages in playbooks without a label of their own"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Files below `folder` with that ending, and their text.
fn sources(folder: &Path, ending: &str, found: &mut Vec<(PathBuf, String)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            sources(&path, ending, found);
        } else if path.extension().is_some_and(|found| found == ending) {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
}

/// Templates and Rust code of all crates, but not this test.
fn all_sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        let folder = entry.unwrap().path();
        sources(&folder.join("src"), "rs", &mut found);
        sources(&folder.join("templates"), "html", &mut found);
    }
    assert!(found.len() > 40, "the sources were not found");
    found
}

fn computed(key: &str) -> bool {
    COMPUTED.iter().any(|(beginning, _)| key.starts_with(beginning))
}

/// A key looks like one: lower-case words joined by hyphens.
fn is_key(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

#[test]
fn catalogues_are_well_formed() {
    for lang in Lang::ALL {
        assert_eq!(texts().problems(lang), Vec::<String>::new());
        assert!(texts().keys(lang).iter().all(|key| is_key(key)));
    }
}

#[test]
fn both_languages_have_the_same_keys() {
    let keys = |lang| texts().keys(lang).iter().collect::<BTreeSet<_>>();
    let (chinese, english) = (keys(Lang::ZhCn), keys(Lang::En));
    let lacking: Vec<_> = chinese.symmetric_difference(&english).collect();
    assert!(lacking.is_empty(), "in one language only: {lacking:?}");
}

#[test]
fn both_languages_take_the_same_values() {
    let values = |lang: Lang| {
        let mut files = Vec::new();
        sources(&root().join("locales").join(lang.tag()), "ftl", &mut files);
        let mut values: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (_, text) in files {
            let mut key = String::new();
            for line in text.lines() {
                if let Some((name, _)) = line.split_once(" =").filter(|(name, _)| is_key(name)) {
                    key = name.to_owned();
                }
                let named = line.split('$').skip(1).map(|rest| {
                    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
                });
                values.entry(key.clone()).or_default().extend::<Vec<String>>(named.collect());
            }
        }
        values
    };
    let (chinese, english) = (values(Lang::ZhCn), values(Lang::En));
    for (key, names) in &chinese {
        // A language may leave a value out (English dates need no month number), but a name that
        // only one of them knows is a slip of the pen.
        let other = english.get(key).cloned().unwrap_or_default();
        assert_eq!(names, &other, "{key}");
    }
}

/// What is counted somewhere, more than one of it.
const COUNTED: [&str; 24] = [
    "cases",
    "cells",
    "characters",
    "communities",
    "days",
    "entries",
    "errors",
    "events",
    "files",
    "hours",
    "households",
    "letters",
    "matters",
    "minutes",
    "people",
    "photos",
    "places",
    "posts",
    "problems",
    "rows",
    "steps",
    "tasks",
    "tiles",
    "workdays",
];

#[test]
fn of_one_thing_english_speaks_in_the_singular() {
    let mut files = Vec::new();
    sources(&root().join("locales/en"), "ftl", &mut files);
    let names = files.iter().flat_map(|(_, text)| text.split('$').skip(1)).map(|rest| {
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "_-".contains(*c)).collect()
    });
    // Bounds of the program's own are never one.
    let names: BTreeSet<String> = names.filter(|name: &String| name != "max").collect();
    let one: Vec<(&str, &dyn TextValue)> =
        names.iter().map(|name| (name.as_str(), &1_i64 as &dyn TextValue)).collect();
    let plural = |text: &str| {
        COUNTED.iter().any(|noun| {
            let said = format!("1 {noun}");
            text.match_indices(&said).any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
        })
    };
    let said: Vec<String> = texts()
        .keys(Lang::En)
        .iter()
        .map(|key| format!("{key} = {}", texts().get_with(Lang::En, key, &one)))
        .filter(|text| plural(text))
        .collect();
    assert!(said.is_empty(), "{said:#?}");
}

#[test]
fn every_key_that_is_asked_for_exists() {
    let mut missing = Vec::new();
    for (path, text) in all_sources() {
        for opening in [".t(\"", ".t1(\"", ".t2(\"", ".tn(\"", ".tx(\""] {
            for (start, _) in text.match_indices(opening) {
                let key = text[start + opening.len()..].split('"').next().unwrap_or_default();
                if is_key(key) && !texts().has(Lang::ZhCn, key) {
                    missing.push(format!("{}: {key}", path.display()));
                }
            }
        }
    }
    assert!(missing.is_empty(), "no such key: {missing:#?}");
}

#[test]
fn every_key_is_used() {
    let sources = all_sources();
    let unused: Vec<_> = texts()
        .keys(Lang::ZhCn)
        .iter()
        .filter(|key| !computed(key))
        .filter(|key| {
            let quoted = format!("\"{key}\"");
            !sources.iter().any(|(_, text)| text.contains(&quoted))
        })
        .collect();
    assert!(unused.is_empty(), "nothing uses {unused:#?}");
}

#[test]
fn a_missing_key_shows_itself_and_never_fails() {
    assert_eq!(texts().get(Lang::En, "no-such-key"), "no-such-key");
    assert_eq!(texts().get_with(Lang::En, "no-such-key", &[("count", &1)]), "no-such-key");
}
