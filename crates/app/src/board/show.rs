//! A board as everybody reads it.

use linli_domain::board::Board;
use linli_kernel::{Day, PlaceId};
use linli_playbook::model::Label;

use super::make::make;
use crate::{
    App, AppError, AppResult,
    place::{self, PlaceLine},
};

/// A board, with what stands around it on a page.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct BoardView {
    /// What it shows.
    pub board: Board,
    /// What its place's kind is called.
    pub kind: Label,
    /// The place over it that grids lie under: whose offices keep it.
    pub gridded: PlaceLine,
    /// The day of which it is true.
    pub day: Day,
}

/// The board of a place, from the rows of today. What hangs at a door everybody reads.
///
/// # Errors
/// [`AppError::NotFound`] if there is no such place, or no board hangs at its kind.
pub async fn board(app: &App, id: PlaceId) -> AppResult<BoardView> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let place = rows.place(id).await?.ok_or(AppError::NotFound)?;
    let made = make(app, rows, &place).await?;
    Ok(BoardView {
        board: made.board,
        kind: made.kind,
        gridded: place::line(&made.gridded),
        day: app.now().day(),
    })
}
