//! What is open and late now: the matters behind that figure of the dashboard.

use linli_domain::{
    indicator::{self, Course},
    policy::{self, Action},
};
use linli_kernel::{CaseId, Moment, Month, PlaceId};

use super::{
    PAGE,
    dashboard::{LATE_WITHIN, own_place},
    is_counted,
};
use crate::{
    App, AppError, AppResult, Caller,
    place::{self, PlaceLine},
};

/// So many are listed.
const MOST: usize = 500;

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
    /// Those that the caller may see, what is late longest first.
    pub cases: Vec<LateCase>,
    /// Whether there are more than are listed.
    pub more: bool,
}

/// The matters of a place and everything below that the dashboard counts as open and late now:
/// those whose deadline was within as many months, whenever they were raised. Without a place,
/// those of the place whose dashboard the caller begins with.
///
/// # Errors
/// [`AppError::Forbidden`] for whoever has no post; [`AppError::NotFound`] for an unknown place;
/// [`AppError::Fields`] for a place too small to have figures.
pub async fn late_cases(app: &App, caller: &Caller, at: Option<PlaceId>) -> AppResult<LateCases> {
    policy::decide(&caller.actor(None), Action::SeeIndicatorCases, &caller.standings(), None)?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let at = match at {
        Some(at) => at,
        None => own_place(app, rows, caller).await?,
    };
    let found = rows.place(at).await?.ok_or(AppError::NotFound)?;
    let playbook = app.playbook_of(rows, found.district).await?.ok_or(AppError::NotFound)?;
    if !is_counted(&playbook, &found.kind) {
        return Err(AppError::field("place", "place-too-small"));
    }
    let now = app.now();
    let this = Month::of(now.day());
    let (from, to) = (this.plus(1 - LATE_WITHIN).begins(), this.plus(1).begins());
    let sight = policy::countable(at);
    let mut late = Vec::new();
    let mut after = None;
    loop {
        let page = rows.list(&sight, Some(true), after, PAGE).await?;
        for row in page.cases {
            let (key, version) = row.state.playbook.clone();
            let playbook = app.playbook(rows, &key, version).await?;
            let share = {
                // The promised time is the state's; the history has nothing to say of it.
                let case = (&row.state, &Course::default());
                indicator::contribution(&playbook, case, from, to, now)
            };
            if share.due_inside && share.overdue_open {
                late.push(row);
            }
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    late.sort_by_key(|row| (row.state.due.at, row.id));
    let mut cases = Vec::new();
    let mut more = false;
    for row in late {
        if !crate::matter::sees(app, rows, caller, &row).await? {
            continue;
        }
        if cases.len() == MOST {
            more = true;
            break;
        }
        let number = row.number.clone().unwrap_or_default();
        cases.push(LateCase { id: row.id, number, due: row.state.due.at });
    }
    Ok(LateCases { place: place::line(&found), cases, more })
}
