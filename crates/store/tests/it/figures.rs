//! Figures by month follow the cases: what changed is known, is counted once, and of two who count
//! at once one wins.

use std::collections::{BTreeMap, BTreeSet};

use linli_app::ports::{CommitError, MonthFigures, RollUp, Share, Store};
use linli_domain::indicator::{Figures, Rate};
use linli_kernel::{CaseId, Month};
use linli_store::Database;

use crate::{
    engines::on_every_engine,
    world::{COMMUNITY, DISTRICT, Story, at, build, case_id, community_post, day, place},
};

on_every_engine! {
    a_changed_case_is_due_until_its_last_change_is_counted,
    of_two_who_count_at_once_one_wins,
    months_of_places_come_in_order,
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
    let late = database.roll_up(RollUp { shares: stale, months: Vec::new() }).await.unwrap_err();
    assert!(matches!(late, CommitError::Conflict("figures")), "it changed: {late:?}");
    assert_eq!(due(database).await, [(case_id(100), 2), (case_id(101), 1)]);
    let shares = vec![(case_id(100), 2, share(7)), (case_id(101), 1, share(2))];
    database.roll_up(RollUp { shares, months: Vec::new() }).await.unwrap();
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
    database.roll_up(RollUp { shares: Vec::new(), months }).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    let both = [place(COMMUNITY), place(DISTRICT)];
    let all = rows.month_figures(&both, (month(-20), month(20))).await.unwrap();
    assert_eq!(all, [sum(DISTRICT, 0, 5, 1), sum(COMMUNITY, -13, 3, 1), sum(COMMUNITY, 1, 2, 1)]);
    let year = rows.month_figures(&both, (month(-12), month(0))).await.unwrap();
    assert_eq!(year, [sum(DISTRICT, 0, 5, 1)]);
    assert_eq!(rows.month_figures(&[], (month(-12), month(0))).await.unwrap(), []);
}
