//! From what somebody typed to the engine's typed fields: every mistake with its field, texts
//! taken aside into rows of their own.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::{
    board::{MAX_PHONE, service_phone},
    matter::{MAX_PHOTOS, TextRow},
};
use linli_kernel::{
    CaseId, Day, Moment, OrganisationId, PhotoId, PlaceId, Text, TextError, TextId, is_blank,
};
use linli_playbook::{
    Name,
    engine::{Fields, Holder, TextRef, Value},
    model::{Field, FieldKind, LONGEST_TEXT},
};

use crate::{App, FieldError, salted_hash};

/// A value as it came in, from a form or from JSON.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum Raw {
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// Text; forms send everything as text.
    Text(String),
    /// Several values.
    List(Vec<Raw>),
    /// Rows.
    Rows(Vec<RawFields>),
    /// Nothing.
    Nothing(()),
}

/// The fields of one form as they came in.
pub type RawFields = BTreeMap<String, Raw>;

/// The longest text of any field, whatever a playbook says.
const LONGEST: usize = LONGEST_TEXT;

impl Raw {
    fn as_text(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// Whether nothing was filled in.
    fn is_blank(&self) -> bool {
        match self {
            Self::Nothing(()) => true,
            Self::Text(text) => is_blank(text),
            Self::List(list) => list.iter().all(Self::is_blank),
            Self::Rows(rows) => rows.iter().all(blank_row),
            Self::Flag(_) | Self::Number(_) => false,
        }
    }

    fn words(&self) -> Option<Vec<String>> {
        match self {
            Self::List(list) => list.iter().filter(|r| !r.is_blank()).map(Self::as_text).collect(),
            one => one.as_text().map(|text| vec![text]),
        }
    }
}

/// Yes or no; a form sends `on` for a box that is ticked, and nothing for one that is not.
fn flag(raw: &Raw) -> Option<bool> {
    match raw {
        Raw::Flag(flag) => Some(*flag),
        Raw::Text(text) => match text.as_str() {
            "1" | "on" | "true" => Some(true),
            "0" | "off" | "false" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn blank_row(row: &RawFields) -> bool {
    row.values().all(Raw::is_blank)
}

/// Reads fields, collecting every mistake.
pub(crate) struct Reader<'a> {
    app: &'a App,
    case: CaseId,
    today: Day,
    /// Texts to be written with the event.
    pub(crate) texts: Vec<TextRow>,
    /// Photos that were named, each with the field in which it first was.
    pub(crate) photos: BTreeMap<PhotoId, String>,
    /// Organisations that were named.
    pub(crate) parties: BTreeSet<OrganisationId>,
    /// What is wrong.
    pub(crate) errors: Vec<FieldError>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(app: &'a App, case: CaseId, today: Day) -> Self {
        Self {
            app,
            case,
            today,
            texts: Vec::new(),
            photos: BTreeMap::new(),
            parties: BTreeSet::new(),
            errors: Vec::new(),
        }
    }

    /// Reads one form's fields.
    pub(crate) fn read(&mut self, form: &[Field], raw: &RawFields) -> Fields {
        self.read_row(form, raw, "")
    }

    fn read_row(&mut self, form: &[Field], raw: &RawFields, prefix: &str) -> Fields {
        for name in raw.keys().filter(|name| !form.iter().any(|f| f.key == *name.as_str())) {
            self.errors.push(FieldError::new(format!("{prefix}{name}"), "field-unknown"));
        }
        let mut fields = Fields::new();
        for field in form {
            let path = format!("{prefix}{}", field.key);
            match raw.get(field.key.as_str()).filter(|value| !value.is_blank()) {
                Some(value) => {
                    if let Some(value) = self.read_value(&field.kind, value, &path) {
                        fields.insert(field.key.clone(), value);
                    }
                }
                None if field.required => {
                    self.errors.push(FieldError::new(path, "field-required"));
                }
                None => {}
            }
        }
        fields
    }

    fn fail<T>(&mut self, path: &str, code: &'static str) -> Option<T> {
        self.errors.push(FieldError::new(path, code));
        None
    }

    fn read_value(&mut self, kind: &FieldKind, raw: &Raw, path: &str) -> Option<Value> {
        match kind {
            FieldKind::Text { max, .. } => self.read_text(raw, *max, path).map(Value::Text),
            FieldKind::Number { min, max } => self.read_number(raw, *min, *max, path),
            FieldKind::Date => self.read_date(raw, path),
            FieldKind::Flag => match flag(raw) {
                Some(flag) => Some(Value::Flag(flag)),
                None => self.fail(path, "field-type"),
            },
            FieldKind::Choice(choices) => {
                let name = self.read_name(raw, path)?;
                if choices.iter().any(|(choice, _)| *choice == name) {
                    return Some(Value::Choice(name));
                }
                self.fail(path, "field-choice")
            }
            FieldKind::LegalGround => {
                let name = self.read_name(raw, path)?;
                if linli_domain::rules::legal_grounds().contains_key(&name) {
                    return Some(Value::Choice(name));
                }
                self.fail(path, "field-choice")
            }
            FieldKind::Party(_) => {
                let id = self.read_word(raw, path)?.parse().ok();
                let Some(id) = id else { return self.fail(path, "field-choice") };
                self.parties.insert(id);
                Some(Value::Party(id))
            }
            FieldKind::Parties(_) => self.read_parties(raw, path),
            FieldKind::Post(_) | FieldKind::SecondPerson(_) => self.read_post(raw, path),
            FieldKind::Photos { max } => self.read_photos(raw, *max, path),
            FieldKind::Items { max, fields } => self.read_items(raw, *max, fields, path),
        }
    }

    fn read_words(&mut self, raw: &Raw, path: &str) -> Option<Vec<String>> {
        match raw.words() {
            Some(words) => Some(words),
            None => self.fail(path, "field-type"),
        }
    }

    /// The one word of a field that holds one.
    fn read_word(&mut self, raw: &Raw, path: &str) -> Option<String> {
        match raw.as_text() {
            Some(word) => Some(word),
            None => self.fail(path, "field-type"),
        }
    }

    fn read_name(&mut self, raw: &Raw, path: &str) -> Option<Name> {
        match Name::new(self.read_word(raw, path)?.trim()) {
            Ok(name) => Some(name),
            Err(_) => self.fail(path, "field-choice"),
        }
    }

    fn read_text(&mut self, raw: &Raw, max: u32, path: &str) -> Option<TextRef> {
        let Some(words) = raw.as_text() else { return self.fail(path, "field-type") };
        let max = usize::try_from(max).unwrap_or(LONGEST).min(LONGEST);
        match bounded(&words, max) {
            Ok(words) => Some(self.keep(words)),
            Err(error) => {
                self.errors.push(text_error(path, error));
                None
            }
        }
    }

    /// Takes words aside into a row and answers the reference that events hold.
    pub(crate) fn keep(&mut self, words: String) -> TextRef {
        let row = text_row(self.app, self.case, words);
        let reference = text_ref(&row);
        self.texts.push(row);
        reference
    }

    fn read_number(&mut self, raw: &Raw, min: i64, max: i64, path: &str) -> Option<Value> {
        let number = match raw {
            Raw::Number(number) => Some(*number),
            Raw::Text(text) => text.trim().parse().ok(),
            _ => None,
        };
        match number {
            Some(number) if (min..=max).contains(&number) => Some(Value::Number(number)),
            Some(_) => {
                let error = FieldError::new(path, "field-range").with("min", min).with("max", max);
                self.errors.push(error);
                None
            }
            None => self.fail(path, "field-type"),
        }
    }

    fn read_date(&mut self, raw: &Raw, path: &str) -> Option<Value> {
        match raw.as_text().and_then(|text| text.trim().parse::<Day>().ok()) {
            Some(day) if day < self.today => self.fail(path, "field-past"),
            Some(day) => Some(Value::Date(day)),
            None => self.fail(path, "field-date"),
        }
    }

    fn read_parties(&mut self, raw: &Raw, path: &str) -> Option<Value> {
        let words = self.read_words(raw, path)?;
        let ids: Option<Vec<OrganisationId>> = words.iter().map(|w| w.parse().ok()).collect();
        let Some(ids) = ids else { return self.fail(path, "field-choice") };
        self.parties.extend(&ids);
        Some(Value::Parties(ids))
    }

    /// A post is written `role@place`.
    fn read_post(&mut self, raw: &Raw, path: &str) -> Option<Value> {
        match parse_post(&self.read_word(raw, path)?) {
            Some(holder) => Some(Value::Post(holder)),
            None => self.fail(path, "field-choice"),
        }
    }

    fn read_photos(&mut self, raw: &Raw, max: u32, path: &str) -> Option<Value> {
        let words = self.read_words(raw, path)?;
        let ids: Option<Vec<PhotoId>> = words.iter().map(|w| w.parse().ok()).collect();
        match ids {
            Some(ids) if ids.len() <= usize::try_from(max).unwrap_or(0) => {
                let mut once: Vec<PhotoId> = Vec::with_capacity(ids.len());
                // Named twice, it is one photo.
                ids.into_iter().for_each(|id| {
                    if !once.contains(&id) {
                        once.push(id)
                    }
                });
                for id in &once {
                    self.photos.entry(*id).or_insert_with(|| path.to_owned());
                }
                if self.photos.len() > MAX_PHOTOS {
                    return self.many_photos(path, MAX_PHOTOS);
                }
                Some(Value::Photos(once))
            }
            Some(_) => self.many_photos(path, max),
            None => self.fail(path, "field-choice"),
        }
    }

    fn many_photos<T>(&mut self, path: &str, max: impl ToString) -> Option<T> {
        self.errors.push(FieldError::new(path, "too-many-photos").with("max", max.to_string()));
        None
    }

    fn read_items(&mut self, raw: &Raw, max: u32, fields: &[Field], path: &str) -> Option<Value> {
        let Raw::Rows(rows) = raw else { return self.fail(path, "field-type") };
        if rows.len() > usize::try_from(max).unwrap_or(0) {
            return self.fail(path, "too-many-items");
        }
        let filled = rows.iter().enumerate().filter(|(_, row)| !blank_row(row));
        let items = filled
            .map(|(index, row)| self.read_row(fields, row, &format!("{path}.{index}.")))
            .collect();
        Some(Value::Items(items))
    }
}

/// A post as a form sends it: `role@place`.
pub(crate) fn parse_post(word: &str) -> Option<Holder> {
    let (role, place) = word.trim().split_once('@')?;
    Some(Holder::Post { role: Name::new(role).ok()?, place: place.parse::<PlaceId>().ok()? })
}

/// The mistake in a text as a field error.
pub(crate) fn text_error(path: &str, error: TextError) -> FieldError {
    let field = FieldError::new(path, error.code().0);
    match error {
        TextError::TooLong { max, found } => field.with("max", max).with("found", found),
        TextError::Empty | TextError::Control => field,
    }
}

/// A day as it was typed, `2026-07-08`; nothing where nothing was.
pub(crate) fn typed_day(field: &str, raw: &str) -> Result<Option<Day>, FieldError> {
    match raw.trim() {
        "" => Ok(None),
        word => word.parse().map(Some).map_err(|_| FieldError::new(field, "field-date")),
    }
}

/// Until when, as it was typed: a day alone means its last moment, with a time (`2026-07-08 14:00`,
/// also with a `T` between them) what the clock of China shows then; nothing where nothing was.
pub(crate) fn typed_deadline(field: &str, raw: &str) -> Result<Option<Moment>, FieldError> {
    let Some((day, time)) = raw.trim().split_once(['T', ' ']) else {
        let day = typed_day(field, raw).map_err(|_| FieldError::new(field, "field-day-or-time"))?;
        return Ok(day.map(|day| Moment::from_local(day, 86_400_000 - 1)));
    };
    let moment =
        || Some(Moment::from_local(day.parse().ok()?, minute_of_day(time.trim())? * 60_000));
    moment().map(Some).ok_or_else(|| FieldError::new(field, "field-day-or-time"))
}

/// `14:00` in minutes since midnight.
fn minute_of_day(time: &str) -> Option<i64> {
    let (hour, minute) = time.split_once(':')?;
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !(digits(hour) && digits(minute) && minute.len() == 2 && hour.len() <= 2) {
        return None;
    }
    let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// A day that must be given.
pub(crate) fn needed_day(field: &str, raw: &str) -> Result<Day, FieldError> {
    typed_day(field, raw)?.ok_or_else(|| FieldError::new(field, "field-required"))
}

/// A public telephone as it was typed; nothing where nothing was.
pub(crate) fn typed_phone(field: &str, raw: &str) -> Result<Option<String>, FieldError> {
    if raw.trim().is_empty() {
        return Ok(None);
    }
    let wrong = || FieldError::new(field, "service-phone-wrong").with("max", MAX_PHONE);
    service_phone(raw).map(Some).ok_or_else(wrong)
}

/// Bounds a text by a bound known only at run time.
pub(crate) fn bounded(words: &str, max: usize) -> Result<String, TextError> {
    let text = Text::<LONGEST>::new(words)?;
    let found = text.as_str().chars().count();
    if found > max {
        return Err(TextError::TooLong { max, found });
    }
    Ok(text.into_string())
}

/// The text of a field; a mistake in it is added to `errors`, and the text is empty then.
pub(crate) fn typed_text(
    errors: &mut Vec<FieldError>,
    field: &str,
    (raw, max): (&str, usize),
) -> String {
    bounded(raw, max).map_err(|error| errors.push(text_error(field, error))).unwrap_or_default()
}

/// One line, wherever it was copied from.
pub(crate) fn one_line(raw: &str) -> String {
    raw.replace(['\r', '\n'], " ")
}

/// A row for new words.
pub(crate) fn text_row(app: &App, case: CaseId, words: String) -> TextRow {
    let mut salt = vec![0; 16];
    app.entropy.fill(&mut salt);
    let hash = salted_hash(&salt, &words).to_vec();
    let id = TextId::from_raw(app.entropy.id());
    TextRow { id, case, words: Some(words), salt, hash, erased: None, version: 1 }
}

/// What an event holds for a text.
pub(crate) fn text_ref(row: &TextRow) -> TextRef {
    let head = row.hash.first_chunk::<8>().map_or(0, |head| u64::from_be_bytes(*head));
    TextRef { id: row.id, hash: head }
}
