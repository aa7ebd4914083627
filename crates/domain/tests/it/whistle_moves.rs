//! Who blew a whistle, with which slip, and whether it was the clock: by what moved the case there.

use linli_domain::whistle::whistles;
use linli_kernel::Deadline;
use linli_playbook::engine::{
    Actor, Event, EventBody, Fields, Holder, Task, TaskKind, TaskNumber, Visibility,
};

use crate::engine_support::{
    COMPANY, HOUSING, KENLI, Run, actor_of, community, coordinator, grid_worker, name,
    organisation, raiser, reported, street,
};

/// A history by hand, after a real opening and a step that somebody left by an outcome.
struct History {
    events: Vec<Event>,
    task: Task,
    due: Deadline,
}

impl History {
    fn begun() -> Self {
        let mut run = Run::open(&reported("important"));
        run.does(&grid_worker(), "at-once", &[]);
        let task = run.case.tasks.values().next().unwrap().clone();
        Self { events: run.events, task, due: run.case.due }
    }

    fn then(&mut self, actor: Actor, body: EventBody) -> u32 {
        let number = u32::try_from(self.events.len()).unwrap() + 1;
        let (recorded_at, visibility) = (self.events[0].recorded_at, Visibility::Public);
        self.events.push(Event { number, actor, recorded_at, due_at: None, visibility, body });
        number
    }

    fn task(&mut self, kind: TaskKind, holder: &Holder) -> TaskNumber {
        self.task.number = TaskNumber(self.task.number.0 + 1);
        let task = Task { kind, holder: holder.clone(), ..self.task.clone() };
        self.then(Actor::System, EventBody::TaskOpened { task: Box::new(task) });
        self.task.number
    }

    fn acts(&mut self, by: &Holder, task: Option<TaskNumber>, what: (&str, &str)) -> u32 {
        let (step, action) = (name(what.0), name(what.1));
        self.then(actor_of(by), EventBody::Acted { task, step, action, fields: Fields::new() })
    }

    fn enters(&mut self, step: &str) -> u32 {
        let (step, level) = (name(step), name("district"));
        self.then(Actor::System, EventBody::Entered { step, level, due: self.due, limit: None })
    }

    fn late(&mut self) -> u32 {
        self.then(Actor::System, EventBody::StepLate { step: name("handle") })
    }

    fn full(&mut self, step: &str) -> u32 {
        self.then(Actor::System, EventBody::Exhausted { step: name(step) })
    }
}

/// By whom, with which slip, by the clock or not.
type Blown = (Option<Holder>, Option<u32>, bool);

fn of(history: &History) -> Blown {
    let whistle = whistles(&KENLI, &history.events).pop().unwrap();
    (whistle.by, whistle.slip, whistle.by_clock)
}

