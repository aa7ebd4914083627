//! How many people and organisations a locality wants to have 岗位配备.

use serde::{Deserialize, Serialize};

use super::{Name, Playbook};

/// The rules of a locality. Nothing that the engine acts on: the gap report reads them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staffing {
    /// Where they are written down.
    pub source: String,
    /// The rules, in the order of the text.
    pub rules: Vec<StaffingRule>,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffingRule {
    /// Of what there should be enough.
    pub who: Staffed,
    /// The kind of places each of which should have enough; `None`: where the role's posts are.
    pub each: Option<Name>,
    /// At least so many in each, from 1 up.
    pub least: i64,
    /// And one for so many households of each, begun ones counted.
    pub households: Option<i64>,
}

/// Of what there should be enough.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Staffed {
    /// People who have a post of this role, at the place or below it.
    Post(Name),
    /// Organisations of this kind that serve the place itself.
    Organisation(Name),
}

impl StaffingRule {
    /// How it is called in addresses: `post-grid-worker`, `organisation-owners-committee`.
    #[must_use]
    pub fn key(&self) -> String {
        match &self.who {
            Staffed::Post(role) => format!("post-{role}"),
            Staffed::Organisation(kind) => format!("organisation-{kind}"),
        }
    }

    /// The kind of places that it counts by.
    #[must_use]
    pub fn kind<'p>(&'p self, playbook: &'p Playbook) -> Option<&'p Name> {
        let own = match &self.who {
            Staffed::Post(role) => playbook.roles.get(role).map(|role| &role.at),
            Staffed::Organisation(_) => None,
        };
        self.each.as_ref().or(own)
    }
}
