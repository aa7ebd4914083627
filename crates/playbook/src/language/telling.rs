//! Who reads what happens in a step (`visible`), and who is told of it (`notify`).

use std::collections::BTreeMap;

use kdl::KdlNode;

use super::{
    code::FindingCode,
    finding::Problem,
    placeholder,
    reader::{
        ANY, Reader, Shape, Wanted, arguments, children, key_stretch, properties, value_stretch,
        word_stretch,
    },
    suggest::nearest,
};
use crate::{
    engine::Message,
    model::{Label, Name, Notice, Sights, StoryEvent, Told, Visibility},
};

/// Who may read something, as it is written.
pub(super) const SIGHTS: &[(&str, Visibility)] = &[
    ("internal", Visibility::Internal),
    ("raiser", Visibility::Raiser),
    ("public", Visibility::Public),
];

impl Reader<'_> {
    /// The messages that steps may send; the engine's own keep their names.
    pub(crate) fn messages(&mut self, node: &KdlNode) -> BTreeMap<Name, Label> {
        let messages = self.labelled(node, "message");
        for (name, _) in &messages {
            if Message::ALL.iter().any(|own| *name == own.as_str()) {
                let at = self.stands.get(&format!("message/{name}")).cloned().unwrap_or_default();
                self.report(Problem::new(FindingCode::ReservedName, &at).with("name", name));
            }
        }
        messages.into_iter().collect()
    }

    /// `visible entered=raiser objection=public`.
    pub(crate) fn sights(&mut self, node: &KdlNode) -> Sights {
        let Some(visible) = self.child(node, "visible") else { return Sights::new() };
        self.expect(visible, Shape { arguments: (0, 0), properties: ANY, children: Some(&[]) });
        let mut sights = Sights::new();
        for (word, entry) in properties(visible) {
            let known = StoryEvent::ALL.iter().find(|(known, _)| *known == word);
            let Some((_, event)) = known else {
                let words: Vec<&str> = StoryEvent::ALL.iter().map(|(word, _)| *word).collect();
                let problem = Problem::new(FindingCode::UnknownProperty, &key_stretch(entry));
                let problem = problem.with("name", word).with("word", "visible");
                let problem = problem.with("known", words.join(", "));
                self.report(problem.suggest(nearest(word, words)));
                continue;
            };
            let Some((text, at)) = self.text_of(entry) else { continue };
            let Some(sight) = self.choice(text, &at, SIGHTS) else { continue };
            if sight < event.narrowest() {
                let problem = Problem::new(FindingCode::VisibleTooNarrow, &at);
                self.report(problem.with("event", word).with("given", text));
            }
            sights.insert(*event, sight);
        }
        sights
    }

    /// `notify raisers clerk message=NAME when="…"`, any number of lines.
    pub(crate) fn notices(&mut self, node: &KdlNode, path: &str) -> Vec<Notice> {
        let lines = children(node).filter(|child| child.name().value() == "notify");
        let mut notices = Vec::new();
        for (number, line) in lines.enumerate() {
            let properties = &["message", "when"];
            self.expect(line, Shape { arguments: (1, 20), properties, children: Some(&[]) });
            let to = self.told(line);
            if to.contains(&Told::Raisers) {
                let at = word_stretch(line);
                self.stands.insert(format!("notify/{path}"), at);
            }
            let message = self.needed(line, "message");
            let message = message.and_then(|(text, at)| Some((self.name(text, &at)?, at)));
            if let Some((name, at)) = &message {
                self.refer(Wanted::Message, name, at);
            }
            let message = message.map_or_else(placeholder, |(name, _)| name);
            self.guard(line, format!("notice/{path}/{number}"));
            notices.push(Notice { to, message, when: None });
        }
        notices
    }

    fn told(&mut self, line: &KdlNode) -> Vec<Told> {
        let mut told = Vec::new();
        for entry in arguments(line) {
            let Some((text, at)) = self.text_of(entry) else { continue };
            let one = match text {
                "raisers" => Told::Raisers,
                "holders" => Told::Holders,
                "last-holder" => Told::LastHolder,
                "finder" => Told::Finder,
                _ => {
                    let Some(role) = self.name(text, &value_stretch(entry)) else { continue };
                    self.refer(Wanted::Role, &role, &at);
                    Told::Role(role)
                }
            };
            told.push(one);
        }
        told
    }
}
