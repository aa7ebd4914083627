//! Confirming who lives in a household: by somebody who lives there, or by staff in bulk.

use std::collections::BTreeSet;

use linli_domain::{
    masking,
    person::{HouseholdMember, Tie},
    policy::{self, Action, Standing},
};
use linli_kernel::{Code, Day, PersonId, PlaceId};

use super::{
    audit::{DONE, audit},
    household::{belongs, covering},
    me::PlaceBrief,
    people,
};
use crate::{
    App, AppError, AppResult, Caller, Changes, StaffPut, office::office_places, ports::Snapshot,
    retried,
};

/// Most confirmations in one go.
const MOST_AT_ONCE: usize = 500;
/// As many are listed.
const MOST_AT_ONCE_ROWS: i64 = 500;

/// Somebody who waits to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PendingMember {
    /// The household.
    pub household: PlaceBrief,
    /// The person.
    pub person: PersonId,
    /// The name, masked.
    pub name: Option<String>,
    /// How they say they belong to it, as a word.
    pub tie: &'static str,
    /// Since when they wait.
    pub since: Day,
}

/// A confirmed member of the household confirms somebody else.
///
/// # Errors
/// [`AppError::Forbidden`] unless the caller is a confirmed member; [`AppError::NotFound`] if
/// nobody of that name waits there.
pub async fn confirm_member(
    app: &App,
    caller: &Caller,
    household: PlaceId,
    person: PersonId,
) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let rows = &mut *rows;
    let today = app.now().day();
    let mut standings = BTreeSet::new();
    if person != caller.person && belongs(rows, caller, household, today).await? {
        standings.insert(Standing::Resident);
    }
    let actor = caller.actor(None);
    let permit = policy::decide(&actor, Action::ConfirmHousehold, &standings, None)?;
    let subject = format!("place:{household}");
    let row = audit(app, &actor, "account.confirm-member", subject, DONE);
    let mut changes = Changes::new(permit, row);
    let member = waiting(rows, household, person, today).await?.ok_or(AppError::NotFound)?;
    changes.put(StaffPut::HouseholdMember(confirmed(member)));
    app.store.commit(changes).await?;
    Ok(())
}

/// Staff confirm many at once; who was confirmed meanwhile is passed over. Answers how many were
/// confirmed.
///
/// # Errors
/// [`AppError::Refused`] with `too-many-at-once` above 500 and `second-person-needed` for oneself;
/// [`AppError::Forbidden`] unless a post of the caller lies above every household.
pub async fn confirm_members(
    app: &App,
    caller: &Caller,
    members: &[(PlaceId, PersonId)],
) -> AppResult<usize> {
    let decided = |member, _| confirmed(member);
    // Who was decided on meanwhile is passed over at the second look.
    retried(|| decide_many(app, caller, members, "account.confirm-members", decided)).await
}

/// Staff say of many at once that they do not live there; who was confirmed meanwhile is passed
/// over. Answers how many were refused. Their front page says so; they may claim again, with a door
/// letter's code as proof.
///
/// # Errors
/// As [`confirm_members`].
pub async fn refuse_members(
    app: &App,
    caller: &Caller,
    members: &[(PlaceId, PersonId)],
) -> AppResult<usize> {
    let decided = |member: HouseholdMember, today: Day| HouseholdMember {
        valid_to: today.yesterday().ok(),
        refused: true,
        version: member.version + 1,
        ..member
    };
    retried(|| decide_many(app, caller, members, "account.refuse-members", decided)).await
}

