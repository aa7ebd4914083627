//! The report as an HTML form: from what was typed to the use-case's input, and back onto the
//! page with everything that was typed.

use askama::Template;
use linli_app::{
    FieldError,
    matter::{BeforeReport, FieldChoice, OnBehalf, ReportForm, ReportMatter},
};

use crate::{
    pages::form::{KeptPhoto, blame, label, offered},
    request::FormFields,
    ui::{
        Ui,
        view::{self, Choice, FieldKind, FieldView, PlaceView, Row, Tag},
    },
};

/// Longest report, in characters.
const MAX_TEXT: u32 = 2_000;
/// Fields of the form that carry what was typed, in the order of the form.
pub(super) const FIELDS: [&str; 9] =
    ["text", "place", "opens", "category", "person", "about", "anonymous", "may_call", "private"];

#[derive(Template)]
#[template(path = "resident/report.html")]
pub(super) struct ReportPage {
    pub(super) ui: Ui,
    text: FieldView,
    photos: FieldView,
    kept: Vec<KeptPhoto>,
    opens: Option<FieldView>,
    category: Option<FieldView>,
    place: Option<PlaceView>,
    place_error: Option<String>,
    person: Option<FieldView>,
    anonymous: FieldView,
    may_call: FieldView,
    private: FieldView,
    about: Option<FieldView>,
    key: String,
    /// Whose draft the browser keeps: nobody else gets it back.
    whose: String,
    /// Nothing was typed or chosen yet: a draft that the browser kept may bring its own place.
    fresh: bool,
    /// What should be seen before sending; with it the button says "send all the same".
    before: Option<Before>,
    errors: Vec<view::FieldError>,
}

/// What should be seen before sending, drawn.
pub(super) struct Before {
    /// Numbers with what they are for.
    emergency: Vec<(String, String)>,
    similar: Vec<Row>,
    /// How many more there are that are not told.
    withheld: usize,
    /// What there is to see, sent back with the form once it was.
    seen: String,
}

/// What was typed, as the use-case takes it.
pub(super) fn input(form: &FormFields, photos: Vec<String>) -> ReportMatter {
    let given = |name: &str| form.given(name).map(str::to_owned);
    let elder =
        given("person").map(|person| OnBehalf { person: Some(person), ..OnBehalf::default() });
    ReportMatter {
        text: form.get("text").unwrap_or_default().to_owned(),
        place: form.get("place").unwrap_or_default().to_owned(),
        category: given("category"),
        opens: given("opens"),
        anonymous: form.ticked("anonymous"),
        may_call: form.ticked("may_call"),
        private: form.ticked("private"),
        photos,
        about: given("about"),
        on_behalf: elder,
        ..ReportMatter::default()
    }
}

fn choices(ui: &Ui, list: &[FieldChoice]) -> Vec<Choice> {
    list.iter().map(|choice| offered(ui, choice)).collect()
}

fn select(ui: &Ui, name: &str, key: &str, blank: &str, options: Vec<Choice>) -> FieldView {
    let mut all = vec![Choice::new("", ui.t(blank))];
    all.extend(options);
    FieldView::new(name, ui.t(key), FieldKind::Select).optional().options(all)
}

/// As what it is opened, if there is more than one way.
fn opened_as(ui: &Ui, opens: Vec<Choice>, form: &FormFields) -> Option<FieldView> {
    let first = opens.first().filter(|_| opens.len() > 1)?.value.clone();
    let chosen = form.given("opens").map_or(first, str::to_owned);
    // Under headings where there is more than matters to choose from.
    let chips = opens.iter().all(|choice| choice.group.is_none());
    let kind = if chips { FieldKind::Chips } else { FieldKind::Select };
    let field = FieldView::new("opens", ui.t("report-opens"), kind);
    Some(field.options(opens).value(chosen))
}

/// What the page is made from.
pub(super) struct Typed<'a> {
    /// What was typed; empty at first.
    pub(super) form: &'a FormFields,
    /// What the use-case found wrong.
    pub(super) errors: &'a [FieldError],
    /// What should be seen before sending.
    pub(super) before: Option<&'a BeforeReport>,
    /// The key that makes sending twice harmless.
    pub(super) key: String,
    /// Whose draft the browser keeps.
    pub(super) whose: String,
}

