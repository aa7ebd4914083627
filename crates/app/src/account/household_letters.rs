//! Staff print the door letters of a building or unit, or take them back.

use std::collections::BTreeSet;

use linli_domain::{
    place::Place,
    policy::{self, Action, Permit, Standing},
};
use linli_kernel::{Code, PlaceId};

use super::{
    audit::{DONE, audit},
    code::Slot,
    household::{HOUSEHOLD, covering},
    household_code::{HouseholdCode, VALID_MS},
    me::PlaceBrief,
    secret,
};
use crate::{
    AccountPut, App, AppError, AppResult, Caller, Changes, Expect, office::office_places,
    ports::Snapshot,
};

/// Most letters in one go: a tall building.
const MOST_LETTERS: usize = 300;

/// How many letters would be printed at a place: `None` where the caller holds no office over it,
/// where it is too large or has no households, and where no place is chosen yet.
///
/// # Errors
/// [`AppError::Forbidden`] for whoever holds no office at all; [`AppError::NotFound`] if there is
/// no such place.
pub async fn letters_at(
    app: &App,
    caller: &Caller,
    place: Option<PlaceId>,
) -> AppResult<Option<usize>> {
    let mut rows = app.snapshot().await?;
    let offices = office_places(app, &mut *rows, caller).await?;
    drop(rows);
    let standings: BTreeSet<Standing> = offices.iter().map(|_| Standing::Staff).collect();
    policy::decide(&caller.actor(None), Action::ConfirmHousehold, &standings, None)?;
    let Some(place) = place else { return Ok(None) };
    match count_letters(app, caller, place).await {
        Ok(count) => Ok(Some(count)),
        Err(AppError::Forbidden | AppError::Refused(..)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// How many households' letters [`request_household_codes`] or [`revoke_household_codes`] would
/// be about: what is asked before somebody confirms it.
///
/// # Errors
/// As [`request_household_codes`].
pub async fn count_letters(app: &App, caller: &Caller, place: PlaceId) -> AppResult<usize> {
    let mut rows = app.snapshot().await?;
    let (_, _, households) = ground(app, &mut *rows, caller, place).await?;
    Ok(households.len())
}

/// Makes the code of every household of a place anew; earlier letters of theirs open nothing from
/// now on. Each code is shown once, in the answer, and stored nowhere.
///
/// # Errors
/// [`AppError::NotFound`] if there is no such place; [`AppError::Forbidden`] unless a post of the
/// caller lies above it; [`AppError::Refused`] with `place-too-large` above 300 households and
/// `no-households` without any.
pub async fn request_household_codes(
    app: &App,
    caller: &Caller,
    place: PlaceId,
) -> AppResult<Vec<HouseholdCode>> {
    let mut rows = app.snapshot().await?;
    let rows = &mut *rows;
    let today = app.now().day();
    let (mut changes, households) =
        decided(app, rows, caller, place, "account.household-codes").await?;
    let mut letters = Vec::new();
    for household in households {
        let name = rows.chain(household.id, today).await?.address("community");
        let code = secret::readable(app);
        let row = Slot::household(app, household.id).fresh(app, rows, &code, VALID_MS).await?;
        let expires_at = row.expires_at;
        changes.put(AccountPut::Code(row));
        let household = PlaceBrief { id: household.id, name };
        letters.push(HouseholdCode { household, code, expires_at });
    }
    app.store.commit(changes).await?;
    Ok(letters)
}

/// The letters of every household of a place open nothing from now on. Answers how many were good.
///
/// # Errors
/// As [`request_household_codes`].
pub async fn revoke_household_codes(
    app: &App,
    caller: &Caller,
    place: PlaceId,
) -> AppResult<usize> {
    let mut rows = app.snapshot().await?;
    let rows = &mut *rows;
    let now = app.now();
    let (mut changes, households) =
        decided(app, rows, caller, place, "account.revoke-household-codes").await?;
    let mut count = 0;
    for household in households {
        let row = Slot::household(app, household.id).row(rows).await?;
        if let Some(row) = row.filter(|row| row.open_at(now)) {
            count += 1;
            changes.put(AccountPut::Code(row.after_use()));
        }
    }
    app.store.commit(changes).await?;
    Ok(count)
}

/// The changes of a use-case on the letters of a place, and the households that it is about.
async fn decided(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    place: PlaceId,
    action: &'static str,
) -> AppResult<(Changes, Vec<Place>)> {
    let (permit, relied_on, households) = ground(app, rows, caller, place).await?;
    let row = audit(app, &caller.actor(None), action, format!("place:{place}"), DONE);
    let mut changes = Changes::new(permit, row);
    changes.expects.extend(relied_on);
    Ok((changes, households))
}

/// The access decision, what it relies on, and the households of the place.
async fn ground(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    place: PlaceId,
) -> AppResult<(Permit, Option<Expect>, Vec<Place>)> {
    let here = rows.place(place).await?.filter(|place| place.closed_on.is_none());
    let here = here.ok_or(AppError::NotFound)?;
    let relied_on = covering(app, rows, caller, place, app.now().day()).await?;
    let standings: BTreeSet<Standing> = relied_on.iter().map(|_| Standing::Staff).collect();
    let permit = policy::decide(&caller.actor(None), Action::ConfirmHousehold, &standings, None)?;
    Ok((permit, relied_on, households(rows, here).await?))
}

/// The open households of a place, in the order of the tree.
async fn households(rows: &mut dyn Snapshot, here: Place) -> AppResult<Vec<Place>> {
    let mut found = Vec::new();
    let mut walk = vec![here];
    let mut walked = 0;
    while let Some(place) = walk.pop() {
        walked += 1;
        // A place with many units or buildings is too large before its households are counted.
        if found.len() >= MOST_LETTERS || walked > 2 * MOST_LETTERS {
            return Err(AppError::Refused(Code("place-too-large"), Vec::new()));
        }
        if place.kind == *HOUSEHOLD {
            found.push(place);
            continue;
        }
        let children = rows.children(place.id).await?;
        let open = children.into_iter().rev();
        walk.extend(open.filter(|child| child.closed_on.is_none() && child.kind != *"grid"));
    }
    if found.is_empty() {
        return Err(AppError::Refused(Code("no-households"), Vec::new()));
    }
    Ok(found)
}
