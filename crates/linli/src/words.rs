//! What the program says at the command line, in the language of the terminal.

use std::io::Write as _;

use linli_web::texts::{Lang, TextValue, texts};

/// Chinese, unless the terminal asks for English.
pub(crate) fn lang() -> Lang {
    let asked = ["LINLI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    match asked {
        Some(word) if word.starts_with("en") => Lang::En,
        _ => Lang::ZhCn,
    }
}

/// A text of the catalogue.
pub(crate) fn word(lang: Lang, key: &str) -> String {
    texts().get_with(lang, key, &[])
}

/// A text with values.
pub(crate) fn sentence(lang: Lang, key: &str, values: &[(&str, &dyn TextValue)]) -> String {
    texts().get_with(lang, key, values)
}

/// Writes a line to standard output. A closed pipe is the reader's decision and no error.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Writes a line to standard error.
pub(crate) fn complain(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
