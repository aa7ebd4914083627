//! Figures by place and month: read, and brought up to what the cases say.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use linli_domain::{
    indicator::{Alike, Course, Figures, Lateness, PublishedFigures},
    matter::CaseRow,
};
use linli_kernel::{CaseId, Moment, Month, PlaceId};
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
    /// The lowest of the places: under which it is listed by month. `None` in rows from before it
    /// was, and where it counts nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lowest: Option<PlaceId>,
    /// While its promised time runs: until when it was promised, and when three times as long is
    /// over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub running: Option<(Moment, Moment)>,
    /// What its history says, and at which revision of the case it was read; `None` in rows from
    /// before it was kept.
    #[serde(default)]
    pub course: Option<(i64, Course)>,
}

impl Share {
    /// Under which place and in which months it is listed.
    pub fn listed(&self) -> impl Iterator<Item = (PlaceId, Month)> {
        self.lowest
            .into_iter()
            .flat_map(|place| self.months.keys().map(move |month| (place, *month)))
    }
}

/// A case whose promised time runs, at one of the places in whose figures it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunningCase {
    /// The place.
    pub place: PlaceId,
    /// The case.
    pub case: CaseId,
    /// Until when it was promised.
    pub due: Moment,
    /// When three times as long is over.
    pub thrice: Moment,
}

/// Where a list of late cases goes on: the moment from which the last one is late, and which it was.
pub type RunningKey = (Moment, Option<CaseId>);

/// A page of late cases, what is late longest first.
#[derive(Clone, Debug, Default)]
pub struct RunningPage {
    /// The cases.
    pub cases: Vec<CaseRow>,
    /// Where it goes on; `None` where nothing was found.
    pub next: Option<RunningKey>,
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
    /// Cases that are no longer listed under a place and a month.
    pub unlisted: Vec<(PlaceId, Month, CaseId)>,
    /// Cases that are listed now.
    pub listed: Vec<(PlaceId, Month, CaseId)>,
    /// Cases whose promised time runs no more, or not there.
    pub stopped: Vec<(PlaceId, CaseId)>,
    /// Cases whose promised time runs; replaces what was known.
    pub running: Vec<RunningCase>,
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
    /// The cases that count in these months and are listed under these places, by id.
    async fn cases_in_months(
        &mut self,
        places: &[PlaceId],
        months: (Month, Month),
    ) -> Read<Vec<CaseId>>;
    /// The cases of a place and everything below that are late by so much at a moment, from a key
    /// on.
    async fn late_cases(
        &mut self,
        place: PlaceId,
        lateness: Lateness,
        span: (RunningKey, Moment),
        limit: i64,
    ) -> Read<RunningPage>;
    /// How many are late by three times what was promised; no further than `most` is counted.
    async fn late_thrice(&mut self, place: PlaceId, now: Moment, most: i64) -> Read<i64>;
}

/// Figures as they were published.
#[async_trait]
pub trait PublishedMonths {
    /// Those of a place and a month.
    async fn published(&mut self, place: PlaceId, month: Month) -> Read<Option<PublishedFigures>>;
    /// The months of a place that were published, the latest first.
    async fn published_months(&mut self, place: PlaceId, limit: i64) -> Read<Vec<Month>>;
    /// The cases that gave them.
    async fn published_cases(&mut self, place: PlaceId, month: Month) -> Read<Vec<Alike>>;
}
