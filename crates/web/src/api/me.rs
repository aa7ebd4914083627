//! The caller's own data.

use axum::{Json as Answer, extract::State, http::StatusCode};
use linli_app::{
    App,
    account::{self, LookView, MeView, PlaceBrief, PostView, SessionView},
};
use linli_kernel::{PostId, SessionId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    openapi::{
        Conflict, Forbidden, Hidden, Invalid, Malformed, SignedOut, TooLarge, TooSlow, WrongType,
    },
    word::Time,
};
use crate::request::{Id, Json, Problem, Signed};

/// A place by name.
#[derive(Serialize, ToSchema)]
pub(super) struct Place {
    /// Its id.
    id: String,
    /// Its name; of a household its address.
    name: String,
}

impl From<PlaceBrief> for Place {
    fn from(place: PlaceBrief) -> Self {
        Self { id: place.id.to_string(), name: place.name }
    }
}

/// One of a person's posts.
#[derive(Serialize, ToSchema)]
pub(super) struct Post {
    /// Its id.
    id: String,
    /// The role, or the kind of the organisation.
    role: String,
    /// The place of a post at a place.
    place: Option<Place>,
    /// The organisation otherwise.
    organisation: Option<String>,
    /// The name of the place or organisation.
    name: String,
    /// How the post is named in other requests (`acting`): `role@place`.
    acting: Option<String>,
    /// Whether the holder agreed to be named with it to everybody.
    published: bool,
}

impl From<PostView> for Post {
    fn from(post: PostView) -> Self {
        let acting = post.place.as_ref().map(|place| format!("{}@{}", post.role, place.id));
        Self {
            id: post.id.to_string(),
            role: post.role,
            place: post.place.map(Place::from),
            organisation: post.organisation.map(|id| id.to_string()),
            name: post.name,
            acting,
            published: post.published,
        }
    }
}

/// One of a person's households.
#[derive(Serialize, ToSchema)]
pub(super) struct Household {
    /// The household.
    place: Place,
    /// `owner`, `tenant`, `family` or `carer`.
    tie: &'static str,
    /// Whether that is confirmed.
    confirmed: bool,
}

/// The caller.
#[derive(Serialize, ToSchema)]
pub(super) struct Me {
    /// The id.
    id: String,
    /// The name, once told.
    name: Option<String>,
    /// The telephone number, masked.
    phone: Option<String>,
    /// `resident`, the roles of the posts, an administrator's office.
    roles: Vec<String>,
    /// The posts that this sign-in reaches.
    posts: Vec<Post>,
    /// There are more posts: they open after signing in with password and second factor.
    needs_two_factors: bool,
    /// Home: the first confirmed household, else the first claimed one.
    place: Option<Place>,
    /// All households.
    households: Vec<Household>,
    /// Households of which staff said within 30 days that the caller does not live there.
    refused: Vec<Place>,
}

impl From<MeView> for Me {
    fn from(me: MeView) -> Self {
        let household = |home: account::HouseholdView| Household {
            place: home.place.into(),
            tie: home.tie,
            confirmed: home.confirmed,
        };
        Self {
            id: me.id.to_string(),
            name: me.name,
            phone: me.phone,
            roles: me.roles,
            posts: me.posts.into_iter().map(Post::from).collect(),
            needs_two_factors: me.needs_two_factors,
            place: me.place.map(Place::from),
            households: me.households.into_iter().map(household).collect(),
            refused: me.refused.into_iter().map(Place::from).collect(),
        }
    }
}

/// Who am I
#[utoipa::path(
    get, path = "/me", tag = "me", security(("bearer" = []), ("cookie" = [])),
    responses((status = 200, description = "The caller.", body = Me), SignedOut)
)]
pub(super) async fn me(
    State(app): State<App>,
    Signed(caller): Signed,
) -> Result<Answer<Me>, Problem> {
    Ok(Answer(account::me(&app, &caller).await?.into()))
}

/// A recorded look at a value of the caller's.
#[derive(Serialize, ToSchema)]
pub(super) struct Look {
    /// When.
    at: Time,
    /// At which matter.
    matter: String,
    /// That matter's number.
    number: Option<String>,
    /// `name` or `phone`.
    what: String,
    /// Why: what the one who looked wrote, or `task`; null once erased.
    reason: Option<String>,
    /// Whose eyes, masked.
    by: Option<String>,
    /// The posts that they had on that day.
    posts: Vec<Post>,
}

