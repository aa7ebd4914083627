//! Several at once: what one of them wins, the others lose whole.

use std::{future::Future, pin::Pin, task::Poll};

use linli_app::{
    Expect, PlacePut, StaffPut,
    ports::{CommitError, Store},
};
use linli_domain::{matter::CaseRow, person::Person, place::Place};
use linli_playbook::engine::{Actor, EventBody, TaskNumber};
use linli_store::Database;

use crate::{
    engines::{fresh_postgres, on_every_engine},
    world::{
        BUILDING, COMMUNITY, Story, a_person, a_place, answer, at, build, changes, community_post,
        grid_post, person, place,
    },
};

on_every_engine! {
    whoever_commits_while_reading_waits_for_no_reader,
    of_two_who_act_on_one_task_one_wins,
    one_urges_while_another_fills_a_form,
    of_the_same_report_sent_twice_at_once_one_is_kept,
    a_tick_that_races_a_person_does_nothing_or_comes_first,
    numbers_given_at_once_are_all_different,
    who_relied_on_a_row_that_changed_meanwhile_loses,
    commits_over_the_same_rows_in_any_order_never_fail,
    a_snapshot_stays_as_it_was,
    many_stories_at_once_all_fit_together,
    a_caller_who_goes_away_harms_nobody,
}

type Slot<F> = (Pin<Box<F>>, Option<<F as Future>::Output>);

/// Runs everything at once.
pub(crate) async fn together<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut slots: Vec<Slot<F>> =
        futures.into_iter().map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        for (future, output) in &mut slots {
            if output.is_none()
                && let Poll::Ready(ready) = future.as_mut().poll(context)
            {
                *output = Some(ready);
            }
        }
        if slots.iter().all(|(_, output)| output.is_some()) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    slots.into_iter().filter_map(|(_, output)| output).collect()
}

/// How many succeeded; the others must have lost, not failed.
pub(crate) fn won<T>(results: &[Result<T, CommitError>]) -> usize {
    for result in results {
        assert!(!matches!(result, Err(CommitError::Store(_))), "{:?}", result.as_ref().err());
    }
    results.iter().filter(|result| result.is_ok()).count()
}

/// As use-cases do: the snapshot that the decision was made on is still there at the commit.
async fn whoever_commits_while_reading_waits_for_no_reader(database: &Database) {
    build(database).await;
    let reports = (0..50).map(|number| async move {
        let mut rows = database.snapshot().await.unwrap();
        rows.place(place(COMMUNITY)).await.unwrap().unwrap();
        let mut story = Story::report(100 + number, 3, at(number));
        story.commit(database).await.unwrap();
        drop(rows);
    });
    let all = together(reports.collect());
    let patience = std::time::Duration::from_secs(8);
    assert!(tokio::time::timeout(patience, all).await.is_ok(), "they wait for each other");
    assert_eq!(database.check_integrity().await.unwrap().cases, 50);
}

async fn of_two_who_act_on_one_task_one_wins(database: &Database) {
    build(database).await;
    for number in 100..110 {
        let mut story = Story::report(number, 3, at(0));
        story.commit(database).await.unwrap();
        let acts = (0..4).map(|worker| {
            let mut own = story.clone();
            let holder = if worker % 2 == 0 { community_post() } else { grid_post() };
            own.passes_to(holder, at(10 + worker));
            async move { own.commit(database).await }
        });
        assert_eq!(won(&together(acts.collect()).await), 1, "{number}");
    }
    assert_eq!(database.check_integrity().await.unwrap().problems, []);
}

