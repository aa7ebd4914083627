//! Plans of grids 网格方案, as they are kept: a draft that people look at and change, and what was
//! put into force.
//!
//! Which divisions are good is the planner's to say. Source: mission 2.2 (网格划分), 5.4.

use std::{collections::BTreeMap, fmt, str::FromStr};

use linli_kernel::{Day, GridPlanId, Moment, PersonId, PlaceId};
use linli_playbook::{Name, Playbook, model::ToBase};
use serde::{Deserialize, Serialize};

/// Bounds of a grid's households where a playbook says nothing: mission 2.2 (400–700 户).
const USUAL: (i64, i64) = (400, 700);

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
    /// The grid of every building.
    pub division: BTreeMap<PlaceId, PlannedGrid>,
    /// A hash of what it was drawn from: buildings, households, grids, positions, rules.
    pub basis: Vec<u8>,
    /// What the search has to say that cannot be seen from the division.
    pub verdict: Option<Verdict>,
    /// How it stands.
    pub state: PlanState,
    /// From which day it is in force.
    pub valid_from: Option<Day>,
    /// Row version.
    pub version: i64,
}

/// A grid of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum PlannedGrid {
    /// One of today's: its id.
    Today(PlaceId),
    /// One to be made, counted from 1: `+1`, `+2` …
    New(u32),
}

impl fmt::Display for PlannedGrid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Today(id) => id.fmt(f),
            Self::New(number) => write!(f, "+{number}"),
        }
    }
}

/// Neither a grid's id nor the number of a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoPlannedGrid;

impl fmt::Display for NoPlannedGrid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a grid of a plan is an id, or +1 for a new one")
    }
}

impl FromStr for PlannedGrid {
    type Err = NoPlannedGrid;

    fn from_str(word: &str) -> Result<Self, NoPlannedGrid> {
        let found = match word.strip_prefix('+') {
            Some(number) => number.parse().ok().filter(|number| *number > 0).map(Self::New),
            None => word.parse().ok().map(Self::Today),
        };
        found.ok_or(NoPlannedGrid)
    }
}

impl From<PlannedGrid> for String {
    fn from(grid: PlannedGrid) -> Self {
        grid.to_string()
    }
}

impl TryFrom<String> for PlannedGrid {
    type Error = NoPlannedGrid;

    fn try_from(word: String) -> Result<Self, NoPlannedGrid> {
        word.parse()
    }
}

/// What a search has to say about what it found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// No division keeps the rules.
    NoneExists,
    /// None was found that keeps the rules; there may be one.
    NotFound,
    /// The community is so large that the search ended before it was through.
    CutShort,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::NoneExists, Self::NotFound, Self::CutShort];

    /// The stored word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NoneExists => "none-exists",
            Self::NotFound => "not-found",
            Self::CutShort => "cut-short",
        }
    }

    /// From the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.word() == word)
    }
}

/// A locality's numbers for a grid that people live in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GridRules {
    /// Households of a grid at least.
    pub households_least: i64,
    /// Households of a grid at most.
    pub households_most: i64,
    /// Persons of a grid at most.
    pub persons_most: Option<i64>,
    /// How many households one worker answers for, and how many persons where that is said.
    pub worker: Option<(i64, Option<i64>)>,
}

/// The rules for grids by this playbook: the bounds that it gives (`grid-households-least`,
/// `-most`), else a third less and more than what a worker answers for (`grid-households`), else
/// the usual ones.
#[must_use]
pub fn rules(playbook: &Playbook) -> GridRules {
    let number = |name: &str| playbook.rules.get(name).copied();
    let households = number("grid-households").filter(|households| *households > 0);
    let around = households.map_or(USUAL, |size| (size - size / 3, size + size / 3));
    let least = number("grid-households-least").unwrap_or(around.0).max(1);
    GridRules {
        households_least: least,
        households_most: number("grid-households-most").unwrap_or(around.1).max(least),
        persons_most: number("grid-persons-most").filter(|persons| *persons > 0),
        worker: households.map(|households| (households, number("grid-persons"))),
    }
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

/// Whether a post of this role plans the grids below its place: it holds office over the base, where
/// the locality has grids.
#[must_use]
pub fn plans(playbook: &Playbook, role: &Name) -> bool {
    let role = playbook.roles.get(role).filter(|role| role.office);
    let over = role.is_some_and(|role| playbook.to_base(&role.at) == Some(ToBase::Over));
    over && playbook.grids_under.is_some()
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

    #[test]
    fn bounds_are_given_or_lie_around_what_a_worker_answers_for() {
        let of = |numbers: &str| {
            let text = include_str!("../../../playbooks/kenli/kenli.kdl");
            let (before, after) = text.split_once("rules {").unwrap();
            let (_, after) = after.split_once('}').unwrap();
            let text = format!("{before}rules {{\n{numbers}\n}}{after}");
            rules(&compile("kenli.kdl", &text, &RuleNames::shipped()).unwrap())
        };
        let bounds = |rules: GridRules| (rules.households_least, rules.households_most);
        assert_eq!(bounds(of("")), USUAL);
        assert_eq!(bounds(of("grid-households 300")), (200, 400));
        let given = of("grid-households 300\ngrid-households-least 150\ngrid-persons-most 1200");
        assert_eq!((bounds(given), given.persons_most), ((150, 400), Some(1_200)));
        assert_eq!(of("grid-persons 1000").worker, None);
        let worker = of("grid-households 300\ngrid-persons 1000").worker;
        assert_eq!(worker, Some((300, Some(1_000))));
    }

    #[test]
    fn grids_and_verdicts_are_read_as_they_are_written() {
        for grid in [PlannedGrid::Today(PlaceId::new(7).unwrap()), PlannedGrid::New(2)] {
            assert_eq!(grid.to_string().parse(), Ok(grid));
        }
        for wrong in ["", "+", "+0", "~"] {
            assert_eq!(wrong.parse::<PlannedGrid>(), Err(NoPlannedGrid), "{wrong}");
        }
        for verdict in Verdict::ALL {
            assert_eq!(Verdict::from_word(verdict.word()), Some(verdict));
        }
    }
}
