//! Service items are kept by place, whole and by version.

use linli_app::{
    Put,
    ports::{CommitError, Store},
};
use linli_domain::service_item::ServiceItem;
use linli_kernel::ServiceItemId;
use linli_store::Database;

use crate::{
    engines::on_every_engine,
    world::{COMMUNITY, DISTRICT, at, build, changes, community_post, day, person, place},
};

on_every_engine! {
    items_come_back_as_they_were_put,
    of_two_who_change_an_item_one_is_told,
    one_title_begins_once_on_a_day,
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
