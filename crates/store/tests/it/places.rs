//! The tree, the overlay, codes, facilities.

use jiff::civil::date;
use linli_app::{
    PlacePut,
    ports::{CommitError, Store},
};
use linli_domain::{
    place::{Place, PlaceCode},
    place_change::{PlaceAct, PlaceChange},
};
use linli_kernel::Day;
use linli_store::Database;

use crate::{
    engines::on_every_engine,
    world::{
        BUILDING, COMMUNITY, DISTRICT, GRID, HOUSEHOLD, OLD_GRID, YARD, a_facility, a_place, at,
        build, changes, day, name, person, place,
    },
};

on_every_engine! {
    a_chain_goes_up_through_the_grid_of_the_day,
    a_place_reads_back_and_changes_only_from_the_version_seen,
    lists_of_places_come_in_their_order,
    a_code_holds_for_its_days,
    a_gazetteer_holds_everything_of_its_district,
    what_became_of_a_place_is_kept_once_for_each_version,
}

async fn chain(database: &Database, of: i64, on: Day) -> Vec<i64> {
    let chain = database.snapshot().await.unwrap().chain(place(of), on).await.unwrap();
    chain.0.iter().map(|place| place.id.get()).collect()
}

async fn a_chain_goes_up_through_the_grid_of_the_day(database: &Database) {
    build(database).await;
    let june = date(2026, 6, 30);
    let table = [
        (HOUSEHOLD, day(), vec![HOUSEHOLD, BUILDING, 4, GRID, COMMUNITY, 2, 1]),
        (BUILDING, day(), vec![BUILDING, 4, GRID, COMMUNITY, 2, 1]),
        (BUILDING, june, vec![BUILDING, 4, OLD_GRID, COMMUNITY, 2, 1]),
        (BUILDING, date(2025, 12, 31), vec![BUILDING, 4, COMMUNITY, 2, 1]),
        (YARD, day(), vec![YARD, OLD_GRID, COMMUNITY, 2, 1]),
        (4, day(), vec![4, COMMUNITY, 2, 1]),
        (GRID, day(), vec![GRID, COMMUNITY, 2, 1]),
        (DISTRICT, day(), vec![1]),
        (999, day(), vec![]),
    ];
    for (of, on, wanted) in table {
        assert_eq!(chain(database, of, on).await, wanted, "{of} on {on}");
    }
}

async fn a_place_reads_back_and_changes_only_from_the_version_seen(database: &Database) {
    build(database).await;
    let first = a_place(BUILDING, "building", Some(4));
    let second = Place {
        name: "东城 5 号楼".into(),
        households: 48,
        closed_on: Some(date(2026, 12, 31)),
        made_up: false,
        version: 2,
        ..first.clone()
    };
    for (audit, row, wanted) in [
        (2, Place { version: 3, ..second.clone() }, false),
        (3, first.clone(), false),
        (4, second.clone(), true),
        (5, second.clone(), false),
    ] {
        let mut changes = changes(audit, "place:5");
        changes.put(PlacePut::Place(row));
        match database.commit(changes).await {
            Ok(_) => assert!(wanted, "{audit}"),
            Err(CommitError::Conflict("place")) => assert!(!wanted, "{audit}"),
            Err(other) => panic!("{audit}: {other}"),
        }
    }
    let mut rows = database.snapshot().await.unwrap();
    assert_eq!(rows.place(place(BUILDING)).await.unwrap(), Some(second));
    assert_eq!(rows.place(place(999)).await.unwrap(), None);
    assert_eq!(rows.facility(place(20)).await.unwrap(), Some(a_facility(20)));
    assert_eq!(rows.facilities_of(place(COMMUNITY)).await.unwrap(), [a_facility(20)]);
    let both = rows.places_with_children(&[place(COMMUNITY), place(DISTRICT)]).await.unwrap();
    let mut both: Vec<i64> = both.into_iter().map(|found| found.id.get()).collect();
    both.sort_unstable();
    let mut each = vec![COMMUNITY, DISTRICT];
    for parent in [COMMUNITY, DISTRICT] {
        let children = rows.children(place(parent)).await.unwrap();
        each.extend(children.iter().map(|child| child.id.get()));
    }
    each.sort_unstable();
    each.dedup();
    assert_eq!(both, each);
    assert_eq!(rows.places_with_children(&[]).await.unwrap(), []);
    // Over a place, or inside another one; one that is both stands once.
    let around = [
        (vec![YARD, COMMUNITY], vec![], 1),
        (vec![], vec![COMMUNITY], 0),
        (vec![BUILDING], vec![DISTRICT], 0),
        (vec![], vec![], 0),
    ];
    for (over, inside, wanted) in around {
        let ids = |numbers: Vec<i64>| numbers.into_iter().map(place).collect::<Vec<_>>();
        let found = rows.facilities_around(&ids(over), &ids(inside)).await.unwrap();
        assert_eq!(found.len(), wanted, "{found:?}");
    }
}

