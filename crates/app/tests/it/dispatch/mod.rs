//! Dispatch lists: who keeps them, what a table changes, what is suggested and on what grounds.

use std::sync::atomic::Ordering;

use linli_app::{
    AppError, AppResult, PlacePut,
    dispatch::{self, Kept, ListFilter, NewEntry, Suggestions},
    matter::{self, Raw, RawFields, ReportMatter},
    setup::{PastedTable, TableImport},
};
use linli_domain::place::Place;
use linli_kernel::{CaseId, DispatchEntryId, PersonId};

use crate::matter::{meddled::Meddled, world::World};

fn lamps(world: &World) -> NewEntry {
    NewEntry {
        place: world.district.district.to_string(),
        category: "street-lamp".to_owned(),
        part: "lead".to_owned(),
        organisation: world.district.department.to_string(),
        basis: "城市照明管理规定第十条".to_owned(),
        from: "2026-01-01".to_owned(),
        ..NewEntry::default()
    }
}

async fn keep(world: &World, who: PersonId, input: &NewEntry) -> AppResult<Kept> {
    dispatch::keep_entry(world.app(), &world.caller(who).await, input).await
}

async fn import(
    world: &World,
    who: PersonId,
    table: &str,
    dry_run: bool,
) -> AppResult<TableImport> {
    let parts = [("主办", "lead"), ("协办", "assist")];
    let headings = [("类别", "category")];
    let new = PastedTable { table: table.as_bytes(), headings: &headings, words: &parts, dry_run };
    let caller = world.caller(who).await;
    dispatch::import_dispatch_list(world.app(), &caller, new).await.map(|(found, _)| found)
}

async fn entries(world: &World) -> Vec<(String, &'static str, String)> {
    let coordinator = world.caller(world.district.coordinator.person).await;
    let list = dispatch::dispatch_list(world.app(), &coordinator, &ListFilter::default()).await;
    let list = list.unwrap().entries.into_iter();
    list.map(|entry| (entry.place.name, entry.part, entry.organisation_name)).collect()
}

fn wrong(answer: AppResult<Kept>) -> Vec<(String, &'static str)> {
    let Err(AppError::Fields(errors)) = answer else { panic!("{answer:?}") };
    errors.into_iter().map(|error| (error.field, error.code.0)).collect()
}

/// The resident reports something, which the grid worker takes as one to be done at once.
async fn to_be_given(world: &World, text: &str, category: &str) -> CaseId {
    let resident = world.caller(world.district.resident.person).await;
    let input = ReportMatter { category: Some(category.to_owned()), ..world.words(text) };
    let id = matter::report(world.app(), &resident, &input, None).await.unwrap().id;
    let worker = world.district.grid_worker.person;
    world.does(worker, id, "at-once", RawFields::new()).await.unwrap();
    id
}

/// A matter that the property company led and that has ended.
async fn led_by_the_company(world: &World, text: &str, category: &str) -> CaseId {
    let id = to_be_given(world, text, category).await;
    let company = world.district.property_company.to_string();
    let fields = RawFields::from([("lead".to_owned(), Raw::Text(company))]);
    world.does(world.district.grid_worker.person, id, "give", fields).await.unwrap();
    let clerk = world.district.company_clerk.person;
    world.does(clerk, id, "accept", RawFields::new()).await.unwrap();
    world.does(clerk, id, "done", RawFields::new()).await.unwrap();
    let answer = RawFields::from([("answer".to_owned(), Raw::Text("satisfied".to_owned()))]);
    world.does(world.district.resident.person, id, "rate", answer).await.unwrap();
    assert!(!world.case(id).await.is_open());
    id
}

async fn suggested(world: &World, who: PersonId, id: CaseId) -> AppResult<Suggestions> {
    dispatch::suggestions(world.app(), &world.caller(who).await, id).await
}

