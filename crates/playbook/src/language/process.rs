//! Processes: what they open, their steps, ends and asides.

use std::collections::{BTreeMap, BTreeSet};

use kdl::KdlNode;
use linli_kernel::{Limit, LimitUnit};

use super::{
    code::FindingCode,
    finding::Problem,
    placeholder,
    reader::{Reader, Shape, Wanted, children, property, word_stretch},
    telling::SIGHTS,
};
use crate::model::{Aside, AsideKind, EndKind, EndState, Name, OpenedBy, Process, Visibility};

const PROCESS: Shape = Shape {
    arguments: (1, 1),
    properties: &["zh", "en", "class", "urgency"],
    children: Some(&["opens", "opened-by", "through", "recusal", "first", "step", "end", "aside"]),
};
const NAMES: Shape = Shape { arguments: (1, 40), properties: &[], children: Some(&[]) };
/// Whoever is signed in, where it is said who opens a process.
pub(super) const RESIDENTS: &str = "residents";
/// Every post that holds office, at the same place.
pub(super) const OFFICES: &str = "offices";
const END_KINDS: &[(&str, EndKind)] = &[
    ("rated", EndKind::Rated),
    ("unrated", EndKind::Unrated),
    ("told", EndKind::Told),
    ("withdrawn", EndKind::Withdrawn),
];

/// Kinds of asides, as they are written.
#[derive(Clone, Copy)]
enum Beside {
    Supplement,
    AskRaiser,
    Extend,
    Suspend,
    Merge,
    Urge,
    Withdraw,
    Supervise,
    Note,
}

const ASIDES: &[(&str, Beside)] = &[
    ("supplement", Beside::Supplement),
    ("ask-raiser", Beside::AskRaiser),
    ("extend", Beside::Extend),
    ("suspend", Beside::Suspend),
    ("merge", Beside::Merge),
    ("urge", Beside::Urge),
    ("withdraw", Beside::Withdraw),
    ("supervise", Beside::Supervise),
    ("note", Beside::Note),
];

/// What a process may be opened as.
#[derive(Default)]
struct Opens {
    names: Vec<Name>,
    classes: BTreeMap<Name, Name>,
    disputes: BTreeSet<Name>,
}

