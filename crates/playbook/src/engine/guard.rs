//! Whether a guard holds, from what the case itself says.

use super::{Value, view::View};
use crate::model::{Comparison, Guard, Name, Operand, Publicity, Subject, Test};

impl<'p> View<'p, '_> {
    /// Whether something may be chosen now.
    pub(super) fn allows(&self, guard: Option<&Guard>) -> bool {
        guard.is_none_or(|guard| self.holds(&guard.test))
    }

    fn holds(&self, test: &Test) -> bool {
        match test {
            Test::Both(left, right) => self.holds(left) && self.holds(right),
            Test::Either(left, right) => self.holds(left) || self.holds(right),
            Test::Not(inner) => !self.holds(inner),
            Test::Given(subject) => self.is_given(subject),
            Test::Compare(subject, sign, operand) => self.compares(subject, *sign, operand),
            Test::OneOf(subject, list) => {
                list.iter().any(|operand| self.compares(subject, Comparison::Equal, operand))
            }
        }
    }

    fn is_given(&self, subject: &Subject) -> bool {
        match subject {
            Subject::Category => self.facts.category.is_some(),
            Subject::External => self.case.external.is_some(),
            Subject::Found => self.case.found_by.is_some(),
            Subject::Field(key) => {
                self.case.values.get(key).is_some_and(|value| *value != Value::Flag(false))
            }
            _ => true,
        }
    }

    fn compares(&self, subject: &Subject, sign: Comparison, operand: &Operand) -> bool {
        let sides = match operand {
            Operand::Number(number) => self.number(subject).zip(Some(*number)),
            Operand::Subject(other) => self.number(subject).zip(self.number(other)),
            Operand::Word(word) => {
                let Some(given) = self.name_of(subject) else { return false };
                match sign {
                    Comparison::Equal => return given == *word,
                    Comparison::Unequal => return given != *word,
                    _ => self.rank_of(subject, &given).zip(self.rank_of(subject, word)),
                }
            }
        };
        let Some((left, right)) = sides else { return false };
        match sign {
            Comparison::Equal => left == right,
            Comparison::Unequal => left != right,
            Comparison::Less => left < right,
            Comparison::AtMost => left <= right,
            Comparison::More => left > right,
            Comparison::AtLeast => left >= right,
        }
    }

    fn number(&self, subject: &Subject) -> Option<i64> {
        let count = |count: usize| i64::try_from(count).ok();
        match subject {
            Subject::Raisers => count(self.case.raisers.len()),
            Subject::Parties => {
                let parties = self.facts.parties.values();
                count(parties.filter(|party| party.staffed).count())
            }
            Subject::PartiesOf(kind) => {
                let parties = self.facts.parties.values().filter(|party| party.kind == *kind);
                count(parties.filter(|party| party.staffed).count())
            }
            Subject::Entries => {
                let entries = self.case.entered.get(&self.case.step.key);
                Some(i64::from(entries.copied().unwrap_or(0)))
            }
            Subject::Overturned => count(self.case.overturned()),
            Subject::ClaimsOf(step) => count(self.case.claims.get(step).map_or(0, Vec::len)),
            Subject::Field(key) => match self.case.values.get(key) {
                Some(Value::Number(number)) => Some(*number),
                _ => None,
            },
            _ => None,
        }
    }

    fn name_of(&self, subject: &Subject) -> Option<Name> {
        let case = self.case;
        match subject {
            Subject::Category => self.facts.category.clone(),
            Subject::Class => Some(case.class.clone()),
            Subject::Urgency => Some(case.urgency.clone()),
            Subject::Opens => Some(case.opens.clone()),
            Subject::Channel => Some(case.channel.clone()),
            Subject::Publicity => Some(Name::known(case.publicity.word())),
            Subject::Level => Some(case.level.clone()),
            Subject::Place => self.facts.chain.first().map(|scope| scope.level.clone()),
            Subject::Field(key) => match case.values.get(key) {
                Some(Value::Choice(name)) => Some(name.clone()),
                _ => None,
            },
            _ => None,
        }
    }

    /// Where a name stands in the order of such names, the lowest or narrowest first.
    fn rank_of(&self, subject: &Subject, name: &Name) -> Option<i64> {
        let rank = match subject {
            Subject::Level => self.playbook.rank(name),
            Subject::Publicity => Publicity::WORDS.iter().position(|(w, _)| *name == *w),
            _ => None,
        };
        rank.and_then(|rank| i64::try_from(rank).ok())
    }
}
