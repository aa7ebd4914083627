//! Many cases at once: real ones are taken in and withdrawn by the use-cases, and their rows are
//! written again and again under other ids, by bulk commits that nobody waits on the disk for.

use std::{collections::BTreeSet, sync::Arc};

use linli_app::{
    App, AppError, AuditRow, CasePut, Changes, Put, QueueRow, ScopeRow,
    account::{self, Presence},
    matter::{self, RawFields, ReportMatter, TakeAction},
    ports::Store,
};
use linli_domain::{
    matter::{CaseRow, TextRow},
    policy::{self, Action, Standing},
};
use linli_kernel::{CaseId, Moment, RawId, TextId};
use linli_playbook::engine::{Actor, Event, EventBody};

use crate::{
    outcome::Outcome,
    recorder::Keeping,
    world::{self, GRIDS, World},
};

/// Cases in one commit.
const TOGETHER: usize = 250;
/// Of a grid's first cases all are open, so that even a small run fills a page.
const OPEN_AT_FIRST: usize = 50;
/// Then one case in so many is open, and the others have ended.
const ONE_OPEN_IN: usize = 25;
/// What lies between two cases that follow each other.
const APART_MS: i64 = 60_000;

/// A case's rows.
#[derive(Clone, Debug)]
struct Rows {
    case: CaseRow,
    queue: Vec<QueueRow>,
    scopes: Vec<ScopeRow>,
    events: Vec<Event>,
    text: TextRow,
}

/// What the others are made after: for each resident one that is open and one that ended.
#[derive(Clone, Debug)]
pub(crate) struct Patterns(Vec<(Rows, Rows)>);

/// A resident's seeded case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seeded {
    /// Whose: a number in the world's residents.
    pub(crate) resident: usize,
    /// The case.
    pub(crate) id: CaseId,
}

/// Collects the rows of a case from the commits that made it what it is.
fn collect(all: Vec<Changes>) -> Option<Rows> {
    let (mut case, mut text) = (None, None);
    let (mut queue, mut scopes, mut events) = (Vec::new(), Vec::new(), Vec::new());
    for put in all.into_iter().flat_map(|changes| changes.puts) {
        match put {
            Put::Case(CasePut::Case(row)) => case = Some(*row),
            Put::Case(CasePut::Queue(_, rows)) => queue = rows,
            Put::Case(CasePut::Scopes(_, rows)) => scopes = rows,
            Put::Case(CasePut::Events(_, more)) => events.extend(more),
            Put::Case(CasePut::Text(row)) => text = text.or(Some(row)),
            _ => {}
        }
    }
    Some(Rows { case: case?, queue, scopes, events, text: text? })
}

impl Patterns {
    /// Takes matters in, and withdraws every second one.
    ///
    /// # Errors
    /// [`AppError`] if a use-case refuses.
    pub(crate) async fn make(app: &App, kept: &Keeping, world: &World) -> Result<Self, AppError> {
        let mut patterns = Vec::new();
        for (number, resident) in world.residents.iter().enumerate() {
            let open = Self::case(app, kept, resident, number, false).await?;
            let ended = Self::case(app, kept, resident, number + 1, true).await?;
            patterns.push((open, ended));
        }
        Ok(Self(patterns))
    }

    async fn case(
        app: &App,
        kept: &Keeping,
        resident: &world::Resident,
        number: usize,
        ended: bool,
    ) -> Result<Rows, AppError> {
        let Presence::Here(caller) = account::presence(app, &resident.token).await? else {
            return Err(AppError::SignedOut);
        };
        let input = ReportMatter {
            text: world::words(number).to_owned(),
            place: resident.home.to_string(),
            ..ReportMatter::default()
        };
        drop(kept.take());
        let reported = matter::report(app, &caller, &input, None).await?;
        if ended {
            let input = TakeAction {
                action: "withdraw".to_owned(),
                task: None,
                fields: RawFields::default(),
                seen_version: None,
            };
            matter::act(app, &caller, reported.id, &input, None).await?;
        }
        let missing = || AppError::Internal("a commit without its case".to_owned());
        collect(kept.take()).ok_or_else(missing)
    }

