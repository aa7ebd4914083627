//! How many people and organisations there are, by place.

use async_trait::async_trait;
use linli_kernel::{Day, PlaceId};
use linli_playbook::Name;

use super::StoreError;

/// What is counted.
#[derive(Clone, Copy, Debug)]
pub struct Counting<'a> {
    /// Below which place; itself too.
    pub place: PlaceId,
    /// By which kind of places.
    pub each: &'a Name,
    /// The kind that nothing lies under: it is not walked through.
    pub lowest: &'a Name,
    /// On which day.
    pub day: Day,
}

/// A place of the kind that is counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The place.
    pub place: PlaceId,
    /// Under which child of the place that was asked for, or that child itself; none for the place
    /// that was asked for.
    pub under: Option<PlaceId>,
    /// Its households: of the kinds of places below, the most that one kind has together, since
    /// buildings and the homes in them are the same households.
    pub households: i64,
    /// People with a post, or organisations.
    pub found: i64,
}

/// Counts of posts and organisations.
#[async_trait]
pub trait Staffing {
    /// People who have a post of a role, by the places that they are at or below.
    async fn count_posts(
        &mut self,
        counting: Counting<'_>,
        role: &Name,
    ) -> Result<Vec<Counted>, StoreError>;
    /// Organisations of a kind, by the places that they serve themselves.
    async fn count_organisations(
        &mut self,
        counting: Counting<'_>,
        kind: &Name,
    ) -> Result<Vec<Counted>, StoreError>;
}
