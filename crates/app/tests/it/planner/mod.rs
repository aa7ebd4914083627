//! Plans of grids over a real store, in the small district of the test kit.

use std::collections::BTreeMap;

use linli_app::{
    AppError, AppResult, Caller,
    account::Administrator,
    job,
    planner::{
        self, ApplyPlan, Planned, ProposeGrids, apply_plan, drop_plan, grids_of, move_building,
        plan_of_grids, planned_communities, propose_grids,
    },
    setup,
};
use linli_kernel::{Day, GridPlanId, PlaceId};
use linli_testkit::{app::DAY_MS, fixture::Member};

use crate::matter::world::World;

/// Six buildings in a row with 150 households each; 300 in the first grid, 600 in the second.
const ROW: &str = "\
key,parent,kind,name,position,households,code,grid,made_up,crs,x,y
b1,test:7,building,1号楼,0,150,test:8,test:5,1,local,0,0
b2,test:7,building,2号楼,1,150,test:9,test:5,1,local,50,0
b3,test:7,building,3号楼,2,150,test:10,test:6,1,local,100,0
b4,test:7,building,4号楼,3,150,test:31,test:6,1,local,150,0
b5,test:7,building,5号楼,4,150,test:32,test:6,1,local,200,0
b6,test:7,building,6号楼,5,150,test:33,test:6,1,local,250,0
";

async fn import(world: &World, table: &str) {
    let operator = Administrator::Operator;
    let done = setup::import_places(world.app(), operator, table.as_bytes(), None, false).await;
    assert_eq!(done.unwrap().problems, []);
}

async fn a_row() -> World {
    let world = World::new().await;
    import(&world, ROW).await;
    world
}

async fn street(world: &World) -> Caller {
    world.caller(world.district.street_office.person).await
}

async fn propose(world: &World, aim: &str) -> GridPlanId {
    let input = ProposeGrids { aim: aim.to_owned(), left_alone: Vec::new() };
    let by = street(world).await;
    propose_grids(world.app(), &by, world.district.community, &input).await.unwrap()
}

async fn seen(world: &World, id: GridPlanId) -> Planned {
    plan_of_grids(world.app(), &street(world).await, id).await.unwrap()
}

fn sizes(planned: &Planned) -> Vec<(&str, i64)> {
    let grids = planned.division.grids.iter();
    grids.map(|grid| (grid.name.as_deref().unwrap_or(&grid.word), grid.households)).collect()
}

fn from(day: Day, version: i64) -> ApplyPlan {
    ApplyPlan {
        version,
        from: day.to_string(),
        names: BTreeMap::from([(1, "柳园第三网格".to_owned())]),
        despite: false,
    }
}

async fn apply(world: &World, id: GridPlanId, input: &ApplyPlan) -> AppResult<()> {
    apply_plan(world.app(), &street(world).await, id, input).await
}

/// The grids of the six buildings on a day, by name.
async fn grids_on(world: &World, day: Day) -> Vec<String> {
    let mut rows = world.app().snapshot().await.unwrap();
    let mut names = Vec::new();
    for building in rows.children(world.district.compound).await.unwrap() {
        let chain = rows.chain(building.id, day).await.unwrap();
        names.push(chain.of_kind("grid").map_or_else(String::new, |grid| grid.name.clone()));
    }
    names
}

#[tokio::test]
async fn offices_above_the_community_plan_and_nobody_else() {
    let world = a_row().await;
    let d = &world.district;
    let may = |member: Member| {
        let world = &world;
        async move {
            let caller = world.caller(member.person).await;
            let input = ProposeGrids::default();
            let community = world.district.community;
            let seen = grids_of(world.app(), &caller, community).await.map(drop);
            let drawn = propose_grids(world.app(), &caller, community, &input).await.map(drop);
            let listed = planned_communities(world.app(), &caller).await.map(|list| list.len());
            (seen.is_ok(), drawn.is_ok(), listed.unwrap_or(0))
        }
    };
    assert_eq!(may(d.street_office).await, (true, true, 2));
    assert_eq!(may(d.coordinator).await, (true, true, 2));
    for member in [d.community_secretary, d.community_worker, d.grid_worker, d.resident] {
        assert_eq!(may(member).await, (false, false, 0));
    }
    let by = street(&world).await;
    for nowhere in [d.compound, PlaceId::new(1).unwrap()] {
        let missing = grids_of(world.app(), &by, nowhere).await;
        assert!(matches!(missing, Err(AppError::NotFound)), "{missing:?}");
    }
}

