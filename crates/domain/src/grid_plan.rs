//! Plans of grids 网格方案, as they are kept: a draft that people look at and change, and what was
//! put into force.
//!
//! Which divisions are good is the planner's to say. Source: mission 2.2 (网格划分), 5.4.

use std::collections::BTreeMap;

use linli_kernel::{Day, GridPlanId, Moment, PersonId, PlaceId};
use linli_playbook::{Name, Playbook};

/// A plan for one community.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridPlan {
    /// Its id.
    pub id: GridPlanId,
    /// The district of the community.
    pub district: PlaceId,
    /// The community.
    pub community: PlaceId,
    /// Who had it drawn.
    pub drawn_by: PersonId,
    /// When.
    pub drawn_at: Moment,
    /// Drawn anew, whatever was there; otherwise few households change.
    pub redraw: bool,
    /// Grids that nothing enters or leaves.
    pub left_alone: Vec<PlaceId>,
    /// The grid of every building: the id of one of today's, or `+1`, `+2` … for new ones.
    pub division: BTreeMap<PlaceId, String>,
    /// A hash of what it was drawn from: buildings, households, grids, positions, rules.
    pub basis: Vec<u8>,
    /// What the search said where it found nothing: `none-exists` or `not-found`.
    pub verdict: Option<String>,
    /// How it stands.
    pub state: PlanState,
    /// From which day it is in force.
    pub valid_from: Option<Day>,
    /// Row version.
    pub version: i64,
}

/// How a plan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlanState {
    /// 草案.
    Draft,
    /// 已启用, from its day.
    Applied,
    /// 已放弃.
    Dropped,
}

impl PlanState {
    /// The stored word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Applied => "applied",
            Self::Dropped => "dropped",
        }
    }

    /// From the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Draft, Self::Applied, Self::Dropped].into_iter().find(|state| state.word() == word)
    }
}

/// Whether a post of this role plans the grids below its place: it holds office above the kind of
/// place that has grids.
#[must_use]
pub fn plans(playbook: &Playbook, role: &Name) -> bool {
    let gridded = playbook.grids_under.as_ref().and_then(|kind| playbook.rung(kind));
    let role = playbook.roles.get(role).filter(|role| role.office);
    let at = role.and_then(|role| playbook.rung(&role.at));
    at.zip(gridded).is_some_and(|(at, gridded)| at < gridded)
}

#[cfg(test)]
mod tests {
    use linli_playbook::language::{RuleNames, compile};

    use super::*;

    #[test]
    fn streets_and_the_district_plan() {
        let text = include_str!("../../../playbooks/kenli/kenli.kdl");
        let playbook = compile("kenli.kdl", text, &RuleNames::shipped()).unwrap();
        for (role, expected) in [
            ("grid-worker", false),
            ("community-secretary", false),
            ("street-office", true),
            ("coordinator", true),
            ("resident-representative", false),
        ] {
            assert_eq!(plans(&playbook, &Name::new(role).unwrap()), expected, "{role}");
        }
    }

    #[test]
    fn states_are_read_as_they_are_written() {
        for state in [PlanState::Draft, PlanState::Applied, PlanState::Dropped] {
            assert_eq!(PlanState::from_word(state.word()), Some(state));
        }
        assert_eq!(PlanState::from_word("done"), None);
    }
}