async fn one_urges_while_another_fills_a_form(database: &Database) {
    build(database).await;
    for number in 100..110 {
        let mut story = Story::report(number, 3, at(0));
        story.commit(database).await.unwrap();
        let mut filled = story.clone();
        story.happens(Actor::Person { person: person(3), acting: None }, at(10), EventBody::Urged);
        story.row.revision += 1;
        story.commit(database).await.unwrap();
        // What was decided without it is lost whole; what the task has seen still holds.
        filled.passes_to(community_post(), at(20));
        let lost = filled.commit(database).await;
        assert!(matches!(lost, Err(CommitError::Conflict("case"))), "{lost:?}");
        let row = database.snapshot().await.unwrap().case(story.id()).await.unwrap().unwrap();
        let versions = |row: &CaseRow| -> Vec<_> {
            row.state.tasks.values().map(|task| (task.number, task.version)).collect()
        };
        assert_eq!(versions(&row), [(TaskNumber(1), 1)]);
        story.passes_to(community_post(), at(20));
        story.commit(database).await.unwrap();
        let events = database.snapshot().await.unwrap().events(story.id()).await.unwrap();
        assert_eq!(events, story.events);
        assert!(events.iter().any(|event| event.body == EventBody::Urged));
    }
    assert_eq!(database.check_integrity().await.unwrap().problems, []);
}

async fn of_the_same_report_sent_twice_at_once_one_is_kept(database: &Database) {
    build(database).await;
    for round in 0..10 {
        let sent = (0..3).map(|copy| {
            let mut changes = Story::report(100 + round * 10 + copy, 3, at(0)).changes();
            changes.put(answer(3, &format!("key-{round}"), at(0)));
            database.commit(changes)
        });
        assert_eq!(won(&together(sent.collect()).await), 1, "{round}");
    }
    let integrity = database.check_integrity().await.unwrap();
    assert_eq!((integrity.cases, integrity.problems), (10, vec![]));
}

async fn a_tick_that_races_a_person_does_nothing_or_comes_first(database: &Database) {
    build(database).await;
    for number in 100..110 {
        let mut story = Story::report(number, 3, at(0));
        story.commit(database).await.unwrap();
        let (mut tick, mut act) = (story.clone(), story.clone());
        let late = linli_playbook::engine::EventBody::OverallLate;
        tick.happens(linli_playbook::engine::Actor::System, at(20), late);
        tick.row.revision += 1;
        act.ends(at(20));
        let both = vec![tick, act]
            .into_iter()
            .map(|mut story| async move { story.commit(database).await.map(|()| story) });
        let results = together(both.collect()).await;
        assert_eq!(won(&results), 1, "{number}");
        let winner = results.into_iter().find_map(Result::ok).unwrap();
        let mut rows = database.snapshot().await.unwrap();
        assert_eq!(rows.case(winner.id()).await.unwrap(), Some(winner.row.clone()));
        assert_eq!(rows.events(winner.id()).await.unwrap(), winner.events);
    }
    assert_eq!(database.check_integrity().await.unwrap().problems, []);
}

async fn numbers_given_at_once_are_all_different(database: &Database) {
    build(database).await;
    let reports = (0..100).map(|number| async move {
        let mut story = Story::report(100 + number, 3, at(number));
        story.commit(database).await.unwrap();
        story.row.number.unwrap()
    });
    let mut numbers = together(reports.collect()).await;
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), 100);
    assert_eq!(database.check_integrity().await.unwrap().problems, []);
}

async fn who_relied_on_a_row_that_changed_meanwhile_loses(database: &Database) {
    build(database).await;
    for round in 0..10 {
        let mut relies = Story::report(100 + round, 3, at(0)).changes();
        relies.expects.push(Expect::Place(place(COMMUNITY), round + 1));
        let mut alters = changes(50 + round, "place:3");
        let row = a_place(COMMUNITY, "community", Some(2));
        alters.put(PlacePut::Place(Place { households: round, version: round + 2, ..row }));
        let results = together(vec![database.commit(relies), database.commit(alters)]).await;
        assert!(results[1].is_ok(), "{:?}", results[1]);
        // The report came first or was refused; it never slipped in behind.
        let late = Story::report(200 + round, 3, at(0));
        let mut late = late.changes();
        late.expects.push(Expect::Place(place(COMMUNITY), round + 1));
        assert_eq!(won(&[database.commit(late).await]), 0);
        won(&results);
    }
}

