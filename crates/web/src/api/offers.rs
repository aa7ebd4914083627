//! What waits for somebody to claim it.

use axum::{Json as Answer, extract::State};
use linli_app::{App, matter};
use linli_kernel::PlaceId;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    openapi::{Hidden, Invalid, Malformed},
    published::USUAL,
    view::MatterLine,
    word::{Label, Time, labelled},
};
use crate::request::{MaybeSigned, Problem, Query};

/// Something that residents may claim.
#[derive(Serialize, ToSchema)]
pub(super) struct Offer {
    /// What is asked for.
    asks: Option<Label>,
    /// Until when it can be claimed.
    until: Time,
    /// How many have claimed it; the offer goes on.
    claims: usize,
    /// The matter.
    #[serde(flatten)]
    line: MatterLine,
}

/// A page of open offers.
#[derive(Serialize, ToSchema)]
pub(super) struct Offers {
    /// The offers, newest first.
    items: Vec<Offer>,
    /// Where the next page begins, to be sent as `after`.
    next: Option<String>,
}

impl From<matter::OfferLine> for Offer {
    fn from(offer: matter::OfferLine) -> Self {
        Self {
            asks: labelled(offer.asks),
            until: offer.until.into(),
            claims: offer.claims,
            line: offer.line.into(),
        }
    }
}

/// Open offers to the residents of a place and everything below
///
/// To everybody what is told to everybody; to those who live there also what is told in the compound.
/// Whoever may claim one finds the action `claim` with the matter (`/published/{id}`) and sends it to
/// `/matters/{id}/actions`. Organisations find theirs among their tasks.
#[utoipa::path(
    get, path = "/offers", tag = "published",
    params(
        ("place" = String, Query, description = "The place."),
        ("after" = Option<String>, Query, description = "`next` of the page before."),
        ("limit" = Option<i64>, Query, description = "Lines on a page, 1 to 100; more is 100."),
    ),
    responses(
        (status = 200, description = "Newest first, never finer than the compound.", body = Offers),
        Malformed, Hidden, Invalid,
    )
)]
pub(super) async fn list(
    State(app): State<App>,
    MaybeSigned(caller): MaybeSigned,
    query: Query,
) -> Result<Answer<Offers>, Problem> {
    query.only(&["place", "after", "limit"])?;
    let place: Option<PlaceId> = query.parse("place")?;
    let place = place.ok_or_else(|| Problem::field("place", "field-required"))?;
    let limit = query.limit(USUAL)?;
    let found = matter::offers(&app, caller.as_ref(), place, query.get("after"), limit).await?;
    let items = found.items.into_iter().map(Offer::from).collect();
    Ok(Answer(Offers { items, next: found.next }))
}
