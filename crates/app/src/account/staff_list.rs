//! The staff as administrators see it: who has a post or a password, and how they sign in.

use linli_domain::{
    account::{Administration, Credential},
    masking,
    policy::{self, Action},
};
use linli_kernel::PersonId;

use super::{administrator::Administrator, caller::is_wide, people};
use crate::{
    App, AppError, AppResult, Caller,
    intake::{DeskPost, desk_line},
    ports::Snapshot,
    setup::place_named,
};

/// People on a page.
const SHOWN: usize = 50;

/// How somebody signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignInWay {
    /// With a code on their telephone.
    Phone,
    /// They have to be invited first: their posts open to no code, or nothing sends any.
    NotInvited,
    /// They got a link and did not use it yet.
    Invited,
    /// With password and second factor.
    Password,
    /// Not at all: there is no telephone and no password.
    None,
}

/// Somebody on the staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffMember {
    /// Who.
    pub person: PersonId,
    /// The name, once told.
    pub name: Option<String>,
    /// The telephone, masked.
    pub phone: Option<String>,
    /// What they type to sign in with a password.
    pub username: Option<String>,
    /// Their office.
    pub office: Option<Administration>,
    /// Whether they are shut out.
    pub suspended: bool,
    /// How they sign in.
    pub way: SignInWay,
    /// Whether a system administrator may give them a link.
    pub may_invite: bool,
    /// Whether the reader may do anything about how they sign in: never for oneself.
    pub within_reach: bool,
    /// Posts held today.
    pub posts: Vec<DeskPost>,
}

/// Which of the staff, as typed.
#[derive(Clone, Debug, Default)]
pub struct StaffRequest {
    /// A username.
    pub username: Option<String>,
    /// A place by name or code: whoever has a post there.
    pub place: Option<String>,
    /// The `next` of the page before.
    pub after: Option<PersonId>,
}

/// A page of the staff.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StaffPage {
    /// The people.
    pub members: Vec<StaffMember>,
    /// Where the next page begins.
    pub next: Option<PersonId>,
}

/// The caller's own office, for the frame of their pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// The office.
    pub office: Administration,
    /// Their name.
    pub name: Option<String>,
}

/// Which office the caller has.
///
/// # Errors
/// [`AppError::Forbidden`] for everybody who administers nothing.
pub async fn office(app: &App, caller: &Caller) -> AppResult<Office> {
    policy::decide(&caller.actor(None), Action::OwnAccount, &caller.standings(), None)?;
    let office = caller.administers.ok_or(AppError::Forbidden)?;
    let person = app.snapshot().await?.person(caller.person).await?;
    Ok(Office { office, name: person.and_then(|person| people::name_of(app, &person)) })
}

/// System administrators look after staff, security administrators after how it signs in.
async fn may_look(app: &App, caller: &Caller) -> AppResult<()> {
    let action = match caller.administers {
        Some(Administration::Security) => Action::ManageSecurity,
        _ => Action::ManageStaff,
    };
    Administrator::Caller(caller).permit(app, action).await.map(drop)
}

/// A page of the staff.
///
/// # Errors
/// [`AppError::Forbidden`] for everybody but system and security administrators;
/// [`AppError::Fields`] on `place` if there is no such place or several.
pub async fn staff(app: &App, caller: &Caller, request: &StaffRequest) -> AppResult<StaffPage> {
    may_look(app, caller).await?;
    let mut rows = app.snapshot().await?;
    let mut people = match (&request.username, &request.place) {
        (Some(username), _) => {
            let found = rows.credential(&username.trim().to_lowercase()).await?;
            found.into_iter().map(|credential| credential.person).collect()
        }
        (None, Some(word)) => {
            let place = place_named(app, rows.as_mut(), word).await?;
            let posts = rows.posts_at(&[place], app.now().day()).await?;
            let mut people: Vec<PersonId> = posts.into_iter().map(|post| post.person).collect();
            people.sort_unstable();
            people.dedup();
            people.retain(|person| request.after.is_none_or(|after| *person > after));
            people
        }
        (None, None) => {
            let limit = i64::try_from(SHOWN + 1).unwrap_or(i64::MAX);
            rows.staff_after(request.after, limit).await?
        }
    };
    let more = people.len() > SHOWN;
    people.truncate(SHOWN);
    let next = people.last().copied().filter(|_| more);
    let mut members = Vec::with_capacity(people.len());
    for person in people {
        members.extend(member(app, rows.as_mut(), caller, person).await?);
    }
    Ok(StaffPage { members, next })
}

/// One of the staff.
///
/// # Errors
/// [`AppError::Forbidden`] as for [`staff`]; [`AppError::NotFound`] for residents.
pub async fn staff_member(app: &App, caller: &Caller, person: PersonId) -> AppResult<StaffMember> {
    may_look(app, caller).await?;
    let mut rows = app.snapshot().await?;
    member(app, rows.as_mut(), caller, person).await?.ok_or(AppError::NotFound)
}

async fn member(
    app: &App,
    rows: &mut dyn Snapshot,
    reader: &Caller,
    id: PersonId,
) -> AppResult<Option<StaffMember>> {
    let Some(person) = rows.person(id).await? else { return Ok(None) };
    let credential = rows.credential_of(id).await?;
    let held = rows.posts_of(id).await?;
    if credential.is_none() && held.is_empty() {
        return Ok(None);
    }
    let today = app.now().day();
    let mut posts = Vec::new();
    let mut by_code = false;
    for post in held.iter().filter(|post| post.holds_on(today)) {
        by_code |= app.sms.is_connected() && !is_wide(app, rows, post).await?;
        posts.extend(desk_line(app, rows, &post.holder).await?);
    }
    let phone = people::phone_of(app, &person);
    let office = credential.as_ref().and_then(|credential| credential.administers);
    Ok(Some(StaffMember {
        person: id,
        name: people::name_of(app, &person),
        way: match way(credential.as_ref(), phone.is_some()) {
            SignInWay::Phone if !posts.is_empty() && !by_code => SignInWay::NotInvited,
            way => way,
        },
        may_invite: !person.suspended && credential.as_ref().is_none_or(Credential::was_never_used),
        phone: phone.map(|digits| masking::phone(&digits)),
        office,
        within_reach: Administrator::Caller(reader).touch(id, office).is_ok(),
        username: credential.map(|credential| credential.username),
        suspended: person.suspended,
        posts,
    }))
}

pub(super) fn way(credential: Option<&Credential>, has_phone: bool) -> SignInWay {
    match credential {
        Some(credential) if credential.password_hash.is_empty() => SignInWay::Invited,
        Some(_) => SignInWay::Password,
        None if has_phone => SignInWay::Phone,
        None => SignInWay::None,
    }
}