async fn commits_over_the_same_rows_in_any_order_never_fail(database: &Database) {
    build(database).await;
    for round in 0..10 {
        let commits = (0..6).map(|worker| {
            let mut changes = changes(100 + round * 10 + worker, "person:1");
            let mut people: Vec<i64> = (1..=6).collect();
            people.rotate_left(usize::try_from(worker).unwrap());
            if worker % 2 == 0 {
                people.reverse();
            }
            for number in people {
                let version = round + 2;
                changes.put(StaffPut::Person(Person { version, ..a_person(number) }));
            }
            changes.expects.push(Expect::Place(place(BUILDING), 1));
            database.commit(changes)
        });
        assert_eq!(won(&together(commits.collect()).await), 1, "{round}");
    }
}

async fn a_snapshot_stays_as_it_was(database: &Database) {
    build(database).await;
    let mut story = Story::report(100, 3, at(0));
    story.commit(database).await.unwrap();
    let mut before = database.snapshot().await.unwrap();
    let seen = before.case(story.id()).await.unwrap().unwrap();
    story.passes_to(community_post(), at(10));
    story.commit(database).await.unwrap();
    assert_eq!(before.case(story.id()).await.unwrap(), Some(seen));
    assert_eq!(before.events(story.id()).await.unwrap().len(), 2);
    assert_eq!(before.queue_counts(&[community_post()], 9).await.unwrap(), []);
    let mut after = database.snapshot().await.unwrap();
    assert_eq!(after.case(story.id()).await.unwrap(), Some(story.row.clone()));
    assert_eq!(after.queue_counts(&[grid_post()], 9).await.unwrap(), []);
}

async fn a_caller_who_goes_away_harms_nobody(database: &Database) {
    build(database).await;
    for number in 0..60 {
        let mut story = Story::report(100 + number, 3, at(number));
        let patience = std::time::Duration::from_micros(u64::try_from(number * 50).unwrap());
        let _ = tokio::time::timeout(patience, story.commit(database)).await;
        let mut rows = database.snapshot().await.unwrap();
        let _ = tokio::time::timeout(patience, rows.events(story.id())).await;
        drop(rows);
        // A stranger finds everything in order at once.
        Story::report(1_000 + number, 4, at(number)).commit(database).await.unwrap();
    }
    let integrity = database.check_integrity().await.unwrap();
    assert!((60..=120).contains(&integrity.cases), "{integrity:?}");
    assert_eq!(integrity.problems, []);
}

async fn many_stories_at_once_all_fit_together(database: &Database) {
    build(database).await;
    let stories = (0..60).map(|number| async move {
        let mut story = Story::report(100 + number, 3 + number % 3, at(number));
        story.commit(database).await.unwrap();
        for step in 0..4 {
            let holder = if step % 2 == 0 { community_post() } else { grid_post() };
            story.passes_to(holder, at(100 + step));
            story.commit(database).await.unwrap();
            let mut rows = database.snapshot().await.unwrap();
            assert_eq!(rows.case(story.id()).await.unwrap(), Some(story.row.clone()));
        }
        story.ends(at(200));
        story.commit(database).await.unwrap();
    });
    together(stories.collect()).await;
    let integrity = database.check_integrity().await.unwrap();
    assert_eq!((integrity.cases, integrity.problems), (60, vec![]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_relies_on_a_row_waits_for_its_writer_on_postgres() {
    let fresh = fresh_postgres().await;
    build(&fresh.database).await;
    let writer = fresh.raw().unwrap().session().await;
    for (sql, wanted) in [("version = version", true), ("version = version + 1", false)] {
        let script = format!("BEGIN; UPDATE place SET {sql} WHERE id = {COMMUNITY}");
        writer.batch_execute(&script).await.unwrap();
        let mut relies = changes(if wanted { 2 } else { 3 }, "place:3");
        relies.expects.push(Expect::Place(place(COMMUNITY), 1));
        let mut commit = Box::pin(fresh.commit(relies));
        let patience = std::time::Duration::from_millis(300);
        let early = tokio::time::timeout(patience, &mut commit).await;
        assert!(early.is_err(), "it did not wait: {early:?}");
        writer.batch_execute("COMMIT").await.unwrap();
        assert_eq!(won(&[commit.await]) == 1, wanted, "{sql}");
    }
    fresh.remove().await;
}
