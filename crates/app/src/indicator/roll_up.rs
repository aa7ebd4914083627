//! Keeps the figures of every place and month: what a changed case counted for is taken away, what
//! it counts for now is added.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use linli_domain::{
    indicator::{Figures, by_month, is_counted, running},
    matter::CaseRow,
    place::{Chain, Place},
};
use linli_kernel::{CaseId, Day, Month, PlaceId};

use super::courses;
use crate::{
    App, AppError, AppResult, ScopeKind,
    ports::{MonthFigures, RollUp, RunningCase, Share, Snapshot},
};

/// Most cases in one commit.
const BATCH: i64 = 200;
/// Most commits in one call, so that a long backlog does not hold up what else the clock does.
const COMMITS: usize = 50;

/// Counts the cases that changed since they were counted; answers how many. Call it every second or
/// so. Any number of processes may call it: one of them wins.
///
/// # Errors
/// [`AppError::Internal`] if the store fails.
pub async fn roll_up_due(app: &App) -> AppResult<usize> {
    let mut counted = 0;
    for _ in 0..COMMITS {
        match roll_up_some(app).await {
            Ok(0) => break,
            Ok(count) => counted += count,
            // Another process counts.
            Err(AppError::Conflict) => break,
            Err(error) => return Err(error),
        }
    }
    Ok(counted)
}

async fn roll_up_some(app: &App) -> AppResult<usize> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let due = rows.figures_due(BATCH).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let ids: Vec<CaseId> = due.iter().map(|(id, _)| *id).collect();
    let before = rows.shares(&ids).await?;
    let now = shares(app, rows, &ids).await?;
    let mut sums = Sums::default();
    let mut roll_up = RollUp::default();
    let nothing = Share::default();
    for (id, revision) in due {
        let share = now.get(&id).cloned().unwrap_or_default();
        let before = before.get(&id).unwrap_or(&nothing);
        if *before != share {
            sums.add(before, -1);
            sums.add(&share, 1);
            list(&mut roll_up, id, before, &share);
        }
        roll_up.shares.push((id, revision, share));
    }
    roll_up.months = sums.over(rows).await?;
    let count = roll_up.shares.len();
    app.store.roll_up(roll_up).await?;
    Ok(count)
}

/// What changes in the lists beside the sums.
fn list(roll_up: &mut RollUp, case: CaseId, before: &Share, now: &Share) {
    let (was, is): (BTreeSet<_>, BTreeSet<_>) = (before.listed().collect(), now.listed().collect());
    roll_up.unlisted.extend(was.difference(&is).map(|(place, month)| (*place, *month, case)));
    roll_up.listed.extend(is.difference(&was).map(|(place, month)| (*place, *month, case)));
    let stays = |place: &&PlaceId| now.running.is_some() && now.places.contains(*place);
    if before.running.is_some() {
        let stopped = before.places.iter().filter(|place| !stays(place));
        roll_up.stopped.extend(stopped.map(|place| (*place, case)));
    }
    if let Some((due, thrice)) = now.running
        && (before.running != now.running || before.places != now.places)
    {
        let running =
            now.places.iter().map(|place| RunningCase { place: *place, case, due, thrice });
        roll_up.running.extend(running);
    }
}

/// What changes in the figures of places and months.
#[derive(Default)]
struct Sums(BTreeMap<(PlaceId, Month), Figures>);

impl Sums {
    fn add(&mut self, share: &Share, times: i64) {
        for place in &share.places {
            for (month, figures) in &share.months {
                self.0.entry((*place, *month)).or_default().plus(figures, times);
            }
        }
    }

    /// The rows as they are then.
    async fn over(mut self, rows: &mut dyn Snapshot) -> AppResult<Vec<MonthFigures>> {
        self.0.retain(|_, change| *change != Figures::default());
        let places: BTreeSet<PlaceId> = self.0.keys().map(|(place, _)| *place).collect();
        let places: Vec<PlaceId> = places.into_iter().collect();
        let months = self.0.keys().map(|(_, month)| *month);
        let (Some(first), Some(last)) = (months.clone().min(), months.max()) else {
            return Ok(Vec::new());
        };
        let held = rows.month_figures(&places, (first, last)).await?;
        let mut held: BTreeMap<_, _> =
            held.into_iter().map(|row| ((row.place, row.month), row)).collect();
        let next = |((place, month), change)| {
            let blank = MonthFigures { place, month, figures: Figures::default(), version: 0 };
            let mut row = held.remove(&(place, month)).unwrap_or(blank);
            row.figures.plus(&change, 1);
            row.version += 1;
            row
        };
        Ok(self.0.into_iter().map(next).collect())
    }
}

/// What these cases count for.
async fn shares(
    app: &App,
    rows: &mut dyn Snapshot,
    ids: &[CaseId],
) -> AppResult<BTreeMap<CaseId, Share>> {
    let filed = rows.scopes_of(ids).await?;
    let cases = rows.cases_by_id(ids).await?;
    let mut courses = courses::read(app, rows, &cases.iter().collect::<Vec<_>>()).await?;
    let mut chains = BTreeMap::new();
    let mut found = BTreeMap::new();
    for row in cases {
        let (key, version) = row.state.playbook.clone();
        let playbook = app.playbook(rows, &key, version).await?;
        let chain = chain(rows, &mut chains, &row, app.now().day()).await?;
        let scopes = filed.get(&row.id).into_iter().flatten();
        let over: BTreeSet<i64> = scopes
            .filter(|scope| scope.kind == ScopeKind::Place)
            .map(|scope| scope.scope)
            .collect();
        let counted =
            |place: &&Place| over.contains(&place.id.get()) && is_counted(&playbook, &place.kind);
        let counted = || chain.0.iter().filter(counted).map(|place| place.id);
        if let Some(lowest) = counted().next() {
            let course = courses.remove(&row.id).unwrap_or_default();
            let months = by_month(&playbook, (&row.state, &course), app.now());
            let (places, running) = (counted().collect(), running(&row.state));
            let course = Some((row.revision, course));
            let lowest = Some(lowest);
            found.insert(row.id, Share { places, months, lowest, running, course });
        }
    }
    Ok(found)
}

async fn chain<'a>(
    rows: &mut dyn Snapshot,
    known: &'a mut BTreeMap<PlaceId, Chain>,
    row: &CaseRow,
    today: Day,
) -> AppResult<&'a Chain> {
    Ok(match known.entry(row.state.place) {
        Entry::Occupied(entry) => entry.into_mut(),
        Entry::Vacant(entry) => entry.insert(rows.chain(row.state.place, today).await?),
    })
}
