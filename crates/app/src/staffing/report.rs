//! The report of a place, and the places of one rule that have too few.

use std::collections::BTreeMap;

use linli_domain::{
    indicator::is_counted,
    place::Place,
    policy::{self, Action},
    staffing::{Cell, needed},
};
use linli_kernel::PlaceId;
use linli_playbook::{
    Playbook,
    model::{Label, Staffed, StaffingRule},
};

use crate::{
    App, AppError, AppResult, Caller,
    indicator::counted_place,
    place::{self, PlaceLine},
    ports::{Counted, Counting, Snapshot},
};

/// The most places of one page.
const MOST: usize = 100;

/// The report of a place.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Report {
    /// The place.
    pub place: PlaceLine,
    /// The places over it, from the district down.
    pub path: Vec<PlaceLine>,
    /// Where the rules are written down.
    pub source: String,
    /// The rules, in the playbook's order.
    pub rules: Vec<Gap>,
    /// The places directly below, in the order of the tree.
    pub below: Vec<PlaceGaps>,
}

/// A rule with what there is.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Gap {
    /// How it is called in addresses.
    pub key: String,
    /// Of what there should be enough.
    pub who: Label,
    /// Whether people are counted, and not organisations.
    pub is_post: bool,
    /// The kind of places that it counts by.
    pub each: Label,
    /// At least so many in each.
    pub least: i64,
    /// And one for so many households.
    pub households: Option<i64>,
    /// Who stands in while nobody has the post.
    pub fallback: Option<Label>,
    /// The numbers.
    pub cell: Cell,
}

/// The numbers of a place below, in the order of the rules.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PlaceGaps {
    /// The place.
    pub place: PlaceLine,
    /// Whether it has a report of its own.
    pub has_report: bool,
    /// One for each rule.
    pub cells: Vec<Cell>,
}

/// The places of one rule that have too few.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Shorts {
    /// Below which place.
    pub place: PlaceLine,
    /// The rule with its numbers.
    pub rule: Gap,
    /// Where the rules are written down.
    pub source: String,
    /// A page of them, by the age of their rows.
    pub items: Vec<Short>,
    /// Where the next page begins, to be sent back.
    pub next: Option<PlaceId>,
}

/// A place that has too few.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Short {
    /// The place.
    pub place: PlaceLine,
    /// The way to it, below the place that was asked for.
    pub address: String,
    /// Its households.
    pub households: i64,
    /// How many there should be.
    pub needed: i64,
    /// How many there are.
    pub found: i64,
}

/// The report of a place, for staff; where none is named, of where the caller's work is.
///
/// # Errors
/// [`AppError::Forbidden`] for whoever has no post; [`AppError::NotFound`] for an unknown place;
/// [`AppError::Fields`] for a place too small for a report.
pub async fn report(app: &App, caller: &Caller, at: Option<PlaceId>) -> AppResult<Report> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let (here, playbook) = asked(app, rows, caller, at).await?;
    let here = &here;
    let day = app.now().day();
    let children = rows.children(here.id).await?;
    let open = children.iter().filter(|child| child.closed_on.is_none_or(|last| last > day));
    let mut below: BTreeMap<PlaceId, Vec<Cell>> = BTreeMap::new();
    let mut rules = Vec::new();
    for rule in &playbook.staffing.rules {
        let mut own = Cell::default();
        let mut parts: BTreeMap<PlaceId, Cell> = BTreeMap::new();
        for counted in count(app, rows, &playbook, here.id, rule).await? {
            own.add(rule, counted.households, counted.found);
            if let Some(under) = counted.under {
                let part = parts.entry(under).or_default();
                part.add(rule, counted.households, counted.found);
            }
        }
        for child in open.clone() {
            below.entry(child.id).or_default().push(parts.remove(&child.id).unwrap_or_default());
        }
        rules.extend(gap(&playbook, rule, own));
    }
    let chain = rows.chain(here.id, day).await?;
    let line = |child: &Place| PlaceGaps {
        place: place::line(child),
        has_report: is_counted(&playbook, &child.kind),
        cells: below.get(&child.id).cloned().unwrap_or_default(),
    };
    let told = open.map(line).filter(|line| line.cells.iter().any(|cell| cell.places > 0));
    Ok(Report {
        place: place::line(here),
        path: chain.0.iter().skip(1).rev().map(place::line).collect(),
        source: playbook.staffing.source.clone(),
        below: told.collect(),
        rules,
    })
}

