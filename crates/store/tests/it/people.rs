//! People, households, posts, organisations.

use jiff::civil::date;
use linli_app::{
    StaffPut,
    ports::{CommitError, Store},
};
use linli_domain::{
    organisation::Organisation,
    person::{HouseholdMember, Person, Tie},
    post::Post,
};
use linli_playbook::engine::Holder;
use linli_store::Database;

use crate::{
    engines::on_every_engine,
    world::{
        BUILDING, COMMUNITY, COMPANY, DISTRICT, GRID, HOUSEHOLD, OLD_GRID, YARD, a_person, a_post,
        build, changes, community_post, day, grid_post, name, organisation, person, place,
    },
};

on_every_engine! {
    who_waits_is_found_from_above_and_from_the_grid,
    who_is_suspended_fills_no_post,
    a_person_is_found_by_telephone_and_no_telephone_is_given_twice,
    a_telephone_passes_to_somebody_else_in_one_commit,
    households_keep_former_members,
    posts_hold_on_their_days,
    organisations_serve_what_they_say_and_say_whether_somebody_answers,
    a_role_may_not_be_called_like_another_holder,
}

async fn a_person_is_found_by_telephone_and_no_telephone_is_given_twice(database: &Database) {
    build(database).await;
    let bare = Person {
        phone: None,
        phone_hash: None,
        has_account: false,
        suspended: true,
        key: Vec::new(),
        ..a_person(10)
    };
    let mut first = changes(2, "person:10");
    first.put(StaffPut::Person(bare.clone()));
    first.put(StaffPut::Person(Person { phone_hash: None, ..a_person(11) }));
    database.commit(first).await.unwrap();
    let mut second = changes(3, "person:12");
    second.put(StaffPut::Person(Person { phone_hash: a_person(3).phone_hash, ..a_person(12) }));
    let refused = database.commit(second).await;
    assert!(matches!(refused, Err(CommitError::Conflict("person"))), "{refused:?}");
    let mut rows = database.snapshot().await.unwrap();
    let hash = a_person(3).phone_hash.unwrap();
    assert_eq!(rows.person_by_phone(&hash).await.unwrap(), Some(a_person(3)));
    assert_eq!(rows.person_by_phone(b"nobody").await.unwrap(), None);
    assert_eq!(rows.person(person(10)).await.unwrap(), Some(bare));
    assert_eq!(rows.person(person(12)).await.unwrap(), None);
}

async fn a_telephone_passes_to_somebody_else_in_one_commit(database: &Database) {
    build(database).await;
    let hash = a_person(7).phone_hash;
    let mut changes = changes(2, "person:3");
    // The one who takes it has the smaller id, and comes first.
    changes.put(StaffPut::Person(Person { phone_hash: hash, version: 2, ..a_person(3) }));
    changes.put(StaffPut::Person(Person { phone_hash: None, version: 2, ..a_person(7) }));
    database.commit(changes).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    let hash = a_person(7).phone_hash.unwrap();
    let found = rows.person_by_phone(&hash).await.unwrap().unwrap();
    assert_eq!((found.id, found.version), (person(3), 2));
}

async fn households_keep_former_members(database: &Database) {
    build(database).await;
    let owner = HouseholdMember {
        household: place(HOUSEHOLD),
        person: person(3),
        tie: Tie::Owner,
        valid_from: date(2020, 5, 1),
        valid_to: None,
        confirmed: false,
        refused: false,
        version: 1,
    };
    let carer = HouseholdMember {
        person: person(4),
        tie: Tie::Carer,
        valid_from: date(2026, 1, 1),
        ..owner.clone()
    };
    let mut first = changes(2, "place:6");
    first.put(StaffPut::HouseholdMember(owner.clone()));
    first.put(StaffPut::HouseholdMember(carer.clone()));
    database.commit(first).await.unwrap();
    let valid_to = Some(date(2026, 6, 30));
    let left = HouseholdMember { valid_to, confirmed: true, refused: true, version: 2, ..owner };
    for wanted in [true, false] {
        let mut second = changes(if wanted { 3 } else { 4 }, "place:6");
        second.put(StaffPut::HouseholdMember(left.clone()));
        assert_eq!(database.commit(second).await.is_ok(), wanted);
    }
    let mut rows = database.snapshot().await.unwrap();
    assert_eq!(rows.households_of(person(3)).await.unwrap(), std::slice::from_ref(&left));
    assert_eq!(rows.members_of(place(HOUSEHOLD)).await.unwrap(), [left, carer]);
}

async fn posts_hold_on_their_days(database: &Database) {
    build(database).await;
    let former = Post {
        valid_from: date(2025, 1, 1),
        valid_to: Some(date(2025, 12, 31)),
        published: true,
        ..a_post(3, 7, grid_post())
    };
    let mut changes = changes(2, "place:9");
    changes.put(StaffPut::Post(former.clone()));
    changes.put(StaffPut::Post(a_post(4, 7, Holder::Organisation(organisation(GRID)))));
    database.commit(changes).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    let here = [place(GRID), place(COMMUNITY), place(BUILDING)];
    let ids = |posts: Vec<Post>| posts.iter().map(|post| post.id.get()).collect::<Vec<_>>();
    assert_eq!(ids(rows.posts_at(&here, day()).await.unwrap()), [1, 2]);
    assert_eq!(
        rows.posts_at(&here, date(2025, 12, 31)).await.unwrap(),
        std::slice::from_ref(&former)
    );
    assert_eq!(ids(rows.posts_at(&[], day()).await.unwrap()), [] as [i64; 0]);
    let answering = rows.posts_answering(&community_post(), day()).await.unwrap();
    assert_eq!(answering, [a_post(2, 9, community_post())]);
    assert_eq!(ids(rows.posts_of(person(7)).await.unwrap()), [3, 4]);
}