#[tokio::test]
async fn offices_of_the_street_and_the_district_keep_their_lists_and_nobody_else() {
    let world = World::new().await;
    let d = &world.district;
    for who in [d.community_secretary, d.grid_worker, d.department_clerk, d.resident] {
        let refused = keep(&world, who.person, &lamps(&world)).await;
        assert!(matches!(refused, Err(AppError::Forbidden)), "{} {refused:?}", who.phone);
        let refused = import(&world, who.person, "place\n", false).await;
        assert!(matches!(refused, Err(AppError::Forbidden)), "{} {refused:?}", who.phone);
    }
    // The street keeps its own list and not the district's.
    let refused = keep(&world, d.street_office.person, &lamps(&world)).await;
    assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
    let street = NewEntry { place: d.street.to_string(), ..lamps(&world) };
    keep(&world, d.street_office.person, &street).await.unwrap();
    keep(&world, d.coordinator.person, &lamps(&world)).await.unwrap();
    let helps = NewEntry {
        part: "assist".to_owned(),
        organisation: d.property_company.to_string(),
        ..street.clone()
    };
    keep(&world, d.coordinator.person, &helps).await.unwrap();
    let community = NewEntry { place: d.community.to_string(), ..lamps(&world) };
    let told = wrong(keep(&world, d.coordinator.person, &community).await);
    assert_eq!(told, [("place".to_owned(), "dispatch-no-list")]);
    assert_eq!(entries(&world).await.len(), 3);
    // Read by whoever dispatches or is dispatched.
    for (who, reads) in [(d.grid_worker, true), (d.department_clerk, true), (d.resident, false)] {
        let caller = world.caller(who.person).await;
        let list = dispatch::dispatch_list(world.app(), &caller, &ListFilter::default()).await;
        assert_eq!(list.is_ok(), reads, "{}", who.phone);
        if let Ok(list) = list {
            assert_eq!(list.entries.len(), 3);
            assert!(list.entries.iter().all(|entry| !entry.may_keep) && !list.may_keep);
        }
    }
}

#[tokio::test]
async fn a_change_is_decided_anew_where_the_posts_over_the_list_changed_meanwhile() {
    let world = World::new().await;
    let d = &world.district;
    let street = NewEntry { place: d.street.to_string(), ..lamps(&world) };
    let coordinator = world.caller(d.coordinator.person).await;
    let (app, store) = Meddled::over(world.app());
    // The version of the coordinator's place rises with every post that is filled or ends there.
    let posts_change = async || {
        let mut rows = world.app().snapshot().await.unwrap();
        let district = rows.place(d.district).await.unwrap().unwrap();
        let mut first = world.changes();
        first.put(PlacePut::Place(Place { version: district.version + 1, ..district }));
        *store.comes_first.lock().unwrap() = Some(first);
    };
    let lost = || store.lost.load(Ordering::SeqCst);
    posts_change().await;
    let id = dispatch::keep_entry(&app, &coordinator, &street).await.unwrap().id;
    assert_eq!((lost(), entries(&world).await.len()), (1, 1));
    posts_change().await;
    dispatch::drop_entry(&app, &coordinator, (id, Some(1))).await.unwrap();
    assert_eq!((lost(), entries(&world).await.len()), (2, 0));
}

#[tokio::test]
async fn what_cannot_stand_in_a_list_is_told_field_by_field() {
    let world = World::new().await;
    let coordinator = world.district.coordinator.person;
    let bad = NewEntry {
        category: "lamps".to_owned(),
        part: "help".to_owned(),
        organisation: "x".to_owned(),
        basis: " ".to_owned(),
        from: "2026-02-30".to_owned(),
        ..lamps(&world)
    };
    let told = wrong(keep(&world, coordinator, &bad).await);
    let fields: Vec<&str> = told.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["category", "part", "organisation", "basis", "from"]);
    let ends = NewEntry { to: "2025-12-31".to_owned(), ..lamps(&world) };
    let told = wrong(keep(&world, coordinator, &ends).await);
    assert_eq!(told, [("to".to_owned(), "ends-before-start")]);
    keep(&world, coordinator, &lamps(&world)).await.unwrap();
    let second =
        NewEntry { organisation: world.district.property_company.to_string(), ..lamps(&world) };
    let told = wrong(keep(&world, coordinator, &second).await);
    assert_eq!(told, [("organisation".to_owned(), "dispatch-clash")]);
}

