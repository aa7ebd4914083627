//! Sentences by key, in Chinese and English. No sentence stands in code.

/// The language of a sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Speech {
    /// 中文.
    Chinese,
    /// English.
    #[default]
    English,
}

const ENGLISH: &str = include_str!("../../locales/findings.en.txt");
const CHINESE: &str = include_str!("../../locales/findings.zh.txt");

/// The sentence for `key`, unfilled; the key itself where the catalogue has none.
#[must_use]
pub fn sentence(speech: Speech, key: &str) -> &str {
    found(speech, key).unwrap_or(key)
}

fn found(speech: Speech, key: &str) -> Option<&'static str> {
    let table = match speech {
        Speech::English => ENGLISH,
        Speech::Chinese => CHINESE,
    };
    entries(table).find(|(found, _)| *found == key).map(|(_, text)| text)
}

/// Every key of a language's catalogue.
pub fn keys(speech: Speech) -> impl Iterator<Item = &'static str> {
    let table = match speech {
        Speech::English => ENGLISH,
        Speech::Chinese => CHINESE,
    };
    entries(table).map(|(key, _)| key)
}

/// The sentence for `key` with `{name}` replaced by the parameters. Of one thing (`n` is 1) a
/// language that has a singular says `key` with `-one` at its end.
pub(crate) fn fill(speech: Speech, key: &str, parameters: &[(&'static str, String)]) -> String {
    let single = parameters.iter().any(|(name, value)| *name == "n" && value == "1");
    let singular = single.then(|| found(speech, &format!("{key}-one"))).flatten();
    let mut rest = singular.unwrap_or_else(|| sentence(speech, key));
    let mut filled = String::new();
    // One pass, so that a value that holds braces is never filled again.
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (name, tail) = after.split_once('}').unwrap_or((after, ""));
        if let Some((_, value)) = parameters.iter().find(|(key, _)| *key == name) {
            filled.push_str(value);
        }
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

fn entries(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(" = ")).map(|(key, text)| (key.trim(), text.trim()))
}
