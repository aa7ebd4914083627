//! Service items: who keeps them, where they can be had, what a table changes, what a question finds.

use std::sync::atomic::Ordering;

use linli_app::{
    AppError, AppResult, PlacePut,
    ports::AuditFilter,
    service_item::{self, KeptItem, NewItem, Target},
    setup::{PastedTable, TableImport},
};
use linli_domain::{place::Place, service_item::ServiceItem};
use linli_kernel::{PersonId, PlaceId, ServiceItemId};

use crate::matter::{meddled::Meddled, world::World};

fn card() -> NewItem {
    NewItem {
        title: "老年人优待证".to_owned(),
        basis: "老年人权益保障法第五十三条".to_owned(),
        documents: "居民身份证\n近期照片；户口本".to_owned(),
        steps: "到窗口申请\n当场领证".to_owned(),
        days: "0".to_owned(),
        one_visit: "yes".to_owned(),
        address: "社区一楼大厅".to_owned(),
        from: "2026-01-01".to_owned(),
        ..NewItem::default()
    }
}

async fn keep(world: &World, who: PersonId, to: Target, item: &NewItem) -> AppResult<KeptItem> {
    service_item::keep_service_item(world.app(), &world.caller(who).await, to, item).await
}

fn wrong(answer: AppResult<KeptItem>) -> Vec<(String, &'static str)> {
    let Err(AppError::Fields(errors)) = answer else { panic!("{answer:?}") };
    errors.into_iter().map(|error| (error.field, error.code.0)).collect()
}

async fn titles(world: &World, at: PlaceId, question: &str) -> Vec<(String, String)> {
    let found = service_item::services(world.app(), at, question).await.unwrap();
    found.items.into_iter().map(|line| (line.title, line.place.name)).collect()
}

async fn import(
    world: &World,
    who: PersonId,
    table: &str,
    dry_run: bool,
) -> AppResult<TableImport> {
    let (headings, words) = ([("事项名称", "title")], [("是", "yes"), ("否", "no")]);
    let new = PastedTable { table: table.as_bytes(), headings: &headings, words: &words, dry_run };
    let (caller, place) = (world.caller(who).await, world.district.community);
    service_item::import_service_items(world.app(), &caller, place, new).await
}

#[tokio::test]
async fn offices_keep_the_items_of_their_places_and_everything_below_reads_them() {
    let world = World::new().await;
    let d = &world.district;
    let community = Target::New(d.community);
    for who in [d.grid_worker, d.department_clerk, d.resident, d.representative] {
        let refused = keep(&world, who.person, community, &card()).await;
        assert!(matches!(refused, Err(AppError::Forbidden)), "{} {refused:?}", who.phone);
    }
    let worker = d.community_worker.person;
    let above = keep(&world, worker, Target::New(d.street), &card()).await;
    assert!(matches!(above, Err(AppError::Forbidden)), "{above:?}");
    let street = NewItem { days: "5".to_owned(), ..card() };
    keep(&world, d.street_office.person, Target::New(d.street), &street).await.unwrap();
    let low = NewItem { title: "低保申请".to_owned(), ..card() };
    keep(&world, d.coordinator.person, Target::New(d.district), &low).await.unwrap();
    let at_street = titles(&world, d.building, "").await;
    assert_eq!(at_street.len(), 2);
    assert_eq!(at_street[0].0, "老年人优待证");
    // The community's own item stands before the street's of the same title.
    let kept = keep(&world, worker, community, &card()).await.unwrap();
    let found = service_item::services(world.app(), d.household, "").await.unwrap();
    assert_eq!((found.items[0].id, found.items[0].work_days), (kept.id, 0));
    assert_eq!(found.items.len(), 2);
    assert_eq!(titles(&world, d.street, "").await.len(), 2);
    let view = service_item::service_item(world.app(), kept.id).await.unwrap();
    assert_eq!(view.documents, ["居民身份证", "近期照片", "户口本"]);
    assert_eq!(view.steps, ["到窗口申请", "当场领证"]);
    // Nobody keeps a home's.
    let home = keep(&world, worker, Target::New(d.household), &card()).await;
    assert!(matches!(home, Err(AppError::NotFound)), "{home:?}");
}

