//! Office: only posts that hold it decide for others. A residents' representative at the same place
//! as the secretary is nobody's superior.

use super::Checking;
use crate::{
    language::{FindingCode, Problem, Reader},
    model::{By, Field, FieldKind, Name, Playbook, Step, StepKind},
};

impl Checking<'_, '_> {
    /// Rungs of ladders, and who decides objections.
    pub(super) fn offices(&mut self) {
        let process = self.process;
        for step in process.steps.values() {
            for (level, role) in &step.ladder {
                self.office(role, &format!("rung/{}/{}/{level}", process.key, step.key));
            }
            if let Some(role) = reviewer(step) {
                self.office(role, &format!("review-by/{}/{}", process.key, step.key));
            }
        }
    }

    fn office(&mut self, role: &Name, path: &str) {
        // A role that is not declared is a finding of its own.
        if self.playbook.roles.contains_key(role) && !self.playbook.holds_office(role) {
            self.report(FindingCode::NotOffice, path, |problem| problem.with("role", role));
        }
    }
}

fn reviewer(step: &Step) -> Option<&Name> {
    match &step.kind {
        StepKind::Dispatch(dispatch) => match &dispatch.review_by {
            Some(By::Role(role)) => Some(role),
            _ => None,
        },
        _ => None,
    }
}

/// Checks that what a role of office leaves open falls to another one, that every stand-in's
/// stand-in is one in the end, and that a second person can be found.
pub(super) fn check(reader: &mut Reader<'_>, playbook: &Playbook) {
    for (key, role) in &playbook.roles {
        let Some(fallback) = &role.fallback else { continue };
        let wrong = if role.office { Some(fallback) } else { last_of(playbook, fallback) };
        let wrong = wrong.filter(|role| playbook.roles.contains_key(*role));
        let wrong = wrong.filter(|role| !playbook.holds_office(role));
        let at = reader.stands.get(&format!("fallback/{key}")).cloned();
        if let Some((wrong, at)) = wrong.zip(at) {
            reader.report(Problem::new(FindingCode::NotOffice, &at).with("role", wrong));
        }
    }
    for form in playbook.forms.values() {
        for field in &form.fields {
            second_person(reader, playbook, &form.key, field);
        }
    }
}

/// The end of a line of stand-ins; `None` where it goes in a circle.
fn last_of<'p>(playbook: &'p Playbook, role: &'p Name) -> Option<&'p Name> {
    let next = |role: &&'p Name| playbook.roles.get(*role)?.fallback.as_ref();
    let mut line = std::iter::successors(Some(role), next).take(playbook.roles.len() + 1);
    line.find(|role| playbook.roles.get(*role).is_none_or(|role| role.fallback.is_none()))
}

fn second_person(reader: &mut Reader<'_>, playbook: &Playbook, form: &Name, field: &Field) {
    let FieldKind::SecondPerson(level) = &field.kind else { return };
    let Some(rank) = playbook.rank(level) else { return };
    let mut offices = playbook.roles.values().filter(|role| role.office);
    if offices.any(|role| playbook.rank(&role.at).is_some_and(|at| at >= rank)) {
        return;
    }
    let path = format!("field/{form}/{}", field.key);
    if let Some(at) = reader.stands.get(&path).cloned() {
        reader.report(Problem::new(FindingCode::NoSecondPerson, &at).with("level", level));
    }
}
