//! The head of a playbook and what stands beside its processes: stages, words, roles, kinds of
//! organisations, classes, urgency.

use std::collections::BTreeMap;

use kdl::KdlNode;
use linli_kernel::{Limit, LimitUnit};

use super::{
    RuleNames,
    code::FindingCode,
    finding::Problem,
    placeholder,
    reader::{Reader, Shape, Wanted, arguments, children, property, value_stretch, word_stretch},
    suggest::nearest,
};
use crate::model::{
    Category, Class, Duties, Label, Name, Playbook, Publicity, Role, Staffing, Urgency,
};

const HEAD: Shape = Shape {
    arguments: (1, 1),
    properties: &["version", "source"],
    children: Some(&[
        "name",
        "calendar",
        "contains",
        "grids",
        "base",
        "admission-list",
        "responsibility",
        "deliberation-day",
        "stages",
        "words",
        "messages",
        "rules",
    ]),
};
const NAMED: Shape = Shape { arguments: (0, 0), properties: &["zh", "en"], children: Some(&[]) };
const NAMES: Shape = Shape { arguments: (1, 40), properties: &[], children: Some(&[]) };
const BLOCK: Shape = Shape { arguments: (0, 0), properties: &[], children: None };

/// A playbook with nothing in it yet.
pub(crate) fn empty() -> Playbook {
    Playbook {
        key: placeholder(),
        version: 1,
        source: String::new(),
        label: Label { zh: String::new(), en: None },
        containment: Vec::new(),
        grids_under: None,
        declared_base: None,
        admission_list: Vec::new(),
        responsibility: Vec::new(),
        deliberation_day: None,
        stages: Vec::new(),
        roles: BTreeMap::new(),
        parties: BTreeMap::new(),
        classes: BTreeMap::new(),
        categories: Vec::new(),
        urgencies: BTreeMap::new(),
        forms: BTreeMap::new(),
        processes: BTreeMap::new(),
        rules: BTreeMap::new(),
        words: BTreeMap::new(),
        messages: BTreeMap::new(),
        staffing: Staffing::default(),
    }
}

