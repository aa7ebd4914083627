//! Imports organisations, people, posts and who lives where, from one table.

use std::collections::BTreeSet;

use linli_domain::policy::Action;

use super::{
    Import, Progress, Stage, audit, references::References, staff_plan::StaffPlan, staff_sheet,
};
use crate::{App, AppResult, Changes, account::Administrator};

/// Imports staff; with `dry_run` nothing is changed, and the answer says what would be.
///
/// People are found by their telephone, residents without one by name within their household;
/// organisations by name within their district; posts by person and queue.
///
/// # Errors
/// [`AppError::Forbidden`](crate::AppError::Forbidden) for everybody but a system administrator;
/// what is wrong with the file is in the answer.
pub async fn import_staff(
    app: &App,
    by: Administrator<'_>,
    bytes: &[u8],
    dry_run: bool,
) -> AppResult<Import> {
    import_staff_watched(app, by, bytes, dry_run, &Progress::default()).await
}

/// [`import_staff`], saying how far it came.
///
/// # Errors
/// As [`import_staff`].
pub async fn import_staff_watched(
    app: &App,
    by: Administrator<'_>,
    bytes: &[u8],
    dry_run: bool,
    progress: &Progress,
) -> AppResult<Import> {
    let permit = by.permit(app, Action::ManageStaff).await?;
    let (lines, mut problems) = match staff_sheet::read(bytes) {
        Ok(read) => read,
        Err(problems) => return Ok(Import::refused(problems)),
    };
    progress.begin(Stage::Checking, lines.len());
    let mut rows = app.snapshot().await?;
    let references = References::new(app, rows.as_mut());
    let mut plan = StaffPlan::new(references).await?;
    for line in &lines {
        plan.add(line).await?;
        progress.step();
    }
    let (puts, mut done) = plan.finish().await?;
    drop(rows);
    // What follows from a cell that is named already is no mistake of its own.
    let named: BTreeSet<_> = problems.iter().map(|p| (p.row, p.column.clone())).collect();
    done.problems.retain(|p| !named.contains(&(p.row, p.column.clone())));
    problems.append(&mut done.problems);
    if !problems.is_empty() {
        problems.sort();
        return Ok(Import::refused(problems));
    }
    if !dry_run && !puts.is_empty() {
        progress.begin(Stage::Writing, puts.len());
        let subject = format!("staff:{}", done.new + done.changed);
        let mut changes = Changes::new(permit, audit(app, by, "staff.import", subject));
        puts.into_iter().for_each(|put| changes.put(put));
        app.store.commit(changes).await?;
    }
    Ok(done)
}
