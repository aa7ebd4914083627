//! Acting for a family elder, with their consent.

use std::collections::BTreeSet;

use linli_domain::{
    account::{Consent, ConsentChannel},
    person::{HouseholdMember, Tie},
    policy::{self, Action, Standing},
};
use linli_kernel::{Moment, PersonId, PlaceId, RawId};

use super::{
    audit::{DONE, audit},
    household::{belongs, covering, household},
    people,
};
use crate::{
    AccountPut, App, AppError, AppResult, Caller, Changes, StaffPut, matter::Kept, ports::Snapshot,
    retried,
};

/// The version of the words that people consent to, `consent-words` in the catalogue: raised
/// when they change, because new words need a new consent (PIPL article 14).
pub(super) const WORDS_VERSION: i64 = 1;
/// Under which answers to repeated requests for an elder are kept.
const ROUTE: &str = "account.add-elder";

/// An elder without an account, as typed by a member of the household.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddElder {
    /// The household's id; one of the caller's own.
    pub household: String,
    /// The elder's name.
    pub name: String,
    /// How they consented: `spoken`, `paper` or `staff`.
    pub channel: String,
}

/// One person for whom the caller may act, or who may act for the caller.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ConsentView {
    /// The consent.
    pub id: String,
    /// The other one.
    pub person: PersonId,
    /// Their name in full: they are family.
    pub name: Option<String>,
    /// Whether the caller acts for them; otherwise they act for the caller.
    pub i_act: bool,
    /// Since when.
    pub since: Moment,
}

/// Adds an elder without an account to the caller's household and records the consent. With `key`,
/// a repeated request answers what the first one answered.
///
/// # Errors
/// [`AppError::Fields`] on `household`, `name` or `channel`; [`AppError::Forbidden`] unless the
/// caller is a confirmed member of the household; [`AppError::KeyReused`] for the same key with
/// something else.
pub async fn add_elder(
    app: &App,
    caller: &Caller,
    input: &AddElder,
    key: Option<&str>,
) -> AppResult<PersonId> {
    retried(|| try_add_elder(app, caller, input, key)).await
}

async fn try_add_elder(
    app: &App,
    caller: &Caller,
    input: &AddElder,
    key: Option<&str>,
) -> AppResult<PersonId> {
    let mut rows = app.snapshot().await?;
    let rows = &mut *rows;
    let now = app.now();
    let found = household(rows, &input.household).await?;
    let mut standings = BTreeSet::new();
    if belongs(rows, caller, found.id, now.day()).await? {
        standings.insert(Standing::Resident);
    }
    let actor = caller.actor(None);
    let permit = policy::decide(&actor, Action::ConfirmHousehold, &standings, None)?;
    let channel = ConsentChannel::from_word(input.channel.trim())
        .filter(|channel| *channel != ConsentChannel::Online)
        .ok_or_else(|| AppError::field("channel", "field-choice"))?;
    let name = people::parse_name(&input.name)?;
    let body = format!("{}\n{name}\n{}", found.id, channel.word());
    let kept = Kept::new(caller.person, ROUTE.to_owned(), key, body.as_bytes());
    if let Some(giver) = kept.answer(rows, now).await? {
        return Ok(giver);
    }
    let mut elder = people::new_person(app, &name, None)?;
    elder.has_account = false;
    let giver = elder.id;
    let subject = format!("person:{giver}");
    let mut changes = Changes::new(permit, audit(app, &actor, "account.add-elder", subject, DONE));
    changes.put(StaffPut::Person(elder));
    changes.put(StaffPut::HouseholdMember(HouseholdMember {
        household: found.id,
        person: giver,
        tie: Tie::Family,
        valid_from: now.day(),
        valid_to: None,
        confirmed: true,
        refused: false,
        version: 1,
    }));
    changes.put(AccountPut::Consent(given(app, caller, giver, caller.person, channel)));
    kept.put(&mut changes, &giver, now)?;
    app.store.commit(changes).await?;
    Ok(giver)
}

/// The caller lets a member of a common household act for them; a consent that holds already stays
/// as it is.
///
/// # Errors
/// [`AppError::NotFound`] if they share no household.
pub async fn give_consent(app: &App, caller: &Caller, taker: PersonId) -> AppResult<()> {
    // Given twice at once: the second look finds it.
    retried(|| try_give_consent(app, caller, taker)).await
}

