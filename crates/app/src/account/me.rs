//! What the caller is told about themselves.

use linli_domain::{
    account::Administration,
    masking,
    person::{HouseholdMember, Tie},
    policy::{self, Action},
    post::Post,
};
use linli_kernel::{Day, OrganisationId, PersonId, PlaceId, PostId};
use linli_playbook::{engine::Holder, model::Label};

use super::{caller::needs_two_factors, people};
use crate::{App, AppError, AppResult, Caller, ports::Snapshot};

/// A place by name.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PlaceBrief {
    /// Its id.
    pub id: PlaceId,
    /// Its name; of a household its address from the community down.
    pub name: String,
}

/// One of a person's posts.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PostView {
    /// Its id.
    pub id: PostId,
    /// The role, or the kind of the organisation.
    pub role: String,
    /// The role's words.
    pub label: Option<Label>,
    /// Where, for a post at a place.
    pub place: Option<PlaceBrief>,
    /// For which organisation, otherwise.
    pub organisation: Option<OrganisationId>,
    /// The name of the place or organisation.
    pub name: String,
    /// Whether the holder agreed to be named with it to everybody.
    pub published: bool,
}

/// One of a person's households.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct HouseholdView {
    /// The household.
    pub place: PlaceBrief,
    /// How the person belongs to it, as a word.
    pub tie: &'static str,
    /// Whether that is confirmed.
    pub confirmed: bool,
}

/// The caller.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MeView {
    /// The id.
    pub id: PersonId,
    /// The name, once told.
    pub name: Option<String>,
    /// The telephone number, masked even for its owner: somebody may look over the shoulder.
    pub phone: Option<String>,
    /// `resident`, the roles of the posts, `system-administrator` and the like.
    pub roles: Vec<String>,
    /// The posts that this session reaches.
    pub posts: Vec<PostView>,
    /// There are more posts; they open after signing in with password and second factor.
    pub needs_two_factors: bool,
    /// Home: the first confirmed household, else the first claimed one.
    pub place: Option<PlaceBrief>,
    /// All households.
    pub households: Vec<HouseholdView>,
    /// Households of which staff said lately that the person does not live there.
    pub refused: Vec<PlaceBrief>,
    /// How the session came about, as a word.
    pub strength: &'static str,
}

/// Everything that the frame of a page and the page "my data" show of the caller.
///
/// # Errors
/// [`AppError::SignedOut`] if the person is gone.
pub async fn me(app: &App, caller: &Caller) -> AppResult<MeView> {
    policy::decide(&caller.actor(None), Action::OwnAccount, &caller.standings(), None)?;
    let mut rows = app.snapshot().await?;
    let rows = &mut *rows;
    let person = rows.person(caller.person).await?.ok_or(AppError::SignedOut)?;
    let today = app.now().day();
    let posts = posts(app, rows, &caller.posts).await?;
    let mut roles = vec!["resident".to_owned()];
    for role in posts.iter().map(|post| &post.role) {
        if !roles.contains(role) {
            roles.push(role.clone());
        }
    }
    roles.extend(caller.administers.map(|office| office_word(office).to_owned()));
    let posts_today =
        rows.posts_of(person.id).await?.iter().filter(|post| post.holds_on(today)).count();
    let (households, refused) = households(rows, person.id, today).await?;
    let confirmed = households.iter().find(|household| household.confirmed);
    let home = confirmed.or(households.first()).map(|household| household.place.clone());
    Ok(MeView {
        id: person.id,
        name: people::name_of(app, &person),
        phone: people::phone_of(app, &person).map(|digits| masking::phone(&digits)),
        roles,
        posts,
        needs_two_factors: needs_two_factors(caller, posts_today),
        place: home,
        households,
        refused,
        strength: caller.strength.word(),
    })
}

/// An administrator's office as a role's name.
const fn office_word(office: Administration) -> &'static str {
    match office {
        Administration::System => "system-administrator",
        Administration::Security => "security-administrator",
        Administration::Audit => "auditor",
    }
}

/// Posts with the names of their places and organisations.
pub(super) async fn posts(
    app: &App,
    rows: &mut dyn Snapshot,
    posts: &[Post],
) -> AppResult<Vec<PostView>> {
    let mut views = Vec::new();
    for post in posts {
        let view = |role: String, label, place, organisation, name| PostView {
            id: post.id,
            role,
            label,
            place,
            organisation,
            name,
            published: post.published,
        };
        match &post.holder {
            Holder::Post { role, place } => {
                let here = rows.place(*place).await?;
                let label = match &here {
                    Some(here) => app.role_label(rows, here.district, role).await?,
                    None => None,
                };
                let name = here.map(|place| place.name).unwrap_or_default();
                let brief = PlaceBrief { id: *place, name: name.clone() };
                views.push(view(role.to_string(), label, Some(brief), None, name));
            }
            Holder::Organisation(id) => {
                if let Some(found) = rows.organisation(*id).await? {
                    views.push(view(found.kind.to_string(), None, None, Some(*id), found.name));
                }
            }
            Holder::Person(_) => {}
        }
    }
    Ok(views)
}

/// Those that hold, and those that were refused lately and not claimed again.
async fn households(
    rows: &mut dyn Snapshot,
    person: PersonId,
    today: Day,
) -> AppResult<(Vec<HouseholdView>, Vec<PlaceBrief>)> {
    let (mut views, mut refused) = (Vec::new(), Vec::new());
    let all = rows.households_of(person).await?;
    for member in &all {
        let holds = member.holds_on(today);
        let again = || all.iter().any(|other| is_again(member, other, today));
        if !holds && (!is_refused_lately(member, today) || again()) {
            continue;
        }
        let name = rows.chain(member.household, today).await?.address("community");
        let place = PlaceBrief { id: member.household, name };
        if holds {
            let (tie, confirmed) = (Tie::word(member.tie), member.confirmed);
            views.push(HouseholdView { place, tie, confirmed });
        } else {
            refused.push(place);
        }
    }
    Ok((views, refused))
}

/// For how many days somebody is told that a claim was refused.
const REFUSED_TOLD_DAYS: i32 = 30;

fn is_refused_lately(member: &HouseholdMember, today: Day) -> bool {
    let since = member.valid_to.and_then(|last| last.until(today).ok());
    member.refused && since.is_some_and(|since| since.get_days() <= REFUSED_TOLD_DAYS)
}

/// Whether the same household was claimed once more.
fn is_again(member: &HouseholdMember, other: &HouseholdMember, today: Day) -> bool {
    let later = other.valid_from > member.valid_from && other.refused;
    other.household == member.household && (later || other.holds_on(today))
}
