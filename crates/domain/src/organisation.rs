//! Organisations 组织: departments, property companies, committees, utilities.

use linli_kernel::{OrganisationId, PlaceId};
use linli_playbook::Name;

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// The district that it belongs to.
    pub district: PlaceId,
    /// Its kind: a party kind of the playbook.
    pub kind: Name,
    /// Its name.
    pub name: String,
    /// What it is part of.
    pub parent: Option<OrganisationId>,
    /// A public telephone.
    pub phone: Option<String>,
    /// The places that it serves, everything below included.
    pub serves: Vec<PlaceId>,
    /// Made up for a demonstration.
    pub made_up: bool,
    /// Row version; also raised when its staff changes.
    pub version: i64,
}
