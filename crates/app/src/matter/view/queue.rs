//! The caller's queue: open tasks of the posts and organisations that the caller answers for.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, LazyLock},
};

use linli_domain::{
    matter::CaseRow,
    policy::{self, Action},
    rules,
};
use linli_kernel::{CaseId, Moment, OrganisationId, PlaceId};
use linli_playbook::{
    Name, Playbook,
    engine::{self, Facts, Holder, Task, TaskKind, TaskNumber},
    model::Label,
};

use super::{
    choices::QueueChoices,
    lists::{Detail, ListLine, MOST, lines, unknown_key},
    story::ActorView,
};
use crate::{
    App, AppResult, Caller,
    inside::{Divisions, InsideQueue, InsideShow, QueueInside},
    matter::withheld::Withheld,
    ports::{QueueFilter, QueueItem, QueuePage, Snapshot},
};

/// One task in a queue.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct QueueLine {
    /// The task.
    pub task: TaskNumber,
    /// Its version, to be sent back with an action.
    pub task_version: u32,
    /// Its kind as a word.
    pub kind: String,
    /// When it was opened.
    pub task_opened: Moment,
    /// Until when it is to be done: the task's own deadline, or the promised time of the whole case
    /// where that comes first.
    pub task_due: Moment,
    /// Whether that is over, or the task was late before it got more time.
    pub task_late: bool,
    /// Whose queue it is in.
    pub holder: ActorView,
    /// The words of the step.
    pub step_label: Option<Label>,
    /// Through which channel the case came.
    pub channel: Label,
    /// How urgent it is, where that is not what is usual.
    pub urgency: Option<Label>,
    /// What can be done about it without filling anything in.
    pub quick: Vec<QuickAction>,
    /// What the caller's organisation does with it inside.
    pub inside: Option<QueueInside>,
    /// The case.
    #[serde(flatten)]
    pub line: ListLine,
}

/// An action without a form, that can be taken from the list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct QuickAction {
    /// Its name, to be sent back.
    pub name: Name,
    /// What people see.
    pub label: Label,
}

/// A page of a queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Queue {
    /// The tasks, earliest deadline first.
    pub items: Vec<QueueLine>,
    /// Where the next page begins, to be sent back.
    pub next: Option<String>,
    /// How many open tasks there are by kind.
    pub counts: Vec<QueueCount>,
    /// What a filter can name.
    pub choices: QueueChoices,
    /// How the caller's organisations divide their work.
    pub inside: InsideQueue,
}

/// Where counting stops: beyond it nobody reads the difference, and counting all would cost more
/// than showing the page.
pub const MOST_COUNTED: i64 = 1_000;

/// How many open tasks of one kind, counted up to [`MOST_COUNTED`].
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct QueueCount {
    /// The kind as a word.
    pub kind: String,
    /// Open.
    pub open: i64,
    /// Of all that are open, late.
    pub late: i64,
    /// Whether more are open than were counted.
    pub more: bool,
}

/// Which part of a queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueRequest {
    /// What to show.
    pub filter: QueueFilter,
    /// Only tasks of the caller's organisations, as they divided them.
    pub inside: Option<InsideShow>,
    /// Where to go on.
    pub after: Option<String>,
    /// How many; at most 100.
    pub limit: i64,
}

/// The caller's queue.
///
/// # Errors
/// [`crate::AppError::Forbidden`] for whoever has neither post nor organisation;
/// [`crate::AppError::Fields`] on `after`.
pub async fn queue(app: &App, caller: &Caller, request: &QueueRequest) -> AppResult<Queue> {
    policy::decide(&caller.actor(None), Action::SeeQueue, &caller.standings(), None)?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let holders = caller.working_holders();
    let after = match &request.after {
        Some(word) => Some(queue_key(word).ok_or_else(unknown_key)?),
        None => None,
    };
    let limit = request.limit.clamp(1, MOST);
    let withheld = Withheld::of(rows, caller.person, &holders).await?;
    let mut divisions = Divisions::load(app, rows, caller).await?;
    let (mut filter, mut within) = (request.filter.clone(), holders.clone());
    if let Some(show) = request.inside {
        let (inside, own) = divisions.filter(show, &holders);
        (filter.inside, within) = (Some(inside), own);
    }
    let mut page = page(rows, &within, (&filter, after, limit), &withheld).await?;
    if let Some(place) = filter.place {
        page.items = told_there(app, rows, page.items, place).await?;
    }
    let shown: Vec<CaseId> = page.items.iter().map(|item| item.case.id).collect();
    divisions.with_work(app, rows, &shown).await?;
    let counts = counts(rows, &holders, &withheld).await?;
    let listed = told(app, rows, &page.items).await?;
    let is_empty = page.items.is_empty() && !filter.is_narrow();
    let (mut choices, mut names) = QueueChoices::of(app, rows, &holders, !is_empty).await?;
    let now = app.now();
    let mut items = Vec::new();
    for (item, line) in page.items.into_iter().zip(listed) {
        let (key, version) = &item.case.state.playbook;
        let playbook = app.playbook(rows, key, *version).await?;
        let of = (item, line, &divisions);
        items.extend(queue_line(rows, &playbook, &mut names, of, now).await?);
    }
    let next = page.next.map(|(due, case, task)| format!("{}.{case}.{}", due.ms(), task.0));
    let occurring = occurring(rows, &holders, &withheld).await?;
    if let Some(occurring) = occurring {
        let asked = filter.step.as_ref();
        choices.steps.retain(|(step, _)| occurring.contains(step) || asked == Some(step));
    }
    choices.add_asked(rows, &filter).await?;
    Ok(Queue { items, next, counts, choices, inside: divisions.told() })
}

