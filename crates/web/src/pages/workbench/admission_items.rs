//! The admission list at the desk of the office that keeps it.

use askama::Template;
use axum::response::Response;
use linli_app::{
    AppError,
    admission::{self, AdmissionItemLine, KeepChoices, ListItem},
};
use linli_domain::admission::{
    AskKind, MAX_BASIS, MAX_BUDGET_YUAN, MAX_CONDITIONS, MAX_TITLE, Rhythm,
};
use linli_kernel::AdmissionItemId;

use super::desk::Worker;
use crate::{
    pages::{
        admission::{ItemCard, card, choices, facts, kind, rhythm},
        form::{at_fault, key, said, shown_again},
        rows,
    },
    request::{FormFields, Id, Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{Choice, Confirm, Empty, FieldError, FieldKind, FieldView, Pager},
    },
};

/// Items on a page.
const LINES: i64 = 30;

#[derive(Template)]
#[template(path = "workbench/admission_items.html")]
struct Listing {
    ui: Ui,
    items: Vec<ItemCard>,
    empty: Empty,
    pager: Pager,
}

/// `GET /w/admissions/items`.
pub(super) async fn list(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["after"])?;
    let Worker { app, caller, ui, .. } = worker;
    let after = query.get("after");
    let found = admission::kept_items(&app, &caller, after, LINES).await?;
    let title = ui.t("admission-title").to_owned();
    let page = Listing {
        items: found.items.iter().map(|line| card(&ui, line)).collect(),
        empty: Empty {
            icon: "list-details",
            title: ui.t("admission-none").to_owned(),
            text: ui.t("admission-none-keeper").to_owned(),
            link: None,
        },
        pager: rows::pager("/w/admissions/items?", after, found.next.as_deref()),
        ui: ui.with_title(title),
    };
    Ok(respond::page(&page.ui, &page))
}

#[derive(Template)]
#[template(path = "workbench/admission_item.html")]
struct Writing {
    ui: Ui,
    /// The item that is replaced, as id and title.
    replaces: Option<(String, String)>,
    fields: Vec<FieldView>,
    errors: Vec<FieldError>,
    key: String,
}

/// What a field of the form begins with: what was typed, else what the replaced item says.
fn begun(name: &str, typed: &FormFields, former: Option<&AdmissionItemLine>) -> String {
    if let Some(word) = typed.get(name) {
        return word.to_owned();
    }
    let Some(former) = former else { return String::new() };
    match name {
        "department" => former.department.to_string(),
        "kind" => former.kind.to_owned(),
        "title" => former.title.clone(),
        "basis" => former.basis.clone(),
        "conditions" => former.conditions.clone(),
        "budget_yuan" if former.budget_yuan > 0 => former.budget_yuan.to_string(),
        "rhythm" => former.rhythm.to_owned(),
        _ => String::new(),
    }
}

fn fields(ui: &Ui, offered: &KeepChoices, typed: &FormFields) -> Vec<FieldView> {
    let former = offered.replaces.as_ref();
    let field = |name: &'static str, label: &str, kind: FieldKind, options: Vec<Choice>| {
        FieldView::new(name, label, kind).options(options).value(begun(name, typed, former))
    };
    let departments =
        offered.departments.iter().map(|one| Choice::new(one.id.clone(), one.name.clone()));
    let kinds = choices(AskKind::ALL.map(AskKind::word), |word| kind(ui, word));
    let rhythms = choices(Rhythm::ALL.map(Rhythm::word), |word| rhythm(ui, word));
    let line = FieldKind::line(MAX_TITLE);
    let basis = FieldKind::lines(3, MAX_BASIS);
    let conditions = FieldKind::lines(3, MAX_CONDITIONS);
    let money = FieldKind::Number { min: 0, max: MAX_BUDGET_YUAN };
    vec![
        field("department", ui.t("admission-department"), FieldKind::Select, departments.collect()),
        field("kind", ui.t("admission-kind"), FieldKind::Chips, kinds),
        field("title", ui.t("admission-item-title"), line, Vec::new()),
        field("basis", ui.t("admission-basis"), basis, Vec::new())
            .hint(ui.t("admission-basis-hint")),
        field("rhythm", ui.t("admission-rhythm"), FieldKind::Chips, rhythms),
        field("valid_from", ui.t("admission-valid-from"), FieldKind::Date, Vec::new()),
        field("valid_to", ui.t("admission-valid-to"), FieldKind::Date, Vec::new()).optional(),
        field("budget_yuan", ui.t("admission-budget-field"), money, Vec::new())
            .hint(ui.t("admission-budget-hint"))
            .optional(),
        field("conditions", ui.t("admission-conditions"), conditions, Vec::new())
            .hint(ui.t("admission-conditions-hint"))
            .optional(),
    ]
}

