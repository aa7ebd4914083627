//! Dispatch lists are kept by district, entry by entry; words of past cases are found by the case.

use linli_app::{
    DispatchPut,
    ports::{CommitError, Store},
};
use linli_domain::dispatch::{DispatchEntry, Part};
use linli_kernel::DispatchEntryId;
use linli_store::Database;

use crate::{
    engines::on_every_engine,
    world::{
        COMMUNITY, COMPANY, DISTRICT, build, case_id, changes, day, name, organisation, place,
    },
};

on_every_engine! {
    entries_are_put_changed_and_taken_away,
    of_two_who_change_an_entry_one_is_told,
    cases_without_words_are_left_out,
}

fn an_entry(number: i64) -> DispatchEntry {
    DispatchEntry {
        id: DispatchEntryId::new(number).unwrap(),
        district: place(DISTRICT),
        place: place(COMMUNITY),
        category: name("street-lamp"),
        part: Part::Lead,
        organisation: organisation(COMPANY),
        basis: "物业服务合同第三条".to_owned(),
        valid_from: day(),
        valid_to: None,
        version: 1,
    }
}

async fn put(database: &Database, audit: i64, put: DispatchPut) -> Result<(), CommitError> {
    let mut changes = changes(audit, "dispatch:1");
    changes.put(put);
    database.commit(changes).await.map(drop)
}

fn entry(entry: DispatchEntry) -> DispatchPut {
    DispatchPut::Entry(Box::new(entry))
}

async fn entries_are_put_changed_and_taken_away(database: &Database) {
    build(database).await;
    for number in [12, 11] {
        put(database, number, entry(an_entry(number))).await.unwrap();
    }
    let changed =
        DispatchEntry { part: Part::Assist, valid_to: Some(day()), version: 2, ..an_entry(12) };
    put(database, 13, entry(changed.clone())).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    let wanted = [an_entry(11), changed.clone()];
    assert_eq!(rows.dispatch_entries(place(DISTRICT)).await.unwrap(), wanted);
    assert_eq!(rows.dispatch_entries(place(COMMUNITY)).await.unwrap(), []);
    assert_eq!(rows.dispatch_entry(changed.id).await.unwrap(), Some(changed.clone()));
    drop(rows);
    let gone = |version| DispatchPut::Gone { id: changed.id, version };
    assert!(put(database, 14, gone(1)).await.is_err(), "an older version was seen");
    put(database, 15, gone(2)).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    assert_eq!(rows.dispatch_entry(changed.id).await.unwrap(), None);
}

async fn of_two_who_change_an_entry_one_is_told(database: &Database) {
    build(database).await;
    put(database, 11, entry(an_entry(11))).await.unwrap();
    let changed =
        |basis: &str| entry(DispatchEntry { basis: basis.to_owned(), version: 2, ..an_entry(11) });
    put(database, 12, changed("一")).await.unwrap();
    let second = put(database, 13, changed("二")).await;
    assert!(matches!(second, Err(CommitError::Conflict(_))), "{second:?}");
    let mut rows = database.snapshot().await.unwrap();
    assert_eq!(rows.dispatch_entry(an_entry(11).id).await.unwrap().unwrap().basis, "一");
}

async fn cases_without_words_are_left_out(database: &Database) {
    build(database).await;
    let mut rows = database.snapshot().await.unwrap();
    assert!(rows.words_of_cases(&[case_id(1), case_id(2)]).await.unwrap().is_empty());
    assert!(rows.words_of_cases(&[]).await.unwrap().is_empty());
}
