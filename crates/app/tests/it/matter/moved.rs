//! Places are moved: cases are listed where they belong by then, and read by nobody else until.

use linli_app::{CasePut, JobPut, account::Administrator, job, matter, search, setup};
use linli_domain::matter::CaseRow;
use linli_kernel::CaseId;
use linli_testkit::fixture::Member;

use super::world::World;

/// The first building goes over to the second grid.
async fn regrid(world: &World) {
    let table =
        "key,parent,kind,name,code,grid,made_up\nb1,test:7,building,1号楼,test:8,test:6,1\n";
    let by = Administrator::Operator;
    let done = setup::import_places(world.app(), by, table.as_bytes(), None, false).await.unwrap();
    assert_eq!(done.problems, []);
    assert_eq!(done.changed, 1);
}

async fn in_sight(world: &World, member: Member) -> Vec<CaseId> {
    let caller = world.caller(member.person).await;
    let page = matter::cases_in_sight(world.app(), &caller, None, None, 50).await.unwrap();
    page.items.into_iter().map(|line| line.id).collect()
}

async fn found(world: &World, member: Member, question: &str) -> Vec<CaseId> {
    let caller = world.caller(member.person).await;
    let page = search::find_cases(world.app(), &caller, question, None, 50).await.unwrap();
    page.items.into_iter().map(|line| line.id).collect()
}

#[tokio::test]
async fn a_search_stays_below_the_callers_places_and_follows_their_names() {
    let world = World::new().await;
    let id = world.report("楼道灯坏了").await.id;
    let (old, new) = (world.district.grid_worker, world.district.other_grid_worker);
    let name = {
        let mut rows = world.app().snapshot().await.unwrap();
        rows.place(world.district.other_grid).await.unwrap().unwrap().name
    };
    assert_eq!(found(&world, old, "楼道灯").await, [id]);
    regrid(&world).await;
    assert_eq!(found(&world, old, "楼道灯").await, [], "not filed anew yet, and not shown either");
    assert_eq!(found(&world, new, &name).await, []);
    finish_jobs(&world).await;
    assert_eq!(found(&world, old, "楼道灯").await, []);
    assert_eq!(found(&world, new, "楼道灯").await, [id], "the words of the text are still there");
    assert_eq!(found(&world, new, &name).await, [id], "{name}");
}

#[tokio::test]
async fn matters_from_before_there_was_a_search_are_found_after_an_upgrade() {
    let world = World::new().await;
    let id = world.report("楼道灯坏了").await.id;
    let worker = world.district.grid_worker;
    let row = world.case(id).await;
    let mut changes = world.changes();
    changes.put(CasePut::Words(id, Vec::new()));
    changes.put(CasePut::Case(Box::new(CaseRow { revision: row.revision + 1, ..row })));
    // What the migration leaves behind.
    changes.put(JobPut::Begin { name: "words".to_owned(), run_at: world.app().now() });
    world.app().store.commit(changes).await.unwrap();
    assert_eq!(found(&world, worker, "楼道灯").await, []);
    finish_jobs(&world).await;
    assert_eq!(found(&world, worker, "楼道灯").await, [id]);
    let mut rows = world.app().snapshot().await.unwrap();
    assert_eq!(rows.cases_without_words(None, 9).await.unwrap(), []);
    let jobs = rows.jobs().await.unwrap();
    assert!(jobs.iter().all(|job| job.name != "words"), "{jobs:?}");
}

async fn finish_jobs(world: &World) {
    for _ in 0..10 {
        job::run_due(world.app()).await.unwrap();
    }
}

#[tokio::test]
async fn cases_of_a_building_move_with_it() {
    let world = World::new().await;
    let id = world.report("楼道灯坏了").await.id;
    let (old, new) = (world.district.grid, world.district.other_grid);
    finish_jobs(&world).await;
    assert_eq!(world.case(id).await.revision, 1, "nothing to do, nothing written");
    regrid(&world).await;
    assert_eq!(world.listed_at(old).await, [id], "not filed anew yet");
    assert_eq!(in_sight(&world, world.district.grid_worker).await, []);
    finish_jobs(&world).await;
    assert_eq!(world.listed_at(old).await, []);
    assert_eq!(world.listed_at(new).await, [id]);
    assert_eq!(in_sight(&world, world.district.other_grid_worker).await, [id]);
    assert_eq!(world.listed_at(world.district.community).await, [id]);
    let problems = world.test.database.check_integrity().await.unwrap().problems;
    assert!(problems.is_empty(), "{problems:?}");
    let revision = world.case(id).await.revision;
    finish_jobs(&world).await;
    assert_eq!(world.case(id).await.revision, revision, "once");
}