#[tokio::test]
async fn todays_grids_are_shown_with_their_room() {
    let world = a_row().await;
    let by = street(&world).await;
    let now = grids_of(world.app(), &by, world.district.community).await.unwrap();
    assert_eq!(sizes(&now), [("柳园第一网格", 300), ("柳园第二网格", 600)]);
    assert_eq!((now.division.band, now.division.placed), ((200, 400), 6));
    assert!(!now.division.keeps_rules && now.division.obstacles.is_empty());
    let room: Vec<(&str, i64)> =
        now.division.grids[1].slack.iter().map(|one| (one.rule, one.slack)).collect();
    assert_eq!(
        room,
        [("households-least", 400), ("households-most", -200), ("worker-households", -300),],
        "of persons nothing is known"
    );
}

#[tokio::test]
async fn a_plan_is_put_into_force_from_a_day_and_cases_follow_on_it() {
    let world = a_row().await;
    let d = &world.district;
    let today = world.app().now().day();
    let day = today.tomorrow().unwrap().tomorrow().unwrap();
    let case = world.report("楼道灯坏了").await.id;
    let id = propose(&world, "keep").await;
    let plan = seen(&world, id).await;
    assert!(plan.division.keeps_rules, "{plan:?}");
    assert_eq!((plan.division.moved, plan.division.moved_households), (2, 300));
    assert_eq!(sizes(&plan), [("柳园第一网格", 300), ("柳园第二网格", 300), ("+1", 300)]);

    let nameless = ApplyPlan { names: BTreeMap::new(), ..from(day, 1) };
    let Err(AppError::Fields(errors)) = apply(&world, id, &nameless).await else { panic!() };
    assert_eq!((errors[0].field.as_str(), errors[0].code.as_str()), ("name-1", "empty"));
    let mut taken = from(today.yesterday().unwrap(), 1);
    taken.names.insert(1, "柳园第一网格".to_owned());
    let Err(AppError::Fields(errors)) = apply(&world, id, &taken).await else { panic!() };
    let codes: Vec<&str> = errors.iter().map(|error| error.code.as_str()).collect();
    assert_eq!(codes, ["field-past", "grid-name-taken"]);

    // The reporter's building goes over by hand, so that its case has to follow.
    let by = street(&world).await;
    let building = d.building.to_string();
    move_building(world.app(), &by, id, 1, (&building, "+1")).await.unwrap();
    let stale = move_building(world.app(), &by, id, 1, (&building, "+1")).await;
    assert!(matches!(stale, Err(AppError::Stale)), "{stale:?}");
    let torn = seen(&world, id).await;
    let pieces: Vec<usize> = torn.division.grids.iter().map(|grid| grid.pieces).collect();
    assert!(!torn.division.keeps_rules && pieces.contains(&2), "{pieces:?}");
    let refused = apply(&world, id, &from(day, 2)).await;
    let Err(AppError::Refused(code, _)) = refused else { panic!("{refused:?}") };
    assert_eq!(code.as_str(), "grid-plan-breaks-rules");
    apply(&world, id, &ApplyPlan { despite: true, ..from(day, 2) }).await.unwrap();

    let (first, second, third) = ("柳园第一网格", "柳园第二网格", "柳园第三网格");
    assert_eq!(grids_on(&world, today).await, [first, first, second, second, second, second]);
    let then = grids_on(&world, day).await;
    assert_eq!((then[0].as_str(), then[1].as_str()), (third, first));
    assert_eq!(then.iter().filter(|name| *name == third).count(), 3, "{then:?}");
    let problems = world.test.database.check_integrity().await.unwrap().problems;
    assert!(problems.is_empty(), "{problems:?}");

    run_jobs(&world).await;
    assert_eq!(world.listed_at(d.grid).await, [case], "not yet");
    world.test.clock.advance(2 * DAY_MS);
    run_jobs(&world).await;
    assert_eq!(world.listed_at(d.grid).await, []);
    let after = grids_of(world.app(), &by, d.community).await.unwrap();
    assert_eq!(after.plans.iter().map(|plan| plan.state).collect::<Vec<_>>(), ["applied"]);
    let again = apply(&world, id, &from(day, 3)).await;
    let Err(AppError::Refused(code, _)) = again else { panic!("{again:?}") };
    assert_eq!(code.as_str(), "grid-plan-closed");
}

async fn run_jobs(world: &World) {
    for _ in 0..10 {
        job::run_due(world.app()).await.unwrap();
    }
}

