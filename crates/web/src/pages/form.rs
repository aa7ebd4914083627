//! Between a playbook's forms and HTML forms: fields ready to be drawn, what was typed, what is
//! wrong, and photos that are kept while a form is shown again.
//!
//! A field of the playbook is named `f.<field>`, a row's `f.items.0.due`; a name sent more than
//! once is a list. Photos are sent as files under the field's name; those that were kept already
//! come back as their ids under the same name.

use axum::http::StatusCode;
use linli_app::{
    App, AppError, AppResult, Caller, FieldError,
    matter::{self, Raw, RawFields},
};
use linli_playbook::model::Label;

use crate::{
    api::problem::sentence,
    request::{FormFields, Problem},
    ui::{
        Ui,
        view::{self, Choice, FieldKind, FieldView},
    },
};

/// What the names of a playbook's fields begin with.
pub const PREFIX: &str = "f.";
/// Rows of a table that are offered when nothing was typed yet.
const FIRST_ROWS: usize = 3;
/// Up to so many choices are drawn as chips, more as a list that drops down.
const MOST_CHIPS: usize = 6;

/// A form ready to be drawn.
#[derive(Clone, Debug, Default)]
pub struct FormView {
    /// Its plain fields.
    pub fields: Vec<FieldView>,
    /// Its fields that are tables.
    pub tables: Vec<TableView>,
    /// Photos that were kept already, with the name under which they are sent again.
    pub kept: Vec<KeptPhoto>,
    /// Everything that is wrong, for the summary.
    pub errors: Vec<view::FieldError>,
}

/// A field with rows.
#[derive(Clone, Debug)]
pub struct TableView {
    /// What people see.
    pub label: String,
    /// The rows.
    pub rows: Vec<Vec<FieldView>>,
    /// How many rows to ask for, for one more.
    pub more: usize,
}

/// A photo that was uploaded while the form was not complete yet.
#[derive(Clone, Debug)]
pub struct KeptPhoto {
    /// The name under which its id is sent.
    pub name: String,
    /// Its id.
    pub id: String,
}

/// A label in the reader's language; words of the engine itself stand in the catalogue.
#[must_use]
pub fn label<'a>(ui: &Ui, label: &'a Label) -> &'a str {
    if label.zh.starts_with("engine-") {
        // The catalogue is there for the whole life of the program.
        return crate::texts::texts().get(ui.lang(), &label.zh);
    }
    label.text(ui.lang() == crate::texts::Lang::En)
}

/// How a post is called in the reader's language.
#[must_use]
pub fn post_title(ui: &Ui, place: &str, role: &Label) -> String {
    label(ui, &linli_domain::post::title(place, role)).to_owned()
}

/// The sentence for a field's error.
#[must_use]
pub fn wrong(ui: &Ui, error: &FieldError) -> String {
    sentence(ui.lang(), error.code.as_str(), &error.parameters)
}

/// The sentence for a refusal.
#[must_use]
pub fn refused(ui: &Ui, error: &AppError) -> String {
    match error {
        AppError::Refused(code, parameters) => sentence(ui.lang(), code.as_str(), parameters),
        other => sentence(ui.lang(), other.code().as_str(), &[]),
    }
}

/// Puts errors beside fields whose names they carry, and answers the summary. `prefix` stands
/// before the error's field to make the form's name. Errors of no field come first, without one.
#[must_use]
pub fn blame(
    ui: &Ui,
    fields: &mut [&mut FieldView],
    prefix: &str,
    errors: &[FieldError],
) -> Vec<view::FieldError> {
    let mut loose = Vec::new();
    for error in errors {
        let name = format!("{prefix}{}", error.field);
        match fields.iter_mut().find(|field| field.name == name) {
            Some(field) if field.error.is_none() => field.error = Some(wrong(ui, error)),
            Some(_) => {}
            None => loose.push(view::FieldError { id: "main".to_owned(), text: wrong(ui, error) }),
        }
    }
    let own = fields.iter().filter_map(|field| view::FieldError::named(ui, field));
    loose.into_iter().chain(own).collect()
}

