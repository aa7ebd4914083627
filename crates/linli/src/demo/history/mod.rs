//! The demo's history: the real use-cases, run under a clock that goes from one moment at which
//! something happens to the next.

mod beside;
mod fields;
mod plan;
mod raise;
mod script;
mod tell;
#[cfg(test)]
mod tests;
mod work;
mod world;

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap},
    sync::Arc,
};

use linli_app::{App, AppError, matter};
use linli_domain::matter::CaseRow;
use linli_kernel::{CaseId, Moment, NoticeId};
use linli_playbook::{
    Playbook,
    engine::{Case, TaskNumber},
};

use super::{
    bound_playbook, build::Site, clock::SetClock, count::Counted, data, district::District,
    people::People, random::Random,
};
use crate::failure::{Failed, Failure, Outcome};
use fields::Desk;
use plan::Matter;
use world::World;

/// What the history came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Happened {
    /// Matters raised, and how they ended.
    pub(crate) counted: Counted,
    /// Their cases.
    pub(crate) ids: Vec<CaseId>,
    /// How often each story was told.
    pub(crate) told: BTreeMap<&'static str, usize>,
    /// Words of the routes that the playbook did not take: a mistake in the routes.
    pub(crate) unspoken: Vec<String>,
}

/// Something that happens at a moment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Job {
    /// The clock asks a case.
    Tick(usize),
    /// A matter is raised.
    Raise(usize),
    /// Somebody does what a task asks for.
    Work(usize, TaskNumber, work::Deed),
    /// Somebody does something beside the tasks.
    Beside(usize, beside::Beside),
    /// An office publishes a notice.
    Tell(usize),
    /// And takes it down.
    TakeDown(usize, NoticeId),
}

/// What the people of the demo are likely to read: messages of these last days bear the time of what
/// they tell, older ones that of the next delivery.
const LATELY_MS: i64 = 60 * 24 * 3_600_000;
/// Nothing of these days waits longer to be delivered.
const DELIVERED_MS: i64 = 5 * 60_000;

/// A matter while it is handled.
struct Running {
    matter: Matter,
    id: Option<CaseId>,
    /// Tasks that were looked at, as they were.
    seen: BTreeSet<(TaskNumber, bool, u32)>,
    /// When the clock asks next.
    asked: Option<Moment>,
    /// Something beside the tasks is about to happen.
    waiting: bool,
    mood: work::Mood,
}

/// The history while it happens.
struct History<'w, 'd> {
    app: &'w App,
    clock: &'w SetClock,
    world: &'w World<'d>,
    desk: Desk<'w, 'd>,
    playbook: Arc<Playbook>,
    until: Moment,
    jobs: BinaryHeap<Reverse<(Moment, u64, Job)>>,
    next: u64,
    matters: Vec<Running>,
}

/// Lets the history happen.
pub(crate) async fn happen(
    app: &App,
    clock: &SetClock,
    district: &District<'_>,
    people: &People,
    site: &Site<'_>,
) -> Outcome<Happened> {
    let (texts, history) = (data::texts()?, data::history()?);
    let world = World::load(app, district, people).await?;
    let range = (app.now(), site.until);
    let playbook = bound_playbook(app).await?;
    let stories = (history, texts.matter.as_slice());
    let matters = plan::plan(&world, &playbook, stories, site.size, range);
    let desk = Desk { world: &world, texts, history };
    let mut running = History {
        app,
        clock,
        world: &world,
        desk,
        playbook,
        until: site.until,
        jobs: BinaryHeap::new(),
        next: 0,
        matters: matters.into_iter().map(Running::new).collect(),
    };
    running.run().await?;
    running.count().await
}

impl Running {
    fn new(matter: Matter) -> Self {
        Self {
            matter,
            id: None,
            seen: BTreeSet::new(),
            asked: None,
            waiting: false,
            mood: work::Mood::default(),
        }
    }

    fn random(&mut self) -> &mut Random {
        &mut self.matter.random
    }
}

