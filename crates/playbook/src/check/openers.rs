//! Who opens a process, and who keeps the admission list.

use crate::{
    language::{FindingCode, Problem, Reader},
    model::{MATTER, Playbook},
};

/// Checks that every process says who opens it, that residents can raise their matters, and that
/// the admission list is kept at the top.
pub(super) fn check(reader: &mut Reader<'_>, playbook: &Playbook) {
    for process in playbook.processes.values() {
        let matter = process.key == *MATTER;
        let code = match &process.opened_by {
            None if !matter => FindingCode::NoOpeners,
            Some(opened_by) if matter && !opened_by.residents => FindingCode::MatterNotOpen,
            _ => continue,
        };
        if let Some(at) = reader.stands.get(&format!("process/{}", process.key)).cloned() {
            reader.report(Problem::new(code, &at).with("process", &process.key));
        }
    }
    for key in &playbook.admission_list {
        // A role that is not declared is a finding of its own.
        let Some(role) = playbook.roles.get(key) else { continue };
        let at = reader.stands.get(&format!("admission-list/{key}")).cloned();
        let wrong = match playbook.rung(&role.at) {
            Some(0) if role.office => None,
            Some(0) => Some(FindingCode::NotOffice),
            _ => Some(FindingCode::ListBelowTop),
        };
        if let Some((code, at)) = wrong.zip(at) {
            reader.report(Problem::new(code, &at).with("role", key));
        }
    }
}