impl Reader<'_> {
    /// A process.
    pub(crate) fn process(&mut self, node: &KdlNode, processes: &mut BTreeMap<Name, Process>) {
        self.expect(node, PROCESS);
        let label = self.label(node);
        let Some((key, stands)) = self.first_name(node) else { return };
        let declared = self.declare(format!("process/{key}"), key.as_str(), &stands);
        self.process = Some(key.clone());
        for needed in ["class", "urgency"] {
            if property(node, needed).is_none() {
                self.missing_property(node, needed);
            }
        }
        let class = self.reference(node, "class", Wanted::Class).unwrap_or_else(placeholder);
        let urgency = self.reference(node, "urgency", Wanted::Urgency).unwrap_or_else(placeholder);
        let Opens { names: opens, classes: opens_class, disputes } = self.opens(node);
        let through = self.worded(node, "through");
        let opened_by = self.opened_by(node, &key);
        let recusal = self.child(node, "recusal").is_some_and(|recusal| {
            self.expect(recusal, Shape { arguments: (0, 0), properties: &["to"], ..NAMES });
            let to = self.needed(recusal, "to");
            to.and_then(|(text, at)| self.choice(text, &at, &[("up", ())])).is_some()
        });
        let first = self.needed_child(node, "first").and_then(|first| {
            self.expect(first, Shape { arguments: (1, 1), ..NAMES });
            let (name, at) = self.first_name(first)?;
            self.refer(Wanted::Step, &name, &at);
            Some(name)
        });
        let mut process = Process {
            key: key.clone(),
            label,
            opens,
            opens_class,
            disputes,
            class,
            urgency,
            through,
            opened_by,
            recusal,
            first: first.unwrap_or_else(placeholder),
            steps: BTreeMap::new(),
            ends: BTreeMap::new(),
            asides: BTreeMap::new(),
        };
        for child in children(node) {
            match child.name().value() {
                "step" => self.step(child, &key, &mut process.steps),
                "end" => self.end(child, &key, &mut process.ends),
                "aside" => self.aside(child, &key, &mut process.asides),
                _ => {}
            }
        }
        self.process = None;
        if declared {
            processes.insert(key, process);
        }
    }

    /// What it may be opened as: any number of lines, each with or without a class of its own.
    fn opens(&mut self, node: &KdlNode) -> Opens {
        let mut opens = Opens::default();
        let lines: Vec<&KdlNode> =
            children(node).filter(|child| child.name().value() == "opens").collect();
        if lines.is_empty() {
            self.needed_child(node, "opens");
        }
        for line in lines {
            self.expect(line, Shape { properties: &["class", "dispute"], ..NAMES });
            let class = self.reference(line, "class", Wanted::Class);
            let dispute = self.flag(line, "dispute", false);
            let before = opens.names.len();
            self.add_worded(line, &mut opens.names);
            for name in opens.names.iter().skip(before) {
                opens.classes.extend(class.iter().map(|class| (name.clone(), class.clone())));
                opens.disputes.extend(dispute.then(|| name.clone()));
            }
        }
        opens
    }

    /// `opened-by residents offices ROLE …`.
    fn opened_by(&mut self, node: &KdlNode, process: &Name) -> Option<OpenedBy> {
        let line = self.child(node, "opened-by")?;
        self.expect(line, NAMES);
        let mut opened_by = OpenedBy::default();
        for (name, at) in self.names(line) {
            if !self.declare(format!("opened-by/{process}/{name}"), name.as_str(), &at) {
                continue;
            }
            match name.as_str() {
                RESIDENTS => opened_by.residents = true,
                OFFICES => opened_by.offices = true,
                _ => {
                    self.refer(Wanted::Opener, &name, &at);
                    opened_by.roles.insert(name);
                }
            }
        }
        Some(opened_by)
    }

    /// Names for which people need words.
    fn worded(&mut self, node: &KdlNode, word: &'static str) -> Vec<Name> {
        let Some(child) = self.needed_child(node, word) else { return Vec::new() };
        self.expect(child, NAMES);
        let mut names = Vec::new();
        self.add_worded(child, &mut names);
        names
    }

    fn add_worded(&mut self, line: &KdlNode, names: &mut Vec<Name>) {
        for (name, at) in self.names(line) {
            self.refer(Wanted::Words, &name, &at);
            if names.contains(&name) {
                self.report(Problem::new(FindingCode::Twice, &at).with("name", &name));
            } else {
                names.push(name);
            }
        }
    }

    fn end(&mut self, node: &KdlNode, process: &Name, ends: &mut BTreeMap<Name, EndState>) {
        let properties = &["kind", "zh", "en", "review", "mediation"];
        self.expect(node, Shape { arguments: (1, 1), properties, children: Some(&[]) });
        let label = self.label(node);
        let given = self.text(node, "kind");
        let review = self.reference(node, "review", Wanted::Step);
        let mediation = self.reference(node, "mediation", Wanted::Step);
        let Some((key, stands)) = self.first_name(node) else { return };
        let (kind, at) = given.unwrap_or((key.as_str(), stands.clone()));
        let kind = self.choice(kind, &at, END_KINDS).unwrap_or(EndKind::Told);
        for name in ["review", "mediation"] {
            if let (Some(entry), true) = (property(node, name), kind != EndKind::Told) {
                let problem =
                    Problem::new(FindingCode::UnknownProperty, &super::reader::key_stretch(entry));
                let problem = problem.with("name", name).with("word", &key);
                self.report(problem.with("known", "kind, zh, en"));
            }
        }
        if let Some(entry) = property(node, "mediation") {
            let at = super::reader::value_stretch(entry);
            self.stands.insert(format!("mediation/{process}/{key}"), at);
        }
        if self.declare(format!("target/{process}/{key}"), key.as_str(), &stands) {
            ends.insert(key.clone(), EndState { key, label, kind, review, mediation });
        }
    }

    fn aside(&mut self, node: &KdlNode, process: &Name, asides: &mut BTreeMap<Name, Aside>) {
        let label = self.label(node);
        let given = self.text(node, "kind");
        let Some((key, stands)) = self.first_name(node) else {
            self.expect(node, Shape { arguments: (1, 1), properties: &[], children: None });
            return;
        };
        let (kind, at) = given.unwrap_or((key.as_str(), stands.clone()));
        let Some(kind) = self.choice(kind, &at, ASIDES) else { return };
        self.expect(node, aside_shape(kind));
        let form = self.reference(node, "form", Wanted::Form);
        let kind = self.aside_kind(node, kind);
        if self.declare(format!("aside/{process}/{key}"), key.as_str(), &stands) {
            self.guard(node, format!("aside/{process}/{key}"));
            if let Some(entry) = property(node, "form") {
                let at = super::reader::value_stretch(entry);
                self.stands.insert(format!("aside-form/{process}/{key}"), at);
            }
            asides.insert(key.clone(), Aside { key, label, kind, form, when: None });
        }
    }

    fn aside_kind(&mut self, node: &KdlNode, kind: Beside) -> AsideKind {
        match kind {
            Beside::Supplement => AsideKind::Supplement,
            Beside::AskRaiser => AsideKind::AskRaiser { max: self.needed_limit(node, "max") },
            Beside::Extend => AsideKind::Extend { once: self.flag(node, "once", true) },
            Beside::Suspend => AsideKind::Suspend { max: self.needed_limit(node, "max") },
            Beside::Merge => AsideKind::Merge,
            Beside::Urge => AsideKind::Urge { every: self.needed_limit(node, "every") },
            Beside::Withdraw => self.withdraw(node),
            Beside::Supervise => {
                AsideKind::Supervise { answer_within: self.needed_limit(node, "answer-within") }
            }
            Beside::Note => AsideKind::Note {
                visible: self
                    .text(node, "visible")
                    .map_or(Some(Visibility::Internal), |(word, at)| self.choice(word, &at, SIGHTS))
                    .unwrap_or(Visibility::Internal),
            },
        }
    }

    fn withdraw(&mut self, node: &KdlNode) -> AsideKind {
        if property(node, "to").is_none() {
            self.missing_property(node, "to");
        }
        let before = self.list_at(node, "before");
        for (step, at) in &before {
            self.refer(Wanted::Step, step, at);
        }
        let to = self.name_at(node, "to").map(|(to, at)| {
            self.refer(Wanted::End, &to, &at);
            let process = self.process.as_ref().map_or("", Name::as_str);
            self.stands.insert(format!("withdraw/{process}/{to}"), at);
            to
        });
        let to = to.unwrap_or_else(placeholder);
        AsideKind::Withdraw { before: before.into_iter().map(|(step, _)| step).collect(), to }
    }

    /// A duration that must be there; a work day stands in where it is not.
    pub(crate) fn needed_limit(&mut self, node: &KdlNode, key: &'static str) -> Limit {
        if property(node, key).is_none() {
            self.missing_property(node, key);
        }
        self.limit_at(node, key).unwrap_or(Limit { amount: 1, unit: LimitUnit::WorkDay })
    }

    /// Where an end or step stands: its name's place.
    pub(crate) fn stands_at(&self, node: &KdlNode) -> super::source::Stretch {
        let first = super::reader::arguments(node).next();
        first.map_or_else(|| word_stretch(node), super::reader::value_stretch)
    }
}

const fn aside_shape(kind: Beside) -> Shape {
    let properties: &[&str] = match kind {
        Beside::AskRaiser | Beside::Suspend => {
            &["kind", "zh", "en", "form", "when", "max", "clock"]
        }
        Beside::Extend => &["kind", "zh", "en", "form", "when", "once"],
        Beside::Urge => &["kind", "zh", "en", "form", "when", "every", "clock"],
        Beside::Withdraw => &["kind", "zh", "en", "form", "when", "before", "to"],
        Beside::Supervise => &["kind", "zh", "en", "form", "when", "answer-within", "clock"],
        Beside::Note => &["kind", "zh", "en", "form", "when", "visible"],
        Beside::Supplement | Beside::Merge => &["kind", "zh", "en", "form", "when"],
    };
    Shape { arguments: (1, 1), properties, children: Some(&[]) }
}