fn writing(
    ui: Ui,
    offered: &KeepChoices,
    typed: &FormFields,
    error: Option<&AppError>,
    key: String,
) -> Writing {
    let mut fields = fields(&ui, offered, typed);
    let mut all: Vec<&mut FieldView> = fields.iter_mut().collect();
    let errors = said(&ui, &mut all, error);
    let former = offered.replaces.as_ref();
    let heading = match former {
        Some(_) => ui.t("admission-replace"),
        None => ui.t("admission-add"),
    };
    let title = ui.title_with_errors(heading, &errors);
    Writing {
        replaces: former.map(|former| (former.id.to_string(), former.title.clone())),
        fields,
        errors,
        key,
        ui: ui.with_title(title),
    }
}

/// `GET /w/admissions/items/new`, in place of `?replaces=…`.
pub(super) async fn ask(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["replaces"])?;
    let Worker { app, caller, ui, .. } = worker;
    let offered = admission::keep_choices(&app, &caller, query.parse("replaces")?).await?;
    let key = app.entropy.id().to_string();
    let page = writing(ui, &offered, &FormFields::default(), None, key);
    Ok(respond::page(&page.ui, &page))
}

/// `POST /w/admissions/items/new`.
pub(super) async fn add(worker: Worker, form: FormFields) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let word = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let input = ListItem {
        department: word("department"),
        kind: word("kind"),
        title: word("title"),
        basis: word("basis"),
        conditions: word("conditions"),
        budget_yuan: word("budget_yuan"),
        rhythm: word("rhythm"),
        valid_from: word("valid_from"),
        valid_to: word("valid_to"),
        replaces: word("replaces"),
    };
    match admission::list_item(&app, &caller, &input, form.given("key")).await {
        Ok(_) => {
            let to = "/w/admissions/items";
            Ok(respond::redirect_with_flash(to, Tone::Ok, "flash-admission-listed"))
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let replaces = form.given("replaces").and_then(|word| word.parse().ok());
            let offered = admission::keep_choices(&app, &caller, replaces).await?;
            let key = key(&app, &form, Some(&error));
            let page = writing(ui, &offered, &form, Some(&error), key);
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}

fn last_day(ui: &Ui) -> FieldView {
    FieldView::new("last_day", ui.t("admission-last-day"), FieldKind::Date)
}

fn ending(ui: Ui, item: &AdmissionItemLine, field: FieldView) -> Confirm {
    let title = ui.t("admission-end").to_owned();
    Confirm {
        text: ui.t("admission-end-text").to_owned(),
        facts: facts(&ui, item),
        action: format!("/w/admissions/items/{}/end", item.id),
        hidden: Vec::new(),
        fields: vec![field],
        label: title.clone(),
        danger: true,
        back: "/w/admissions/items".to_owned(),
        ui: ui.with_title(format!("{title}: {}", item.title)),
    }
}

/// `GET /w/admissions/items/{id}/end`.
pub(super) async fn ask_end(
    worker: Worker,
    Id(id): Id<AdmissionItemId>,
) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let item = admission::item_to_end(&app, &caller, id).await?;
    let field = last_day(&ui);
    let page = ending(ui, &item, field);
    Ok(respond::page(&page.ui, &page))
}

/// `POST /w/admissions/items/{id}/end`.
pub(super) async fn end(
    worker: Worker,
    Id(id): Id<AdmissionItemId>,
    form: FormFields,
) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let given = form.get("last_day").unwrap_or_default();
    match admission::end_item(&app, &caller, id, given).await {
        Ok(()) => {
            let to = "/w/admissions/items";
            Ok(respond::redirect_with_flash(to, Tone::Ok, "flash-admission-ended"))
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let item = admission::item_to_end(&app, &caller, id).await?;
            let field = at_fault(&ui, last_day(&ui).value(given), &error);
            let page = ending(ui, &item, field);
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}
