//! A route's steps, read.

use std::collections::VecDeque;

/// One word of a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// In this step, this happens.
    Step(String, String),
    /// Beside the steps, before the next one.
    Aside(String),
}

/// What still has to happen.
pub(crate) type Script = VecDeque<Word>;

/// Reads a route's steps.
pub(crate) fn read(steps: &str) -> Script {
    let words = steps.split_whitespace().map(|word| match word.strip_prefix('+') {
        Some(aside) => Word::Aside(aside.to_owned()),
        None => {
            let (step, outcome) = word.split_once(':').unwrap_or((word, ""));
            Word::Step(step.to_owned(), outcome.to_owned())
        }
    });
    words.collect()
}

/// Takes what is to happen in a step now, if that comes next.
pub(crate) fn take(script: &mut Script, step: &str) -> Option<String> {
    match script.front() {
        Some(Word::Step(next, _)) if next == step => match script.pop_front() {
            Some(Word::Step(_, outcome)) => Some(outcome),
            _ => None,
        },
        _ => None,
    }
}

/// What comes next in a step, left where it is.
pub(crate) fn peek<'s>(script: &'s Script, step: &str) -> Option<&'s str> {
    match script.front() {
        Some(Word::Step(next, outcome)) if next == step => Some(outcome),
        _ => None,
    }
}

/// Forgets that nobody acts in a step, once another step asks for something: how many levels a step
/// climbs depends on where the matter is.
pub(crate) fn leave(script: &mut Script, step: &str) {
    while matches!(script.front(), Some(Word::Step(next, word)) if next != step && word == "late") {
        script.pop_front();
    }
}

/// Whether anything is left that somebody had to do.
pub(crate) fn wants_more(script: &Script) -> bool {
    script.iter().any(|word| !matches!(word, Word::Step(_, word) if word == "late"))
}

/// Takes an aside that comes next.
pub(crate) fn take_aside(script: &mut Script) -> Option<String> {
    match script.front() {
        Some(Word::Aside(_)) => match script.pop_front() {
            Some(Word::Aside(aside)) => Some(aside),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_taken_in_their_order_only() {
        let mut script = read("listen:at-once +urge handle:solved");
        assert_eq!(take(&mut script, "handle"), None);
        assert_eq!(take_aside(&mut script), None);
        assert_eq!(take(&mut script, "listen").as_deref(), Some("at-once"));
        assert_eq!(take_aside(&mut script).as_deref(), Some("urge"));
        assert_eq!(peek(&script, "handle"), Some("solved"));
        assert_eq!(take(&mut script, "handle").as_deref(), Some("solved"));
        assert!(script.is_empty());
        let mut script = read("listen:late listen:late whistle:done");
        leave(&mut script, "listen");
        assert_eq!(script.len(), 3);
        leave(&mut script, "whistle");
        assert_eq!(take(&mut script, "whistle").as_deref(), Some("done"));
    }
}
