//! Which boards hang, and which of them have to be changed.

use std::collections::BTreeMap;

use linli_domain::{
    board::{self, HungBoard, Part, ServiceKind},
    place::HOUSEHOLD,
    policy::Action,
};
use linli_kernel::{Moment, PlaceId};
use linli_playbook::{
    Name, Playbook,
    engine::Holder,
    model::{GRID, Label, ToBase},
};

use super::make::{address, base, make};
use crate::{
    App, AppError, AppResult, Caller,
    account::people::name_of,
    place::{self, PlaceLine, Walk},
    ports::Snapshot,
    speaker::{Speaker, Spoken},
};

/// So many boards that may have changed are read at once; all of them are looked at, page by page.
const CHECKED_AT_ONCE: i64 = 50;
/// So many that have to be changed are shown at once; the rest comes up when these are hung anew.
const MOST_CHANGED: usize = 200;
/// The longest page of boards that hang.
const MOST: i64 = 100;

/// The boards of a place.
#[derive(Clone, Debug, serde::Serialize)]
pub struct BoardList {
    /// The place, the way to it and what lies below.
    #[serde(skip)]
    pub walk: Walk,
    /// Whether boards are listed here: at a place at the base, and below it.
    pub listed: bool,
    /// Whether a board hangs at the place itself.
    pub own: bool,
    /// Whether boards hang below it.
    pub below: bool,
    /// Boards under the same community that have to be changed, with why.
    pub changed: Vec<BoardLine>,
    /// Whether there are more of them than are shown at once.
    pub more_changed: bool,
    /// A page of the boards that hang there.
    pub hung: Vec<BoardLine>,
    /// Where the next page begins, to be sent back.
    pub next: Option<PlaceId>,
}

/// A board that hangs.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct BoardLine {
    /// Where.
    pub place: PlaceLine,
    /// The address.
    pub address: String,
    /// When it was printed and hung.
    pub hung_at: Moment,
    /// By whom: the name, if it is known.
    pub hung_by: Option<String>,
    /// For which post: the place's name and the role.
    pub hung_as: (String, Option<Label>),
    /// What is no longer as it shows; empty while it is true.
    pub changed: Vec<ChangedPart>,
    /// Changes when it is hung anew; to be sent back when it was taken down.
    pub version: i64,
}

impl BoardLine {
    /// Whether it has to come down: none can be printed for its place any more.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.changed.contains(&ChangedPart::Gone)
    }
}

/// A part of a board that is no longer true.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case", tag = "part")]
pub enum ChangedPart {
    /// The place's name or address.
    Place,
    /// Who has a post, or how they are reached.
    Post {
        /// What the role is called.
        role: Label,
        /// The name of the post's place.
        place: String,
    },
    /// How many posts are filled below.
    MoreBelow,
    /// What a post does.
    Duties {
        /// What the role is called.
        role: Label,
    },
    /// A service number.
    Number {
        /// What it is for.
        kind: ServiceKind,
        /// Its name, where the locality named the kind itself.
        name: String,
    },
    /// What is called where nobody can be called in person.
    Contact,
    /// The place is closed, or no board hangs at its kind any more: it has to be taken down.
    Gone,
}

/// The boards under a place of the caller's posts: at `at`, or where the first post is.
///
/// # Errors
/// [`AppError::Forbidden`] if none of the caller's posts speaks there; [`AppError::NotFound`].
pub async fn boards(
    app: &App,
    caller: &Caller,
    at: Option<PlaceId>,
    after: Option<PlaceId>,
    limit: i64,
) -> AppResult<BoardList> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let here = match at {
        Some(at) => {
            let here = rows.place(at).await?.ok_or(AppError::NotFound)?;
            let speaker = Speaker::load(app, rows, caller, &here).await?;
            let actor = caller.actor(speaker.post);
            let standings = &speaker.standings;
            linli_domain::policy::decide(&actor, Action::KeepBoards, standings, None)?;
            here
        }
        None => {
            let spoken =
                Spoken::load(app, rows, caller).await?.decide(caller, Action::KeepBoards)?;
            spoken.places.into_iter().next().ok_or(AppError::Forbidden)?
        }
    };
    let playbook = app.playbook_of(rows, here.district).await?.ok_or(AppError::NotFound)?;
    let chain = rows.chain(here.id, app.now().day()).await?;
    let under = base(&playbook, &chain).filter(|_| is_fine(&playbook, &here.kind));
    let mut list = BoardList {
        walk: walk(app, rows, &playbook, here.id).await?,
        listed: under.is_some(),
        own: board::hangs_at(&playbook, &here.kind),
        below: is_fine(&playbook, &here.kind) && has_boards_below(rows, &playbook, here.id).await?,
        changed: Vec::new(),
        more_changed: false,
        hung: Vec::new(),
        next: None,
    };
    let Some(under) = under.map(|place| place.id) else { return Ok(list) };
    let (changed, more) = changed_under(app, rows, &playbook, under).await?;
    list.more_changed = more;
    let mut reasons: BTreeMap<PlaceId, Vec<ChangedPart>> = BTreeMap::new();
    for (board, parts) in changed {
        list.changed.push(line(app, rows, &playbook, &board, parts.clone()).await?);
        reasons.insert(board.place, parts);
    }
    let limit = limit.clamp(1, MOST);
    let mut hung = rows.hung_boards_under(under, after, limit + 1).await?;
    let full = usize::try_from(limit).unwrap_or(0);
    let more = hung.len() > full;
    hung.truncate(full);
    list.next = hung.last().filter(|_| more).map(|board| board.place);
    for board in &hung {
        let parts = reasons.get(&board.place).cloned().unwrap_or_default();
        list.hung.push(line(app, rows, &playbook, board, parts).await?);
    }
    Ok(list)
}

