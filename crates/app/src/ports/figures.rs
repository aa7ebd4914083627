//! Figures by place and month: read, and brought up to what the cases say.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use linli_domain::indicator::{Course, Figures};
use linli_kernel::{CaseId, Month, PlaceId};
use serde::{Deserialize, Serialize};

use super::StoreError;

type Read<T> = Result<T, StoreError>;

/// What a case counts for: in which places, and by month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The places in whose figures it is.
    pub places: BTreeSet<PlaceId>,
    /// What it adds to each of them.
    pub months: BTreeMap<Month, Figures>,
    /// What its history says, and at which revision of the case it was read; `None` in rows from
    /// before it was kept.
    #[serde(default)]
    pub course: Option<(i64, Course)>,
}

/// The figures of a place and a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthFigures {
    /// The place and everything below.
    pub place: PlaceId,
    /// The month.
    pub month: Month,
    /// The sums.
    pub figures: Figures,
    /// Row version.
    pub version: i64,
}

/// Cases counted anew, and the sums that follow from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RollUp {
    /// The cases with the revision that was counted, and what they count for now.
    pub shares: Vec<(CaseId, i64, Share)>,
    /// The sums that changed, with their next version.
    pub months: Vec<MonthFigures>,
}

/// Figures by place and month.
#[async_trait]
pub trait MonthlyFigures {
    /// Cases that changed since they were counted, with the revision that they have, by id.
    async fn figures_due(&mut self, limit: i64) -> Read<Vec<(CaseId, i64)>>;
    /// What these cases were counted for.
    async fn shares(&mut self, cases: &[CaseId]) -> Read<BTreeMap<CaseId, Share>>;
    /// The figures of these places from a month to a month, both included; months without any are
    /// left out.
    async fn month_figures(
        &mut self,
        places: &[PlaceId],
        months: (Month, Month),
    ) -> Read<Vec<MonthFigures>>;
}
