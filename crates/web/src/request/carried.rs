//! What a form held that was sent by somebody who is not signed in any more, or whose counter is
//! locked: it goes along on the pages of signing in, sealed in a hidden field, and comes back to the
//! form. The server keeps nothing of it; whoever stands before the locked page reads nothing of it,
//! and nobody can put something else in its place. Must never carry a password, a code or a file.

use axum::{
    RequestExt,
    body::Bytes,
    extract::{Form, Multipart, Request},
    http::header,
};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use linli_app::{App, digest};
use linli_kernel::to_hexadecimal;
use percent_encoding::percent_decode;
use serde::{Deserialize, Serialize};

use super::{CsrfToken, FormFields, local_path};

/// The most that is carried, in bytes of names and texts: a report has 2,000 characters.
const MOST_BYTES: usize = 64 << 10;
/// The most fields.
const MOST_FIELDS: usize = 300;
/// The longest name of a field, in bytes.
const LONGEST_NAME: usize = 100;
/// The name of the field that it goes along in.
const SENT: &str = "sent";
/// Fields of a form's own frame: alone they are nothing that somebody wrote.
const FRAME: &[&str] = &["key", "seen", "for", "version", "task", "action", "next"];

/// A form on its way through signing in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    to: String,
    fields: Vec<(String, String)>,
    files: bool,
    /// All of it, sealed, once it is on its way.
    #[serde(skip)]
    sealed: String,
}

/// Who may open a form that is on its way.
#[derive(Clone, Copy, Debug)]
pub enum Opener<'a> {
    /// Whoever unlocks the session with this token.
    Unlocking(&'a str),
    /// Whoever signs in: they need not have written it.
    Anybody,
}

impl Opener<'_> {
    fn purpose(self) -> String {
        match self {
            Self::Unlocking(token) => {
                format!("carried:{}", to_hexadecimal(&digest(token.as_bytes())))
            }
            Self::Anybody => "carried".to_owned(),
        }
    }
}

/// Whether a form of this site's inside may be sent to that address.
fn inside(to: &str) -> bool {
    let path = to.split('?').next().unwrap_or_default();
    local_path(to).is_some() && (path.starts_with("/m/") || path.starts_with("/w/"))
}

/// Secrets stay where they were typed, and the form token is another one afterwards.
fn is_secret(name: &str) -> bool {
    name == "csrf" || ["password", "factor", "code", "totp"].iter().any(|word| name.contains(word))
}

impl Carried {
    /// Whether this request is a form that could be carried.
    #[must_use]
    pub fn may_be(request: &Request) -> bool {
        request.method() == "POST" && inside(request.uri().path()) && kind_of(request).is_some()
    }

    /// What the form held, sealed for `opener`; `None` if it is not one of ours, holds nothing that
    /// somebody wrote, or more than goes along. Whoever signs in next need not be who wrote: for
    /// [`Opener::Anybody`] only a report goes along, which is shown again before it is sent.
    pub async fn read(
        request: Request,
        csrf: &CsrfToken,
        app: &App,
        opener: Opener<'_>,
    ) -> Option<Self> {
        let to = request.uri().path_and_query()?.as_str().to_owned();
        let (texts, files) = match kind_of(&request)? {
            Kind::Plain => (plain(request).await?, false),
            Kind::WithFiles => with_files(request).await?,
        };
        let token = texts.iter().find(|(name, _)| name == "csrf").map(|(_, value)| value.as_str());
        if !csrf.accepts(token) {
            return None;
        }
        let mut carried = Self::checked(to, texts, files)?;
        if matches!(opener, Opener::Anybody) && !carried.is_report() {
            return None;
        }
        let content = serde_json::to_vec(&carried).ok()?;
        let entropy = app.entropy.as_ref();
        let sealed = app.vault.seal_parcel(entropy, &opener.purpose(), &content).ok()?;
        carried.sealed = STANDARD_NO_PAD.encode(sealed);
        Some(carried)
    }

    fn checked(to: String, texts: Vec<(String, String)>, files: bool) -> Option<Self> {
        let wanted = |(name, value): &(String, String)| {
            !is_secret(name) && name.len() <= LONGEST_NAME && !value.is_empty()
        };
        let mut fields: Vec<_> = texts.into_iter().filter(wanted).collect();
        fields.retain(|(name, value)| !name.contains('\0') && !value.contains('\0'));
        let bytes: usize = fields.iter().map(|(name, value)| name.len() + value.len()).sum();
        let written = fields.iter().any(|(name, _)| !FRAME.contains(&name.as_str()));
        let fits = bytes <= MOST_BYTES && fields.len() <= MOST_FIELDS;
        (inside(&to) && written && fits).then(|| Self { to, fields, files, sealed: String::new() })
    }

    /// What a page of signing in or unlocking brought along for `opener`; what is sealed for
    /// somebody else, or was changed, is nothing.
    #[must_use]
    pub fn of(form: &FormFields, app: &App, opener: Opener<'_>) -> Option<Self> {
        let sealed = form.get(SENT)?;
        let bytes = STANDARD_NO_PAD.decode(sealed).ok()?;
        let content = app.vault.open_parcel(&opener.purpose(), &bytes).ok()?;
        let carried: Self = serde_json::from_slice(&content).ok()?;
        Some(Self { sealed: sealed.to_owned(), ..carried })
    }

    /// What the hidden field [`SENT`] of such a page holds.
    #[must_use]
    pub fn sealed(&self) -> &str {
        &self.sealed
    }

    /// Whether it belongs to the workbench.
    #[must_use]
    pub fn is_work(&self) -> bool {
        self.to.starts_with("/w/")
    }