    /// The rows of the case with this number.
    fn rows(&self, number: usize) -> Option<Rows> {
        let (open, ended) = self.0.get(number % self.0.len().max(1))?;
        let in_grid = number / GRIDS;
        let is_open = in_grid < OPEN_AT_FIRST || in_grid.is_multiple_of(ONE_OPEN_IN);
        let pattern = if is_open { open } else { ended };
        let number = i64::try_from(number).ok()?;
        pattern.clone().renumbered(number)
    }
}

impl Rows {
    /// The same case under other ids and at other moments. Its first deadlines stay ahead of the
    /// clock, which therefore leaves it alone.
    fn renumbered(mut self, number: i64) -> Option<Self> {
        let raw = RawId::new(number + 1)?;
        let (case, text) = (CaseId::from_raw(raw), TextId::from_raw(raw));
        let before = |at: Moment| at.plus_ms(-number * APART_MS);
        let later = |at: Moment| at.plus_ms(number);
        let row = &mut self.case;
        (row.id, row.text.id, row.revision) = (case, text, 1);
        row.number = Some(format!("S-{number}"));
        row.state.opened_at = before(row.state.opened_at);
        row.state.due.at = later(row.state.due.at);
        row.state.step.due.at = later(row.state.step.due.at);
        for task in row.state.tasks.values_mut() {
            task.due.at = later(task.due.at);
        }
        self.queue.iter_mut().for_each(|row| row.due = later(row.due));
        self.scopes.iter_mut().for_each(|row| row.at = before(row.at));
        (self.text.id, self.text.case) = (text, case);
        for event in &mut self.events {
            if let EventBody::Opened { opening, .. } = &mut event.body {
                opening.text.id = text;
            }
        }
        Some(self)
    }

    fn put(self, changes: &mut Changes) {
        let id = self.case.id;
        changes.put(CasePut::Text(self.text));
        changes.put(CasePut::Events(id, self.events));
        changes.put(CasePut::Queue(id, self.queue));
        changes.put(CasePut::Scopes(id, self.scopes));
        changes.put(CasePut::Case(Box::new(self.case)));
    }
}

/// A bulk commit's permission and audit row: the operator's, who owns the file.
fn bulk(app: &App) -> Result<Changes, AppError> {
    let standings = BTreeSet::from([Standing::Operator]);
    let permit = policy::decide(&Actor::Operator, Action::ManageStaff, &standings, None)?;
    let audit = AuditRow {
        id: app.entropy.id(),
        at: app.now(),
        person: None,
        acting: None,
        action: "bench.seed",
        subject: "case:many".to_owned(),
        outcome: "done".to_owned(),
    };
    Ok(Changes::new(permit, audit))
}

/// Writes the cases from one number to another.
pub(crate) async fn grow(
    app: &App,
    store: &Arc<dyn Store>,
    patterns: &Patterns,
    numbers: std::ops::Range<usize>,
) -> Outcome<()> {
    const AT_ONCE: usize = 2;
    let mut running = tokio::task::JoinSet::new();
    let mut from = numbers.start;
    while from < numbers.end {
        let to = numbers.end.min(from + TOGETHER);
        let (app, store, patterns) = (app.clone(), Arc::clone(store), patterns.clone());
        if running.len() >= AT_ONCE
            && let Some(done) = running.join_next().await
        {
            done??;
        }
        running.spawn(async move {
            let mut changes = bulk(&app)?;
            for rows in (from..to).filter_map(|number| patterns.rows(number)) {
                rows.put(&mut changes);
            }
            store.commit(changes).await.map_err(AppError::from)?;
            Ok::<(), AppError>(())
        });
        from = to;
    }
    while let Some(done) = running.join_next().await {
        done??;
    }
    Ok(())
}

/// Open cases among the first `count` ones, in turn.
pub(crate) fn open_ones(patterns: &Patterns, count: usize) -> Vec<Seeded> {
    let first = count.min(OPEN_AT_FIRST * GRIDS);
    (0..first)
        .filter_map(|number| {
            let id = CaseId::new(i64::try_from(number).ok()? + 1)?;
            Some(Seeded { resident: number % patterns.0.len().max(1), id })
        })
        .collect()
}