/// Whether a place is so small that all boards below it hang under one place at the base.
fn is_fine(playbook: &Playbook, kind: &Name) -> bool {
    playbook.to_base(kind).is_some_and(|at| at >= ToBase::At)
}

async fn has_boards_below(
    rows: &mut dyn Snapshot,
    playbook: &Playbook,
    at: PlaceId,
) -> AppResult<bool> {
    let below = rows.children(at).await?;
    let inner = |kind: &Name| {
        let rung = playbook.rung(kind);
        rung.is_some_and(|rung| {
            playbook
                .containment
                .iter()
                .skip(rung)
                .flatten()
                .any(|kind| board::hangs_at(playbook, kind))
        })
    };
    Ok(below.iter().any(|place| board::hangs_at(playbook, &place.kind) || inner(&place.kind)))
}

/// Where the caller stands, with the grids of a community among what lies below.
async fn walk(
    app: &App,
    rows: &mut dyn Snapshot,
    playbook: &Playbook,
    at: PlaceId,
) -> AppResult<Walk> {
    let mut walk = place::walk(app, Some(at)).await?;
    walk.children.retain(|child| child.kind != *HOUSEHOLD);
    let below = rows.children(at).await?;
    let grids = below.iter().filter(|place| place.closed_on.is_none() && place.kind == *GRID);
    let grids = grids.filter(|_| playbook.grids_under.is_some()).map(place::line);
    walk.children.splice(0..0, grids);
    Ok(walk)
}

/// The boards under a place that show something that is no longer so, with what, and whether there
/// are more than are shown at once. Only those are looked at whose sources changed, and whichever of
/// them still show what is so hide no later one.
pub(super) async fn changed_under(
    app: &App,
    rows: &mut dyn Snapshot,
    playbook: &Playbook,
    under: PlaceId,
) -> AppResult<(Vec<(HungBoard, Vec<ChangedPart>)>, bool)> {
    let today = app.now().day();
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let page = rows.hung_boards_to_check(under, today, after, CHECKED_AT_ONCE).await?;
        let Some(last) = page.last().map(|board| board.place) else { return Ok((found, false)) };
        after = Some(last);
        for hung in page {
            let parts = changed_parts(app, rows, playbook, &hung).await?;
            if parts.is_empty() {
                continue;
            }
            if found.len() == MOST_CHANGED {
                return Ok((found, true));
            }
            found.push((hung, parts));
        }
    }
}

/// What a board shows that is no longer so.
pub(super) async fn changed_parts(
    app: &App,
    rows: &mut dyn Snapshot,
    playbook: &Playbook,
    hung: &HungBoard,
) -> AppResult<Vec<ChangedPart>> {
    let place = rows.place(hung.place).await?.ok_or(AppError::NotFound)?;
    match make(app, rows, &place).await {
        Ok(made) => {
            let changed = board::changed(&hung.parts, &made.parts(app));
            named(rows, playbook, changed).await
        }
        Err(AppError::NotFound) => Ok(vec![ChangedPart::Gone]),
        Err(error) => Err(error),
    }
}

/// The parts in words.
async fn named(
    rows: &mut dyn Snapshot,
    playbook: &Playbook,
    parts: Vec<Part>,
) -> AppResult<Vec<ChangedPart>> {
    let role = |name: &Name| {
        let label = playbook.role_label(name).cloned();
        label.unwrap_or_else(|| Label { zh: name.to_string(), en: None })
    };
    let mut named = Vec::new();
    for part in parts {
        named.push(match part {
            Part::Place => ChangedPart::Place,
            Part::MoreBelow => ChangedPart::MoreBelow,
            Part::Contact => ChangedPart::Contact,
            Part::Duties(name) => ChangedPart::Duties { role: role(&name) },
            Part::Number(kind, name) => ChangedPart::Number { kind, name },
            Part::Post { role: name, place } => {
                let place = rows.place(place).await?.map(|place| place.name).unwrap_or_default();
                ChangedPart::Post { role: role(&name), place }
            }
        });
    }
    Ok(named)
}

pub(super) async fn line(
    app: &App,
    rows: &mut dyn Snapshot,
    playbook: &Playbook,
    board: &HungBoard,
    changed: Vec<ChangedPart>,
) -> AppResult<BoardLine> {
    let place = rows.place(board.place).await?.ok_or(AppError::NotFound)?;
    let chain = rows.chain(board.place, app.now().day()).await?;
    let hung_as = match &board.hung_as {
        Holder::Post { role, place } => {
            let name = rows.place(*place).await?.map(|place| place.name).unwrap_or_default();
            (name, playbook.role_label(role).cloned())
        }
        Holder::Organisation(_) | Holder::Person(_) => (String::new(), None),
    };
    let person = rows.person(board.hung_by).await?;
    Ok(BoardLine {
        address: address(playbook, &chain),
        place: place::line(&place),
        hung_at: board.hung_at,
        hung_by: person.and_then(|person| name_of(app, &person)),
        hung_as,
        changed,
        version: board.version,
    })
}
