//! The clock goes on whatever happens to one case.

use linli_app::matter::{self, Ticked};
use linli_testkit::app::{DAY_MS, MINUTE_MS};

use super::world::World;

/// A case whose playbook is not stored: whatever loads it fails.
async fn poison(world: &World, id: linli_kernel::CaseId) {
    let mut row = world.case(id).await;
    row.state.playbook.1 = 99;
    world.rewrite(row).await;
}

#[tokio::test]
async fn a_broken_case_stops_no_other_and_is_left_alone_for_a_while() {
    let world = World::new().await;
    let broken = world.report("路灯不亮").await;
    world.test.clock.advance(1);
    let whole = world.report("井盖松动").await;
    poison(&world, broken.id).await;
    world.test.clock.advance(10 * DAY_MS);
    let before = world.case(whole.id).await.revision;
    // The broken one is due first, and alone fills the limit.
    let first = matter::tick_due(world.app(), 1).await.unwrap();
    assert_eq!(first, Ticked { moved: 0, failed: 1 });
    let second = matter::tick_due(world.app(), 1).await.unwrap();
    assert_eq!(second, Ticked { moved: 1, failed: 0 });
    assert!(world.case(whole.id).await.revision > before);
    assert_eq!(matter::tick_due(world.app(), 1).await.unwrap().failed, 0);
    world.test.clock.advance(5 * MINUTE_MS);
    assert_eq!(matter::tick_due(world.app(), 1).await.unwrap().failed, 1, "tried again");
}
