//! What a hand on a Chinese keyboard, or a hurried one, leaves behind: full-width signs, a bare
//! `true`, a quotation mark or a brace that is not closed.
//!
//! The parser either accepts them (the quotes then become part of a label) or speaks of something
//! else; here they are found in the text itself, outside of texts and comments.

use super::{code::FindingCode, finding::Problem, source::Stretch};

/// Full-width signs and what belongs there.
const FULL_WIDTH: &[(char, &str)] = &[
    ('\u{ff1d}', "="),
    ('\u{201c}', "\""),
    ('\u{201d}', "\""),
    ('\u{2018}', "\""),
    ('\u{2019}', "\""),
    ('\u{ff02}', "\""),
    ('\u{ff0c}', ","),
    ('\u{ff1b}', ";"),
    ('\u{ff5b}', "{"),
    ('\u{ff5d}', "}"),
    ('\u{ff03}', "#"),
];
/// Values that KDL writes with a number sign.
const BARE: &[&str] = &["true", "false", "null"];
/// Lines that stand at the top of a file, and inside a process.
const OUTER: &[&str] = &["playbook", "role", "party", "urgency", "category", "process"];
const INNER: &[&str] = &["step", "end", "aside"];

/// Slips that are wrong whatever the parser makes of them.
pub(crate) fn slips(text: &str) -> Vec<Problem> {
    let mut found = Vec::new();
    let outside = outside(text, &mut found);
    let mut word = 0..0;
    for (at, sign) in outside.iter().copied().chain([(text.len(), ' ')]) {
        if let Some((_, wanted)) = FULL_WIDTH.iter().find(|(wide, _)| *wide == sign) {
            let problem = Problem::new(FindingCode::FullWidth, &(at..at + sign.len_utf8()));
            found.push(problem.with("given", sign).with("wanted", wanted));
        }
        let inside = sign.is_alphanumeric() || matches!(sign, '#' | '-' | '_' | '.');
        if inside && at == word.end {
            word.end += sign.len_utf8();
            continue;
        }
        found.extend(bare(text, &word));
        word = if inside {
            at..at + sign.len_utf8()
        } else {
            at + sign.len_utf8()..at + sign.len_utf8()
        };
    }
    found
}

fn bare(text: &str, word: &Stretch) -> Option<Problem> {
    let given = text.get(word.clone())?;
    let known = BARE.iter().find(|bare| **bare == given)?;
    // Behind a word or an equals sign; never a line's own word.
    let before = text.get(..word.start)?.trim_end_matches([' ', '\t']);
    let begins = before.is_empty() || before.ends_with(['\n', '{', ';']);
    (!begins).then(|| {
        Problem::new(FindingCode::BareWord, word)
            .with("given", given)
            .with("wanted", format!("#{known}"))
    })
}

/// Where a brace was probably forgotten: the first line that cannot stand inside what is open.
/// Asked only when the parser says that one is missing.
pub(crate) fn open_brace(text: &str) -> Option<Problem> {
    let mut open: Vec<&str> = Vec::new();
    let mut begins = true;
    let mut word: Option<Stretch> = None;
    let mut line = "";
    for (at, sign) in outside(text, &mut Vec::new()) {
        if begins && sign.is_ascii_alphabetic() {
            let rest = text.get(at..).unwrap_or_default();
            let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            line = rest.get(..length.unwrap_or(rest.len())).unwrap_or_default();
            let at = at..at + line.len();
            let inside = |words: &[&str]| open.iter().any(|open| words.contains(open));
            let lost = (OUTER.contains(&line) && inside(&["process", "step", "form", "urgency"]))
                || (INNER.contains(&line) && open.last().is_some_and(|open| INNER.contains(open)));
            if lost && word.is_none() {
                word = Some(at);
            }
        }
        match sign {
            '{' => open.push(line),
            '}' => {
                open.pop();
            }
            _ => {}
        }
        begins = matches!(sign, '\n' | '{' | '}' | ';') || (begins && sign.is_whitespace());
    }
    let line = word.as_ref().and_then(|at| text.get(at.clone())).unwrap_or_default().to_owned();
    word.map(|at| Problem::new(FindingCode::OpenBrace, &at).with("word", line))
}

/// The signs outside of texts and comments. A text whose mark is not closed on its line is a
/// finding, and what follows on the next line is read as outside again.
fn outside(text: &str, found: &mut Vec<Problem>) -> Vec<(usize, char)> {
    let mut signs = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            comment(rest)
        } else if rest.starts_with("\"\"\"") {
            closed(rest, 3, "\"\"\"").unwrap_or(rest.len())
        } else if hashes > 0 && rest.get(hashes..).is_some_and(|rest| rest.starts_with('"')) {
            let end = format!("\"{}", "#".repeat(hashes));
            closed(rest, hashes + 1, &end).unwrap_or(rest.len())
        } else if rest.starts_with('"') {
            line_text(rest).unwrap_or_else(|length| {
                found.push(Problem::new(FindingCode::OpenQuote, &(at..at + 1)));
                length
            })
        } else {
            let sign = rest.chars().next().unwrap_or(' ');
            signs.push((at, sign));
            sign.len_utf8()
        };
        at += length.max(1);
    }
    signs
}

fn closed(rest: &str, from: usize, end: &str) -> Option<usize> {
    let found = rest.get(from..)?.find(end)?;
    Some(from + found + end.len())
}

fn comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(left) = rest.get(at..).filter(|left| !left.is_empty()) {
        if left.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if left.starts_with("*/") {
            depth = depth.saturating_sub(1);
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += left.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// The length of a text on one line; `Err` with the rest of the line if it is not closed there.
fn line_text(rest: &str) -> Result<usize, usize> {
    let mut escaped = false;
    for (at, sign) in rest.char_indices().skip(1) {
        match sign {
            '\n' => return Err(at),
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Ok(at + 1),
            _ => {}
        }
    }
    Err(rest.len())
}
