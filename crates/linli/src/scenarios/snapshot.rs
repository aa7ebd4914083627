//! The snapshot beside a scenario file: the state after every line, as it was accepted.

use std::path::{Path, PathBuf};

use linli_playbook::scenario::Tested;
use linli_web::texts::Lang;

use super::unreadable;
use crate::{
    failure::Outcome,
    words::{complain, sentence},
};

/// Lines of a difference that are shown.
const MOST_LINES: usize = 8;
/// Lines around it.
const AROUND: usize = 2;

/// How the states compare with those that were accepted.
pub(crate) enum Compared {
    /// They are the same.
    Same,
    /// They were written now.
    Accepted,
    /// Nobody accepted any yet.
    Missing(PathBuf),
    /// They differ; the lines that do, as they were and as they are.
    Differs(PathBuf, Vec<String>),
    /// A story failed; its states are nothing to accept.
    Unfinished,
}

/// Where the snapshot of a scenario file is.
fn beside(path: &Path) -> PathBuf {
    path.with_extension("snap.txt")
}

/// Compares the states with the snapshot, or writes it.
pub(crate) fn compare(path: &Path, tested: &Tested, accept: bool) -> Outcome<Compared> {
    if !tested.findings.is_empty() {
        return Ok(Compared::Unfinished);
    }
    let (to, now) = (beside(path), tested.snapshot());
    let before = match std::fs::read_to_string(&to) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(unreadable(&to)(error)),
    };
    Ok(match before {
        Some(before) if before == now => Compared::Same,
        _ if accept => {
            std::fs::write(&to, now).map_err(unreadable(&to))?;
            Compared::Accepted
        }
        Some(before) => Compared::Differs(to, difference(&before, &now)),
        None => Compared::Missing(to),
    })
}

/// The stretch of lines that differs, with a little of what stands around it.
fn difference(before: &str, now: &str) -> Vec<String> {
    let (before, now): (Vec<&str>, Vec<&str>) = (before.lines().collect(), now.lines().collect());
    let head = before.iter().zip(&now).take_while(|(a, b)| a == b).count();
    let rest = |lines: &[&str]| lines.len() - head;
    let same = before.iter().rev().zip(now.iter().rev()).take_while(|(a, b)| a == b).count();
    let tail = same.min(rest(&before)).min(rest(&now));
    let part = |lines: &[&str], sign: &str| -> Vec<String> {
        let changed = lines.iter().skip(head).take(lines.len() - head - tail);
        let mut shown: Vec<String> =
            changed.clone().take(MOST_LINES).map(|line| format!("{sign} {line}")).collect();
        let more = changed.count().saturating_sub(MOST_LINES);
        shown.extend((more > 0).then(|| format!("{sign} … {more}")));
        shown
    };
    let around = before.iter().take(head).skip(head.saturating_sub(AROUND));
    let mut shown: Vec<String> = around.map(|line| format!("  {line}")).collect();
    shown.extend(part(&before, "-"));
    shown.extend(part(&now, "+"));
    shown
}

impl Compared {
    /// Whether nobody has to look.
    pub(crate) const fn holds(&self) -> bool {
        matches!(self, Self::Same | Self::Accepted)
    }

    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Accepted => "accepted",
            Self::Missing(_) => "missing",
            Self::Differs(..) => "differs",
            Self::Unfinished => "unfinished",
        }
    }

    pub(crate) fn report(&self, lang: Lang) {
        let about = |key: &str, path: &Path| {
            let path = path.display().to_string();
            complain(&sentence(lang, key, &[("path", &path)]));
        };
        match self {
            Self::Same | Self::Accepted | Self::Unfinished => {}
            Self::Missing(path) => about("cli-scenario-no-snapshot", path),
            Self::Differs(path, lines) => {
                about("cli-scenario-other-snapshot", path);
                lines.iter().for_each(|line| complain(line));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_lines_that_differ_are_shown() {
        let shown = difference("a\nb\nc\nd\ne", "a\nb\nc\nx\ny\ne");
        assert_eq!(shown, ["  b", "  c", "- d", "+ x", "+ y"]);
        assert_eq!(difference("a", "a\nb"), ["  a", "+ b"]);
        let long: Vec<String> = (0..20).map(|line| line.to_string()).collect();
        let shown = difference("", &long.join("\n"));
        assert_eq!(shown.len(), MOST_LINES + 1);
        assert_eq!(shown.last().unwrap(), "+ … 12");
    }
}