#[tokio::test]
async fn an_entry_is_tried_changed_and_taken_off() {
    let world = World::new().await;
    let coordinator = world.district.coordinator.person;
    let tried = NewEntry { dry_run: true, ..lamps(&world) };
    keep(&world, coordinator, &tried).await.unwrap();
    assert_eq!(entries(&world).await, [], "a dry run changes nothing");
    let id = keep(&world, coordinator, &lamps(&world)).await.unwrap().id;
    let ended = |version| NewEntry {
        id: Some((id, Some(version))),
        to: "2026-07-01".to_owned(),
        ..lamps(&world)
    };
    keep(&world, coordinator, &ended(1)).await.unwrap();
    assert_eq!(entries(&world).await, [], "it does not hold today any more");
    let stale = keep(&world, coordinator, &ended(1)).await;
    assert!(matches!(stale, Err(AppError::Stale)), "{stale:?}");
    let unseen = NewEntry { id: Some((id, None)), ..lamps(&world) };
    let unseen = keep(&world, coordinator, &unseen).await;
    assert!(matches!(unseen, Err(AppError::VersionMissing)), "{unseen:?}");
    let keeper = world.caller(coordinator).await;
    let one = dispatch::entry_to_keep(world.app(), &keeper, id).await.unwrap();
    assert_eq!((one.version, one.holds, one.may_keep), (2, false, true));
    assert_eq!(one.organisation_name, "清河区住房和城乡建设局");
    let other = world.caller(world.district.street_office.person).await;
    let other = dispatch::entry_to_keep(world.app(), &other, id).await;
    assert!(matches!(other, Err(AppError::Forbidden)), "{other:?}");
    let world = &world;
    let gone = |who: PersonId, seen: i64| async move {
        dispatch::drop_entry(world.app(), &world.caller(who).await, (id, Some(seen))).await
    };
    let refused = gone(world.district.street_office.person, 2).await;
    assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
    assert!(matches!(gone(coordinator, 1).await, Err(AppError::Stale)), "it was changed since");
    gone(coordinator, 2).await.unwrap();
    assert!(matches!(gone(coordinator, 2).await, Err(AppError::NotFound)));
}

#[tokio::test]
async fn a_table_is_checked_whole_and_taken_whole() {
    let world = World::new().await;
    let coordinator = world.district.coordinator.person;
    let head = "place,类别,part,organisation,basis,from,to\n";
    let good = format!(
        "{head}清河区,路灯与楼道灯,主办,清河区住房和城乡建设局,城市照明管理规定,2026/1/1,\n\
         柳园街道,管道与下水,lead,柳园物业服务有限公司,物业服务合同,2026-01-01,2026-12-31\n"
    );
    let bad = format!(
        "{good}清河区,路灯与楼道灯,主办,柳园物业服务有限公司,依据,2026-01-01,\n\
         柳园社区,路灯,谁,没有这个单位,,昨天,\n"
    );
    let found = import(&world, coordinator, &bad, false).await.unwrap();
    let told: Vec<(u64, &str, &str)> =
        found.problems.iter().map(|p| (p.row, p.column.as_str(), p.code.as_str())).collect();
    for wanted in [
        (2, "organisation", "dispatch-clash"),
        (4, "organisation", "dispatch-clash"),
        (5, "place", "dispatch-not-kept"),
        (5, "category", "field-choice"),
        (5, "part", "field-choice"),
        (5, "organisation", "dispatch-organisation-unknown"),
        (5, "from", "date-wrong"),
    ] {
        assert!(told.contains(&wanted), "{wanted:?} in {told:?}");
    }
    assert_eq!(entries(&world).await, []);
    let tried = import(&world, coordinator, &good, true).await.unwrap();
    assert_eq!((tried.new, tried.problems.len()), (2, 0));
    assert_eq!(entries(&world).await, []);
    let done = import(&world, coordinator, &good, false).await.unwrap();
    assert_eq!((done.new, done.changed, done.unchanged), (2, 0, 0));
    assert_eq!(entries(&world).await.len(), 2);
    // Taken out, it can be taken in again and says nothing new.
    let caller = world.caller(coordinator).await;
    let parts = [("主办", "lead"), ("协办", "assist")];
    let headings = [("类别", "category")];
    let table = dispatch::export_dispatch_list(world.app(), &caller, &headings, &parts).await;
    let table = String::from_utf8(table.unwrap()).unwrap();
    let again = import(&world, coordinator, &table, false).await.unwrap();
    assert_eq!((again.new, again.changed, again.unchanged), (0, 0, 2), "{table}");
    let other = good.replace("物业服务合同", "物业服务合同第二条");
    let changed = import(&world, coordinator, &other, false).await.unwrap();
    assert_eq!((changed.new, changed.changed, changed.unchanged), (0, 1, 1));
    // The street takes its own list and not the district's.
    let street = world.district.street_office.person;
    let found = import(&world, street, &good, false).await.unwrap();
    let told: Vec<(u64, &str)> = found.problems.iter().map(|p| (p.row, p.code.as_str())).collect();
    assert_eq!(told, [(2, "dispatch-not-kept")]);
}

