//! Reading KDL nodes with everything wrong about them collected, never thrown.

use std::collections::{BTreeMap, BTreeSet};

use kdl::{KdlEntry, KdlNode, KdlValue};

use super::{
    code::FindingCode,
    finding::Problem,
    guard::{self, Raw},
    limit::is_unit,
    source::{Source, Stretch},
    suggest::nearest,
};
use crate::model::{Label, Name};

/// What may stand in a node.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    /// How many values after the word, at least and at most.
    pub(crate) arguments: (usize, usize),
    /// Properties that may stand here.
    pub(crate) properties: &'static [&'static str],
    /// Words that may stand between its braces; `None` where any name may.
    pub(crate) children: Option<&'static [&'static str]>,
}

/// What a name must be declared as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Wanted {
    Role,
    /// A role, or a word for those who may open a process.
    Opener,
    Party,
    Class,
    Urgency,
    Form,
    Stage,
    Level,
    Place,
    Step,
    Target,
    End,
    Words,
    Message,
}

/// A name that must be declared somewhere.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    pub(crate) wanted: Wanted,
    /// The process, for steps and ends.
    pub(crate) process: Option<Name>,
    pub(crate) name: Name,
    pub(crate) at: Stretch,
}

/// Collects problems, references and where things stand.
pub(crate) struct Reader<'a> {
    pub(crate) source: &'a Source<'a>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) references: Vec<Reference>,
    /// Where a declared thing stands, by a path such as `step/matter/listen`.
    pub(crate) stands: BTreeMap<String, Stretch>,
    /// Guards by the path of what they stand on, with their texts; their names are settled last.
    pub(crate) guards: BTreeMap<String, (String, Raw)>,
    /// The process that is being read.
    pub(crate) process: Option<Name>,
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(source: &'a Source<'a>) -> Self {
        Self {
            source,
            problems: Vec::new(),
            references: Vec::new(),
            stands: BTreeMap::new(),
            guards: BTreeMap::new(),
            process: None,
        }
    }

    pub(crate) fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Notes where something stands; `false` and a finding if it stands there already.
    pub(crate) fn declare(&mut self, path: String, name: &str, at: &Stretch) -> bool {
        if self.stands.contains_key(&path) {
            self.report(Problem::new(FindingCode::Twice, at).with("name", name));
            return false;
        }
        self.stands.insert(path, at.clone());
        true
    }

    pub(crate) fn refer(&mut self, wanted: Wanted, name: &Name, at: &Stretch) {
        let process = self.process.clone();
        self.references.push(Reference { wanted, process, name: name.clone(), at: at.clone() });
    }

    /// Reports what may not stand in a node.
    pub(crate) fn expect(&mut self, node: &KdlNode, shape: Shape) {
        let word = node.name().value();
        let mut arguments = 0;
        let mut seen = BTreeSet::new();
        for entry in node.entries() {
            match entry.name() {
                None => {
                    arguments += 1;
                    if arguments > shape.arguments.1 {
                        let problem = Problem::new(FindingCode::ExtraArgument, &stretch(entry));
                        self.report(problem.with("word", word));
                    }
                }
                Some(key) => self.expect_property(node, entry, key.value(), &mut seen, shape),
            }
        }
        if arguments < shape.arguments.0 {
            let at = word_stretch(node);
            self.report(Problem::new(FindingCode::MissingArgument, &at).with("word", word));
        }
        if let (Some(known), Some(children)) = (shape.children, node.children()) {
            for child in children.nodes() {
                self.expect_child(child, word, known);
            }
        }
    }

    fn expect_property(
        &mut self,
        node: &KdlNode,
        entry: &KdlEntry,
        key: &str,
        seen: &mut BTreeSet<String>,
        shape: Shape,
    ) {
        let at = key_stretch(entry);
        if shape.properties == ANY || shape.properties.contains(&key) {
            if !seen.insert(key.to_owned()) {
                self.report(Problem::new(FindingCode::Twice, &at).with("name", key));
            }
            return;
        }
        let problem = Problem::new(FindingCode::UnknownProperty, &at)
            .with("name", key)
            .with("word", node.name().value())
            .with("known", shape.properties.join(", "))
            .suggest(nearest(key, shape.properties.iter().copied()));
        self.report(problem);
    }

    /// Reports a word that may not stand between the braces of `parent`.
    pub(crate) fn expect_child(&mut self, child: &KdlNode, parent: &str, known: &[&str]) {
        let word = child.name().value();
        if known.contains(&word) {
            return;
        }
        let problem = Problem::new(FindingCode::UnknownNode, &word_stretch(child))
            .with("name", word)
            .with("word", parent)
            .with("known", known.join(", "))
            .suggest(nearest(word, known.iter().copied()));
        self.report(problem);
    }

    /// The single child called `word`; a second one is a finding.
    pub(crate) fn child<'n>(&mut self, node: &'n KdlNode, word: &str) -> Option<&'n KdlNode> {
        let mut found = children(node).filter(|child| child.name().value() == word);
        let first = found.next();
        let others: Vec<Stretch> = found.map(word_stretch).collect();
        for at in others {
            self.report(Problem::new(FindingCode::Twice, &at).with("name", word));
        }
        first
    }

    /// A text value; other types are a finding.
    pub(crate) fn text<'n>(&mut self, node: &'n KdlNode, key: &str) -> Option<(&'n str, Stretch)> {
        let entry = property(node, key)?;
        self.text_of(entry)
    }

    /// A property that must be there.
    pub(crate) fn needed<'n>(
        &mut self,
        node: &'n KdlNode,
        key: &'static str,
    ) -> Option<(&'n str, Stretch)> {
        if property(node, key).is_none() {
            self.missing_property(node, key);
        }
        self.text(node, key)
    }

    pub(crate) fn missing_property(&mut self, node: &KdlNode, key: &'static str) {
        let problem = Problem::new(FindingCode::MissingProperty, &word_stretch(node))
            .with("name", key)
            .with("word", node.name().value());
        self.report(problem);
    }

    pub(crate) fn text_of<'n>(&mut self, entry: &'n KdlEntry) -> Option<(&'n str, Stretch)> {
        let at = value_stretch(entry);
        let Some(text) = entry.value().as_string() else {
            self.wrong_type(&at, "text");
            return None;
        };
        if text.trim().is_empty() {
            self.wrong_type(&at, "text");
            return None;
        }
        Some((text, at))
    }

    /// Says that a value should have been a `text`, `number` or `flag`.
    pub(crate) fn wrong_type(&mut self, at: &Stretch, wanted: &'static str) {
        let given = self.source.slice(at).to_owned();
        // `within=15 days` is a number and a word; people mean a text.
        let digits = wanted == "text" && given.starts_with(|c: char| c.is_ascii_digit());
        let meant = digits.then(|| match self.source.word_after(at.end).filter(|w| is_unit(w)) {
            Some(unit) => format!("\"{given} {unit}\""),
            None => format!("\"{given}\""),
        });
        let problem = Problem::new(FindingCode::WrongType, at).with("wanted", wanted);
        self.report(problem.with("given", given).suggest(meant));
    }

    /// `#true` or `#false`, with a default.
    pub(crate) fn flag(&mut self, node: &KdlNode, key: &str, default: bool) -> bool {
        let Some(entry) = property(node, key) else { return default };
        entry.value().as_bool().unwrap_or_else(|| {
            self.wrong_type(&value_stretch(entry), "flag");
            default
        })
    }

    /// A whole number in a range.
    pub(crate) fn number(&mut self, entry: &KdlEntry, min: i64, max: i64) -> Option<i64> {
        let at = value_stretch(entry);
        let KdlValue::Integer(number) = entry.value() else {
            self.wrong_type(&at, "number");
            return None;
        };
        match i64::try_from(*number) {
            Ok(number) if (min..=max).contains(&number) => Some(number),
            _ => {
                let problem = Problem::new(FindingCode::BadNumber, &at);
                self.report(problem.with("given", number).with("min", min).with("max", max));
                None
            }
        }
    }

    /// A number that is a property.
    pub(crate) fn number_at(
        &mut self,
        node: &KdlNode,
        key: &str,
        range: (i64, i64),
    ) -> Option<i64> {
        self.number(property(node, key)?, range.0, range.1)
    }

    /// A text as a name.
    pub(crate) fn name(&mut self, text: &str, at: &Stretch) -> Option<Name> {
        let name = Name::new(text).ok();
        if name.is_none() {
            let meant = nearly_a_name(text);
            self.report(Problem::new(FindingCode::BadName, at).with("name", text).suggest(meant));
        }
        name
    }

    /// A property as a name.
    pub(crate) fn name_at(&mut self, node: &KdlNode, key: &str) -> Option<(Name, Stretch)> {
        let (text, at) = self.text(node, key)?;
        Some((self.name(text, &at)?, at))
    }

    /// A property as a name that must be declared.
    pub(crate) fn reference(&mut self, node: &KdlNode, key: &str, wanted: Wanted) -> Option<Name> {
        let (name, at) = self.name_at(node, key)?;
        self.refer(wanted, &name, &at);
        Some(name)
    }

    /// A property that holds names with commas between them.
    pub(crate) fn list_at(&mut self, node: &KdlNode, key: &str) -> Vec<(Name, Stretch)> {
        let Some((text, at)) = self.text(node, key) else { return Vec::new() };
        let written = self.source.slice(&at);
        let mut from = at.start + written.find(text).unwrap_or_default();
        let mut names = Vec::new();
        for part in text.split(',') {
            let inner = part.trim();
            let start = from + (part.len() - part.trim_start().len());
            let here = start..(start + inner.len()).min(at.end);
            names.extend(self.name(inner, &here).map(|name| (name, here)));
            from += part.len() + 1;
        }
        names
    }

    /// The values after a node's word as names.
    pub(crate) fn names(&mut self, node: &KdlNode) -> Vec<(Name, Stretch)> {
        let mut names = Vec::new();
        for entry in arguments(node) {
            if let Some((text, at)) = self.text_of(entry) {
                names.extend(self.name(text, &at).map(|name| (name, at)));
            }
        }
        names
    }

    /// The first value after a node's word as a name.
    pub(crate) fn first_name(&mut self, node: &KdlNode) -> Option<(Name, Stretch)> {
        let (text, at) = self.text_of(arguments(node).next()?)?;
        Some((self.name(text, &at)?, at))
    }

    /// What people see for a node: `zh` is needed, `en` is not.
    pub(crate) fn label(&mut self, node: &KdlNode) -> Label {
        let zh = self.needed(node, "zh").map_or_else(String::new, |(text, _)| text.to_owned());
        Label { zh, en: self.text(node, "en").map(|(text, _)| text.to_owned()) }
    }

    /// A property `when`, noted under the path of what it stands on.
    pub(crate) fn guard(&mut self, node: &KdlNode, path: String) {
        let Some((text, at)) = self.text(node, "when") else { return };
        // Escaped signs would shift what follows them; then the finding points to the beginning.
        let from = at.start + self.source.slice(&at).find(text).unwrap_or_default();
        self.stands.insert(format!("when/{path}"), at);
        match guard::parse(text, from) {
            Ok(raw) => {
                self.guards.insert(path, (text.to_owned(), raw));
            }
            Err(problem) => self.report(problem),
        }
    }

    /// One of the words of a table.
    pub(crate) fn choice<T: Copy>(
        &mut self,
        text: &str,
        at: &Stretch,
        table: &[(&'static str, T)],
    ) -> Option<T> {
        if let Some((_, value)) = table.iter().find(|(word, _)| *word == text) {
            return Some(*value);
        }
        let known: Vec<&str> = table.iter().map(|(word, _)| *word).collect();
        let problem = Problem::new(FindingCode::BadChoice, at)
            .with("given", text)
            .with("known", known.join(", "))
            .suggest(nearest(text, known));
        self.report(problem);
        None
    }

    /// A percentage such as `"80%"`.
    pub(crate) fn percent(&mut self, node: &KdlNode, key: &str) -> Option<u32> {
        let (text, at) = self.text(node, key)?;
        let percent = text.strip_suffix('%').and_then(|number| number.trim().parse().ok());
        let percent = percent.filter(|percent| (1..=100).contains(percent));
        if percent.is_none() {
            self.report(Problem::new(FindingCode::BadPercent, &at).with("given", text));
        }
        percent
    }
}

/// What was meant by a text that is no name: capital letters, `_`, commas where blanks belong.
fn nearly_a_name(text: &str) -> Option<String> {
    let parts = text
        .split([',', '\u{ff0c}', '\u{3001}'])
        .map(|part| part.trim().to_lowercase().replace('_', "-"));
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    let names = !parts.is_empty() && parts.iter().all(|part| Name::new(part).is_ok());
    let comma = text.contains(['\u{ff0c}', '\u{3001}']);
    names.then(|| parts.join(if comma { "," } else { " " }))
}

/// For [`Shape::properties`] where any name may stand.
pub(crate) const ANY: &[&str] = &["*"];

pub(crate) fn children(node: &KdlNode) -> impl Iterator<Item = &KdlNode> {
    node.children().into_iter().flat_map(|document| document.nodes())
}

pub(crate) fn arguments(node: &KdlNode) -> impl Iterator<Item = &KdlEntry> {
    node.entries().iter().filter(|entry| entry.name().is_none())
}

pub(crate) fn properties(node: &KdlNode) -> impl Iterator<Item = (&str, &KdlEntry)> {
    node.entries().iter().filter_map(|entry| Some((entry.name()?.value(), entry)))
}

pub(crate) fn property<'n>(node: &'n KdlNode, key: &str) -> Option<&'n KdlEntry> {
    properties(node).find(|(found, _)| *found == key).map(|(_, entry)| entry)
}

/// Where a node's word stands.
pub(crate) fn word_stretch(node: &KdlNode) -> Stretch {
    let span = node.name().span();
    span.offset()..span.offset() + span.len()
}

/// Where an entry stands, key included.
pub(crate) fn stretch(entry: &KdlEntry) -> Stretch {
    let span = entry.span();
    span.offset()..span.offset() + span.len()
}

/// Where a property's key stands.
pub(crate) fn key_stretch(entry: &KdlEntry) -> Stretch {
    entry.name().map_or_else(
        || stretch(entry),
        |key| key.span().offset()..key.span().offset() + key.span().len(),
    )
}

/// Where an entry's value stands.
pub(crate) fn value_stretch(entry: &KdlEntry) -> Stretch {
    let whole = stretch(entry);
    let length = entry.format().map_or(0, |format| format.value_repr.len());
    let start = whole.end.saturating_sub(length).max(whole.start);
    start..whole.end
}
