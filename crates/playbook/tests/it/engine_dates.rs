//! What moves a deadline, and what does not: more time is for whoever asked, a pause is for
//! everybody, and a calendar that comes later gives the dates that it would have given at once.

use std::sync::Arc;

use linli_kernel::{CalendarYear, Day, Deadline, Limit, LimitUnit, Moment};
use linli_playbook::{
    Playbook,
    engine::{
        Adjustment, Event, EventBody, Facts, Fields, Holder, Relation, Task, TaskKind, Value, fold,
    },
    model::{AsideKind, Step, Within},
};
use proptest::prelude::*;

use crate::engine_support::{
    COMPANY, COMPOUND, HOUSING, KENLI, Run, TRAFFIC, WATER, actor_of, at, calendar, community, day,
    grid_worker, kenli_facts, name, organisation, party, post, raiser, reported, text,
};

fn with(step: &str, change: impl FnOnce(&mut Step)) -> Playbook {
    let mut playbook = KENLI.clone();
    let process = playbook.processes.get_mut("matter").unwrap();
    change(process.steps.get_mut(step).unwrap());
    playbook
}

/// More time as often as it is asked for.
fn again_and_again(mut playbook: Playbook) -> Playbook {
    let process = playbook.processes.get_mut("matter").unwrap();
    process.asides.get_mut("extend").unwrap().kind = AsideKind::Extend { once: false };
    playbook
}

/// A matter whose minutes name a party and a day in each row.
fn minutes(playbook: Playbook, rows: &[(i64, Day)]) -> Run {
    let mut run = Run::open_in(Arc::new(playbook), kenli_facts(), &reported("compound-affair"));
    run.does(&grid_worker(), "pending", &[]);
    let row = |(who, due): &(i64, Day)| {
        Fields::from([
            (name("responsible"), Value::Party(party(*who))),
            (name("standard"), text(40)),
            (name("due"), Value::Date(*due)),
            (name("supervisor"), Value::Post(community())),
        ])
    };
    let rows = Value::Items(rows.iter().map(row).collect());
    run.does(&post("compound-secretary", COMPOUND), "agreed", &[("items", rows)]);
    run
}

fn of<'r>(run: &'r Run, holder: &Holder) -> &'r Task {
    run.case.tasks.values().find(|task| task.holder == *holder).unwrap()
}

fn supervisor(run: &Run) -> &Task {
    run.case.tasks.values().find(|task| task.kind == TaskKind::Supervise).unwrap()
}

/// Whoever works asks for so much more, and the level above agrees.
fn extended(run: &mut Run, asks: &Holder, more: i64) {
    let tasks: Vec<_> =
        run.case.tasks.values().filter(|t| t.holder == *asks).map(|task| task.number).collect();
    let fields = Fields::from([(name("reason"), text(50)), (name("more"), Value::Number(more))]);
    let asked = run.try_beside(&actor_of(asks), Relation::Holder, &tasks, "extend", fields);
    run.take(asked.unwrap());
    let agrees = run.case.tasks.values().find(|t| matches!(t.kind, TaskKind::Approve { .. }));
    let agrees = agrees.unwrap().holder.clone();
    run.does(&agrees, "approve", &[]);
}

#[test]
fn more_time_is_for_the_party_that_asked() {
    let company = organisation(COMPANY);
    let rows = [(COMPANY, day(3, 20)), (HOUSING, day(3, 31)), (WATER, day(3, 31))];
    let mut run = minutes(again_and_again(KENLI.clone()), &rows);
    let before = run.clone();
    extended(&mut run, &company, 5);
    assert_eq!(of(&run, &company).due.at, at(3, 27, 17, 30));
    for holder in [organisation(HOUSING), organisation(WATER)] {
        assert_eq!(of(&run, &holder), of(&before, &holder));
    }
    assert_eq!(supervisor(&run), supervisor(&before));
    assert_eq!((run.case.step.due, run.case.due), (before.case.step.due, before.case.due));
    let mut later = run.clone();
    later.tick_at(at(3, 21, 9, 0));
    assert!(!of(&later, &company).late, "it has the time that was granted");

    extended(&mut run, &organisation(HOUSING), 5);
    assert_eq!(of(&run, &organisation(HOUSING)).due.at, at(4, 8, 17, 30));
    assert_eq!(run.case.step.due.at, at(4, 8, 17, 30), "the step ends with its last row");
    assert_eq!(supervisor(&run).due.at, at(4, 8, 17, 30));
    assert_eq!(run.case.due.at, at(3, 30, 17, 30), "and the whole has as much more");
    assert_eq!(of(&run, &organisation(WATER)).due.at, at(3, 31, 17, 30));
    assert_eq!(of(&run, &company).due.at, at(3, 27, 17, 30));
    let whole = run.case.due;
    extended(&mut run, &organisation(WATER), 3);
    assert_eq!(of(&run, &organisation(WATER)).due.at, at(4, 3, 17, 30));
    assert_eq!(
        (run.case.step.due.at, run.case.due),
        (at(4, 8, 17, 30), whole),
        "no later for that"
    );
}

