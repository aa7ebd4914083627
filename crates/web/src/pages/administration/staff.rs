//! The staff: a list, one of them, and what an office may do about how they sign in.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use linli_app::{
    AppError,
    account::{self, Administrator, SignInWay, StaffMember, StaffRequest},
};
use linli_domain::account::Administration;
use linli_kernel::PersonId;

use super::officer::{Officer, office_key};
use crate::{
    pages::form::{at_fault, post_title, refused, said, shown_again},
    request::{FormFields, Id, Problem, Query},
    respond,
    ui::{
        Tone, Ui,
        view::{Confirm, Fact, FieldError, FieldKind, FieldView},
    },
};

#[derive(Template)]
#[template(path = "administration/staff.html")]
struct StaffPage {
    ui: Ui,
    fields: Vec<FieldView>,
    members: Vec<MemberLine>,
    next: Option<String>,
    may_invite: bool,
    errors: Vec<FieldError>,
}

struct MemberLine {
    href: String,
    name: String,
    text: String,
    /// How they sign in, or that they are shut out.
    way: String,
    warn: bool,
}

#[derive(Template)]
#[template(path = "administration/member.html")]
struct MemberPage {
    ui: Ui,
    id: PersonId,
    facts: Vec<Fact>,
    suspended: bool,
    /// Whether this office looks after the staff, or after how it signs in.
    is_system: bool,
    /// Whether they may be invited to set a password.
    may_invite: bool,
    /// Whether a letter tells them how to sign in with their telephone.
    by_phone: bool,
    /// Whether the reader's office reaches this person at all.
    within_reach: bool,
    has_password: bool,
    has_phone: bool,
    /// The new number of somebody who has a post.
    number: Vec<FieldView>,
    error: Option<String>,
}

/// The name of somebody, or that there is none.
pub(super) fn name_of(ui: &Ui, member: &StaffMember) -> String {
    member.name.clone().unwrap_or_else(|| ui.t("desk-unnamed").to_owned())
}

fn way_key(member: &StaffMember) -> &'static str {
    match (member.suspended, member.way) {
        (true, _) => "admin-way-suspended",
        (false, SignInWay::Phone) => "admin-way-phone",
        (false, SignInWay::NotInvited) => "admin-way-not-invited",
        (false, SignInWay::Invited) => "admin-way-invited",
        (false, SignInWay::Password) => "admin-way-password",
        (false, SignInWay::None) => "admin-way-none",
    }
}

/// What somebody is: office and posts.
pub(super) fn posts_of(ui: &Ui, member: &StaffMember) -> String {
    let office = member.office.map(|office| ui.t(office_key(office)).to_owned());
    let post = |post: &linli_app::intake::DeskPost| {
        let title = post.role.as_ref().map(|role| post_title(ui, &post.name, role));
        title.unwrap_or_else(|| post.name.clone())
    };
    let words: Vec<String> = office.into_iter().chain(member.posts.iter().map(post)).collect();
    words.join(" · ")
}

fn search_fields(ui: &Ui, query: &Query) -> Vec<FieldView> {
    let field = |name: &str, key: &str, max| {
        let typed = query.get(name).unwrap_or_default();
        FieldView::new(name, ui.t(key), FieldKind::Text { max }).value(typed).optional()
    };
    vec![
        field("place", "admin-staff-place", 60).hint(ui.t("admin-staff-place-hint")),
        field("username", "sign-in-username", 40),
    ]
}

fn member_line(ui: &Ui, member: &StaffMember) -> MemberLine {
    MemberLine {
        href: format!("/admin/staff/{}", member.person),
        name: name_of(ui, member),
        text: posts_of(ui, member),
        way: ui.t(way_key(member)).to_owned(),
        warn: member.suspended || !matches!(member.way, SignInWay::Phone | SignInWay::Password),
    }
}

/// `GET /admin/staff`.
pub(super) async fn list(
    Officer { app, caller, office, ui, .. }: Officer,
    query: Query,
) -> Result<Response, Problem> {
    query.only(&["username", "place", "after"])?;
    let word = |name| query.get(name).map(str::to_owned);
    let after = query.parse("after")?;
    let request = StaffRequest { username: word("username"), place: word("place"), after };
    let (status, found, error) = match account::staff(&app, &caller, &request).await {
        Ok(found) => (StatusCode::OK, found, None),
        Err(error) => {
            let (status, error) = shown_again(error)?;
            (status, account::StaffPage::default(), Some(error))
        }
    };
    let mut fields = search_fields(&ui, &query);
    let mut all: Vec<&mut FieldView> = fields.iter_mut().collect();
    let errors = said(&ui, &mut all, error.as_ref());
    let next = found.next.map(|next| {
        let place = respond::encoded(query.get("place").unwrap_or_default());
        format!("/admin/staff?after={next}&place={place}")
    });
    let members = found.members.iter().map(|member| member_line(&ui, member)).collect();
    let title = ui.title_with_errors(ui.t("admin-menu-staff"), &errors);
    let may_invite = office == Administration::System;
    let page = StaffPage { fields, members, next, may_invite, errors, ui: ui.with_title(title) };
    Ok(respond::page_with(status, &page.ui, &page))
}

/// Where the new number of somebody who has a post is typed.
fn number_of(ui: &Ui, member: &StaffMember) -> Vec<FieldView> {
    let field = || FieldView::new("phone", ui.t("admin-member-number"), FieldKind::Phone);
    if member.posts.is_empty() { Vec::new() } else { vec![field()] }
}

