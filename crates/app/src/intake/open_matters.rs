//! Somebody stands at the counter or calls again: their open matters by their telephone number.

use linli_domain::{
    person::Phone,
    policy::{self, Action},
};

use crate::{
    App, AppError, AppResult, AuditRow, Caller, Changes,
    account::people,
    matter::{ListLine, lines, standings_at},
    ports::ListPage,
};

/// How many of somebody's matters are looked through.
const LOOKED_AT: i64 = 20;

/// The open matters of whoever has exactly this telephone number, as far as the caller may see
/// them, newest first. Nothing tells whether the number is known, and the look-up is audited.
///
/// # Errors
/// [`AppError::Fields`] on `phone` if it is no telephone number; [`AppError::Forbidden`] for
/// whoever takes in nothing.
pub async fn open_matters(app: &App, caller: &Caller, phone: &str) -> AppResult<Vec<ListLine>> {
    let actor = caller.actor(caller.working_holders().into_iter().next());
    let permit = policy::decide(&actor, Action::TakeIn, &caller.standings(), None)?;
    let wrong = || AppError::field("phone", "phone-wrong");
    let phone = Phone::parse(phone).ok_or_else(wrong)?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let Some(person) = rows.person_by_phone(&people::phone_hash(app, &phone)).await? else {
        return Ok(Vec::new());
    };
    let sight = policy::visible(Some(person.id), &[], &[], None);
    let page = rows.list(&sight, Some(true), None, LOOKED_AT).await?;
    let mut cases = Vec::new();
    for row in page.cases {
        let standings = standings_at(app, rows, caller, &row).await?;
        if policy::allows(Action::SeeCase, &standings, Some(row.class)) {
            cases.push(row);
        }
    }
    let found = lines(app, rows, ListPage { cases, next: None }, true).await?;
    let changes = Changes::new(
        permit,
        AuditRow {
            id: app.entropy.id(),
            at: app.now(),
            person: Some(caller.person),
            acting: caller.working_holders().into_iter().next(),
            action: "intake.look-up",
            subject: format!("person:{}", person.id),
            outcome: "done".to_owned(),
        },
    );
    app.store.commit(changes).await?;
    Ok(found.items)
}