/// The places of one rule that have too few, after the last of the page before; 1 to 100 of them.
///
/// # Errors
/// As [`report`]; [`AppError::NotFound`] also for an unknown rule.
pub async fn shorts(
    app: &App,
    caller: &Caller,
    (at, key): (Option<PlaceId>, &str),
    after: Option<PlaceId>,
    limit: usize,
) -> AppResult<Shorts> {
    let limit = limit.clamp(1, MOST);
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let (here, playbook) = asked(app, rows, caller, at).await?;
    let rule = playbook.staffing.rules.iter().find(|rule| rule.key() == key);
    let rule = rule.ok_or(AppError::NotFound)?;
    let mut cell = Cell::default();
    let mut short = Vec::new();
    for counted in count(app, rows, &playbook, here.id, rule).await? {
        cell.add(rule, counted.households, counted.found);
        let is_next = after.is_none_or(|after| counted.place > after);
        if is_next && counted.found < needed(rule, counted.households) {
            short.push(counted);
        }
    }
    let more = short.len() > limit;
    short.truncate(limit);
    let next = short.last().filter(|_| more).map(|counted| counted.place);
    let mut items = Vec::new();
    for Counted { place, households, found, .. } in short {
        let chain = rows.chain(place, app.now().day()).await?;
        let own = chain.0.iter().find(|over| over.id == place).ok_or(AppError::NotFound)?;
        items.push(Short {
            place: place::line(own),
            address: below_here(&chain.0, here.id),
            households,
            needed: needed(rule, households),
            found,
        });
    }
    let rule = gap(&playbook, rule, cell).ok_or(AppError::NotFound)?;
    let source = playbook.staffing.source.clone();
    Ok(Shorts { place: place::line(&here), rule, source, items, next })
}

/// The way down to the first of a chain from a place, which is left out unless it is the first. The
/// grid of a place is another way over it and said only of grids themselves.
fn below_here(chain: &[Place], here: PlaceId) -> String {
    let own = chain.iter().take(1);
    let over = chain.iter().skip(1).take_while(|over| over.id != here);
    let way: Vec<&Place> = own.chain(over.filter(|over| over.is_choice())).collect();
    way.iter().rev().map(|place| place.name.as_str()).collect()
}

/// The one decision, and the place that is asked for.
async fn asked(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    at: Option<PlaceId>,
) -> AppResult<(Place, std::sync::Arc<Playbook>)> {
    policy::decide(&caller.actor(None), Action::SeeStaffing, &caller.standings(), None)?;
    counted_place(app, rows, caller, at).await
}

async fn count(
    app: &App,
    rows: &mut dyn Snapshot,
    playbook: &Playbook,
    place: PlaceId,
    rule: &StaffingRule,
) -> AppResult<Vec<Counted>> {
    let lowest = playbook.containment.last().and_then(|rung| rung.first());
    let (Some(each), Some(lowest)) = (rule.kind(playbook), lowest) else { return Ok(Vec::new()) };
    let counting = Counting { place, each, lowest, day: app.now().day() };
    Ok(match &rule.who {
        Staffed::Post(role) => rows.count_posts(counting, role).await?,
        Staffed::Organisation(kind) => rows.count_organisations(counting, kind).await?,
    })
}

fn gap(playbook: &Playbook, rule: &StaffingRule, cell: Cell) -> Option<Gap> {
    let (who, fallback) = match &rule.who {
        Staffed::Post(role) => {
            let fallback = playbook.roles.get(role)?.fallback.as_ref();
            (playbook.role_label(role)?, fallback.and_then(|role| playbook.role_label(role)))
        }
        Staffed::Organisation(kind) => (playbook.parties.get(kind)?, None),
    };
    Some(Gap {
        key: rule.key(),
        who: who.clone(),
        is_post: matches!(rule.who, Staffed::Post(_)),
        each: playbook.word_or_name(rule.kind(playbook)?),
        least: rule.least,
        households: rule.households,
        fallback: fallback.cloned(),
        cell,
    })
}
