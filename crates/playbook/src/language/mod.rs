//! The process language: KDL 2 text in, a checked [`Playbook`] or every finding out.
//!
//! Owns the syntax, the findings and their sentences. Must never stop at the first mistake, panic
//! on any text, or hold a sentence in code: sentences stand in `locales/findings.*.txt`. The format
//! is documented in `docs/playbooks.md`.

mod catalogue;
mod code;
mod finding;
mod form;
mod guard;
mod guard_types;
mod head;
mod kinds;
mod limit;
mod offer;
mod process;
mod reader;
mod settle;
mod signs;
mod source;
mod staffing;
mod step;
mod suggest;
mod telling;

use std::collections::BTreeSet;

use kdl::{KdlDocument, KdlError};

pub(crate) use catalogue::fill;
pub use catalogue::{Speech, keys, sentence};
pub use code::{FindingCode, Severity};
pub(crate) use finding::Problem;
pub use finding::{Finding, summary};
pub(crate) use reader::{
    ANY, Reader, Shape, arguments, children, key_stretch, properties, property, value_stretch,
    word_stretch,
};
pub use source::columns;
pub(crate) use source::{Source, Stretch, is_wide};
pub use suggest::nearest;

use crate::model::{Name, Playbook};

/// The longest playbook in bytes; Kenli's is a tenth of it.
const MAX_BYTES: usize = 400_000;
/// The deepest nesting that the language knows is five; more only endangers the parser's stack.
const MAX_DEPTH: usize = 24;

/// Names that the program knows and a playbook may speak of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleNames {
    /// Numbers that the program reads (`rules { … }`).
    pub numbers: BTreeSet<Name>,
}

impl RuleNames {
    /// The numbers that this version of the program reads.
    #[must_use]
    pub fn shipped() -> Self {
        let numbers = [
            "hide-rates-below",
            "grid-households",
            "grid-persons",
            "grid-households-least",
            "grid-households-most",
            "grid-persons-most",
        ]
        .map(Name::new);
        Self { numbers: numbers.into_iter().flatten().collect() }
    }
}

/// What came of a text.
#[derive(Clone, Debug)]
pub struct Examined {
    /// The playbook, unless there is an error among the findings.
    pub playbook: Option<Playbook>,
    /// Everything found: what can cause other findings first (the text, then its names), then the
    /// rules, then notes; each in the order of the text.
    pub findings: Vec<Finding>,
}

/// Compiles a playbook.
///
/// # Errors
/// All findings, notes included, if at least one of them is an error.
pub fn compile(file_name: &str, text: &str, rules: &RuleNames) -> Result<Playbook, Vec<Finding>> {
    let examined = examine(file_name, text, rules);
    examined.playbook.ok_or(examined.findings)
}

/// What the program came to refuse after texts with it were published: cases run on those, so they
/// are still read, with what is too much as the most that there can be.
const SINCE_PUBLISHED: &[FindingCode] =
    &[FindingCode::ReservedName, FindingCode::BadNumber, FindingCode::ManyPhotos];

/// Compiles a playbook that some version of the program published.
///
/// # Errors
/// All findings, if at least one of them is an error that no version let pass.
pub fn compile_published(
    file_name: &str,
    text: &str,
    rules: &RuleNames,
) -> Result<Playbook, Vec<Finding>> {
    let examined = examined(file_name, text, rules, SINCE_PUBLISHED);
    examined.playbook.ok_or(examined.findings)
}

/// Compiles a playbook and keeps the notes of a good one.
#[must_use]
pub fn examine(file_name: &str, text: &str, rules: &RuleNames) -> Examined {
    examined(file_name, text, rules, &[])
}

fn examined(file_name: &str, text: &str, rules: &RuleNames, excused: &[FindingCode]) -> Examined {
    let source = Source::new(file_name, text);
    let mut reader = Reader::new(&source);
    let playbook = read(&mut reader, rules);
    let mut problems = std::mem::take(&mut reader.problems);
    problems.sort_by_key(|problem| (problem.code.group(), problem.at.start, problem.code));
    problems.dedup_by(|a, b| a.code == b.code && a.at == b.at && a.parameters == b.parameters);
    let stops = |problem: &Problem| {
        problem.code.severity() == Severity::Error && !excused.contains(&problem.code)
    };
    let clean = !problems.iter().any(stops);
    let findings = problems.into_iter().map(|problem| problem.show(&source)).collect();
    Examined { playbook: playbook.filter(|_| clean), findings }
}

