//! Notices of communities, streets and the district.

use axum::{Json as Answer, extract::State, http::StatusCode};
use linli_app::{
    App,
    notice::{self, NoticePage, NoticeView, PostNotice},
};
use linli_kernel::{NoticeId, PlaceId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    openapi::{
        Conflict, Forbidden, Hidden, Invalid, Malformed, SignedOut, TooLarge, TooSlow, WrongType,
    },
    places::PlaceLine,
    published::USUAL,
    word::{Label, Time},
};
use crate::request::{Id, IdempotencyKey, Json, MaybeSigned, Problem, Query, Signed};

/// A notice in a list.
#[derive(Serialize, ToSchema)]
pub(super) struct NoticeLine {
    /// Its id.
    id: String,
    /// Its title; empty once taken down, except for those who may take it down.
    title: String,
    /// For whose people.
    address: String,
    /// When it was published.
    published_at: Time,
    /// The last day on the board.
    #[schema(format = Date)]
    until: String,
    /// Why it was taken down: `mistaken`, `changed`, `replaced` or `personal`.
    taken_down: Option<&'static str>,
    /// Whether it hangs today.
    hangs: bool,
}

impl From<notice::NoticeLine> for NoticeLine {
    fn from(line: notice::NoticeLine) -> Self {
        Self {
            id: line.id.to_string(),
            title: line.title,
            address: line.address,
            published_at: line.published_at.into(),
            until: line.until.to_string(),
            taken_down: line.taken_down,
            hangs: line.hangs,
        }
    }
}

/// A page of notices.
#[derive(Serialize, ToSchema)]
pub(super) struct NoticeLines {
    /// Newest first.
    items: Vec<NoticeLine>,
    /// To be sent back as `after`; null on the last page.
    next: Option<String>,
}

impl From<NoticePage> for NoticeLines {
    fn from(page: NoticePage) -> Self {
        let items = page.items.into_iter().map(NoticeLine::from).collect();
        Self { items, next: page.next }
    }
}

/// A notice with its text.
#[derive(Serialize, ToSchema)]
pub(super) struct Notice {
    #[serde(flatten)]
    line: NoticeLine,
    /// The place.
    place: PlaceLine,
    /// The text; null once taken down, except for those who may take it down.
    text: Option<String>,
    /// The photo, at `/published/photos/{id}` while the notice hangs.
    photo: Option<String>,
    /// The place that speaks.
    signed: String,
    /// The post for which somebody did.
    role: Option<Label>,
    /// When it was taken down.
    taken_down_at: Option<Time>,
    /// Whether the caller may take it down.
    may_take_down: bool,
}

impl From<NoticeView> for Notice {
    fn from(view: NoticeView) -> Self {
        let (signed, role) = view.signed;
        Self {
            line: view.line.into(),
            place: view.place.into(),
            text: view.text,
            photo: view.photo.map(|id| id.to_string()),
            signed,
            role: role.map(Label::from),
            taken_down_at: view.taken_down_at.map(Time::from),
            may_take_down: view.may_take_down,
        }
    }
}

/// Notices that hang at a place, below it and for the people of the places above it
#[utoipa::path(
    get, path = "/notices", tag = "notices",
    params(
        ("place" = String, Query, description = "The place."),
        ("after" = Option<String>, Query, description = "`next` of the page before."),
        ("limit" = Option<i64>, Query, description = "Lines on a page, 1 to 100; more is 100."),
    ),
    responses(
        (status = 200, description = "Newest first.", body = NoticeLines),
        Malformed, Hidden, Invalid,
    )
)]
pub(super) async fn list(
    State(app): State<App>,
    query: Query,
) -> Result<Answer<NoticeLines>, Problem> {
    query.only(&["place", "after", "limit"])?;
    let place: Option<PlaceId> = query.parse("place")?;
    let place = place.ok_or_else(|| Problem::field("place", "field-required"))?;
    let limit = query.limit(USUAL)?;
    Ok(Answer(notice::notices(&app, place, query.get("after"), limit).await?.into()))
}

/// Everything ever published in the places of my posts
#[utoipa::path(
    get, path = "/me/notices", tag = "notices", security(("bearer" = []), ("cookie" = [])),
    params(
        ("after" = Option<String>, Query, description = "`next` of the page before."),
        ("limit" = Option<i64>, Query, description = "Lines on a page, 1 to 100; more is 100."),
    ),
    responses(
        (status = 200, description = "Newest first.", body = NoticeLines),
        Malformed, SignedOut, Forbidden, Hidden, Invalid,
    )
)]
pub(super) async fn own(
    State(app): State<App>,
    Signed(caller): Signed,
    query: Query,
) -> Result<Answer<NoticeLines>, Problem> {
    query.only(&["after", "limit"])?;
    let limit = query.limit(USUAL)?;
    Ok(Answer(notice::own_notices(&app, &caller, query.get("after"), limit).await?.into()))
}

/// A notice
#[utoipa::path(
    get, path = "/notices/{id}", tag = "notices",
    params(("id" = String, Path, description = "The notice.")),
    responses((status = 200, description = "The notice.", body = Notice), Hidden)
)]
pub(super) async fn one(
    State(app): State<App>,
    MaybeSigned(caller): MaybeSigned,
    Id(id): Id<NoticeId>,
) -> Result<Answer<Notice>, Problem> {
    Ok(Answer(notice::notice(&app, caller.as_ref(), id).await?.into()))
}

/// A notice to be published.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewNotice {
    /// For whose people: a place's id.
    place: String,
    /// The title.
    #[schema(max_length = 60)]
    title: String,
    /// The text.
    #[schema(max_length = 5000)]
    text: String,
    /// The last day on the board; at most a year from today.
    #[schema(format = Date)]
    until: String,
    /// An uploaded photo.
    #[serde(default)]
    photo: Option<String>,
}

/// A notice that was published.
#[derive(Serialize, ToSchema)]
pub(super) struct PostedNotice {
    /// Its id.
    id: String,
}

/// Publish a notice
///
/// For a post at community level or above, at the place or over it.
#[utoipa::path(
    post, path = "/notices", tag = "notices", security(("bearer" = []), ("cookie" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Repeats do nothing twice.")),
    request_body = NewNotice,
    responses(
        (status = 201, description = "It hangs.", body = PostedNotice),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn post(
    State(app): State<App>,
    Signed(caller): Signed,
    IdempotencyKey(key): IdempotencyKey,
    Json(new): Json<NewNotice>,
) -> Result<(StatusCode, Answer<PostedNotice>), Problem> {
    let NewNotice { place, title, text, until, photo } = new;
    let input = PostNotice { place, title, text, until, photo };
    let posted = notice::post_notice(&app, &caller, &input, key.as_deref()).await?;
    Ok((StatusCode::CREATED, Answer(PostedNotice { id: posted.id.to_string() })))
}

/// Why a notice is taken down.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TakingDownFor {
    /// `mistaken`, `changed`, `replaced` or `personal`.
    reason: String,
}

/// Take a notice down
///
/// That there was one, when it went and why stays readable. Once more changes nothing.
#[utoipa::path(
    put, path = "/notices/{id}/taking-down", tag = "notices",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The notice.")),
    request_body = TakingDownFor,
    responses(
        (status = 204, description = "It is down."),
        Malformed, SignedOut, Forbidden, Hidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn take_down(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<NoticeId>,
    Json(input): Json<TakingDownFor>,
) -> Result<StatusCode, Problem> {
    notice::take_down_notice(&app, &caller, id, &input.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
