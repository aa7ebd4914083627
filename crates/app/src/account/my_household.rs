//! Who belongs to the caller's own households, and who waits there to be confirmed.

use linli_domain::{
    masking,
    person::Tie,
    policy::{self, Action},
};
use linli_kernel::{Day, PersonId};

use super::{household::belongs, me::PlaceBrief, people};
use crate::{App, AppResult, Caller};

/// Somebody else in one of the caller's households.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct HousematePerson {
    /// The household.
    pub household: PlaceBrief,
    /// The person.
    pub person: PersonId,
    /// The name: in full once confirmed, because they live together; masked before.
    pub name: Option<String>,
    /// How they belong to it, as a word.
    pub tie: &'static str,
    /// Whether that is confirmed.
    pub confirmed: bool,
    /// Whether they sign in themselves.
    pub has_account: bool,
    /// Since when.
    pub since: Day,
}

/// Everybody else in the households in which the caller is confirmed, who waits first.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub async fn housemates(app: &App, caller: &Caller) -> AppResult<Vec<HousematePerson>> {
    policy::decide(&caller.actor(None), Action::OwnAccount, &caller.standings(), None)?;
    let mut rows = app.snapshot().await?;
    let rows = &mut *rows;
    let today = app.now().day();
    let mut found = Vec::new();
    for own in rows.households_of(caller.person).await? {
        if !belongs(rows, caller, own.household, today).await? || !own.holds_on(today) {
            continue;
        }
        let name = rows.chain(own.household, today).await?.address("community");
        for member in rows.members_of(own.household).await? {
            if member.person == caller.person || !member.holds_on(today) {
                continue;
            }
            let person = rows.person(member.person).await?;
            let has_account = person.as_ref().is_some_and(|person| person.has_account);
            let full = person.and_then(|person| people::name_of(app, &person));
            let shown = |name: String| {
                if member.confirmed { name } else { masking::name(&name) }
            };
            found.push(HousematePerson {
                household: PlaceBrief { id: own.household, name: name.clone() },
                person: member.person,
                name: full.map(shown),
                tie: Tie::word(member.tie),
                confirmed: member.confirmed,
                has_account,
                since: member.valid_from,
            });
        }
    }
    found.sort_by_key(|mate| (mate.confirmed, mate.since, mate.person));
    found.dedup_by_key(|mate| (mate.household.id, mate.person));
    Ok(found)
}
