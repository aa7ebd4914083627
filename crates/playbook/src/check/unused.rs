//! Notes: what is declared and never used.

use std::collections::BTreeSet;

use crate::{
    language::{FindingCode, Problem, Reader},
    model::{Name, Playbook, Process, StepKind},
};

/// Notes what nothing uses.
pub(super) fn check(reader: &mut Reader<'_>, playbook: &Playbook) {
    let steps = || playbook.processes.values().flat_map(|process| process.steps.values());
    let outcomes = steps().flat_map(|step| &step.outcomes);
    let asides = playbook.processes.values().flat_map(|process| process.asides.values());
    let forms: BTreeSet<&Name> = outcomes
        .filter_map(|outcome| outcome.form.as_ref())
        .chain(asides.filter_map(|aside| aside.form.as_ref()))
        .collect();
    let stages: BTreeSet<&Name> = steps().map(|step| &step.stage).collect();
    let declared = playbook.forms.keys().filter(|key| !forms.contains(key));
    note(reader, FindingCode::UnusedForm, "form", declared);
    let declared = playbook.stages.iter().map(|(key, _)| key);
    note(reader, FindingCode::UnusedStage, "stage", declared.filter(|key| !stages.contains(key)));
    let sent: BTreeSet<&Name> =
        steps().flat_map(|step| &step.notices).map(|notice| &notice.message).collect();
    let declared = playbook.messages.keys().filter(|key| !sent.contains(key));
    note(reader, FindingCode::UnusedMessage, "message", declared);
    let words = used_words(playbook);
    let declared = playbook.words.keys().filter(|key| !words.contains(key));
    note(reader, FindingCode::UnusedWords, "words", declared);
    sources(reader, playbook);
}

/// Where some steps say which sentence they come from, each must.
fn sources(reader: &mut Reader<'_>, playbook: &Playbook) {
    let processes = || playbook.processes.values();
    let named = |process: &Process| process.steps.values().any(|step| step.source.is_some());
    if !processes().any(named) {
        return;
    }
    for process in processes() {
        for step in process.steps.values().filter(|step| step.source.is_none()) {
            let path = format!("target/{}/{}", process.key, step.key);
            if let Some(at) = reader.stands.get(&path).cloned() {
                reader.report(Problem::new(FindingCode::NoSource, &at).with("step", &step.key));
            }
        }
    }
}

fn note<'p>(
    reader: &mut Reader<'_>,
    code: FindingCode,
    path: &str,
    keys: impl Iterator<Item = &'p Name>,
) {
    for key in keys {
        if let Some(at) = reader.stands.get(&format!("{path}/{key}")).cloned() {
            reader.report(Problem::new(code, &at).with("name", key));
        }
    }
}

fn used_words(playbook: &Playbook) -> BTreeSet<&Name> {
    let mut used: BTreeSet<&Name> = playbook.containment.iter().flatten().collect();
    used.extend(&playbook.responsibility);
    for process in playbook.processes.values() {
        used.extend(process.opens.iter().chain(&process.through));
        for step in process.steps.values() {
            if let StepKind::Rate(rate) = &step.kind {
                used.extend(rate.scale.iter().map(|(answer, _)| answer));
                used.extend(&rate.revisit_channels);
            }
        }
    }
    used
}
