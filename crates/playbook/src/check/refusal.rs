//! Refusals and extensions: forms whose fields the law, or the engine, reads.

use super::{Checking, exits, graph};
use crate::{
    language::FindingCode,
    model::{AsideKind, EndKind, Field, FieldKind, Form, StepKind, Target},
};

fn has(form: &Form, wanted: impl Fn(&FieldKind) -> bool) -> bool {
    form.fields.iter().any(|field: &Field| field.required && wanted(&field.kind))
}

const fn is_second(kind: &FieldKind) -> bool {
    matches!(kind, FieldKind::SecondPerson(_))
}

impl Checking<'_, '_> {
    /// Whoever refuses on a legal ground needs a second person, and somebody must be able to.
    pub(super) fn refusals(&mut self) {
        let process = self.process;
        let (mut told, mut on_ground) = (false, false);
        for exit in process.steps.values().flat_map(exits) {
            let super::Way::Outcome(outcome) = exit.way else { continue };
            if graph::end_kind(process, exit.to) != Some(EndKind::Told) {
                continue;
            }
            told = true;
            let form = outcome.form.as_ref().and_then(|form| self.playbook.forms.get(form));
            let Some(form) = form else { continue };
            let ground = has(form, |kind| *kind == FieldKind::LegalGround);
            let second = has(form, is_second);
            on_ground |= ground;
            if ground != second {
                let path = exit.stands(&process.key);
                let wanted = if ground { "second-person" } else { "legal-ground" };
                self.report(FindingCode::RefusalIncomplete, &path, |problem| {
                    problem.with("form", &form.key).with("wanted", wanted)
                });
            }
        }
        self.mediations();
        if told && !on_ground {
            self.report(FindingCode::NoLegalGround, &format!("process/{}", process.key), |p| p);
        }
    }

    /// Somebody mediates, and a mediation that was tried too often orders nobody: it would lead back
    /// to itself while the ground stands.
    fn mediations(&mut self) {
        let process = self.process;
        for end in process.ends.values() {
            let path = format!("mediation/{}/{}", process.key, end.key);
            let step = end.mediation.as_ref().and_then(|step| process.steps.get(step));
            let Some(step) = step else { continue };
            if !matches!(step.kind, StepKind::Act) {
                self.report(FindingCode::MediationKind, &path, |problem| {
                    problem.with("step", &step.key)
                });
            }
            let bound = step.bound.as_ref();
            let exit = bound.and_then(|bound| bound.exhausted.as_ref().or(step.top.as_ref()));
            let Some(Target::Step(to)) = exit else { continue };
            let orders = process.steps.get(to);
            let orders = orders.filter(|to| matches!(to.kind, StepKind::Dispatch(_)));
            if let Some(orders) = orders {
                self.report(FindingCode::MediationExhausted, &path, |problem| {
                    problem.with("step", &step.key).with("to", &orders.key)
                });
            }
        }
    }

    /// More time has an amount; representatives are residents.
    pub(super) fn more_time(&mut self) {
        let process = self.process;
        for aside in process.asides.values() {
            let form = aside.form.as_ref().and_then(|form| self.playbook.forms.get(form));
            let extends = matches!(aside.kind, AsideKind::Extend { .. });
            let Some(form) = form.filter(|_| extends) else { continue };
            let numbers = form.fields.iter();
            let numbers = numbers.filter(|f| matches!(f.kind, FieldKind::Number { .. })).count();
            if numbers != 1 || !has(form, |kind| matches!(kind, FieldKind::Number { .. })) {
                let path = format!("aside-form/{}/{}", process.key, aside.key);
                self.report(FindingCode::ExtendWithoutNumber, &path, |problem| {
                    problem.with("form", &form.key)
                });
            }
        }
        for step in process.steps.values() {
            let StepKind::Rate(rate) = &step.kind else { continue };
            let Some((role, _)) = &rate.representatives else { continue };
            if self.playbook.holds_office(role) {
                let path = format!("representatives/{}/{}", process.key, step.key);
                self.report(FindingCode::RepresentativesOffice, &path, |problem| {
                    problem.with("role", role)
                });
            }
        }
    }
}
