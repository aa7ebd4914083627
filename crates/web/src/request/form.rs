//! Forms of pages: names with texts, and files. Checked against the session's form token before a
//! handler sees anything.

use std::collections::BTreeMap;

use axum::{
    body::{Body, Bytes},
    extract::{Form, FromRequest, FromRequestParts, Multipart, RawForm, Request},
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use linli_app::matter::{Raw, RawFields};
use percent_encoding::percent_decode;

use super::{CsrfToken, Problem, Signed};
use crate::server::{FORM_BYTES, Site};

/// The name of the field that carries the form token.
const CSRF_FIELD: &str = "csrf";
/// The texts of one form with files together, in bytes: as many as a form without files may have.
const TEXT_BYTES: usize = FORM_BYTES;
/// Rows of one form; more are not read.
const MAX_ROWS: usize = 200;

/// Marks routes whose forms carry files; elsewhere no file is read.
#[derive(Clone, Copy, Debug)]
pub struct TakesFiles;

/// A form as it was sent, in the order of its fields.
#[derive(Clone, Debug, Default)]
pub struct FormFields {
    texts: Vec<(String, String)>,
    files: Vec<(String, Bytes)>,
}

impl FromRequest<Site> for FormFields {
    type Rejection = Problem;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let Ok(csrf) = CsrfToken::from_request_parts(&mut parts, site).await;
        let with_files = is_multipart(&parts.headers);
        if with_files && parts.extensions.get::<TakesFiles>().is_none() {
            return Err(Problem::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        let form = if with_files {
            // Whoever sends files waits for a turn: they are held in memory until they are kept.
            let Signed(caller) = Signed::from_request_parts(&mut parts, site).await?;
            let turn = site.uploads.turn(caller.person).await?;
            let form = read_multipart(Request::from_parts(parts, body), site).await?;
            drop(turn);
            form
        } else {
            Self { texts: read_texts(parts, body, site).await?, files: Vec::new() }
        };
        if !csrf.accepts(form.get(CSRF_FIELD)) {
            return Err(Problem::new(StatusCode::FORBIDDEN, "form-foreign"));
        }
        match form.texts.iter().find(|(name, value)| name.contains('\0') || value.contains('\0')) {
            Some((name, _)) => Err(Problem::field(name.replace('\0', ""), "control-characters")),
            None => Ok(form),
        }
    }
}

/// What is in another encoding than the page's is refused: read as this one, every character of it
/// would be lost.
async fn read_texts(
    parts: Parts,
    body: Body,
    site: &Site,
) -> Result<Vec<(String, String)>, Problem> {
    let RawForm(bytes) = RawForm::from_request(Request::from_parts(parts.clone(), body), site)
        .await
        .map_err(|rejection| Problem::of_status(rejection.status()))?;
    if percent_decode(&bytes).decode_utf8().is_err() {
        return Err(not_utf8());
    }
    let Form(texts) = Form::from_request(Request::from_parts(parts, Body::from(bytes)), site)
        .await
        .map_err(|rejection| Problem::of_status(rejection.status()))?;
    Ok(texts)
}

/// Text in another encoding than UTF-8.
pub(super) const fn not_utf8() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "not-utf8")
}

fn is_multipart(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.trim_start().starts_with("multipart/form-data"))
}

async fn read_multipart(request: Request, site: &Site) -> Result<FormFields, Problem> {
    let malformed = |_| Problem::new(StatusCode::BAD_REQUEST, "request-malformed");
    let mut parts = Multipart::from_request(request, site).await.map_err(malformed)?;
    let mut form = FormFields::default();
    let mut texts = 0_usize;
    let broken =
        |error: axum::extract::multipart::MultipartError| Problem::of_status(error.status());
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        if part.file_name().is_some() {
            let bytes = part.bytes().await.map_err(broken)?;
            // A file field that was left empty is sent with no bytes.
            if !bytes.is_empty() {
                form.files.push((name, bytes));
            }
        } else {
            let bytes = part.bytes().await.map_err(broken)?;
            texts = texts.saturating_add(name.len()).saturating_add(bytes.len());
            if texts > TEXT_BYTES {
                return Err(Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE));
            }
            let text = String::from_utf8(bytes.into()).map_err(|_| not_utf8())?;
            form.texts.push((name, text));
        }
    }
    Ok(form)
}