#[tokio::test]
async fn a_draft_of_what_has_changed_is_shown_and_refused() {
    let world = a_row().await;
    let by = street(&world).await;
    let id = propose(&world, "redraw").await;
    assert!(!seen(&world, id).await.plan.unwrap().outdated);
    let grown =
        "key,parent,kind,name,households,code,made_up\nb6,test:7,building,6号楼,160,test:33,1\n";
    import(&world, grown).await;
    assert!(seen(&world, id).await.plan.unwrap().outdated);
    let today = world.app().now().day();
    let building = world.district.building.to_string();
    for answer in [
        apply(&world, id, &from(today, 1)).await,
        move_building(world.app(), &by, id, 1, (&building, "+")).await,
    ] {
        let Err(AppError::Refused(code, _)) = answer else { panic!("{answer:?}") };
        assert_eq!(code.as_str(), "grid-plan-outdated");
    }
    drop_plan(world.app(), &by, id, 1).await.unwrap();
    assert_eq!(seen(&world, id).await.plan.unwrap().state, "dropped");
}

#[tokio::test]
async fn where_nothing_fits_it_says_why() {
    let world = World::new().await;
    let id = propose(&world, "keep").await;
    let plan = seen(&world, id).await;
    let why: Vec<&str> = plan.division.obstacles.iter().map(|one| one.code).collect();
    assert_eq!(why, ["grid-why-too-few"]);
    assert!(!plan.division.keeps_rules);
    assert_eq!(plan.division.placed, 0, "neighbours by their numbers");
}

#[tokio::test]
async fn a_grid_that_is_left_alone_keeps_its_buildings_and_an_emptied_one_closes() {
    let world = a_row().await;
    let d = &world.district;
    let by = street(&world).await;
    let input =
        ProposeGrids { aim: "redraw".to_owned(), left_alone: vec![d.other_grid.to_string()] };
    let id = propose_grids(world.app(), &by, d.community, &input).await.unwrap();
    let plan = seen(&world, id).await;
    assert!(plan.division.keeps_rules);
    assert_eq!(sizes(&plan), [("柳园第一网格", 300), ("柳园第二网格", 600)]);
    assert!(plan.division.grids[1].left_alone && plan.division.grids[1].slack.is_empty());
    let wrong = ProposeGrids { left_alone: vec!["1".to_owned()], ..ProposeGrids::default() };
    let wrong = propose_grids(world.app(), &by, d.community, &wrong).await;
    assert!(matches!(wrong, Err(AppError::Fields(_))), "{wrong:?}");

    // Both buildings of the first grid go over to the second by hand.
    let id = propose(&world, "redraw").await;
    let (first, second) = (d.grid.to_string(), d.other_grid.to_string());
    let mut version = 1;
    for building in seen(&world, id).await.division.buildings {
        if building.grid.as_deref() == Some(first.as_str()) {
            let building = building.id.to_string();
            let place = (building.as_str(), second.as_str());
            move_building(world.app(), &by, id, version, place).await.unwrap();
            version += 1;
        }
    }
    assert_eq!(seen(&world, id).await.division.emptied, ["柳园第一网格"]);
    let today = world.app().now().day();
    let later = ApplyPlan { despite: true, ..from(today.tomorrow().unwrap(), version) };
    let Err(AppError::Fields(errors)) = apply(&world, id, &later).await else { panic!() };
    assert_eq!((errors[0].field.as_str(), errors[0].code.as_str()), ("from", "grid-plan-empties"));
    let input = ApplyPlan { despite: true, ..from(today, version) };
    apply(&world, id, &input).await.unwrap();
    let mut rows = world.app().snapshot().await.unwrap();
    let closed = rows.place(d.grid).await.unwrap().unwrap();
    assert_eq!((closed.closed_on, closed.households), (Some(today), 0));
    let left = rows.members_of_grids(&[d.grid]).await.unwrap();
    assert!(left.iter().all(|row| row.valid_to.is_some_and(|last| last < today)), "{left:?}");
    let now = planner::grids_of(world.app(), &by, d.community).await.unwrap();
    assert!(now.division.grids.iter().all(|grid| grid.word != first));
}

#[tokio::test]
async fn the_oldest_of_many_drafts_go_and_what_was_in_force_stays() {
    let world = a_row().await;
    let first = propose(&world, "keep").await;
    let today = world.app().now().day();
    let version = seen(&world, first).await.plan.unwrap().version;
    apply(&world, first, &from(today, version)).await.unwrap();
    let mut drawn = Vec::new();
    for _ in 0..14 {
        world.test.clock.advance(1_000);
        drawn.push(propose(&world, "redraw").await);
    }
    let now = grids_of(world.app(), &street(&world).await, world.district.community).await.unwrap();
    let listed: Vec<GridPlanId> = now.plans.iter().map(|plan| plan.id).collect();
    let last = drawn.iter().rev().take(12).copied().chain([first]);
    assert_eq!(listed, last.collect::<Vec<_>>());
    let gone = plan_of_grids(world.app(), &street(&world).await, drawn[0]).await;
    assert!(matches!(gone, Err(AppError::NotFound)), "{gone:?}");
}
