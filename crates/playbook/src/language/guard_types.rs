//! What the names of a guard mean, and whether they may be compared like that.
//!
//! A guard reads the case and nothing else: names of persons, their tags and points do not exist
//! here, and asking for one is a finding of its own.

use std::collections::BTreeSet;

use super::{
    code::FindingCode,
    finding::Problem,
    guard::{Raw, Word},
    suggest::nearest,
};
use crate::model::{
    Comparison, FieldKind, Name, Offering, Operand, Playbook, Process, Publicity, StepKind,
    Subject, Take, Test,
};

/// Words by which somebody would look for a person.
const PERSONAL: &[&str] =
    &["person", "people", "resident", "points", "point", "tag", "tags", "score", "credit", "label"];

/// Before the name of a kind of organisation.
const OF_KIND: &str = "parties.";
/// Before the name of an offer.
const OF_OFFER: &str = "claims.";

/// Where a guard stands.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'p> {
    pub(crate) playbook: &'p Playbook,
    pub(crate) process: &'p Process,
    /// The step of a guarded outcome; `None` for an aside.
    pub(crate) step: Option<&'p Name>,
}

/// What can be said of a subject.
enum Kind<'p> {
    Number,
    Flag,
    /// One of these names; in an order or not.
    Words(Vec<&'p Name>, bool),
    /// Only whether it is filled in.
    Other,
}

/// Gives every name its meaning; collects everything that is wrong.
pub(crate) fn settle(scope: Scope<'_>, raw: &Raw, problems: &mut Vec<Problem>) -> Option<Test> {
    let settled = |raw: &Raw, problems: &mut Vec<Problem>| settle(scope, raw, problems);
    let both = |left: &Raw, right: &Raw, problems: &mut Vec<Problem>| {
        let sides = (settled(left, problems), settled(right, problems));
        Some((Box::new(sides.0?), Box::new(sides.1?)))
    };
    match raw {
        Raw::Both(left, right) => both(left, right, problems).map(|(l, r)| Test::Both(l, r)),
        Raw::Either(left, right) => both(left, right, problems).map(|(l, r)| Test::Either(l, r)),
        Raw::Not(inner) => settled(inner, problems).map(|inner| Test::Not(Box::new(inner))),
        Raw::Given(word) => keep(scope.given(word), problems),
        Raw::Compare(left, comparison, right) => {
            keep(scope.compare(left, *comparison, right), problems)
        }
        Raw::OneOf(left, list) => keep(scope.one_of(left, list), problems),
    }
}

fn keep<T>(settled: Result<T, Problem>, problems: &mut Vec<Problem>) -> Option<T> {
    settled.map_err(|problem| problems.push(problem)).ok()
}

impl<'p> Scope<'p> {
    fn given(self, word: &Word) -> Result<Test, Problem> {
        let (subject, kind) = self.subject(word)?;
        match (&subject, kind) {
            (Subject::Field(_) | Subject::Category, _) | (_, Kind::Flag) => {
                Ok(Test::Given(subject))
            }
            _ => Err(wrong_type(word, "== != in")),
        }
    }

    fn compare(self, left: &Word, sign: Comparison, right: &Word) -> Result<Test, Problem> {
        let (subject, kind) = self.subject(left)?;
        let ordered = !matches!(sign, Comparison::Equal | Comparison::Unequal);
        let operand = match kind {
            Kind::Number => self.number(right)?,
            Kind::Words(_, false) if ordered => return Err(wrong_type(left, "== != in")),
            Kind::Words(known, _) => self.value(left, right, &known)?,
            Kind::Flag | Kind::Other => return Err(alone(left)),
        };
        Ok(Test::Compare(subject, sign, operand))
    }

    fn one_of(self, left: &Word, list: &[Word]) -> Result<Test, Problem> {
        let (subject, kind) = self.subject(left)?;
        let operand = |word: &Word| match &kind {
            Kind::Number => self.number(word),
            Kind::Words(known, _) => self.value(left, word, known),
            Kind::Flag | Kind::Other => Err(alone(left)),
        };
        Ok(Test::OneOf(subject, list.iter().map(operand).collect::<Result<_, _>>()?))
    }

