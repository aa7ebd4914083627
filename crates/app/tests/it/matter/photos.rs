//! Photos that a request names: each is one photo, however often and however it is written.

use linli_app::{
    AppError, AppResult,
    matter::{self, Raw, RawFields, ReportMatter, TakeAction},
};
use linli_domain::matter::MAX_PHOTOS;
use linli_kernel::PhotoId;
use linli_testkit::app::TestApp;

use super::{upkeep::sent, world::World};

/// The same id, written so many times with other spaces around it.
fn spelled(id: PhotoId, times: usize) -> Vec<String> {
    (0..times).map(|spaces| format!("{}{id}", " ".repeat(spaces))).collect()
}

fn texts(words: &[String]) -> Raw {
    Raw::List(words.iter().cloned().map(Raw::Text).collect())
}

/// How many files something read.
async fn read<T>(test: &TestApp, what: impl Future<Output = T>) -> (T, u64) {
    let before = test.blobs.reads();
    let answer = what.await;
    (answer, test.blobs.reads() - before)
}

fn refused<T>(answer: &AppResult<T>) -> bool {
    matches!(answer, Err(AppError::Fields(_)))
}

#[tokio::test]
async fn what_a_request_names_a_thousand_times_is_read_once() {
    let world = World::new().await;
    let resident = world.district.resident.person;
    let caller = world.caller(resident).await;
    let id = sent(&world, resident).await.id;
    let report = |photos| ReportMatter { photos, ..world.words("路灯不亮") };
    let input = report(spelled(id, 1_000));
    let key = Some("key");
    let (answer, files) =
        read(&world.test, matter::report(world.app(), &caller, &input, key)).await;
    assert!(refused(&answer), "{answer:?}");
    assert_eq!(files, 1);
    let mut fields = RawFields::from([("bogus".to_owned(), texts(&spelled(id, 1_000)))]);
    let case = world.report("路灯不亮").await.id;
    let action = |fields| TakeAction { action: "supplement".to_owned(), fields, ..<_>::default() };
    let input = action(fields.clone());
    let (answer, files) =
        read(&world.test, matter::act(world.app(), &caller, case, &input, key)).await;
    assert!(refused(&answer), "{answer:?}");
    assert_eq!(files, 1);

    // More than any form takes are not looked into at all.
    let mut many = Vec::new();
    for _ in 0..=2 * MAX_PHOTOS {
        many.push(sent(&world, resident).await.id.to_string());
    }
    let input = report(many.clone());
    let (answer, files) =
        read(&world.test, matter::report(world.app(), &caller, &input, key)).await;
    assert!(refused(&answer), "{answer:?}");
    assert_eq!(files, 0);
    let unknown = (0..301).map(|_| PhotoId::from_raw(world.app().entropy.id()).to_string());
    fields.insert("bogus".to_owned(), texts(&unknown.chain([id.to_string()]).collect::<Vec<_>>()));
    let input = action(fields);
    let (answer, files) =
        read(&world.test, matter::act(world.app(), &caller, case, &input, key)).await;
    assert!(refused(&answer), "{answer:?}");
    assert_eq!(files, 0);
}

#[tokio::test]
async fn a_photo_that_is_named_twice_is_one_photo() {
    let world = World::new().await;
    let people = &world.district;
    let (resident, worker) = (people.resident.person, people.grid_worker.person);
    let photo = sent(&world, resident).await.id;
    let input = ReportMatter { photos: vec![photo.to_string(); 2], ..world.words("路灯不亮") };
    let caller = world.caller(resident).await;
    let case = matter::report(world.app(), &caller, &input, None).await.unwrap().id;
    let view = matter::matter(world.app(), &caller, case).await.unwrap();
    assert_eq!(view.photos, [photo]);

    let result = sent(&world, worker).await.id;
    let photos = ("photos".to_owned(), texts(&[result.to_string(), result.to_string()]));
    world.does(worker, case, "on-spot", RawFields::from([photos])).await.unwrap();
    let view = matter::matter(world.app(), &caller, case).await.unwrap();
    let shown: Vec<PhotoId> = view.events.iter().flat_map(|event| event.photos.clone()).collect();
    assert_eq!(shown.iter().filter(|shown| **shown == result).count(), 1, "{shown:?}");

    // The one photo of what was found is also the one of how it was solved.
    let both = sent(&world, worker).await.id.to_string();
    let input = ReportMatter {
        photos: vec![both.clone()],
        acting: Some(format!("grid-worker@{}", people.grid)),
        ..world.words("井盖松了")
    };
    let result = ("result".to_owned(), Raw::Text("已垫平".to_owned()));
    let solved = RawFields::from([result, ("photos".to_owned(), texts(&[both]))]);
    let caller = world.caller(worker).await;
    matter::solve_on_spot(world.app(), &caller, &input, &solved, None).await.unwrap();
}
