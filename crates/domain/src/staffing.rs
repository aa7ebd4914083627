//! Whether a place has as many people and organisations as the locality wants 岗位配备.

use linli_playbook::model::StaffingRule;
use serde::Serialize;

/// How many a place with so many households should have by a rule; begun parts of what one is for
/// count as whole ones.
#[must_use]
pub fn needed(rule: &StaffingRule, households: i64) -> i64 {
    let by_households = rule.households.map_or(0, |each| {
        let each = each.max(1);
        households.max(0).saturating_add(each - 1) / each
    });
    rule.least.max(by_households)
}

/// What a rule asks for, and what there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// How many places the rule counts by.
    pub places: i64,
    /// How many people or organisations there should be.
    pub needed: i64,
    /// How many there are.
    pub found: i64,
    /// How many are missing, place by place: who is too many at one does not help another.
    pub missing: i64,
    /// At how many places.
    pub short: i64,
}

impl Cell {
    /// Adds a place with so many households, at which so many were found.
    pub fn add(&mut self, rule: &StaffingRule, households: i64, found: i64) {
        let needed = needed(rule, households);
        let missing = (needed - found).max(0);
        self.places += 1;
        self.needed += needed;
        self.found += found;
        self.missing += missing;
        self.short += i64::from(missing > 0);
    }
}

#[cfg(test)]
mod tests {
    use linli_playbook::{Name, model::Staffed};

    use super::*;

    fn rule(least: i64, households: Option<i64>) -> StaffingRule {
        let who = Staffed::Post(Name::new("grid-worker").unwrap());
        StaffingRule { who, each: None, least, households }
    }

    #[test]
    fn one_for_every_three_hundred_households_that_were_begun() {
        for (least, each, households, expected) in [
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
            let rule = rule(least, each);
            assert_eq!(needed(&rule, households), expected, "{least} {each:?} {households}");
        }
    }

    #[test]
    fn who_is_too_many_at_one_place_does_not_help_another() {
        let rule = rule(1, Some(300));
        let mut cell = Cell::default();
        cell.add(&rule, 301, 5);
        cell.add(&rule, 700, 1);
        cell.add(&rule, 0, 1);
        assert_eq!(cell, Cell { places: 3, needed: 6, found: 7, missing: 2, short: 1 });
    }
}