async fn decide_many(
    app: &App,
    caller: &Caller,
    members: &[(PlaceId, PersonId)],
    action: &'static str,
    decided: impl Fn(HouseholdMember, Day) -> HouseholdMember + Send,
) -> AppResult<usize> {
    if members.len() > MOST_AT_ONCE {
        let most = vec![("max", MOST_AT_ONCE.to_string())];
        return Err(AppError::Refused(Code("too-many-at-once"), most));
    }
    let mut rows = app.snapshot().await?;
    let rows = &mut *rows;
    let today = app.now().day();
    let households: BTreeSet<PlaceId> = members.iter().map(|(household, _)| *household).collect();
    let mut relied_on = BTreeSet::new();
    let mut covers_all = !households.is_empty();
    for household in &households {
        match covering(app, rows, caller, *household, today).await? {
            Some(expect) => drop(relied_on.insert(expect)),
            None => covers_all = false,
        }
    }
    // Whoever covers nothing is no staff here, also where nothing is asked for.
    let standings: BTreeSet<Standing> = covers_all.then_some(Standing::Staff).into_iter().collect();
    let actor = caller.actor(None);
    let permit = policy::decide(&actor, Action::ConfirmHousehold, &standings, None)?;
    if members.iter().any(|(_, person)| *person == caller.person) {
        return Err(AppError::Refused(Code("second-person-needed"), Vec::new()));
    }
    let unique: BTreeSet<&(PlaceId, PersonId)> = members.iter().collect();
    let mut found = Vec::new();
    for (household, person) in unique {
        found.extend(waiting(rows, *household, *person, today).await?);
    }
    let count = found.len();
    let subject = format!("households:{}", households.len());
    let row = audit(app, &actor, action, subject, DONE);
    let mut changes = Changes::new(permit, row);
    changes.expects.extend(relied_on);
    for member in found {
        changes.put(StaffPut::HouseholdMember(decided(member, today)));
    }
    app.store.commit(changes).await?;
    Ok(count)
}

/// Who waits to be confirmed at a place and below it, for staff whose post lies above. The caller's
/// own claim is left out: somebody else confirms it.
///
/// # Errors
/// [`AppError::Forbidden`] unless a post of the caller lies above the place.
pub async fn pending_members(
    app: &App,
    caller: &Caller,
    place: PlaceId,
) -> AppResult<Vec<PendingMember>> {
    let mut rows = app.snapshot().await?;
    let rows = &mut *rows;
    let today = app.now().day();
    let mut standings = BTreeSet::new();
    if covering(app, rows, caller, place, today).await?.is_some() {
        standings.insert(Standing::Staff);
    }
    policy::decide(&caller.actor(None), Action::ConfirmHousehold, &standings, None)?;
    waiting_at(app, rows, caller, &[place]).await
}

/// Who waits anywhere below the places where the caller holds office, the caller left out.
///
/// # Errors
/// [`AppError::Forbidden`] for whoever holds none.
pub async fn my_pending_members(app: &App, caller: &Caller) -> AppResult<Vec<PendingMember>> {
    let mut rows = app.snapshot().await?;
    let rows = &mut *rows;
    let places = office_places(app, rows, caller).await?;
    let standings: BTreeSet<Standing> = places.iter().map(|_| Standing::Staff).collect();
    policy::decide(&caller.actor(None), Action::ConfirmHousehold, &standings, None)?;
    waiting_at(app, rows, caller, &places).await
}

async fn waiting_at(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    places: &[PlaceId],
) -> AppResult<Vec<PendingMember>> {
    let today = app.now().day();
    let mut pending = Vec::new();
    let waiting = rows.members_waiting(places, today, MOST_AT_ONCE_ROWS).await?;
    for member in waiting.into_iter().filter(|member| member.person != caller.person) {
        pending.push(shown(app, rows, member, today).await?);
    }
    pending.sort_by(|a, b| (a.since, &a.household.name).cmp(&(b.since, &b.household.name)));
    Ok(pending)
}

async fn shown(
    app: &App,
    rows: &mut dyn Snapshot,
    member: HouseholdMember,
    today: Day,
) -> AppResult<PendingMember> {
    let person = rows.person(member.person).await?;
    let name = person.and_then(|person| people::name_of(app, &person));
    let address = rows.chain(member.household, today).await?.address("community");
    Ok(PendingMember {
        household: PlaceBrief { id: member.household, name: address },
        person: member.person,
        name: name.map(|name| masking::name(&name)),
        tie: Tie::word(member.tie),
        since: member.valid_from,
    })
}

async fn waiting(
    rows: &mut dyn Snapshot,
    household: PlaceId,
    person: PersonId,
    today: Day,
) -> AppResult<Option<HouseholdMember>> {
    let all = rows.members_of(household).await?;
    Ok(all.into_iter().find(|m| m.person == person && !m.confirmed && m.holds_on(today)))
}

fn confirmed(member: HouseholdMember) -> HouseholdMember {
    HouseholdMember { confirmed: true, version: member.version + 1, ..member }
}
