//! A board was taken down: its place or its kind of board is gone, or it hangs there no longer.

use linli_domain::{
    board::HungBoard,
    place::Place,
    policy::{Action, Permit},
};
use linli_kernel::PlaceId;

use super::list::{BoardLine, changed_parts, line};
use crate::{
    App, AppError, AppResult, BoardPut, Caller, Changes, audit, ports::Snapshot, retried,
    speaker::Speaker,
};

/// As what it is audited, done or refused.
const ACTION: &str = "board.take-down";

/// The board that hangs at a place, for whoever may say that it was taken down.
///
/// # Errors
/// [`AppError::Forbidden`] unless a post of the caller at community level or above lies at or over
/// the place; [`AppError::NotFound`] if none hangs there.
pub async fn board_to_take_down(app: &App, caller: &Caller, id: PlaceId) -> AppResult<BoardLine> {
    let answer = read(app, caller, id).await;
    audit::told(app, &caller.actor(None), ACTION, format!("place:{id}"), answer).await
}

async fn read(app: &App, caller: &Caller, id: PlaceId) -> AppResult<BoardLine> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let (place, _, _) = decided(app, rows, caller, id).await?;
    let hung = hung_at(rows, id).await?;
    let playbook = app.playbook_of(rows, place.district).await?.ok_or(AppError::NotFound)?;
    let changed = changed_parts(app, rows, &playbook, &hung).await?;
    line(app, rows, &playbook, &hung, changed).await
}

/// Writes down that the board of a place hangs no longer; `seen` is the version of the board that
/// the caller saw, which must be said.
///
/// # Errors
/// [`AppError::Stale`] if it was hung anew meanwhile; [`AppError::VersionMissing`]; as
/// [`board_to_take_down`].
pub async fn take_down_board(
    app: &App,
    caller: &Caller,
    (id, seen): (PlaceId, Option<i64>),
) -> AppResult<()> {
    let answer = retried(|| try_take_down(app, caller, (id, seen))).await;
    audit::told(app, &caller.actor(None), ACTION, format!("place:{id}"), answer).await
}

async fn try_take_down(
    app: &App,
    caller: &Caller,
    (id, seen): (PlaceId, Option<i64>),
) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let (_, speaker, permit) = decided(app, rows, caller, id).await?;
    let hung = hung_at(rows, id).await?;
    if hung.version != seen.ok_or(AppError::VersionMissing)? {
        return Err(AppError::Stale);
    }
    let row = audit::row(app, permit.actor(), ACTION, format!("place:{id}"), audit::DONE);
    let mut changes = Changes::new(permit, row);
    changes.expects.extend(speaker.relied_on);
    changes.put(BoardPut::Gone { place: id, version: hung.version });
    app.store.commit(changes).await?;
    Ok(())
}

/// The place, who speaks there, and the decision; also where the place is closed.
async fn decided(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    id: PlaceId,
) -> AppResult<(Place, Speaker, Permit)> {
    let place = rows.place(id).await?.ok_or(AppError::NotFound)?;
    let speaker = Speaker::load(app, rows, caller, &place).await?;
    let permit = speaker.permit(caller, Action::KeepBoards)?;
    Ok((place, speaker, permit))
}

async fn hung_at(rows: &mut dyn Snapshot, id: PlaceId) -> AppResult<HungBoard> {
    rows.hung_boards(&[id]).await?.pop().ok_or(AppError::NotFound)
}