fn member_page(
    ui: Ui,
    office: Administration,
    member: &StaffMember,
    error: Option<String>,
) -> MemberPage {
    let none = || ui.t("admin-nothing-yet").to_owned();
    let posts = posts_of(&ui, member);
    let facts = vec![
        Fact::new(ui.t("admin-member-posts"), if posts.is_empty() { none() } else { posts }),
        Fact::new(ui.t("sign-in-username"), member.username.clone().unwrap_or_else(none)),
        Fact::new(ui.t("sign-in-phone"), member.phone.clone().unwrap_or_else(none)),
        Fact::new(ui.t("admin-member-way"), ui.t(way_key(member)).to_owned()),
    ];
    let title = name_of(&ui, member);
    MemberPage {
        id: member.person,
        facts,
        suspended: member.suspended,
        is_system: office == Administration::System,
        may_invite: member.may_invite,
        by_phone: member.way == SignInWay::Phone && !member.suspended,
        within_reach: member.within_reach,
        has_password: member.username.is_some(),
        has_phone: member.phone.is_some(),
        number: number_of(&ui, member),
        error,
        ui: ui.with_title(title),
    }
}

/// `GET /admin/staff/{id}`.
pub(super) async fn one(
    Officer { app, caller, office, ui, .. }: Officer,
    Id(person): Id<PersonId>,
) -> Result<Response, Problem> {
    let member = account::staff_member(&app, &caller, person).await?;
    let page = member_page(ui, office, &member, None);
    Ok(respond::page(&page.ui, &page))
}

/// Asks once more before what cannot be taken back: `what` ends the form's address, `words` are
/// the keys of its button and of what will happen.
pub(super) fn asking(ui: Ui, member: &StaffMember, what: &str, words: [&str; 2]) -> Confirm {
    let [label, text] = words;
    let label = ui.t(label).to_owned();
    let back = format!("/admin/staff/{}", member.person);
    Confirm {
        text: ui.t(text).to_owned(),
        facts: vec![
            Fact::new(ui.t("link-name"), name_of(&ui, member)),
            Fact::new(ui.t("admin-member-posts"), posts_of(&ui, member)),
        ],
        action: format!("{back}/{what}"),
        hidden: Vec::new(),
        fields: Vec::new(),
        danger: true,
        back,
        ui: ui.with_title(&label),
        label,
    }
}

/// The page again with why not, or on with a message.
pub(super) async fn answered(
    officer: Officer,
    person: PersonId,
    outcome: Result<(), AppError>,
    flash: &'static str,
) -> Result<Response, Problem> {
    match outcome {
        Ok(()) => {
            let to = format!("/admin/staff/{person}");
            Ok(respond::redirect_with_flash(&to, Tone::Ok, flash))
        }
        Err(error) => {
            let Officer { app, caller, office, ui, .. } = officer;
            let (status, error) = shown_again(error)?;
            let member = account::staff_member(&app, &caller, person).await?;
            let why = refused(&ui, &error);
            let page = member_page(ui, office, &member, Some(why));
            Ok(respond::page_with(status, &page.ui, &page))
        }
    }
}

/// The page with the number that was typed and what is wrong with it.
pub(super) async fn other_number(
    Officer { app, caller, office, ui, .. }: Officer,
    person: PersonId,
    typed: &str,
    error: AppError,
) -> Result<Response, Problem> {
    let (status, error) = shown_again(error)?;
    let member = account::staff_member(&app, &caller, person).await?;
    let mut page = member_page(ui, office, &member, None);
    let number = page.number.into_iter();
    page.number = number.map(|field| at_fault(&page.ui, field.value(typed), &error)).collect();
    Ok(respond::page_with(status, &page.ui, &page))
}

/// `POST /admin/staff/{id}/suspend`.
pub(super) async fn suspend(
    officer: Officer,
    Id(person): Id<PersonId>,
    _form: FormFields,
) -> Result<Response, Problem> {
    let by = Administrator::Caller(&officer.caller);
    let outcome = account::suspend(&officer.app, by, person).await;
    answered(officer, person, outcome, "flash-suspended").await
}

/// `POST /admin/staff/{id}/reinstate`.
pub(super) async fn reinstate(
    officer: Officer,
    Id(person): Id<PersonId>,
    _form: FormFields,
) -> Result<Response, Problem> {
    let by = Administrator::Caller(&officer.caller);
    let outcome = account::reinstate(&officer.app, by, person).await;
    answered(officer, person, outcome, "flash-reinstated").await
}

/// `POST /admin/staff/{id}/sessions`: ends them all.
pub(super) async fn end_sessions(
    officer: Officer,
    Id(person): Id<PersonId>,
    _form: FormFields,
) -> Result<Response, Problem> {
    let by = Administrator::Caller(&officer.caller);
    let outcome = account::end_sessions(&officer.app, by, person).await;
    answered(officer, person, outcome, "flash-sessions-ended").await
}

/// `GET /admin/staff/{id}/phone`: asks once more, whoever may release it.
pub(super) async fn ask_phone(
    Officer { app, caller, ui, .. }: Officer,
    Id(person): Id<PersonId>,
) -> Result<Response, Problem> {
    account::may_release_phone(&app, Administrator::Caller(&caller), person).await?;
    let member = account::staff_member(&app, &caller, person).await?;
    let page = asking(ui, &member, "phone", ["admin-member-phone", "admin-member-phone-text"]);
    Ok(respond::page(&page.ui, &page))
}

/// `POST /admin/staff/{id}/phone`: takes away a number that is somebody else's by now.
pub(super) async fn release_phone(
    officer: Officer,
    Id(person): Id<PersonId>,
    _form: FormFields,
) -> Result<Response, Problem> {
    let by = Administrator::Caller(&officer.caller);
    let outcome = account::release_phone(&officer.app, by, person).await;
    answered(officer, person, outcome, "flash-phone-released").await
}
