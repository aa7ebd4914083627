//! Every code has its sentence in both languages.

use std::{collections::BTreeSet, fs, path::Path};

use linli_app::AppError;
use linli_kernel::{Code, TextError};
use linli_playbook::engine::codes;
use linli_web::{
    request::sentence,
    texts::{Lang, texts},
};

/// What a call may hold as its last argument to be an error's code.
const OPENINGS: [&str; 7] = [
    "AppError::field(",
    "FieldError::new(",
    "Problem::field(",
    "Problem::new(",
    ".fail(",
    "Code(",
    "problem(",
];
/// Rows and columns of imported tables have a catalogue of their own.
const OTHER_CATALOGUES: [&str; 1] = ["app/src/setup"];

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap().to_owned();
            found.push((path.display().to_string(), code));
        }
    }
}

/// The arguments of a call whose opening bracket was just read.
fn arguments(text: &str) -> &str {
    let mut depth = 1;
    for (position, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..position];
        }
    }
    ""
}

/// The last argument, if it is a literal that looks like a code.
fn code_in(arguments: &str) -> Option<&str> {
    let last = arguments.rsplit(',').find(|argument| !argument.trim().is_empty())?.trim();
    let code = last.strip_prefix('"')?.strip_suffix('"')?;
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (!code.is_empty() && code.chars().all(fits)).then_some(code)
}

fn codes_in_sources() -> BTreeSet<String> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for layer in ["app", "domain", "web", "kernel"] {
        sources(&crates.join(layer).join("src"), &mut files);
    }
    files.retain(|(path, _)| !OTHER_CATALOGUES.iter().any(|other| path.contains(other)));
    let mut found = BTreeSet::new();
    for (_, text) in &files {
        for opening in OPENINGS {
            for (start, _) in text.match_indices(opening) {
                let code = code_in(arguments(&text[start + opening.len()..]));
                found.extend(code.map(str::to_owned));
            }
        }
    }
    assert!(found.len() > 50, "the sources were not found: {found:?}");
    found
}

/// One of each, so that a new variant does not compile without standing here.
fn app_errors() -> Vec<AppError> {
    let all = vec![
        AppError::Fields(Vec::new()),
        AppError::SignedOut,
        AppError::SignInRefused,
        AppError::NotFound,
        AppError::Forbidden,
        AppError::Stale,
        AppError::VersionMissing,
        AppError::Conflict,
        AppError::KeyReused,
        AppError::TooMany { retry_after_s: 1 },
        AppError::LimitReached { retry_after_s: 1 },
        AppError::DiskFull,
        AppError::Internal(String::new()),
    ];
    for error in &all {
        match error {
            AppError::Fields(_)
            | AppError::SignedOut
            | AppError::SignInRefused
            | AppError::NotFound
            | AppError::Forbidden
            | AppError::Stale
            | AppError::VersionMissing
            | AppError::Conflict
            | AppError::KeyReused
            | AppError::Refused(..)
            | AppError::TooMany { .. }
            | AppError::LimitReached { .. }
            | AppError::DiskFull
            | AppError::Internal(_) => {}
        }
    }
    all
}

#[test]
fn every_code_has_a_sentence() {
    let mut wanted = codes_in_sources();
    wanted.extend(codes::ALL.iter().map(ToString::to_string));
    wanted.extend(app_errors().iter().map(|error| error.code().to_string()));
    for error in [TextError::Empty, TextError::Control, TextError::TooLong { max: 1, found: 2 }] {
        wanted.insert(error.code().to_string());
    }
    let lacking: Vec<String> = Lang::ALL
        .into_iter()
        .flat_map(|lang| wanted.iter().map(move |code| (lang, code)))
        .filter(|(lang, code)| !texts().has(*lang, &format!("error-{code}")))
        .map(|(lang, code)| format!("{}: error-{code}", lang.tag()))
        .collect();
    assert!(lacking.is_empty(), "{lacking:#?}");
}

#[test]
fn every_refusal_that_is_documented_has_its_title() {
    let document: serde_json::Value = serde_json::from_str(linli_web::api::document()).unwrap();
    let mut statuses: BTreeSet<String> = BTreeSet::from(["405".to_owned(), "500".to_owned()]);
    for path in document["paths"].as_object().unwrap().values() {
        for operation in path.as_object().unwrap().values() {
            let responses = operation["responses"].as_object();
            statuses.extend(responses.into_iter().flat_map(|all| all.keys().cloned()));
        }
    }
    statuses.retain(|status| status.as_str() >= "400");
    assert!(statuses.contains("507") && statuses.len() > 10, "{statuses:?}");
    for (lang, status) in Lang::ALL.into_iter().flat_map(|l| statuses.iter().map(move |s| (l, s))) {
        assert!(texts().has(lang, &format!("error-title-{status}")), "{}: {status}", lang.tag());
    }
}

#[test]
fn a_sentence_takes_its_values_and_tells_moments_as_people_read_them() {
    let until = vec![("until", "2026-07-09T09:00:00+08:00".to_owned())];
    let text = sentence(Lang::En, codes::TOO_SOON.as_str(), &until);
    assert_eq!(text, "It was done a short while ago; it may be done again from 2026-07-09 09:00.");
    let long = vec![("max", "5".to_owned()), ("found", "6".to_owned())];
    let code = Code("too-long");
    assert!(sentence(Lang::ZhCn, code.as_str(), &long).contains("最多5个字，现在有6个"));
}