/// The cases of a page, as far as their tasks let them be read: whoever is only invited to claim reads
/// what everybody would.
async fn told(app: &App, rows: &mut dyn Snapshot, items: &[QueueItem]) -> AppResult<Vec<ListLine>> {
    let invites = |item: &&QueueItem| {
        let task = item.case.state.tasks.get(&item.task);
        task.is_some_and(|task| matches!(task.kind, TaskKind::Invitation { .. }))
    };
    let mut told: BTreeMap<(CaseId, TaskNumber), ListLine> = BTreeMap::new();
    for (coarse, detail) in [(false, Detail::Fine), (true, Detail::Coarse)] {
        let part: Vec<_> = items.iter().filter(|item| invites(item) == coarse).collect();
        let cases: Vec<_> = part.iter().map(|item| Arc::clone(&item.case)).collect();
        let lines = lines(app, rows, &cases, detail).await?;
        let keys = part.iter().map(|item| (item.case.id, item.task));
        told.extend(keys.zip(lines));
    }
    Ok(items.iter().filter_map(|item| told.remove(&(item.case.id, item.task))).collect())
}

/// Of what is listed at a place, what may be found there: whoever is only invited to claim is not told
/// where exactly a matter is, and would find it out by trying.
async fn told_there(
    app: &App,
    rows: &mut dyn Snapshot,
    items: Vec<QueueItem>,
    place: PlaceId,
) -> AppResult<Vec<QueueItem>> {
    let mut found = Vec::new();
    for item in items {
        let task = item.case.state.tasks.get(&item.task);
        if task.is_some_and(|task| matches!(task.kind, TaskKind::Invitation { .. })) {
            let (key, version) = &item.case.state.playbook;
            let playbook = app.playbook(rows, key, *version).await?;
            let chain = rows.chain(item.case.state.place, app.now().day()).await?;
            if !chain.public_part(&playbook).contains(place) {
                continue;
            }
        }
        found.push(item);
    }
    Ok(found)
}

/// A page without what is withheld; an empty one only at the end, or where it was narrowed.
async fn page(
    rows: &mut dyn Snapshot,
    holders: &[Holder],
    (filter, mut after, limit): (&QueueFilter, Option<QueueKey>, i64),
    withheld: &Withheld,
) -> AppResult<QueuePage> {
    loop {
        let mut page = rows.queue(holders, filter, after, limit).await?;
        page.items.retain(|item| !withheld.holds(item.case.id));
        // What is looked through for a narrow filter has its bound.
        if !page.items.is_empty() || page.next.is_none() || filter.is_narrow() {
            return Ok(page);
        }
        after = page.next;
    }
}

/// How many open tasks there are by kind, as far as they are counted, without those that are
/// withheld.
async fn counts(
    rows: &mut dyn Snapshot,
    holders: &[Holder],
    withheld: &Withheld,
) -> AppResult<Vec<QueueCount>> {
    let mut counts = Vec::new();
    let left_out = i64::try_from(withheld.tasks().count()).unwrap_or(0);
    let most = MOST_COUNTED + 1 + left_out;
    for (kind, all, all_late) in rows.queue_counts(holders, most).await? {
        let (mut open, mut late) = (all, all_late);
        for (_, _, time) in withheld.tasks().filter(|(of, ..)| *of == kind) {
            open -= 1;
            late -= i64::from(time.late);
        }
        if open > 0 {
            let more = open > MOST_COUNTED;
            let (open, late) = (open.min(MOST_COUNTED), late.min(MOST_COUNTED));
            counts.push(QueueCount { kind, open, late, more });
        }
    }
    Ok(counts)
}

