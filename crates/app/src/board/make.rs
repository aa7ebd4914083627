//! A board made from the rows of today, with everything that it was made from.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::{
    board::{
        self, Board, HeldPost, Line, MAX_BELOW, ServiceKind, ServiceSheet, Source, SourceKind,
        duties, inherited,
    },
    place::{Chain, Place},
    post::Post,
};
use linli_kernel::{Day, PlaceId, to_hexadecimal};
use linli_playbook::{
    Name, Playbook,
    engine::Holder,
    model::{GRID, Role},
};

use crate::{
    App, AppError, AppResult,
    account::people::{name_of, phone_of},
    matter::internal,
    ports::Snapshot,
};

/// How many bytes of a part's hash are kept: enough that no two states of it look the same.
const HASH_BYTES: usize = 16;

/// A board with what it was made from.
pub(super) struct Made {
    /// What it shows.
    pub(super) board: Board,
    /// The district.
    pub(super) district: PlaceId,
    /// The place over it that grids lie under.
    pub(super) gridded: Place,
    /// What its place's kind is called.
    pub(super) kind: linli_playbook::model::Label,
    /// What it was made from.
    pub(super) sources: BTreeSet<Source>,
    /// The first day on which a post on it ends or begins.
    pub(super) look_again_on: Option<Day>,
}

impl Made {
    /// Every part with the keyed hash of its words: equal parts of two boards do not look alike.
    pub(super) fn parts(&self, app: &App) -> BTreeMap<String, String> {
        let hashed = |(part, words): (linli_domain::board::Part, String)| {
            let part = part.to_string();
            let said = format!("{}\n{part}\n{words}", self.board.place);
            let hash = app.vault.hash("board", &said);
            let kept = hash.get(..HASH_BYTES).unwrap_or(&hash);
            (part, to_hexadecimal(kept))
        };
        self.board.parts().into_iter().map(hashed).collect()
    }

    /// One word for all that the board shows.
    pub(super) fn mark(&self, app: &App) -> AppResult<String> {
        let parts = serde_json::to_string(&self.parts(app)).map_err(internal)?;
        let hash = app.vault.hash("board-mark", &parts);
        Ok(to_hexadecimal(hash.get(..HASH_BYTES).unwrap_or(&hash)))
    }

    fn from(&mut self, kind: SourceKind, id: i64, state: i64) {
        self.sources.insert(Source { kind, id, state });
    }
}

/// The board of a place.
///
/// # Errors
/// [`AppError::NotFound`] if none hangs at places of its kind, or it is closed.
pub(super) async fn make(app: &App, rows: &mut dyn Snapshot, place: &Place) -> AppResult<Made> {
    let today = app.now().day();
    let playbook = app.playbook_of(rows, place.district).await?.ok_or(AppError::NotFound)?;
    if place.closed_on.is_some() || !board::hangs_at(&playbook, &place.kind) {
        return Err(AppError::NotFound);
    }
    let chain = rows.chain(place.id, today).await?;
    let gridded = base(&playbook, &chain).ok_or(AppError::NotFound)?.clone();
    let mut made = Made {
        board: Board {
            place: place.id,
            name: place.name.clone(),
            address: address(&playbook, &chain),
            posts: Vec::new(),
            below: Vec::new(),
            more_below: false,
            duties: Vec::new(),
            numbers: Vec::new(),
            contact: None,
        },
        district: place.district,
        kind: playbook.word_or_name(&place.kind),
        gridded,
        sources: BTreeSet::new(),
        look_again_on: None,
    };
    let binding = rows.binding(place.district).await?.map_or(0, |(_, _, version)| version);
    made.from(SourceKind::Binding, place.district.get(), binding);
    over(rows, &mut made, &chain, today).await?;
    let below = below(rows, &mut made, &playbook, place, today).await?;
    posts(app, rows, &mut made, (&playbook, &chain), &below).await?;
    numbers(rows, &mut made, &chain).await?;
    Ok(made)
}

