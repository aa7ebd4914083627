//! What a changed playbook would have done: cases run again, and what differs.
//!
//! Pure like the engine: a history of cases goes in, a [`Report`] comes out. Deeds are played again
//! at their moments, on whatever task now offers them; what is no longer offered is noted with its
//! refusal, and the clock goes on. In steps that only the changed playbook has, nobody's deed is on
//! record: the usual outcome is assumed, so that the rest of the history can follow.

mod made_up;
mod openings;
mod recorded;
mod run;

use std::collections::{BTreeMap, BTreeSet};

use linli_kernel::{Code, Moment};

pub use made_up::made_up;
pub(crate) use made_up::{Filling, filled, words};
pub use recorded::{Deed, Recorded};
use run::{Run, Trace};

use crate::model::{Name, Playbook};

/// One way in which cases went differently.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// The changed playbook does not take the case at all.
    NotOpened {
        /// Why.
        code: Code,
    },
    /// A step was entered that was not before.
    StepNew {
        /// Which.
        step: Name,
    },
    /// A step was not entered any more.
    StepGone {
        /// Which.
        step: Name,
    },
    /// A step entered at the same moment has another deadline.
    Deadline {
        /// Which.
        step: Name,
    },
    /// What somebody did is not possible any more.
    Refused {
        /// In which step.
        step: Name,
        /// What.
        action: Name,
        /// Why.
        code: Code,
    },
    /// It ended elsewhere; `None`: not yet.
    End {
        /// Before.
        before: Option<Name>,
        /// Now.
        after: Option<Name>,
    },
}

/// A difference and the cases in which it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What.
    pub difference: Difference,
    /// In how many cases.
    pub cases: usize,
    /// The first deadline before and now, for [`Difference::Deadline`].
    pub deadlines: Option<(Moment, Moment)>,
}

/// What differs over a whole history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many cases were run.
    pub cases: usize,
    /// How many of them went the same way.
    pub same: usize,
    /// How many the playbook as it is does not take itself: they say nothing about the change.
    pub not_taken: usize,
    /// What differs in the others, in a fixed order.
    pub found: Vec<Found>,
}

impl Report {
    /// Takes in what was found over more cases.
    pub fn join(&mut self, other: Self) {
        self.cases += other.cases;
        self.same += other.same;
        self.not_taken += other.not_taken;
        for found in other.found {
            match self.found.binary_search_by(|known| known.difference.cmp(&found.difference)) {
                Ok(at) => {
                    if let Some(known) = self.found.get_mut(at) {
                        known.cases += found.cases;
                    }
                }
                Err(at) => self.found.insert(at, found),
            }
        }
    }
}

/// Runs every case of a history under both playbooks.
#[must_use]
pub fn simulate(before: &Playbook, after: &Playbook, history: &[Recorded]) -> Report {
    let mut all: BTreeMap<Difference, Found> = BTreeMap::new();
    let (mut same, mut not_taken) = (0, 0);
    for recorded in history {
        let Some(differences) = compare(before, after, recorded) else {
            not_taken += 1;
            continue;
        };
        same += usize::from(differences.is_empty());
        for (difference, deadlines) in differences {
            let fresh = Found { difference: difference.clone(), cases: 0, deadlines };
            all.entry(difference).or_insert(fresh).cases += 1;
        }
    }
    Report { cases: history.len(), same, not_taken, found: all.into_values().collect() }
}

type Differences = BTreeMap<Difference, Option<(Moment, Moment)>>;

/// `None` if the case cannot be opened under the playbook as it is.
fn compare(before: &Playbook, after: &Playbook, recorded: &Recorded) -> Option<Differences> {
    let known: BTreeSet<&Name> = before
        .process(&recorded.opening.process)
        .map(|process| process.steps.keys().collect())
        .unwrap_or_default();
    let mut found = Differences::new();
    let old = Run::of(before, recorded, &known).ok()?;
    let new = match Run::of(after, recorded, &known) {
        Ok(new) => new,
        Err(code) => {
            found.insert(Difference::NotOpened { code }, None);
            return Some(found);
        }
    };
    let steps = |trace: &Trace| -> BTreeSet<Name> {
        trace.visits.iter().map(|visit| visit.step.clone()).collect()
    };
    let (entered, enters) = (steps(&old), steps(&new));
    for step in enters.difference(&entered) {
        found.insert(Difference::StepNew { step: step.clone() }, None);
    }
    for step in entered.difference(&enters) {
        found.insert(Difference::StepGone { step: step.clone() }, None);
    }
    for visit in &old.visits {
        let same = |other: &&run::Visit| other.step == visit.step && other.at == visit.at;
        if let Some(other) = new.visits.iter().find(same).filter(|other| other.due != visit.due) {
            let difference = Difference::Deadline { step: visit.step.clone() };
            found.entry(difference).or_insert(Some((visit.due, other.due)));
        }
    }
    for (step, action, code) in new.refused.difference(&old.refused) {
        let (step, action, code) = (step.clone(), action.clone(), *code);
        found.insert(Difference::Refused { step, action, code }, None);
    }
    if old.end != new.end {
        found.insert(Difference::End { before: old.end, after: new.end }, None);
    }
    Some(found)
}
