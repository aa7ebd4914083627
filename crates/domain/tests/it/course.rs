//! What a history says of acceptance, orders, dispatches and revisits, as a table of histories.

use std::collections::BTreeSet;

use linli_domain::indicator::{Course, Order, Owed, by_month, contribution, course};
use linli_kernel::{Deadline, Moment, Month, OrganisationId, PersonId, PlaceId, TextId};
use linli_playbook::{
    Name, Playbook,
    engine::{
        Actor, CloseReason, Event, EventBody, Holder, Opening, Task, TaskKind, TaskNumber, TextRef,
        Visibility, fold,
    },
    language::{RuleNames, compile},
};

const KENLI: &str = include_str!("../../../../playbooks/kenli/kenli.kdl");
const HOUR: i64 = 3_600_000;

fn kenli() -> Playbook {
    compile("kenli.kdl", KENLI, &RuleNames::shipped()).unwrap()
}

fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

/// An hour of the history; it begins at the first.
fn hour(hour: i64) -> Moment {
    Moment::from_ms(1_780_000_000_000 + hour * HOUR)
}

fn until(at: i64) -> Deadline {
    Deadline { at: hour(at), provisional: false }
}

fn place() -> PlaceId {
    PlaceId::new(7).unwrap()
}

fn worker() -> Holder {
    Holder::Post { role: name("grid-worker"), place: place() }
}

fn party(number: i64) -> Holder {
    Holder::Organisation(OrganisationId::new(number).unwrap())
}

/// A history as it is written down.
struct History {
    events: Vec<Event>,
    tasks: u32,
    step: Name,
}

impl History {
    /// A matter that a resident raised, or that a grid worker found.
    fn opened_as(opens: &str, found: bool) -> Self {
        let person = PersonId::new(1).unwrap();
        let opening = Opening {
            actor: Actor::Person { person, acting: found.then(worker) },
            process: name("matter"),
            opens: name(opens),
            channel: name("online"),
            class: name("compound-affair"),
            publicity: None,
            urgency: name("ordinary"),
            place: place(),
            raiser: (!found).then_some(person),
            raiser_has_account: true,
            found_by: found.then(worker),
            recused: BTreeSet::new(),
            text: TextRef { id: TextId::new(1).unwrap(), hash: 1 },
            photos: Vec::new(),
            external: None,
        };
        let mut history = Self { events: Vec::new(), tasks: 0, step: name("listen") };
        let opened = EventBody::Opened {
            publicity: linli_playbook::model::Publicity::Compound,
            opening: Box::new(opening),
            playbook: (name("kenli"), 1),
            due: until(240),
        };
        history.says(0, opened);
        history.enters(0, "listen", 8);
        history
    }

    fn opened() -> Self {
        Self::opened_as("problem", false)
    }

    fn push(&mut self, at: i64, actor: Actor, due_at: Option<Moment>, body: EventBody) {
        let number = u32::try_from(self.events.len()).unwrap() + 1;
        let visibility = Visibility::Internal;
        self.events.push(Event { number, actor, recorded_at: hour(at), due_at, visibility, body });
    }

    /// Somebody does it.
    fn says(&mut self, at: i64, body: EventBody) {
        let person = PersonId::new(2).unwrap();
        self.push(at, Actor::Person { person, acting: Some(worker()) }, None, body);
    }

    /// The clock does it an hour after it was due.
    fn ticks(&mut self, due: i64, body: EventBody) {
        self.push(due + 1, Actor::System, Some(hour(due)), body);
    }

    fn entered(&mut self, step: &str, due: i64) -> EventBody {
        self.step = name(step);
        EventBody::Entered { step: name(step), level: name("grid"), due: until(due), limit: None }
    }

    fn enters(&mut self, at: i64, step: &str, due: i64) {
        let entered = self.entered(step, due);
        self.says(at, entered);
    }

    /// Asks somebody for something until then.
    fn asks(&mut self, at: i64, kind: TaskKind, holder: Holder, due: i64) -> TaskNumber {
        self.tasks += 1;
        let number = TaskNumber(self.tasks);
        let task = Task {
            number,
            kind,
            step: self.step.clone(),
            holder,
            opened_at: hour(at),
            due: until(due),
            limit: None,
            version: 1,
            answer_by: None,
            asked_at: None,
            remind_at: None,
            late: false,
        };
        self.says(at, EventBody::TaskOpened { task: Box::new(task) });
        number
    }

    fn closes(&mut self, at: i64, task: TaskNumber, reason: CloseReason) {
        self.says(at, EventBody::TaskClosed { task, reason });
    }

    fn ends(&mut self, at: i64, end: &str) {
        self.says(at, EventBody::Ended { end: name(end) });
    }

