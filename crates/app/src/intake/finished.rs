//! Orders of other systems that were finished, with what is to be written back, as a list and as
//! a table for those systems. It names no person.

use std::collections::BTreeSet;

use linli_domain::{
    matter::CaseRow,
    policy::{self, Action},
};
use linli_kernel::{Day, Moment, PlaceId};
use linli_playbook::{
    Playbook,
    engine::{Holder, Status},
    model::Label,
};

use crate::{
    App, AppError, AppResult, Caller, Changes, audit,
    matter::{external_reply, sees},
    ports::Snapshot,
    setup::pasted,
};

/// The longest period: 31 days, in milliseconds.
const LONGEST_MS: i64 = 31 * DAY_MS;
/// The most orders of one answer; whoever has more takes a shorter period.
const MOST_AT_ONCE: usize = 2_000;
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
    /// When it ended; of one that was merged, when the other did.
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
    let actor = caller.actor(caller.working_holders().into_iter().next());
    let permit = policy::decide(&actor, Action::TakeOrders, &caller.standings(), None)?;
    let (begin, end) = (Moment::from_local(from, 0), Moment::from_local(to, DAY_MS));
    if end <= begin {
        return Err(AppError::field("to", "period-backwards"));
    }
    let too_long = || AppError::field("to", "period-too-long");
    if end.ms_since(begin) > LONGEST_MS {
        return Err(too_long());
    }
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let mut found = Vec::new();
    for district in districts(rows, caller).await? {
        let ended = rows.orders_ended(district, (begin, end), MOST_AT_ONCE as i64 + 1).await?;
        let merged = rows.orders_merged(district, (begin, end), MOST_AT_ONCE as i64 + 1).await?;
        if [ended.len(), merged.len()].into_iter().any(|count| count > MOST_AT_ONCE) {
            return Err(too_long());
        }
        for row in ended {
            if sees(app, rows, caller, &row).await? {
                found.extend(finished(app, rows, &row, &row).await?);
            }
        }
        for (order, main) in merged {
            let (Some(order), Some(main)) = (rows.case(order).await?, rows.case(main).await?)
            else {
                continue;
            };
            if sees(app, rows, caller, &order).await? && sees(app, rows, caller, &main).await? {
                found.extend(finished(app, rows, &order, &main).await?);
            }
        }
    }
    if found.len() > MOST_AT_ONCE {
        return Err(too_long());
    }
    found.sort_by_key(|order| order.finished_at);
    let subject = format!("orders:{from}:{to}");
    let row = audit::row(app, &actor, "intake.finished-orders", subject, audit::DONE);
    app.store.commit(Changes::new(permit, row)).await?;
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
    let cells = |order: &FinishedOrder| {
        // The time in China as other systems write it: 2026-07-08 09:30.
        let finished: String = order.finished_at.to_string().chars().take(16).collect();
        let finished = finished.replace('T', " ");
        let word = |label: &Label| label.text(english).to_owned();
        [
            order.number.clone(),
            word(&order.channel),
            word(&order.opens),
            order.category.as_ref().map(word).unwrap_or_default(),
            order.own_number.clone(),
            finished,
            word(&order.outcome),
            order.reply.clone().unwrap_or_default(),
        ]
    };
    pasted::table(*headings, &[], orders.iter().map(cells))
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

/// An order in words, told by the case that stands for it: itself, or the one that it was merged
/// into. `None` for one that is open or has no number of another system.
async fn finished(
    app: &App,
    rows: &mut dyn Snapshot,
    order: &CaseRow,
    told: &CaseRow,
) -> AppResult<Option<FinishedOrder>> {
    let (Some(number), Some(finished_at)) = (order.external_number.clone(), told.ended_at()) else {
        return Ok(None);
    };
    let (key, version) = told.state.playbook.clone();
    let Some(outcome) = outcome(&*app.playbook(rows, &key, version).await?, told) else {
        return Ok(None);
    };
    let (key, version) = order.state.playbook.clone();
    let playbook = app.playbook(rows, &key, version).await?;
    let reply = external_reply(rows, &told.state).await?;
    Ok(Some(FinishedOrder {
        number,
        channel: playbook.word_or_name(&order.state.channel),
        opens: playbook.word_or_name(&order.state.opens),
        category: order.category.as_ref().and_then(|name| playbook.category(name)).cloned(),
        own_number: order.number.clone().unwrap_or_default(),
        finished_at,
        outcome,
        reply,
    }))
}

/// How a case ended.
fn outcome(playbook: &Playbook, row: &CaseRow) -> Option<Label> {
    let Status::Ended { end, .. } = &row.state.status else { return None };
    let found = row.state.end_in(playbook).map(|end| end.label.clone());
    Some(found.unwrap_or_else(|| playbook.word_or_name(end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_a_line_for_each_order_and_no_formula() {
        let label = |zh: &str| Label { zh: zh.to_owned(), en: None };
        let order = FinishedOrder {
            number: "DY-1".to_owned(),
            channel: label("热线"),
            opens: label("问题"),
            category: None,
            own_number: "20260708-0001".to_owned(),
            finished_at: Moment::from_local("2026-07-08".parse().unwrap(), 34_200_000),
            outcome: label("评价通过"),
            reply: Some("=1+1".to_owned()),
        };
        let headings = ["a", "b", "c", "d", "e", "f", "g", "h"];
        let table = finished_table(&[order], &headings, false).unwrap();
        let lines = "a,b,c,d,e,f,g,h\n\
                     DY-1,热线,问题,,20260708-0001,2026-07-08 09:30,评价通过,'=1+1\n";
        assert_eq!(String::from_utf8(table).unwrap(), lines);
    }
}