#[tokio::test]
async fn an_item_is_changed_by_whoever_saw_it_as_it_is() {
    let world = World::new().await;
    let d = &world.district;
    let (worker, secretary) = (d.community_worker.person, d.community_secretary.person);
    let kept = keep(&world, worker, Target::New(d.community), &card()).await.unwrap();
    assert_eq!(kept.version, 1);
    let known = |seen| Target::Known(kept.id, seen);
    let unseen = keep(&world, secretary, known(None), &card()).await;
    assert!(matches!(unseen, Err(AppError::VersionMissing)), "{unseen:?}");
    let fee = NewItem { fee: "工本费5元".to_owned(), ..card() };
    let changed = keep(&world, secretary, known(Some(1)), &fee).await.unwrap();
    assert_eq!(changed.version, 2);
    let stale = keep(&world, worker, known(Some(1)), &card()).await;
    assert!(matches!(stale, Err(AppError::Stale)), "{stale:?}");
    // The same once more changes nothing.
    assert_eq!(keep(&world, worker, known(Some(2)), &fee).await.unwrap().version, 2);
    // What has run out is no guide any more, but whoever holds its print still reads it.
    let over = NewItem { to: "2026-01-02".to_owned(), ..fee };
    keep(&world, worker, known(Some(2)), &over).await.unwrap();
    assert!(titles(&world, d.community, "").await.is_empty());
    let view = service_item::service_item(world.app(), kept.id).await.unwrap();
    assert!(!view.line.holds);
    // Another of the same title may begin after it.
    let again = NewItem { from: "2026-01-03".to_owned(), ..card() };
    keep(&world, worker, Target::New(d.community), &again).await.unwrap();
}

#[tokio::test]
async fn of_two_who_add_one_title_at_once_the_second_is_told() {
    let world = World::new().await;
    let d = &world.district;
    let caller = world.caller(d.community_worker.person).await;
    let later = NewItem { from: "2026-02-01".to_owned(), ..card() };
    let head = "title,basis,steps,days,address,from\n";
    let table = format!("{head}老年人优待证,依据,登记,0,一楼,2026-03-01\n");
    let new = PastedTable { table: table.as_bytes(), ..PastedTable::default() };
    let (app, store) = Meddled::over(world.app());
    let lost = || store.lost.load(Ordering::SeqCst);
    // What somebody else writes just before: an item of the same title that begins another day.
    let comes_first = async |number: i64, title: &str| {
        let mut rows = world.app().snapshot().await.unwrap();
        let place = rows.place(d.community).await.unwrap().unwrap();
        let kept = rows.service_items(&[d.community]).await.unwrap();
        let item = kept.into_iter().find(|item| item.title == "别的").unwrap();
        let mut first = world.changes();
        first.put(ServiceItem {
            id: ServiceItemId::new(number).unwrap(),
            title: title.to_owned(),
            version: 1,
            ..item
        });
        first.put(PlacePut::Place(Place { version: place.version + 1, ..place }));
        *store.comes_first.lock().unwrap() = Some(first);
    };
    let other = NewItem { title: "别的".to_owned(), ..card() };
    keep(&world, caller.person, Target::New(d.community), &other).await.unwrap();
    comes_first(71, "居住证").await;
    let twice = NewItem { title: "居住证".to_owned(), ..later };
    let told = wrong(
        service_item::keep_service_item(&app, &caller, Target::New(d.community), &twice).await,
    );
    assert_eq!((told, lost()), (vec![("title".to_owned(), "service-item-twice")], 1));
    comes_first(72, "低保").await;
    let table = table.replace("老年人优待证", "低保");
    let new = PastedTable { table: table.as_bytes(), ..new };
    let found = service_item::import_service_items(&app, &caller, d.community, new).await.unwrap();
    let told: Vec<&str> = found.problems.iter().map(|problem| problem.code.0).collect();
    assert_eq!((told.as_slice(), lost()), (&["service-item-twice"][..], 2));
}