    fn course(&self) -> Course {
        course(kenli().process(&name("matter")).unwrap(), &self.events)
    }
}

fn owed(due: i64, in_time: bool) -> Owed {
    Owed { due: hour(due), in_time }
}

#[test]
fn a_matter_is_accepted_when_somebody_decides_in_the_first_step() {
    type Story = fn(&mut History);
    let stories: [(&str, Story, Owed, bool); 9] = [
        ("nobody yet", |_| {}, owed(8, false), false),
        ("in time", |h| h.enters(8, "handle", 80), owed(8, true), true),
        ("late", |h| h.enters(9, "handle", 80), owed(8, false), true),
        ("refused in time", |h| h.ends(7, "told"), owed(8, true), false),
        (
            "by the clock, taken up by whoever got it then",
            |h| {
                let entered = h.entered("deliberate", 80);
                h.ticks(8, entered);
                h.enters(20, "by-minutes", 90);
            },
            owed(8, false),
            true,
        ),
        (
            "by the clock only",
            |h| {
                let entered = h.entered("deliberate", 80);
                h.ticks(8, entered);
            },
            owed(8, false),
            false,
        ),
        (
            "one level up, within the time that runs there",
            |h| {
                let (from, to) = (name("grid"), name("community"));
                let body = EventBody::Escalated { from, to, due: until(18), limit: None };
                h.ticks(8, body);
                h.enters(12, "handle", 80);
            },
            owed(8, false),
            true,
        ),
        (
            "after a pause",
            |h| {
                h.says(1, EventBody::Paused { until: until(30) });
                let (due, step_due) = (until(260), until(28));
                let tasks = Vec::new();
                h.says(21, EventBody::Resumed { due, step_due, tasks, moments: None });
                h.enters(27, "handle", 80);
            },
            owed(28, true),
            true,
        ),
        (
            "refused, and taken up after a review",
            |h| {
                h.ends(7, "told");
                h.says(30, EventBody::Reopened);
                h.enters(30, "reconsider", 60);
            },
            owed(8, true),
            true,
        ),
    ];
    for (what, happens, acceptance, accepted) in stories {
        let mut history = History::opened();
        happens(&mut history);
        let found = history.course();
        assert_eq!((found.acceptance, found.accepted), (Some(acceptance), accepted), "{what}");
    }
}

#[test]
fn an_order_is_right_unless_an_objection_put_another_party_in_its_place() {
    let mut history = History::opened();
    history.enters(2, "parties", 40);
    let lead = || TaskKind::Lead { accepted: false, item: None };
    let wrong = history.asks(2, lead(), party(1), 40);
    let assist = history.asks(2, TaskKind::Assist { accepted: false }, party(2), 40);
    history.asks(3, TaskKind::Review { of: wrong }, worker(), 10);
    history.closes(5, wrong, CloseReason::Replaced);
    let right = history.asks(5, lead(), party(3), 45);
    history.closes(20, right, CloseReason::Done);
    history.closes(20, assist, CloseReason::Released);
    let order = |at, replaced| Order { at: hour(at), replaced };
    assert_eq!(history.course().orders, [order(2, true), order(2, false), order(5, false)]);

    // The minutes of a meeting name who does what: nobody may object to that afterwards.
    let mut minutes = History::opened();
    minutes.enters(2, "by-minutes", 40);
    minutes.asks(2, lead(), party(1), 40);
    assert_eq!(minutes.course().orders, []);
}

#[test]
fn what_was_owed_is_done_in_time_late_or_needed_no_more() {
    type Closed = Option<(i64, CloseReason)>;
    let stories: [(&str, Closed, &[Owed]); 6] = [
        ("still open", None, &[owed(40, false)]),
        ("in time", Some((40, CloseReason::Done)), &[owed(40, true)]),
        ("late", Some((41, CloseReason::Done)), &[owed(40, false)]),
        ("its time ran out", Some((40, CloseReason::Expired)), &[owed(40, false)]),
        ("needed no more", Some((39, CloseReason::Superseded)), &[]),
        ("needed no more after its time", Some((50, CloseReason::Superseded)), &[owed(40, false)]),
    ];
    for (what, closed, expected) in stories {
        for (kind, step) in
            [(TaskKind::Assign, "whistle"), (TaskKind::Revisit { raiser: None }, "rate")]
        {
            let mut history = History::opened();
            history.enters(2, step, 100);
            let task = history.asks(2, kind.clone(), worker(), 40);
            if let Some((at, reason)) = closed {
                history.closes(at, task, reason);
            }
            let found = history.course();
            let (owed, other) = match kind {
                TaskKind::Assign => (found.dispatches, found.checks),
                _ => (found.checks, found.dispatches),
            };
            assert_eq!((owed.as_slice(), other.as_slice()), (expected, [].as_slice()), "{what}");
        }
    }
}