#[test]
fn a_question_in_one_row_keeps_the_time_that_another_was_given() {
    let rows = [(COMPANY, day(3, 20)), (HOUSING, day(3, 31))];
    let mut run = minutes(KENLI.clone(), &rows);
    extended(&mut run, &organisation(HOUSING), 5);
    run.aside(&organisation(COMPANY), Relation::Holder, "ask-raiser");
    run.later(24);
    run.does(&raiser(), "answer", &[]);
    assert_eq!(run.case.step.due.at, at(4, 8, 17, 30));
    assert_eq!(of(&run, &organisation(HOUSING)).due.at, at(4, 8, 17, 30), "a day stays a day");
}

#[test]
fn a_party_that_has_finished_needs_no_more_time() {
    let rows = [(COMPANY, day(3, 20)), (HOUSING, day(3, 31))];
    let mut run = minutes(KENLI.clone(), &rows);
    run.aside(&organisation(COMPANY), Relation::Holder, "extend");
    run.does(&organisation(COMPANY), "done", &[]);
    assert!(run.case.tasks.values().all(|task| !matches!(task.kind, TaskKind::Approve { .. })));
}

/// A dispatch with a lead that has accepted and a helper that has not answered; at another time
/// with more time.
fn dispatched(facts: Facts, now: Option<Moment>) -> Run {
    let within = if now.is_some() { 10 } else { 5 };
    let playbook = Arc::new(counted(LimitUnit::WorkDay, within));
    let mut run = Run::open_in(playbook, facts, &reported("home-or-dispute"));
    run.now = now.unwrap_or(run.now);
    run.does(&grid_worker(), "at-once", &[]);
    let lead = ("lead", Value::Party(party(COMPANY)));
    run.does(&grid_worker(), "give", &[lead, ("assist", Value::Parties(vec![party(WATER)]))]);
    run.does(&organisation(COMPANY), "accept", &[]);
    run
}

#[test]
fn more_time_for_the_lead_leaves_the_helper_its_time_to_answer() {
    let mut run = dispatched(kenli_facts(), None);
    let (lead, helper) = (organisation(COMPANY), organisation(WATER));
    let before = run.clone();
    assert_eq!(of(&run, &helper).answer_by.unwrap().at, at(3, 3, 17, 30));
    extended(&mut run, &lead, 20);
    assert_eq!(of(&run, &helper), of(&before, &helper));
    assert!(of(&run, &lead).due.at > at(4, 1, 0, 0));
    assert_eq!(run.case.step.due, of(&run, &lead).due, "the lead's time is the step's");
    assert!(run.case.due.at > before.case.due.at);
    run.tick_at(at(3, 4, 9, 0));
    assert_eq!(of(&run, &helper).kind, TaskKind::Assist { accepted: true });
    assert!(of(&run, &helper).late, "silence counts from the day on which it was asked");
}

