//! People say where they live. A door letter's code confirms it at once; without it a member of
//! the household or staff confirm it later, and nothing that a resident may do waits for that.

use linli_domain::{
    person::{HouseholdMember, Tie},
    policy::{self, Action},
};
use linli_kernel::{Day, PlaceId};

use super::{
    allowance::Allowance,
    audit::{DONE, REFUSED, audit},
    code::{Slot, Tried},
    household::{covering, household},
    limits::{Counter, WRONG_LETTERS},
};
use crate::{App, AppError, AppResult, Caller, Changes, StaffPut, ports::Snapshot};

/// What was typed.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BindHousehold {
    /// The household's id, from the tree or the letter's QR code.
    pub household: String,
    /// `owner`, `tenant`, `family` or `carer`.
    pub tie: String,
    /// The letter's code, if there is one.
    #[serde(default)]
    pub code: Option<String>,
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Bound {
    /// The household.
    pub household: PlaceId,
    /// Whether it is confirmed already.
    pub confirmed: bool,
}

const ACTION: &str = "account.bind-household";

/// Binds the caller to a household.
///
/// # Errors
/// [`AppError::Fields`] on `household`, `tie` or `code`; [`AppError::TooMany`] after too many
/// wrong codes; [`AppError::LimitReached`] after 10 homes within a day.
pub async fn bind_household(app: &App, caller: &Caller, input: &BindHousehold) -> AppResult<Bound> {
    let mut rows = app.snapshot().await?;
    let rows = &mut *rows;
    let actor = caller.actor(None);
    let permit = policy::decide(&actor, Action::OwnAccount, &caller.standings(), None)?;
    let tie = Tie::from_word(input.tie.trim());
    let tie = tie.ok_or_else(|| AppError::field("tie", "field-choice"))?;
    let found = household(rows, &input.household).await?;
    let now = app.now();
    let wrong = Counter::wrong_letters(caller.person);
    wrong.check(rows, now, WRONG_LETTERS).await?;
    Allowance::Homes.check(rows, caller.person, now).await?;
    let subject = format!("place:{}", found.id);
    let code = input.code.as_deref().map(str::trim).filter(|code| !code.is_empty());
    let proven = match code {
        None => false,
        Some(code) => {
            let tried = Slot::household(app, found.id).try_code(app, rows, code).await?;
            if !matches!(tried, Tried::Right(_)) {
                // The letter is not worn out by wrong tries, or a neighbour could spoil it: its
                // 50 bits and the limit per person are enough.
                let row = audit(app, &actor, ACTION, subject, REFUSED);
                let mut changes = Changes::new(permit, row);
                changes.adds.push(wrong.one(now));
                app.store.commit(changes).await?;
                return Err(AppError::field("code", "letter-wrong"));
            }
            true
        }
    };
    let member = member(rows, caller, found.id, tie, now.day()).await?;
    // Whoever prints the letters of a household proves nothing by holding one: somebody else confirms.
    let own_letter = proven && covering(app, rows, caller, found.id, now.day()).await?.is_some();
    let confirmed = member.confirmed || (proven && !own_letter);
    let member = HouseholdMember { confirmed, ..member };
    let bound = Bound { household: found.id, confirmed: member.confirmed };
    let mut changes = Changes::new(permit, audit(app, &actor, ACTION, subject, DONE));
    changes.put(StaffPut::HouseholdMember(member));
    Allowance::Homes.count(&mut changes, caller.person, now);
    app.store.commit(changes).await?;
    Ok(bound)
}

/// The caller's row with the tie as claimed: the one that is valid, the one that ended today, or a new one.
async fn member(
    rows: &mut dyn Snapshot,
    caller: &Caller,
    household: PlaceId,
    tie: Tie,
    today: Day,
) -> AppResult<HouseholdMember> {
    let all = rows.households_of(caller.person).await?;
    let mut here = all.into_iter().filter(|member| member.household == household);
    let found = here.find(|m| m.holds_on(today) || m.valid_from == today);
    Ok(match found {
        Some(member) => HouseholdMember {
            tie,
            // Who left and comes back is confirmed anew, and so is who says to be another than was
            // confirmed: a tenant does not become an owner by saying so.
            confirmed: member.confirmed && member.holds_on(today) && member.tie == tie,
            valid_to: None,
            refused: false,
            version: member.version + 1,
            ..member
        },
        None => HouseholdMember {
            household,
            person: caller.person,
            tie,
            valid_from: today,
            valid_to: None,
            confirmed: false,
            refused: false,
            version: 1,
        },
    })
}

/// The caller no longer lives there, from today on.
///
/// # Errors
/// [`AppError::NotFound`] if the caller is not bound to it.
pub async fn leave_household(app: &App, caller: &Caller, household: PlaceId) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let actor = caller.actor(None);
    let permit = policy::decide(&actor, Action::OwnAccount, &caller.standings(), None)?;
    let today = app.now().day();
    let all = rows.households_of(caller.person).await?;
    let mut here = all.into_iter().filter(|member| member.household == household);
    let member = here.find(|m| m.holds_on(today)).ok_or(AppError::NotFound)?;
    let subject = format!("place:{household}");
    let row = audit(app, &actor, "account.leave-household", subject, DONE);
    let mut changes = Changes::new(permit, row);
    let (valid_to, version) = (today.yesterday().ok(), member.version + 1);
    changes.put(StaffPut::HouseholdMember(HouseholdMember { valid_to, version, ..member }));
    app.store.commit(changes).await?;
    Ok(())
}
