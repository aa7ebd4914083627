//! `staffing`: how many people and organisations there should be.

use kdl::KdlNode;

use super::{
    code::FindingCode,
    finding::Problem,
    reader::{Reader, Shape, Wanted, children, property, word_stretch},
};
use crate::model::{Playbook, Staffed, Staffing, StaffingRule};

const MOST: i64 = 1_000_000;

impl Reader<'_> {
    /// `staffing source="…" { post ROLE in=KIND least=2 households=300; organisation KIND in=KIND }`.
    pub(crate) fn staffing(&mut self, node: &KdlNode, playbook: &mut Playbook) {
        let words = &["post", "organisation"];
        self.expect(
            node,
            Shape { arguments: (0, 0), properties: &["source"], children: Some(words) },
        );
        let source = self.needed(node, "source").map_or_else(String::new, |(s, _)| s.into());
        if !self.declare("staffing".to_owned(), "staffing", &word_stretch(node)) {
            return;
        }
        if children(node).next().is_none() {
            let problem = Problem::new(FindingCode::MissingNode, &word_stretch(node));
            self.report(problem.with("name", "post").with("word", "staffing"));
        }
        let rules = children(node).filter_map(|child| self.staffing_rule(child)).collect();
        playbook.staffing = Staffing { source, rules };
    }

    fn staffing_rule(&mut self, node: &KdlNode) -> Option<StaffingRule> {
        let is_post = node.name().value() == "post";
        let properties: &[&str] = match is_post {
            true => &["in", "least", "households"],
            false => &["in", "least"],
        };
        self.expect(node, Shape { arguments: (1, 1), properties, children: Some(&[]) });
        let least = self.number_at(node, "least", (1, MOST)).unwrap_or(1);
        let households = self.number_at(node, "households", (1, MOST));
        if !is_post && property(node, "in").is_none() {
            self.missing_property(node, "in");
        }
        let each = self.reference(node, "in", Wanted::Place);
        let (name, at) = self.first_name(node)?;
        let wanted = if is_post { Wanted::Role } else { Wanted::Party };
        self.refer(wanted, &name, &at);
        let path = format!("staffing/{}/{name}", node.name().value());
        if !self.declare(path, name.as_str(), &at) {
            return None;
        }
        let who = if is_post { Staffed::Post(name) } else { Staffed::Organisation(name) };
        Some(StaffingRule { who, each, least, households })
    }
}