/// The place at the base that the chain passes through; its top where it begins over the base.
pub(super) fn base<'c>(playbook: &Playbook, chain: &'c Chain) -> Option<&'c Place> {
    chain.at_base(playbook).or_else(|| chain.0.last())
}

/// The address of a place with a board, from the base down.
pub(super) fn address(playbook: &Playbook, chain: &Chain) -> String {
    let over = chain.at_base(playbook);
    match chain.0.first() {
        // An address leaves grids out, except that of a grid itself.
        Some(grid) if grid.kind == *GRID => {
            let over = over.map_or("", |place| place.name.as_str());
            if grid.name.starts_with(over) {
                grid.name.clone()
            } else {
                format!("{over}{}", grid.name)
            }
        }
        _ => chain.address(over.map_or("", |place| place.kind.as_str())),
    }
}

/// What lies over the board's place belongs to what it was made from.
async fn over(
    rows: &mut dyn Snapshot,
    made: &mut Made,
    chain: &Chain,
    today: Day,
) -> AppResult<()> {
    let near: Vec<&Place> =
        chain.0.iter().take_while(|place| place.id != made.gridded.id).collect();
    let members: Vec<PlaceId> =
        near.iter().filter(|place| place.kind != *GRID).map(|place| place.id).collect();
    let grids: BTreeMap<_, _> = rows.memberships(&members, today).await?.into_iter().collect();
    for place in near {
        made.from(SourceKind::Place, place.id.get(), place.version);
    }
    for member in members {
        let grid = grids.get(&member).map_or(0, |grid| grid.get());
        made.from(SourceKind::Member, member.get(), grid);
    }
    Ok(())
}

/// The places directly below at which posts stand that boards show: a building's units, a grid's
/// buildings.
async fn below(
    rows: &mut dyn Snapshot,
    made: &mut Made,
    playbook: &Playbook,
    place: &Place,
    today: Day,
) -> AppResult<Vec<Place>> {
    if place.kind != *GRID {
        return children(rows, made, playbook, place.id).await;
    }
    let covered = rows.covered(place.id, today).await?;
    let count = i64::try_from(covered.len()).unwrap_or(i64::MAX);
    made.from(SourceKind::Covered, place.id.get(), count);
    let mut found = Vec::new();
    for member in covered {
        if board::hangs_at(playbook, &member.kind) {
            found.push(member);
            continue;
        }
        // A compound whose buildings are the grid's, but for those that another grid has.
        let inside = children(rows, made, playbook, member.id).await?;
        let ids: Vec<PlaceId> = inside.iter().map(|place| place.id).collect();
        let own: BTreeMap<_, _> = rows.memberships(&ids, today).await?.into_iter().collect();
        let here = |inside: &Place| own.get(&inside.id).is_none_or(|grid| *grid == place.id);
        found.extend(inside.into_iter().filter(here));
    }
    found.retain(|place| place.closed_on.is_none());
    Ok(found)
}

async fn children(
    rows: &mut dyn Snapshot,
    made: &mut Made,
    playbook: &Playbook,
    parent: PlaceId,
) -> AppResult<Vec<Place>> {
    let inside = rows.children(parent).await?;
    let open: Vec<Place> = inside.into_iter().filter(|place| place.closed_on.is_none()).collect();
    let shown: Vec<Place> =
        open.iter().filter(|place| board::hangs_at(playbook, &place.kind)).cloned().collect();
    // Households come and go without a board of theirs.
    if !shown.is_empty() {
        made.from(SourceKind::Below, parent.get(), i64::try_from(open.len()).unwrap_or(i64::MAX));
    }
    Ok(shown)
}

