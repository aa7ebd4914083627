//! Boards were printed and hang now.

use std::collections::BTreeSet;

use linli_domain::{
    board::HungBoard,
    place::Place,
    policy::{self, Action, Permit},
};
use linli_kernel::PlaceId;
use linli_playbook::engine::Holder;

use super::make::make;
use crate::{
    App, AppError, AppResult, BoardPut, Caller, Changes, Expect, FieldError, Put, audit,
    ports::Snapshot,
    retried,
    speaker::{Speaker, Spoken},
};

/// As what it is audited, done or refused.
const ACTION: &str = "board.hang";
/// So many are said to hang at once.
const MOST: usize = 100;

/// A board that was printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardMark {
    /// Its place.
    pub place: PlaceId,
    /// What it showed, as the sheet said it.
    pub mark: String,
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Hung {
    /// So many are written down as hanging.
    pub hung: usize,
    /// So many are not: what they show changed since they were printed.
    pub changed: usize,
}

/// Writes down that these boards hang, as they were printed. One that changed since is left out:
/// it has to be printed again.
///
/// # Errors
/// [`AppError::Forbidden`] unless posts of the caller at community level or above lie at or over
/// every place; [`AppError::NotFound`] if a place has no board; [`AppError::Fields`] if none or
/// more than a hundred are named.
pub async fn hang_boards(app: &App, caller: &Caller, marks: &[BoardMark]) -> AppResult<Hung> {
    let answer = retried(|| try_hang(app, caller, marks)).await;
    let subject = marks.first().map_or("place:none".to_owned(), |m| format!("place:{}", m.place));
    audit::told(app, &caller.actor(None), ACTION, subject, answer).await
}

/// A named board with its place and the post that speaks there.
struct Named<'m> {
    place: Place,
    post: Option<Holder>,
    mark: &'m str,
}

async fn try_hang(app: &App, caller: &Caller, marks: &[BoardMark]) -> AppResult<Hung> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    if marks.is_empty() {
        Spoken::load(app, rows, caller).await?.decide(caller, Action::KeepBoards)?;
        return Err(AppError::field("boards", "field-required"));
    }
    let (named, relied_on, permit) = decided(app, rows, caller, marks).await?;
    if marks.len() > MOST {
        let many = FieldError::new("boards", "too-many-boards").with("max", MOST);
        return Err(AppError::Fields(vec![many]));
    }
    let actor = permit.actor().clone();
    let audited =
        |place: PlaceId| audit::row(app, &actor, ACTION, format!("place:{place}"), audit::DONE);
    let mut answer = Hung { hung: 0, changed: 0 };
    let mut puts: Vec<Put> = Vec::new();
    let mut rest = Vec::new();
    let mut seen = BTreeSet::new();
    for Named { place, post, mark } in named.into_iter().filter(|one| seen.insert(one.place.id)) {
        let made = make(app, rows, &place).await?;
        if made.mark(app)? != mark {
            answer.changed += 1;
            continue;
        }
        answer.hung += 1;
        let before = rows.hung_boards(&[place.id]).await?.pop();
        let hung = HungBoard {
            place: place.id,
            district: made.district,
            gridded: made.gridded.id,
            gridded_name: made.gridded.name.clone(),
            parts: made.parts(app),
            look_again_on: made.look_again_on,
            hung_at: app.now(),
            hung_by: caller.person,
            hung_as: post.ok_or(AppError::Forbidden)?,
            version: before.map_or(1, |before| before.version + 1),
        };
        puts.push(BoardPut::Hung(Box::new(hung), made.sources).into());
        rest.push(audited(place.id));
    }
    if rest.is_empty() {
        return Ok(answer);
    }
    let mut changes = Changes::new(permit, rest.remove(0));
    changes.expects.extend(relied_on);
    changes.puts.extend(puts.into_iter().chain(rest.into_iter().map(Put::from)));
    app.store.commit(changes).await?;
    Ok(answer)
}

/// The places of these boards, what the decision relied on, and the decision: whoever speaks for
/// some of them only does not hang the others.
async fn decided<'m>(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    marks: &'m [BoardMark],
) -> AppResult<(Vec<Named<'m>>, BTreeSet<Expect>, Permit)> {
    let mut standings = BTreeSet::new();
    let mut silent = false;
    let mut named: Vec<Named<'m>> = Vec::new();
    let mut relied_on = BTreeSet::new();
    for BoardMark { place, mark } in marks.iter().take(MOST) {
        let place = rows.place(*place).await?.ok_or(AppError::NotFound)?;
        let speaker = Speaker::load(app, rows, caller, &place).await?;
        silent |= speaker.standings.is_empty();
        standings.extend(speaker.standings);
        relied_on.extend(speaker.relied_on);
        named.push(Named { place, post: speaker.post, mark });
    }
    if silent {
        standings.clear();
    }
    let acting = named.first().and_then(|one| one.post.clone());
    let permit = policy::decide(&caller.actor(acting), Action::KeepBoards, &standings, None)?;
    Ok((named, relied_on, permit))
}
