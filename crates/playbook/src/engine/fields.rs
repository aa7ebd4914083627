//! Checking what was filled in: every violation at once.

use std::collections::BTreeSet;

use linli_kernel::{Moment, OrganisationId};

use super::{Facts, Fields, Holder, OwnField, Refusal, Value, codes};
use crate::model::{Field, FieldKind, Name, Playbook};

/// What fields are checked against.
#[derive(Clone, Copy, Debug)]
pub struct FieldCheck<'a> {
    /// The playbook, for its party kinds.
    pub playbook: &'a Playbook,
    /// Places, posts, organisations and legal grounds.
    pub facts: &'a Facts,
    /// Whom the case is about: neither post nor party that is named.
    pub recused: &'a BTreeSet<Holder>,
    /// Now; dates lie on this day or later.
    pub now: Moment,
}

/// The field whose presence shows how far a repeated matter has come.
const PROGRESS: &str = "progress";

impl FieldCheck<'_> {
    /// Everything that is wrong with the values given for a form's fields; empty if nothing is.
    #[must_use]
    pub fn check(&self, fields: &[Field], given: &Fields) -> Vec<Refusal> {
        let mut found = self.fields("", fields, given);
        self.progress(fields, given, &mut found);
        found
    }

    fn fields(&self, prefix: &str, fields: &[Field], given: &Fields) -> Vec<Refusal> {
        let mut found = Vec::new();
        for field in fields {
            let path = format!("{prefix}{}", field.key);
            match given.get(&field.key).filter(|value| !is_empty(value)) {
                Some(value) => self.value(&path, field, value, &mut found),
                None if field.required => {
                    found.push(Refusal::field(codes::FIELD_REQUIRED, path));
                }
                None => {}
            }
        }
        let unknown = given.keys().filter(|key| !fields.iter().any(|field| field.key == **key));
        found.extend(
            unknown.map(|key| Refusal::field(codes::FIELD_UNKNOWN, format!("{prefix}{key}"))),
        );
        self.parties_once(prefix, given, &mut found);
        found
    }

    fn value(&self, path: &str, field: &Field, value: &Value, found: &mut Vec<Refusal>) {
        let refuse = |code| Refusal::field(code, path.to_owned());
        let most = |max: u32, count: usize| {
            let many = u32::try_from(count).map_or(true, |count| count > max);
            many.then(|| refuse(codes::FIELD_MANY).with("max", max))
        };
        match (&field.kind, value) {
            (FieldKind::Text { .. }, Value::Text(_)) | (FieldKind::Flag, Value::Flag(_)) => {}
            (FieldKind::Number { min, max }, Value::Number(number)) => {
                if !(*min..=*max).contains(number) {
                    let range = refuse(codes::FIELD_RANGE).with("min", min).with("max", max);
                    found.push(range);
                }
            }
            (FieldKind::Date, Value::Date(day)) => {
                found.extend((*day < self.now.day()).then(|| refuse(codes::FIELD_PAST)));
            }
            (FieldKind::Choice(choices), Value::Choice(name)) => {
                let declared = choices.iter().any(|(choice, _)| choice == name);
                found.extend((!declared).then(|| refuse(codes::FIELD_CHOICE)));
            }
            (FieldKind::LegalGround, Value::Choice(name)) => {
                let known = self.facts.legal_grounds.contains_key(name);
                found.extend((!known).then(|| refuse(codes::FIELD_CHOICE)));
            }
            (FieldKind::Party(kinds), Value::Party(party)) => {
                found.extend(self.party(kinds, *party).map(refuse));
            }
            (FieldKind::Parties(kinds), Value::Parties(parties)) => {
                found.extend(parties.iter().filter_map(|p| self.party(kinds, *p)).map(refuse));
            }
            (FieldKind::Post(level), Value::Post(post)) => {
                found.extend(self.post(level.as_ref(), post).map(refuse));
            }
            (FieldKind::SecondPerson(level), Value::Post(post)) => {
                found.extend(self.office(level, post).map(refuse));
            }
            (FieldKind::Photos { max }, Value::Photos(photos)) => {
                found.extend(most(*max, photos.len()));
            }
            (FieldKind::Items { max, fields }, Value::Items(rows)) => {
                found.extend(most(*max, rows.len()));
                for (number, row) in rows.iter().enumerate() {
                    found.extend(self.fields(&format!("{path}.{number}."), fields, row));
                }
            }
            _ => found.push(refuse(codes::FIELD_TYPE)),
        }
    }

    fn party(&self, kinds: &[Name], party: OrganisationId) -> Option<linli_kernel::Code> {
        let Some(fact) = self.facts.parties.get(&party) else {
            return Some(codes::PARTY_UNKNOWN);
        };
        let allowed = if kinds.is_empty() {
            self.playbook.parties.contains_key(&fact.kind)
        } else {
            kinds.contains(&fact.kind)
        };
        if !allowed {
            Some(codes::PARTY_KIND)
        } else if self.recused.contains(&Holder::Organisation(party)) {
            Some(codes::RECUSED)
        } else {
            (!fact.staffed).then_some(codes::PARTY_UNSTAFFED)
        }
    }

    fn post(&self, level: Option<&Name>, post: &Holder) -> Option<linli_kernel::Code> {
        let Holder::Post { role, place } = post else { return Some(codes::FIELD_POST) };
        let rung = self.facts.chain.iter().position(|scope| scope.place == *place);
        let floor = level.and_then(|level| self.facts.chain.iter().position(|s| s.level == *level));
        if !self.playbook.roles.contains_key(role) || rung.is_none() || rung < floor {
            Some(codes::FIELD_POST)
        } else if self.recused.contains(post) || self.facts.barred.contains(&(role.clone(), *place))
        {
            Some(codes::RECUSED)
        } else {
            let staffed = self.facts.staffed.contains(&(role.clone(), *place));
            (!staffed).then_some(codes::POST_VACANT)
        }
    }

    /// A post that may agree for the level: one that holds office.
    fn office(&self, level: &Name, post: &Holder) -> Option<linli_kernel::Code> {
        let holds = matches!(post, Holder::Post { role, .. } if self.playbook.holds_office(role));
        self.post(Some(level), post).or((!holds).then_some(codes::NOT_OFFICE))
    }

    /// The lead does not assist, and nobody assists twice.
    fn parties_once(&self, prefix: &str, given: &Fields, found: &mut Vec<Refusal>) {
        let assist = OwnField::Assist.as_str();
        let Some(Value::Parties(assists)) = given.get(assist) else { return };
        let lead = match given.get(OwnField::Lead.as_str()) {
            Some(Value::Party(lead)) => Some(*lead),
            _ => None,
        };
        let mut seen: BTreeSet<OrganisationId> = lead.into_iter().collect();
        if !assists.iter().all(|party| seen.insert(*party)) {
            found.push(Refusal::field(codes::PARTY_TWICE, format!("{prefix}{assist}")));
        }
    }

    /// A repeat is told only with the progress shown.
    fn progress(&self, fields: &[Field], given: &Fields, found: &mut Vec<Refusal>) {
        let repeats = fields.iter().any(|field| match (&field.kind, given.get(&field.key)) {
            (FieldKind::LegalGround, Some(Value::Choice(ground))) => {
                self.facts.progress_grounds.contains(ground)
            }
            _ => false,
        });
        let shown = given.get(PROGRESS).is_some_and(|value| !is_empty(value));
        if repeats && !shown {
            found.push(Refusal::field(codes::PROGRESS_REQUIRED, PROGRESS.to_owned()));
        }
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Parties(parties) => parties.is_empty(),
        Value::Photos(photos) => photos.is_empty(),
        Value::Items(rows) => rows.is_empty(),
        _ => false,
    }
}
