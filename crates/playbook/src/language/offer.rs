//! What stands in a step of kind `offer`, and the dispatch that takes up what was claimed.

use kdl::KdlNode;

use super::{
    code::FindingCode,
    finding::Problem,
    reader::{Reader, Shape, Wanted, arguments, key_stretch, property, word_stretch},
};
use crate::model::{Lead, Name, Offering, Take};

const LINE: Shape = Shape { arguments: (0, 0), properties: &[], children: Some(&[]) };

impl Reader<'_> {
    /// Who is invited, and how many may claim.
    pub(crate) fn offering(&mut self, node: &KdlNode, path: &str) -> Offering {
        // A clock that makes late is what an invitation must not have.
        if let Some(late) = self.child(node, "late") {
            self.report(Problem::new(FindingCode::OfferLate, &word_stretch(late)));
        }
        let mut offering = Offering {
            parties: Vec::new(),
            posts: Vec::new(),
            named: None,
            residents: false,
            take: self.take(node),
        };
        let Some(invite) = self.needed_child(node, "invite") else { return offering };
        let properties = &["parties", "posts", "named", "residents"];
        self.expect(invite, Shape { properties, ..LINE });
        self.stands.insert(format!("invite/{path}"), word_stretch(invite));
        offering.parties = self.declared_list(invite, "parties", Wanted::Party);
        offering.posts = self.declared_list(invite, "posts", Wanted::Role);
        offering.named = self.name_at(invite, "named").map(|(field, at)| {
            self.stands.insert(format!("named/{path}"), at);
            field
        });
        offering.residents = self.flag(invite, "residents", false);
        let asks = ["parties", "posts", "named"].iter().any(|key| property(invite, key).is_some());
        if !asks && !offering.residents {
            self.report(Problem::new(FindingCode::OfferNobody, &word_stretch(invite)));
        }
        offering
    }

    fn declared_list(&mut self, node: &KdlNode, key: &str, wanted: Wanted) -> Vec<Name> {
        let names = self.list_at(node, key);
        for (name, at) in &names {
            self.refer(wanted, name, at);
        }
        names.into_iter().map(|(name, _)| name).collect()
    }

    fn take(&mut self, node: &KdlNode) -> Take {
        let Some(take) = self.child(node, "take") else { return Take::One };
        let properties = &["enough", "keep"];
        self.expect(take, Shape { arguments: (1, 1), properties, ..LINE });
        let word = arguments(take).next().and_then(|entry| self.text_of(entry));
        let many = word
            .and_then(|(text, at)| self.choice(text, &at, &[("one", false), ("many", true)]))
            .unwrap_or(false);
        if !many {
            for entry in ["enough", "keep"].iter().filter_map(|key| property(take, key)) {
                let problem = Problem::new(FindingCode::UnknownProperty, &key_stretch(entry));
                let key = entry.name().map_or("", |key| key.value());
                let problem = problem.with("name", key).with("word", "take one");
                self.report(problem.with("known", "take many"));
            }
            return Take::One;
        }
        let enough = self.number_at(take, "enough", (1, 1000));
        Take::Many {
            enough: enough.and_then(|enough| u32::try_from(enough).ok()),
            keep: self.flag(take, "keep", false),
        }
    }

    /// `lead as=STEP`: whoever claimed there.
    pub(crate) fn claimers(&mut self, lead: &KdlNode, path: &str) -> Option<Lead> {
        property(lead, "as")?;
        self.expect(lead, Shape { properties: &["as", "others"], ..LINE });
        let (of, at) = self.name_at(lead, "as")?;
        self.refer(Wanted::Step, &of, &at);
        self.stands.insert(format!("claimers/{path}"), at);
        let others = self.text(lead, "others");
        let others = others.and_then(|(text, at)| self.choice(text, &at, OTHERS));
        Some(Lead::Claimers { of, others_assist: others.unwrap_or(false) })
    }
}

const OTHERS: &[(&str, bool)] = &[("lead", false), ("assist", true)];
