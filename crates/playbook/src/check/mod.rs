//! The checker: what a well-formed playbook must keep so that no case is lost in it.
//!
//! Owns the rules of the process language that need the whole playbook: paths, bounds, ladders,
//! fallbacks, publications, durations. Must never repeat a finding that the reader already made.

mod bounds;
mod duration;
mod forms;
mod graph;
mod guards;
mod ladder;
mod limits;
mod notices;
mod offers;
mod office;
mod openers;
mod outcomes;
mod paths;
mod posts;
mod publication;
mod refusal;
mod unused;
mod ways;
mod whistles;

use std::collections::BTreeSet;

pub use duration::{Duration, Durations};
pub(crate) use graph::{Exit, Way, exits, leads_to, usual_way};
pub use ways::{durations, report};

use crate::{
    language::{FindingCode, Problem, Reader},
    model::{Name, Playbook, Process},
};

/// Checks a playbook whose names are settled. `unsettled` are processes with unknown targets.
pub(crate) fn check(reader: &mut Reader<'_>, playbook: &Playbook, unsettled: &BTreeSet<Name>) {
    posts::check(reader, playbook);
    office::check(reader, playbook);
    openers::check(reader, playbook);
    forms::grounds(reader, playbook);
    for process in playbook.processes.values() {
        let mut checking = Checking { reader, playbook, process };
        if !process.recusal {
            checking.report(FindingCode::NoRecusal, &format!("process/{}", process.key), |p| p);
        }
        checking.outcomes();
        checking.guards();
        checking.notices();
        checking.ladders();
        checking.offices();
        checking.publications();
        checking.items();
        checking.offers();
        checking.refusals();
        checking.more_time();
        checking.whistles();
        if !unsettled.contains(&process.key) {
            checking.paths();
            checking.bounds();
            checking.limits();
        }
    }
    whistles::assessments(reader, playbook);
    unused::check(reader, playbook);
}

/// One process under check.
pub(crate) struct Checking<'c, 'r> {
    reader: &'c mut Reader<'r>,
    playbook: &'c Playbook,
    process: &'c Process,
}

impl Checking<'_, '_> {
    /// Reports at a place that the reader noted; where it noted none, the finding would have no
    /// line to show, and the reader has already said why.
    fn report(&mut self, code: FindingCode, path: &str, fill: impl FnOnce(Problem) -> Problem) {
        if let Some(at) = self.reader.stands.get(path).cloned() {
            self.reader.report(fill(Problem::new(code, &at)));
        }
    }

    /// Where a step's name stands.
    fn step_path(&self, step: &Name) -> String {
        format!("target/{}/{step}", self.process.key)
    }
}
