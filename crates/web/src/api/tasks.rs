//! The caller's queue.

use axum::{Json as Answer, extract::State};
use linli_app::{
    App,
    inside::InsideShow,
    matter::{self, QueueRequest},
    ports::QueueFilter,
};
use linli_playbook::Name;

use super::{
    openapi::{Forbidden, Invalid, Malformed, SignedOut},
    published::USUAL,
    view::Tasks,
};
use crate::request::{Problem, Query, Signed};

/// My tasks
///
/// Open tasks of the posts and organisations that the caller answers for.
#[utoipa::path(
    get, path = "/tasks", tag = "tasks", security(("bearer" = []), ("cookie" = [])),
    params(
        ("late" = Option<bool>, Query, description = "Only late ones."),
        ("kind" = Option<String>, Query, description = "Only of this kind."),
        ("step" = Option<String>, Query, description = "Only in this step."),
        ("inside" = Option<String>, Query, description = "Only tasks of the caller's organisations, as they divide their work: `mine`, `section`, `nobody` or `waiting`."),
        ("category" = Option<String>, Query, description = "Only on matters about this. With `category`, `place` \
            or `channel` a page may be short or empty and still have a next one."),
        ("place" = Option<String>, Query, description = "Only on matters at this place or anywhere below it."),
        ("channel" = Option<String>, Query, description = "Only on matters that came through this channel."),
        ("after" = Option<String>, Query, description = "`next` of the page before."),
        ("limit" = Option<i64>, Query, description = "Lines on a page, 1 to 100; more is 100."),
    ),
    responses(
        (status = 200, description = "Earliest deadline first.", body = Tasks),
        Malformed, SignedOut, Forbidden, Invalid,
    )
)]
pub(super) async fn queue(
    State(app): State<App>,
    Signed(caller): Signed,
    query: Query,
) -> Result<Answer<Tasks>, Problem> {
    query.only(&[
        "late", "kind", "step", "inside", "category", "place", "channel", "after", "limit",
    ])?;
    let name = |field: &'static str| match query.get(field) {
        Some(word) => {
            let named = Name::new(word.trim()).map_err(|_| Problem::field(field, "field-choice"));
            named.map(Some)
        }
        None => Ok(None),
    };
    let filter = QueueFilter {
        late: query.parse("late")?.unwrap_or(false),
        kind: query.get("kind").map(str::to_owned),
        step: name("step")?,
        inside: None,
        category: name("category")?,
        place: query.parse("place")?,
        channel: name("channel")?,
    };
    let inside = match query.get("inside") {
        Some(word) => {
            let show = InsideShow::from_word(word.trim());
            Some(show.ok_or_else(|| Problem::field("inside", "field-choice"))?)
        }
        None => None,
    };
    let after = query.get("after").map(str::to_owned);
    let request = QueueRequest { filter, inside, after, limit: query.limit(USUAL)? };
    Ok(Answer(matter::queue(&app, &caller, &request).await?.into()))
}
