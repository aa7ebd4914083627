//! Inviting somebody, and the letter that is handed over: a one-time link for office staff, the
//! way in by telephone for all others.

use askama::Template;
use axum::response::Response;
use linli_app::{
    AppError,
    account::{self, Administrator, Invite, OneTimeLink, SignInWay, StaffMember},
};
use linli_domain::account::Administration;
use linli_kernel::PersonId;

use super::{
    officer::{Officer, office_key},
    staff::{answered, asking, name_of, posts_of},
};
use crate::{
    pages::form::{said, shown_again},
    request::{FormFields, Id, Problem, Query},
    respond,
    ui::{
        Ui,
        view::{Choice, FieldError, FieldKind, FieldView, QrBox},
    },
};

#[derive(Template)]
#[template(path = "administration/invite.html")]
struct InvitePage {
    ui: Ui,
    /// Somebody who is stored already: the id and the name.
    person: Option<(PersonId, String)>,
    fields: Vec<FieldView>,
    errors: Vec<FieldError>,
}

#[derive(Template)]
#[template(path = "administration/letter.html")]
struct LetterPage {
    ui: Ui,
    name: String,
    posts: String,
    /// What to do, step by step.
    steps: Vec<String>,
    /// Where to.
    address: String,
    qr: Option<QrBox>,
    /// Where "back" leads.
    back: String,
}

fn page(
    ui: Ui,
    person: Option<(PersonId, String)>,
    typed: &FormFields,
    error: Option<&AppError>,
) -> InvitePage {
    let value = |name: &str| typed.get(name).unwrap_or_default();
    let mut fields = Vec::new();
    if person.is_none() {
        let name = FieldView::new("name", ui.t("link-name"), FieldKind::Text { max: 40 });
        fields.push(name.value(value("name")));
        let phone = FieldView::new("phone", ui.t("sign-in-phone"), FieldKind::Phone);
        fields.push(phone.value(value("phone")).optional());
    }
    let username =
        FieldView::new("username", ui.t("sign-in-username"), FieldKind::Text { max: 40 });
    fields.push(username.hint(ui.t("link-username-hint")).value(value("username")));
    let mut offices = vec![Choice::new("", ui.t("admin-invite-no-office"))];
    offices.extend(Administration::ALL.iter().map(|(office, word)| Choice {
        chosen: *word == value("administers"),
        ..Choice::new(*word, ui.t(office_key(*office)))
    }));
    let office = FieldView::new("administers", ui.t("admin-invite-office"), FieldKind::Select);
    fields.push(office.hint(ui.t("admin-invite-office-hint")).options(offices).optional());
    let mut all: Vec<&mut FieldView> = fields.iter_mut().collect();
    let errors = said(&ui, &mut all, error);
    let title = ui.title_with_errors(ui.t("admin-invite"), &errors);
    InvitePage { ui: ui.with_title(title), person, fields, errors }
}

/// `GET /admin/staff/invite`.
pub(super) async fn ask(
    Officer { app, caller, ui, .. }: Officer,
    query: Query,
) -> Result<Response, Problem> {
    query.only(&["person"])?;
    account::may_invite(&app, Administrator::Caller(&caller)).await?;
    let person = match query.parse::<PersonId>("person")? {
        Some(person) => {
            let member = account::staff_member(&app, &caller, person).await?;
            Some((person, name_of(&ui, &member)))
        }
        None => None,
    };
    let page = page(ui, person, &FormFields::default(), None);
    Ok(respond::page(&page.ui, &page))
}