impl Reader<'_> {
    /// The `playbook` node.
    pub(crate) fn head(&mut self, node: &KdlNode, rules: &RuleNames, playbook: &mut Playbook) {
        self.expect(node, HEAD);
        if let Some((name, _)) = self.first_name(node) {
            playbook.key = name;
        }
        if property(node, "version").is_none() {
            self.missing_property(node, "version");
        }
        if let Some(version) = self.number_at(node, "version", (1, 1_000_000)) {
            playbook.version = u32::try_from(version).unwrap_or(1);
        }
        playbook.source = self.needed(node, "source").map_or_else(String::new, |(s, _)| s.into());
        if let Some(name) = self.needed_child(node, "name") {
            self.expect(name, NAMED);
            playbook.label = self.label(name);
        }
        self.places(node, playbook);
        if let Some(day) = self.child(node, "deliberation-day") {
            self.stands.insert("deliberation-day".to_owned(), word_stretch(day));
            self.expect(day, Shape { arguments: (1, 1), properties: &[], children: Some(&[]) });
            let number = arguments(day).next().and_then(|entry| self.number(entry, 1, 28));
            playbook.deliberation_day = number.and_then(|day| i8::try_from(day).ok());
        }
        if let Some(stages) = self.needed_child(node, "stages") {
            self.expect(stages, BLOCK);
            playbook.stages = self.labelled(stages, "stage");
        }
        if let Some(words) = self.child(node, "words") {
            self.expect(words, BLOCK);
            playbook.words = self.labelled(words, "words").into_iter().collect();
        }
        if let Some(messages) = self.child(node, "messages") {
            self.expect(messages, BLOCK);
            playbook.messages = self.messages(messages);
        }
        if let Some(numbers) = self.child(node, "rules") {
            self.expect(numbers, BLOCK);
            self.rules(numbers, rules, playbook);
        }
    }

    /// A child that must be there.
    pub(crate) fn needed_child<'n>(
        &mut self,
        node: &'n KdlNode,
        word: &'static str,
    ) -> Option<&'n KdlNode> {
        let child = self.child(node, word);
        if child.is_none() {
            let problem = Problem::new(FindingCode::MissingNode, &word_stretch(node));
            self.report(problem.with("name", word).with("word", node.name().value()));
        }
        child
    }

    fn places(&mut self, node: &KdlNode, playbook: &mut Playbook) {
        if let Some(calendar) = self.child(node, "calendar") {
            self.expect(calendar, Shape { arguments: (1, 1), ..NAMES });
            if let Some((name, at)) = self.first_name(calendar) {
                self.choice(name.as_str(), &at, &[("cn", ())]);
            }
        }
        if let Some(contains) = self.needed_child(node, "contains") {
            self.expect(contains, NAMES);
            playbook.containment = self.containment(contains);
        }
        if let Some(grids) = self.child(node, "grids") {
            self.expect(grids, Shape { arguments: (0, 0), properties: &["under"], ..NAMES });
            if property(grids, "under").is_none() {
                self.missing_property(grids, "under");
            }
            playbook.grids_under = self.reference(grids, "under", Wanted::Place);
            if self.stands.contains_key("place/grid") {
                let problem = Problem::new(FindingCode::Twice, &word_stretch(grids));
                self.report(problem.with("name", "grid"));
            }
        }
        if let Some(base) = self.child(node, "base") {
            self.base(base, playbook);
        }
        if let Some(list) = self.child(node, "admission-list") {
            self.expect(list, NAMES);
            for (role, at) in self.names(list) {
                if self.declare(format!("admission-list/{role}"), role.as_str(), &at) {
                    self.refer(Wanted::Role, &role, &at);
                    playbook.admission_list.push(role);
                }
            }
        }
        if let Some(levels) = self.needed_child(node, "responsibility") {
            self.expect(levels, NAMES);
            for (level, at) in self.names(levels) {
                if self.declare(format!("level/{level}"), level.as_str(), &at) {
                    self.refer(Wanted::Place, &level, &at);
                    self.refer(Wanted::Words, &level, &at);
                    playbook.responsibility.push(level);
                }
            }
        }
    }

    /// `base PLACE`, where no `grids` line says it.
    fn base(&mut self, node: &KdlNode, playbook: &mut Playbook) {
        self.expect(node, Shape { arguments: (1, 1), ..NAMES });
        if playbook.grids_under.is_some() {
            let problem = Problem::new(FindingCode::Twice, &word_stretch(node));
            self.report(problem.with("name", "base"));
        }
        if let Some((name, at)) = self.first_name(node) {
            self.refer(Wanted::Place, &name, &at);
            playbook.declared_base = Some(name);
        }
    }

    /// Kinds of places from the top down; `compound|yard` are alternatives on one rung.
    fn containment(&mut self, node: &KdlNode) -> Vec<Vec<Name>> {
        let mut rungs = Vec::new();
        for entry in arguments(node) {
            let Some((text, at)) = self.text_of(entry) else { continue };
            let mut rung = Vec::new();
            for part in text.split('|') {
                let Some(name) = self.name(part.trim(), &at) else { continue };
                if self.declare(format!("place/{name}"), name.as_str(), &at) {
                    self.refer(Wanted::Words, &name, &at);
                    rung.push(name);
                }
            }
            rungs.push(rung);
        }
        rungs
    }

    /// Lines of `name zh="…" en="…"`, in order.
    pub(crate) fn labelled(&mut self, node: &KdlNode, path: &str) -> Vec<(Name, Label)> {
        let mut found = Vec::new();
        for child in children(node) {
            self.expect(child, NAMED);
            let at = word_stretch(child);
            let label = self.label(child);
            let Some(name) = self.name(child.name().value(), &at) else { continue };
            if self.declare(format!("{path}/{name}"), name.as_str(), &at) {
                found.push((name, label));
            }
        }
        found
    }

    fn rules(&mut self, node: &KdlNode, rules: &RuleNames, playbook: &mut Playbook) {
        for child in children(node) {
            self.expect(child, Shape { arguments: (1, 1), properties: &[], children: Some(&[]) });
            let at = word_stretch(child);
            let Some(name) = self.name(child.name().value(), &at) else { continue };
            if !rules.numbers.contains(&name) {
                let near = nearest(name.as_str(), rules.numbers.iter().map(Name::as_str));
                let problem = Problem::new(FindingCode::UnknownRule, &at);
                self.report(problem.with("name", &name).suggest(near));
            }
            let value = arguments(child).next();
            let value = value.and_then(|entry| self.number(entry, 0, 1_000_000_000));
            if self.declare(format!("rule/{name}"), name.as_str(), &at) {
                playbook.rules.insert(name, value.unwrap_or_default());
            }
        }
    }

    /// `role NAME at=LEVEL zh="…" fallback=ROLE office=#true { duties source="…" { duty zh="…" } }`.
    pub(crate) fn role(&mut self, node: &KdlNode, playbook: &mut Playbook) {
        self.expect(
            node,
            Shape {
                arguments: (1, 1),
                properties: &["at", "zh", "en", "fallback", "office"],
                children: Some(&["duties"]),
            },
        );
        let duties = self.duties(node);
        let label = self.label(node);
        if property(node, "at").is_none() {
            self.missing_property(node, "at");
        }
        let at = self.reference(node, "at", Wanted::Place);
        let fallback = self.reference(node, "fallback", Wanted::Role);
        let office = self.flag(node, "office", false);
        let Some((name, stands)) = self.first_name(node) else { return };
        if let Some(entry) = property(node, "fallback") {
            self.stands.insert(format!("fallback/{name}"), value_stretch(entry));
        }
        if Role::TAKEN.iter().any(|taken| name == *taken) {
            self.report(Problem::new(FindingCode::ReservedName, &stands).with("name", &name));
        }
        if self.declare(format!("role/{name}"), name.as_str(), &stands) {
            let at = at.unwrap_or_else(placeholder);
            playbook.roles.insert(name, Role { label, at, fallback, office, duties });
        }
    }

    /// `duties source="…" { duty zh="…" en="…" }` of a role, if it has any.
    fn duties(&mut self, role: &KdlNode) -> Duties {
        let Some(node) = self.child(role, "duties") else { return Duties::default() };
        let shape = Shape { arguments: (0, 0), properties: &["source"], children: Some(&["duty"]) };
        self.expect(node, shape);
        let source = self.needed(node, "source").map_or_else(String::new, |(s, _)| s.into());
        if children(node).next().is_none() {
            let problem = Problem::new(FindingCode::MissingNode, &word_stretch(node));
            self.report(problem.with("name", "duty").with("word", "duties"));
        }
        let mut lines = Vec::new();
        for duty in children(node) {
            self.expect(duty, NAMED);
            lines.push(self.label(duty));
        }
        Duties { source, lines }
    }

    /// `party NAME zh="…"`.
    pub(crate) fn party(&mut self, node: &KdlNode, playbook: &mut Playbook) {
        self.expect(node, Shape { arguments: (1, 1), ..NAMED });
        let label = self.label(node);
        let Some((name, stands)) = self.first_name(node) else { return };
        if self.declare(format!("party/{name}"), name.as_str(), &stands) {
            playbook.parties.insert(name, label);
        }
    }

    /// `class NAME publicity=private zh="…"`.
    pub(crate) fn class(&mut self, node: &KdlNode, playbook: &mut Playbook) {
        let properties = &["publicity", "zh", "en"];
        self.expect(node, Shape { arguments: (1, 1), properties, children: Some(&[]) });
        let label = self.label(node);
        let given = self.needed(node, "publicity");
        let publicity = given.and_then(|(text, at)| self.choice(text, &at, Publicity::WORDS));
        let Some((name, stands)) = self.first_name(node) else { return };
        if self.declare(format!("class/{name}"), name.as_str(), &stands) {
            let publicity = publicity.unwrap_or(Publicity::Private);
            playbook.classes.insert(name, Class { label, publicity });
        }
    }

    /// `category NAME zh="…" class=CLASS urgency=URGENCY`.
    pub(crate) fn category(&mut self, node: &KdlNode, playbook: &mut Playbook) {
        let properties = &["zh", "en", "class", "urgency"];
        self.expect(node, Shape { arguments: (1, 1), properties, children: Some(&[]) });
        let label = self.label(node);
        let class = self.reference(node, "class", Wanted::Class);
        let urgency = self.reference(node, "urgency", Wanted::Urgency);
        let Some((name, stands)) = self.first_name(node) else { return };
        if self.declare(format!("category/{name}"), name.as_str(), &stands) {
            playbook.categories.push((name, Category { label, class, urgency }));
        }
    }

    /// `urgency NAME overall="15 workdays" zh="…" { step STEP within="2 hours" }`.
    pub(crate) fn urgency(&mut self, node: &KdlNode, playbook: &mut Playbook) {
        let properties = &["overall", "clock", "zh", "en"];
        self.expect(node, Shape { arguments: (1, 1), properties, children: Some(&["step"]) });
        let label = self.label(node);
        if property(node, "overall").is_none() {
            self.missing_property(node, "overall");
        }
        let overall = self.limit_at(node, "overall");
        let mut steps = BTreeMap::new();
        let urgency = arguments(node).next().and_then(|entry| entry.value().as_string());
        for child in children(node) {
            let properties = &["within", "clock"];
            self.expect(child, Shape { arguments: (1, 1), properties, children: Some(&[]) });
            if property(child, "within").is_none() {
                self.missing_property(child, "within");
            }
            let limit = self.limit_at(child, "within");
            let Some((step, at)) = self.first_name(child) else { continue };
            self.refer(Wanted::Step, &step, &at);
            let path = format!("urgency-step/{}/{step}", urgency.unwrap_or_default());
            self.stands.insert(path, at);
            if let Some(limit) = limit {
                steps.insert(step, limit);
            }
        }
        let Some((name, stands)) = self.first_name(node) else { return };
        if self.declare(format!("urgency/{name}"), name.as_str(), &stands) {
            let none = Limit { amount: 1, unit: LimitUnit::WorkDay };
            let overall = overall.unwrap_or(none);
            playbook.urgencies.insert(name, Urgency { label, overall, steps });
        }
    }
}