#[tokio::test]
async fn what_cannot_be_a_guide_is_told_field_by_field() {
    let world = World::new().await;
    let worker = world.district.community_worker.person;
    let community = Target::New(world.district.community);
    let bad = NewItem {
        title: " ".to_owned(),
        documents: "一；".repeat(21),
        steps: String::new(),
        days: "251".to_owned(),
        one_visit: "maybe".to_owned(),
        facility: "没有的大厅".to_owned(),
        address: String::new(),
        phone: "请打电话".to_owned(),
        from: "2026-02-30".to_owned(),
        ..card()
    };
    let mut told = wrong(keep(&world, worker, community, &bad).await);
    told.sort();
    let told: Vec<(&str, &str)> = told.iter().map(|(f, c)| (f.as_str(), *c)).collect();
    let wanted = [
        ("days", "service-item-days"),
        ("documents", "service-item-lines"),
        ("facility", "service-item-facility"),
        ("from", "field-date"),
        ("one-visit", "field-choice"),
        ("phone", "service-phone-wrong"),
        ("steps", "field-required"),
        ("title", "empty"),
    ];
    assert_eq!(told, wanted);
    let nowhere = NewItem { address: String::new(), ..card() };
    let told = wrong(keep(&world, worker, community, &nowhere).await);
    assert_eq!(told, [("address".to_owned(), "service-item-nowhere")]);
    let ends = NewItem { to: "2025-12-31".to_owned(), ..card() };
    let told = wrong(keep(&world, worker, community, &ends).await);
    assert_eq!(told, [("to".to_owned(), "ends-before-start")]);
    keep(&world, worker, community, &card()).await.unwrap();
    let told = wrong(keep(&world, worker, community, &card()).await);
    assert_eq!(told, [("title".to_owned(), "service-item-twice")]);
}

#[tokio::test]
async fn a_facility_says_where_and_when_unless_the_item_does() {
    let world = World::new().await;
    let (worker, community) = (world.district.community_worker.person, world.district.community);
    let caller = world.caller(worker).await;
    let halls = service_item::item_facilities(world.app(), &caller, community).await.unwrap();
    let hall = halls.first().unwrap();
    let at = |facility: String, hours: &str| NewItem {
        facility,
        address: String::new(),
        hours: hours.to_owned(),
        ..card()
    };
    // By its name, as a table says it.
    let item = at(hall.name.clone(), "每天");
    let kept = keep(&world, worker, Target::New(community), &item).await.unwrap();
    let view = service_item::service_item(world.app(), kept.id).await.unwrap();
    let row = world.app().snapshot().await.unwrap().facility(hall.id).await.unwrap().unwrap();
    assert_eq!(
        (view.hours.as_str(), &view.address, &view.phone),
        ("每天", &row.address, &row.phone)
    );
    let item = at(hall.id.to_string(), "");
    keep(&world, worker, Target::Known(kept.id, Some(1)), &item).await.unwrap();
    let view = service_item::service_item(world.app(), kept.id).await.unwrap();
    assert_eq!((view.hours, view.own.1.as_str()), (row.hours, ""));
}

#[tokio::test]
async fn people_find_items_in_their_own_words() {
    let world = World::new().await;
    let d = &world.district;
    let worker = d.community_worker.person;
    for title in ["老年人优待证", "居住证明", "养老金资格认证"] {
        let item = NewItem { title: title.to_owned(), ..card() };
        keep(&world, worker, Target::New(d.community), &item).await.unwrap();
    }
    let first = |question: &'static str| {
        let world = &world;
        async move { titles(world, d.household, question).await.first().cloned().map(|one| one.0) }
    };
    assert_eq!(first("怎么办老年人优待证").await.as_deref(), Some("老年人优待证"));
    assert_eq!(first("居住证明").await.as_deref(), Some("居住证明"));
    assert_eq!(first("养老金认证").await.as_deref(), Some("养老金资格认证"));
    assert_eq!(first("结婚登记").await, None);
    assert_eq!(titles(&world, d.household, "  ").await.len(), 3);
}

