//! The service numbers of a place: a form with one group for each kind.

use askama::Template;
use axum::response::Response;
use linli_app::{
    AppError,
    board::{self, KeepNumbers, MAX_OTHERS, NUMBER_KINDS, NumbersForm, TypedNumber},
};
use linli_domain::board::{MAX_HOURS, MAX_NAME, MAX_PHONE, ServiceKind};
use linli_kernel::PlaceId;

use super::desk::Worker;
use crate::{
    pages::{
        board::kind,
        form::{said, shown_again},
    },
    request::{FormFields, Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{FieldError, FieldKind, FieldView},
    },
};

#[derive(Template)]
#[template(path = "workbench/service_numbers.html")]
struct Page {
    ui: Ui,
    place: PlaceId,
    address: String,
    seen: String,
    groups: Vec<Group>,
    errors: Vec<FieldError>,
}

/// One number on the form.
struct Group {
    title: String,
    kind: &'static str,
    /// What holds while the place keeps none.
    inherited: Option<String>,
    fields: Vec<FieldView>,
}

/// The kinds of the form's groups, in order: each once, the locality's own as often as may be.
fn kinds() -> impl Iterator<Item = &'static str> {
    let others = std::iter::repeat_n(ServiceKind::Other.word(), MAX_OTHERS.saturating_sub(1));
    NUMBER_KINDS.into_iter().chain(others)
}

/// What the place keeps, in the order of the form.
fn kept(form: &NumbersForm) -> Vec<TypedNumber> {
    let mut own = form.own.clone();
    let numbers = kinds().map(|word| {
        let found = own.iter().position(|number| number.kind.word() == word);
        let found = found.map(|at| own.remove(at));
        let (name, phone, hours) =
            found.map(|number| (number.name, number.phone, number.hours)).unwrap_or_default();
        TypedNumber { kind: word.to_owned(), name, phone, hours }
    });
    numbers.collect()
}

fn drawn(
    ui: Ui,
    form: &NumbersForm,
    typed: &[TypedNumber],
    seen: String,
    error: Option<&AppError>,
) -> Page {
    let mut groups: Vec<Group> = kinds()
        .zip(typed)
        .enumerate()
        .map(|(index, (word, number))| group(&ui, form, index, word, number))
        .collect();
    let mut fields: Vec<&mut FieldView> =
        groups.iter_mut().flat_map(|group| group.fields.iter_mut()).collect();
    let errors = said(&ui, &mut fields, error);
    let title = ui.title_with_errors(ui.t("boards-numbers"), &errors);
    Page {
        place: form.place.id,
        address: form.address.clone(),
        seen,
        groups,
        errors,
        ui: ui.with_title(title),
    }
}

fn group(
    ui: &Ui,
    form: &NumbersForm,
    index: usize,
    word: &'static str,
    number: &TypedNumber,
) -> Group {
    let known = ServiceKind::from_word(word).unwrap_or(ServiceKind::Other);
    let other = known == ServiceKind::Other;
    let over = form.inherited.iter().find(|found| found.number.kind == known && !other);
    let field = |name: &str, label: &str, max: usize, value: &str| {
        let name = format!("numbers.{index}.{name}");
        FieldView::new(name, ui.t(label), FieldKind::line(max)).optional().value(value)
    };
    let who = if other { "numbers-what" } else { "numbers-who" };
    Group {
        title: kind(ui, known).to_owned(),
        kind: word,
        inherited: over.map(|found| ui.t1("numbers-inherited", "phone", &found.number.phone)),
        fields: vec![
            field("phone", "numbers-phone", MAX_PHONE, &number.phone),
            field("name", who, MAX_NAME, &number.name),
            field("hours", "numbers-hours", MAX_HOURS, &number.hours),
        ],
    }
}

/// `GET /w/boards/numbers`, of `?place=…`.
pub(super) async fn ask(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["place"])?;
    let Worker { app, caller, ui, .. } = worker;
    let form = board::numbers_form(&app, &caller, query.required("place")?).await?;
    let page = drawn(ui, &form, &kept(&form), form.version.to_string(), None);
    Ok(respond::page(&page.ui, &page))
}

/// `POST /w/boards/numbers`.
pub(super) async fn keep(worker: Worker, sent: FormFields) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let place = sent.get("place").and_then(|place| place.parse::<PlaceId>().ok());
    let place = place.ok_or(AppError::NotFound)?;
    let seen = sent.get("seen").unwrap_or_default().to_owned();
    let typed: Vec<TypedNumber> = kinds()
        .enumerate()
        .map(|(index, word)| {
            let field = |name: &str| {
                sent.get(&format!("numbers.{index}.{name}")).unwrap_or_default().to_owned()
            };
            let (name, phone, hours) = (field("name"), field("phone"), field("hours"));
            TypedNumber { kind: word.to_owned(), name, phone, hours }
        })
        .collect();
    let input = KeepNumbers { seen: seen.parse().ok(), numbers: typed.clone() };
    match board::keep_numbers(&app, &caller, place, &input).await {
        Ok(_) => {
            let to = format!("/w/boards?place={place}");
            Ok(respond::redirect_with_flash(&to, Tone::Ok, "flash-numbers-kept"))
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let form = board::numbers_form(&app, &caller, place).await?;
            // After "stale" the same form, sent once more, says what its reader saw by now.
            let seen = match &error {
                AppError::Stale => form.version.to_string(),
                _ => seen,
            };
            let page = drawn(ui, &form, &typed, seen, Some(&error));
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}
