//! Somebody stands at the counter or calls again: their open matters by their telephone number.

use linli_domain::{
    person::Phone,
    policy::{self, Action},
};

use crate::{
    App, AppError, AppResult, Caller, Changes,
    account::{Allowance, people},
    audit,
    matter::{Detail, ListLine, lines, may_name, sees},
};

/// How many of somebody's matters are looked through.
const LOOKED_AT: i64 = 20;

/// The open matters of whoever has exactly this telephone number, as far as the caller may see
/// them, newest first. Nothing tells whether the number is known, and the look-up is audited.
///
/// A line under a number says who raised it. So nothing is listed whose raiser asked to stay
/// anonymous, or that somebody must not learn of: their receipts lead to the counter.
///
/// # Errors
/// [`AppError::Fields`] on `phone` if it is no telephone number; [`AppError::Forbidden`] for
/// whoever takes in nothing; [`AppError::LimitReached`] after 60 within an hour.
pub async fn open_matters(app: &App, caller: &Caller, phone: &str) -> AppResult<Vec<ListLine>> {
    let actor = caller.actor(caller.working_holders().into_iter().next());
    let permit = policy::decide(&actor, Action::TakeIn, &caller.standings(), None)?;
    let wrong = || AppError::field("phone", "phone-wrong");
    let phone = Phone::parse(phone).ok_or_else(wrong)?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    Allowance::LookUps.check(rows, caller.person, app.now()).await?;
    let found = rows.person_by_phone(&people::phone_hash(app, &phone)).await?;
    // Written down before anything is told, also that nobody has the number.
    let subject = found.as_ref().map_or("unknown".to_owned(), |person| person.id.to_string());
    let subject = format!("person:{subject}");
    let row = audit::row(app, &actor, "intake.look-up", subject, audit::DONE);
    let mut changes = Changes::new(permit, row);
    Allowance::LookUps.count(&mut changes, caller.person, app.now());
    app.store.commit(changes).await?;
    let Some(person) = found else { return Ok(Vec::new()) };
    let sight = policy::visible(Some(person.id), &[], &[], None);
    let page = rows.list(&sight, Some(true), None, LOOKED_AT).await?;
    let mut cases = Vec::new();
    for row in page.cases {
        if may_name(rows, &row, person.id).await? && sees(app, rows, caller, &row).await? {
            cases.push(row);
        }
    }
    lines(app, rows, &cases, Detail::For(caller)).await
}
