//! Playbooks, bindings, calendars.

use jiff::civil::date;
use linli_app::{
    Expect, PlaybookPut, PlaybookRow,
    ports::{CommitError, Store},
};
use linli_domain::playbook_change::{ChangeState, PlaybookChange};
use linli_kernel::PlaybookChangeId;
use linli_store::Database;

use crate::{
    engines::on_every_engine,
    races::{together, won},
    world::{DISTRICT, at, build, changes, day, name, person, place},
};

on_every_engine! {
    a_published_playbook_never_changes,
    a_binding_changes_only_from_the_version_seen,
    a_years_notice_replaces_the_former_one,
    changes_of_a_playbook_read_back_and_fall_due_on_their_day,
    of_two_changes_asked_for_at_once_one_is_kept,
    of_two_who_decide_at_once_one_wins_and_the_binding_follows,
}

fn playbook(version: u32, text: &str) -> PlaybookPut {
    PlaybookPut::Playbook(PlaybookRow { key: name("kenli"), version, text: text.into() })
}

async fn a_published_playbook_never_changes(database: &Database) {
    build(database).await;
    let texts = [(1, "playbook \"垦利\" {}", true), (1, "other", false), (2, "second", true)];
    for (audit, (version, text, wanted)) in (2..).zip(texts) {
        let mut changes = changes(audit, "playbook:kenli");
        changes.put(playbook(version, text));
        match database.commit(changes).await {
            Ok(_) => assert!(wanted, "{text}"),
            Err(CommitError::Conflict("playbook")) => assert!(!wanted, "{text}"),
            Err(other) => panic!("{text}: {other}"),
        }
    }
    let mut rows = database.snapshot().await.unwrap();
    let first = rows.playbook(&name("kenli"), 1).await.unwrap().unwrap();
    assert_eq!(first.text, "playbook \"垦利\" {}");
    assert_eq!(rows.playbook(&name("kenli"), 3).await.unwrap(), None);
}

async fn a_binding_changes_only_from_the_version_seen(database: &Database) {
    build(database).await;
    let binding = |playbook_version, version| PlaybookPut::Binding {
        district: place(DISTRICT),
        key: name("kenli"),
        playbook_version,
        version,
    };
    let mut first = changes(2, "place:1");
    first.put(playbook(1, "one"));
    first.put(playbook(2, "two"));
    first.put(binding(1, 1));
    database.commit(first).await.unwrap();
    for (audit, version, wanted) in [(3, 1, false), (4, 3, false), (5, 2, true), (6, 2, false)] {
        let mut changes = changes(audit, "place:1");
        changes.put(binding(2, version));
        assert_eq!(database.commit(changes).await.is_ok(), wanted, "{audit}");
    }
    for (audit, seen, wanted) in [(7, 1, false), (8, 2, true)] {
        let mut changes = changes(audit, "place:1");
        changes.expects.push(Expect::Binding(place(DISTRICT), seen));
        assert_eq!(database.commit(changes).await.is_ok(), wanted, "{seen}");
    }
    let mut rows = database.snapshot().await.unwrap();
    let bound = rows.binding(place(DISTRICT)).await.unwrap();
    assert_eq!(bound, Some((name("kenli"), 2, 2)));
    assert_eq!(rows.binding(place(2)).await.unwrap(), None);
}

async fn a_years_notice_replaces_the_former_one(database: &Database) {
    let year = |year, body: &str| PlaybookPut::CalendarYear { year, body: body.into() };
    let empty = r#"{"holidays":[],"workdays":[]}"#;
    let full = r#"{"holidays":["2026-01-01"],"workdays":["2026-01-04"]}"#;
    for (audit, put) in (1..).zip([year(2027, empty), year(2026, empty), year(2026, full)]) {
        let mut changes = changes(audit, "calendar:2026");
        changes.put(put);
        database.commit(changes).await.unwrap();
    }
    let years = database.snapshot().await.unwrap().calendar_years().await.unwrap();
    assert_eq!(years.iter().map(|(year, _)| *year).collect::<Vec<_>>(), [2026, 2027]);
    assert!(years[0].1.holidays.contains(&date(2026, 1, 1)));
    assert!(years[1].1.holidays.is_empty());
}

/// The district works by version 1; versions 2 and 3 are stored too.
async fn bound(database: &Database) {
    build(database).await;
    let mut first = changes(2, "place:1");
    for (version, text) in [(1, "one"), (2, "two"), (3, "three")] {
        first.put(playbook(version, text));
    }
    first.put(binding(1, 1));
    database.commit(first).await.unwrap();
}

fn binding(playbook_version: u32, version: i64) -> PlaybookPut {
    let district = place(DISTRICT);
    PlaybookPut::Binding { district, key: name("kenli"), playbook_version, version }
}

