//! Notices hang at a place, below it and above it, until their day is over or they are taken down.

use jiff::civil::date;
use linli_app::{
    CasePut,
    ports::{CommitError, Store},
};
use linli_domain::{
    matter::PhotoRow,
    notice::{Notice, TakingDown},
};
use linli_kernel::{Day, NoticeId, PhotoId};
use linli_store::Database;

use crate::{
    engines::on_every_engine,
    world::{
        BUILDING, COMMUNITY, DISTRICT, HOUSEHOLD, YARD, at, build, changes, community_post, day,
        person, place,
    },
};

on_every_engine! {
    notices_hang_for_their_days_at_around_and_above_a_place,
    pages_of_notices_go_on_after_a_key,
    a_notice_is_taken_down_once_and_found_by_its_photo,
}

fn a_notice(number: i64, where_to: i64, until: Day) -> Notice {
    Notice {
        id: NoticeId::new(number).unwrap(),
        district: place(DISTRICT),
        place: place(where_to),
        title: format!("第{number}号公告"),
        text: "明天上午停水，请提前存水。".into(),
        photo: None,
        posted_by: person(9),
        posted_as: community_post(),
        published_at: at(number),
        until,
        taken_down: None,
        version: 1,
    }
}

async fn post(database: &Database, audit: i64, notice: Notice) -> Result<(), CommitError> {
    let mut changes = changes(audit, "notice:1");
    changes.put(notice);
    database.commit(changes).await.map(drop)
}

fn ids(notices: &[Notice]) -> Vec<i64> {
    notices.iter().map(|notice| notice.id.get()).collect()
}

async fn notices_hang_for_their_days_at_around_and_above_a_place(database: &Database) {
    build(database).await;
    let today = day();
    let mistaken = Some((TakingDown::Mistaken, at(50)));
    for (number, where_to, until, taken_down) in [
        (11, COMMUNITY, today, None),
        (12, BUILDING, today, None),
        (13, YARD, date(2026, 7, 31), None),
        (14, DISTRICT, today, None),
        (15, BUILDING, date(2026, 7, 7), None),
        (16, BUILDING, today, mistaken),
    ] {
        let notice = Notice { taken_down, ..a_notice(number, where_to, until) };
        post(database, number, notice).await.unwrap();
    }
    let mut rows = database.snapshot().await.unwrap();
    let (district, over) = (place(DISTRICT), [COMMUNITY, 2, DISTRICT].map(place));
    for (at_place, above, hanging, wanted) in [
        (COMMUNITY, &over[..], true, vec![14, 13, 12, 11]),
        (COMMUNITY, &[], true, vec![13, 12, 11]),
        (COMMUNITY, &[], false, vec![16, 15, 13, 12, 11]),
        (4, &over, true, vec![14, 12, 11]),
        (DISTRICT, &[], true, vec![14, 13, 12, 11]),
        (999, &[], true, vec![]),
    ] {
        let day = hanging.then_some(today);
        let around = (district, place(at_place));
        let found = rows.notices_around(around, above, day, None, 9).await.unwrap();
        assert_eq!(ids(&found), wanted, "at {at_place}");
    }
    let home = [HOUSEHOLD, BUILDING, 4, COMMUNITY, 2, DISTRICT].map(place);
    let found = rows.notices_hanging_at(&home, today, 9).await.unwrap();
    assert_eq!(ids(&found), [14, 12, 11]);
    assert_eq!(found[1], a_notice(12, BUILDING, today));
    let later = rows.notices_hanging_at(&home, date(2026, 7, 9), 9).await.unwrap();
    assert_eq!(later, []);
}

async fn pages_of_notices_go_on_after_a_key(database: &Database) {
    build(database).await;
    for number in 11..=15 {
        let same = Notice { published_at: at(0), ..a_notice(number, BUILDING, day()) };
        post(database, number, same).await.unwrap();
    }
    let mut rows = database.snapshot().await.unwrap();
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let around = (place(DISTRICT), place(COMMUNITY));
        let page = rows.notices_around(around, &[], Some(day()), after, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some((last.published_at, last.id));
        seen.extend(ids(&page));
    }
    assert_eq!(seen, [15, 14, 13, 12, 11]);
}

async fn a_notice_is_taken_down_once_and_found_by_its_photo(database: &Database) {
    build(database).await;
    let photo = PhotoId::new(77).unwrap();
    let mut first = changes(2, "photo:77");
    first.put(CasePut::Photo(PhotoRow {
        id: photo,
        owner: person(9),
        case: None,
        event: None,
        width: 8,
        height: 6,
        created_at: at(0),
        version: 1,
    }));
    let hanging = Notice { photo: Some(photo), ..a_notice(11, BUILDING, day()) };
    first.put(hanging.clone());
    database.commit(first).await.unwrap();
    let down = |reason| Notice { taken_down: Some((reason, at(9))), version: 2, ..hanging.clone() };
    post(database, 3, down(TakingDown::Replaced)).await.unwrap();
    let slower = post(database, 4, down(TakingDown::Personal)).await;
    assert!(matches!(slower, Err(CommitError::Conflict("notice"))), "{slower:?}");
    let mut rows = database.snapshot().await.unwrap();
    let found = rows.notice_with_photo(photo).await.unwrap();
    assert_eq!(found, Some(down(TakingDown::Replaced)));
    assert_eq!(rows.notice(NoticeId::new(11).unwrap()).await.unwrap(), found);
    assert_eq!(rows.notice(NoticeId::new(12).unwrap()).await.unwrap(), None);
    assert_eq!(rows.notice_with_photo(PhotoId::new(78).unwrap()).await.unwrap(), None);
}
