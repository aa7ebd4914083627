//! What everybody may read.

use axum::{Json as Answer, extract::State};
use linli_app::{App, matter};
use linli_kernel::{CaseId, PlaceId};

use super::{
    openapi::{Hidden, Invalid, Malformed},
    view::{Matter, Matters},
};
use crate::request::{Id, MaybeSigned, Problem, Query};

/// How many lines a page has unless it is said.
pub(super) const USUAL: i64 = 20;

/// Published results of a place and everything below
///
/// To everybody what is public; to those who live there also what is told in the compound.
#[utoipa::path(
    get, path = "/published", tag = "published",
    params(
        ("place" = String, Query, description = "The place."),
        ("after" = Option<String>, Query, description = "`next` of the page before."),
        ("limit" = Option<i64>, Query, description = "Lines on a page, 1 to 100; more is 100."),
    ),
    responses(
        (status = 200, description = "Those published last first, never finer than the compound.", body = Matters),
        Malformed, Hidden, Invalid,
    )
)]
pub(super) async fn list(
    State(app): State<App>,
    MaybeSigned(caller): MaybeSigned,
    query: Query,
) -> Result<Answer<Matters>, Problem> {
    query.only(&["place", "after", "limit"])?;
    let place: Option<PlaceId> = query.parse("place")?;
    let place = place.ok_or_else(|| Problem::field("place", "field-required"))?;
    let limit = query.limit(USUAL)?;
    let found = matter::published(&app, caller.as_ref(), place, query.get("after"), limit).await?;
    Ok(Answer(found.into()))
}

/// A published matter
///
/// Its public story, for readers with and without an account.
#[utoipa::path(
    get, path = "/published/{id}", tag = "published",
    params(("id" = String, Path, description = "The matter.")),
    responses((status = 200, description = "The public story.", body = Matter), Hidden)
)]
pub(super) async fn one(
    State(app): State<App>,
    MaybeSigned(caller): MaybeSigned,
    Id(id): Id<CaseId>,
) -> Result<Answer<Matter>, Problem> {
    Ok(Answer(matter::published_matter(&app, caller.as_ref(), id).await?.into()))
}
