//! Paths: every step reached and with a way out, every raiser asked.

use std::collections::BTreeSet;

use super::{Checking, Way, exits, graph};
use crate::{
    language::FindingCode,
    model::{AsideKind, EndKind, FieldKind, Name, Outcome, Process, StepKind, Target},
};

impl Checking<'_, '_> {
    /// Everything that needs the graph's paths.
    pub(super) fn paths(&mut self) {
        let process = self.process;
        if process.steps.is_empty() {
            let path = format!("process/{}", process.key);
            self.report(FindingCode::MissingNode, &path, |problem| {
                problem.with("name", "step").with("word", "process")
            });
            return;
        }
        if !process.steps.contains_key(&process.first) {
            return;
        }
        let steps = graph::reached(process, &process.first, |_| true);
        let ends = graph::reached_ends(process, &steps);
        let outward = graph::with_way_out(process);
        for key in process.steps.keys() {
            if !steps.contains(key) {
                self.report(FindingCode::StepNotReached, &self.step_path(key), |problem| {
                    problem.with("step", key)
                });
            } else if !outward.contains(key) {
                self.report(FindingCode::NoWayOut, &self.step_path(key), |problem| {
                    problem.with("step", key)
                });
            }
        }
        for key in process.ends.keys().filter(|key| !ends.contains(key)) {
            self.report(FindingCode::EndNotReached, &self.step_path(key), |problem| {
                problem.with("end", key)
            });
        }
        self.asked();
        self.endings();
        self.withdrawals();
    }

    /// Every path to an end that counts an answer passes a rating.
    fn asked(&mut self) {
        let process = self.process;
        let unasked =
            graph::reached(process, &process.first, |step| !matches!(step.kind, StepKind::Rate(_)));
        for step in unasked.into_iter().filter_map(|name| process.steps.get(name)) {
            if matches!(step.kind, StepKind::Rate(_)) {
                continue;
            }
            for exit in exits(step) {
                let kind = graph::end_kind(process, exit.to);
                if matches!(kind, Some(EndKind::Rated | EndKind::Unrated)) {
                    let path = exit.stands(&process.key);
                    self.report(FindingCode::RaiserNotAsked, &path, |problem| {
                        problem.with("end", exit.name()).with("step", &step.key)
                    });
                }
            }
        }
    }

    /// What leads into an end must be somebody's reasoned choice or the raiser's answer.
    fn endings(&mut self) {
        let process = self.process;
        for exit in process.steps.values().flat_map(exits) {
            let Some(kind) = graph::end_kind(process, exit.to) else { continue };
            let path = exit.stands(&process.key);
            let found = match (exit.way, kind) {
                (_, EndKind::Withdrawn) => Some(FindingCode::WithdrawnByOthers),
                (Way::Silence, EndKind::Rated) => Some(FindingCode::SilenceCounts),
                (Way::Late | Way::Top, _) => Some(FindingCode::LateEnds),
                (Way::Outcome(outcome), EndKind::Told) => self.told(outcome, &exit),
                _ => None,
            };
            if let Some(code) = found {
                self.report(code, &path, |problem| {
                    problem.with("end", exit.name()).with("step", &exit.from.key)
                });
            }
        }
    }

    fn told(&self, outcome: &Outcome, exit: &graph::Exit<'_>) -> Option<FindingCode> {
        let form = outcome.form.as_ref();
        // A form that is not declared is a finding of its own.
        let known = form.is_none_or(|form| self.playbook.forms.contains_key(form));
        let form = form.and_then(|form| self.playbook.forms.get(form));
        let reasoned = form.is_some_and(|form| {
            form.fields.iter().any(|field| {
                field.required
                    && matches!(field.kind, FieldKind::Text { .. } | FieldKind::LegalGround)
            })
        });
        if known && !reasoned {
            return Some(FindingCode::ToldWithoutReason);
        }
        let end = self.process.ends.get(exit.name())?;
        let reviewing =
            self.process.ends.values().any(|end| end.review.as_ref() == Some(&exit.from.key));
        (end.review.is_none() && !reviewing).then_some(FindingCode::ToldWithoutReview)
    }

    fn withdrawals(&mut self) {
        let process = self.process;
        for aside in process.asides.values() {
            let AsideKind::Withdraw { to, .. } = &aside.kind else { continue };
            let Some(end) = process.ends.get(to) else { continue };
            if end.kind != EndKind::Withdrawn {
                let path = format!("withdraw/{}/{to}", process.key);
                self.report(FindingCode::WithdrawnElsewhere, &path, |problem| {
                    problem.with("end", to)
                });
            }
        }
    }
}

/// The steps that a refusal's review opens.
pub(super) fn review_steps(process: &Process) -> BTreeSet<&Name> {
    let ends = process.ends.values();
    ends.filter_map(|end| end.review.as_ref()).collect()
}

/// Whether a target is the named step.
pub(super) fn is_step(target: &Target, name: &Name) -> bool {
    matches!(target, Target::Step(step) if step == name)
}