async fn lists_of_places_come_in_their_order(database: &Database) {
    build(database).await;
    let mut changes = changes(2, "place:4");
    changes.put(PlacePut::Place(Place { position: 0, ..a_place(12, "yard", Some(COMMUNITY)) }));
    database.commit(changes).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    let ids = |places: Vec<Place>| places.iter().map(|p| p.id.get()).collect::<Vec<_>>();
    assert_eq!(ids(rows.children(place(COMMUNITY)).await.unwrap()), [12, 4, 7, 8, 9]);
    assert_eq!(ids(rows.districts().await.unwrap()), [DISTRICT]);
    let yards = rows.places_of_kind(place(DISTRICT), &name("yard")).await.unwrap();
    assert_eq!(ids(yards), [12, YARD]);
}

async fn a_code_holds_for_its_days(database: &Database) {
    build(database).await;
    let code = |valid_from: Day, valid_to: Option<Day>, code: &str| PlaceCode {
        place: place(COMMUNITY),
        scheme: "division".into(),
        code: code.into(),
        valid_from,
        valid_to,
    };
    let mut first = changes(2, "place:3");
    first.put(PlacePut::Code(code(date(2020, 1, 1), None, "370505001001")));
    database.commit(first).await.unwrap();
    let mut second = changes(3, "place:3");
    let until = Some(date(2025, 12, 31));
    second.put(PlacePut::Code(code(date(2020, 1, 1), until, "370505001001")));
    second.put(PlacePut::Code(code(date(2026, 1, 1), None, "370505001002")));
    database.commit(second).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    for (number, on, found) in [
        ("370505001001", date(2019, 12, 31), false),
        ("370505001001", date(2020, 1, 1), true),
        ("370505001001", date(2025, 12, 31), true),
        ("370505001001", date(2026, 1, 1), false),
        ("370505001002", date(2026, 1, 1), true),
    ] {
        let place = rows.place_by_code("division", number, on).await.unwrap();
        assert_eq!(place.is_some(), found, "{number} on {on}");
        assert_eq!(rows.place_by_code("grid", number, on).await.unwrap(), None);
    }
}

async fn a_gazetteer_holds_everything_of_its_district(database: &Database) {
    build(database).await;
    let mut changes = changes(2, "place:40");
    let other = Place { district: place(40), ..a_place(40, "district", None) };
    changes.put(PlacePut::Place(other));
    changes.put(PlacePut::Code(PlaceCode {
        place: place(DISTRICT),
        scheme: "division".into(),
        code: "370505".into(),
        valid_from: date(2020, 1, 1),
        valid_to: None,
    }));
    database.commit(changes).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    let found = rows.gazetteer(place(DISTRICT)).await.unwrap();
    let ids: Vec<_> = found.places.iter().map(|place| place.id.get()).collect();
    assert_eq!(ids, (1..=9).collect::<Vec<_>>());
    assert_eq!((found.codes.len(), found.grid_members.len()), (1, 3));
    assert_eq!(found.facilities, [a_facility(20)]);
    let other = rows.gazetteer(place(40)).await.unwrap();
    assert_eq!((other.places.len(), other.codes.len(), other.grid_members.len()), (1, 0, 0));
}

async fn what_became_of_a_place_is_kept_once_for_each_version(database: &Database) {
    build(database).await;
    let change = |of: i64, version: i64, act: PlaceAct, other: Option<i64>| PlaceChange {
        place: place(of),
        version,
        day: date(2026, 7, 1),
        at: at(40),
        by: person(3),
        act,
        name: "东城 5 号楼".into(),
        parent: other.map(|_| place(COMMUNITY)),
        other: other.map(place),
    };
    let renamed = change(BUILDING, 2, PlaceAct::Renamed, None);
    let merged = change(BUILDING, 3, PlaceAct::Merged, Some(YARD));
    let took = change(YARD, 2, PlaceAct::TookIn, Some(BUILDING));
    let mut first = changes(2, "place:5");
    for one in [&merged, &renamed, &took] {
        first.put(PlacePut::Change(one.clone()));
    }
    database.commit(first).await.unwrap();
    let mut second = changes(3, "place:5");
    second.put(PlacePut::Change(change(BUILDING, 3, PlaceAct::Closed, None)));
    let lost = database.commit(second).await;
    assert!(matches!(lost, Err(CommitError::Conflict("place"))), "{lost:?}");
    let mut rows = database.snapshot().await.unwrap();
    let found = rows.place_changes(&[place(BUILDING), place(YARD)]).await.unwrap();
    assert_eq!(found, [renamed, merged, took]);
    assert_eq!(rows.place_changes(&[place(COMMUNITY)]).await.unwrap(), []);
}