/// The lines of all posts, and the duties of the roles over the place.
async fn posts(
    app: &App,
    rows: &mut dyn Snapshot,
    made: &mut Made,
    (playbook, chain): (&Playbook, &Chain),
    below: &[Place],
) -> AppResult<()> {
    let today = app.now().day();
    let roles = board::roles(playbook);
    let at = |place: &&Place| roles.iter().any(|(_, role)| role.at == place.kind);
    let over: Vec<&Place> = chain.0.iter().filter(at).collect();
    let places: Vec<PlaceId> = over.iter().copied().chain(below).map(|place| place.id).collect();
    let held = rows.posts_at(&places, today).await?;
    let ends = held.iter().filter_map(|post| post.valid_to?.tomorrow().ok());
    made.look_again_on = ends.chain(rows.next_post_on(&places, today).await?).min();
    let mut shown = Vec::new();
    for place in over {
        made.from(SourceKind::Place, place.id.get(), place.version);
        for (name, role) in roles.iter().filter(|(_, role)| role.at == place.kind) {
            let line = line(app, rows, made, (name, role), (place, &held, playbook)).await?;
            made.board.posts.push(line);
            shown.push((*name, *role));
        }
    }
    made.board.duties = duties(shown);
    for place in below {
        made.from(SourceKind::Place, place.id.get(), place.version);
        for (name, role) in roles.iter().filter(|(_, role)| role.at == place.kind) {
            let line = line(app, rows, made, (name, role), (place, &held, playbook)).await?;
            if line.named.is_empty() {
                continue;
            }
            match made.board.below.len() < MAX_BELOW {
                true => made.board.below.push(line),
                false => made.board.more_below = true,
            }
        }
    }
    Ok(())
}

async fn line(
    app: &App,
    rows: &mut dyn Snapshot,
    made: &mut Made,
    (name, role): (&Name, &Role),
    (place, held, playbook): (&Place, &[Post], &Playbook),
) -> AppResult<Line> {
    let holder = Holder::Post { role: name.clone(), place: place.id };
    let mut people = Vec::new();
    for post in held.iter().filter(|post| post.holder == holder) {
        made.from(SourceKind::Post, post.id.get(), post.version);
        let mut one = HeldPost { published: post.published, name: None, phone: None };
        // Whoever did not agree is not even opened.
        if post.published
            && let Some(person) = rows.person(post.person).await?
        {
            made.from(SourceKind::Person, person.id.get(), person.version);
            one = HeldPost { name: name_of(app, &person), phone: phone_of(app, &person), ..one };
        }
        people.push(one);
    }
    let stand_in = role.fallback.as_ref().and_then(|role| playbook.role_label(role)).cloned();
    Ok(Line::new((name, role), (place.id, &place.name), people, stand_in))
}

/// Service numbers, and what is called where nobody can be called in person.
async fn numbers(rows: &mut dyn Snapshot, made: &mut Made, chain: &Chain) -> AppResult<()> {
    let sheets = sheets_of(rows, chain).await?;
    for place in &chain.0 {
        let version = sheets.iter().find(|sheet| sheet.place == place.id).map_or(0, |s| s.version);
        made.from(SourceKind::Sheet, place.id.get(), version);
    }
    made.board.numbers = inherited(&sheets);
    let facilities = rows.facilities_of(made.gridded.id).await?;
    let versions = facilities.iter().map(|facility| facility.version).sum();
    made.from(SourceKind::Facilities, made.gridded.id.get(), versions);
    let community =
        |found: &&linli_domain::board::Inherited| found.number.kind == ServiceKind::Community;
    let kept = made.board.numbers.iter().find(community).map(|found| found.number.phone.clone());
    made.board.contact =
        kept.or_else(|| facilities.into_iter().find_map(|facility| facility.phone));
    Ok(())
}

/// The sheets of a chain's places, the nearest first.
pub(crate) async fn sheets_of(
    rows: &mut dyn Snapshot,
    chain: &Chain,
) -> AppResult<Vec<ServiceSheet>> {
    let ids: Vec<PlaceId> = chain.0.iter().map(|place| place.id).collect();
    let mut sheets = rows.service_sheets(&ids).await?;
    sheets.sort_by_key(|sheet| ids.iter().position(|id| *id == sheet.place));
    Ok(sheets)
}