/// `POST /admin/staff/invite`: shows the link once, as a letter.
pub(super) async fn invite(officer: Officer, form: FormFields) -> Result<Response, Problem> {
    let person: Option<PersonId> = match form.given("person").map(str::parse) {
        Some(Ok(person)) => Some(person),
        Some(Err(_)) => return Err(AppError::NotFound.into()),
        None => None,
    };
    let administers = form.given("administers");
    let office = administers.and_then(Administration::from_word);
    let typed = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let input = Invite {
        person,
        name: typed("name"),
        phone: form.given("phone").map(str::to_owned),
        username: typed("username"),
        administers: office,
    };
    let by = Administrator::Caller(&officer.caller);
    let outcome = if administers.is_some() && office.is_none() {
        Err(AppError::field("administers", "field-choice"))
    } else {
        account::invite(&officer.app, by, &input).await
    };
    match outcome {
        Ok((person, link)) => link_letter(officer, person, &link, "admin-letter-invited").await,
        Err(error) => {
            let (status, error) = shown_again(error)?;
            let Officer { app, caller, ui, .. } = officer;
            let known = match person {
                Some(person) => {
                    let member = account::staff_member(&app, &caller, person).await?;
                    Some((person, name_of(&ui, &member)))
                }
                None => None,
            };
            let page = page(ui, known, &form, Some(&error));
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}

/// `GET /admin/staff/{id}/reset`: asks once more, whoever may reset it.
pub(super) async fn ask_reset(
    Officer { app, caller, ui, .. }: Officer,
    Id(person): Id<PersonId>,
) -> Result<Response, Problem> {
    account::may_reset(&app, Administrator::Caller(&caller), person).await?;
    let member = account::staff_member(&app, &caller, person).await?;
    let words = ["admin-member-reset", "admin-member-reset-text"];
    let page = asking(ui, &member, "reset", words);
    Ok(respond::page(&page.ui, &page))
}

/// `POST /admin/staff/{id}/reset`: shows the new link once, as a letter.
pub(super) async fn reset(
    officer: Officer,
    Id(person): Id<PersonId>,
    _form: FormFields,
) -> Result<Response, Problem> {
    let by = Administrator::Caller(&officer.caller);
    match account::reset_credential(&officer.app, by, person).await {
        Ok(link) => link_letter(officer, person, &link, "admin-letter-reset").await,
        Err(error) => answered(officer, person, Err(error), "flash-saved").await,
    }
}

/// The letter with a one-time link; it is shown here and stored nowhere.
async fn link_letter(
    officer: Officer,
    person: PersonId,
    link: &OneTimeLink,
    first: &str,
) -> Result<Response, Problem> {
    let Officer { app, caller, ui, origin, .. } = officer;
    let member = account::staff_member(&app, &caller, person).await?;
    let username = member.username.clone().unwrap_or_default();
    let steps = vec![
        ui.t(first).to_owned(),
        ui.t1("admin-letter-username", "username", &username),
        ui.t("admin-letter-set").to_owned(),
        ui.t("admin-letter-keep").to_owned(),
    ];
    let address = format!("{origin}/staff/link/{link}");
    let page = letter_page(ui, &member, steps, address);
    Ok(respond::unstored(respond::page(&page.ui, &page)))
}

/// `GET /admin/staff/{id}/letter`: how to sign in by telephone.
pub(super) async fn letter(
    Officer { app, caller, ui, origin, .. }: Officer,
    Id(person): Id<PersonId>,
) -> Result<Response, Problem> {
    let member = account::staff_member(&app, &caller, person).await?;
    let by_phone = member.phone.clone().filter(|_| member.way == SignInWay::Phone);
    let Some(phone) = by_phone else { return Err(AppError::NotFound.into()) };
    let steps = vec![
        ui.t("admin-letter-open").to_owned(),
        ui.t1("admin-letter-phone", "phone", &phone),
        ui.t("admin-letter-code").to_owned(),
    ];
    let page = letter_page(ui, &member, steps, format!("{origin}/sign-in?next=/w"));
    Ok(respond::page(&page.ui, &page))
}

fn letter_page(ui: Ui, member: &StaffMember, steps: Vec<String>, address: String) -> LetterPage {
    let title = ui.t("admin-letter").to_owned();
    LetterPage {
        name: name_of(&ui, member),
        posts: posts_of(&ui, member),
        qr: QrBox::new(&address, ui.t("admin-letter-qr")),
        back: format!("/admin/staff/{}", member.person),
        steps,
        address,
        ui: ui.with_title(title),
    }
}
