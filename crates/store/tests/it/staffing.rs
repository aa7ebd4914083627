//! People and organisations are counted by the places that they are at, below or serve.

use jiff::civil::date;
use linli_app::{
    PlacePut, StaffPut,
    ports::{Counted, Counting, Store},
};
use linli_domain::place::Place;
use linli_playbook::{Name, engine::Holder};
use linli_store::Database;

use crate::{
    engines::on_every_engine,
    world::{
        BUILDING, COMMUNITY, DISTRICT, YARD, a_place, a_post, build, changes, day, name, person,
        place,
    },
};

on_every_engine! {
    posts_count_for_the_place_that_they_lie_in,
    former_posts_and_suspended_people_do_not_count,
    organisations_count_where_they_serve,
}

fn counting<'a>(below: i64, each: &'a Name, lowest: &'a Name) -> Counting<'a> {
    Counting { place: place(below), each, lowest, day: day() }
}

fn counted(number: i64, under: Option<i64>, households: i64, found: i64) -> Counted {
    Counted { place: place(number), under: under.map(place), households, found }
}

async fn posts(database: &Database, below: i64, each: &str, role: &str) -> Vec<Counted> {
    let mut rows = database.snapshot().await.unwrap();
    let (each, household) = (name(each), name("household"));
    rows.count_posts(counting(below, &each, &household), &name(role)).await.unwrap()
}

/// The district with 40 households in the yard, 62 in the building, a compound that says the same
/// of the building, and a second community without anybody.
async fn district(database: &Database) {
    build(database).await;
    let mut changes = changes(2, "place:1");
    for (number, kind, parent, households) in
        [(4, "compound", 3, 62), (BUILDING, "building", 4, 62), (YARD, "yard", 3, 40)]
    {
        let place = Place { households, version: 2, ..a_place(number, kind, Some(parent)) };
        changes.put(PlacePut::Place(place));
    }
    changes.put(PlacePut::Place(a_place(40, "community", Some(2))));
    let gone = Place { closed_on: Some(day()), ..a_place(41, "community", Some(2)) };
    changes.put(PlacePut::Place(gone));
    database.commit(changes).await.unwrap();
}

async fn posts_count_for_the_place_that_they_lie_in(database: &Database) {
    district(database).await;
    let by_community = [counted(COMMUNITY, Some(2), 62, 1), counted(40, Some(2), 0, 0)];
    // Of the kinds of places, buildings and yards have 62 and 40: homes are not counted twice.
    assert_eq!(posts(database, DISTRICT, "community", "grid-worker").await, by_community);
    let own = [counted(COMMUNITY, None, 62, 1)];
    assert_eq!(posts(database, COMMUNITY, "community", "grid-worker").await, own);
    let by_grid = [counted(8, Some(8), 0, 0), counted(9, Some(9), 0, 1)];
    assert_eq!(posts(database, COMMUNITY, "grid", "grid-worker").await, by_grid);
    assert_eq!(posts(database, COMMUNITY, "household", "grid-worker").await, []);
    let none = [counted(COMMUNITY, Some(2), 62, 0), counted(40, Some(2), 0, 0)];
    assert_eq!(posts(database, DISTRICT, "community", "mediator").await, none);
}

async fn former_posts_and_suspended_people_do_not_count(database: &Database) {
    district(database).await;
    let post = |number, whose| {
        let holder = Holder::Post { role: name("mediator"), place: place(COMMUNITY) };
        a_post(number, whose, holder)
    };
    let mut changes = changes(3, "post:1");
    let mut former = post(50, 1);
    former.valid_to = Some(date(2026, 7, 7));
    let mut coming = post(51, 2);
    coming.valid_from = date(2026, 7, 9);
    // Twice the same person is one person.
    for post in [former, coming, post(52, 3), post(53, 3), post(54, 4), post(55, 5)] {
        changes.put(StaffPut::Post(post));
    }
    let mut suspended = crate::world::a_person(5);
    (suspended.id, suspended.suspended, suspended.version) = (person(5), true, 2);
    changes.put(StaffPut::Person(suspended));
    database.commit(changes).await.unwrap();
    let found = posts(database, COMMUNITY, "community", "mediator").await;
    assert_eq!(found, [counted(COMMUNITY, None, 62, 2)]);
}

async fn organisations_count_where_they_serve(database: &Database) {
    district(database).await;
    let mut rows = database.snapshot().await.unwrap();
    let household = name("household");
    for (each, kind, expected) in [
        ("compound", "property-company", vec![counted(4, Some(COMMUNITY), 62, 1)]),
        ("yard", "property-company", vec![counted(YARD, Some(COMMUNITY), 40, 1)]),
        ("compound", "owners-committee", vec![counted(4, Some(COMMUNITY), 62, 0)]),
        ("building", "property-company", vec![counted(BUILDING, Some(COMMUNITY), 62, 0)]),
    ] {
        let each = name(each);
        let below = counting(2, &each, &household);
        let found = rows.count_organisations(below, &name(kind)).await.unwrap();
        assert_eq!(found, expected, "{kind} {each}");
    }
}
