//! Limits that contradict each other: notes, since a town may mean it.

use linli_kernel::{Limit, LimitUnit};

use super::{Checking, Duration, ways::Ways};
use crate::{
    language::FindingCode,
    model::{StepKind, Within},
};

impl Checking<'_, '_> {
    /// Limits of every urgency, and how soon parties must answer.
    pub(super) fn limits(&mut self) {
        let (playbook, process) = (self.playbook, self.process);
        for (key, urgency) in &playbook.urgencies {
            let ways = Ways { playbook, process, urgency };
            let shortest = ways.shortest_told();
            if shortest.is_some_and(|shortest| shortest.exceeds(urgency.overall)) {
                self.report(FindingCode::OverallShort, &format!("urgency/{key}"), |problem| {
                    problem.with("urgency", key)
                });
            }
            for (step, limit) in &urgency.steps {
                // The step may belong to another process.
                let path = format!("urgency-step/{key}/{step}");
                if !process.steps.contains_key(step) {
                    continue;
                }
                if Duration::of(*limit).exceeds(urgency.overall) {
                    self.long(&path, step.as_str());
                }
                let by_clock = urgency.overall.unit == LimitUnit::UrgentMinute;
                if by_clock && limit.unit == LimitUnit::WorkMinute {
                    self.report(FindingCode::WorkingHours, &path, |problem| {
                        problem.with("step", step).with("urgency", key)
                    });
                }
            }
        }
        for step in process.steps.values() {
            let StepKind::Dispatch(dispatch) = &step.kind else { continue };
            let (Some(answer), Within::Limit(within)) = (dispatch.answer_within, step.within)
            else {
                continue;
            };
            if Duration::of(answer).exceeds(within) {
                self.long(&format!("answer/{}/{}", process.key, step.key), step.key.as_str());
            }
        }
    }

    fn long(&mut self, path: &str, step: &str) {
        self.report(FindingCode::LimitLong, path, |problem| problem.with("step", step));
    }
}

impl Duration {
    /// Whether it is longer than a limit, roughly: units are not turned into each other anywhere
    /// else.
    pub(super) fn exceeds(self, limit: Limit) -> bool {
        self.weight() > Self::of(limit).weight()
    }
}
