//! What is open and late now: the matters behind that figure of the dashboard, and of these a queue
//! of their own, those past three times of what was promised.

use linli_domain::{
    indicator::Lateness,
    policy::{self, Action},
};
use linli_kernel::{CaseId, Moment, Month, PlaceId};

use super::{MOST_LISTED, PAGE, counted_place, dashboard::LATE_WITHIN};
use crate::{
    App, AppError, AppResult, Caller,
    place::{self, PlaceLine},
    speaker::Speaker,
};

/// A matter that is open and late.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LateCase {
    /// Its id.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// Until when it was promised.
    pub due: Moment,
}

/// The matters of a place that are open and late.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LateCases {
    /// The place.
    pub place: PlaceLine,
    /// How late.
    pub lateness: Lateness,
    /// Those that the caller may see, what is late longest first.
    pub cases: Vec<LateCase>,
    /// Whether there are more than are listed.
    pub more: bool,
    /// Whether the caller answers for the place, so that the page offers to instruct those who have
    /// them; each case decides again.
    pub may_supervise: bool,
}

/// The matters of a place and everything below that are open and late: as the dashboard counts
/// them, those whose deadline was within as many months, whenever they were raised; or those past
/// three times (`times` 3) of what was promised, however long ago. Without a place, those of the place whose
/// dashboard the caller begins with.
///
/// # Errors
/// [`AppError::Forbidden`] for whoever has no post; [`AppError::NotFound`] for an unknown place;
/// [`AppError::Fields`] for a place too small to have figures and for `times` that nobody counts by.
pub async fn late_cases(
    app: &App,
    caller: &Caller,
    at: Option<PlaceId>,
    times: u8,
) -> AppResult<LateCases> {
    policy::decide(&caller.actor(None), Action::SeeIndicatorCases, &caller.standings(), None)?;
    let unknown = || AppError::field("times", "lateness-unknown");
    let lateness = Lateness::of_times(times).ok_or_else(unknown)?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let (found, _) = counted_place(app, rows, caller, at).await?;
    let now = app.now();
    let since = match lateness {
        Lateness::Once => Month::of(now.day()).plus(1 - LATE_WITHIN).begins(),
        Lateness::Thrice => Moment::from_ms(i64::MIN),
    };
    let may_supervise = Speaker::load(app, rows, caller, &found).await?.post.is_some();
    let (place, cases) = (place::line(&found), Vec::new());
    let mut listed = LateCases { place, lateness, cases, more: false, may_supervise };
    let mut after = Some((since, None));
    while let Some(key) = after {
        let page = rows.late_cases(found.id, lateness, (key, now), PAGE).await?;
        for row in page.cases {
            if !crate::matter::sees(app, rows, caller, &row).await? {
                continue;
            }
            if listed.cases.len() == MOST_LISTED {
                listed.more = true;
                return Ok(listed);
            }
            let number = row.number.clone().unwrap_or_default();
            listed.cases.push(LateCase { id: row.id, number, due: row.state.due.at });
        }
        after = page.next;
    }
    Ok(listed)
}