impl From<LookView> for Look {
    fn from(look: LookView) -> Self {
        Self {
            at: look.at.into(),
            matter: look.case.to_string(),
            number: look.number,
            what: look.what,
            reason: look.reason,
            by: look.by,
            posts: look.posts.into_iter().map(Post::from).collect(),
        }
    }
}

/// A list that is always shown whole.
#[derive(Serialize, ToSchema)]
pub(super) struct Looks {
    /// The latest looks, newest first.
    items: Vec<Look>,
    /// Always null: older looks are not listed.
    next: Option<String>,
}

/// Who looked at my data
#[utoipa::path(
    get, path = "/me/looks", tag = "me", security(("bearer" = []), ("cookie" = [])),
    responses((status = 200, description = "Looks, newest first.", body = Looks), SignedOut)
)]
pub(super) async fn looks(
    State(app): State<App>,
    Signed(caller): Signed,
) -> Result<Answer<Looks>, Problem> {
    let items = account::my_looks(&app, &caller).await?.into_iter().map(Look::from).collect();
    Ok(Answer(Looks { items, next: None }))
}

/// One of the caller's sessions.
#[derive(Serialize, ToSchema)]
pub(super) struct OwnSession {
    /// Its id.
    id: String,
    /// `code`, `two-factors` or `counter`.
    strength: &'static str,
    /// When it began.
    created_at: Time,
    /// When it ends at the latest.
    expires_at: Time,
    /// Whether it is the one that asks.
    current: bool,
}

impl From<SessionView> for OwnSession {
    fn from(session: SessionView) -> Self {
        Self {
            id: session.id.to_string(),
            strength: session.strength,
            created_at: session.created_at.into(),
            expires_at: session.expires_at.into(),
            current: session.current,
        }
    }
}

/// Where the caller is signed in.
#[derive(Serialize, ToSchema)]
pub(super) struct Sessions {
    /// The sessions that are not over, newest first.
    items: Vec<OwnSession>,
    /// Always null: all are listed.
    next: Option<String>,
}

/// Where am I signed in
#[utoipa::path(
    get, path = "/me/sessions", tag = "me", security(("bearer" = []), ("cookie" = [])),
    responses((status = 200, description = "Open sessions.", body = Sessions), SignedOut)
)]
pub(super) async fn sessions(
    State(app): State<App>,
    Signed(caller): Signed,
) -> Result<Answer<Sessions>, Problem> {
    let found = account::sessions_of(&app, &caller).await?;
    let items = found.into_iter().map(OwnSession::from).collect();
    Ok(Answer(Sessions { items, next: None }))
}

/// Sign out elsewhere
#[utoipa::path(
    delete, path = "/me/sessions/{id}", tag = "me", security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The session.")),
    responses(
        (status = 204, description = "That session is over."),
        SignedOut, Forbidden, Hidden, Conflict,
    )
)]
pub(super) async fn end_session(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<SessionId>,
) -> Result<StatusCode, Problem> {
    account::end_session(&app, &caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The caller's name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewName {
    /// As people call the caller.
    #[schema(max_length = 40)]
    name: String,
}

/// Tell my name
#[utoipa::path(
    put, path = "/me/name", tag = "me", security(("bearer" = []), ("cookie" = [])),
    request_body = NewName,
    responses(
        (status = 204, description = "The name is kept."),
        Malformed, SignedOut, Forbidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn rename(
    State(app): State<App>,
    Signed(caller): Signed,
    Json(input): Json<NewName>,
) -> Result<StatusCode, Problem> {
    account::rename(&app, &caller, &input.name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether to be named.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Publication {
    /// Name and telephone are shown to everybody with the post.
    published: bool,
}

/// Agree to be named with a post, or take that back
#[utoipa::path(
    put, path = "/me/posts/{id}/publication", tag = "me",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The post.")),
    request_body = Publication,
    responses(
        (status = 204, description = "It holds."),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn publish_post(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<PostId>,
    Json(input): Json<Publication>,
) -> Result<StatusCode, Problem> {
    account::publish_post(&app, &caller, id, input.published).await?;
    Ok(StatusCode::NO_CONTENT)
}
