//! Duty rosters are kept by site and day, whole and by version, and old days go.

use linli_app::{
    Prune, Put,
    ports::{CommitError, Store},
};
use linli_domain::duty::{DutyDay, OnDuty, Shift};
use linli_kernel::Day;
use linli_store::Database;

use crate::{
    engines::on_every_engine,
    world::{COMMUNITY, DISTRICT, at, build, changes, community_post, person, place},
};

on_every_engine! {
    days_come_back_as_they_were_put,
    of_two_who_change_a_day_one_is_told,
    old_days_go_and_others_stay,
}

fn on(month: i8, day: i8) -> Day {
    Day::constant(2026, month, day)
}

fn a_day(day: Day, site: i64) -> DutyDay {
    let named =
        OnDuty::Named { name: "王志愿".to_owned(), phone: Some("13800000000".to_owned()) };
    let first = Shift { from: 510, to: 720, who: OnDuty::Holder(person(9)), instead_of: None };
    let second =
        Shift { from: 810, to: 1050, who: named, instead_of: Some(OnDuty::Holder(person(9))) };
    DutyDay {
        site: place(site),
        day,
        district: place(DISTRICT),
        shifts: vec![first, second],
        changed_by: person(9),
        changed_as: community_post(),
        changed_at: at(7),
        version: 1,
    }
}

async fn put(database: &Database, audit: i64, day: DutyDay) -> Result<(), CommitError> {
    let mut changes = changes(audit, "duty:1");
    changes.put(Put::from(day));
    database.commit(changes).await.map(drop)
}

async fn days_come_back_as_they_were_put(database: &Database) {
    build(database).await;
    put(database, 11, a_day(on(10, 2), COMMUNITY)).await.unwrap();
    put(database, 12, a_day(on(10, 1), COMMUNITY)).await.unwrap();
    put(database, 13, a_day(on(10, 1), DISTRICT)).await.unwrap();
    let cleared = DutyDay { shifts: Vec::new(), version: 2, ..a_day(on(10, 2), COMMUNITY) };
    put(database, 14, cleared.clone()).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    let all = [place(DISTRICT), place(COMMUNITY)];
    let found = rows.duty_days(&all, on(10, 1), on(10, 2)).await.unwrap();
    assert_eq!(found, [a_day(on(10, 1), DISTRICT), a_day(on(10, 1), COMMUNITY), cleared]);
    let one = rows.duty_days(&[place(COMMUNITY)], on(10, 1), on(10, 1)).await.unwrap();
    assert_eq!(one, [a_day(on(10, 1), COMMUNITY)]);
    assert_eq!(rows.duty_days(&[], on(10, 1), on(10, 2)).await.unwrap(), []);
}

async fn of_two_who_change_a_day_one_is_told(database: &Database) {
    build(database).await;
    put(database, 11, a_day(on(10, 1), COMMUNITY)).await.unwrap();
    // Two who both saw nothing yet, and two who saw the same version.
    let second = put(database, 12, a_day(on(10, 1), COMMUNITY)).await;
    assert!(matches!(second, Err(CommitError::Conflict("duty roster"))), "{second:?}");
    let changed = || DutyDay { shifts: Vec::new(), version: 2, ..a_day(on(10, 1), COMMUNITY) };
    put(database, 13, changed()).await.unwrap();
    let late = put(database, 14, changed()).await;
    assert!(matches!(late, Err(CommitError::Conflict("duty roster"))), "{late:?}");
}

async fn old_days_go_and_others_stay(database: &Database) {
    build(database).await;
    put(database, 11, a_day(on(10, 1), COMMUNITY)).await.unwrap();
    put(database, 12, a_day(on(10, 2), COMMUNITY)).await.unwrap();
    let mut pruned = changes(13, "job:prune");
    let before = at(0);
    pruned.put(Prune {
        answers: before,
        effects: before,
        sessions: before,
        devices: before,
        codes: before,
        duty: on(10, 2),
        counters: Vec::new(),
        folded: Vec::new(),
    });
    database.commit(pruned).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    let left = rows.duty_days(&[place(COMMUNITY)], on(1, 1), on(12, 31)).await.unwrap();
    assert_eq!(left, [a_day(on(10, 2), COMMUNITY)]);
}
