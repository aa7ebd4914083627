//! Clocks: pauses, extensions, urgency, orders with a deadline of their own, new calendars.

use std::sync::Arc;

use linli_kernel::CalendarYear;
use linli_playbook::engine::{
    CloseReason, Effect, Event, EventBody, External, Holder, Opening, Relation, TaskKind,
    Visibility, left_unanswered,
};

use crate::engine_support::{
    KENLI, Run, actor_of, at, calendar, community, day, grid_worker, kenli_facts, name, raiser,
    reported,
};

#[test]
fn a_question_stops_the_clock_and_the_answer_starts_it() {
    let mut run = Run::open(&reported("compound-affair"));
    run.does(&grid_worker(), "at-once", &[]);
    assert_eq!(run.case.step.due.at, at(3, 5, 17, 30));
    run.later(1);
    run.aside(&grid_worker(), Relation::Holder, "ask-raiser");
    let number = run.case.tasks.values().find(|t| t.kind == TaskKind::Act).unwrap().number;
    assert!(run.offer(number, "solved").is_none(), "paused");
    assert_eq!(run.case.next_due(), Some(at(3, 9, 17, 30)), "at most five work days");
    run.later(48);
    run.does(&raiser(), "answer", &[]);
    assert_eq!(run.case.paused, None);
    assert_eq!(run.case.step.due.at, at(3, 9, 17, 30), "two work days later");
    assert_eq!(run.case.due.at, at(3, 25, 17, 30), "overall too");
    assert!(run.offer(number, "solved").is_some());
    insta::assert_snapshot!(run.story);
}

#[test]
fn an_unanswered_question_ends_by_itself() {
    let mut run = Run::open(&reported("compound-affair"));
    run.aside(&grid_worker(), Relation::Holder, "ask-raiser");
    run.tick_at(at(3, 20, 9, 0));
    assert_eq!(run.case.paused, None);
    let resumed = run
        .events
        .iter()
        .find(|e| matches!(e.body, linli_playbook::engine::EventBody::Resumed { .. }));
    assert_eq!(resumed.unwrap().due_at, Some(at(3, 9, 17, 30)));
    assert_eq!(run.case.level, name("community"), "then the time ran out while nobody ticked");
}

#[test]
fn more_time_once_with_approval() {
    let mut run = Run::open(&reported("compound-affair"));
    run.does(&grid_worker(), "at-once", &[]);
    run.aside(&grid_worker(), Relation::Holder, "extend");
    let tasks: Vec<_> = run.case.tasks.keys().copied().collect();
    let offers = run.beside(Relation::Holder, &tasks);
    assert!(offers.iter().all(|o| o.action != *"extend"), "asked already");
    run.does(&community(), "approve", &[]);
    assert_eq!(run.case.step.due.at, at(3, 6, 17, 30), "one work day more");
    assert_eq!(run.case.due.at, at(3, 24, 17, 30));
    let offers = run.beside(Relation::Holder, &tasks);
    assert!(offers.iter().all(|o| o.action != *"extend"), "once");
    assert!(run.effects.iter().any(|effect| matches!(
        effect,
        Effect::Notify { message, .. } if message.as_str() == "extended"
    )));
}

#[test]
fn more_time_is_counted_as_the_step_is() {
    for (urgency, label, due) in [
        ("ordinary", "engine-field-more-workdays", at(3, 6, 17, 30)),
        ("pressing", "engine-field-more-hours", at(3, 2, 18, 0)),
    ] {
        let mut run = Run::open(&Opening { urgency: name(urgency), ..reported("compound-affair") });
        run.does(&grid_worker(), "at-once", &[]);
        let tasks: Vec<_> = run.case.tasks.keys().copied().collect();
        let offers = run.beside(Relation::Holder, &tasks);
        let extend = offers.iter().find(|offer| offer.action == *"extend").unwrap();
        let more = extend.fields.iter().find(|field| field.key == *"more").unwrap();
        assert_eq!(more.label.zh, label);
        run.aside(&grid_worker(), Relation::Holder, "extend");
        run.does(&community(), "approve", &[]);
        assert_eq!(run.case.step.due.at, due, "one more: {urgency}");
    }
}

#[test]
fn pressing_matters_run_by_the_hour_and_an_order_by_its_own_deadline() {
    let run = Run::open(&Opening { urgency: name("pressing"), ..reported("compound-affair") });
    assert_eq!(run.case.step.due.at, at(3, 2, 11, 0));
    assert_eq!(run.case.due.at, at(3, 3, 9, 0));
    let order = |due| {
        let external = External { system: name("hotline-12345"), due: Some(due) };
        Run::open(&Opening {
            raiser: None,
            external: Some(external),
            channel: name("hotline-12345"),
            actor: actor_of(&grid_worker()),
            ..reported("compound-affair")
        })
    };
    assert_eq!(order(at(3, 4, 12, 0)).case.due.at, at(3, 4, 12, 0), "shorter wins");
    assert_eq!(order(at(5, 4, 12, 0)).case.due.at, at(3, 23, 17, 30), "longer does not");
}

