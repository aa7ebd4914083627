//! How far a desk's tabs count.

use linli_app::{
    CasePut, QueueRow,
    matter::{self, MOST_COUNTED, QueueRequest},
};
use linli_domain::{matter::CaseRow, policy::CaseClass};
use linli_playbook::{
    Name,
    engine::{Holder, TaskNumber},
};

use super::world::World;

#[tokio::test]
async fn tabs_count_up_to_a_thousand() {
    let world = World::new().await;
    let id = world.report("路灯不亮").await.id;
    let worker = world.caller(world.district.grid_worker.person).await;
    let role = Name::new("grid-worker").unwrap();
    let post = Holder::Post { role, place: world.district.grid };
    for (tasks, more) in [(MOST_COUNTED, false), (MOST_COUNTED + 1, true)] {
        // Lines of the queue only, which are all that is counted.
        let line = |task: i64| QueueRow {
            holder: post.clone(),
            task: TaskNumber(u32::try_from(task).unwrap()),
            kind: "assist",
            step: Name::new("sort").unwrap(),
            due: world.app().now(),
            late: task <= 2,
            class: CaseClass::Ordinary,
        };
        let before = world.case(id).await;
        let mut changes = world.changes();
        changes.put(CasePut::Queue(id, (1..=tasks).map(line).collect()));
        changes.put(CasePut::Case(Box::new(CaseRow { revision: before.revision + 1, ..before })));
        world.app().store.commit(changes).await.unwrap();
        let request = QueueRequest { limit: 1, ..QueueRequest::default() };
        let counts = matter::queue(world.app(), &worker, &request).await.unwrap().counts;
        let found: Vec<_> =
            counts.iter().map(|c| (c.kind.as_str(), c.open, c.late, c.more)).collect();
        assert_eq!(found, [("assist", MOST_COUNTED, 2, more)]);
    }
}
