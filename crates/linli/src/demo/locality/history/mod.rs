//! A small true history of any playbook: the real use-cases under a simulated clock. Whoever has a
//! task sees what the program offers them, chooses, and fills the form in; what nobody does, the clock
//! does. Some matters rest in the step to which they were led, so that every queue has something.

mod choose;
mod fill;
mod neighbour;
mod plan;
mod ways;
mod work;

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap},
};

use linli_app::{App, matter};
use linli_domain::matter::CaseRow;
use linli_kernel::{CaseId, Moment, PersonId};
use linli_playbook::{
    Name,
    engine::{Case, TaskNumber},
};

use super::{Locality, places::Ground};
use crate::{
    demo::{
        clock::SetClock,
        count::Counted,
        crew::{Crew, persons},
        people::People,
    },
    failure::{Failed, Outcome},
};
use plan::Matter;

/// What the history came to.
#[derive(Debug, Default)]
pub(crate) struct Happened {
    /// Matters raised, and how they ended.
    pub(crate) counted: Counted,
    pub(crate) ids: Vec<CaseId>,
    /// How often each way was taken: process, step, action.
    pub(crate) ways: BTreeMap<(Name, Name, Name), usize>,
    /// How often a resident claimed something.
    pub(crate) neighbours: usize,
    /// What was offered and then refused, which a filled-in form should not be.
    pub(crate) refused: Vec<String>,
}

/// Something that happens at a moment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Job {
    /// A matter is raised.
    Raise(usize),
    /// The clock asks a case.
    Tick(usize),
    /// Whoever has a task does something.
    Work(usize, TaskNumber),
    /// The raiser or whoever works on it does something beside the tasks.
    Beside(usize),
    /// A resident claims what is offered to residents.
    Claim(usize),
    /// An office publishes a notice.
    Tell(usize),
}

/// A matter while it is handled.
struct Running {
    matter: Matter,
    id: Option<CaseId>,
    /// Tasks that were looked at, as they were.
    seen: BTreeSet<(TaskNumber, u32)>,
    asked: Option<Moment>,
    deeds: u32,
    rests: bool,
    /// The step, its entry and whether the case was open, when what is beside the tasks was last thought
    /// of.
    looked: Option<(Name, u32, bool)>,
    /// The step and its entry for which it was thought of who claims.
    asked_around: Option<(Name, u32)>,
}

/// What the history needs to know.
pub(crate) struct Known<'w> {
    pub(crate) locality: &'w Locality,
    pub(crate) ground: &'w Ground,
    pub(crate) people: &'w People,
}

struct History<'w> {
    app: &'w App,
    clock: &'w SetClock,
    known: &'w Known<'w>,
    crew: Crew,
    persons: Vec<Option<PersonId>>,
    until: Moment,
    jobs: BinaryHeap<Reverse<(Moment, u64, Job)>>,
    next: u64,
    matters: Vec<Running>,
    happened: Happened,
}

/// Lets the history happen.
pub(crate) async fn happen(
    app: &App,
    clock: &SetClock,
    known: &Known<'_>,
    part: usize,
    until: Moment,
) -> Outcome<Happened> {
    let mut rows = app.snapshot().await?;
    let persons = persons(app, rows.as_mut(), known.people).await?;
    let playbook = &known.locality.playbook;
    let crew = Crew::load(rows.as_mut(), playbook, persons.iter().flatten()).await?;
    drop(rows);
    let matters = plan::plan(known, &persons, part, (app.now(), until));
    let mut history = History {
        app,
        clock,
        known,
        crew,
        persons,
        until,
        jobs: BinaryHeap::new(),
        next: 0,
        matters: matters.into_iter().map(Running::new).collect(),
        happened: Happened::default(),
    };
    history.run().await?;
    history.count().await
}

impl Running {
    fn new(matter: Matter) -> Self {
        Self {
            matter,
            id: None,
            seen: BTreeSet::new(),
            asked: None,
            deeds: 0,
            rests: false,
            looked: None,
            asked_around: None,
        }
    }
}

impl History<'_> {
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
        let mut done = 0_u32;
        while let Some(Reverse((at, _, job))) = self.jobs.pop() {
            done += 1;
            if done.is_multiple_of(16) {
                self.deliver().await?;
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
        let at = match job {
            Job::Raise(at) => {
                self.raise(at).await?;
                at
            }
            Job::Tick(at) => {
                let Some(id) = self.matters.get(at).and_then(|running| running.id) else {
                    return Ok(());
                };
                matter::tick_case(self.app, id).await?;
                at
            }
            Job::Work(at, task) => {
                self.work(at, task).await?;
                at
            }
            Job::Beside(at) => {
                self.beside(at).await?;
                at
            }
            Job::Claim(at) => {
                self.claim(at).await?;
                at
            }
            Job::Tell(at) => return self.tell(at).await,
        };
        self.look(at).await
    }

    async fn row(&self, at: usize) -> Outcome<Option<CaseRow>> {
        match self.matters.get(at).and_then(|running| running.id) {
            Some(id) => Ok(self.app.snapshot().await?.case(id).await?),
            None => Ok(None),
        }
    }

    /// Plans what happens next to a case: the clock and its tasks.
    async fn look(&mut self, at: usize) -> Outcome<()> {
        let Some(row) = self.row(at).await? else { return Ok(()) };
        self.plan_tick(at, &row.state);
        self.plan_work(at, &row.state);
        self.plan_claims(at, &row.state);
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
    async fn count(mut self) -> Outcome<Happened> {
        for at in 0..self.matters.len() {
            let Some(row) = self.row(at).await? else { continue };
            self.happened.ids.push(row.id);
        }
        self.happened.counted = Counted::of(self.app, &self.happened.ids).await?;
        Ok(self.happened)
    }
}

/// What a mistake of the demo's data stops.
fn refused(doing: String) -> impl FnOnce(linli_app::AppError) -> crate::failure::Failure {
    move |error| Failed::Refused { doing, error }.into()
}
