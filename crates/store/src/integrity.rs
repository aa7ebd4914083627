//! Whether the rows fit together: what a backup verifies and what must hold after any crash.
//!
//! A case is compared with its folded history, its open tasks with the queue, its lists with its
//! class and state, its number with the sequence it came from. Everything is read in one snapshot.

mod filing;

use std::collections::{BTreeMap, BTreeSet};

use linli_app::{ScopeKind, ports::StoreError};
use linli_domain::{matter::CaseRow, policy::CaseClass};
use linli_kernel::{CaseId, Day, Moment, PlaceId};
use linli_playbook::{
    Name,
    engine::{Case, Event, Holder, TaskNumber, apply},
};

use crate::{
    cases::{ALL_AFTER, read_case},
    statements::statements,
    value::{Parameter, Row, parameters},
    view::View,
};
use filing::Filing;
pub(crate) use filing::STATEMENTS as FILING;

/// How many cases are compared at a time.
const PAGE: usize = 500;

statements! {
    EVENTS = "SELECT case_id, body FROM case_event WHERE case_id {among ?1} \
        ORDER BY case_id, number";
    TASKS = "SELECT case_id, task, holder_kind, holder, step, due, late FROM task_queue \
        WHERE case_id {among ?1}";
    SCOPES = "SELECT case_id, scope_kind, scope, class, open, at FROM case_scope \
        WHERE case_id {among ?1}";
    AUDITED = "SELECT subject FROM audit WHERE subject = ?1 LIMIT 1";
    SEQUENCES = "SELECT district, day, latest FROM sequence";
    STRAY_EVENTS = "SELECT DISTINCT case_id FROM case_event WHERE NOT EXISTS ( \
        SELECT 1 FROM cases WHERE cases.id = case_event.case_id) LIMIT 20";
    STRAY_TASKS = "SELECT DISTINCT case_id FROM task_queue WHERE NOT EXISTS ( \
        SELECT 1 FROM cases WHERE cases.id = task_queue.case_id) LIMIT 20";
    STRAY_SCOPES = "SELECT DISTINCT case_id FROM case_scope WHERE NOT EXISTS ( \
        SELECT 1 FROM cases WHERE cases.id = case_scope.case_id) LIMIT 20";
}

/// What was compared, and what does not fit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Integrity {
    /// Cases compared.
    pub cases: usize,
    /// Events folded.
    pub events: usize,
    /// Everything that does not fit together; empty when all is well.
    pub problems: Vec<Problem>,
}

/// Something that does not fit together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A case without a number.
    #[error("case {0} has no number")]
    NoNumber(CaseId),
    /// A number that its sequence never gave.
    #[error("case {0} has a number that was never given")]
    UnknownNumber(CaseId),
    /// The folded events are not the case's state.
    #[error("case {0} is not what its history says")]
    History(CaseId),
    /// The queue does not hold exactly the open tasks.
    #[error("case {0} has other tasks than the queue")]
    Queue(CaseId),
    /// The list rows do not say what the case says.
    #[error("case {0} is listed wrongly")]
    Scopes(CaseId),
    /// No audit row names the case.
    #[error("case {0} has no audit row")]
    NoAudit(CaseId),
    /// Events, tasks or list rows of a case that does not exist.
    #[error("rows of case {0}, which does not exist")]
    Stray(CaseId),
}

type Task = (TaskNumber, Holder, Name, Moment, bool);
type Scope = (String, i64, CaseClass, bool, Moment);
type Sequences = BTreeMap<(PlaceId, Day), i64>;

/// What hangs on a page of cases, by case.
#[derive(Default)]
struct Hanging {
    events: BTreeMap<CaseId, Vec<Event>>,
    tasks: BTreeMap<CaseId, BTreeSet<Task>>,
    scopes: BTreeMap<CaseId, BTreeSet<Scope>>,
}

impl Hanging {
    /// The day of a case's last event: it was filed then, or after.
    fn filed(&self, row: &CaseRow) -> Day {
        let last = self.events.get(&row.id).and_then(|events| events.last());
        last.map_or(row.state.opened_at, |event| event.recorded_at).day()
    }

    /// The places under which a case is listed.
    fn places(&self, case: CaseId) -> BTreeSet<PlaceId> {
        let scopes = self.scopes.get(&case).into_iter().flatten();
        let places = scopes.filter(|(kind, ..)| kind == ScopeKind::Place.word());
        places.filter_map(|(_, place, ..)| PlaceId::new(*place)).collect()
    }
}

/// Compares everything.
pub(crate) async fn check(view: &mut View) -> Result<Integrity, StoreError> {
    let mut result = Integrity::default();
    let read = |row: &mut Row<'_>| Ok(((row.id(PlaceId::new)?, row.day()?), row.integer()?));
    let sequences: Sequences =
        view.all(SEQUENCES, parameters![], read).await?.into_iter().collect();
    let mut filing = Filing::new(view).await?;
    let mut after = 0;
    loop {
        let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
        let page = view.all(ALL_AFTER, parameters![after, limit], read_case).await?;
        let Some(last) = page.last() else { break };
        after = last.id.get();
        let hanging = hanging(view, &page).await?;
        for row in &page {
            let placed =
                filing.fits(view, row, hanging.filed(row), &hanging.places(row.id)).await?;
            compare(row, &hanging, &sequences, placed, &mut result);
        }
        unaudited(view, &page, &mut result.problems).await?;
        result.cases += page.len();
    }
    for sql in [STRAY_EVENTS, STRAY_TASKS, STRAY_SCOPES] {
        let stray = view.all(sql, parameters![], |row| row.id(CaseId::new)).await?;
        result.problems.extend(stray.into_iter().map(Problem::Stray));
    }
    Ok(result)
}

