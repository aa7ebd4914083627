//! Open wishes: what is offered to residents, and what somebody claimed.

use std::collections::BTreeSet;

use linli_domain::policy::{self, Action};
use linli_kernel::{Moment, PlaceId};
use linli_playbook::model::{Label, Publicity};

use super::lists::{Detail, Lines, ListLine, MOST, list_key, listed};
use crate::{App, AppResult, Caller, matter::context::homes_over};

/// Something that waits for somebody to claim it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct OfferLine {
    /// The case.
    #[serde(flatten)]
    pub line: ListLine,
    /// What is asked for: the step's words.
    pub asks: Option<Label>,
    /// Until when it can be claimed.
    pub until: Moment,
    /// How many have claimed it; the offer goes on.
    pub claims: usize,
}

/// A page of open offers.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Offers {
    /// The offers, newest first.
    pub items: Vec<OfferLine>,
    /// Where the next page begins, to be sent back.
    pub next: Option<String>,
}

/// Where somebody looks first for open offers: where the caller lives, as narrowly as matters are
/// told there; else the first district.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub async fn offer_place(app: &App, caller: Option<&Caller>) -> AppResult<Option<PlaceId>> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let today = app.now().day();
    let districts = rows.districts().await?;
    let first = districts.first().map(|district| district.id);
    let Some(caller) = caller else { return Ok(first) };
    for home in rows.households_of(caller.person).await? {
        if !home.confirmed || !home.holds_on(today) {
            continue;
        }
        let chain = rows.chain(home.household, today).await?;
        let Some(district) = chain.0.last() else { continue };
        let Some(playbook) = app.playbook_of(rows, district.id).await? else { continue };
        return Ok(chain.told_in(&playbook).or(first));
    }
    Ok(first)
}

/// What is offered to the residents of a place and everything below: to everybody what is told to
/// everybody, to those who live there what is told in the compound.
///
/// # Errors
/// [`crate::AppError::Fields`] on `after`.
pub async fn offers(
    app: &App,
    caller: Option<&Caller>,
    place: PlaceId,
    after: Option<&str>,
    limit: i64,
) -> AppResult<Offers> {
    let sight = policy::offered(place);
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let mut page = rows.list(&sight, Some(true), list_key(after)?, limit.clamp(1, MOST)).await?;
    let homes = match caller {
        Some(caller) => homes_over(app, rows, caller).await?,
        None => BTreeSet::new(),
    };
    let at_home = homes.contains(&place);
    page.cases.retain(|row| at_home || row.state.publicity == Publicity::Public);
    let Lines { items, next } = listed(app, rows, &page, Detail::Coarse).await?;
    let mut offers = Vec::new();
    for (line, row) in items.into_iter().zip(&page.cases) {
        let (key, version) = &row.state.playbook;
        let playbook = app.playbook(rows, key, *version).await?;
        let state = &row.state;
        offers.push(OfferLine {
            line,
            asks: state.step_in(&playbook).map(|step| step.label.clone()),
            until: state.step.due.at,
            claims: state.claims.get(&state.step.key).map_or(0, Vec::len),
        });
    }
    Ok(Offers { items: offers, next })
}

/// What the caller claimed as a resident, newest first.
///
/// # Errors
/// [`crate::AppError::Fields`] on `after`.
pub async fn my_claims(
    app: &App,
    caller: &Caller,
    after: Option<&str>,
    limit: i64,
) -> AppResult<Lines> {
    policy::decide(&caller.actor(None), Action::OwnAccount, &caller.standings(), None)?;
    let sight = policy::claimed_by(caller.person);
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let page = rows.list(&sight, None, list_key(after)?, limit.clamp(1, MOST)).await?;
    listed(app, rows, &page, Detail::For(caller)).await
}