    /// Whether files came with it, which have to be chosen again.
    #[must_use]
    pub const fn had_files(&self) -> bool {
        self.files
    }

    /// Where the form goes from here, and what with: to the page that shows it again where there is
    /// one, else it is sent again as it was.
    #[must_use]
    pub fn onward(&self) -> (String, Vec<(String, String)>) {
        let mut fields = self.fields.clone();
        if self.is_report() {
            return ("/m/report/edit".to_owned(), fields);
        }
        // The button that was pressed before would be pressed again.
        if let Some((name, value)) = self.mark() {
            let pressed = ["look", "then", "rows", "pick"];
            fields.retain(|(field, _)| !pressed.contains(&field.as_str()));
            fields.push((name.to_owned(), value.to_owned()));
        }
        (self.to.clone(), fields)
    }

    /// Whether it is shown again before it is sent.
    #[must_use]
    pub fn is_shown_again(&self) -> bool {
        self.is_report() || self.mark().is_some()
    }

    fn path(&self) -> &str {
        self.to.split('?').next().unwrap_or_default()
    }

    /// Whether it is a resident's report, which is always shown again before it is sent.
    #[must_use]
    pub fn is_report(&self) -> bool {
        matches!(self.path(), "/m/report" | "/m/report/place" | "/m/report/edit")
    }

    /// What tells a page to show its form again, nothing judged.
    fn mark(&self) -> Option<(&'static str, &'static str)> {
        match self.path() {
            "/w/intake" | "/w/found" | "/w/orders" => Some(("back", "1")),
            path if path.starts_with("/w/cases/") && path.ends_with("/act") => Some(("rows", "3")),
            _ => None,
        }
    }
}

enum Kind {
    Plain,
    WithFiles,
}

fn kind_of(request: &Request) -> Option<Kind> {
    let kind = request.headers().get(header::CONTENT_TYPE)?.to_str().ok()?.trim_start();
    if kind.starts_with("multipart/form-data") {
        Some(Kind::WithFiles)
    } else {
        kind.starts_with("application/x-www-form-urlencoded").then_some(Kind::Plain)
    }
}

async fn plain(request: Request) -> Option<Vec<(String, String)>> {
    let (parts, body) = request.into_parts();
    // A character of three bytes is nine when it is sent.
    let bytes: Bytes = axum::body::to_bytes(body, 3 * MOST_BYTES + 4096).await.ok()?;
    percent_decode(&bytes).decode_utf8().ok()?;
    let request = Request::from_parts(parts, axum::body::Body::from(bytes));
    request.extract::<Form<Vec<(String, String)>>, _>().await.ok().map(|Form(texts)| texts)
}

/// Files are read past, never held.
async fn with_files(request: Request) -> Option<(Vec<(String, String)>, bool)> {
    let mut parts = request.extract::<Multipart, _>().await.ok()?;
    let (mut texts, mut files, mut held) = (Vec::new(), false, 0);
    while let Some(mut part) = parts.next_field().await.ok()? {
        let name = part.name().unwrap_or_default().to_owned();
        if part.file_name().is_some() {
            while let Some(chunk) = part.chunk().await.ok()? {
                files |= !chunk.is_empty();
            }
            continue;
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await.ok()? {
            held += chunk.len();
            if held > MOST_BYTES || texts.len() > MOST_FIELDS {
                return None;
            }
            bytes.extend_from_slice(&chunk);
        }
        texts.push((name, String::from_utf8(bytes).ok()?));
    }
    Some((texts, files))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn only_what_somebody_wrote_inside_is_carried_and_no_secret() {
        let words = ("text", "楼道灯坏了");
        let table = [
            ("/m/report", vec![words, ("csrf", "1"), ("password", "x"), ("key", "k")], Some(2)),
            ("/w/intake?place=3", vec![words], Some(1)),
            // Nothing that somebody wrote.
            ("/w/cases/1/act", vec![("key", "k"), ("action", "done"), ("version", "1")], None),
            ("/m/report", vec![("text", "")], None),
            ("/m/me/phone/code", vec![("code", "123456")], None),
            // Nowhere else.
            ("/sign-out", vec![words], None),
            ("/admin/staff", vec![words], None),
            ("//evil.example/m/", vec![words], None),
            ("https://evil.example/m/", vec![words], None),
        ];
        for (to, sent, kept) in table {
            let carried = Carried::checked(to.to_owned(), fields(&sent), false);
            assert_eq!(carried.map(|carried| carried.fields.len()), kept, "{to}");
        }
        let long = "字".repeat(MOST_BYTES / 3 + 1);
        assert_eq!(Carried::checked("/m/report".into(), fields(&[("text", &long)]), false), None);
    }

    #[test]
    fn a_form_comes_back_to_where_it_is_shown() {
        let table = [
            ("/m/report", "/m/report/edit", None),
            ("/w/intake", "/w/intake", Some("back")),
            ("/w/cases/12/act", "/w/cases/12/act", Some("rows")),
            ("/w/notices/new", "/w/notices/new", None),
        ];
        for (to, onward, marked) in table {
            let sent = fields(&[("text", "字"), ("look", "1")]);
            let carried = Carried::checked(to.to_owned(), sent, true).unwrap();
            let (address, with) = carried.onward();
            assert_eq!(address, onward);
            assert!(with.contains(&("text".to_owned(), "字".to_owned())));
            if let Some(mark) = marked {
                assert!(with.iter().any(|(name, _)| name == mark), "{to}");
                assert!(!with.iter().any(|(name, _)| name == "look"), "{to}");
            }
            assert_eq!(carried.is_shown_again(), onward != to || marked.is_some());
        }
    }
}