#[test]
fn a_pause_moves_the_time_to_answer_and_what_was_asked_meanwhile() {
    let mut run = dispatched(kenli_facts(), None);
    let (lead, helper) = (organisation(COMPANY), organisation(WATER));
    run.aside(&lead, Relation::Holder, "ask-raiser");
    run.later(24);
    run.does(&helper, "object", &[]);
    let review = run.case.tasks.values().find(|t| matches!(t.kind, TaskKind::Review { .. }));
    assert_eq!(review.unwrap().due.at, at(3, 4, 17, 30));
    run.later(24);
    run.does(&raiser(), "answer", &[]);
    let review = run.case.tasks.values().find(|t| matches!(t.kind, TaskKind::Review { .. }));
    assert_eq!(review.unwrap().due.at, at(3, 5, 17, 30), "it too stood still, since it was opened");
    run.does(&grid_worker(), "overrule", &[]);
    assert_eq!(of(&run, &helper).answer_by.unwrap().at, at(3, 5, 17, 30));
    run.aside(&lead, Relation::Holder, "ask-raiser");
    run.later(48);
    run.does(&raiser(), "answer", &[]);
    assert_eq!(of(&run, &helper).answer_by.unwrap().at, at(3, 9, 17, 30), "as the lead's does");
}

#[test]
fn nothing_is_agreed_to_while_the_clock_stands_still() {
    let mut run = Run::open(&reported("home-or-dispute"));
    run.does(&grid_worker(), "at-once", &[]);
    assert_eq!(run.case.step.due.at, at(3, 5, 17, 30));
    run.aside(&grid_worker(), Relation::Holder, "suspend");
    run.aside(&grid_worker(), Relation::Holder, "ask-raiser");
    run.now = at(3, 5, 9, 0);
    let asked = run.case.tasks.values().find(|t| matches!(t.kind, TaskKind::Approve { .. }));
    let (number, holder) = asked.map(|task| (task.number, task.holder.clone())).unwrap();
    let refused = run.try_on(number, &actor_of(&holder), "approve", Fields::new());
    assert_eq!(refused.unwrap_err().code().as_str(), "paused");
    assert!(run.offer(number, "approve").is_none());
    assert!(run.offer(number, "decline").is_some(), "no is no change");
    run.does(&raiser(), "answer", &[]);
    assert_eq!(run.case.step.due.at, at(3, 10, 17, 30), "three work days stood still");
    run.does(&holder, "approve", &[]);
    run.later(24);
    run.aside(&grid_worker(), Relation::Holder, "resume");
    assert_eq!(run.case.step.due.at, at(3, 11, 17, 30), "and one more");
}

/// A case that an earlier build left paused twice, or in a step entered meanwhile.
#[test]
fn what_was_left_standing_still_moves_by_what_was_left_of_the_pause() {
    let mut run = Run::open(&reported("home-or-dispute"));
    run.does(&grid_worker(), "at-once", &[]);
    run.aside(&grid_worker(), Relation::Holder, "ask-raiser");
    let paused = run.case.paused;
    run.case.paused = None;
    run.now = at(3, 4, 9, 0);
    let number = run.case.tasks.values().find(|t| t.kind == TaskKind::Act).unwrap().number;
    let mut fields = Fields::new();
    fields.insert(name("reason"), text(51));
    let decision = run.try_on(number, &actor_of(&grid_worker()), "beyond", fields).unwrap();
    run.case = decision.case;
    run.case.paused = paused;
    assert_eq!((run.step(), run.case.step.due.at), ("community", at(3, 9, 17, 30)));
    run.now = at(3, 6, 9, 0);
    let resumed = run.try_beside(
        &actor_of(&community()),
        Relation::Holder,
        &run.case.tasks.keys().copied().collect::<Vec<_>>(),
        "resume",
        Fields::new(),
    );
    assert_eq!(resumed.unwrap().case.step.due.at, at(3, 11, 17, 30), "two days since it is here");
}

#[test]
fn a_cumulative_step_keeps_the_time_that_it_was_granted() {
    let playbook = with("community", |step| step.cumulative = true);
    let mut run = Run::open_in(Arc::new(playbook), kenli_facts(), &reported("home-or-dispute"));
    run.does(&grid_worker(), "upward", &[]);
    assert_eq!(run.case.step.due.at, at(3, 5, 17, 30));
    extended(&mut run, &community(), 5);
    assert_eq!(run.case.step.due.at, at(3, 12, 17, 30));
    run.now = at(3, 10, 9, 0);
    run.does(&community(), "mediate", &[]);
    run.now = at(3, 11, 9, 0);
    run.does(&post("mediator", crate::engine_support::COMMUNITY), "beyond", &[]);
    assert_eq!((run.step(), run.case.step.due.at), ("community", at(3, 13, 17, 30)));
    let tasks: Vec<_> = run.case.tasks.keys().copied().collect();
    let offers = run.beside(Relation::Holder, &tasks);
    assert!(offers.iter().all(|offer| offer.action != *"extend"), "once is once");
    run.aside(&community(), Relation::Holder, "ask-raiser");
    run.later(24);
    run.does(&raiser(), "answer", &[]);
    assert_eq!(run.case.step.due.at, at(3, 16, 17, 30), "computed again, it is the same and a day");
}

