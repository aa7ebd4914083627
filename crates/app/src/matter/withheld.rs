//! What a queue leaves out: cases that are about whoever opens it. A post that somebody else has
//! too may hold such a case; its subject neither sees nor counts it.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::{
    matter::CaseRow,
    policy::{self, CaseClass},
};
use linli_kernel::{CaseId, Moment, PersonId};
use linli_playbook::engine::{Holder, Task, TaskNumber, TaskTime};

use super::listing::kind_word;
use crate::{
    AppResult, Caller,
    ports::{MessageRow, Snapshot},
};

/// The tasks in somebody's queues on cases that are about them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Withheld {
    cases: BTreeMap<CaseId, CaseRow>,
    tasks: BTreeSet<(CaseId, TaskNumber)>,
}

impl Withheld {
    /// Those of a person who answers these queues.
    ///
    /// # Errors
    /// [`crate::AppError::Internal`] if the store fails.
    pub(crate) async fn of(
        rows: &mut dyn Snapshot,
        person: PersonId,
        holders: &[Holder],
    ) -> AppResult<Self> {
        let tasks = rows.recused_tasks(holders).await?;
        if tasks.is_empty() {
            return Ok(Self::default());
        }
        let ids: BTreeSet<CaseId> = tasks.iter().map(|(case, _)| *case).collect();
        let ids: Vec<CaseId> = ids.into_iter().collect();
        let found = rows.cases_by_id(&ids).await?.into_iter();
        let found = found.filter(|row| is_about(row, person, holders));
        let cases: BTreeMap<CaseId, CaseRow> = found.map(|row| (row.id, row)).collect();
        let tasks = tasks.into_iter().filter(|(case, _)| cases.contains_key(case)).collect();
        Ok(Self { cases, tasks })
    }

    /// Whether a case is left out.
    pub(crate) fn holds(&self, case: CaseId) -> bool {
        self.cases.contains_key(&case)
    }

    /// The last or first of a left-out case's tasks in these queues, by deadline.
    pub(super) fn key(
        &self,
        case: CaseId,
        holders: &[Holder],
        last: bool,
    ) -> Option<(Moment, CaseId, TaskNumber)> {
        let state = &self.cases.get(&case)?.state;
        let own = state.tasks.values().filter(|task| holders.contains(&task.holder));
        let keys = own.map(|task| (state.time_of(task).due, case, task.number));
        if last { keys.max() } else { keys.min() }
    }

    /// The tasks that are left out, with the word of their kind and the time that queues list them
    /// by.
    pub(crate) fn tasks(&self) -> impl Iterator<Item = (&'static str, &Task, TaskTime)> {
        self.tasks.iter().filter_map(|(case, number)| {
            let state = &self.cases.get(case)?.state;
            let task = state.tasks.get(number)?;
            Some((kind_word(&task.kind), task, state.time_of(task)))
        })
    }
}

/// Whether a case is about a person or one of the queues that they answer.
fn is_about(row: &CaseRow, person: PersonId, holders: &[Holder]) -> bool {
    policy::is_about(&row.state, holders.iter().chain([&Holder::Person(person)]))
}

/// Takes messages out that tell the subject of a case of it.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub(super) async fn without_own(
    rows: &mut dyn Snapshot,
    caller: &Caller,
    messages: &mut Vec<MessageRow>,
) -> AppResult<()> {
    let recused = messages.iter().filter(|message| message.class == CaseClass::Recused);
    let ids: BTreeSet<CaseId> = recused.map(|message| message.case).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let ids: Vec<CaseId> = ids.into_iter().collect();
    let holders = caller.working_holders();
    let cases = rows.cases_by_id(&ids).await?;
    let own = cases.iter().filter(|row| is_about(row, caller.person, &holders));
    let own: BTreeSet<CaseId> = own.map(|row| row.id).collect();
    messages.retain(|message| !own.contains(&message.case));
    Ok(())
}