fn a_change(number: i64) -> PlaybookChange {
    PlaybookChange {
        id: PlaybookChangeId::new(number).unwrap(),
        district: place(DISTRICT),
        before: (name("kenli"), 1),
        after: (name("kenli"), 2),
        from: day(),
        proposed_by: person(9),
        proposed_at: at(number),
        state: ChangeState::Proposed,
        decided_by: None,
        decided_at: None,
        version: 1,
    }
}

fn decided(change: PlaybookChange, state: ChangeState, by: i64) -> PlaybookChange {
    let version = change.version + 1;
    PlaybookChange {
        state,
        decided_by: Some(person(by)),
        decided_at: Some(at(50)),
        version,
        ..change
    }
}

async fn put(database: &Database, audit: i64, puts: Vec<PlaybookPut>) -> Result<(), CommitError> {
    let mut changes = changes(audit, "playbook-change:1");
    for put in puts {
        changes.put(put);
    }
    database.commit(changes).await.map(drop)
}

fn kept(change: &PlaybookChange) -> Vec<PlaybookPut> {
    vec![PlaybookPut::Change(Box::new(change.clone()))]
}

async fn changes_of_a_playbook_read_back_and_fall_due_on_their_day(database: &Database) {
    bound(database).await;
    let first = a_change(11);
    put(database, 11, kept(&first)).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    assert_eq!(rows.playbook_change_open(place(DISTRICT)).await.unwrap(), Some(first.clone()));
    assert_eq!(rows.playbook_change_open(place(2)).await.unwrap(), None);
    drop(rows);
    let declined = decided(first, ChangeState::Declined, 3);
    put(database, 12, kept(&declined)).await.unwrap();
    let agreed = decided(a_change(13), ChangeState::Agreed, 3);
    put(database, 13, kept(&a_change(13))).await.unwrap();
    put(database, 14, kept(&agreed)).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    assert_eq!(rows.playbook_change(declined.id).await.unwrap(), Some(declined.clone()));
    assert_eq!(rows.playbook_changes(9).await.unwrap(), [agreed.clone(), declined.clone()]);
    assert_eq!(rows.playbook_changes(1).await.unwrap(), std::slice::from_ref(&agreed));
    assert_eq!(rows.playbook_changes_due(day()).await.unwrap(), std::slice::from_ref(&agreed));
    assert_eq!(rows.playbook_changes_due(day().yesterday().unwrap()).await.unwrap(), []);
    assert_eq!(rows.playbook_change_open(place(DISTRICT)).await.unwrap(), Some(agreed.clone()));
    drop(rows);
    put(database, 15, kept(&decided(agreed, ChangeState::InForce, 3))).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    assert_eq!(rows.playbook_change_open(place(DISTRICT)).await.unwrap(), None);
    assert_eq!(rows.playbook_changes_due(day()).await.unwrap(), []);
}

async fn of_two_changes_asked_for_at_once_one_is_kept(database: &Database) {
    bound(database).await;
    for round in 0..10 {
        let first = 100 + round * 10;
        let asked = (0..3).map(|copy| put(database, first + copy, kept(&a_change(first + copy))));
        assert_eq!(won(&together(asked.collect()).await), 1, "{round}");
        let mut rows = database.snapshot().await.unwrap();
        let open = rows.playbook_change_open(place(DISTRICT)).await.unwrap().unwrap();
        drop(rows);
        let declined = decided(open, ChangeState::Declined, 3);
        put(database, first + 5, kept(&declined)).await.unwrap();
    }
}

async fn of_two_who_decide_at_once_one_wins_and_the_binding_follows(database: &Database) {
    bound(database).await;
    for round in 0..10 {
        let change = a_change(100 + round);
        put(database, 200 + round * 10, kept(&change)).await.unwrap();
        let into_force = decided(change.clone(), ChangeState::InForce, 3);
        let mut agrees = kept(&into_force);
        let mut rows = database.snapshot().await.unwrap();
        let seen = rows.binding(place(DISTRICT)).await.unwrap().unwrap();
        drop(rows);
        agrees.push(binding(seen.1 % 3 + 1, seen.2 + 1));
        let declines = kept(&decided(change.clone(), ChangeState::Declined, 4));
        let both = [(201, agrees), (202, declines)];
        let both = both.map(|(audit, puts)| put(database, audit + round * 10, puts));
        assert_eq!(won(&together(both.into()).await), 1, "{round}");
        let mut rows = database.snapshot().await.unwrap();
        let stands = rows.playbook_change(change.id).await.unwrap().unwrap().state;
        let now = rows.binding(place(DISTRICT)).await.unwrap().unwrap();
        let moved = i64::from(stands == ChangeState::InForce);
        assert_eq!(now.2, seen.2 + moved, "{round}: {stands:?}");
    }
}