/// A case's history as an earlier build wrote it: without whose time it was and what moved beside.
fn as_written_before(events: &[Event]) -> Vec<Event> {
    let mut rows = serde_json::to_value(events).unwrap();
    for row in rows.as_array_mut().unwrap() {
        let body = row["body"].as_object_mut().unwrap();
        body.remove("of");
        body.remove("moments");
        if let Some(task) = body.get_mut("task").and_then(serde_json::Value::as_object_mut) {
            task.remove("asked_at");
        }
    }
    serde_json::from_value(rows).unwrap()
}

#[test]
fn what_was_recorded_before_applies_as_before() {
    let mut run = dispatched(kenli_facts(), None);
    let before = of(&run, &organisation(COMPANY)).clone();
    extended(&mut run, &organisation(COMPANY), 5);
    let mut old = as_written_before(&run.events);
    let lead = before.number;
    let helper = of(&run, &organisation(WATER)).clone();
    let due = of(&run, &organisation(COMPANY)).due;
    let redated = old.iter_mut().find(|e| matches!(e.body, EventBody::Redated { .. })).unwrap();
    if let EventBody::Redated { tasks, .. } = &mut redated.body {
        *tasks = vec![(lead, due), (helper.number, due)];
    }
    let case = fold(&old).unwrap();
    let shift = due.at.ms_since(helper.due.at);
    assert_eq!(
        case.tasks[&helper.number].answer_by.unwrap().at,
        helper.answer_by.unwrap().at.plus_ms(shift),
        "both moved with the task"
    );
    assert_eq!(case.tasks[&lead].remind_at, before.remind_at.map(|at| at.plus_ms(shift)));
    let [Adjustment::Extended { of, step, whole, .. }] = case.adjustments.as_slice() else {
        panic!("{:?}", case.adjustments)
    };
    assert_eq!((of, step, whole), (&None, &None, &false));
    // Counted again it still is everybody's.
    run.case = case;
    run.events = old;
    run.aside(&organisation(COMPANY), Relation::Holder, "ask-raiser");
    run.does(&raiser(), "answer", &[]);
    assert_eq!((run.case.due.at, run.case.step.due), (at(3, 30, 17, 30), due));
    assert_eq!(run.case.tasks[&helper.number].due, due);
    let stored = serde_json::to_string(&run.case).unwrap();
    assert!(!stored.contains("asked_at\":null") && !stored.contains("\"of\":null"));
}

/// The tests' calendar, and the next year's, of which the first days are off.
fn two_years() -> linli_kernel::WorkCalendar {
    let mut both = calendar();
    let mut next = CalendarYear::default();
    next.holidays.extend((1..=3).map(|d| Day::constant(2027, 1, d)));
    next.holidays.insert(Day::constant(2027, 1, 6));
    next.workdays.insert(Day::constant(2027, 1, 9));
    both.years.insert(2027, next);
    both
}

fn facts_of(calendar: linli_kernel::WorkCalendar) -> Facts {
    Facts { calendar: Arc::new(calendar), ..kenli_facts() }
}

fn imported(run: &mut Run) {
    run.facts.calendar = Arc::new(two_years());
    let decision = run.system("redate").unwrap();
    run.take(decision);
}

#[test]
fn a_new_years_calendar_moves_no_answer_that_is_due_before_it() {
    let begun = Some(at(12, 22, 9, 0));
    let mut run = dispatched(facts_of(calendar()), begun);
    let had = dispatched(facts_of(two_years()), begun);
    let helper = organisation(WATER);
    assert_eq!(of(&run, &helper).answer_by.unwrap().at, at(12, 23, 17, 30));
    assert!(of(&run, &organisation(COMPANY)).due.provisional);
    imported(&mut run);
    assert!(of(&run, &helper).due.at.day() > Day::constant(2027, 1, 3));
    assert_eq!(of(&run, &helper).answer_by.unwrap().at, at(12, 23, 17, 30));
    for task in had.case.tasks.values() {
        assert_eq!(&run.case.tasks[&task.number], task, "as if it had been known");
    }
    assert_eq!((run.case.due, run.case.step.due), (had.case.due, had.case.step.due));
}