    fn number(self, word: &Word) -> Result<Operand, Problem> {
        if let Ok(number) = word.text.parse() {
            return Ok(Operand::Number(number));
        }
        if word.text.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
            let problem = Problem::new(FindingCode::WrongType, &word.at);
            return Err(problem.with("wanted", "number").with("given", &word.text));
        }
        match self.subject(word) {
            Ok((subject, Kind::Number)) => Ok(Operand::Subject(subject)),
            // Meant as a name: what is wrong with the name is what helps.
            Err(problem) if word.text.is_ascii() => Err(problem),
            _ => Err(wrong_type(word, "1 2 3 …")),
        }
    }

    fn value(self, of: &Word, word: &Word, known: &[&Name]) -> Result<Operand, Problem> {
        match known.iter().find(|name| ***name == *word.text.as_str()) {
            Some(name) => Ok(Operand::Word((*name).clone())),
            None => {
                // One name may come from several forms.
                let mut words: Vec<&str> = known.iter().map(|name| name.as_str()).collect();
                let mut seen = BTreeSet::new();
                words.retain(|word| seen.insert(*word));
                let problem = Problem::new(FindingCode::GuardValue, &word.at);
                let problem = problem.with("given", &word.text).with("name", &of.text);
                let near = nearest(&word.text, words.iter().copied());
                Err(problem.with("known", words.join(", ")).suggest(near))
            }
        }
    }

    /// What a name means, and what can be said of it.
    fn subject(self, word: &Word) -> Result<(Subject, Kind<'p>), Problem> {
        let text = word.text.as_str();
        let first = text.split('.').next().unwrap_or(text);
        if PERSONAL.contains(&first) {
            return Err(Problem::new(FindingCode::GuardPerson, &word.at).with("name", text));
        }
        if let Some((_, subject)) = Subject::NAMES.iter().find(|(name, _)| *name == text) {
            return Ok((subject.clone(), self.kind(subject)));
        }
        if let Some(subject) = self.of_kind(text).or_else(|| self.of_offer(text)) {
            return Ok((subject, Kind::Number));
        }
        let mut asked = self.asked();
        asked.retain(|(key, ..)| **key == *text);
        let Some((key, first, _)) = asked.first() else { return Err(self.unknown(word)) };
        let same = asked
            .iter()
            .all(|(_, kind, _)| std::mem::discriminant(*kind) == std::mem::discriminant(*first));
        if !same {
            return Err(wrong_type(word, "…"));
        }
        if !asked.iter().any(|(.., before)| *before) {
            return Err(Problem::new(FindingCode::GuardTooEarly, &word.at).with("name", text));
        }
        let kind = match first {
            FieldKind::Number { .. } => Kind::Number,
            FieldKind::Flag => Kind::Flag,
            FieldKind::Choice(_) => {
                let choices = asked.iter().filter_map(|(_, kind, _)| match kind {
                    FieldKind::Choice(choices) => Some(choices.iter().map(|(name, _)| name)),
                    _ => None,
                });
                Kind::Words(choices.flatten().collect(), false)
            }
            _ => Kind::Other,
        };
        Ok((Subject::Field((*key).clone()), kind))
    }

    fn unknown(self, word: &Word) -> Problem {
        let asked = self.asked();
        let fields: BTreeSet<&str> = asked.iter().map(|(key, ..)| key.as_str()).collect();
        let parties = self.playbook.parties.keys().map(|kind| format!("{OF_KIND}{kind}"));
        let claims = self.offers().map(|step| format!("{OF_OFFER}{step}"));
        let own = Subject::NAMES.iter().map(|(name, _)| (*name).to_owned());
        let own = own.chain(parties).chain(claims);
        let mut known: Vec<String> = own.chain(fields.into_iter().map(str::to_owned)).collect();
        let mut seen = BTreeSet::new();
        known.retain(|name| seen.insert(name.clone()));
        let near = nearest(&word.text, known.iter().map(String::as_str));
        let problem = Problem::new(FindingCode::GuardName, &word.at).with("name", &word.text);
        problem.with("known", known.join(", ")).suggest(near)
    }

    /// `parties.KIND`: organisations of one kind.
    fn of_kind(self, text: &str) -> Option<Subject> {
        let kind = text.strip_prefix(OF_KIND)?;
        let declared = self.playbook.parties.keys().find(|known| known.as_str() == kind)?;
        Some(Subject::PartiesOf(declared.clone()))
    }

    fn offers(self) -> impl Iterator<Item = &'p Name> {
        let steps = self.process.steps.values();
        steps.filter(|step| matches!(step.kind, StepKind::Offer(_))).map(|step| &step.key)
    }

    /// `claims.STEP`: how many claimed there.
    fn of_offer(self, text: &str) -> Option<Subject> {
        let step = text.strip_prefix(OF_OFFER)?;
        self.offers().find(|known| known.as_str() == step).cloned().map(Subject::ClaimsOf)
    }

    fn kind(self, subject: &Subject) -> Kind<'p> {
        let (playbook, process) = (self.playbook, self.process);
        match subject {
            Subject::Category => {
                Kind::Words(playbook.categories.iter().map(|(name, _)| name).collect(), false)
            }
            Subject::Class => Kind::Words(playbook.classes.keys().collect(), false),
            Subject::Urgency => Kind::Words(playbook.urgencies.keys().collect(), false),
            Subject::Opens => Kind::Words(process.opens.iter().collect(), false),
            Subject::Channel => Kind::Words(process.through.iter().collect(), false),
            Subject::Publicity => Kind::Words(publicities(), true),
            Subject::Level => Kind::Words(playbook.responsibility.iter().collect(), true),
            Subject::Place => Kind::Words(playbook.place_kinds().into_iter().collect(), false),
            Subject::Raisers
            | Subject::Parties
            | Subject::PartiesOf(_)
            | Subject::ClaimsOf(_)
            | Subject::Entries
            | Subject::Overturned => Kind::Number,
            Subject::External | Subject::Found => Kind::Flag,
            Subject::Field(_) => Kind::Other,
        }
    }

    /// Fields that outcomes of this process ask for where somebody fills in a form, and whether
    /// that can be before the guarded step.
    fn asked(self) -> Vec<(&'p Name, &'p FieldKind, bool)> {
        let mut asked = Vec::new();
        for step in self.process.steps.values() {
            // What several claim stands beside each other and is no value of the case.
            let alone = |offer: &Offering| offer.take == Take::One;
            if !matches!(&step.kind, StepKind::Act | StepKind::Dispatch(_))
                && !matches!(&step.kind, StepKind::Offer(offer) if alone(offer))
            {
                continue;
            }
            for outcome in &step.outcomes {
                let form = outcome.form.as_ref().and_then(|form| self.playbook.forms.get(form));
                let before = || match self.step {
                    Some(step) => crate::check::leads_to(self.process, &outcome.to, step),
                    None => true,
                };
                let Some(form) = form else { continue };
                let before = before();
                asked.extend(form.fields.iter().map(|field| (&field.key, &field.kind, before)));
            }
        }
        asked
    }
}

/// Publicities as names, from narrow to wide.
fn publicities() -> Vec<&'static Name> {
    static NAMES: std::sync::LazyLock<Vec<Name>> = std::sync::LazyLock::new(|| {
        Publicity::WORDS.iter().map(|(word, _)| Name::known(word)).collect()
    });
    NAMES.iter().collect()
}

/// A flag, or what can only be there or not, stands without a comparison.
fn alone(word: &Word) -> Problem {
    wrong_type(word, &format!("{0}, not {0}", word.text))
}

fn wrong_type(word: &Word, wanted: &str) -> Problem {
    Problem::new(FindingCode::GuardType, &word.at).with("name", &word.text).with("wanted", wanted)
}
