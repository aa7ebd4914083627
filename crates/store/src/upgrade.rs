//! What a migration has to reckon from stored cases, which SQL alone cannot.
//!
//! Owns the statements that go into the migration's own transaction. Reads only columns that every
//! version before it has, because it runs between two migrations.

use std::collections::BTreeMap;

use linli_app::ports::StoreError;
use linli_kernel::CaseId;
use linli_playbook::engine::{Case, Event, fold};

use crate::{
    database::Engine,
    integrity::EVENTS,
    statements::statements,
    value::{Parameter, parameters},
    view::View,
};

/// From this version on a row of the queue holds the promised time where it comes first.
pub(crate) const WITH_PROMISED_TIMES: usize = 13;

/// From this version on the state of a case holds everything that its events say of it today: who
/// handled it, what a review lifted, for whom a step's time moved.
pub(crate) const WITH_FOLDED_STATES: usize = 26;

/// How many cases are reckoned at a time.
const PAGE: i64 = 500;

statements! {
    CASES_WITH_TASKS = "SELECT id, state FROM cases WHERE id > ?1 AND EXISTS ( \
        SELECT 1 FROM task_queue WHERE task_queue.case_id = cases.id) ORDER BY id LIMIT ?2";
    ALL_CASES = "SELECT id, state FROM cases WHERE id > ?1 ORDER BY id LIMIT ?2";
}

/// What brings the rows to `version` beside its migration; empty for most versions.
///
/// # Errors
/// [`StoreError`] if the database fails, or holds a case that cannot be read.
pub(crate) async fn statements_for(engine: &Engine, version: usize) -> Result<String, StoreError> {
    let mut view = View::new(engine.reader().await?);
    match version {
        WITH_PROMISED_TIMES => promised_times(&mut view).await,
        WITH_FOLDED_STATES => folded_states(&mut view).await,
        _ => Ok(String::new()),
    }
}

/// A page of cases after an id, and the id after which the next one begins.
async fn page(
    view: &mut View,
    sql: &'static str,
    after: i64,
) -> Result<Option<(i64, Vec<(CaseId, Case)>)>, StoreError> {
    let read = |row: &mut crate::value::Row<'_>| Ok((row.id(CaseId::new)?, row.json()?));
    let page: Vec<(CaseId, Case)> = view.all(sql, parameters![after, PAGE], read).await?;
    let last = page.last().map(|(last, _)| last.get());
    Ok(last.map(|last| (last, page)))
}

async fn promised_times(view: &mut View) -> Result<String, StoreError> {
    let (mut script, mut after) = (String::new(), 0);
    while let Some((last, cases)) = page(view, CASES_WITH_TASKS, after).await? {
        after = last;
        script.extend(cases.iter().flat_map(|(id, case)| times(*id, case)));
    }
    Ok(script)
}

/// What a case's history says of it has grown: states that older programs wrote lack it.
async fn folded_states(view: &mut View) -> Result<String, StoreError> {
    let (mut script, mut after) = (String::new(), 0);
    while let Some((last, cases)) = page(view, ALL_CASES, after).await? {
        after = last;
        let ids: Vec<CaseId> = cases.iter().map(|(id, _)| *id).collect();
        let mut events: BTreeMap<CaseId, Vec<Event>> = BTreeMap::new();
        let read = |row: &mut crate::value::Row<'_>| Ok((row.id(CaseId::new)?, row.json()?));
        for (case, event) in view.all(EVENTS, parameters![Parameter::ids(&ids)], read).await? {
            events.entry(case).or_default().push(event);
        }
        for (id, held) in cases {
            let told = events.remove(&id).unwrap_or_default();
            // A server that still runs may have gone on since: its state is left to itself.
            let stood = held.last_event;
            let Some(folded) = fold(&told).filter(|case| *case != held && case.last_event == stood)
            else {
                continue;
            };
            let state = serde_json::to_string(&folded)
                .map_err(|error| StoreError(format!("case {id}: {error}")))?;
            let state = state.replace('\'', "''");
            script += &format!("UPDATE cases SET state = '{state}' WHERE id = {};\n", id.get());
        }
    }
    Ok(script)
}

/// The times of a case's tasks as its queue rows shall hold them, where they are not the step's.
fn times(id: CaseId, case: &Case) -> impl Iterator<Item = String> {
    let differs = |task: &&linli_playbook::engine::Task| {
        let time = case.time_of(task);
        time.due != task.due.at || time.late != task.late
    };
    case.tasks.values().filter(differs).map(move |task| {
        let time = case.time_of(task);
        format!(
            // Only what an older program left: a server that still runs may have written since.
            "UPDATE task_queue SET due = {}, late = {} \
             WHERE case_id = {} AND task = {} AND due = {} AND late = {};\n",
            time.due.ms(),
            u8::from(time.late),
            id.get(),
            task.number.0,
            task.due.at.ms(),
            u8::from(task.late)
        )
    })
}
