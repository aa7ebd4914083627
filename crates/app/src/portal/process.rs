//! How a matter goes: the drawing of each process of a district's playbook.

use linli_kernel::PlaceId;
use linli_playbook::{draw, language::Speech, model::Label};

use crate::{App, AppError, AppResult};

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
    let (key, version, _) = rows.binding(district).await?.ok_or(AppError::NotFound)?;
    let playbook = app.playbook(rows, &key, version).await?;
    let speech = if english { Speech::English } else { Speech::Chinese };
    let drawn = playbook.processes.values().map(|process| ProcessDrawing {
        label: process.label.clone(),
        playbook: (playbook.label.clone(), playbook.version),
        source: playbook.source.clone(),
        svg: draw::svg(&playbook, process, speech, None),
    });
    Ok(drawn.collect())
}
