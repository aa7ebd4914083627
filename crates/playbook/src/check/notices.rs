//! Messages to the raisers: one per stage, so a step that never begins one says nothing.

use super::{Checking, exits, paths};
use crate::{
    language::FindingCode,
    model::{Step, Told},
};

impl Checking<'_, '_> {
    /// Steps with words for the raisers that nobody would ever read.
    pub(super) fn notices(&mut self) {
        let process = self.process;
        for step in process.steps.values() {
            let tells = step.notices.iter().any(|notice| notice.to.contains(&Told::Raisers));
            if tells && !self.begins_stage(step) {
                let path = format!("notify/{}/{}", process.key, step.key);
                self.report(FindingCode::NotifyNotTold, &path, |problem| {
                    problem.with("step", &step.key).with("stage", &step.stage)
                });
            }
        }
    }

    /// Whether a case can come into the step from another stage, or from a review.
    fn begins_stage(&self, step: &Step) -> bool {
        let process = self.process;
        let mut before = process.steps.values().filter(|before| before.stage != step.stage);
        process.first == step.key
            || paths::review_steps(process).contains(&step.key)
            || before
                .any(|before| exits(before).iter().any(|exit| paths::is_step(exit.to, &step.key)))
    }
}
