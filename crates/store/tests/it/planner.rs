//! Plans of grids are kept, found by their community, and changed by one at a time.

use std::collections::BTreeMap;

use linli_app::{
    PlacePut, Put,
    ports::{CommitError, Store},
};
use linli_domain::{
    grid_plan::{GridPlan, PlanState, PlannedGrid, Verdict},
    place::{Crs, Position},
};
use linli_kernel::GridPlanId;
use linli_store::Database;

use crate::{
    engines::on_every_engine,
    world::{
        BUILDING, COMMUNITY, DISTRICT, GRID, OLD_GRID, YARD, at, build, changes, day, person, place,
    },
};

on_every_engine! {
    plans_read_back_newest_first_and_one_change_wins,
    positions_are_kept_and_replaced,
    rows_of_the_overlay_are_found_by_their_grids,
}

fn a_plan(number: i64) -> GridPlan {
    GridPlan {
        id: GridPlanId::new(number).unwrap(),
        district: place(DISTRICT),
        community: place(COMMUNITY),
        drawn_by: person(9),
        drawn_at: at(number),
        redraw: number % 2 == 0,
        left_alone: vec![place(OLD_GRID)],
        division: BTreeMap::from([
            (place(BUILDING), PlannedGrid::New(1)),
            (place(YARD), PlannedGrid::Today(place(8))),
        ]),
        basis: vec![1, 2, 3],
        verdict: (number == 12).then_some(Verdict::NotFound),
        state: PlanState::Draft,
        valid_from: None,
        version: 1,
    }
}

async fn put(database: &Database, audit: i64, plan: GridPlan) -> Result<(), CommitError> {
    let mut changes = changes(audit, "grid-plan:1");
    changes.put(plan);
    database.commit(changes).await.map(drop)
}

async fn plans_read_back_newest_first_and_one_change_wins(database: &Database) {
    build(database).await;
    for number in 11..14 {
        put(database, number, a_plan(number)).await.unwrap();
    }
    let applied =
        GridPlan { state: PlanState::Applied, valid_from: Some(day()), version: 2, ..a_plan(12) };
    put(database, 21, applied.clone()).await.unwrap();
    let slower = put(database, 22, GridPlan { state: PlanState::Dropped, ..applied.clone() }).await;
    assert!(matches!(slower, Err(CommitError::Conflict("grid plan"))), "{slower:?}");
    let mut rows = database.snapshot().await.unwrap();
    assert_eq!(rows.grid_plan(applied.id).await.unwrap(), Some(applied.clone()));
    let listed = rows.grid_plans(place(COMMUNITY), 2).await.unwrap();
    assert_eq!(listed, [a_plan(13), applied]);
    assert_eq!(rows.grid_plans(place(DISTRICT), 2).await.unwrap(), []);
    let gone = async |audit, number| {
        let mut changes = changes(audit, "grid-plan:1");
        let version = if number == 12 { 2 } else { 1 };
        changes.put(Put::GridPlanGone(GridPlanId::new(number).unwrap(), version));
        database.commit(changes).await.map(drop)
    };
    gone(23, 11).await.unwrap();
    let kept = gone(24, 12).await;
    assert!(matches!(kept, Err(CommitError::Conflict("grid plan"))), "in force: {kept:?}");
    let mut rows = database.snapshot().await.unwrap();
    let left = rows.grid_plans(place(COMMUNITY), 9).await.unwrap();
    assert_eq!(left.iter().map(|plan| plan.id.get()).collect::<Vec<_>>(), [13, 12]);
}

async fn positions_are_kept_and_replaced(database: &Database) {
    build(database).await;
    let at = |crs, x, y| Position { place: place(BUILDING), crs, x, y };
    for (audit, position) in
        [(31, at(Crs::Local, 5_000, -7_000)), (32, at(Crs::Cgcs2000, 1_185_512_345, 375_912_345))]
    {
        let mut changes = changes(audit, "place:5");
        changes.put(PlacePut::Position(position));
        database.commit(changes).await.unwrap();
        let mut rows = database.snapshot().await.unwrap();
        let found = rows.positions(&[place(YARD), place(BUILDING)]).await.unwrap();
        assert_eq!(found, [position]);
        assert_eq!(rows.gazetteer(place(DISTRICT)).await.unwrap().positions, [position]);
    }
}

async fn rows_of_the_overlay_are_found_by_their_grids(database: &Database) {
    build(database).await;
    let mut rows = database.snapshot().await.unwrap();
    let of = |found: Vec<linli_domain::place::GridMember>| {
        found.iter().map(|row| (row.grid.get(), row.place.get())).collect::<Vec<_>>()
    };
    let both = rows.members_of_grids(&[place(OLD_GRID), place(GRID)]).await.unwrap();
    assert_eq!(of(both), [(OLD_GRID, BUILDING), (GRID, BUILDING), (OLD_GRID, YARD)]);
    assert_eq!(of(rows.members_of_grids(&[place(GRID)]).await.unwrap()), [(GRID, BUILDING)]);
    assert_eq!(of(rows.members_of_grids(&[]).await.unwrap()), []);
}
