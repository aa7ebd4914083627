//! Steps: who, how long, what when it is late, what can come out.

use std::collections::BTreeMap;

use kdl::KdlNode;
use linli_kernel::{Limit, LimitUnit};

use super::{
    code::FindingCode,
    finding::Problem,
    placeholder,
    reader::{
        ANY, Reader, Shape, Wanted, children, properties, property, stretch, value_stretch,
        word_stretch,
    },
};
use crate::model::{
    Bound, By, LateThen, Name, Outcome, Publicity, Step, StepKind, Target, Wait, Within,
};

/// Kinds of steps, as they are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Act,
    Dispatch,
    Offer,
    Publish,
    Rate,
    Wait,
    NotYet,
}

const KINDS: &[(&str, Kind)] = &[
    ("act", Kind::Act),
    ("dispatch", Kind::Dispatch),
    ("offer", Kind::Offer),
    ("publish", Kind::Publish),
    ("rate", Kind::Rate),
    ("wait", Kind::Wait),
    ("meet", Kind::NotYet),
    ("vote", Kind::NotYet),
];

const PROPERTIES: &[&str] = &[
    "zh",
    "en",
    "source",
    "stage",
    "kind",
    "by",
    "level",
    "within",
    "clock",
    "bound",
    "exhausted",
    "cumulative",
    "supervised-by",
    "publicity",
    "whistle",
];

/// What `publicity=` of a step may say: it narrows, and nothing is wider than `public`.
const NARROWER: &[(&str, Publicity)] =
    &[("private", Publicity::Private), ("compound", Publicity::Compound)];

/// Words that `then=` and `exhausted=` understand beside names of steps.
const RESERVED: &[&str] = &["up", "close", "supervise"];

const fn words(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Act | Kind::NotYet => &["ladder", "late", "outcome", "visible", "notify"],
        Kind::Dispatch => {
            &["ladder", "late", "outcome", "visible", "notify", "lead", "assist", "join", "answer"]
        }
        Kind::Offer => &["late", "outcome", "visible", "notify", "invite", "take"],
        Kind::Publish => {
            &["ladder", "late", "outcome", "visible", "notify", "private", "compound", "public"]
        }
        Kind::Rate => &[
            "ladder",
            "late",
            "outcome",
            "visible",
            "notify",
            "representatives",
            "scale",
            "pass",
            "revisit",
            "silence",
        ],
        Kind::Wait => &["ladder", "late", "outcome", "visible", "notify", "until"],
    }
}