/// What is wrong, beside the fields and above the form.
#[must_use]
pub fn said(
    ui: &Ui,
    fields: &mut [&mut FieldView],
    error: Option<&AppError>,
) -> Vec<view::FieldError> {
    match error {
        None => Vec::new(),
        Some(AppError::Fields(wrong)) => blame(ui, fields, "", wrong),
        Some(other) => {
            let id = fields.first().map(|field| field.id()).unwrap_or_default();
            vec![view::FieldError { id, text: refused(ui, other) }]
        }
    }
}

/// What is said on the form that it belongs to, with everything typed kept; everything else is a
/// problem of its own.
///
/// # Errors
/// The problem that is shown on a page of its own.
pub fn shown_again(error: AppError) -> Result<(StatusCode, AppError), Problem> {
    let status = match &error {
        AppError::Fields(_) | AppError::SignInRefused | AppError::KeyReused => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        AppError::TooMany { .. } | AppError::LimitReached { .. } => StatusCode::TOO_MANY_REQUESTS,
        AppError::Stale => StatusCode::PRECONDITION_FAILED,
        AppError::Conflict | AppError::Refused(..) => StatusCode::CONFLICT,
        _ => return Err(error.into()),
    };
    Ok((status, error))
}

/// What makes sending a form twice harmless: the key that it came with, also when it is shown
/// again, so that an answer that was lost on its way is still found, with its photos sent once more
/// or without. A key under which something else was taken already gives way
/// to a new one.
#[must_use]
pub fn key(app: &App, typed: &FormFields, error: Option<&AppError>) -> String {
    let kept = typed.given("key").filter(|_| !matches!(error, Some(AppError::KeyReused)));
    kept.map_or_else(|| app.entropy.id().to_string(), str::to_owned)
}

/// What was filled in, as the fields of a form that is to be filled in again.
#[must_use]
pub fn typed_again(fields: &RawFields) -> FormFields {
    let mut form = FormFields::default();
    for (name, raw) in fields {
        let name = format!("{PREFIX}{name}");
        match raw {
            Raw::Rows(rows) => {
                for (row, fields) in rows.iter().enumerate() {
                    for (field, raw) in fields {
                        form = form.with_values(&format!("{name}.{row}.{field}"), words(raw));
                    }
                }
            }
            raw => form = form.with_values(&name, words(raw)),
        }
    }
    form
}

/// A value as forms send it.
fn words(raw: &Raw) -> Vec<String> {
    match raw {
        Raw::Flag(flag) => vec![if *flag { "1" } else { "0" }.to_owned()],
        Raw::Number(number) => vec![number.to_string()],
        Raw::Text(text) => vec![text.clone()],
        Raw::List(list) => list.iter().flat_map(words).collect(),
        Raw::Rows(_) | Raw::Nothing(()) => Vec::new(),
    }
}

/// What was filled in, as somebody reads it: each field's label with its words, without photos.
#[must_use]
pub fn read(ui: &Ui, form: &[matter::FieldView], fields: &RawFields) -> Vec<view::Fact> {
    let place = |name: &str| form.iter().position(|field| field.name == *name);
    let mut given: Vec<_> = fields.iter().collect();
    given.sort_by_key(|(name, _)| place(name).unwrap_or(form.len()));
    let mut facts = Vec::new();
    for (name, raw) in given {
        let field = place(name).and_then(|place| form.get(place));
        if field.is_some_and(|field| field.kind == "photos") {
            continue;
        }
        let title = field.map_or(name.as_str(), |field| label(ui, &field.label));
        match raw {
            Raw::Rows(rows) => {
                let inner = field.map(|field| field.fields.as_slice()).unwrap_or_default();
                facts.extend(rows.iter().flat_map(|row| read(ui, inner, row)));
            }
            raw => {
                let said: Vec<String> = words(raw)
                    .into_iter()
                    .filter(|word| !word.is_empty())
                    .map(|word| chosen(ui, field, word))
                    .collect();
                if !said.is_empty() {
                    facts.push(view::Fact::new(title, said.join(ui.t("table-columns-joint"))));
                }
            }
        }
    }
    facts
}

