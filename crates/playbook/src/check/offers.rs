//! Offers: what was claimed reaches whoever shall do it, and what is named was asked for.

use super::{Checking, graph};
use crate::{
    language::{FindingCode, nearest},
    model::{Field, FieldKind, Lead, Name, Offering, Process, Step, StepKind},
};

impl Checking<'_, '_> {
    /// Every offer, and every dispatch by claims.
    pub(super) fn offers(&mut self) {
        for step in self.process.steps.values() {
            match &step.kind {
                StepKind::Offer(offering) => self.named(step, offering),
                StepKind::Dispatch(dispatch) => {
                    if let Lead::Claimers { of, .. } = &dispatch.lead {
                        self.claimers(step, of);
                    }
                }
                StepKind::Act | StepKind::Publish(_) | StepKind::Rate(_) | StepKind::Wait(_) => {}
            }
        }
    }

    /// The field whose organisations are invited is asked for somewhere.
    fn named(&mut self, step: &Step, offering: &Offering) {
        let Some(key) = &offering.named else { return };
        let process = self.process;
        let outcomes = process.steps.values().flat_map(|step| &step.outcomes);
        let forms = outcomes.filter_map(|o| self.playbook.forms.get(o.form.as_ref()?));
        let fields: Vec<&Field> = forms.flat_map(|form| &form.fields).collect();
        let path = format!("named/{}/{}", process.key, step.key);
        let same = || fields.iter().filter(|field| field.key == *key);
        let fits =
            |field: &&&Field| matches!(field.kind, FieldKind::Party(_) | FieldKind::Parties(_));
        if same().next().is_none() {
            let near = nearest(key.as_str(), fields.iter().map(|field| field.key.as_str()));
            self.report(FindingCode::PartNotAsked, &path, |problem| {
                problem.with("part", key).with("step", &step.key).suggest(near)
            });
        } else if !same().any(|field| fits(&field)) {
            self.report(FindingCode::FieldKind, &path, |problem| {
                problem.with("field", key).with("wanted", "parties")
            });
        }
    }

    /// Whoever claimed is found in an offer that leads here.
    fn claimers(&mut self, step: &Step, of: &Name) {
        let process = self.process;
        let path = format!("claimers/{}/{}", process.key, step.key);
        // A step that is not declared is a finding of its own.
        let Some(offer) = process.steps.get(of) else { return };
        if !matches!(offer.kind, StepKind::Offer(_)) {
            let near = nearest(of.as_str(), offers(process));
            let only = offers(process).next().filter(|_| offers(process).count() == 1);
            let meant = near.or_else(|| only.map(str::to_owned));
            self.report(FindingCode::NotAnOffer, &path, |problem| {
                problem.with("step", of).suggest(meant)
            });
        } else if !graph::reached(process, of, |_| true).contains(&step.key) {
            self.report(FindingCode::ClaimsNotBrought, &path, |problem| {
                problem.with("offer", of).with("step", &step.key)
            });
        }
    }
}

fn offers(process: &Process) -> impl Iterator<Item = &str> {
    let steps = process.steps.values().filter(|step| matches!(step.kind, StepKind::Offer(_)));
    steps.map(|step| step.key.as_str())
}
