//! Conditions in words: what `when="…"` says to somebody who looks at a drawing.

use super::story::Teller;
use crate::model::{Comparison, FieldKind, Label, Name, Operand, Subject, Test};

impl Teller<'_> {
    /// A condition as people would say it.
    pub(super) fn condition(&self, test: &Test) -> String {
        match test {
            Test::Both(left, right) => self.joined("draw-and", left, right),
            Test::Either(left, right) => self.joined("draw-or", left, right),
            Test::Not(inner) => self.said("draw-not", &[("what", self.condition(inner))]),
            Test::Given(subject) => self.subject(subject),
            Test::Compare(subject, sign, operand) => self.compared(subject, *sign, operand),
            Test::OneOf(subject, list) => {
                let list = self.list(list.iter().map(|operand| self.operand(subject, operand)));
                self.said("draw-is", &[("what", self.subject(subject)), ("value", list)])
            }
        }
    }

    fn joined(&self, key: &str, left: &Test, right: &Test) -> String {
        self.said(key, &[("left", self.condition(left)), ("right", self.condition(right))])
    }

    fn compared(&self, subject: &Subject, sign: Comparison, operand: &Operand) -> String {
        let key = match (sign, operand) {
            (Comparison::More | Comparison::Unequal, Operand::Number(0)) => "draw-some",
            (Comparison::Equal, Operand::Number(0)) => "draw-none",
            (Comparison::Equal, _) => "draw-is",
            (Comparison::Unequal, _) => "draw-is-not",
            (Comparison::Less, _) => "draw-less",
            (Comparison::AtMost, _) => "draw-at-most",
            (Comparison::More, _) => "draw-more",
            (Comparison::AtLeast, _) => "draw-at-least",
        };
        let value = self.operand(subject, operand);
        self.said(key, &[("what", self.subject(subject)), ("value", value)])
    }

    fn operand(&self, of: &Subject, operand: &Operand) -> String {
        match operand {
            Operand::Number(number) => number.to_string(),
            Operand::Subject(subject) => self.subject(subject),
            Operand::Word(name) => self.value(of, name),
        }
    }

    /// What people see for a value of a subject.
    fn value(&self, of: &Subject, name: &Name) -> String {
        let playbook = self.playbook;
        let label = match of {
            Subject::Category => {
                playbook.categories.iter().find(|(key, _)| key == name).map(|(_, c)| &c.label)
            }
            Subject::Class => playbook.classes.get(name).map(|class| &class.label),
            Subject::Urgency => playbook.urgencies.get(name).map(|urgency| &urgency.label),
            Subject::Publicity => return self.word(&format!("draw-publicity-{name}")),
            Subject::Field(field) => self.fields(field).find_map(|(_, kind)| match kind {
                FieldKind::Choice(choices) => {
                    choices.iter().find(|(key, _)| key == name).map(|(_, label)| label)
                }
                _ => None,
            }),
            _ => playbook.word(name),
        };
        label.map_or_else(|| name.to_string(), |label| label.text(self.english()).to_owned())
    }

    fn subject(&self, subject: &Subject) -> String {
        match subject {
            Subject::Field(field) => {
                let label = self.fields(field).map(|(label, _)| label).next();
                label.map_or_else(|| field.to_string(), |l| l.text(self.english()).to_owned())
            }
            Subject::PartiesOf(kind) => {
                let label = self.playbook.parties.get(kind);
                label.map_or_else(|| kind.to_string(), |l| l.text(self.english()).to_owned())
            }
            Subject::ClaimsOf(step) => {
                let label = self.process.steps.get(step).map(|step| &step.label);
                let step =
                    label.map_or_else(|| step.to_string(), |l| l.text(self.english()).to_owned());
                self.said("draw-claims", &[("step", step)])
            }
            _ => {
                let known = Subject::NAMES.iter().find(|(_, known)| known == subject);
                self.word(&format!("draw-what-{}", known.map_or("", |(name, _)| name)))
            }
        }
    }

    fn fields<'a>(&'a self, key: &'a Name) -> impl Iterator<Item = (&'a Label, &'a FieldKind)> {
        let fields = self.playbook.forms.values().flat_map(|form| &form.fields);
        fields.filter(move |field| field.key == *key).map(|field| (&field.label, &field.kind))
    }
}
