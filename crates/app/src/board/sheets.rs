//! Boards to be printed: one, all below a place, or all that have to be changed.

use std::collections::{BTreeSet, VecDeque};

use linli_domain::{
    board::{self, Board},
    place::Place,
    policy::Action,
};
use linli_kernel::{Day, PlaceId};
use linli_playbook::{
    Playbook,
    model::{GRID, Label},
};

use super::{
    list::{ChangedPart, changed_under},
    make::{base, make},
};
use crate::{App, AppError, AppResult, Caller, audit, ports::Snapshot, speaker::Speaker};

/// As what a refusal is audited.
const ACTION: &str = "board.hang";
/// So many are printed at once: what one person hangs on one round.
const MOST_SHEETS: usize = 60;

/// Which boards are to be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The one of the place.
    Own,
    /// Those of the place and of everything below it.
    Below,
    /// Those under the place's community that have to be changed.
    Changed,
}

impl Which {
    /// From the word of an address; without one, the place's own.
    #[must_use]
    pub fn from_word(word: Option<&str>) -> Option<Self> {
        match word {
            None | Some("own") => Some(Self::Own),
            Some("below") => Some(Self::Below),
            Some("changed") => Some(Self::Changed),
            Some(_) => None,
        }
    }
}

/// Boards ready to be printed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Sheets {
    /// One a sheet.
    pub sheets: Vec<BoardSheet>,
    /// Whether there are more than are printed at once.
    pub more: bool,
    /// The day of which they are true.
    pub day: Day,
}

/// A board on its sheet.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct BoardSheet {
    /// What it shows.
    pub board: Board,
    /// What its place's kind is called.
    pub kind: Label,
    /// One word for all that it shows: sent back when it hangs.
    pub mark: String,
}

/// The boards to be printed at a place.
///
/// # Errors
/// [`AppError::Forbidden`] unless a post of the caller at community level or above lies at or over
/// the place; [`AppError::NotFound`] if there is no such place or no board at all.
pub async fn boards_to_print(
    app: &App,
    caller: &Caller,
    at: PlaceId,
    which: Which,
) -> AppResult<Sheets> {
    let answer = read(app, caller, at, which).await;
    audit::told(app, &caller.actor(None), ACTION, format!("place:{at}"), answer).await
}

async fn read(app: &App, caller: &Caller, at: PlaceId, which: Which) -> AppResult<Sheets> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let here = rows.place(at).await?.ok_or(AppError::NotFound)?;
    let speaker = Speaker::load(app, rows, caller, &here).await?;
    speaker.permit(caller, Action::KeepBoards)?;
    let playbook = app.playbook_of(rows, here.district).await?.ok_or(AppError::NotFound)?;
    let (places, mut more) = match which {
        Which::Own => (vec![here], false),
        Which::Below => below(rows, &playbook, here).await?,
        Which::Changed => {
            let under = base(&playbook, &speaker.chain).ok_or(AppError::NotFound)?.id;
            let (changed, more) = changed_under(app, rows, &playbook, under).await?;
            let hangs = changed.iter().filter(|(_, parts)| !parts.contains(&ChangedPart::Gone));
            let mut places = Vec::new();
            for (board, _) in hangs {
                places.extend(rows.place(board.place).await?);
            }
            (places, more)
        }
    };
    more |= places.len() > MOST_SHEETS;
    let mut sheets = Vec::new();
    for place in places.iter().take(MOST_SHEETS) {
        let made = make(app, rows, place).await?;
        sheets.push(BoardSheet { mark: made.mark(app)?, board: made.board, kind: made.kind });
    }
    Ok(Sheets { sheets, more, day: app.now().day() })
}

/// The place and everything below it at which boards hang, from the top down, as many as are
/// printed at once, and whether there are more.
async fn below(
    rows: &mut dyn Snapshot,
    playbook: &Playbook,
    here: Place,
) -> AppResult<(Vec<Place>, bool)> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut waiting = VecDeque::from([here]);
    while let Some(place) = waiting.pop_front() {
        if !seen.insert(place.id) || place.closed_on.is_some() {
            continue;
        }
        if found.len() > MOST_SHEETS {
            return Ok((found, true));
        }
        // What holds households only has no board below it.
        let inner = playbook.rung(&place.kind).is_none_or(|rung| {
            let kinds = playbook.containment.iter().skip(rung + 1).flatten();
            kinds.into_iter().any(|kind| board::hangs_at(playbook, kind))
        });
        if place.kind != *GRID && inner {
            waiting.extend(rows.children(place.id).await?);
        }
        if board::hangs_at(playbook, &place.kind) {
            found.push(place);
        }
    }
    match found.is_empty() {
        true => Err(AppError::NotFound),
        false => Ok((found, false)),
    }
}