impl ReportPage {
    pub(super) fn new(ui: Ui, offered: &ReportForm, typed: &Typed<'_>) -> Self {
        let value = |name: &str| typed.form.get(name).unwrap_or_default();
        let lines = FieldKind::TextArea { rows: 5, max: MAX_TEXT };
        let mut text = FieldView::new("text", ui.t("report-text"), lines)
            .hint(ui.t("report-text-hint"))
            .value(value("text"));
        let photos = FieldKind::Photos { max: 9 };
        let mut photos = FieldView::new("photos", ui.t("report-photos"), photos).optional();
        let mut opens = opened_as(&ui, choices(&ui, &offered.opens), typed.form);
        let mut category = (!offered.categories.is_empty()).then(|| {
            let options = choices(&ui, &offered.categories);
            select(&ui, "category", "report-category", "report-category-none", options)
                .value(value("category"))
        });
        let mut about = (!offered.about.is_empty()).then(|| {
            let options = choices(&ui, &offered.about);
            select(&ui, "about", "report-about", "report-about-none", options)
                .hint(ui.t("report-about-hint"))
                .value(value("about"))
        });
        let elders = offered.family.iter().map(|(id, name)| Choice::new(id.to_string(), name));
        let elders: Vec<Choice> = elders.collect();
        let mut person = (!elders.is_empty()).then(|| {
            select(&ui, "person", "report-person", "report-person-self", elders)
                .value(value("person"))
        });
        let switch = |name: &str, key: &str, hint: &str| {
            let field = FieldView::new(name, ui.t(key), FieldKind::Switch).optional();
            field.hint(ui.t(hint)).value(value(name))
        };
        let anonymous = switch("anonymous", "report-anonymous", "report-anonymous-hint");
        let may_call = switch("may_call", "report-may-call", "report-may-call-hint");
        let private = switch("private", "report-private", "report-private-hint");
        let mut place_field =
            FieldView::new("place", ui.t("report-place"), FieldKind::Text { max: 1 });
        let mut fields = vec![&mut text, &mut photos, &mut place_field];
        fields.extend(
            [opens.as_mut(), category.as_mut(), about.as_mut(), person.as_mut()]
                .into_iter()
                .flatten(),
        );
        let errors = blame(&ui, &mut fields, "", &renamed(typed.errors));
        let title = ui.title_with_errors(ui.t("report-title"), &errors);
        Self {
            place: offered.place.as_ref().map(|place| drawn_place(&ui, place)),
            place_error: place_field.error,
            before: typed.before.map(|before| drawn_before(&ui, before)),
            kept: kept(typed.form),
            key: typed.key.clone(),
            whose: typed.whose.clone(),
            fresh: typed.form.get("text").is_none()
                && offered.place.as_ref().is_none_or(|place| place.home),
            text,
            photos,
            opens,
            category,
            person,
            anonymous,
            may_call,
            private,
            about,
            errors,
            ui: ui.with_title(title),
        }
    }
}

/// The photos that were taken in already.
fn kept(form: &FormFields) -> Vec<KeptPhoto> {
    let ids = form.all("photos").filter(|id| !id.is_empty());
    ids.map(|id| KeptPhoto { name: "photos".to_owned(), id: id.to_owned() }).collect()
}

/// The elder is one field on the page.
fn renamed(errors: &[FieldError]) -> Vec<FieldError> {
    let rename = |error: &FieldError| {
        let field = if error.field == "on_behalf.person" { "person" } else { &error.field };
        FieldError { field: field.to_owned(), ..error.clone() }
    };
    errors.iter().map(rename).collect()
}

fn drawn_place(ui: &Ui, place: &linli_app::matter::ReportPlace) -> PlaceView {
    let note = match (&place.facility, place.home) {
        (Some(facility), _) => ui.t1("report-place-scanned", "name", facility.as_str()),
        (None, true) => ui.t("report-place-home").to_owned(),
        (None, false) => ui.t("report-place-chosen").to_owned(),
    };
    PlaceView { value: place.id.to_string(), label: place.address.clone(), note, change_href: None }
}

fn drawn_before(ui: &Ui, before: &BeforeReport) -> Before {
    let number = |call: &linli_app::matter::CallFirst| {
        (call.number.clone(), label(ui, &call.label).to_owned())
    };
    // Two that say the same and lead nowhere are one to the reader.
    let mut similar: Vec<Row> = Vec::new();
    for row in before.similar.iter().map(|similar| similar_row(ui, similar)) {
        if row.href.is_some() || !similar.contains(&row) {
            similar.push(row);
        }
    }
    Before {
        emergency: before.emergency.iter().map(number).collect(),
        similar,
        withheld: before.withheld.len(),
        seen: before.marks().join(" "),
    }
}

fn similar_row(ui: &Ui, similar: &linli_app::matter::SimilarReport) -> Row {
    let about = label(ui, similar.category.as_ref().unwrap_or(&similar.opens));
    let stage = similar.stage.as_ref().map(|stage| label(ui, stage)).unwrap_or_default();
    let at = if similar.own { "/m/matters" } else { "/published" };
    Row {
        href: similar.id.map(|id| format!("{at}/{id}")),
        title: similar.excerpt.clone().unwrap_or_else(|| about.to_owned()),
        text: ui.tx(
            "report-similar-line",
            &[("address", &similar.address), ("when", &ui.when(&similar.opened_at))],
        ),
        icon: Some("message-2"),
        tag: Some(if similar.open {
            Tag::new(crate::ui::Tone::Brand, stage)
        } else {
            Tag::new(crate::ui::Tone::Ok, ui.t("matter-tag-ended"))
        }),
    }
}