/// A word of a field as people read it.
fn chosen(ui: &Ui, field: Option<&matter::FieldView>, word: String) -> String {
    let Some(field) = field else { return word };
    if field.kind == "flag" {
        return ui
            .t(if matches!(word.as_str(), "1" | "on" | "true") { "yes" } else { "no" })
            .to_owned();
    }
    let choice = field.choices.iter().find(|choice| choice.value == word);
    choice.map_or(word, |choice| label(ui, &choice.label).to_owned())
}

/// The only field of a form, with what is wrong beside it.
#[must_use]
pub fn at_fault(ui: &Ui, field: FieldView, error: &AppError) -> FieldView {
    let text = match error {
        AppError::Fields(errors) => errors.first().map(|error| wrong(ui, error)),
        other => Some(refused(ui, other)),
    };
    field.error(text)
}

/// A playbook's form with what was typed and what is wrong with it.
#[must_use]
pub fn form_view(
    ui: &Ui,
    fields: &[matter::FieldView],
    typed: Option<&FormFields>,
    errors: &[FieldError],
) -> FormView {
    let mut view = FormView::default();
    for field in fields {
        let name = format!("{PREFIX}{}", field.name);
        match field.kind {
            "items" => view.tables.push(table(ui, field, &name, typed)),
            "photos" => {
                let kept = typed.into_iter().flat_map(|form| form.all(&name));
                view.kept.extend(
                    kept.filter(|id| !id.is_empty())
                        .map(|id| KeptPhoto { name: name.clone(), id: id.to_owned() }),
                );
                view.fields.push(drawn(ui, field, &name, None));
            }
            _ => view.fields.push(drawn(ui, field, &name, typed)),
        }
    }
    let rows = view.tables.iter_mut().flat_map(|table| &mut table.rows).flatten();
    let mut all: Vec<&mut FieldView> = view.fields.iter_mut().chain(rows).collect();
    view.errors = blame(ui, &mut all, PREFIX, errors);
    view
}

fn table(ui: &Ui, field: &matter::FieldView, name: &str, typed: Option<&FormFields>) -> TableView {
    let most = field.max.and_then(|max| usize::try_from(max).ok()).unwrap_or(1);
    let asked: Option<usize> = typed.and_then(|form| form.get("rows")?.parse().ok());
    let row_of = |field: &str| -> Option<usize> {
        field.strip_prefix(name)?.strip_prefix('.')?.split('.').next()?.parse().ok()
    };
    let sent = typed.into_iter().flat_map(FormFields::texts);
    let sent = sent.filter_map(|(field, _)| row_of(field)).max().map(|last| last + 1);
    let asked = asked.max(sent);
    let count = asked.unwrap_or(FIRST_ROWS).clamp(1, most);
    let cells = |row: usize| {
        let cell = |inner: &matter::FieldView| {
            drawn(ui, inner, &format!("{name}.{row}.{}", inner.name), typed).optional()
        };
        field.fields.iter().map(cell).collect()
    };
    let rows = (0..count).map(cells).collect();
    TableView { label: label(ui, &field.label).to_owned(), rows, more: count + 1 }
}

/// Something to choose, under its heading.
#[must_use]
pub fn offered(ui: &Ui, choice: &matter::FieldChoice) -> Choice {
    Choice {
        group: choice.group.as_ref().map(|group| label(ui, group).to_owned()),
        ..Choice::new(choice.value.clone(), label(ui, &choice.label))
    }
}

