//! Service items are kept by place, whole and by version.

use linli_app::{
    PlacePut, Put,
    ports::{CommitError, Store},
};
use linli_domain::{place::Place, service_item::ServiceItem};
use linli_kernel::{Day, ServiceItemId};
use linli_store::Database;

use crate::{
    engines::on_every_engine,
    races::{together, won},
    world::{COMMUNITY, DISTRICT, a_place, at, build, changes, community_post, day, person, place},
};

on_every_engine! {
    items_come_back_as_they_were_put,
    of_two_who_change_an_item_one_is_told,
    one_title_begins_once_on_a_day,
    of_two_who_add_one_title_at_once_one_wins,
}

fn item(number: i64, title: &str) -> ServiceItem {
    ServiceItem {
        id: ServiceItemId::new(number).unwrap(),
        district: place(DISTRICT),
        place: place(COMMUNITY),
        title: title.to_owned(),
        basis: "居住证暂行条例第九条".to_owned(),
        documents: vec!["居民身份证".to_owned(), "租房合同".to_owned()],
        steps: vec!["到窗口登记".to_owned()],
        work_days: 15,
        fee: "不收费".to_owned(),
        facility: None,
        address: "一楼".to_owned(),
        hours: "工作日".to_owned(),
        phone: Some("0546-0000001".to_owned()),
        one_visit: true,
        valid_from: day(),
        valid_to: None,
        kept_by: person(9),
        kept_as: community_post(),
        kept_at: at(7),
        version: 1,
    }
}

async fn put(database: &Database, audit: i64, item: ServiceItem) -> Result<(), CommitError> {
    let mut changes = changes(audit, "service-item:1");
    changes.put(Put::from(item));
    database.commit(changes).await.map(drop)
}

async fn items_come_back_as_they_were_put(database: &Database) {
    build(database).await;
    put(database, 11, item(12, "居住证")).await.unwrap();
    let bare = ServiceItem {
        documents: Vec::new(),
        phone: None,
        one_visit: false,
        valid_to: Some(day()),
        ..item(11, "居住证明")
    };
    put(database, 12, bare.clone()).await.unwrap();
    let changed = ServiceItem { work_days: 0, version: 2, ..item(12, "居住证") };
    put(database, 13, changed.clone()).await.unwrap();
    let mut rows = database.snapshot().await.unwrap();
    let found = rows.service_items(&[place(COMMUNITY), place(DISTRICT)]).await.unwrap();
    assert_eq!(found, [bare, changed.clone()]);
    assert_eq!(rows.service_items(&[place(DISTRICT)]).await.unwrap(), []);
    assert_eq!(rows.service_items(&[]).await.unwrap(), []);
    assert_eq!(rows.service_item(changed.id).await.unwrap(), Some(changed));
    assert_eq!(rows.service_item(ServiceItemId::new(99).unwrap()).await.unwrap(), None);
}

async fn of_two_who_change_an_item_one_is_told(database: &Database) {
    build(database).await;
    put(database, 11, item(11, "居住证")).await.unwrap();
    let fee =
        |words: &str| ServiceItem { fee: words.to_owned(), version: 2, ..item(11, "居住证") };
    put(database, 12, fee("一")).await.unwrap();
    let second = put(database, 13, fee("二")).await;
    assert!(matches!(second, Err(CommitError::Conflict("service item"))), "{second:?}");
    let mut rows = database.snapshot().await.unwrap();
    assert_eq!(rows.service_item(item(11, "").id).await.unwrap().unwrap().fee, "一");
}

async fn one_title_begins_once_on_a_day(database: &Database) {
    build(database).await;
    put(database, 11, item(11, "居住证")).await.unwrap();
    let second = put(database, 12, item(12, "居住证")).await;
    assert!(matches!(second, Err(CommitError::Conflict(_))), "{second:?}");
}

/// Each found the title free, and each raises the version of the place that it saw.
async fn of_two_who_add_one_title_at_once_one_wins(database: &Database) {
    build(database).await;
    for round in 0..5 {
        let adds = (0..3).map(|who| {
            let number = 100 + round * 10 + who;
            let (title, month) = (format!("居住证{round}"), i8::try_from(who + 1).unwrap());
            let mut changes = changes(number, "service-item:1");
            // They begin on different days, so that only the place can tell.
            let valid_from = Day::constant(2026, month, 1);
            changes.put(Put::from(ServiceItem { valid_from, ..item(number, &title) }));
            let row = a_place(COMMUNITY, "community", Some(2));
            changes.put(PlacePut::Place(Place { version: round + 2, ..row }));
            database.commit(changes)
        });
        let results = together(adds.collect()).await;
        assert_eq!(won(&results), 1, "{round}");
    }
    let mut rows = database.snapshot().await.unwrap();
    assert_eq!(rows.service_items(&[place(COMMUNITY)]).await.unwrap().len(), 5);
}