impl History<'_, '_> {
    fn plan(&mut self, at: Moment, job: Job) {
        if at <= self.until {
            self.next += 1;
            self.jobs.push(Reverse((at, self.next, job)));
        }
    }

    async fn run(&mut self) -> Outcome<()> {
        for at in 0..self.matters.len() {
            if let Some(moment) = self.matters.get(at).map(|running| running.matter.at) {
                self.plan(moment, Job::Raise(at));
            }
        }
        self.plan_notices();
        let mut delivered = self.app.now();
        let mut done = 0_u32;
        while let Some(Reverse((at, _, job))) = self.jobs.pop() {
            done += 1;
            let lately = self.until.ms_since(at) < LATELY_MS;
            if (lately && at.ms_since(delivered) > DELIVERED_MS) || done.is_multiple_of(64) {
                self.deliver().await?;
                delivered = at;
            }
            self.clock.advance(at);
            self.happen(job).await?;
        }
        self.deliver().await?;
        self.clock.advance(self.until);
        self.deliver().await
    }

    async fn deliver(&self) -> Outcome<()> {
        while matter::deliver_due(self.app, 500).await? > 0 {}
        Ok(())
    }

    async fn happen(&mut self, job: Job) -> Outcome<()> {
        match job {
            Job::Raise(at) => {
                self.raise(at).await?;
                self.look(at).await
            }
            Job::Tick(at) => {
                let Some(id) = self.matters.get(at).and_then(|running| running.id) else {
                    return Ok(());
                };
                if matter::tick_case(self.app, id).await? {
                    self.look(at).await?;
                }
                Ok(())
            }
            Job::Work(at, task, deed) => {
                self.do_work(at, task, deed).await?;
                self.look(at).await
            }
            Job::Beside(at, beside) => {
                self.do_beside(at, beside).await?;
                self.look(at).await
            }
            Job::Tell(at) => self.tell(at).await,
            Job::TakeDown(at, id) => self.take_down(at, id).await,
        }
    }

    async fn row(&self, at: usize) -> Outcome<Option<CaseRow>> {
        match self.matters.get(at).and_then(|running| running.id) {
            Some(id) => Ok(self.app.snapshot().await?.case(id).await?),
            None => Ok(None),
        }
    }

    /// Plans what happens next to a case: the clock, its tasks, what is beside them.
    async fn look(&mut self, at: usize) -> Outcome<()> {
        let Some(row) = self.row(at).await? else { return Ok(()) };
        if row.merged_into.is_some() {
            return Ok(());
        }
        self.plan_tick(at, &row.state);
        let left_alone = self.matters.get(at).is_some_and(|running| running.matter.left_alone);
        if !left_alone {
            self.plan_beside(at, &row);
            self.plan_work(at, &row);
        }
        Ok(())
    }

    fn plan_tick(&mut self, at: usize, case: &Case) {
        let Some(running) = self.matters.get_mut(at) else { return };
        let due = case.next_due();
        if due.is_some() && due != running.asked {
            running.asked = due;
            if let Some(due) = due {
                self.plan(due.max(self.app.now()), Job::Tick(at));
            }
        }
    }

    /// The figures, counted.
    async fn count(&self) -> Outcome<Happened> {
        let mut happened = Happened::default();
        for at in 0..self.matters.len() {
            let Some(row) = self.row(at).await? else { continue };
            happened.ids.push(row.id);
            let Some(running) = self.matters.get(at) else { continue };
            let matter = &running.matter;
            *happened.told.entry(matter.story.id.as_str()).or_default() += 1;
            if script::wants_more(&matter.script) && !matter.left_alone {
                let (story, step) = (&matter.story.id, &row.state.step.key);
                happened.unspoken.push(format!("{story} at {step}: {:?}", matter.script));
            }
        }
        happened.counted = Counted::of(self.app, &happened.ids).await?;
        Ok(happened)
    }
}

/// A refusal of what the history wanted to do is a mistake of the history.
fn refused(doing: impl Into<String>) -> impl FnOnce(AppError) -> Failure {
    let doing = doing.into();
    move |error| Failed::Refused { doing, error }.into()
}
