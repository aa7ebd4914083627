//! Figures by month follow the cases: what changed is known, is counted once, and of two who count
//! at once one wins.

use std::collections::{BTreeMap, BTreeSet};

use linli_app::{
    Put,
    ports::{CommitError, MonthFigures, RollUp, RunningCase, Share, Store},
};
use linli_domain::indicator::{Figures, Lateness, PublishedFigures, Rate, frozen};
use linli_kernel::{CaseId, Month};
use linli_store::Database;

use crate::{
    engines::on_every_engine,
    world::{
        COMMUNITY, DISTRICT, Story, at, build, case_id, changes, community_post, day, person, place,
    },
};

on_every_engine! {
    a_changed_case_is_due_until_its_last_change_is_counted,
    of_two_who_count_at_once_one_wins,
    months_of_places_come_in_order,
    cases_are_listed_by_month_until_they_count_there_no_more,
    late_cases_come_page_by_page_what_is_late_longest_first,
    figures_are_published_once_with_their_cases,
}

fn figures(collected: i64) -> Figures {
    let rate = Rate { numerator: 1, denominator: collected, n: collected };
    let rates = BTreeMap::from([("handling-rate".to_owned(), rate)]);
    Figures { collected, rates, ..Figures::default() }
}

fn month(later: i32) -> Month {
    Month::of(day()).plus(later)
}

fn sum(number: i64, later: i32, collected: i64, version: i64) -> MonthFigures {
    let figures = figures(collected);
    MonthFigures { place: place(number), month: month(later), figures, version }
}

fn share(collected: i64) -> Share {
    Share {
        places: BTreeSet::from([place(COMMUNITY), place(DISTRICT)]),
        months: BTreeMap::from([(month(0), figures(collected))]),
        ..Share::default()
    }
}

async fn due(database: &Database) -> Vec<(CaseId, i64)> {
    database.snapshot().await.unwrap().figures_due(10).await.unwrap()
}

async fn a_changed_case_is_due_until_its_last_change_is_counted(database: &Database) {
    build(database).await;
    let mut story = Story::report(100, 3, at(0));
    story.commit(database).await.unwrap();
    Story::report(101, 3, at(1)).commit(database).await.unwrap();
    assert_eq!(due(database).await, [(case_id(100), 1), (case_id(101), 1)]);
    story.passes_to(community_post(), at(2));
    story.commit(database).await.unwrap();
    assert_eq!(due(database).await, [(case_id(100), 2), (case_id(101), 1)]);
    let stale = vec![(case_id(100), 1, share(1)), (case_id(101), 1, share(2))];
    let late = database.roll_up(RollUp { shares: stale, ..RollUp::default() }).await.unwrap_err();
    assert!(matches!(late, CommitError::Conflict("figures")), "it changed: {late:?}");
    assert_eq!(due(database).await, [(case_id(100), 2), (case_id(101), 1)]);
    let shares = vec![(case_id(100), 2, share(7)), (case_id(101), 1, share(2))];
    database.roll_up(RollUp { shares, ..RollUp::default() }).await.unwrap();
    assert_eq!(due(database).await, []);
    let mut rows = database.snapshot().await.unwrap();
    let held = rows.shares(&[case_id(100), case_id(101), case_id(102)]).await.unwrap();
    assert_eq!(held, BTreeMap::from([(case_id(100), share(7)), (case_id(101), share(2))]));
}

async fn of_two_who_count_at_once_one_wins(database: &Database) {
    build(database).await;
    Story::report(100, 3, at(0)).commit(database).await.unwrap();
    let mut second = Story::report(101, 3, at(1));
    second.commit(database).await.unwrap();
    let count = |case, collected, version| RollUp {
        shares: vec![(case_id(case), 1, share(collected))],
        months: vec![sum(COMMUNITY, 0, collected, version)],
        ..RollUp::default()
    };
    database.roll_up(count(100, 1, 1)).await.unwrap();
    // The same case once more, and another one over sums that are no longer those that it read.
    for (case, version) in [(100, 2), (101, 1), (101, 3)] {
        let late = database.roll_up(count(case, 9, version)).await.unwrap_err();
        assert!(matches!(late, CommitError::Conflict("figures")), "{late:?}");
    }
    let mut rows = database.snapshot().await.unwrap();
    assert_eq!(rows.shares(&[case_id(100)]).await.unwrap()[&case_id(100)], share(1));
    drop(rows);
    database.roll_up(count(101, 2, 2)).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    let held = rows.month_figures(&[place(COMMUNITY)], (month(0), month(0))).await.unwrap();
    assert_eq!(held, [sum(COMMUNITY, 0, 2, 2)]);
}

async fn months_of_places_come_in_order(database: &Database) {
    build(database).await;
    let months = vec![sum(DISTRICT, 0, 5, 1), sum(COMMUNITY, 1, 2, 1), sum(COMMUNITY, -13, 3, 1)];
    database.roll_up(RollUp { months, ..RollUp::default() }).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    let both = [place(COMMUNITY), place(DISTRICT)];
    let all = rows.month_figures(&both, (month(-20), month(20))).await.unwrap();
    assert_eq!(all, [sum(DISTRICT, 0, 5, 1), sum(COMMUNITY, -13, 3, 1), sum(COMMUNITY, 1, 2, 1)]);
    let year = rows.month_figures(&both, (month(-12), month(0))).await.unwrap();
    assert_eq!(year, [sum(DISTRICT, 0, 5, 1)]);
    assert_eq!(rows.month_figures(&[], (month(-12), month(0))).await.unwrap(), []);
}

