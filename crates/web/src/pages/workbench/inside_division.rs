//! Who does which part of an organisation's work, as it says itself.

use askama::Template;
use axum::response::Response;
use linli_app::{
    App, AppError, Caller,
    inside::{self, Divide, DivideMember, DivisionView, MemberView},
};
use linli_domain::inside::{MAX_SECTION, MAX_SECTIONS};
use linli_kernel::OrganisationId;

use super::desk::Worker;
use crate::{
    pages::form::{said, shown_again},
    request::{FormFields, Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{Choice, FieldError, FieldKind, FieldView, Link},
    },
};

/// Somebody on the form.
struct Group {
    name: String,
    person: String,
    fields: Vec<FieldView>,
}

#[derive(Template)]
#[template(path = "workbench/inside_division.html")]
struct DivisionPage {
    ui: Ui,
    /// Other organisations of the reader.
    others: Vec<Link>,
    organisation: String,
    name: String,
    seen: String,
    review: FieldView,
    sections: FieldView,
    groups: Vec<Group>,
    may_divide: bool,
    errors: Vec<FieldError>,
}

/// The parts with the keys of their names.
const PARTS: [(&str, &str); 3] =
    [("receives", "inside-receives"), ("handles", "inside-handles"), ("reviews", "inside-reviews")];

fn part(member: &MemberView, name: &str) -> bool {
    match name {
        "receives" => member.receives,
        "handles" => member.handles,
        _ => member.reviews,
    }
}

/// What is kept, as a form would send it.
fn kept(view: &DivisionView) -> FormFields {
    let ticked = |ticked: bool| if ticked { vec!["1".to_owned()] } else { Vec::new() };
    let mut form = FormFields::default()
        .with_values("review", ticked(view.review))
        .with_values("sections", vec![view.sections.join("\n")]);
    for (index, member) in view.members.iter().enumerate() {
        for (name, _) in PARTS {
            form = form.with_values(&format!("members.{index}.{name}"), ticked(part(member, name)));
        }
        let section = member.section.clone().unwrap_or_default();
        form = form.with_values(&format!("members.{index}.section"), vec![section]);
    }
    form
}

/// The sections as typed, one on a line.
fn sections(form: &FormFields) -> Vec<String> {
    let lines = form.get("sections").unwrap_or_default().lines();
    lines.map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn group(ui: &Ui, index: usize, member: &MemberView, typed: &FormFields) -> Group {
    let name = |field: &str| format!("members.{index}.{field}");
    let check = |(field, key): (&str, &str)| {
        let value = if typed.ticked(&name(field)) { "1" } else { "" };
        FieldView::new(name(field), ui.t(key), FieldKind::Check).optional().value(value)
    };
    let mut fields: Vec<FieldView> = PARTS.into_iter().map(check).collect();
    let own = typed.get(&name("section")).unwrap_or_default();
    let mut names = sections(typed);
    if !own.is_empty() && !names.iter().any(|one| one == own) {
        names.push(own.to_owned());
    }
    let choice = |one: String| Choice { chosen: one == own, ..Choice::new(one.clone(), one) };
    let none = Choice::new("", ui.t("inside-no-section"));
    let options = [none].into_iter().chain(names.into_iter().map(choice)).collect();
    let section = FieldView::new(name("section"), ui.t("inside-section"), FieldKind::Select);
    fields.push(section.options(options).optional());
    Group { name: member.name.clone(), person: member.person.to_string(), fields }
}

async fn drawn(
    (app, caller): (&App, &Caller),
    ui: Ui,
    organisation: OrganisationId,
    (typed, error): (Option<FormFields>, Option<&AppError>),
) -> Result<DivisionPage, Problem> {
    let view = inside::division(app, caller, organisation).await?;
    let mut others = Vec::new();
    for id in caller.organisations().into_iter().filter(|id| *id != organisation) {
        let label = inside::division(app, caller, id).await?.name;
        others.push(Link { href: format!("/w/inside?organisation={id}"), label });
    }
    let stale = matches!(error, Some(AppError::Stale));
    // After "stale" the same form, sent once more, says what its reader saw by now.
    let seen = typed.as_ref().and_then(|form| form.given("version")).filter(|_| !stale);
    let seen = seen.map_or_else(|| view.version.to_string(), str::to_owned);
    let typed = typed.unwrap_or_else(|| kept(&view));
    let on = if typed.ticked("review") { "1" } else { "" };
    let mut review = FieldView::new("review", ui.t("inside-review-wanted"), FieldKind::Check)
        .hint(ui.t("inside-review-hint"))
        .optional()
        .value(on);
    let room = MAX_SECTIONS * (MAX_SECTION + 1);
    let mut sections =
        FieldView::new("sections", ui.t("inside-sections"), FieldKind::lines(4, room))
            .hint(ui.t("inside-sections-hint"))
            .optional()
            .value(typed.get("sections").unwrap_or_default());
    let people = view.members.iter().enumerate();
    let mut groups: Vec<Group> =
        people.map(|(index, member)| group(&ui, index, member, &typed)).collect();
    let mut fields: Vec<&mut FieldView> = vec![&mut review, &mut sections];
    fields.extend(groups.iter_mut().flat_map(|group| group.fields.iter_mut()));
    let errors = said(&ui, &mut fields, error);
    let title = ui.title_with_errors(ui.t("inside-title"), &errors);
    Ok(DivisionPage {
        others,
        organisation: organisation.to_string(),
        name: view.name,
        seen,
        review,
        sections,
        groups,
        may_divide: view.may_divide,
        errors,
        ui: ui.with_title(title),
    })
}

/// `GET /w/inside`, of `?organisation=…` or the first of the reader's.
pub(super) async fn ask(worker: Worker, query: Query) -> Result<Response, Problem> {
    query.only(&["organisation"])?;
    let Worker { app, caller, ui, .. } = worker;
    let first = caller.organisations().first().copied();
    let organisation = query.parse("organisation")?.or(first).ok_or(AppError::Forbidden)?;
    let page = drawn((&app, &caller), ui, organisation, (None, None)).await?;
    Ok(respond::page(&page.ui, &page))
}

/// `POST /w/inside`.
pub(super) async fn keep(worker: Worker, form: FormFields) -> Result<Response, Problem> {
    let Worker { app, caller, ui, .. } = worker;
    let organisation: Option<OrganisationId> =
        form.get("organisation").and_then(|word| word.parse().ok());
    let organisation = organisation.ok_or(AppError::NotFound)?;
    let version = form.given("version").and_then(|word| word.parse().ok());
    let version = version.ok_or(AppError::VersionMissing)?;
    let member = |(index, person): (usize, &str)| {
        let name = |field: &str| format!("members.{index}.{field}");
        DivideMember {
            person: person.to_owned(),
            receives: form.ticked(&name("receives")),
            handles: form.ticked(&name("handles")),
            reviews: form.ticked(&name("reviews")),
            section: form.get(&name("section")).unwrap_or_default().to_owned(),
        }
    };
    let members = form.all("person").enumerate().map(member).collect();
    let input = Divide { review: form.ticked("review"), sections: sections(&form), members };
    match inside::divide(&app, &caller, organisation, &input, version).await {
        Ok(_) => {
            let to = format!("/w/inside?organisation={organisation}");
            Ok(respond::redirect_with_flash(&to, Tone::Ok, "flash-inside-kept"))
        }
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let again = (Some(form), Some(&error));
            let page = drawn((&app, &caller), ui, organisation, again).await?;
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}
