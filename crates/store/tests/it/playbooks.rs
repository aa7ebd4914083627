//! Playbooks, bindings, calendars.

use jiff::civil::date;
use linli_app::{
    Expect, PlaybookPut, PlaybookRow,
    ports::{CommitError, Store},
};
use linli_store::Database;

use crate::{
    engines::on_every_engine,
    world::{DISTRICT, build, changes, name, place},
};

on_every_engine! {
    a_published_playbook_never_changes,
    a_binding_changes_only_from_the_version_seen,
    a_years_notice_replaces_the_former_one,
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
