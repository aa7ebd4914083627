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

    /// How many a place with so many households should have.
    #[must_use]
    pub fn needed(&self, households: i64) -> i64 {
        let by_households = self.households.map_or(0, |each| {
            let each = each.max(1);
            households.max(0).saturating_add(each - 1) / each
        });
        self.least.max(by_households)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(least: i64, households: Option<i64>) -> StaffingRule {
        let who = Staffed::Post(Name::new("grid-worker").unwrap());
        StaffingRule { who, each: None, least, households }
    }

    #[test]
    fn one_for_every_three_hundred_households_that_were_begun() {
        for (least, each, households, needed) in [
            (1, Some(300), 0, 1),
            (1, Some(300), 1, 1),
            (1, Some(300), 300, 1),
            (1, Some(300), 301, 2),
            (1, Some(300), 2_360, 8),
            (2, Some(300), 299, 2),
            (2, None, 9_000, 2),
            (1, Some(300), -5, 1),
            (1, Some(1), i64::MAX, i64::MAX),
        ] {
            assert_eq!(
                rule(least, each).needed(households),
                needed,
                "{least} {each:?} {households}"
            );
        }
    }
}
