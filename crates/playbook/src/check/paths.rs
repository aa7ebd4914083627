//! Paths: every step reached and with a way out, every raiser asked.

use std::collections::BTreeSet;

use super::{Checking, Way, exits, graph};
use crate::{
    language::FindingCode,
    model::{
        AsideKind, EndKind, Field, FieldKind, Name, Outcome, Process, Sensitivity, StepKind, Target,
    },
};

/// The field that names where else a refused raiser can go.
const CHANNEL: &str = "channel";

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
        let reviews = review_steps(process);
        let before = graph::reached(process, &process.first, |step| !reviews.contains(&step.key));
        let before = before.difference(&reviews).copied().collect();
        for exit in process.steps.values().flat_map(exits) {
            let Some(kind) = graph::end_kind(process, exit.to) else { continue };
            let path = exit.stands(&process.key);
            let found = match (exit.way, kind) {
                (_, EndKind::Withdrawn) => Some(FindingCode::WithdrawnByOthers),
                (Way::Silence, EndKind::Rated) => Some(FindingCode::SilenceCounts),
                (Way::Late | Way::Top | Way::Exhausted, _) | (Way::Silence, EndKind::Told) => {
                    Some(FindingCode::LateEnds)
                }
                (Way::Outcome(outcome), EndKind::Told) => self.told(outcome, &exit, &before),
                _ => None,
            };
            if let Some(code) = found {
                self.report(code, &path, |problem| {
                    problem.with("end", exit.name()).with("step", &exit.from.key)
                });
            }
        }
    }

    /// What is wrong with a refusal; `before` are the steps that a case can be in before anybody
    /// asked for review.
    fn told(
        &self,
        outcome: &Outcome,
        exit: &graph::Exit<'_>,
        before: &BTreeSet<&Name>,
    ) -> Option<FindingCode> {
        // Nobody fills in a form where the clock or the raisers choose.
        if !matches!(exit.from.kind, StepKind::Act | StepKind::Dispatch(_)) {
            return Some(FindingCode::ToldWithoutReason);
        }
        let form = outcome.form.as_ref();
        // A form that is not declared is a finding of its own.
        let known = form.is_none_or(|form| self.playbook.forms.contains_key(form));
        let form = form.and_then(|form| self.playbook.forms.get(form));
        let fields = form.map(|form| form.fields.as_slice()).unwrap_or_default();
        let read = |field: &&Field| field.required && field.sensitivity == Sensitivity::Public;
        let is_text = |field: &Field| matches!(field.kind, FieldKind::Text { .. });
        let mut reasons = fields.iter().filter(read).filter(|field| field.key != *CHANNEL);
        if known && !reasons.any(|field| is_text(field) || field.kind == FieldKind::LegalGround) {
            return Some(FindingCode::ToldWithoutReason);
        }
        let mut read = fields.iter().filter(read);
        if known && !read.any(|field| field.key == *CHANNEL && is_text(field)) {
            return Some(FindingCode::ToldWithoutChannel);
        }
        let end = self.process.ends.get(exit.name())?;
        let unreviewed = end.review.is_none() && before.contains(&exit.from.key);
        unreviewed.then_some(FindingCode::ToldWithoutReview)
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
