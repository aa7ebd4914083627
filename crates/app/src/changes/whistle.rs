//! A case's whistles as rows: what they are, and in which lists they stand.

use linli_domain::{policy::CaseClass, whistle::Whistle};
use linli_kernel::{Moment, OrganisationId, PlaceId};
use linli_playbook::engine::Holder;

/// One whistle of a case with its lines in lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhistleRow {
    /// What it is.
    pub whistle: Whistle,
    /// How guarded its case is.
    pub class: CaseClass,
    /// In which lists it stands, and up to when: the clock that runs next for those who read the
    /// list, or when it ended.
    pub listed: Vec<(WhistleScope, Moment)>,
}

/// Under what a whistle is listed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WhistleScope {
    /// A place over its case, grids included.
    Place(PlaceId),
    /// An organisation that was called.
    Organisation(OrganisationId),
    /// A place that whistled, or for which it was done.
    Caller(PlaceId),
    /// Who has something to do for it now.
    Asked(Holder),
}