#[tokio::test]
async fn a_table_is_taken_whole_or_not_at_all() {
    let world = World::new().await;
    let d = &world.district;
    let worker = d.community_worker.person;
    let head = "事项名称,basis,documents,steps,days,one-visit,address,from,to\n";
    let bad = format!(
        "{head}居住证明,依据,身份证,登记；盖章,0,是,一楼,2026/1/1,\n\
         居住证明,依据,身份证,登记,十,是,,2026/1/1,\n\
         居住证明,依据,,登记,1,也许,一楼,2026-01-01,2025-01-01\n"
    );
    let found = import(&world, worker, &bad, false).await.unwrap();
    let told: Vec<(u64, &str, &str)> = found
        .problems
        .iter()
        .map(|problem| (problem.row, problem.column.as_str(), problem.code.0))
        .collect();
    let wanted = [
        (3, "address", "service-item-nowhere"),
        (3, "days", "service-item-days"),
        (4, "one-visit", "field-choice"),
        (4, "to", "ends-before-start"),
    ];
    assert_eq!(told, wanted);
    let twice = format!(
        "{head}居住证明,依据,,登记,0,是,一楼,2026/1/1,\n居住证明,依据,,盖章,0,是,一楼,2026/1/1,\n\
         居住证明,依据,,盖章,0,是,一楼,2026/2/1,\n"
    );
    let found = import(&world, worker, &twice, false).await.unwrap();
    let codes: Vec<(u64, &str)> = found.problems.iter().map(|p| (p.row, p.code.0)).collect();
    assert_eq!(
        codes,
        [(3, "service-item-row-twice"), (3, "service-item-twice"), (4, "service-item-twice")]
    );
    assert!(titles(&world, d.community, "").await.is_empty());
    let good = format!(
        "{head}居住证明,依据,身份证,登记；盖章,0,是,一楼,2026/1/1,\n\
         老年证,依据,,登记,3,否,一楼,2026/1/1,2026/12/31\n"
    );
    let tried = import(&world, worker, &good, true).await.unwrap();
    assert_eq!((tried.new, tried.problems.len()), (2, 0));
    assert!(titles(&world, d.community, "").await.is_empty());
    import(&world, worker, &good, false).await.unwrap();
    assert_eq!(titles(&world, d.community, "").await.len(), 2);
    // The same again, one of them changed, and what was taken out.
    let changed = good.replace("老年证,依据", "老年证,新依据");
    let found = import(&world, worker, &changed, false).await.unwrap();
    assert_eq!((found.new, found.changed, found.unchanged), (0, 1, 1));
    let caller = world.caller(worker).await;
    let words = [("是", "yes"), ("否", "no")];
    let headings = [("事项名称", "title")];
    let out =
        service_item::export_service_items(world.app(), &caller, d.community, &headings, &words);
    let out = String::from_utf8(out.await.unwrap()).unwrap();
    assert!(out.contains("登记；盖章"), "{out}");
    let found = import(&world, worker, &out, false).await.unwrap();
    assert_eq!((found.problems, found.new, found.changed, found.unchanged), (vec![], 0, 0, 2));
    for who in [d.grid_worker, d.resident] {
        let refused = import(&world, who.person, &good, true).await;
        assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
    }
}

#[tokio::test]
async fn a_row_of_another_length_is_told_and_nothing_is_imported() {
    let world = World::new().await;
    let worker = world.district.community_worker.person;
    let table = "事项名称,basis,steps,days,address,from\n\
                 居住证明,依据,登记,0,一楼,2026/1/1\n老年证,依据,登记,0,一楼\n\
                 优待证,依据,登记,十,一楼,2026/1/1\n低保,依据,登记,0,一楼,大厅,2026/1/1\n,,,,,\n";
    for dry_run in [true, false] {
        let found = import(&world, worker, table, dry_run).await.unwrap();
        let told: Vec<(u64, &str, &str)> = found
            .problems
            .iter()
            .map(|problem| (problem.row, problem.column.as_str(), problem.code.0))
            .collect();
        let wanted =
            [(3, "", "row-length"), (4, "days", "service-item-days"), (5, "", "row-length")];
        assert_eq!((told.as_slice(), found.new), (&wanted[..], 0));
    }
    assert!(titles(&world, world.district.community, "").await.is_empty());
}

#[tokio::test]
async fn every_change_and_every_refusal_is_in_the_audit() {
    let world = World::new().await;
    let d = &world.district;
    let community = Target::New(d.community);
    keep(&world, d.grid_worker.person, community, &card()).await.unwrap_err();
    let kept = keep(&world, d.community_worker.person, community, &card()).await.unwrap();
    let action = Some("service-item.keep".to_owned());
    let filter = AuditFilter { action, ..AuditFilter::default() };
    let mut rows = world.app().snapshot().await.unwrap();
    let rows = rows.audit_rows(&filter, None, 100).await.unwrap().rows;
    let mut told: Vec<(String, String)> =
        rows.into_iter().map(|(entry, _)| (entry.subject, entry.outcome)).collect();
    told.sort();
    let pair = |subject: String, outcome: &str| (subject, outcome.to_owned());
    let mut wanted = vec![
        pair("service-item:new".to_owned(), "forbidden"),
        pair(format!("service-item:{}", kept.id), "done"),
    ];
    wanted.sort();
    assert_eq!(told, wanted);
}
