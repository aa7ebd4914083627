//! The admission list and what is asked under it.

use async_trait::async_trait;
use linli_domain::admission::{AdmissionItem, AdmissionReply, AdmissionRequest, ReplyState, Tally};
use linli_kernel::{
    AdmissionItemId, AdmissionRequestId, Day, Moment, Month, OrganisationId, PlaceId,
};
use linli_playbook::engine::Holder;

use super::StoreError;
use crate::AdmissionMessage;

type Read<T> = Result<T, StoreError>;

/// Where a page ended: the moment of its last row, and its id.
pub type AdmissionKey<I> = (Moment, I);

/// A count with whose it is.
pub type Tallied<K> = (K, Tally);

/// The admission list and what is asked under it.
#[async_trait]
pub trait Admissions {
    /// One item, in force or not.
    async fn admission_item(&mut self, id: AdmissionItemId) -> Read<Option<AdmissionItem>>;
    /// Items of a district's list, latest first: those in force on a day, or all that ever were.
    async fn admission_items(
        &mut self,
        district: PlaceId,
        on: Option<Day>,
        after: Option<AdmissionKey<AdmissionItemId>>,
        limit: i64,
    ) -> Read<Vec<AdmissionItem>>;
    /// A department's items in force on a day, latest first.
    async fn items_of_department(
        &mut self,
        department: OrganisationId,
        on: Day,
        limit: i64,
    ) -> Read<Vec<AdmissionItem>>;
    /// One request.
    async fn admission_request(&mut self, id: AdmissionRequestId)
    -> Read<Option<AdmissionRequest>>;
    /// Requests by id, in no order.
    async fn admission_requests(
        &mut self,
        ids: &[AdmissionRequestId],
    ) -> Read<Vec<AdmissionRequest>>;
    /// A department's requests, latest first.
    async fn requests_of_department(
        &mut self,
        department: OrganisationId,
        after: Option<AdmissionKey<AdmissionRequestId>>,
        limit: i64,
    ) -> Read<Vec<AdmissionRequest>>;
    /// A district's requests, latest first; `waiting` narrows them to those that wait for the
    /// keeping office.
    async fn requests_of_district(
        &mut self,
        district: PlaceId,
        waiting: bool,
        after: Option<AdmissionKey<AdmissionRequestId>>,
        limit: i64,
    ) -> Read<Vec<AdmissionRequest>>;
    /// A request's replies.
    async fn admission_replies(&mut self, request: AdmissionRequestId)
    -> Read<Vec<AdmissionReply>>;
    /// How many replies of these requests stand how.
    async fn reply_states(
        &mut self,
        requests: &[AdmissionRequestId],
    ) -> Read<Vec<(AdmissionRequestId, ReplyState, i64)>>;
    /// A community's replies that wait for it (`open`) or are answered for good, latest first.
    async fn replies_of_community(
        &mut self,
        community: PlaceId,
        open: bool,
        after: Option<AdmissionKey<AdmissionRequestId>>,
        limit: i64,
    ) -> Read<Vec<AdmissionReply>>;
    /// Which communities were asked for an item in one of its turns.
    async fn asked_in_turn(&mut self, item: AdmissionItemId, turn: &str) -> Read<Vec<PlaceId>>;
    /// How often these communities wait to answer and these districts' offices to decide, in all;
    /// of each no more than `most` are counted.
    async fn admissions_waiting(
        &mut self,
        communities: &[PlaceId],
        districts: &[PlaceId],
        most: i64,
    ) -> Read<i64>;
    /// A district's replies of these months, both included, counted by department and month.
    async fn tallies_by_department(
        &mut self,
        district: PlaceId,
        months: (Month, Month),
    ) -> Read<Vec<Tallied<(OrganisationId, Month)>>>;
    /// One community's replies of these months, counted by department and month.
    async fn tallies_of_community(
        &mut self,
        community: PlaceId,
        months: (Month, Month),
    ) -> Read<Vec<Tallied<(OrganisationId, Month)>>>;
    /// A district's replies of these months, counted by community.
    async fn tallies_by_community(
        &mut self,
        district: PlaceId,
        months: (Month, Month),
    ) -> Read<Vec<Tallied<PlaceId>>>;
    /// The latest messages of these holders, newest first.
    async fn admission_messages(
        &mut self,
        holders: &[Holder],
        limit: i64,
    ) -> Read<Vec<AdmissionMessage>>;
}