/// What happens before the whistle, and what has to be said of it.
type Row = (&'static str, fn(&mut History) -> Blown);

const NOBODY: Blown = (None, None, false);
const BEYOND: (&str, &str) = ("street-meeting", "beyond");

fn lead(history: &mut History, of: i64) -> TaskNumber {
    history.task(TaskKind::Lead { accepted: true, item: Some(0) }, &organisation(of))
}

fn close(history: &mut History, task: TaskNumber) {
    let reason = linli_playbook::engine::CloseReason::Done;
    history.then(Actor::System, EventBody::TaskClosed { task, reason });
}

const CHOSEN: &[Row] = &[
    ("an outcome", |h| {
        let task = h.task(TaskKind::Act, &street());
        (Some(street()), Some(h.acts(&street(), Some(task), BEYOND)), false)
    }),
    ("an outcome to which a second person agreed: it is of who asked", |h| {
        let of = h.task(TaskKind::Act, &street());
        let (asked_by, action) = (actor_of(&street()), name("beyond"));
        let kind = TaskKind::Approve { of, action, fields: Fields::new(), asked_by };
        let agreed = h.task(kind, &coordinator());
        h.acts(&coordinator(), Some(agreed), ("street-meeting", "approve"));
        (Some(street()), Some(h.acts(&coordinator(), Some(of), BEYOND)), false)
    }),
    ("an approval of something else lends its name to nothing", |h| {
        let (of, other) = (h.task(TaskKind::Act, &community()), h.task(TaskKind::Act, &street()));
        let (asked_by, action) = (actor_of(&community()), name("refer"));
        let kind = TaskKind::Approve { of, action, fields: Fields::new(), asked_by };
        let agreed = h.task(kind, &coordinator());
        h.acts(&coordinator(), Some(agreed), ("community", "approve"));
        (Some(street()), Some(h.acts(&street(), Some(other), BEYOND)), false)
    }),
    ("of two leads the one whose report decides", |h| {
        let (first, second) = (lead(h, HOUSING), lead(h, COMPANY));
        let slip = h.acts(&organisation(HOUSING), Some(first), ("by-street-minutes", "cannot"));
        close(h, first);
        h.acts(&organisation(COMPANY), Some(second), ("by-street-minutes", "done"));
        (Some(organisation(HOUSING)), Some(slip), false)
    }),
    ("an objection to a result that is told is of no post", |h| {
        (None, Some(h.acts(&raiser(), None, ("answer", "objection"))), false)
    }),
    ("one of an office is of that", |h| {
        (Some(community()), Some(h.acts(&community(), None, ("answer", "objection"))), false)
    }),
    ("a granted review is of whoever granted it, and is no slip", |h| {
        let task = h.task(TaskKind::ReviewRefusal, &street());
        h.acts(&coordinator(), Some(task), ("told", "grant"));
        (Some(coordinator()), None, false)
    }),
    ("its own bound, a level up", |h| {
        let task = h.task(TaskKind::Act, &street());
        let slip = h.acts(&street(), Some(task), BEYOND);
        h.full("whistle");
        (Some(street()), Some(slip), false)
    }),
];

const NOT_CHOSEN: &[Row] = &[
    ("the clock of a post", |h| {
        h.task(TaskKind::Act, &street());
        h.late();
        // The task that was open before it.
        (Some(grid_worker()), None, true)
    }),
    ("the clock of a party", |h| {
        close(h, h.task.number);
        lead(h, HOUSING);
        h.late();
        (Some(organisation(HOUSING)), None, true)
    }),
    ("the clock of raisers: nobody was late", |h| {
        close(h, h.task.number);
        h.task(TaskKind::Rate { representative: false }, &raiser());
        h.late();
        NOBODY
    }),
    ("a rating, its bound used up", |h| {
        let task = h.task(TaskKind::Rate { representative: false }, &raiser());
        h.acts(&raiser(), Some(task), ("rate", "rate"));
        h.full("rectify");
        NOBODY
    }),
    ("a used-up bound of another step than was chosen", |h| {
        let task = h.task(TaskKind::Act, &community());
        h.acts(&community(), Some(task), ("community", "street"));
        h.full("street-meeting");
        NOBODY
    }),
    ("two used-up bounds, the second its own", |h| {
        let task = h.task(TaskKind::Act, &community());
        h.acts(&community(), Some(task), ("community", "street"));
        h.full("street-meeting");
        h.full("whistle");
        NOBODY
    }),
    ("the clock and a used-up bound: somebody was late all the same", |h| {
        h.late();
        h.full("street-meeting");
        (Some(grid_worker()), None, true)
    }),
    ("a claim", |h| {
        let (step, by) = (name("watch"), organisation(COMPANY));
        let fields = Fields::new();
        let body = EventBody::Claimed { task: None, step, by: by.clone(), alone: true, fields };
        h.then(actor_of(&by), body);
        NOBODY
    }),
    ("what was chosen before another step was entered", |h| {
        let task = h.task(TaskKind::Act, &street());
        h.acts(&street(), Some(task), BEYOND);
        h.enters("handle");
        NOBODY
    }),
    ("an objection of a party moves nothing", |h| {
        let task = lead(h, HOUSING);
        h.acts(&organisation(HOUSING), Some(task), ("parties", "object"));
        NOBODY
    }),
];

#[test]
fn whoever_chose_it_blew_it_with_what_they_filled_in() {
    check(CHOSEN);
}

#[test]
fn what_the_clock_a_rating_or_a_rule_moved_is_nobody_elses_call() {
    check(NOT_CHOSEN);
}

fn check(rows: &[Row]) {
    for (what, before) in rows {
        let mut history = History::begun();
        let expected = before(&mut history);
        history.enters("whistle");
        assert_eq!(of(&history), expected, "{what}");
    }
}
