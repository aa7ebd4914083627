//! What a snapshot answers about the inside of organisations.

use async_trait::async_trait;
use linli_domain::inside::{InsideSetting, InsideWork};
use linli_kernel::{CaseId, OrganisationId, PersonId};

use super::StoreError;

type Read<T> = Result<T, StoreError>;

/// Which tasks of an organisation, as it divided them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InsideFilter {
    /// Given to this person.
    Person(PersonId),
    /// Given to this section.
    Section(String),
    /// Given to nobody yet.
    Nobody,
    /// Whose answer waits for review.
    Waiting,
}

/// The inside of organisations.
#[async_trait]
pub trait Insides {
    /// How an organisation works, if it said so.
    async fn inside_setting(&mut self, organisation: OrganisationId)
    -> Read<Option<InsideSetting>>;
    /// What organisations did inside with the tasks of these cases, by case and task.
    async fn inside_work(&mut self, cases: &[CaseId]) -> Read<Vec<InsideWork>>;
}