fn read(reader: &mut Reader<'_>, rules: &RuleNames) -> Option<Playbook> {
    let document = parse(reader)?;
    let mut playbook = head::empty();
    const WORDS: &[&str] = &[
        "playbook", "role", "party", "staffing", "class", "urgency", "category", "form", "process",
    ];
    let mut head = document.nodes().iter().filter(|node| node.name().value() == "playbook");
    match head.next() {
        Some(node) => reader.head(node, rules, &mut playbook),
        None => {
            let start = 0..0;
            let problem = Problem::new(FindingCode::MissingNode, &start);
            reader.report(problem.with("name", "playbook").with("word", reader.source.file));
        }
    }
    for second in head {
        let at = reader::word_stretch(second);
        reader.report(Problem::new(FindingCode::Twice, &at).with("name", "playbook"));
    }
    for node in document.nodes() {
        match node.name().value() {
            "playbook" => {}
            "role" => reader.role(node, &mut playbook),
            "party" => reader.party(node, &mut playbook),
            "staffing" => reader.staffing(node, &mut playbook),
            "class" => reader.class(node, &mut playbook),
            "urgency" => reader.urgency(node, &mut playbook),
            "category" => reader.category(node, &mut playbook),
            "form" => reader.form(node, &mut playbook.forms),
            "process" => reader.process(node, &mut playbook.processes),
            _ => reader.expect_child(node, reader.source.file, WORDS),
        }
    }
    reader.needed_sections(&playbook);
    let unsettled = reader.settle(&mut playbook);
    crate::check::check(reader, &playbook, &unsettled);
    Some(playbook)
}

pub(crate) fn parse(reader: &mut Reader<'_>) -> Option<KdlDocument> {
    let text = reader.source.text;
    if text.len() > MAX_BYTES {
        let problem = Problem::new(FindingCode::TooLong, &(0..0));
        reader.report(problem.with("bytes", text.len()).with("max", MAX_BYTES));
        return None;
    }
    if let Some(at) = too_deep(text) {
        let problem = Problem::new(FindingCode::TooDeep, &(at..at + 1));
        reader.report(problem.with("max", MAX_DEPTH));
        return None;
    }
    let slips = signs::slips(text);
    let slipped = !slips.is_empty();
    slips.into_iter().for_each(|slip| reader.report(slip));
    match KdlDocument::parse_v2(text) {
        Ok(document) => Some(document),
        // What the parser says would only be a consequence.
        Err(_) if slipped => None,
        Err(error) => {
            reader.report(signs::open_brace(text).unwrap_or_else(|| broken(&error)));
            None
        }
    }
}

/// The first thing that the parser stumbled over; the rest follows from it.
fn broken(error: &KdlError) -> Problem {
    let first = error.diagnostics.iter().min_by_key(|found| found.span.offset());
    let at = first.map_or(0..0, |f| f.span.offset()..f.span.offset() + f.span.len());
    let said = first.map(|found| [found.message.clone(), found.help.clone()]);
    let said: Vec<String> = said.into_iter().flatten().flatten().collect();
    Problem::new(FindingCode::Syntax, &at).with("said", said.join(". "))
}

/// Where braces or comments nest too deep. Counted before parsing, because the parser calls itself
/// for each level; braces in texts count too, which no real playbook comes near.
fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut braces, mut comments) = (0_usize, 0_usize);
    for (at, byte) in bytes.iter().enumerate() {
        match (byte, bytes.get(at + 1)) {
            (b'{', _) => braces += 1,
            (b'}', _) => braces = braces.saturating_sub(1),
            (b'/', Some(b'*')) => comments += 1,
            (b'*', Some(b'/')) => comments = comments.saturating_sub(1),
            _ => {}
        }
        if braces > MAX_DEPTH || comments > MAX_DEPTH {
            return Some(at);
        }
    }
    None
}

/// Stands in for a name that the text does not give; a playbook with one is never handed out.
pub(crate) fn placeholder() -> Name {
    Name::known("missing")
}
