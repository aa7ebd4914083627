//! A district goes over to another version of its playbook: matters that run keep theirs.

use linli_app::{
    account::{self, Administrator, Invite},
    job::run_due,
    matter::Raw,
    setup::{self, ProposeChange, Published},
};
use linli_domain::{account::Administration, playbook_change::Decision};
use linli_kernel::CaseId;
use linli_testkit::app::DAY_MS;

use super::world::World;

const KENLI: &str = include_str!("../../../../../playbooks/kenli/kenli.kdl");

async fn version(world: &World, id: CaseId) -> u32 {
    world.case(id).await.state.playbook.1
}

#[tokio::test]
async fn a_running_matter_keeps_its_version_and_a_new_one_begins_with_the_next() {
    let world = World::new().await;
    let app = world.app();
    let mut people = Vec::new();
    for username in ["li.guanli", "wang.guanli"] {
        let invite = Invite {
            name: username.to_owned(),
            username: username.to_owned(),
            administers: Some(Administration::System),
            ..Invite::default()
        };
        let (person, _) = account::invite(app, Administrator::Operator, &invite).await.unwrap();
        people.push(world.caller(person).await);
    }
    let text = KENLI.replacen("version=1", "version=2", 1);
    let by = Administrator::Caller(&people[0]);
    let stored = setup::publish_playbook(app, by, "kenli.kdl", &text, false).await.unwrap();
    let Published::Stored { key, version: next, .. } = stored else { panic!("{stored:?}") };
    let before = world.report("路灯不亮").await.id;
    let from = app.now().day().tomorrow().unwrap().to_string();
    let input = ProposeChange { district: world.district.district, key, version: next, from };
    let id = setup::propose_playbook(app, &people[0], &input).await.unwrap();
    setup::decide_playbook(app, &people[1], (id, 1), Decision::Agree).await.unwrap();
    let same_day = world.report("楼道灯不亮").await.id;
    world.test.clock.advance(DAY_MS);
    run_due(app).await.unwrap();
    let after = world.report("井盖松了").await.id;
    assert_eq!((version(&world, before).await, version(&world, same_day).await), (1, 1));
    assert_eq!(version(&world, after).await, 2);
    // Both go on, each by its own.
    let words = ["result", "course", "basis", "standard"];
    let fields = words.map(|name| (name.to_owned(), Raw::Text("已修好".to_owned())));
    let worker = world.district.grid_worker.person;
    for id in [before, after] {
        world.does(worker, id, "on-spot", fields.clone().into()).await.unwrap();
    }
    assert_eq!((version(&world, before).await, version(&world, after).await), (1, 2));
}
