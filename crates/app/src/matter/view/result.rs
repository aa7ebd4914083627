//! What was done about a matter, in one line: for those who read only that it was published.

use linli_kernel::TextId;
use linli_playbook::{
    Playbook,
    engine::{Case, Status, Value},
    model::{Process, PublishRule, Sensitivity, StepKind},
};

/// The words with which a publication ends: the last of the parts that the playbook asks for. Only
/// what no form keeps inside, and only once it is told; while work goes on, what stands there is
/// from an earlier try.
pub(super) fn result_text(playbook: &Playbook, case: &Case) -> Option<TextId> {
    let process = playbook.process(&case.process)?;
    let key = rule(process, case)?.parts.last()?;
    let fields = playbook.forms.values().flat_map(|form| &form.fields);
    let mut declared = fields.filter(|field| field.key == *key).peekable();
    declared.peek()?;
    if !is_told(playbook, case) || declared.any(|field| field.sensitivity != Sensitivity::Public) {
        return None;
    }
    match case.values.get(key)? {
        Value::Text(text) => Some(text.id),
        _ => None,
    }
}

fn rule<'p>(process: &'p Process, case: &Case) -> Option<&'p PublishRule> {
    process.steps.values().find_map(|step| match &step.kind {
        StepKind::Publish(publish) => publish.rules.get(&case.publicity),
        _ => None,
    })
}

fn is_told(playbook: &Playbook, case: &Case) -> bool {
    let step = case.step_in(playbook).map(|step| &step.kind);
    matches!(case.status, Status::Ended { .. })
        || matches!(step, Some(StepKind::Publish(_) | StepKind::Rate(_)))
}