/// The steps of the open tasks, as far as all are looked at, without those that are withheld.
async fn occurring(
    rows: &mut dyn Snapshot,
    holders: &[Holder],
    withheld: &Withheld,
) -> AppResult<Option<BTreeSet<Name>>> {
    let Some(mut steps) = rows.queue_steps(holders, MOST_COUNTED).await? else { return Ok(None) };
    for (_, task, _) in withheld.tasks() {
        if let Some(count) = steps.get_mut(&task.step) {
            *count -= 1;
        }
    }
    Ok(Some(steps.into_iter().filter(|(_, count)| *count > 0).map(|(step, _)| step).collect()))
}

async fn queue_line(
    rows: &mut dyn Snapshot,
    playbook: &Playbook,
    names: &mut Names,
    (item, line, divisions): (QueueItem, ListLine, &Divisions),
    now: Moment,
) -> AppResult<Option<QueueLine>> {
    let state = &item.case.state;
    let Some(task) = state.tasks.get(&item.task) else { return Ok(None) };
    let process = playbook.process(&state.process);
    let step = process.and_then(|process| process.steps.get(&task.step));
    let unusual = process.is_none_or(|process| process.urgency != state.urgency);
    let urgency = playbook.urgencies.get(&state.urgency).filter(|_| unusual);
    let key = (item.case.id, item.task);
    let mut quick = quick(playbook, &item.case, task, now);
    quick.retain(|action| divisions.goes(&task.holder, key, action.name.as_str()));
    Ok(Some(QueueLine {
        task: item.task,
        task_version: task.version,
        kind: item.kind,
        task_opened: task.opened_at,
        task_due: item.due,
        task_late: item.late,
        holder: names.holder(rows, playbook, &task.holder).await?,
        step_label: step.map(|step| step.label.clone()),
        channel: playbook.word_or_name(&state.channel),
        urgency: urgency.map(|urgency| urgency.label.clone()),
        quick,
        inside: divisions.line(key.0, key.1),
        line,
    }))
}

/// The facts that a list has of every case: what holds everywhere.
static EVERYWHERE: LazyLock<Facts> =
    LazyLock::new(|| Facts { legal_grounds: rules::legal_grounds().clone(), ..Facts::default() });

/// What the holder can do about a task with one touch. Agreeing to what somebody else wrote is
/// left out: it has to be read first.
fn quick(playbook: &Playbook, row: &CaseRow, task: &Task, now: Moment) -> Vec<QuickAction> {
    let readable = matches!(
        task.kind,
        TaskKind::Act
            | TaskKind::Lead { accepted: false, .. }
            | TaskKind::Assist { accepted: false }
    );
    if !readable {
        return Vec::new();
    }
    let bare = engine::without_form(playbook, &row.state, task, (&EVERYWHERE, now));
    bare.into_iter().map(|(name, label)| QuickAction { name, label }).collect()
}

/// Names of places and organisations, each looked up once.
#[derive(Default)]
pub(crate) struct Names {
    /// The places that were looked up.
    pub(super) places: BTreeMap<PlaceId, String>,
    /// The organisations that were looked up.
    pub(crate) organisations: BTreeMap<OrganisationId, String>,
}

impl Names {
    /// A holder by the name of its organisation, or by its role and place.
    ///
    /// # Errors
    /// [`crate::AppError::Internal`] if the store fails.
    pub(crate) async fn holder(
        &mut self,
        rows: &mut dyn Snapshot,
        playbook: &Playbook,
        holder: &Holder,
    ) -> AppResult<ActorView> {
        let (kind, role, name) = match holder {
            Holder::Post { role, place } => {
                if !self.places.contains_key(place)
                    && let Some(found) = rows.place(*place).await?
                {
                    self.places.insert(*place, found.name);
                }
                let label = playbook.role_label(role).cloned();
                ("post", label, self.places.get(place).cloned())
            }
            Holder::Organisation(id) => {
                if !self.organisations.contains_key(id)
                    && let Some(found) = rows.organisation(*id).await?
                {
                    self.organisations.insert(*id, found.name);
                }
                ("organisation", None, self.organisations.get(id).cloned())
            }
            Holder::Person(_) => ("person", None, None),
        };
        Ok(ActorView { kind, role, name })
    }
}

type QueueKey = (Moment, CaseId, TaskNumber);

/// Where a queue goes on, from the word that was given for it.
fn queue_key(word: &str) -> Option<QueueKey> {
    let (at, rest) = word.split_once('.')?;
    let (case, task) = rest.split_once('.')?;
    Some((Moment::from_ms(at.parse().ok()?), case.parse().ok()?, TaskNumber(task.parse().ok()?)))
}
