//! What the program does by itself every hour.

use linli_app::{AppError, job, matter};
use linli_testkit::app::{DAY_MS, HOUR_MS, MINUTE_MS};

use super::world::World;

#[tokio::test]
async fn a_kept_answer_is_kept_for_a_day() {
    let world = World::new().await;
    let resident = world.caller(world.district.resident.person).await;
    let send = |text| {
        let input = world.words(text);
        let (app, resident) = (world.app().clone(), resident.clone());
        async move { matter::report(&app, &resident, &input, Some("key")).await }
    };
    let first = send("路灯不亮").await.unwrap();
    world.test.clock.advance(DAY_MS);
    assert_eq!(send("路灯不亮").await.unwrap().id, first.id, "the same once more");
    assert!(matches!(send("井盖松动").await, Err(AppError::KeyReused)));
    world.test.clock.advance(1);
    assert_ne!(send("路灯不亮").await.unwrap().id, first.id, "another day");
}

#[tokio::test]
async fn old_rows_go_every_hour_and_counts_stay() {
    let world = World::new().await;
    let hall = {
        let mut rows = world.app().snapshot().await.unwrap();
        rows.facilities_of(world.district.community).await.unwrap().remove(0).id
    };
    let resident = world.caller(world.district.resident.person).await;
    for text in ["路灯不亮", "井盖松动"] {
        let place = hall.to_string();
        let input = matter::ReportMatter { place, ..world.words(text) };
        matter::report(world.app(), &resident, &input, Some(text)).await.unwrap();
    }
    let taken_in =
        async || linli_app::portal::talk_place(world.app(), hall).await.unwrap().taken_in;
    assert_eq!(taken_in().await, 2);
    let jobs = 2;
    assert_eq!(job::run_due(world.app()).await.unwrap(), jobs);
    world.test.clock.advance(HOUR_MS - MINUTE_MS);
    assert_eq!(job::run_due(world.app()).await.unwrap(), 0, "not twice an hour");
    world.test.clock.advance(2 * DAY_MS);
    assert_eq!(job::run_due(world.app()).await.unwrap(), jobs);
    assert_eq!(taken_in().await, 2);
}
