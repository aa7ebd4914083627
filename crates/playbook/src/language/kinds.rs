//! What stands in a step of kind `dispatch`, `publish` or `rate`.

use std::collections::BTreeMap;

use kdl::KdlNode;

use super::{
    code::FindingCode,
    finding::Problem,
    placeholder,
    reader::{
        ANY, Reader, Shape, Wanted, arguments, properties, property, value_stretch, word_stretch,
    },
};
use crate::model::{
    Dispatch, Join, Lead, Name, Publicity, Publish, PublishRule, Rate, Target, WhistlePart,
};

const LINE: Shape = Shape { arguments: (0, 0), properties: &[], children: Some(&[]) };
const WHISTLES: &[(&str, WhistlePart)] =
    &[("answer", WhistlePart::Answer), ("work", WhistlePart::Work)];
const JOINS: &[(&str, Join)] = &[("lead", Join::Lead), ("all", Join::All)];

impl Reader<'_> {
    /// Parties in parallel.
    pub(crate) fn dispatch(&mut self, node: &KdlNode, path: &str) -> Dispatch {
        let lead = self.lead(node, path);
        let assist = self.assist(node);
        let join = self.child(node, "join").and_then(|join| {
            self.expect(join, Shape { arguments: (1, 1), ..LINE });
            let (text, at) = self.text_of(arguments(join).next()?)?;
            self.choice(text, &at, JOINS)
        });
        let mut dispatch = Dispatch {
            lead,
            assist,
            join: join.unwrap_or(Join::Lead),
            answer_within: None,
            review_by: None,
            final_review: false,
            whistle: self.whistle(node, path),
        };
        if let Some(answer) = self.child(node, "answer") {
            self.answer(answer, path, &mut dispatch);
        }
        dispatch
    }

    /// `whistle=#true`, or which part of one the step is.
    fn whistle(&mut self, node: &KdlNode, path: &str) -> Option<WhistlePart> {
        let entry = property(node, "whistle")?;
        self.stands.insert(format!("whistle/{path}"), super::reader::key_stretch(entry));
        match entry.value().as_string() {
            Some(text) => self.choice(text, &value_stretch(entry), WHISTLES),
            None => self.flag(node, "whistle", false).then_some(WhistlePart::Whole),
        }
    }

    fn lead(&mut self, node: &KdlNode, path: &str) -> Lead {
        let Some(lead) = self.needed_child(node, "lead") else { return Lead::OneOf(Vec::new()) };
        if let Some(claimers) = self.claimers(lead, path) {
            return claimers;
        }
        let each = arguments(lead).next();
        if let Some(entry) = each {
            let properties = &["responsible", "due", "supervisor"];
            self.expect(lead, Shape { arguments: (1, 1), properties, ..LINE });
            if let Some((text, at)) = self.text_of(entry) {
                self.choice(text, &at, &[("each-item", ())]);
            }
            return Lead::Items {
                responsible: self.item_field(lead, "responsible"),
                due: self.item_field(lead, "due"),
                supervisor: self.item_field(lead, "supervisor"),
            };
        }
        self.expect(lead, Shape { properties: &["one-of", "as", "others"], ..LINE });
        if property(lead, "one-of").is_none() {
            self.missing_property(lead, "one-of");
        }
        Lead::OneOf(self.party_kinds(lead, "one-of"))
    }

    /// The item's field; without a word of its own it is called like the property.
    fn item_field(&mut self, node: &KdlNode, key: &'static str) -> Name {
        let given = self.name_at(node, key).map(|(name, _)| name);
        given.or_else(|| Name::new(key).ok()).unwrap_or_else(placeholder)
    }

    fn party_kinds(&mut self, node: &KdlNode, key: &str) -> Vec<Name> {
        let kinds = self.list_at(node, key);
        for (kind, at) in &kinds {
            self.refer(Wanted::Party, kind, at);
        }
        kinds.into_iter().map(|(kind, _)| kind).collect()
    }

    fn assist(&mut self, node: &KdlNode) -> Vec<Name> {
        let Some(assist) = self.child(node, "assist") else { return Vec::new() };
        self.expect(assist, Shape { arguments: (1, 40), ..LINE });
        let kinds = self.names(assist);
        if kinds.len() == 1 && kinds.iter().any(|(kind, _)| *kind == "any") {
            return Vec::new();
        }
        for (kind, at) in &kinds {
            self.refer(Wanted::Party, kind, at);
        }
        kinds.into_iter().map(|(kind, _)| kind).collect()
    }

    fn answer(&mut self, node: &KdlNode, path: &str, dispatch: &mut Dispatch) {
        let properties = &["within", "clock", "object", "review-by", "final"];
        self.expect(node, Shape { properties, ..LINE });
        self.stands.insert(format!("answer/{path}"), word_stretch(node));
        dispatch.answer_within = Some(self.needed_limit(node, "within"));
        let object = self.flag(node, "object", false);
        let review = self.name_at(node, "review-by");
        if object && property(node, "review-by").is_none() {
            self.report(Problem::new(FindingCode::NoObjectionReview, &word_stretch(node)));
        }
        for key in ["review-by", "final"] {
            if let (Some(entry), false) = (property(node, key), object) {
                // Somebody who decides objections that nobody may raise is a slip.
                let at = super::reader::key_stretch(entry);
                let problem = Problem::new(FindingCode::MissingProperty, &at);
                self.report(problem.with("name", "object=#true").with("word", "answer"));
            }
        }
        dispatch.review_by = review.map(|(name, at)| {
            self.stands.insert(format!("review-by/{path}"), at.clone());
            self.responsible(name, &at)
        });
        dispatch.final_review = self.flag(node, "final", false);
    }

    /// A publication, by publicity.
    pub(crate) fn publish(&mut self, node: &KdlNode, path: &str) -> Publish {
        let mut rules = BTreeMap::new();
        for (word, publicity) in Publicity::WORDS {
            let Some(child) = self.child(node, word) else { continue };
            let rule = self.publish_rule(child, *publicity, path);
            rules.insert(*publicity, rule);
        }
        if rules.is_empty() {
            let problem = Problem::new(FindingCode::MissingNode, &self.stands_at(node));
            self.report(problem.with("name", "private, compound, public").with("word", "step"));
        }
        Publish { rules }
    }

    fn publish_rule(&mut self, node: &KdlNode, publicity: Publicity, path: &str) -> PublishRule {
        let properties = &["for", "clock", "parts"];
        self.expect(node, Shape { properties, ..LINE });
        let open_for = self.limit_at(node, "for");
        if let (Some(entry), Publicity::Private) = (property(node, "for"), publicity) {
            let at = super::reader::key_stretch(entry);
            let problem = Problem::new(FindingCode::UnknownProperty, &at);
            let problem = problem.with("name", "for").with("word", "private");
            self.report(problem.with("known", "parts"));
        }
        let parts = self.list_at(node, "parts");
        self.stands.insert(format!("publicity/{path}/{publicity:?}"), word_stretch(node));
        for (part, at) in &parts {
            self.stands.insert(format!("part/{path}/{publicity:?}/{part}"), at.clone());
        }
        PublishRule { open_for, parts: parts.into_iter().map(|(part, _)| part).collect() }
    }

    /// A rating.
    pub(crate) fn rate(&mut self, node: &KdlNode, path: &str) -> Rate {
        let representatives = self.representatives(node, path);
        let scale = self.scale(node, path);
        let (pass_raisers, pass_representatives) = self.pass(node, representatives.is_some());
        let (revisit_by, revisit_channels) = self.revisit(node);
        let silence = self.needed_child(node, "silence").and_then(|silence| {
            self.expect(silence, Shape { properties: &["to"], ..LINE });
            if property(silence, "to").is_none() {
                self.missing_property(silence, "to");
            }
            let (name, at) = self.name_at(silence, "to")?;
            self.stands.insert(format!("silence/{path}"), at.clone());
            Some(self.target(name, &at))
        });
        Rate {
            representatives,
            scale,
            pass_raisers,
            pass_representatives,
            revisit_by,
            revisit_channels,
            silence: silence.unwrap_or_else(|| Target::End(placeholder())),
        }
    }

    fn representatives(&mut self, node: &KdlNode, path: &str) -> Option<(Name, Publicity)> {
        let child = self.child(node, "representatives")?;
        self.expect(child, Shape { properties: &["role", "from"], ..LINE });
        if property(child, "role").is_none() {
            self.missing_property(child, "role");
        }
        let role = self.reference(child, "role", Wanted::Role);
        self.stands.insert(format!("representatives/{path}"), word_stretch(child));
        let (text, at) = self.needed(child, "from")?;
        Some((role?, self.choice(text, &at, Publicity::WORDS)?))
    }

    fn scale(&mut self, node: &KdlNode, path: &str) -> Vec<(Name, Option<u32>)> {
        let Some(scale) = self.needed_child(node, "scale") else { return Vec::new() };
        self.expect(scale, Shape { properties: ANY, ..LINE });
        self.stands.insert(format!("scale/{path}"), word_stretch(scale));
        let mut answers = Vec::new();
        for (answer, entry) in properties(scale) {
            let at = super::reader::key_stretch(entry);
            let Some(answer) = self.name(answer, &at) else { continue };
            self.refer(Wanted::Words, &answer, &at);
            let value = value_stretch(entry);
            let points = match entry.value().as_string() {
                Some(text) => self.choice(text, &value, &[("stop", ())]).map(|()| None),
                None => self.number(entry, 0, 100).and_then(|n| u32::try_from(n).ok()).map(Some),
            };
            answers.extend(points.map(|points| (answer, points)));
        }
        answers
    }

    fn pass(&mut self, node: &KdlNode, representatives: bool) -> (u32, u32) {
        let Some(pass) = self.needed_child(node, "pass") else { return (0, 0) };
        self.expect(pass, Shape { properties: &["raisers", "representatives"], ..LINE });
        if property(pass, "raisers").is_none() {
            self.missing_property(pass, "raisers");
        }
        if representatives && property(pass, "representatives").is_none() {
            self.missing_property(pass, "representatives");
        }
        let mut points = |key| {
            let found = self.number_at(pass, key, (0, 100));
            found.and_then(|points| u32::try_from(points).ok()).unwrap_or(0)
        };
        (points("raisers"), points("representatives"))
    }

    fn revisit(&mut self, node: &KdlNode) -> (Name, Vec<Name>) {
        let Some(child) = self.needed_child(node, "revisit") else {
            return (placeholder(), Vec::new());
        };
        self.expect(child, Shape { properties: &["by", "channels"], ..LINE });
        for key in ["by", "channels"] {
            if property(child, key).is_none() {
                self.missing_property(child, key);
            }
        }
        let by = self.reference(child, "by", Wanted::Role).unwrap_or_else(placeholder);
        let channels = self.list_at(child, "channels");
        for (channel, at) in &channels {
            self.refer(Wanted::Words, channel, at);
        }
        (by, channels.into_iter().map(|(channel, _)| channel).collect())
    }
}