#[test]
fn a_review_is_counted_again_too() {
    let told = |facts: Facts| {
        let mut run = Run::open_in(Arc::new(KENLI.clone()), facts, &reported("home-or-dispute"));
        run.now = at(12, 28, 9, 0);
        let second = ("second", Value::Post(community()));
        run.does(&grid_worker(), "refer", &[second]);
        run.does(&community(), "approve", &[]);
        assert_eq!(run.step(), "told");
        let reason = Fields::from([(name("reason"), text(52))]);
        let asked = run.try_beside(&actor_of(&raiser()), Relation::Raiser, &[], "review", reason);
        run.take(asked.unwrap());
        run
    };
    let mut run = told(facts_of(calendar()));
    let review = run.case.tasks.values().next().unwrap();
    assert!(review.due.provisional);
    imported(&mut run);
    let had = told(facts_of(two_years()));
    assert_eq!(run.case.tasks, had.case.tasks);
    assert!(run.case.tasks.values().all(|task| !task.due.provisional));
    assert_eq!(run.step(), "told");
    let again = run.system("redate").unwrap();
    assert_eq!(again.events, []);
}

#[test]
fn a_deliberation_day_is_counted_again_as_well() {
    let mut facts = facts_of(calendar());
    let mut run = Run::open_in(
        Arc::new(Playbook { deliberation_day: Some(6), ..KENLI.clone() }),
        facts.clone(),
        &reported("compound-affair"),
    );
    run.now = at(12, 28, 9, 0);
    run.does(&grid_worker(), "pending", &[]);
    assert_eq!(run.case.step.due.at.day(), Day::constant(2027, 1, 6));
    imported(&mut run);
    assert_eq!(run.case.step.due.at.day(), Day::constant(2027, 1, 7));
    assert_eq!(run.case.tasks.values().next().unwrap().due, run.case.step.due);
    facts.calendar = Arc::new(two_years());
    assert!(!run.case.step.due.provisional);
}

/// What may be done to a dispatch without its clocks asking for anything.
#[derive(Clone, Debug)]
enum Deed {
    Wait(i64),
    Ask(i64),
    More(i64),
    Accept,
    Object,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        (1_i64..60).prop_map(Deed::Wait),
        (1_i64..200).prop_map(Deed::Ask),
        (1_i64..12).prop_map(Deed::More),
        Just(Deed::Accept),
        Just(Deed::Object),
    ];
    prop::collection::vec(deed, 0..9)
}

fn done(run: &mut Run, deed: &Deed) {
    let (lead, helper) = (organisation(COMPANY), organisation(WATER));
    match deed {
        Deed::Wait(hours) => run.later(*hours),
        Deed::Ask(hours) => {
            run.aside(&lead, Relation::Holder, "ask-raiser");
            run.later(*hours);
            run.does(&raiser(), "answer", &[]);
        }
        Deed::More(days) => extended(run, &lead, *days),
        Deed::Accept if run.task_of(&helper, "accept").is_some() => {
            run.does(&helper, "accept", &[]);
        }
        Deed::Object if run.task_of(&helper, "object").is_some() => {
            run.does(&helper, "object", &[]);
            run.later(7);
            run.does(&grid_worker(), "overrule", &[]);
        }
        Deed::Accept | Deed::Object => {}
    }
}

/// How many work days lie between a moment and a deadline.
pub(crate) fn left(run: &Run, due: Deadline) -> i64 {
    let (mut day, last) = (run.now.day(), due.at.day());
    let sign = if day <= last { 1 } else { -1 };
    let (from, to) = (day.min(last), day.max(last));
    day = from;
    let mut count = 0;
    while day < to {
        day = day.tomorrow().unwrap();
        count += i64::from(run.facts.calendar.is_workday(day));
    }
    sign * count
}

