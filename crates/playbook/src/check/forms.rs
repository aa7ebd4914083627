//! Forms that the engine reads: rows of minutes that become tasks, legal grounds.

use super::{Checking, Way, exits, paths};
use crate::{
    language::{FindingCode, Problem, Reader, nearest},
    model::{Field, FieldKind, Lead, Name, Outcome, Playbook, Step, StepKind, Target},
};

const PARTY: &str = "party";

impl Checking<'_, '_> {
    /// Every outcome with `each`, and every step that takes items.
    pub(super) fn items(&mut self) {
        let process = self.process;
        for step in process.steps.values() {
            for outcome in &step.outcomes {
                if let Some(field) = &outcome.each {
                    self.each(step, outcome, field);
                }
            }
            if taken(step).is_some() {
                self.brought(step);
            }
        }
    }

    fn each(&mut self, step: &Step, outcome: &Outcome, key: &Name) {
        let process = self.process;
        let path = format!("each/{}/{}/{}", process.key, step.key, outcome.key);
        let Some(form) = &outcome.form else {
            let at = format!("outcome/{}/{}/{}", process.key, step.key, outcome.key);
            self.report(FindingCode::MissingProperty, &at, |problem| {
                problem.with("name", "form").with("word", "outcome")
            });
            return;
        };
        let Some(form) = self.playbook.forms.get(form) else { return };
        let Some(field) = form.fields.iter().find(|field| field.key == *key) else {
            self.unknown_field(&path, key, &form.key, &form.fields);
            return;
        };
        let FieldKind::Items { fields, .. } = &field.kind else {
            self.report(FindingCode::FieldKind, &path, |problem| {
                problem.with("field", key).with("wanted", "items")
            });
            return;
        };
        let Target::Step(to) = &outcome.to else { return };
        let Some(target) = process.steps.get(to) else { return };
        let Some((responsible, due, supervisor)) = taken(target) else {
            self.report(FindingCode::ItemsNotTaken, &path, |problem| problem.with("step", to));
            return;
        };
        self.item_field(&path, (&form.key, fields), responsible, PARTY);
        self.item_field(&path, (&form.key, fields), due, "date");
        self.item_field(&path, (&form.key, fields), supervisor, "post");
    }

    fn item_field(
        &mut self,
        path: &str,
        (form, fields): (&Name, &[Field]),
        key: &Name,
        wanted: &'static str,
    ) {
        let Some(field) = fields.iter().find(|field| field.key == *key) else {
            self.unknown_field(path, key, form, fields);
            return;
        };
        let right = match field.kind {
            FieldKind::Party(_) => wanted == PARTY,
            FieldKind::Date => wanted == "date",
            // A post may be made responsible as well as an organisation.
            FieldKind::Post(_) => wanted == "post" || wanted == PARTY,
            _ => false,
        };
        if !right {
            self.report(FindingCode::FieldKind, path, |problem| {
                problem.with("field", key).with("wanted", wanted)
            });
        }
    }

    fn unknown_field(&mut self, path: &str, key: &Name, form: &Name, fields: &[Field]) {
        let near = nearest(key.as_str(), fields.iter().map(|field| field.key.as_str()));
        self.report(FindingCode::UnknownField, path, |problem| {
            problem.with("name", key).with("form", form).suggest(near)
        });
    }

    /// Every way into a step that takes items must bring some.
    fn brought(&mut self, step: &Step) {
        let process = self.process;
        if process.first == step.key {
            let path = self.step_path(&step.key);
            self.report(FindingCode::ItemsNotBrought, &path, |p| p.with("step", &step.key));
        }
        for exit in process.steps.values().flat_map(exits) {
            let brings = matches!(exit.way, Way::Outcome(outcome) if outcome.each.is_some());
            if paths::is_step(exit.to, &step.key) && !brings {
                let path = exit.stands(&process.key);
                self.report(FindingCode::ItemsNotBrought, &path, |problem| {
                    problem.with("step", &step.key)
                });
            }
        }
    }
}

/// Checks that a refusal of a repeat can show how far the first matter has come: some legal grounds
/// may be given only with the field `progress` filled in.
pub(super) fn grounds(reader: &mut Reader<'_>, playbook: &Playbook) {
    for form in playbook.forms.values() {
        let ground = form.fields.iter().find(|field| field.kind == FieldKind::LegalGround);
        let shows =
            |field: &Field| field.key == "progress" && matches!(field.kind, FieldKind::Text { .. });
        let Some(ground) = ground.filter(|_| !form.fields.iter().any(shows)) else { continue };
        let path = format!("field/{}/{}", form.key, ground.key);
        if let Some(at) = reader.stands.get(&path).cloned() {
            reader.report(Problem::new(FindingCode::GroundWithoutProgress, &at));
        }
    }
}

/// The fields of the items that a step takes.
const fn taken(step: &Step) -> Option<(&Name, &Name, &Name)> {
    match &step.kind {
        StepKind::Dispatch(dispatch) => match &dispatch.lead {
            Lead::Items { responsible, due, supervisor } => Some((responsible, due, supervisor)),
            Lead::OneOf(_) | Lead::Claimers { .. } => None,
        },
        _ => None,
    }
}
