//! Staff print a door letter: whoever holds it belongs to the household.

use std::collections::BTreeSet;

use linli_domain::policy::{self, Action, Standing};
use linli_kernel::Moment;

use super::{
    audit::{DONE, audit},
    code::Slot,
    household::{covering, household},
    me::PlaceBrief,
    secret,
};
use crate::{AccountPut, App, AppResult, Caller, Changes};

/// How long a door letter is good: 30 days, in milliseconds.
pub(super) const VALID_MS: i64 = 30 * 24 * 3_600_000;

/// What the letter says; the code is shown once and stored nowhere.
#[derive(Clone, PartialEq, Eq, serde::Serialize)]
pub struct HouseholdCode {
    /// The household, with its address.
    pub household: PlaceBrief,
    /// The code, in two groups of five.
    pub code: String,
    /// Until when it is good.
    pub expires_at: Moment,
}

/// Makes a household's code anew; an earlier letter opens nothing from now on. It may be used by
/// everybody who lives there until it expires.
///
/// # Errors
/// [`crate::AppError::Fields`] if there is no such household; [`crate::AppError::Forbidden`]
/// unless a post of the caller lies above it.
pub async fn request_household_code(
    app: &App,
    caller: &Caller,
    place: &str,
) -> AppResult<HouseholdCode> {
    let mut rows = app.snapshot().await?;
    let rows = &mut *rows;
    let today = app.now().day();
    let found = household(rows, place).await?;
    let relied_on = covering(app, rows, caller, found.id, today).await?;
    let standings: BTreeSet<Standing> = relied_on.iter().map(|_| Standing::Staff).collect();
    let actor = caller.actor(None);
    let permit = policy::decide(&actor, Action::ConfirmHousehold, &standings, None)?;
    let name = rows.chain(found.id, today).await?.address("community");
    let code = secret::readable(app);
    let row = Slot::household(app, found.id).fresh(app, rows, &code, VALID_MS).await?;
    let expires_at = row.expires_at;
    let subject = format!("place:{}", found.id);
    let mut changes =
        Changes::new(permit, audit(app, &actor, "account.household-code", subject, DONE));
    changes.expects.extend(relied_on);
    changes.put(AccountPut::Code(row));
    app.store.commit(changes).await?;
    Ok(HouseholdCode { household: PlaceBrief { id: found.id, name }, code, expires_at })
}
