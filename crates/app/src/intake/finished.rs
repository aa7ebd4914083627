//! Orders of other systems that were finished, with what is to be written back, as a list and as
//! a table for those systems. It names no person.

use std::collections::BTreeSet;

use linli_domain::{
    matter::CaseRow,
    policy::{self, Action, Permit},
};
use linli_kernel::{Day, Moment, PlaceId};
use linli_playbook::{
    Name, Playbook,
    engine::{Holder, Status},
    model::Label,
};

use crate::{
    App, AppError, AppResult, AuditRow, Caller, Changes,
    matter::{external_reply, standings_at},
    ports::Snapshot,
};

/// The columns of the table.
pub const FINISHED_COLUMNS: [&str; 8] =
    ["number", "channel", "opens", "category", "own_number", "finished", "outcome", "reply"];
/// The longest period: 31 days, in milliseconds.
const LONGEST_MS: i64 = 31 * DAY_MS;
/// The most orders of one answer; whoever has more takes a shorter period.
const MOST: i64 = 2_000;
const DAY_MS: i64 = 86_400_000;

/// An order that was finished.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FinishedOrder {
    /// The other system's number.
    pub number: String,
    /// Through which channel it came.
    pub channel: Label,
    /// As what it was taken in: a problem, a suggestion …
    pub opens: Label,
    /// What it was about.
    pub category: Option<Label>,
    /// The number here.
    pub own_number: String,
    /// When it ended.
    pub finished_at: Moment,
    /// How it ended; of one that was merged, how the other ended.
    pub outcome: Label,
    /// What is to be written back, as the office that answered wrote it.
    pub reply: Option<String>,
}

/// The orders that ended from one day to another, both included, below the places of the caller's
/// posts, the earliest first. The look is audited.
///
/// # Errors
/// [`AppError::Forbidden`] for whoever takes in no orders; [`AppError::Fields`] on `to` if the
/// period ends before it begins, has more than 31 days or more than 2,000 orders.
pub async fn finished_orders(
    app: &App,
    caller: &Caller,
    (from, to): (Day, Day),
) -> AppResult<Vec<FinishedOrder>> {
    let acting = caller.working_holders().into_iter().next();
    let actor = caller.actor(acting.clone());
    let permit = policy::decide(&actor, Action::TakeOrders, &caller.standings(), None)?;
    let (begin, end) = (Moment::from_local(from, 0), Moment::from_local(to, DAY_MS));
    if end <= begin {
        return Err(AppError::field("to", "period-backwards"));
    }
    let too_long = || AppError::field("to", "period-too-long");
    if end.ms_since(begin) > LONGEST_MS {
        return Err(too_long());
    }
    written_down(app, caller, permit, (from, to)).await?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let mut found = Vec::new();
    for district in districts(rows, caller).await? {
        let page = rows.orders_ended(district, (begin, end), MOST + 1).await?;
        if i64::try_from(page.len()).is_ok_and(|count| count > MOST) {
            return Err(too_long());
        }
        for row in page {
            let standings = standings_at(app, rows, caller, &row).await?;
            if policy::allows(Action::SeeCase, &standings, Some(row.class)) {
                found.extend(finished(app, rows, row).await?);
            }
        }
    }
    Ok(found)
}

/// The same as CSV in UTF-8, under these headings, with the words of one language.
///
/// # Errors
/// [`AppError::Internal`] if the table cannot be written.
pub fn finished_table(
    orders: &[FinishedOrder],
    headings: &[&str; 8],
    english: bool,
) -> AppResult<Vec<u8>> {
    let broken = |error: csv::Error| AppError::Internal(error.to_string());
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(headings).map_err(broken)?;
    for order in orders {
        // The time in China as other systems write it: 2026-07-08 09:30.
        let finished: String = order.finished_at.to_string().chars().take(16).collect();
        let finished = finished.replace('T', " ");
        let category = order.category.as_ref().map_or("", |label| label.text(english));
        let cells = [
            &order.number,
            order.channel.text(english),
            order.opens.text(english),
            category,
            &order.own_number,
            &finished,
            order.outcome.text(english),
            order.reply.as_deref().unwrap_or_default(),
        ];
        writer.write_record(cells).map_err(broken)?;
    }
    writer.into_inner().map_err(|error| AppError::Internal(error.to_string()))
}

/// Who took which orders out.
async fn written_down(
    app: &App,
    caller: &Caller,
    permit: Permit,
    (from, to): (Day, Day),
) -> AppResult<()> {
    let row = AuditRow {
        id: app.entropy.id(),
        at: app.now(),
        person: Some(caller.person),
        acting: caller.working_holders().into_iter().next(),
        action: "intake.finished-orders",
        subject: format!("orders:{from}:{to}"),
        outcome: "done".to_owned(),
    };
    app.store.commit(Changes::new(permit, row)).await?;
    Ok(())
}

/// The districts of the caller's posts.
async fn districts(rows: &mut dyn Snapshot, caller: &Caller) -> AppResult<BTreeSet<PlaceId>> {
    let mut found = BTreeSet::new();
    for holder in caller.working_holders() {
        if let Holder::Post { place, .. } = holder {
            found.extend(rows.place(place).await?.map(|place| place.district));
        }
    }
    Ok(found)
}

/// An order in words; `None` for one that is open or has no number of another system.
async fn finished(
    app: &App,
    rows: &mut dyn Snapshot,
    row: CaseRow,
) -> AppResult<Option<FinishedOrder>> {
    let (Some(number), Some(finished_at)) = (row.external_number.clone(), row.ended_at()) else {
        return Ok(None);
    };
    let (key, version) = row.state.playbook.clone();
    let playbook = app.playbook(rows, &key, version).await?;
    let main = match row.merged_into {
        Some(main) => rows.case(main).await?.filter(|main| main.ended_at().is_some()),
        None => None,
    };
    let told = main.as_ref().unwrap_or(&row);
    let Some(outcome) = outcome(&playbook, told) else { return Ok(None) };
    let reply = external_reply(rows, &told.state).await?;
    Ok(Some(FinishedOrder {
        number,
        channel: word(&playbook, &row.state.channel),
        opens: word(&playbook, &row.state.opens),
        category: row.category.as_ref().and_then(|name| category(&playbook, name)),
        own_number: row.number.clone().unwrap_or_default(),
        finished_at,
        outcome,
        reply,
    }))
}

/// How a case ended.
fn outcome(playbook: &Playbook, row: &CaseRow) -> Option<Label> {
    let Status::Ended { end, .. } = &row.state.status else { return None };
    let process = playbook.process(&row.state.process);
    let found = process.and_then(|process| process.ends.get(end)).map(|end| end.label.clone());
    Some(found.unwrap_or_else(|| word(playbook, end)))
}

fn category(playbook: &Playbook, name: &Name) -> Option<Label> {
    let found = playbook.categories.iter().find(|(category, _)| category == name);
    found.map(|(_, category)| category.label.clone())
}

fn word(playbook: &Playbook, name: &Name) -> Label {
    let found = playbook.word(name).cloned();
    found.unwrap_or_else(|| Label { zh: name.to_string(), en: None })
}
