//! How a matter goes: the drawing of each process of a district's playbook.

use linli_kernel::{CaseId, PlaceId};
use linli_playbook::{
    Playbook,
    draw::{self, Mark, Marks},
    language::Speech,
    model::{Label, Process},
};

use crate::{App, AppError, AppResult, Caller, matter};

/// One process, drawn.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ProcessDrawing {
    /// What it is called.
    pub label: Label,
    /// The playbook, in words, and its version.
    pub playbook: (Label, u32),
    /// Where the practice is described.
    pub source: String,
    /// The drawing, in the language that was asked for.
    pub svg: String,
}

/// The processes of a district's playbook, or of the first district's.
///
/// # Errors
/// [`AppError::NotFound`] if there is no such district or it has no playbook yet.
pub async fn processes(
    app: &App,
    district: Option<PlaceId>,
    english: bool,
) -> AppResult<Vec<ProcessDrawing>> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let district = match district {
        Some(id) => rows.place(id).await?.map(|place| place.district),
        None => rows.districts().await?.first().map(|place| place.id),
    };
    let district = district.ok_or(AppError::NotFound)?;
    let playbook = app.playbook_of(rows, district).await?.ok_or(AppError::NotFound)?;
    let processes = playbook.matters_first();
    let marks = Marks::new();
    Ok(processes.map(|process| drawn(&playbook, process, english, &marks)).collect())
}

/// A process in words and as a drawing with these marks.
fn drawn(playbook: &Playbook, process: &Process, english: bool, marks: &Marks) -> ProcessDrawing {
    let speech = if english { Speech::English } else { Speech::Chinese };
    ProcessDrawing {
        label: process.label.clone(),
        playbook: (playbook.label.clone(), playbook.version),
        source: playbook.source.clone(),
        svg: draw::svg(playbook, process, speech, marks),
    }
}

/// The process of a matter as it began with it, the step that it stands at marked.
///
/// # Errors
/// [`AppError::NotFound`] if the caller may not see the matter.
pub async fn process_of(
    app: &App,
    caller: &Caller,
    id: CaseId,
    english: bool,
) -> AppResult<ProcessDrawing> {
    let seen = matter::matter(app, caller, id).await?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let row = rows.case(seen.id).await?.ok_or(AppError::NotFound)?;
    let (key, version) = row.state.playbook.clone();
    let playbook = app.playbook(rows, &key, version).await?;
    let process = playbook.process(&row.state.process).ok_or(AppError::NotFound)?;
    let current = row.is_open().then(|| (row.state.step.key.clone(), Mark::Current));
    Ok(drawn(&playbook, process, english, &current.into_iter().collect()))
}
