//! Whistles: somebody blows them, and whoever is called has a time to answer.

use super::Checking;
use crate::{
    language::{FindingCode, Problem, Reader},
    model::{Dispatch, Name, Playbook, Process, StepKind, WhistlePart},
};

/// The dispatches of a process that are part of a whistle.
fn parts(process: &Process) -> impl Iterator<Item = (&Name, &Dispatch, WhistlePart)> {
    process.steps.values().filter_map(|step| match &step.kind {
        StepKind::Dispatch(dispatch) => Some((&step.key, dispatch, dispatch.whistle?)),
        _ => None,
    })
}

impl Checking<'_, '_> {
    /// A whistle that needs no answer is none; work on one needs one that was blown.
    pub(super) fn whistles(&mut self) {
        let process = self.process;
        for (step, dispatch, part) in parts(process) {
            let code = match part {
                WhistlePart::Whole if dispatch.answer_within.is_none() => {
                    FindingCode::WhistleUnanswered
                }
                WhistlePart::Work if !process.blows() => FindingCode::WhistleNotBlown,
                _ => continue,
            };
            self.report(code, &format!("whistle/{}/{step}", process.key), |problem| problem);
        }
    }
}

/// A playbook that evaluates whistles has some.
pub(super) fn assessments(reader: &mut Reader<'_>, playbook: &Playbook) {
    if playbook.has_whistles() {
        return;
    }
    for form in playbook.forms.values() {
        for field in form.fields.iter().filter(|field| field.assesses.is_some()) {
            let path = format!("assesses/field/{}/{}", form.key, field.key);
            if let Some(at) = reader.stands.get(&path).cloned() {
                reader.report(Problem::new(FindingCode::WhistleNotBlown, &at));
            }
        }
    }
}