#[tokio::test]
async fn the_list_and_similar_past_matters_suggest_and_a_person_decides() {
    let world = World::new().await;
    let d = &world.district;
    let worker = d.grid_worker.person;
    let past = [
        led_by_the_company(&world, "1单元的门禁坏了，进不去门", "property-fee").await,
        led_by_the_company(&world, "单元门禁失灵，晚上进不去", "property-fee").await,
    ];
    led_by_the_company(&world, "垃圾桶满了没有人清运", "garbage").await;
    let id = to_be_given(&world, "2单元门禁又坏了，老人进不去", "property-fee").await;
    let found = suggested(&world, worker, id).await.unwrap();
    assert!(found.by_list.is_empty());
    let [first] = found.precedents.as_slice() else { panic!("{found:?}") };
    assert_eq!((first.organisation, first.led), (d.property_company, 2), "{found:?}");
    let seen: Vec<CaseId> = first.cases.iter().map(|case| case.id).collect();
    assert!(past.iter().all(|id| seen.contains(id)), "{found:?}");

    let fees = NewEntry { category: "property-fee".to_owned(), ..lamps(&world) };
    keep(&world, d.coordinator.person, &fees).await.unwrap();
    let found = suggested(&world, worker, id).await.unwrap();
    let [named] = found.by_list.as_slice() else { panic!("{found:?}") };
    assert_eq!((named.organisation, named.part), (d.department, "lead"));
    assert_eq!((named.list.as_str(), named.basis.as_str()), ("清河区", "城市照明管理规定第十条"));
    assert_eq!(world.case(id).await.state.step.key.as_str(), "handle", "nobody was named");
    for who in [d.resident.person, d.company_clerk.person, d.other_grid_worker.person] {
        let refused = suggested(&world, who, id).await;
        let refused = matches!(refused, Err(AppError::Forbidden | AppError::NotFound));
        assert!(refused, "only whoever handles it");
    }
}

#[tokio::test]
async fn a_change_is_tried_over_the_matters_that_it_would_have_touched() {
    let world = World::new().await;
    let d = &world.district;
    let past = led_by_the_company(&world, "单元门禁坏了", "property-fee").await;
    led_by_the_company(&world, "垃圾桶满了没有人清运", "garbage").await;
    let fees = |organisation: String| NewEntry {
        category: "property-fee".to_owned(),
        organisation,
        ..lamps(&world)
    };
    let other = fees(d.department.to_string());
    let tried = NewEntry { dry_run: true, ..other.clone() };
    let trial = keep(&world, d.coordinator.person, &tried).await.unwrap().trial;
    assert_eq!((trial.compared, trial.agreed_before, trial.agreed_after), (1, 0, 0));
    let [line] = trial.differing.as_slice() else { panic!("{trial:?}") };
    assert_eq!((line.id, line.led.as_str()), (past, "柳园物业服务有限公司"));
    assert_eq!(line.before, None);
    assert_eq!(line.after.as_deref(), Some("清河区住房和城乡建设局"));
    let same = NewEntry { dry_run: true, ..fees(d.property_company.to_string()) };
    let trial = keep(&world, d.coordinator.person, &same).await.unwrap().trial;
    assert_eq!((trial.compared, trial.agreed_after, trial.differing.len()), (1, 1, 0));
}

#[tokio::test]
async fn of_two_leads_at_once_one_is_refused() {
    let world = World::new().await;
    let coordinator = world.district.coordinator.person;
    let first = lamps(&world);
    let second =
        NewEntry { organisation: world.district.property_company.to_string(), ..lamps(&world) };
    let (one, other) =
        tokio::join!(keep(&world, coordinator, &first), keep(&world, coordinator, &second));
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    assert_eq!(entries(&world).await.len(), 1);
    let none = DispatchEntryId::from_raw(world.app().entropy.id());
    let caller = world.caller(coordinator).await;
    let answer = dispatch::entry_to_keep(world.app(), &caller, none).await;
    assert!(matches!(answer, Err(AppError::NotFound)));
}