/// One field as it is drawn.
fn drawn(ui: &Ui, field: &matter::FieldView, name: &str, typed: Option<&FormFields>) -> FieldView {
    let max = |usual: u32| field.max.and_then(|max| u32::try_from(max).ok()).unwrap_or(usual);
    let kind = match field.kind {
        "lines" => FieldKind::TextArea { rows: 4, max: max(1000) },
        "number" => {
            FieldKind::Number { min: field.min.unwrap_or(0), max: field.max.unwrap_or(i64::MAX) }
        }
        "date" => FieldKind::Date,
        "flag" => FieldKind::Check,
        "choice" if field.choices.len() <= MOST_CHIPS => FieldKind::Chips,
        "choice" => FieldKind::Select,
        "choices" => FieldKind::ManyChips,
        "photos" => FieldKind::Photos { max: u8::try_from(max(9)).unwrap_or(9) },
        _ => FieldKind::Text { max: max(200) },
    };
    let drops_down = kind == FieldKind::Select;
    let mut view = FieldView::new(name, label(ui, &field.label), kind);
    view.required = field.required && field.kind != "flag";
    view.hint = field.hint.as_ref().map(|hint| label(ui, hint).to_owned());
    let chosen: Vec<&str> = typed.into_iter().flat_map(|form| form.all(name)).collect();
    view.value = chosen.first().map(|value| (*value).to_owned()).unwrap_or_default();
    if drops_down {
        view.options.push(Choice::new("", ui.t("form-choose")));
    }
    view.options.extend(field.choices.iter().map(|choice| Choice {
        chosen: chosen.contains(&choice.value.as_str()),
        ..offered(ui, choice)
    }));
    view
}

/// Keeps the photos that were sent with a form, and answers the ids of all that belong to the
/// field now: those kept before, unless ticked under `drop`, and the new ones.
///
/// # Errors
/// [`AppError::Fields`] on the field (without prefix) if one of them is not a photo; whatever
/// else a use-case answers.
pub async fn keep_photos(
    app: &App,
    caller: &Caller,
    form: &FormFields,
    name: &str,
) -> (Vec<String>, AppResult<()>) {
    let dropped: Vec<&str> = form.all("drop").collect();
    let kept = form.all(name).filter(|id| !id.is_empty() && !dropped.contains(id));
    let mut ids: Vec<String> = kept.map(str::to_owned).collect();
    let field = name.strip_prefix(PREFIX).unwrap_or(name);
    for bytes in form.files(name) {
        match matter::upload_photo(app, caller, bytes.to_vec()).await {
            Ok(id) => ids.push(id.to_string()),
            Err(AppError::Fields(errors)) => {
                let moved = |error: FieldError| FieldError { field: field.to_owned(), ..error };
                return (ids, Err(AppError::Fields(errors.into_iter().map(moved).collect())));
            }
            Err(error) => return (ids, Err(error)),
        }
    }
    (ids, Ok(()))
}

/// The fields of an action as the use-case takes them, its photos kept first. Answers the form to
/// be shown again as well, which holds the photos' ids instead of their files.
///
/// # Errors
/// As [`keep_photos`]; the form is answered in any case, so that nothing typed is lost.
pub async fn action_fields(
    app: &App,
    caller: &Caller,
    form: FormFields,
) -> (FormFields, AppResult<RawFields>) {
    let names = form.file_names();
    let kept: Vec<String> = form
        .texts()
        .iter()
        .filter(|(name, _)| name == "kept")
        .map(|(_, name)| name.clone())
        .collect();
    let mut form = form;
    let mut outcome = Ok(());
    let mut fields: Vec<String> = names.into_iter().chain(kept).collect();
    fields.sort_unstable();
    fields.dedup();
    for name in fields.iter().filter(|name| name.starts_with(PREFIX)) {
        let (ids, answer) = keep_photos(app, caller, &form, name).await;
        form = form.with_values(name, ids);
        if outcome.is_ok() {
            outcome = answer;
        }
    }
    let mut raw = form.raw_fields(PREFIX);
    // One photo alone would read as a text.
    for name in &fields {
        let key = name.strip_prefix(PREFIX).unwrap_or(name);
        if let Some(Raw::Text(one)) = raw.get(key).cloned() {
            raw.insert(key.to_owned(), Raw::List(vec![Raw::Text(one)]));
        }
    }
    (form, outcome.map(|()| raw))
}
