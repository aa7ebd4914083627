//! What a migration has to reckon from stored cases, which SQL alone cannot.
//!
//! Owns the statements that go into the migration's own transaction. Reads only columns that every
//! version before it has, because it runs between two migrations.

use linli_app::ports::StoreError;
use linli_kernel::CaseId;
use linli_playbook::engine::Case;

use crate::{database::Engine, statements::statements, value::parameters, view::View};

/// From this version on a row of the queue holds the promised time where it comes first.
pub(crate) const WITH_PROMISED_TIMES: usize = 13;

/// How many cases are reckoned at a time.
const PAGE: i64 = 500;

statements! {
    CASES_WITH_TASKS = "SELECT id, state FROM cases WHERE id > ?1 AND EXISTS ( \
        SELECT 1 FROM task_queue WHERE task_queue.case_id = cases.id) ORDER BY id LIMIT ?2";
}

/// What brings the rows to `version` beside its migration; empty for most versions.
///
/// # Errors
/// [`StoreError`] if the database fails, or holds a case that cannot be read.
pub(crate) async fn statements_for(engine: &Engine, version: usize) -> Result<String, StoreError> {
    let mut script = String::new();
    if version != WITH_PROMISED_TIMES {
        return Ok(script);
    }
    let mut view = View::new(engine.reader().await?);
    let mut after = 0;
    loop {
        let read = |row: &mut crate::value::Row<'_>| Ok((row.id(CaseId::new)?, row.json()?));
        let page: Vec<(CaseId, Case)> =
            view.all(CASES_WITH_TASKS, parameters![after, PAGE], read).await?;
        let Some((last, _)) = page.last() else { return Ok(script) };
        after = last.get();
        script.extend(page.iter().flat_map(|(id, case)| times(*id, case)));
    }
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
