//! Outcomes: what can come out of each kind of step.

use super::Checking;
use crate::{
    engine::Own,
    language::{FindingCode, nearest},
    model::{Name, Step, StepKind},
};

impl Checking<'_, '_> {
    /// The outcomes of every step, and the names of asides.
    pub(super) fn outcomes(&mut self) {
        let process = self.process;
        for step in process.steps.values() {
            let (needed, known) = outcomes(&step.kind);
            for name in needed {
                if !step.outcomes.iter().any(|outcome| outcome.key == *name)
                    && !self.written(step, name)
                {
                    self.report(FindingCode::MissingOutcome, &self.step_path(&step.key), |p| {
                        p.with("step", &step.key).with("outcome", name)
                    });
                }
            }
            if step.outcomes.is_empty() && needed.is_empty() && !self.any_written(step) {
                self.report(FindingCode::MissingOutcome, &self.step_path(&step.key), |problem| {
                    problem.with("step", &step.key).with("outcome", "…")
                });
            }
            for outcome in &step.outcomes {
                self.outcome_name(step, &outcome.key, known);
            }
            if let StepKind::Rate(rate) = &step.kind
                && !rate.scale.is_empty()
                && rate.scale.iter().all(|(_, points)| points.is_some())
            {
                let path = format!("scale/{}/{}", process.key, step.key);
                self.report(FindingCode::NoStopAnswer, &path, |problem| problem);
            }
        }
        let offers = process.steps.values().any(|s| matches!(s.kind, StepKind::Offer(_)));
        for aside in process.asides.keys().filter(|key| reserved(key) || offers && claims(key)) {
            let path = format!("aside/{}/{aside}", process.key);
            self.report(FindingCode::ReservedName, &path, |problem| problem.with("name", aside));
        }
    }

    fn outcome_name(&mut self, step: &Step, key: &Name, known: Option<&'static [&'static str]>) {
        let path = format!("outcome/{}/{}/{key}", self.process.key, step.key);
        match known {
            Some(known) if !known.contains(&key.as_str()) => {
                let near = nearest(key.as_str(), known.iter().copied());
                self.report(FindingCode::UnknownOutcome, &path, |problem| {
                    let problem = problem.with("outcome", key).with("step", &step.key);
                    problem.with("known", known.join(", ")).suggest(near)
                });
            }
            None if reserved(key) => {
                self.report(FindingCode::ReservedName, &path, |problem| problem.with("name", key));
            }
            _ => {}
        }
    }

    /// Whether the text has the outcome, though something else about it was wrong.
    fn written(&self, step: &Step, outcome: &str) -> bool {
        let path = format!("outcome/{}/{}/{outcome}", self.process.key, step.key);
        self.reader.stands.contains_key(&path)
    }

    fn any_written(&self, step: &Step) -> bool {
        let path = format!("outcome/{}/{}/", self.process.key, step.key);
        self.reader.stands.keys().any(|stands| stands.starts_with(&path))
    }
}

/// Actions that the engine offers itself: an outcome or aside of that name could not be told from
/// them. Only `done` is both, by intention; what is offered in an offer alone meets no outcome.
fn reserved(name: &Name) -> bool {
    let own = Own::ALL.iter().filter(|own| **own != Own::Done && !CLAIMING.contains(own));
    own.into_iter().any(|own| name.as_str() == own.as_str())
}

const CLAIMING: [Own; 3] = [Own::Claim, Own::DeclineOffer, Own::WithdrawClaim];

/// What is offered while somebody is invited.
fn claims(name: &Name) -> bool {
    CLAIMING.iter().any(|own| name.as_str() == own.as_str())
}

/// Whether nobody chooses an outcome: it is what a clock, the raters or the parties' work give.
pub(super) fn taken_by_itself(kind: &StepKind, outcome: &Name) -> bool {
    outcomes(kind).0.iter().any(|needed| *outcome == *needed && *needed != "objection")
}

/// Outcomes that a kind of step must have, and all that it may have where that is fixed.
fn outcomes(kind: &StepKind) -> (&'static [&'static str], Option<&'static [&'static str]>) {
    match kind {
        StepKind::Act => (&[], None),
        StepKind::Dispatch(_) => (&["done"], None),
        StepKind::Offer(_) => (&["claimed", "none"], Some(&["claimed", "none"])),
        StepKind::Publish(publish) => {
            let open = publish.rules.values().any(|rule| rule.open_for.is_some());
            let needed: &[&str] = if open { &["published", "objection"] } else { &["published"] };
            (needed, Some(&["published", "objection"]))
        }
        StepKind::Rate(_) => (&["passed", "failed"], Some(&["passed", "failed"])),
        StepKind::Wait(_) => (&["over"], Some(&["over"])),
    }
}
