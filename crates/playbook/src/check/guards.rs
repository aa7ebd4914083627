//! Guards: no step in which nothing might be left to choose.

use super::Checking;
use crate::{
    language::FindingCode,
    model::{LateThen, Step},
};

impl Checking<'_, '_> {
    /// Guards of every step's outcomes.
    pub(super) fn guards(&mut self) {
        let process = self.process;
        for step in process.steps.values() {
            let path = |outcome| format!("when/outcome/{}/{}/{outcome}", process.key, step.key);
            for outcome in step.outcomes.iter().filter(|outcome| outcome.when.is_some()) {
                if super::outcomes::taken_by_itself(&step.kind, &outcome.key) {
                    self.report(FindingCode::GuardNeeded, &path(&outcome.key), |problem| {
                        problem.with("outcome", &outcome.key).with("step", &step.key)
                    });
                }
            }
            let Some(first) = step.outcomes.first() else { continue };
            if step.outcomes.iter().all(|outcome| outcome.when.is_some()) && !leads_out(step) {
                self.report(FindingCode::GuardAll, &path(&first.key), |problem| {
                    problem.with("step", &step.key)
                });
            }
        }
    }
}

/// Whether the case leaves the step by itself when its time is over: at once, or, where its holders
/// are instructed first, by the top or because the bound is used up.
const fn leads_out(step: &Step) -> bool {
    matches!(step.late, LateThen::Up | LateThen::To(_))
        || step.top.is_some()
        || step.bound.is_some()
}
