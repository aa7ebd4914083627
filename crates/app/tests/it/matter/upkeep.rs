//! What the program does by itself every hour.

use linli_app::{
    AppError, CasePut, JobPut, job,
    matter::{self, ReportMatter},
    notice::{self, PostNotice},
};
use linli_domain::matter::PhotoRow;
use linli_kernel::PhotoId;
use linli_testkit::app::{DAY_MS, HOUR_MS, MINUTE_MS};

use super::{meddled::Meddled, world::World};

/// A photo that somebody sent, in both sizes.
pub(crate) async fn sent(world: &World, by: linli_kernel::PersonId) -> PhotoRow {
    let photo = PhotoRow {
        id: PhotoId::from_raw(world.app().entropy.id()),
        owner: by,
        case: None,
        event: None,
        width: 1600,
        height: 1200,
        created_at: world.app().now(),
        version: 1,
    };
    for size in ["full", "small"] {
        world.app().blobs.put(photo.id, size, vec![1]).await.unwrap();
    }
    let mut changes = world.changes();
    changes.put(CasePut::Photo(photo.clone()));
    world.app().store.commit(changes).await.unwrap();
    photo
}

/// Whether a photo has its row, and how many of its files are there.
async fn left(world: &World, photo: &PhotoRow) -> (bool, usize) {
    let row = world.app().snapshot().await.unwrap().photo(photo.id).await.unwrap();
    let mut files = 0;
    for size in ["full", "small"] {
        files += usize::from(world.app().blobs.get(photo.id, size).await.unwrap().is_some());
    }
    (row.is_some(), files)
}

#[tokio::test]
async fn photos_that_nothing_refers_to_go_a_day_later_row_first() {
    let world = World::new().await;
    let (resident, clerk) =
        (world.district.resident.person, world.district.community_worker.person);
    let reported = sent(&world, resident).await;
    let input =
        ReportMatter { photos: vec![reported.id.to_string()], ..world.words("路灯不亮") };
    matter::report(world.app(), &world.caller(resident).await, &input, None).await.unwrap();
    let hanging = sent(&world, clerk).await;
    let notice = PostNotice {
        place: world.district.community.to_string(),
        title: "停水".to_owned(),
        text: "周五停水".to_owned(),
        until: world.app().now().plus_ms(3 * DAY_MS).day().to_string(),
        photo: Some(hanging.id.to_string()),
    };
    notice::post_notice(world.app(), &world.caller(clerk).await, &notice, None).await.unwrap();
    let again = ReportMatter { photos: notice.photo.clone().into_iter().collect(), ..input };
    let taken = matter::report(world.app(), &world.caller(clerk).await, &again, None).await;
    assert!(matches!(taken, Err(AppError::Fields(_))), "a notice hangs with it: {taken:?}");
    let given_up = sent(&world, resident).await;
    world.test.clock.advance(DAY_MS);
    let fresh = sent(&world, resident).await;
    job::run_due(world.app()).await.unwrap();
    assert_eq!(left(&world, &given_up).await, (true, 2), "a day is not over");
    world.test.clock.advance(HOUR_MS);
    job::run_due(world.app()).await.unwrap();
    // Whatever dies here: the outbox knows what is still to be done.
    assert_eq!(left(&world, &given_up).await, (false, 2));
    while matter::deliver_due(world.app(), 100).await.unwrap() > 0 {}
    assert_eq!(left(&world, &given_up).await, (false, 0));
    for kept in [&reported, &hanging, &fresh] {
        assert_eq!(left(&world, kept).await, (true, 2), "{}", kept.id);
    }
}

#[tokio::test]
async fn a_photo_that_is_filed_at_the_last_moment_stays() {
    let world = World::new().await;
    let id = world.report("路灯不亮").await.id;
    job::run_due(world.app()).await.unwrap();
    let photo = sent(&world, world.district.resident.person).await;
    // Until the pruning is due and the digest is not, so that the former's commit is the next one.
    world.test.clock.advance(DAY_MS);
    job::run_due(world.app()).await.unwrap();
    world.test.clock.advance(HOUR_MS);
    let (app, store) = Meddled::over(world.app());
    let mut filing = world.changes();
    let filed = PhotoRow { case: Some(id), event: Some(1), version: 2, ..photo.clone() };
    filing.put(CasePut::Photo(filed));
    *store.comes_first.lock().unwrap() = Some(filing);
    assert_eq!(job::run_due(&app).await.unwrap(), 0);
    while matter::deliver_due(&app, 100).await.unwrap() > 0 {}
    assert_eq!(left(&world, &photo).await, (true, 2));
}

#[tokio::test]
async fn a_job_that_somebody_begins_anew_holds_up_no_other() {
    let world = World::new().await;
    let begin = || JobPut::Begin { name: "broken".to_owned(), run_at: world.app().now() };
    let mut changes = world.changes();
    changes.put(begin());
    world.app().store.commit(changes).await.unwrap();
    let (app, store) = Meddled::over(world.app());
    let mut again = world.changes();
    again.put(begin());
    *store.comes_first.lock().unwrap() = Some(again);
    assert_eq!(job::run_due(&app).await.unwrap(), 2, "the digest and the pruning");
}

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