#[test]
fn a_late_clock_does_not_make_what_it_closed_late_or_in_time() {
    let mut history = History::opened();
    history.enters(2, "rate", 40);
    let task = history.asks(2, TaskKind::Revisit { raiser: None }, worker(), 40);
    let closed = EventBody::TaskClosed { task, reason: CloseReason::Superseded };
    // It was due an hour before the revisit was, and handled at the very moment of that.
    history.ticks(39, closed);
    assert_eq!(history.course().checks, []);
}

#[test]
fn a_moved_deadline_is_the_one_that_counts() {
    let mut history = History::opened();
    history.enters(2, "whistle", 100);
    let task = history.asks(2, TaskKind::Assign, worker(), 40);
    let moved = EventBody::Redated {
        reason: name("extended"),
        extension: None,
        of: Some(task),
        due: until(300),
        step_due: until(100),
        tasks: vec![(task, until(60))],
        moments: None,
    };
    history.says(30, moved);
    history.closes(55, task, CloseReason::Done);
    assert_eq!(history.course().dispatches, [owed(60, true)]);
}

#[test]
fn reports_and_disputes_are_counted_where_they_came_in() {
    type Happens = fn(&mut History);
    type Story = (&'static str, &'static str, bool, Happens, Option<bool>, Option<bool>);
    let stories: [Story; 9] = [
        ("found, undecided", "problem", true, |_| {}, None, None),
        ("found, taken up", "problem", true, |h| h.enters(1, "handle", 80), Some(true), None),
        ("found again", "problem", true, |h| h.ends(1, "merged"), Some(false), None),
        ("taken back", "problem", true, |h| h.ends(1, "withdrawn"), Some(false), None),
        ("raised", "problem", false, |h| h.enters(1, "handle", 80), None, None),
        ("a dispute", "dispute", false, |h| h.enters(1, "handle", 80), None, Some(false)),
        ("a dispute, solved", "dispute", false, |h| h.ends(9, "rated"), None, Some(true)),
        (
            "it came to mediation, which failed",
            "problem",
            false,
            |h| {
                h.enters(1, "mediate", 80);
                h.ends(30, "told");
            },
            None,
            Some(false),
        ),
        ("taken back", "dispute", false, |h| h.ends(1, "withdrawn"), None, None),
    ];
    let playbook = kenli();
    for (what, opens, found, happens, report, dispute) in stories {
        let mut history = History::opened_as(opens, found);
        happens(&mut history);
        let case = fold(&history.events).unwrap();
        let course = history.course();
        let counted = contribution(&playbook, (&case, &course), hour(-1), hour(100), hour(100));
        assert_eq!((counted.valid_report, counted.dispute), (report, dispute), "{what}");
    }
}

#[test]
fn months_together_are_the_whole_and_hold_what_falls_into_each() {
    let mut history = History::opened_as("dispute", true);
    history.enters(2, "parties", 40);
    let lead = TaskKind::Lead { accepted: false, item: None };
    let order = history.asks(2, lead.clone(), party(1), 40);
    history.closes(900, order, CloseReason::Replaced);
    history.asks(900, lead, party(2), 940);
    history.asks(901, TaskKind::Assign, worker(), 2_400);
    history.asks(901, TaskKind::Revisit { raiser: None }, worker(), 3_200);
    let (playbook, case, course) = (kenli(), fold(&history.events).unwrap(), history.course());
    let now = hour(950);
    let months = by_month(&playbook, (&case, &course), now);
    let mut sum = linli_domain::indicator::Figures::default();
    months.values().for_each(|figures| sum.plus(figures, 1));
    let whole = contribution(&playbook, (&case, &course), hour(-1), hour(9_000), now);
    let mut figures = linli_domain::indicator::Figures::default();
    figures.add(&playbook.responsibility, (true, true), &whole);
    assert_eq!(sum, figures);
    let count = |key: &str| figures.rates.get(key).map(|rate| (rate.numerator, rate.denominator));
    assert_eq!(count("right-dispatch-rate"), Some((1, 2)));
    assert_eq!(count("on-time-acceptance-rate"), Some((1, 1)));
    assert_eq!(count("valid-report-rate"), Some((1, 1)));
    assert_eq!(count("dispute-resolution-rate"), Some((0, 1)));
    for (at, key) in [
        (0, "valid-report-rate"),
        (8, "on-time-acceptance-rate"),
        (900, "right-dispatch-rate"),
        (2_400, "on-time-dispatch-rate"),
        (3_200, "on-time-check-rate"),
    ] {
        let month = months.get(&Month::of(hour(at).day())).unwrap();
        assert_eq!(month.rates.get(key).map(|rate| rate.n), Some(1), "{key}");
    }
}
