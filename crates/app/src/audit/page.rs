//! The auditor reads the audit; that, too, is audited.

use std::collections::BTreeMap;

use linli_domain::{
    audit::Entry,
    policy::{self, Action},
};
use linli_kernel::{Day, Moment, PersonId};

use super::refusal::{row, told};
use crate::{
    App, AppError, AppResult, Caller, Changes, FieldError,
    matter::typed_day,
    ports::{AuditFilter, AuditKey, Snapshot},
};

/// Lines on a page.
const LINES: i64 = 50;

/// Which part of the audit, as typed.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditRequest {
    /// A username, or a person's id. What somebody raised is not found by it.
    #[serde(default)]
    pub who: Option<String>,
    /// An action's word (`matter.reveal`).
    #[serde(default)]
    pub action: Option<String>,
    /// What it was about, as `kind:id`.
    #[serde(default)]
    pub subject: Option<String>,
    /// Only refusals and failures.
    #[serde(default)]
    pub refused: bool,
    /// A day; nothing later is shown.
    #[serde(default)]
    pub until: Option<String>,
    /// The `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
}

/// One row. Nobody is named: staff by their username, residents by their id, and nobody at all where
/// a resident raised or rated something.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct AuditLine {
    /// When.
    pub at: Moment,
    /// Who; `None` for the clock, the operator, callers without an account, and whoever raised, rated
    /// or added to a matter as a resident.
    pub person: Option<PersonId>,
    /// Whether a resident did it who is not shown.
    pub raised: bool,
    /// Their username, if they have one.
    pub username: Option<String>,
    /// For which queue they acted: `role`, `organisation` or `person`, and its number.
    pub acting: Option<(String, i64)>,
    /// What.
    pub action: String,
    /// On what, as `kind:id`.
    pub subject: String,
    /// `done`, or the code of the refusal.
    pub outcome: String,
    /// The position in the log, once sealed.
    pub leaf: Option<i64>,
}

/// A page, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct AuditPage {
    /// The lines.
    pub lines: Vec<AuditLine>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// The filter fits few rows: the page ends before it is full, and `next` looks further back.
    pub sparse: bool,
}

/// A page of the audit, for the auditor only.
///
/// # Errors
/// [`AppError::Fields`] on `who`, `until` or `after`; [`AppError::Forbidden`] for everybody else,
/// administrators included.
pub async fn audit_page(
    app: &App,
    caller: &Caller,
    request: &AuditRequest,
) -> AppResult<AuditPage> {
    let actor = caller.actor(None);
    let permit = policy::decide(&actor, Action::ReadAudit, &caller.standings(), None);
    let answer = permit.map_err(AppError::from);
    let permit = told(app, &actor, "audit.read", "audit", answer).await?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let (filter, after) = asked(rows, request).await?;
    let found = rows.audit_rows(&filter, after, LINES).await?;
    let mut usernames = BTreeMap::new();
    for person in found.rows.iter().filter_map(|(entry, _)| shown_person(entry)) {
        if let std::collections::btree_map::Entry::Vacant(slot) = usernames.entry(person) {
            slot.insert(rows.credential_of(person).await?.map(|found| found.username));
        }
    }
    let row = row(app, &actor, "audit.read", "audit", "done");
    app.store.commit(Changes::new(permit, row)).await?;
    let line = |(entry, leaf): (Entry, Option<i64>)| {
        let person = shown_person(&entry);
        AuditLine {
            at: Moment::from_ms(entry.at),
            person,
            raised: entry.is_raised(),
            username: person.and_then(|person| usernames.get(&person).cloned().flatten()),
            acting: entry.acting_kind.zip(entry.acting),
            action: entry.action,
            subject: entry.subject,
            outcome: entry.outcome,
            leaf,
        }
    };
    Ok(AuditPage {
        lines: found.rows.into_iter().map(line).collect(),
        next: found.next.map(|(at, id)| format!("{at}.{id}")),
        sparse: found.sparse,
    })
}

/// Whoever did it, unless the line would say what somebody raised.
fn shown_person(entry: &Entry) -> Option<PersonId> {
    entry.person.filter(|_| !entry.is_raised()).and_then(PersonId::new)
}

async fn asked(
    rows: &mut dyn Snapshot,
    request: &AuditRequest,
) -> AppResult<(AuditFilter, Option<AuditKey>)> {
    let given = |value: &Option<String>| {
        value.as_deref().map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned)
    };
    let mut errors = Vec::new();
    let person = match given(&request.who) {
        None => None,
        Some(who) => {
            let found = find(rows, &who).await?;
            if found.is_none() {
                errors.push(FieldError::new("who", "field-choice"));
            }
            found.map(PersonId::get)
        }
    };
    let until = typed_day("until", given(&request.until).as_deref().unwrap_or_default());
    let until = until.map_err(|wrong| errors.push(wrong)).ok().flatten().map(end_of);
    let after = given(&request.after).map(|key| parse_key(&key));
    if after == Some(None) {
        errors.push(FieldError::new("after", "field-choice"));
    }
    if !errors.is_empty() {
        return Err(AppError::Fields(errors));
    }
    let filter = AuditFilter {
        person,
        action: given(&request.action),
        refused: request.refused,
        subject: given(&request.subject),
        until,
    };
    Ok((filter, after.flatten()))
}

async fn find(rows: &mut dyn Snapshot, who: &str) -> AppResult<Option<PersonId>> {
    if let Some(credential) = rows.credential(who).await? {
        return Ok(Some(credential.person));
    }
    Ok(who.parse().ok())
}

/// The last millisecond of a day.
fn end_of(day: Day) -> Moment {
    Moment::from_local(day, 86_400_000).plus_ms(-1)
}

fn parse_key(key: &str) -> Option<AuditKey> {
    let (at, id) = key.split_once('.')?;
    Some((at.parse().ok()?, id.parse().ok()?))
}
