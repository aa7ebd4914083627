//! What a snapshot answers about whistles.

use async_trait::async_trait;
use linli_domain::{policy::Visibility, whistle::Whistle};
use linli_kernel::{CaseId, Moment, OrganisationId, PlaceId};
use linli_playbook::engine::Holder;

use super::StoreError;

type Read<T> = Result<T, StoreError>;

/// Where a list of whistles goes on: the last line's moment, case and event.
pub type WhistleKey = (Moment, CaseId, u32);

/// Whose whistles.
#[derive(Clone, Copy, Debug)]
pub enum WhistleSight<'s> {
    /// All that somebody may read.
    Visible(&'s Visibility),
    /// Of these, those that their places blew, or that were blown for them.
    Callers(&'s Visibility),
    /// Those for which one of these has something to do, whatever their class.
    Asked(&'s [Holder]),
}

/// Which whistles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WhistleFilter {
    /// Open ones by deadline, or closed ones from the latest back.
    pub closed: bool,
    /// Only of this place and everything below.
    pub place: Option<PlaceId>,
    /// Only those to which this organisation was called.
    pub organisation: Option<OrganisationId>,
}

/// A page of whistles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhistlePage {
    /// Each with its case.
    pub items: Vec<(CaseId, Whistle)>,
    /// Where the next page begins.
    pub next: Option<WhistleKey>,
}

/// Whistles.
#[async_trait]
pub trait Whistles {
    /// The whistles of a case, in order.
    async fn whistles_of(&mut self, case: CaseId) -> Read<Vec<Whistle>>;
    /// A page of a list; a filter looks among the 5,000 nearest of each arm.
    async fn whistle_page(
        &mut self,
        sight: WhistleSight<'_>,
        filter: WhistleFilter,
        after: Option<WhistleKey>,
        limit: i64,
    ) -> Read<WhistlePage>;
    /// The whistles blown under a place (and to an organisation) from a moment until before another,
    /// of every class: to be counted, never listed. The oldest, if there are more than `limit`.
    async fn whistles_between(
        &mut self,
        place: PlaceId,
        organisation: Option<OrganisationId>,
        between: (Moment, Moment),
        limit: i64,
    ) -> Read<Vec<Whistle>>;
}
