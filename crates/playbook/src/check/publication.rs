//! Publications: a rule for every publicity in use, parts that somebody is asked for.

use std::collections::BTreeMap;

use super::{Checking, paths};
use crate::{
    language::{FindingCode, nearest},
    model::{Field, Name, Publicity, Publish, Sensitivity, Step, StepKind},
};

impl Checking<'_, '_> {
    /// Every publication of the process.
    pub(super) fn publications(&mut self) {
        for step in self.process.steps.values() {
            if let StepKind::Publish(publish) = &step.kind {
                self.rules(step, publish);
                self.parts(step, publish);
            }
        }
    }

    /// The widest publicity of a class, and everything narrower, since it may be lowered.
    fn rules(&mut self, step: &Step, publish: &Publish) {
        let widest = self.playbook.classes.values().map(|class| class.publicity).max();
        let Some(widest) = widest else { return };
        for publicity in [Publicity::Private, Publicity::Compound, Publicity::Public] {
            let known = publish.rules.contains_key(&publicity);
            if publicity <= widest && !known && !publish.rules.is_empty() {
                self.report(FindingCode::NoPublishRule, &self.step_path(&step.key), |problem| {
                    problem.with("step", &step.key).with("publicity", publicity.word())
                });
            }
            if publicity > widest && known {
                let key = &self.process.key;
                let path = format!("publicity/{key}/{}/{publicity:?}", step.key);
                self.report(FindingCode::UnusedPublishRule, &path, |problem| {
                    problem.with("publicity", publicity.word())
                });
            }
        }
    }

    fn parts(&mut self, step: &Step, publish: &Publish) {
        let mut asked: BTreeMap<&Name, &Field> = BTreeMap::new();
        let process = self.process;
        let leading = process.steps.values().flat_map(|other| &other.outcomes);
        for outcome in leading.filter(|outcome| paths::is_step(&outcome.to, &step.key)) {
            let form = outcome.form.as_ref().and_then(|form| self.playbook.forms.get(form));
            for field in form.into_iter().flat_map(|form| &form.fields) {
                // The widest of several fields of the same name decides.
                asked
                    .entry(&field.key)
                    .and_modify(|known| {
                        if field.sensitivity < known.sensitivity {
                            *known = field;
                        }
                    })
                    .or_insert(field);
            }
        }
        for (publicity, rule) in &publish.rules {
            for part in &rule.parts {
                let path = format!("part/{}/{}/{publicity:?}/{part}", process.key, step.key);
                match asked.get(part) {
                    None => {
                        let near = nearest(part.as_str(), asked.keys().map(|key| key.as_str()));
                        self.report(FindingCode::PartNotAsked, &path, |problem| {
                            problem.with("part", part).with("step", &step.key).suggest(near)
                        });
                    }
                    Some(field) if field.sensitivity != Sensitivity::Public => {
                        self.report(FindingCode::PartNotPublic, &path, |problem| {
                            problem.with("part", part)
                        });
                    }
                    Some(_) => {}
                }
            }
        }
    }
}