impl FormFields {
    /// The first text of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.texts.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// The first text of that name, unless it is blank.
    #[must_use]
    pub fn given(&self, name: &str) -> Option<&str> {
        self.get(name).map(str::trim).filter(|value| !value.is_empty())
    }

    /// Whether a box of that name was ticked.
    #[must_use]
    pub fn ticked(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| matches!(value, "1" | "on" | "true" | "yes"))
    }

    /// All texts of that name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.texts.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// All texts, to show the form again.
    #[must_use]
    pub fn texts(&self) -> &[(String, String)] {
        &self.texts
    }

    /// The names under which files were sent, each once.
    #[must_use]
    pub fn file_names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.files.iter().map(|(name, _)| name.clone()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The form with these texts and no files under a name: how files that were kept come back.
    #[must_use]
    pub fn with_values(mut self, name: &str, values: Vec<String>) -> Self {
        self.files.retain(|(field, _)| field != name);
        self.texts.retain(|(field, _)| field != name);
        self.texts.extend(values.into_iter().map(|value| (name.to_owned(), value)));
        self
    }

    /// The files of that name.
    pub fn files(&self, name: &str) -> impl Iterator<Item = &Bytes> {
        self.files.iter().filter(move |(field, _)| field == name).map(|(_, bytes)| bytes)
    }

    /// The fields of an action's form: all whose name begins with `prefix` (`fields.`). A name
    /// sent twice is a list; `items.0.due` is the field `due` of the first row of `items`.
    #[must_use]
    pub fn raw_fields(&self, prefix: &str) -> RawFields {
        let mut plain: RawFields = BTreeMap::new();
        let mut tables: BTreeMap<&str, BTreeMap<usize, RawFields>> = BTreeMap::new();
        for (name, value) in &self.texts {
            let Some(name) = name.strip_prefix(prefix) else { continue };
            match row_of(name) {
                Some((table, row, field)) if row < MAX_ROWS => {
                    let rows = tables.entry(table).or_default();
                    add(rows.entry(row).or_default(), field, value);
                }
                _ => add(&mut plain, name, value),
            }
        }
        for (table, rows) in tables {
            plain.insert(table.to_owned(), Raw::Rows(rows.into_values().collect()));
        }
        plain
    }
}

fn row_of(name: &str) -> Option<(&str, usize, &str)> {
    let (table, rest) = name.split_once('.')?;
    let (row, field) = rest.split_once('.')?;
    Some((table, row.parse().ok()?, field))
}

fn add(fields: &mut RawFields, name: &str, value: &str) {
    let value = Raw::Text(value.to_owned());
    match fields.get_mut(name) {
        None => drop(fields.insert(name.to_owned(), value)),
        Some(Raw::List(list)) => list.push(value),
        Some(held) => {
            let first = std::mem::replace(held, Raw::Nothing(()));
            *held = Raw::List(vec![first, value]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> Raw {
        Raw::Text(value.to_owned())
    }

    #[test]
    fn an_actions_fields_are_found_by_their_names() {
        let pairs = [
            ("action", "agreed"),
            ("fields.conclusion", "同意"),
            ("fields.parties", "a"),
            ("fields.parties", "b"),
            ("fields.items.1.due", "2026-07-09"),
            ("fields.items.0.standard", "不漏"),
            ("fields.items.0.due", "2026-07-08"),
        ];
        let texts = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let form = FormFields { texts, files: Vec::new() };
        let fields = form.raw_fields("fields.");
        let names: Vec<&str> = fields.keys().map(String::as_str).collect();
        assert_eq!(names, ["conclusion", "items", "parties"]);
        assert_eq!(fields["conclusion"], text("同意"));
        assert_eq!(fields["parties"], Raw::List(vec![text("a"), text("b")]));
        let first = BTreeMap::from([
            ("due".to_owned(), text("2026-07-08")),
            ("standard".to_owned(), text("不漏")),
        ]);
        let second = BTreeMap::from([("due".to_owned(), text("2026-07-09"))]);
        assert_eq!(fields["items"], Raw::Rows(vec![first, second]));
    }
}