async fn organisations_serve_what_they_say_and_say_whether_somebody_answers(database: &Database) {
    build(database).await;
    let served = |rows: Vec<(Organisation, bool)>| -> Vec<(i64, bool)> {
        rows.iter().map(|(organisation, staffed)| (organisation.id.get(), *staffed)).collect()
    };
    let mut rows = database.snapshot().await.unwrap();
    let here = [place(BUILDING), place(4), place(COMMUNITY)];
    assert_eq!(served(rows.serving(&here, day()).await.unwrap()), [(COMPANY, false)]);
    drop(rows);
    let company = Holder::Organisation(organisation(COMPANY));
    let utility = Organisation {
        id: organisation(32),
        district: place(DISTRICT),
        kind: name("utility"),
        name: "供水公司".into(),
        parent: Some(organisation(COMPANY)),
        phone: None,
        serves: vec![place(DISTRICT), place(4)],
        made_up: false,
        version: 1,
    };
    let mut changes = changes(2, "organisation:31");
    changes.put(StaffPut::Post(a_post(3, 7, company)));
    changes.put(StaffPut::Organisation(utility.clone()));
    let before = rows_of(database).await;
    let moved = Organisation { serves: vec![place(YARD)], version: 2, ..before };
    changes.put(StaffPut::Organisation(moved.clone()));
    database.commit(changes).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    assert_eq!(served(rows.serving(&here, day()).await.unwrap()), [(32, false)]);
    let yard = rows.serving(&[place(YARD)], day()).await.unwrap();
    assert_eq!(yard, [(moved.clone(), true)]);
    assert_eq!(rows.organisation(organisation(32)).await.unwrap(), Some(utility.clone()));
    assert_eq!(rows.organisations(place(DISTRICT)).await.unwrap(), [moved, utility]);
    assert_eq!(rows.organisations(place(2)).await.unwrap(), []);
}

async fn who_is_suspended_fills_no_post(database: &Database) {
    build(database).await;
    let company = Holder::Organisation(organisation(COMPANY));
    let mut posts = changes(2, "person:8");
    posts.put(StaffPut::Post(a_post(3, 8, company.clone())));
    database.commit(posts).await.unwrap();
    for (suspended, version) in [(true, 2), (false, 3)] {
        let mut suspend = changes(version + 1, "person:8");
        suspend.put(StaffPut::Person(Person { suspended, version, ..a_person(8) }));
        database.commit(suspend).await.unwrap();
        let mut rows = database.snapshot().await.unwrap();
        let there = !suspended;
        let here = rows.posts_at(&[place(GRID)], day()).await.unwrap();
        assert_eq!(!here.is_empty(), there);
        assert_eq!(!rows.posts_answering(&company, day()).await.unwrap().is_empty(), there);
        assert_eq!(rows.serving(&[place(4)], day()).await.unwrap()[0].1, there);
        assert_eq!(rows.posts_of(person(8)).await.unwrap().len(), 2, "they keep their posts");
    }
}

async fn rows_of(database: &Database) -> Organisation {
    let mut rows = database.snapshot().await.unwrap();
    let company = rows.organisation(organisation(COMPANY)).await.unwrap().unwrap();
    assert_eq!(company.serves, [place(4), place(YARD)]);
    company
}

async fn a_role_may_not_be_called_like_another_holder(database: &Database) {
    build(database).await;
    let mut changes = changes(2, "person:3");
    let holder = Holder::Post { role: name("person"), place: place(COMMUNITY) };
    changes.put(StaffPut::Post(a_post(3, 7, holder)));
    let refused = database.commit(changes).await;
    assert!(matches!(refused, Err(CommitError::Store(_))), "{refused:?}");
}

async fn who_waits_is_found_from_above_and_from_the_grid(database: &Database) {
    build(database).await;
    let member = |whose: i64, confirmed, valid_to| HouseholdMember {
        household: place(HOUSEHOLD),
        person: person(whose),
        tie: Tie::Tenant,
        valid_from: date(2026, 7, 1),
        valid_to,
        confirmed,
        refused: false,
        version: 1,
    };
    let mut rows = changes(2, "place:6");
    let yesterday = Some(date(2026, 7, 7));
    for row in [member(3, false, None), member(4, true, None), member(5, false, yesterday)] {
        rows.put(StaffPut::HouseholdMember(row));
    }
    database.commit(rows).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    for (at, found) in [
        (HOUSEHOLD, true),
        (BUILDING, true),
        (COMMUNITY, true),
        (GRID, true),
        (OLD_GRID, false),
        (YARD, false),
        (999, false),
    ] {
        let waiting = rows.members_waiting(&[place(at)], day(), 9).await.unwrap();
        let wanted = if found { vec![member(3, false, None)] } else { Vec::new() };
        assert_eq!(waiting, wanted, "at {at}");
    }
    assert_eq!(rows.members_waiting(&[place(COMMUNITY)], day(), 0).await.unwrap(), []);
}