#[test]
fn a_new_years_holidays_move_what_was_provisional() {
    let mut facts = kenli_facts();
    let mut unknown = calendar();
    unknown.years.clear();
    facts.calendar = Arc::new(unknown.clone());
    let mut run = Run::open_in(Arc::new(KENLI.clone()), facts, &reported("compound-affair"));
    assert!(run.case.due.provisional);
    assert_eq!(run.system("redate").unwrap().events, []);
    let mut year = CalendarYear::default();
    year.holidays.extend([day(3, 3), day(3, 4)]);
    unknown.years.insert(2026, year);
    run.facts.calendar = Arc::new(unknown);
    let decision = run.system("redate").unwrap();
    assert_eq!(decision.events.len(), 1);
    run.take(decision);
    assert!(!run.case.due.provisional);
    assert_eq!(run.case.step.due.at, at(3, 5, 17, 30));
    assert_eq!(run.case.tasks.values().next().unwrap().due.at, at(3, 5, 17, 30));
    assert_eq!(run.case.due.at, at(3, 25, 17, 30));
}

#[test]
fn reminded_once_late_once() {
    let mut run = Run::open(&reported("compound-affair"));
    run.tick();
    assert_eq!(run.happened().iter().filter(|what| **what == "reminded").count(), 1);
    run.tick();
    let late = run.happened().iter().filter(|what| **what == "late").count();
    assert_eq!(late, 1);
    assert_eq!(run.case.level, name("community"));
}

#[test]
fn urging_is_possible_once_a_day() {
    let mut run = Run::open(&reported("compound-affair"));
    run.aside(&raiser(), Relation::Raiser, "urge");
    let urge = || {
        let Holder::Person(_) = raiser() else { panic!("a person") };
        run.try_beside(
            &actor_of(&raiser()),
            Relation::Raiser,
            &[],
            "urge",
            linli_playbook::engine::Fields::new(),
        )
    };
    let refused = urge().unwrap_err();
    assert_eq!(refused.code().as_str(), "too-soon");
    run.now = at(3, 4, 9, 0);
    run.aside(&raiser(), Relation::Raiser, "urge");
}

#[test]
fn an_instruction_from_above_must_be_answered() {
    let mut run = Run::open(&reported("compound-affair"));
    run.aside(&community(), Relation::PostAbove, "supervise");
    run.does(&grid_worker(), "reply", &[]);
    run.does(&grid_worker(), "at-once", &[]);
    let closed = |run: &Run| -> Vec<(CloseReason, Visibility)> {
        let reply = |task| {
            let opened = |event: &&Event| {
                matches!(&event.body,
                EventBody::TaskOpened { task: opened } if opened.number == task)
            };
            run.events.iter().find(opened).is_some_and(|event| {
                matches!(&event.body,
                EventBody::TaskOpened { task } if task.kind == TaskKind::Reply)
            })
        };
        let events = run.events.iter().filter_map(|event| match event.body {
            EventBody::TaskClosed { task, reason } if reply(task) => {
                Some((reason, event.visibility))
            }
            _ => None,
        });
        events.collect()
    };
    let answered = (CloseReason::Done, Visibility::Internal);
    assert_eq!(closed(&run), [answered]);
    let mut in_time = run.clone();
    in_time.aside(&community(), Relation::PostAbove, "supervise");
    in_time.does(&grid_worker(), "solved", &[]);
    let over = (CloseReason::Superseded, Visibility::Internal);
    assert_eq!(closed(&in_time), [answered, over], "there was time left to answer");
    run.aside(&community(), Relation::PostAbove, "supervise");
    // Told once more: one answer is enough.
    run.aside(&community(), Relation::PostAbove, "supervise");
    let twice = (CloseReason::Expired, Visibility::Internal);
    assert_eq!(closed(&run), [answered, twice]);
    run.later(72);
    run.does(&grid_worker(), "solved", &[]);
    let left = (CloseReason::Unanswered, Visibility::Public);
    assert_eq!(
        closed(&run),
        [answered, twice, left],
        "who reads of it reads that it was not answered"
    );
    // The third instruction was left unanswered, and programs that gave another reason agree.
    let mut before = run.events.clone();
    for event in &mut before {
        if let EventBody::TaskClosed { reason, .. } = &mut event.body
            && *reason == CloseReason::Unanswered
        {
            *reason = CloseReason::Superseded;
        }
    }
    let found = left_unanswered(&run.events);
    assert_eq!(found.len(), 1);
    assert_eq!(left_unanswered(&before), found, "older histories");
    assert!(left_unanswered(&in_time.events).is_empty());
    let kept: CloseReason = serde_json::from_str("\"superseded\"").unwrap();
    assert_eq!(kept, CloseReason::Superseded);
}

#[test]
fn the_raisers_time_is_not_the_handlers() {
    let pressing = Opening { urgency: name("pressing"), ..reported("home-or-dispute") };
    let mut run = Run::open(&pressing);
    run.does(&grid_worker(), "on-spot", &[]);
    assert_eq!(run.case.answered_at, Some(run.now));
    run.tick();
    assert_eq!(run.step(), "unrated");
    assert!(!run.case.late, "answered within the day; the raiser was silent for a week");
    let mut again = Run::open(&pressing);
    again.does(&grid_worker(), "on-spot", &[]);
    again.now = at(3, 4, 9, 0);
    again.does(&raiser(), "rate", &crate::engine_support::answered("not-solved"));
    assert_eq!(again.case.answered_at, None, "work goes on, and its time is over");
    again.tick();
    assert!(again.case.late);
}