async fn try_give_consent(app: &App, caller: &Caller, taker: PersonId) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let rows = &mut *rows;
    let actor = caller.actor(None);
    let permit = policy::decide(&actor, Action::OwnAccount, &caller.standings(), None)?;
    let now = app.now();
    if taker == caller.person || !share_household(rows, caller.person, taker, now).await? {
        return Err(AppError::NotFound);
    }
    let holds = |c: &Consent| c.giver == caller.person && c.taker == taker && c.holds_at(now);
    if rows.consents_of(taker).await?.iter().any(holds) {
        return Ok(());
    }
    let subject = format!("person:{taker}");
    let row = audit(app, &actor, "account.give-consent", subject, DONE);
    let mut changes = Changes::new(permit, row);
    let consent = given(app, caller, caller.person, taker, ConsentChannel::Online);
    changes.put(AccountPut::Consent(consent));
    app.store.commit(changes).await?;
    Ok(())
}

fn given(
    app: &App,
    caller: &Caller,
    giver: PersonId,
    taker: PersonId,
    channel: ConsentChannel,
) -> Consent {
    Consent {
        id: app.entropy.id(),
        giver,
        taker,
        words_version: WORDS_VERSION,
        channel,
        recorded_by: caller.person,
        given_at: app.now(),
        withdrawn_at: None,
        version: 1,
    }
}

/// Withdraws a consent: the giver, the taker, or staff over the giver's household for somebody
/// who comes to the counter.
///
/// # Errors
/// [`AppError::NotFound`] if there is none that the caller may withdraw.
pub async fn withdraw_consent(
    app: &App,
    caller: &Caller,
    giver: PersonId,
    id: RawId,
) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let rows = &mut *rows;
    let now = app.now();
    let all = rows.consents_of(giver).await?;
    let found = all.into_iter().find(|c| c.id == id && c.giver == giver && c.holds_at(now));
    let mut standings = BTreeSet::new();
    if let Some(consent) = &found {
        if [consent.giver, consent.taker].contains(&caller.person) {
            standings.insert(Standing::Resident);
        }
        for member in rows.households_of(giver).await? {
            if member.holds_on(now.day())
                && covering(app, rows, caller, member.household, now.day()).await?.is_some()
            {
                standings.insert(Standing::Staff);
            }
        }
    }
    let actor = caller.actor(None);
    let permit = policy::decide(&actor, Action::ConfirmHousehold, &standings, None)
        .map_err(|_| AppError::NotFound)?;
    let consent = found.ok_or(AppError::NotFound)?;
    let subject = format!("person:{giver}");
    let row = audit(app, &actor, "account.withdraw-consent", subject, DONE);
    let mut changes = Changes::new(permit, row);
    let (withdrawn_at, version) = (Some(now), consent.version + 1);
    changes.put(AccountPut::Consent(Consent { withdrawn_at, version, ..consent }));
    app.store.commit(changes).await?;
    Ok(())
}

/// For whom the caller may act and who may act for the caller.
///
/// # Errors
/// [`AppError::Internal`] if the store fails.
pub async fn acting_for(app: &App, caller: &Caller) -> AppResult<Vec<ConsentView>> {
    policy::decide(&caller.actor(None), Action::OwnAccount, &caller.standings(), None)?;
    let mut rows = app.snapshot().await?;
    let now = app.now();
    let mut views = Vec::new();
    for consent in rows.consents_of(caller.person).await? {
        if consent.holds_at(now) {
            let i_act = consent.taker == caller.person;
            let other = if i_act { consent.giver } else { consent.taker };
            let person = rows.person(other).await?;
            let name = person.and_then(|person| people::name_of(app, &person));
            let (id, since) = (consent.id.to_string(), consent.given_at);
            views.push(ConsentView { id, person: other, name, i_act, since });
        }
    }
    Ok(views)
}

/// Whether somebody may raise and follow matters for another: a consent that holds, and a
/// household that both belong to. For the use-cases of other features.
///
/// # Errors
/// [`AppError::Internal`] if the store fails.
pub async fn may_act_for(
    rows: &mut dyn Snapshot,
    taker: PersonId,
    giver: PersonId,
    now: Moment,
) -> AppResult<bool> {
    let consents = rows.consents_of(giver).await?;
    let agreed = consents.iter().any(|c| c.giver == giver && c.taker == taker && c.holds_at(now));
    Ok(agreed && share_household(rows, taker, giver, now).await?)
}

async fn share_household(
    rows: &mut dyn Snapshot,
    one: PersonId,
    other: PersonId,
    now: Moment,
) -> AppResult<bool> {
    let first = confirmed_households(rows, one, now).await?;
    let second = confirmed_households(rows, other, now).await?;
    Ok(!first.is_disjoint(&second))
}

async fn confirmed_households(
    rows: &mut dyn Snapshot,
    person: PersonId,
    now: Moment,
) -> AppResult<BTreeSet<PlaceId>> {
    let all = rows.households_of(person).await?;
    let valid = all.iter().filter(|m| m.confirmed && m.holds_on(now.day()));
    Ok(valid.map(|member| member.household).collect())
}
