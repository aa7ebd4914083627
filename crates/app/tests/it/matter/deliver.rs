//! Effects leave at least once, and what they do happens once.

use std::sync::atomic::Ordering;

use linli_app::{account::Administrator, matter, setup};
use linli_testkit::app::MINUTE_MS;

use super::{meddled::Meddled, world::World};

const KENLI: &str = include_str!("../../../../../playbooks/kenli/kenli.kdl");

#[tokio::test]
async fn a_delivery_that_is_repeated_tells_nobody_twice() {
    let world = World::new().await;
    let resident = world.caller(world.district.resident.person).await;
    world.report("路灯不亮").await;
    let (app, store) = Meddled::over(world.app());
    store.dies_before_finishing.store(true, Ordering::SeqCst);
    assert!(matter::deliver_due(&app, 100).await.unwrap() > 0);
    let once = matter::my_messages(&app, &resident).await.unwrap();
    assert!(!once.is_empty());
    store.dies_before_finishing.store(false, Ordering::SeqCst);
    world.test.clock.advance(2 * MINUTE_MS);
    assert!(matter::deliver_due(&app, 100).await.unwrap() > 0, "the lock was given up");
    assert_eq!(matter::my_messages(&app, &resident).await.unwrap(), once);
    world.test.clock.advance(2 * MINUTE_MS);
    assert_eq!(matter::deliver_due(&app, 100).await.unwrap(), 0, "done");
}

#[tokio::test]
async fn a_playbooks_own_words_reach_the_inbox() {
    let world = World::new().await;
    let operator = Administrator::Operator;
    let own = KENLI
        .replacen("version=1", "version=2", 1)
        .replacen("    rules {", "    messages { heard zh=\"我们听到了\" }\n    rules {", 1)
        .replacen(
            "        outcome at-once",
            "        notify raisers message=heard\n        outcome at-once",
            1,
        );
    let published =
        setup::publish_playbook(world.app(), operator, "own.kdl", &own, false).await.unwrap();
    let setup::Published::Stored { key, version, .. } = published else { panic!("{published:?}") };
    let district = world.district.district;
    setup::bind_playbook(world.app(), operator, district, &key, version).await.unwrap();
    world.report("路灯不亮").await;
    matter::deliver_due(world.app(), 100).await.unwrap();
    let resident = world.caller(world.district.resident.person).await;
    let messages = matter::my_messages(world.app(), &resident).await.unwrap();
    let words: Vec<_> = messages.iter().filter_map(|message| message.words.clone()).collect();
    assert_eq!(words.len(), 1, "{messages:?}");
    assert_eq!(words[0].zh, "我们听到了");
    assert!(messages.iter().all(|message| message.message != *"stage"), "instead of the usual");
}
