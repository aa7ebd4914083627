//! What a scenario fills in: the fields that matter are written, the others made up.

use kdl::{KdlNode, KdlValue};
use linli_kernel::{OrganisationId, PhotoId, TextId};

use super::town::Town;
use crate::{
    engine::{Fields, Holder, OwnField, TextRef, Value},
    language::{
        FindingCode, Problem, Reader, Stretch, arguments, children, nearest, value_stretch,
        word_stretch,
    },
    model::{Field, FieldKind, Name},
};

/// Organisations named in one field by a range.
const RANGE: &str = "..";

/// Writes what the scenario says over what was made up.
pub(super) fn write(
    reader: &mut Reader<'_>,
    town: &Town<'_>,
    form: &[Field],
    (lines, fields): (&[KdlNode], &mut Fields),
) {
    let known: Vec<&str> = form.iter().map(|field| field.key.as_str()).collect();
    let mut rows: Vec<Fields> = Vec::new();
    let mut items: Option<&Field> = None;
    for line in lines {
        let word = line.name().value();
        let Some(field) = form.iter().find(|field| field.key.as_str() == word) else {
            let problem = Problem::new(FindingCode::ScenarioField, &word_stretch(line))
                .with("name", word)
                .with("known", known.join(", "))
                .suggest(nearest(word, known.iter().copied()));
            reader.report(problem);
            continue;
        };
        if let FieldKind::Items { fields: row, .. } = &field.kind {
            let mut given = made_up_row(fields, &field.key);
            let inner: Vec<KdlNode> = children(line).cloned().collect();
            write(reader, town, row, (&inner, &mut given));
            rows.push(given);
            items = Some(field);
        } else if let Some(value) = value(reader, town, field, line) {
            fields.insert(field.key.clone(), value);
        }
    }
    if let Some(field) = items {
        fields.insert(field.key.clone(), Value::Items(rows));
    }
    // Whoever is named to lead does not assist as well.
    if let Some(Value::Party(lead)) = fields.get(OwnField::Lead.as_str()).cloned()
        && let Some(Value::Parties(assists)) = fields.get_mut(OwnField::Assist.as_str())
        && !lines.iter().any(|line| line.name().value() == OwnField::Assist.as_str())
    {
        assists.retain(|party| *party != lead);
    }
}

/// The row that was made up, as the ground of each one that is written.
fn made_up_row(fields: &Fields, key: &Name) -> Fields {
    match fields.get(key) {
        Some(Value::Items(rows)) => rows.first().cloned().unwrap_or_default(),
        _ => Fields::new(),
    }
}

fn value(reader: &mut Reader<'_>, town: &Town<'_>, field: &Field, line: &KdlNode) -> Option<Value> {
    let Some(entry) = arguments(line).next() else {
        let at = word_stretch(line);
        let word = line.name().value();
        reader.report(Problem::new(FindingCode::MissingArgument, &at).with("word", word));
        return None;
    };
    let at = value_stretch(entry);
    Some(match &field.kind {
        FieldKind::Text { .. } => {
            reader.text_of(entry)?;
            Value::Text(TextRef { id: TextId::new(1)?, hash: 1 })
        }
        FieldKind::Number { .. } => Value::Number(reader.number(entry, i64::MIN, i64::MAX)?),
        FieldKind::Date => {
            let (text, at) = reader.text_of(entry)?;
            let Ok(day) = text.parse() else {
                reader.report(Problem::new(FindingCode::ScenarioMoment, &at).with("given", text));
                return None;
            };
            Value::Date(day)
        }
        FieldKind::Flag => match entry.value() {
            KdlValue::Bool(flag) => Value::Flag(*flag),
            _ => {
                reader.wrong_type(&at, "flag");
                return None;
            }
        },
        FieldKind::Choice(choices) => {
            let known: Vec<&str> = choices.iter().map(|(name, _)| name.as_str()).collect();
            Value::Choice(one_of(reader, entry, &known)?)
        }
        FieldKind::LegalGround => {
            let known: Vec<&str> = town.facts.legal_grounds.keys().map(Name::as_str).collect();
            Value::Choice(one_of(reader, entry, &known)?)
        }
        FieldKind::Party(_) => {
            let (text, at) = reader.text_of(entry)?;
            Value::Party(organisation(reader, town, text, &at)?)
        }
        FieldKind::Parties(_) => Value::Parties(organisations(reader, town, line)),
        FieldKind::Post(_) | FieldKind::SecondPerson(_) => {
            let (text, at) = reader.text_of(entry)?;
            let post = town.who(text).filter(|who| matches!(who.holder, Holder::Post { .. }));
            if post.is_none() {
                unknown(reader, town, text, &at);
            }
            Value::Post(post?.holder)
        }
        FieldKind::Photos { .. } => {
            let count = reader.number(entry, 0, 50)?;
            Value::Photos((1..=count).filter_map(PhotoId::new).collect())
        }
        FieldKind::Items { .. } => return None,
    })
}

fn one_of(reader: &mut Reader<'_>, entry: &kdl::KdlEntry, known: &[&str]) -> Option<Name> {
    let (text, at) = reader.text_of(entry)?;
    if known.contains(&text) {
        return reader.name(text, &at);
    }
    let problem = Problem::new(FindingCode::BadChoice, &at)
        .with("given", text)
        .with("known", known.join(", "))
        .suggest(nearest(text, known.iter().copied()));
    reader.report(problem);
    None
}

fn unknown(reader: &mut Reader<'_>, town: &Town<'_>, text: &str, at: &Stretch) {
    let names = town.all_names();
    let problem = Problem::new(FindingCode::ScenarioWho, at)
        .with("name", text)
        .with("known", names.join(", "))
        .suggest(nearest(text, names.iter().map(String::as_str)));
    reader.report(problem);
}

fn organisation(
    reader: &mut Reader<'_>,
    town: &Town<'_>,
    text: &str,
    at: &Stretch,
) -> Option<OrganisationId> {
    let found = town.organisation(text);
    if found.is_none() {
        unknown(reader, town, text, at);
    }
    found
}

/// Organisations by name; `department-2..50` names those from the second to the fiftieth.
fn organisations(reader: &mut Reader<'_>, town: &Town<'_>, line: &KdlNode) -> Vec<OrganisationId> {
    let mut found = Vec::new();
    let named: Vec<(String, Stretch)> = arguments(line)
        .filter_map(|entry| reader.text_of(entry).map(|(text, at)| (text.to_owned(), at)))
        .collect();
    for (text, at) in named {
        let range = text.split_once(RANGE).and_then(|(from, to)| {
            let (word, from) = from.rsplit_once('-')?;
            Some((word.to_owned(), from.parse::<i64>().ok()?, to.parse::<i64>().ok()?))
        });
        match range {
            Some((word, from, to)) => {
                let names =
                    (from..=to.min(super::town::MOST_PARTIES)).map(|n| format!("{word}-{n}"));
                for name in names {
                    found.extend(organisation(reader, town, &name, &at));
                }
            }
            None => found.extend(organisation(reader, town, &text, &at)),
        }
    }
    found
}