async fn cases_are_listed_by_month_until_they_count_there_no_more(database: &Database) {
    let (here, above) = (place(COMMUNITY), place(DISTRICT));
    let listed = vec![
        (here, month(0), case_id(102)),
        (here, month(0), case_id(101)),
        (here, month(-1), case_id(101)),
        (above, month(2), case_id(103)),
    ];
    let add = RollUp { listed: listed.clone(), ..RollUp::default() };
    database.roll_up(add.clone()).await.unwrap();
    database.roll_up(add).await.unwrap();
    let read = async |places: &[_], months| {
        database.snapshot().await.unwrap().cases_in_months(places, months).await.unwrap()
    };
    let both = [above, here];
    assert_eq!(read(&both, (month(-1), month(2))).await, [101, 102, 103].map(case_id));
    assert_eq!(read(&[here], (month(0), month(2))).await, [101, 102].map(case_id));
    assert_eq!(read(&[here], (month(1), month(2))).await, []);
    let unlisted = vec![(here, month(0), case_id(101)), (here, month(5), case_id(9))];
    // What goes and comes back in one piece of counting is there.
    let again = vec![(here, month(1), case_id(101))];
    let gone = RollUp { unlisted, listed: again, ..RollUp::default() };
    database.roll_up(gone).await.unwrap();
    assert_eq!(read(&[here], (month(0), month(0))).await, [case_id(102)]);
    assert_eq!(read(&[here], (month(1), month(1))).await, [case_id(101)]);
}

async fn late_cases_come_page_by_page_what_is_late_longest_first(database: &Database) {
    build(database).await;
    let here = place(COMMUNITY);
    for number in 100..104 {
        Story::report(number, 3, at(number)).commit(database).await.unwrap();
    }
    let runs = |case, due| RunningCase {
        place: here,
        case: case_id(case),
        due: at(due),
        thrice: at(due * 3),
    };
    let elsewhere = RunningCase { place: place(DISTRICT), ..runs(100, 1) };
    let running = vec![runs(100, 40), runs(101, 20), runs(102, 20), runs(103, 70), elsewhere];
    database.roll_up(RollUp { running, ..RollUp::default() }).await.unwrap();
    let read = async |lateness, after, now| {
        let mut rows = database.snapshot().await.unwrap();
        let page = rows.late_cases(here, lateness, (after, at(now)), 2).await.unwrap();
        (page.cases.iter().map(|row| row.id).collect::<Vec<_>>(), page.next)
    };
    let first = (at(0), None);
    let (ids, next) = read(Lateness::Once, first, 70).await;
    assert_eq!(ids, [case_id(101), case_id(102)]);
    let (ids, next) = read(Lateness::Once, next.unwrap(), 70).await;
    assert_eq!(ids, [case_id(100)], "what is due now is not late");
    assert_eq!(read(Lateness::Once, next.unwrap(), 70).await, (vec![], None));
    assert_eq!(read(Lateness::Once, (at(21), None), 70).await.0, [case_id(100)]);
    assert_eq!(read(Lateness::Thrice, first, 61).await.0, [case_id(101), case_id(102)]);
    let count = async |now, most| {
        let mut rows = database.snapshot().await.unwrap();
        rows.late_thrice(here, at(now), most).await.unwrap()
    };
    assert_eq!((count(60, 9).await, count(61, 9).await, count(61, 1).await), (0, 2, 1));
    let (stopped, running) = (vec![(here, case_id(101))], vec![runs(102, 90)]);
    database.roll_up(RollUp { stopped, running, ..RollUp::default() }).await.unwrap();
    assert_eq!(read(Lateness::Once, first, 100).await.0, [case_id(100), case_id(103)]);
    assert_eq!(count(61, 9).await, 0);
}

async fn figures_are_published_once_with_their_cases(database: &Database) {
    build(database).await;
    let (figures, alike) =
        frozen([(case_id(7), figures(1)), (case_id(8), figures(1)), (case_id(9), figures(2))]);
    assert_eq!(alike.len(), 2);
    let published = PublishedFigures {
        place: place(COMMUNITY),
        district: place(DISTRICT),
        month: month(-1),
        figures,
        hide_below: 30,
        cases: 3,
        published_by: person(9),
        published_as: community_post(),
        published_at: at(7),
    };
    let put = async |audit, published: &PublishedFigures| {
        let mut changes = changes(audit, "figures:3:2026-06");
        changes.put(Put::PublishedFigures(Box::new(published.clone()), alike.clone()));
        database.commit(changes).await.map(drop)
    };
    put(11, &published).await.unwrap();
    let again = PublishedFigures { cases: 99, ..published.clone() };
    let refused = put(12, &again).await.unwrap_err();
    assert!(matches!(refused, CommitError::Conflict("published figures")), "{refused:?}");
    put(13, &PublishedFigures { month: month(0), ..published.clone() }).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    let here = place(COMMUNITY);
    assert_eq!(rows.published(here, month(-1)).await.unwrap(), Some(published));
    assert_eq!(rows.published_cases(here, month(-1)).await.unwrap(), alike);
    assert_eq!(rows.published_months(here, 9).await.unwrap(), [month(0), month(-1)]);
    assert_eq!(rows.published_months(here, 1).await.unwrap(), [month(0)]);
    let above = place(DISTRICT);
    assert_eq!(rows.published(above, month(0)).await.unwrap(), None);
    assert_eq!(rows.published_cases(above, month(0)).await.unwrap(), []);
    assert_eq!(rows.published_months(above, 9).await.unwrap(), []);
}