impl Reader<'_> {
    /// A step.
    pub(crate) fn step(
        &mut self,
        node: &KdlNode,
        process: &Name,
        steps: &mut BTreeMap<Name, Step>,
    ) {
        let kind = self.kind(node);
        let shape = Shape {
            arguments: (1, 1),
            properties: PROPERTIES,
            // Another kind's words would only repeat what is wrong with the kind itself.
            children: kind.filter(|kind| *kind != Kind::NotYet).map(words),
        };
        self.expect(node, shape);
        let label = self.label(node);
        if property(node, "stage").is_none() {
            self.missing_property(node, "stage");
        }
        let stage = self.reference(node, "stage", Wanted::Stage).unwrap_or_else(placeholder);
        let Some((key, stands)) = self.first_name(node) else { return };
        if RESERVED.contains(&key.as_str()) {
            self.report(Problem::new(FindingCode::ReservedName, &stands).with("name", &key));
        }
        let declared = self.declare(format!("target/{process}/{key}"), key.as_str(), &stands);
        let path = format!("{process}/{key}");
        let kind = kind.unwrap_or(Kind::Act);
        if kind != Kind::Dispatch
            && let Some(entry) = property(node, "whistle")
        {
            self.report(Problem::new(FindingCode::WhistleKind, &super::reader::key_stretch(entry)));
        }
        let what = self.what(node, kind, &path);
        let step = Step {
            label,
            source: self.text(node, "source").map(|(text, _)| text.to_owned()),
            stage,
            by: self.by(node, kind),
            level: self.reference(node, "level", Wanted::Level),
            within: self.within(node, &what),
            ladder: self.ladder(node, &path),
            remind_percent: self.remind(node),
            late: self.late(node, kind, &path),
            top: self.top(node, &path),
            bound: self.bound(node, &path),
            cumulative: self.flag(node, "cumulative", false),
            supervised_by: self.reference(node, "supervised-by", Wanted::Party),
            publicity: self.narrower(node),
            outcomes: self.outcomes(node, &path),
            visible: self.sights(node),
            notices: self.notices(node, &path),
            kind: what,
            key: key.clone(),
        };
        if declared {
            steps.insert(key, step);
        }
    }

    fn narrower(&mut self, node: &KdlNode) -> Option<Publicity> {
        let (text, at) = self.text(node, "publicity")?;
        self.choice(text, &at, NARROWER)
    }

    fn kind(&mut self, node: &KdlNode) -> Option<Kind> {
        let (text, at) = self.needed(node, "kind")?;
        let kind = self.choice(text, &at, KINDS)?;
        if kind == Kind::NotYet {
            self.report(Problem::new(FindingCode::KindNotYet, &at).with("kind", text));
        }
        Some(kind)
    }

    fn what(&mut self, node: &KdlNode, kind: Kind, path: &str) -> StepKind {
        match kind {
            Kind::Act | Kind::NotYet => StepKind::Act,
            Kind::Dispatch => StepKind::Dispatch(self.dispatch(node, path)),
            Kind::Offer => StepKind::Offer(self.offering(node, path)),
            Kind::Publish => StepKind::Publish(self.publish(node, path)),
            Kind::Rate => StepKind::Rate(self.rate(node, path)),
            Kind::Wait => StepKind::Wait(self.wait(node)),
        }
    }

    fn by(&mut self, node: &KdlNode, kind: Kind) -> By {
        let Some((name, at)) = self.name_at(node, "by") else {
            let wanted = matches!(kind, Kind::Act | Kind::Dispatch | Kind::NotYet);
            if wanted && property(node, "by").is_none() {
                let problem = Problem::new(FindingCode::NoResponsible, &self.stands_at(node));
                self.report(problem);
            }
            return By::Nobody;
        };
        match (name.as_str(), kind) {
            ("raisers", Kind::Rate) => By::Nobody,
            ("nobody", Kind::Publish | Kind::Wait | Kind::Offer) => By::Nobody,
            ("nobody" | "raisers", _) => {
                self.report(Problem::new(FindingCode::NoResponsible, &at));
                By::Nobody
            }
            (_, Kind::Rate) => {
                let problem = Problem::new(FindingCode::BadChoice, &at);
                self.report(problem.with("given", &name).with("known", "raisers"));
                By::Nobody
            }
            _ => self.responsible(name, &at),
        }
    }

    /// A role, or the post that answered for the case last.
    pub(crate) fn responsible(&mut self, name: Name, at: &super::source::Stretch) -> By {
        if name == "last-holder" {
            return By::LastHolder;
        }
        self.refer(Wanted::Role, &name, at);
        By::Role(name)
    }

    fn within(&mut self, node: &KdlNode, kind: &StepKind) -> Within {
        let none = Limit { amount: 1, unit: LimitUnit::WorkDay };
        let Some((text, at)) = self.text(node, "within") else {
            if let StepKind::Publish(publish) = kind {
                // A publication's time is its rule's; the longest stands for the step.
                let open = publish.rules.values().filter_map(|rule| rule.open_for);
                return Within::Limit(open.max_by_key(|limit| limit.amount).unwrap_or(none));
            }
            if property(node, "within").is_none() {
                self.report(Problem::new(FindingCode::NoDeadline, &self.stands_at(node)));
            }
            return Within::Limit(none);
        };
        match text {
            "next-deliberation-day" => {
                if !self.stands.contains_key("deliberation-day") {
                    let problem = Problem::new(FindingCode::MissingNode, &at);
                    self.report(problem.with("name", "deliberation-day").with("word", "playbook"));
                }
                Within::NextDeliberationDay
            }
            "item.due" => {
                if !matches!(kind, StepKind::Dispatch(dispatch)
                    if matches!(dispatch.lead, crate::model::Lead::Items { .. }))
                {
                    self.report(Problem::new(FindingCode::ItemsNotBrought, &at));
                }
                Within::ItemDue
            }
            _ => Within::Limit(self.limit(node, text, &at).unwrap_or(none)),
        }
    }

    fn ladder(&mut self, node: &KdlNode, path: &str) -> BTreeMap<Name, Name> {
        let Some(ladder) = self.child(node, "ladder") else { return BTreeMap::new() };
        self.expect(ladder, Shape { arguments: (0, 0), properties: ANY, children: Some(&[]) });
        self.stands.insert(format!("ladder/{path}"), word_stretch(ladder));
        let mut rungs = BTreeMap::new();
        for (level, entry) in properties(ladder) {
            let at = super::reader::key_stretch(entry);
            let Some(level) = self.name(level, &at) else { continue };
            self.refer(Wanted::Level, &level, &at);
            let Some((role, at)) = self.text_of(entry) else { continue };
            let Some(role) = self.name(role, &at) else { continue };
            self.refer(Wanted::Role, &role, &at);
            self.stands.insert(format!("rung/{path}/{level}"), at);
            rungs.insert(level, role);
        }
        rungs
    }

    fn remind(&mut self, node: &KdlNode) -> Option<u8> {
        let late = children(node).find(|child| child.name().value() == "late")?;
        self.percent(late, "remind").and_then(|percent| u8::try_from(percent).ok())
    }

    fn late(&mut self, node: &KdlNode, kind: Kind, path: &str) -> LateThen {
        if kind == Kind::Offer {
            return LateThen::Close;
        }
        let waiting = matches!(kind, Kind::Publish | Kind::Rate | Kind::Wait);
        let Some(late) = self.child(node, "late") else {
            if !waiting {
                self.report(Problem::new(FindingCode::NoLateRule, &self.stands_at(node)));
            }
            return LateThen::Close;
        };
        let properties = &["remind", "then", "top"];
        self.expect(late, Shape { arguments: (0, 0), properties, children: Some(&[]) });
        self.stands.insert(format!("late/{path}"), word_stretch(late));
        let Some((name, at)) = self.name_at(late, "then") else {
            if property(late, "then").is_none() {
                self.report(Problem::new(FindingCode::NoLateRule, &word_stretch(late)));
            }
            return LateThen::Close;
        };
        self.stands.insert(format!("then/{path}"), at.clone());
        match name.as_str() {
            "up" => LateThen::Up,
            "supervise" => LateThen::Supervise,
            "close" => {
                if !waiting {
                    self.report(Problem::new(FindingCode::LateRuleKind, &at));
                }
                LateThen::Close
            }
            _ => LateThen::To(self.target(name, &at)),
        }
    }

    fn top(&mut self, node: &KdlNode, path: &str) -> Option<Target> {
        let late = children(node).find(|child| child.name().value() == "late")?;
        let (name, at) = self.name_at(late, "top")?;
        self.stands.insert(format!("top/{path}"), at.clone());
        Some(self.target(name, &at))
    }

    /// A step or end; which of the two is settled when all are known.
    pub(crate) fn target(&mut self, name: Name, at: &super::source::Stretch) -> Target {
        self.refer(Wanted::Target, &name, at);
        Target::Step(name)
    }

    fn bound(&mut self, node: &KdlNode, path: &str) -> Option<Bound> {
        let exhausted = self.name_at(node, "exhausted");
        let Some(entry) = property(node, "bound") else {
            if exhausted.is_some() {
                self.missing_property(node, "bound");
            }
            return None;
        };
        self.stands.insert(format!("bound/{path}"), stretch(entry));
        let times = self.number(entry, 1, 100).and_then(|times| u32::try_from(times).ok());
        let Some((name, at)) = exhausted else {
            if property(node, "exhausted").is_none() {
                self.missing_property(node, "exhausted");
            }
            return None;
        };
        let exhausted = (name != "up").then(|| self.target(name, &at));
        Some(Bound { times: times?, exhausted })
    }

    fn outcomes(&mut self, node: &KdlNode, path: &str) -> Vec<Outcome> {
        let properties = &["zh", "en", "to", "form", "each", "when"];
        let mut outcomes = Vec::new();
        for child in children(node).filter(|child| child.name().value() == "outcome") {
            self.expect(child, Shape { arguments: (1, 1), properties, children: Some(&[]) });
            let label = self.label(child);
            if property(child, "to").is_none() {
                self.missing_property(child, "to");
            }
            let form = self.reference(child, "form", Wanted::Form);
            let each = self.name_at(child, "each");
            let to = self.name_at(child, "to");
            let Some((key, stands)) = self.first_name(child) else { continue };
            let declared = self.declare(format!("outcome/{path}/{key}"), key.as_str(), &stands);
            self.guard(child, format!("outcome/{path}/{key}"));
            if let Some((_, at)) = &each {
                self.stands.insert(format!("each/{path}/{key}"), at.clone());
            }
            let Some((to, at)) = to else { continue };
            self.stands.insert(format!("to/{path}/{key}"), at.clone());
            let to = self.target(to, &at);
            if declared {
                let each = each.map(|(field, _)| field);
                outcomes.push(Outcome { key, label, to, form, each, when: None });
            }
        }
        outcomes
    }

    fn wait(&mut self, node: &KdlNode) -> Wait {
        const UNTIL: &[(&str, bool)] = &[("children", true), ("time", false)];
        let Some(until) = self.needed_child(node, "until") else { return Wait::Time };
        self.expect(until, Shape { arguments: (1, 1), properties: &[], children: Some(&[]) });
        let given = super::reader::arguments(until).next();
        let Some(Some(text)) = given.map(|entry| entry.value().as_string()) else {
            return Wait::Time;
        };
        let at = given.map(value_stretch).unwrap_or_default();
        // The engine waits for children; until something opens them, such a step would wait for nobody.
        if self.choice(text, &at, UNTIL) == Some(true) {
            let kind = format!("wait until {text}");
            self.report(Problem::new(FindingCode::KindNotYet, &at).with("kind", &kind));
        }
        Wait::Time
    }
}
