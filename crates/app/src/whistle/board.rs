//! The whistle board 吹哨报到: whistles by deadline, with every party's state and clocks.

use std::{collections::BTreeMap, str::FromStr};

use linli_domain::{
    matter::CaseRow,
    policy::{self, Action, Arm, CaseClass, Visibility},
    whistle::{Part, Party, PartyState, Whistle},
};
use linli_kernel::{CaseId, Moment, OrganisationId, PlaceId};
use linli_playbook::model::Label;

use crate::{
    App, AppError, AppResult, Caller,
    matter::{self, ActorView, Detail, ListLine, MOST_LINES, Names},
    place::{self, PlaceLine},
    ports::{Snapshot, WhistleFilter, WhistleKey, WhistleSight},
};

/// The lists of the board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Where the caller or an organisation of theirs has something to do.
    #[default]
    Mine,
    /// Blown by the caller's places, or for them.
    Ours,
    /// All open ones that the caller may read.
    All,
    /// Those that are over.
    Closed,
}

impl Tab {
    /// All of them, in order.
    pub const ALL: [Self; 4] = [Self::Mine, Self::Ours, Self::All, Self::Closed];

    /// The word in addresses.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Ours => "ours",
            Self::All => "all",
            Self::Closed => "closed",
        }
    }

    /// From the word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.word() == word)
    }
}

/// Which whistles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhistleRequest {
    /// Which list.
    pub tab: Tab,
    /// Only of this place and everything below.
    pub place: Option<PlaceId>,
    /// Only those to which this organisation was called.
    pub organisation: Option<OrganisationId>,
    /// Where to go on.
    pub after: Option<String>,
    /// How many; at most 100.
    pub limit: i64,
}

/// A party as the board shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyLine {
    /// Who.
    pub holder: ActorView,
    /// Lead, help or watch.
    pub part: Part,
    /// How far it is.
    pub state: PartyState,
    /// Until when it has to answer, while it has not.
    pub answer_by: Option<Moment>,
    /// Until when its part has to be done, while it is not.
    pub due: Option<Moment>,
    /// Whether it is late, or was.
    pub late: bool,
}

/// One whistle of the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhistleLine {
    /// The number of the event by which it was blown: its name in the case.
    pub event: u32,
    /// When it was blown.
    pub at: Moment,
    /// Who blew it.
    pub by: Option<ActorView>,
    /// Whether it was blown because somebody's time was over.
    pub by_clock: bool,
    /// The step's words.
    pub step: Option<Label>,
    /// Until when the step has to be done, while the whistle is open.
    pub due: Option<Moment>,
    /// Whether it is late, or was.
    pub late: bool,
    /// When it was over.
    pub ended: Option<Moment>,
    /// Who was called, in order.
    pub parties: Vec<PartyLine>,
    /// The case.
    pub line: ListLine,
}

/// A page of the board.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhistleBoard {
    /// The whistles: open ones by the clock that runs next, closed ones from the latest back.
    pub items: Vec<WhistleLine>,
    /// Where the next page begins, to be sent back.
    pub next: Option<String>,
    /// The places to filter by: those below the caller's, or below the one asked for and that itself.
    pub places: Vec<PlaceLine>,
    /// The organisations of the whistles shown, and the one asked for, to filter by.
    pub organisations: Vec<(OrganisationId, String)>,
}