const UNITS: [LimitUnit; 4] =
    [LimitUnit::UrgentMinute, LimitUnit::WorkMinute, LimitUnit::WorkDay, LimitUnit::NaturalDay];

fn counted(unit: LimitUnit, amount: u32) -> Playbook {
    let minutes = matches!(unit, LimitUnit::UrgentMinute | LimitUnit::WorkMinute);
    let limit = Limit { amount: if minutes { amount * 480 } else { amount }, unit };
    again_and_again(with("parties", |step| step.within = Within::Limit(limit)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_calendar_that_comes_later_gives_the_same_dates(
        deeds in deeds(), unit in prop::sample::select(UNITS.to_vec()), amount in 1_u32..20,
        start in 0_i64..24,
    ) {
        let story = |calendar| {
            let playbook = Arc::new(counted(unit, amount));
            let mut run =
                Run::open_in(playbook, facts_of(calendar), &reported("home-or-dispute"));
            run.now = at(12, 14, 9, 0).plus_ms(start * 86_400_000 / 2);
            run.does(&grid_worker(), "at-once", &[]);
            let lead = ("lead", Value::Party(party(COMPANY)));
            let assist = ("assist", Value::Parties(vec![party(WATER)]));
            run.does(&grid_worker(), "give", &[lead, assist]);
            run.does(&organisation(COMPANY), "accept", &[]);
            deeds.iter().for_each(|deed| done(&mut run, deed));
            run
        };
        let had = story(two_years());
        let mut run = story(calendar());
        imported(&mut run);
        prop_assert_eq!((run.case.due, run.case.step.due), (had.case.due, had.case.step.due));
        let dates = |run: &Run| -> Vec<_> {
            let tasks = run.case.tasks.values();
            tasks.map(|t| (t.number, t.due, t.remind_at, t.answer_by)).collect()
        };
        prop_assert_eq!(dates(&run), dates(&had));
    }

    #[test]
    fn a_pause_loses_no_time(
        before in 0_i64..60, pauses in prop::collection::vec((1_i64..200, 0_i64..60), 1..5),
    ) {
        let mut run = dispatched(kenli_facts(), None);
        run.later(before);
        for (stands, between) in pauses {
            let open = run.case.clone();
            let left_then: Vec<i64> = [open.due, open.step.due].iter().map(|due| left(&run, *due)).collect();
            let tasks: Vec<(Task, i64)> =
                open.tasks.values().map(|task| (task.clone(), left(&run, task.due))).collect();
            run.aside(&organisation(COMPANY), Relation::Holder, "ask-raiser");
            run.later(stands);
            run.does(&raiser(), "answer", &[]);
            let now: Vec<i64> =
                [run.case.due, run.case.step.due].iter().map(|due| left(&run, *due)).collect();
            prop_assert_eq!(left_then, now);
            for (task, had) in tasks {
                let task = &run.case.tasks[&task.number];
                prop_assert_eq!(left(&run, task.due), had, "{:?}", task);
            }
            run.later(between);
        }
    }

    #[test]
    fn more_time_moves_the_task_of_whoever_asked(
        days in prop::collection::vec(13_i8..31, 3), grants in prop::collection::vec((0_usize..3, 1_i64..15), 1..5),
    ) {
        let parties = [COMPANY, HOUSING, TRAFFIC];
        let rows: Vec<_> = parties.iter().zip(&days).map(|(who, of)| (*who, day(3, *of))).collect();
        let mut run = minutes(again_and_again(KENLI.clone()), &rows);
        for (who, more) in grants {
            let asks = organisation(parties[who]);
            let before = run.clone();
            extended(&mut run, &asks, more);
            let own = of(&run, &asks).due;
            prop_assert!(own.at > of(&before, &asks).due.at);
            for other in parties.iter().map(|who| organisation(*who)).filter(|who| *who != asks) {
                prop_assert_eq!(of(&run, &other), of(&before, &other));
            }
            let last = before.case.step.due.at.max(own.at);
            prop_assert_eq!(run.case.step.due.at, last);
            prop_assert_eq!(run.case.due.at > before.case.due.at, last > before.case.step.due.at);
            prop_assert_eq!(supervisor(&run).due, run.case.step.due);
        }
    }
}
