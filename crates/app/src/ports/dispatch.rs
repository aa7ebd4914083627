//! What a snapshot answers about dispatch lists and about the words of past cases.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use linli_domain::dispatch::DispatchEntry;
use linli_kernel::{CaseId, DispatchEntryId, PlaceId};

use super::StoreError;

type Read<T> = Result<T, StoreError>;

/// Dispatch lists.
#[async_trait]
pub trait Dispatch {
    /// One entry.
    async fn dispatch_entry(&mut self, id: DispatchEntryId) -> Read<Option<DispatchEntry>>;
    /// Every entry of a district's lists, former ones included, by id.
    async fn dispatch_entries(&mut self, district: PlaceId) -> Read<Vec<DispatchEntry>>;
    /// The words by which each of these cases is found.
    async fn words_of_cases(
        &mut self,
        cases: &[CaseId],
    ) -> Read<BTreeMap<CaseId, BTreeSet<String>>>;
}
