//! The text of a guard: `cost >= 5000 and (level != grid or category in (lift, water))`.
//!
//! Reads words and their places only; what the names mean is settled when all are declared
//! (`guard_types`). `not` binds tightest, then `and`, then `or`.

use super::{code::FindingCode, finding::Problem, source::Stretch};
use crate::model::Comparison;

/// The deepest nesting of brackets and `not`; more only endangers the stack.
const MAX_DEPTH: usize = 16;
const COMPARISONS: &[(&str, Comparison)] = &[
    ("==", Comparison::Equal),
    ("!=", Comparison::Unequal),
    ("<", Comparison::Less),
    ("<=", Comparison::AtMost),
    (">", Comparison::More),
    (">=", Comparison::AtLeast),
];
const OPERATORS: &str = "== != < <= > >= in";

/// Signs of other languages and of a Chinese keyboard, and what is written here.
const OTHERWISE: &[(&str, &str)] = &[
    ("&", "and"),
    ("|", "or"),
    ("!", "not"),
    ("=", "=="),
    ("=>", ">="),
    ("=<", "<="),
    ("<>", "!="),
    ("\u{ff1d}", "=="),
    ("\u{ff1e}", ">"),
    ("\u{ff1c}", "<"),
    ("\u{2265}", ">="),
    ("\u{2264}", "<="),
    ("\u{2260}", "!="),
    ("\u{ff08}", "("),
    ("\u{ff09}", ")"),
    ("\u{ff0c}", ","),
    ("#", "NAME, not NAME"),
];

/// A word of the text and where it stands in the file.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) at: Stretch,
}

/// The text as a tree, its names not looked up yet.
#[derive(Clone, Debug)]
pub(crate) enum Raw {
    Both(Box<Raw>, Box<Raw>),
    Either(Box<Raw>, Box<Raw>),
    Not(Box<Raw>),
    Given(Word),
    Compare(Word, Comparison, Word),
    OneOf(Word, Vec<Word>),
}

/// Reads a guard; `from` is where its text begins in the file.
pub(crate) fn parse(text: &str, from: usize) -> Result<Raw, Problem> {
    let words = words(text, from);
    let end = from + text.len();
    let mut parser = Parser { words: &words, next: 0, end, depth: 0 };
    let raw = parser.either()?;
    match parser.peek() {
        None => Ok(raw),
        Some(_) => Err(parser.wrong("and or")),
    }
}

fn words(text: &str, from: usize) -> Vec<Word> {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_');
    let is_sign = |c: char| matches!(c, '=' | '!' | '<' | '>');
    let mut words = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let Some(first) = rest.chars().next() else { return words };
        let all = |such: &dyn Fn(char) -> bool| rest.find(|c| !such(c)).unwrap_or(rest.len());
        let length = match first {
            c if is_name(c) => all(&is_name),
            c if is_sign(c) => all(&is_sign),
            c => c.len_utf8(),
        };
        let (word, after) = rest.split_at(length);
        let start = from + (text.len() - rest.len());
        words.push(Word { text: word.to_owned(), at: start..start + length });
        rest = after;
    }
}

struct Parser<'w> {
    words: &'w [Word],
    next: usize,
    end: usize,
    depth: usize,
}

impl<'w> Parser<'w> {
    fn peek(&self) -> Option<&'w Word> {
        self.words.get(self.next)
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.peek().is_some_and(|next| next.text == word);
        self.next += usize::from(found);
        found
    }

    /// What stands here instead of `wanted`.
    fn wrong(&self, wanted: &'static str) -> Problem {
        let end = self.end..self.end + 1;
        let at = self.peek().map_or(end, |word| word.at.clone());
        let given = self.peek().map_or("…", |word| word.text.as_str());
        let near = OTHERWISE.iter().find(|(sign, _)| *sign == given).map(|(_, meant)| *meant);
        let problem = Problem::new(FindingCode::GuardSyntax, &at).with("given", given);
        problem.with("wanted", wanted).suggest(near.map(str::to_owned))
    }

    fn either(&mut self) -> Result<Raw, Problem> {
        let mut left = self.both()?;
        while self.take("or") {
            left = Raw::Either(Box::new(left), Box::new(self.both()?));
        }
        Ok(left)
    }

    fn both(&mut self) -> Result<Raw, Problem> {
        let mut left = self.one()?;
        while self.take("and") {
            left = Raw::Both(Box::new(left), Box::new(self.one()?));
        }
        Ok(left)
    }

    fn one(&mut self) -> Result<Raw, Problem> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.wrong("…"));
        }
        let raw = if self.take("not") {
            Raw::Not(Box::new(self.one()?))
        } else if self.take("(") {
            let inner = self.either()?;
            if !self.take(")") {
                return Err(self.wrong(") and or"));
            }
            inner
        } else {
            self.comparison()?
        };
        self.depth -= 1;
        Ok(raw)
    }

    fn comparison(&mut self) -> Result<Raw, Problem> {
        let left = self.word("not (")?;
        if self.take("in") {
            return Ok(Raw::OneOf(left, self.list()?));
        }
        let Some(sign) = self.peek().filter(|word| !is_word(word) && word.text != ")") else {
            return Ok(Raw::Given(left));
        };
        let known = COMPARISONS.iter().find(|(text, _)| *text == sign.text);
        let Some((_, comparison)) = known else { return Err(self.wrong(OPERATORS)) };
        self.next += 1;
        Ok(Raw::Compare(left, *comparison, self.word("1 2 3 …")?))
    }

    fn list(&mut self) -> Result<Vec<Word>, Problem> {
        if !self.take("(") {
            return Err(self.wrong("("));
        }
        let mut words = vec![self.word("…")?];
        while self.take(",") {
            words.push(self.word("…")?);
        }
        if self.take(")") { Ok(words) } else { Err(self.wrong(", )")) }
    }

    /// A name or number.
    fn word(&mut self, wanted: &'static str) -> Result<Word, Problem> {
        let keyword = |word: &&Word| matches!(word.text.as_str(), "and" | "or" | "not" | "in");
        match self.peek().filter(|word| is_word(word) && !keyword(word)) {
            Some(word) => {
                self.next += 1;
                Ok(word.clone())
            }
            None => Err(self.wrong(wanted)),
        }
    }
}

fn is_word(word: &Word) -> bool {
    word.text.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_'))
}