async fn hanging(view: &mut View, page: &[CaseRow]) -> Result<Hanging, StoreError> {
    let cases: Vec<CaseId> = page.iter().map(|row| row.id).collect();
    let ids = || parameters![Parameter::ids(&cases)];
    let mut hanging = Hanging::default();
    let read = |row: &mut Row<'_>| Ok((row.id(CaseId::new)?, row.json()?));
    for (case, event) in view.all(EVENTS, ids(), read).await? {
        hanging.events.entry(case).or_default().push(event);
    }
    for (case, task) in view.all(TASKS, ids(), read_task).await? {
        hanging.tasks.entry(case).or_default().insert(task);
    }
    for (case, scope) in view.all(SCOPES, ids(), read_scope).await? {
        hanging.scopes.entry(case).or_default().insert(scope);
    }
    Ok(hanging)
}

fn read_task(row: &mut Row<'_>) -> Result<(CaseId, Task), StoreError> {
    let (case, number) = (row.id(CaseId::new)?, TaskNumber(row.small()?));
    Ok((case, (number, row.holder()?, row.name()?, row.moment()?, row.flag()?)))
}

fn read_scope(row: &mut Row<'_>) -> Result<(CaseId, Scope), StoreError> {
    let (case, kind, scope) = (row.id(CaseId::new)?, row.text()?, row.integer()?);
    Ok((case, (kind, scope, row.word(CaseClass::from_word)?, row.flag()?, row.moment()?)))
}

fn compare(
    row: &CaseRow,
    hanging: &Hanging,
    sequences: &Sequences,
    placed: bool,
    result: &mut Integrity,
) {
    let id = row.id;
    match &row.number {
        None => result.problems.push(Problem::NoNumber(id)),
        Some(number) if !was_given(row.district, number, sequences) => {
            result.problems.push(Problem::UnknownNumber(id));
        }
        Some(_) => {}
    }
    let events = hanging.events.get(&id).map_or(&[][..], Vec::as_slice);
    result.events += events.len();
    if !folded(events).is_some_and(|folded| is_state(&row.state, folded)) {
        result.problems.push(Problem::History(id));
    }
    if hanging.tasks.get(&id).cloned().unwrap_or_default() != open_tasks(&row.state) {
        result.problems.push(Problem::Queue(id));
    }
    let scopes = hanging.scopes.get(&id).cloned().unwrap_or_default();
    if !placed || !scopes_fit(row, &scopes) {
        result.problems.push(Problem::Scopes(id));
    }
}

/// The state that the events make; `None` if one of them is missing.
fn folded(events: &[Event]) -> Option<Case> {
    let whole = events.iter().zip(1..).all(|(event, number)| event.number == number);
    if !whole {
        return None;
    }
    events.iter().fold(None, apply)
}

/// Whether the row holds that state. Who raised it first was not kept in rows at the beginning.
fn is_state(held: &Case, folded: Case) -> bool {
    let opened_for = held.opened_for.and(folded.opened_for);
    *held == Case { opened_for, ..folded }
}

fn open_tasks(state: &Case) -> BTreeSet<Task> {
    let line = |task: &linli_playbook::engine::Task| {
        let time = state.time_of(task);
        (task.number, task.holder.clone(), task.step.clone(), time.due, time.late)
    };
    state.tasks.values().map(line).collect()
}

/// Every row says what the case says, and each raiser finds it.
fn scopes_fit(row: &CaseRow, scopes: &BTreeSet<Scope>) -> bool {
    let said = |(kind, _, class, open, at): &Scope| {
        let dated = if kind == "published" { row.published_at } else { Some(row.state.opened_at) };
        *class == row.class && *open == row.is_open() && dated == Some(*at)
    };
    let raisers: BTreeSet<i64> = row.state.raisers.iter().map(|raiser| raiser.get()).collect();
    let found = scopes.iter().filter(|(kind, ..)| kind == "raiser").map(|(_, scope, ..)| *scope);
    scopes.iter().all(said) && found.collect::<BTreeSet<i64>>() == raisers
}

/// Whether a number is a day and a count that the district's sequence of that day has reached.
fn was_given(district: PlaceId, number: &str, sequences: &Sequences) -> bool {
    let Some((day, count)) = number.split_once('-') else { return false };
    let (Ok(day), Ok(count)) = (day.parse::<Day>(), count.parse::<i64>()) else { return false };
    sequences.get(&(district, day)).is_some_and(|latest| (1..=*latest).contains(&count))
}

async fn unaudited(
    view: &mut View,
    page: &[CaseRow],
    problems: &mut Vec<Problem>,
) -> Result<(), StoreError> {
    let sets = page.iter().map(|row| parameters![format!("case:{}", row.id)]).collect();
    let found = view.each(AUDITED, sets, |_| Ok(())).await?;
    let without = page.iter().zip(found).filter(|(_, rows)| rows.is_empty());
    problems.extend(without.map(|(row, _)| Problem::NoAudit(row.id)));
    Ok(())
}
