//! The office that keeps the list puts an item on it, in place of another or as a new one.

use linli_domain::{
    organisation::Organisation,
    policy::{self, Action},
};
use linli_kernel::AdmissionItemId;

use super::{
    choices::Named,
    items::{AdmissionItemLine, line},
    keep_form::parse,
    seat::{Seat, may_ask},
};
use crate::{
    AdmissionPut, App, AppError, AppResult, Caller, Changes, audit,
    matter::{Kept, internal},
    ports::Snapshot,
    retried,
};

/// What was typed.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListItem {
    /// Who may ask: an organisation's id.
    pub department: String,
    /// `form`, `report`, `activity` or `work`.
    pub kind: String,
    /// What, at most 60 characters.
    pub title: String,
    /// What it rests on, at most 500 characters.
    pub basis: String,
    /// What the department brings along, at most 1,000 characters; may be empty.
    #[serde(default)]
    pub conditions: String,
    /// What each community gets for a turn, in whole yuan; empty for nothing.
    #[serde(default)]
    pub budget_yuan: String,
    /// `once`, `monthly`, `quarterly` or `yearly`.
    pub rhythm: String,
    /// First day, as `2026-07-08`.
    pub valid_from: String,
    /// Last day; empty for none.
    #[serde(default)]
    pub valid_to: String,
    /// The item that it replaces, which ends the day before; empty for none.
    #[serde(default)]
    pub replaces: String,
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Listed {
    /// The item.
    pub id: AdmissionItemId,
}

/// What the form of an item offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeepChoices {
    /// Departments that may ask, in the districts whose list the caller keeps.
    pub departments: Vec<Named>,
    /// The item that is to be replaced, as it stands.
    pub replaces: Option<AdmissionItemLine>,
}

/// As what it is audited; under it, answers to repeated requests are kept.
const LIST: &str = "admission.list-item";

/// Puts an item on the list. With `key`, a repeated request answers what the first one answered.
///
/// # Errors
/// [`AppError::Fields`] names every wrong field; [`AppError::Forbidden`] for whoever does not keep
/// the list of the department's district.
pub async fn list_item(
    app: &App,
    caller: &Caller,
    input: &ListItem,
    key: Option<&str>,
) -> AppResult<Listed> {
    let answer = retried(|| try_list(app, caller, input, key)).await;
    audit::told(app, &caller.actor(None), LIST, "admission-item:new", answer).await
}

async fn try_list(
    app: &App,
    caller: &Caller,
    input: &ListItem,
    key: Option<&str>,
) -> AppResult<Listed> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let now = app.now();
    let seat = Seat::load(app, rows, caller).await?;
    let departments = departments(app, rows, &seat).await?;
    let named = departments.iter().find(|one| one.id.to_string() == input.department.trim());
    let Some((district, part)) = named
        .and_then(|one| seat.keeps.get_key_value(&one.district))
        .or_else(|| seat.keeps.iter().next())
    else {
        return Err(AppError::Forbidden);
    };
    let actor = caller.actor(Some(part.post.clone()));
    let standings = seat.keeping(*district);
    let permit = policy::decide(&actor, Action::KeepAdmissionList, &standings, None)?;
    let body = serde_json::to_vec(input).map_err(internal)?;
    let kept = Kept::new(caller.person, LIST.to_owned(), key, &body);
    if let Some(listed) = kept.answer(rows, now).await? {
        return Ok(listed);
    }
    let id = AdmissionItemId::from_raw(app.entropy.id());
    let typed = parse(rows, named, input, now.day()).await?;
    let row = audit::row(app, &actor, LIST, format!("admission-item:{id}"), audit::DONE);
    let mut changes = Changes::new(permit, row);
    changes.expects.push(part.relied_on);
    let (item, former) = typed.item(id, caller.person, part.post.clone(), now);
    if let Some(former) = former {
        changes.put(AdmissionPut::Item(former));
    }
    changes.put(AdmissionPut::Item(item));
    let listed = Listed { id };
    kept.put(&mut changes, &listed, now)?;
    app.store.commit(changes).await?;
    Ok(listed)
}

/// The departments of the districts whose list the caller keeps.
async fn departments(
    app: &App,
    rows: &mut dyn Snapshot,
    seat: &Seat,
) -> AppResult<Vec<Organisation>> {
    let mut found = Vec::new();
    for district in seat.keeps.keys() {
        for organisation in rows.organisations(*district).await? {
            if may_ask(app, rows, &organisation).await? {
                found.push(organisation);
            }
        }
    }
    Ok(found)
}

/// What the form offers; with the item that is to be replaced.
///
/// # Errors
/// [`AppError::Forbidden`] for whoever keeps no list; [`AppError::NotFound`] for an item of no list
/// that the caller keeps.
pub async fn keep_choices(
    app: &App,
    caller: &Caller,
    replaces: Option<AdmissionItemId>,
) -> AppResult<KeepChoices> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let seat = Seat::load(app, rows, caller).await?;
    let first = seat.keeps.keys().next().copied().ok_or(AppError::Forbidden)?;
    let standings = seat.keeping(first);
    policy::decide(&caller.actor(None), Action::KeepAdmissionList, &standings, None)?;
    let departments = departments(app, rows, &seat).await?;
    let replaces = match replaces {
        None => None,
        Some(id) => {
            let item = rows.admission_item(id).await?;
            let item = item.filter(|item| seat.keeps.contains_key(&item.district));
            let item = item.ok_or(AppError::NotFound)?;
            Some(line(rows, &item, app.now().day()).await?)
        }
    };
    let named = |one: Organisation| Named { id: one.id.to_string(), name: one.name };
    Ok(KeepChoices { departments: departments.into_iter().map(named).collect(), replaces })
}