/// A page of the whistles that the caller may read.
///
/// # Errors
/// [`AppError::Forbidden`] for whoever has neither post nor organisation; [`AppError::Fields`] on
/// `after`, `place` and `organisation`.
pub async fn whistle_board(
    app: &App,
    caller: &Caller,
    request: &WhistleRequest,
) -> AppResult<WhistleBoard> {
    policy::decide(&caller.actor(None), Action::SeeQueue, &caller.standings(), None)?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let after = match request.after.as_deref() {
        Some(word) => {
            Some(key_of(word).ok_or_else(|| AppError::field("after", "list-place-unknown"))?)
        }
        None => None,
    };
    if let Some(place) = request.place {
        rows.place(place).await?.ok_or_else(|| AppError::field("place", "place-unknown"))?;
    }
    let filter = WhistleFilter {
        closed: request.tab == Tab::Closed,
        place: request.place,
        organisation: request.organisation,
    };
    let limit = request.limit.clamp(1, MOST_LINES);
    let visible = matter::sight_of(app, rows, caller).await?;
    let holders = caller.working_holders();
    let sight = match request.tab {
        Tab::Mine => WhistleSight::Asked(&holders),
        Tab::Ours => WhistleSight::Callers(&visible),
        Tab::All | Tab::Closed => WhistleSight::Visible(&visible),
    };
    let page = rows.whistle_page(sight, filter, after, limit).await?;
    let mut cases = BTreeMap::new();
    let ids: Vec<CaseId> = page.items.iter().map(|(case, _)| *case).collect();
    let mut found = rows.cases_by_id(&ids).await?;
    if request.tab != Tab::Mine {
        matter::keep_below(app, rows, &visible, &mut found).await?;
    }
    for row in found {
        // Who is told of a case by its queue may still be the one it is about.
        let open = matches!(row.class, CaseClass::Ordinary | CaseClass::Anonymous);
        if open || matter::sees(app, rows, caller, &row).await? {
            cases.insert(row.id, row);
        }
    }
    let next = page.next.map(|(at, case, event)| format!("{}.{case}.{event}", at.ms()));
    let shown: Vec<(CaseRow, Whistle)> = page
        .items
        .into_iter()
        .filter_map(|(case, whistle)| Some((cases.get(&case)?.clone(), whistle)))
        .collect();
    let mut board = WhistleBoard { next, ..lines(app, rows, caller, shown).await? };
    if let Some(id) = request.organisation
        && !board.organisations.iter().any(|(known, _)| *known == id)
    {
        let asked = rows.organisation(id).await?;
        let asked = asked.ok_or_else(|| AppError::field("organisation", "organisation-unknown"))?;
        board.organisations.push((id, asked.name));
    }
    board.places = places_below(rows, &visible, request.place).await?;
    board.organisations.sort_by(|(_, one), (_, two)| one.cmp(two));
    Ok(board)
}

async fn places_below(
    rows: &mut dyn Snapshot,
    sight: &Visibility,
    asked: Option<PlaceId>,
) -> AppResult<Vec<PlaceLine>> {
    let own = sight.arms().filter_map(|arm| match arm {
        Arm::Place(id) => Some(*id),
        _ => None,
    });
    let above: Vec<PlaceId> = asked.map_or_else(|| own.collect(), |asked| vec![asked]);
    let mut found = Vec::new();
    for id in above {
        if asked.is_some() {
            found.extend(rows.place(id).await?.as_ref().map(place::line));
        }
        let children = rows.children(id).await?;
        found.extend(children.iter().filter(|child| child.is_choice()).map(place::line));
    }
    Ok(found)
}

fn key_of(word: &str) -> Option<WhistleKey> {
    let mut parts = word.splitn(3, '.');
    let at = Moment::from_ms(parts.next()?.parse().ok()?);
    let case = CaseId::from_str(parts.next()?).ok()?;
    Some((at, case, parts.next()?.parse().ok()?))
}

async fn lines(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    shown: Vec<(CaseRow, Whistle)>,
) -> AppResult<WhistleBoard> {
    let cases: Vec<&CaseRow> = shown.iter().map(|(row, _)| row).collect();
    let listed = matter::lines(app, rows, &cases, Detail::For(caller)).await?;
    let mut listed: BTreeMap<CaseId, ListLine> =
        listed.into_iter().map(|line| (line.id, line)).collect();
    let mut names = Names::default();
    let mut items = Vec::new();
    let now = app.now();
    for (row, whistle) in &shown {
        let Some(line) = listed.get(&row.id).cloned() else { continue };
        let (key, version) = &row.state.playbook;
        let playbook = app.playbook(rows, key, *version).await?;
        let mut parties = Vec::new();
        for party in &whistle.parties {
            let holder = names.holder(rows, &playbook, &party.holder).await?;
            parties.push(party_line(party, holder, now));
        }
        let by = match &whistle.by {
            Some(holder) => Some(names.holder(rows, &playbook, holder).await?),
            None => None,
        };
        let process = playbook.process(&row.state.process);
        let step = process.and_then(|process| process.steps.get(&whistle.step));
        items.push(WhistleLine {
            event: whistle.event,
            at: whistle.at,
            by,
            by_clock: whistle.by_clock,
            step: step.map(|step| step.label.clone()),
            due: whistle.is_open().then_some(whistle.due),
            late: whistle.is_late(now),
            ended: whistle.ended,
            parties,
            line,
        });
    }
    listed.clear();
    let organisations = names.organisations.into_iter().collect();
    Ok(WhistleBoard { items, organisations, ..WhistleBoard::default() })
}

fn party_line(party: &Party, holder: ActorView, now: Moment) -> PartyLine {
    let state = party.state();
    let open = party.closed.is_none() && party.part != Part::Supervise;
    PartyLine {
        holder,
        part: party.part,
        state,
        answer_by: party.answer_by.filter(|_| state == PartyState::Asked),
        due: open.then_some(party.due),
        late: party.is_late(now),
    }
}
