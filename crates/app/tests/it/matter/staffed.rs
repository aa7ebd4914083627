//! A matter goes to somebody who can open it.

use linli_app::{
    StaffPut,
    account::{self, Administrator},
};
use linli_domain::post::{Filled, Post};
use linli_kernel::{PersonId, PostId};
use linli_playbook::{Name, engine::Holder};

use super::world::World;

async fn first_holder(world: &World) -> String {
    let id = world.report("楼道灯坏了").await.id;
    let case = world.case(id).await;
    match &case.state.tasks.values().next().unwrap().holder {
        Holder::Post { role, .. } => role.to_string(),
        other => panic!("{other:?}"),
    }
}

async fn suspend(world: &World, person: PersonId) {
    account::suspend(world.app(), Administrator::Operator, person).await.unwrap();
}

#[tokio::test]
async fn posts_that_nobody_can_open_are_passed_over() {
    let world = World::new().await;
    let people = &world.district;
    assert_eq!(first_holder(&world).await, "grid-worker");
    suspend(&world, people.grid_worker.person).await;
    assert_eq!(first_holder(&world).await, "community-worker", "suspended");
    suspend(&world, people.community_worker.person).await;
    // Somebody new has the post, and no password yet to open it with.
    let mut changes = world.changes();
    changes.put(StaffPut::Post(Post {
        id: PostId::from_raw(world.app().entropy.id()),
        person: people.neighbour.person,
        holder: Holder::Post {
            role: Name::new("community-worker").unwrap(),
            place: people.community,
        },
        valid_from: world.app().now().day(),
        valid_to: None,
        filled: Filled::Appointed,
        published: false,
        version: 1,
    }));
    world.app().store.commit(changes).await.unwrap();
    assert_eq!(first_holder(&world).await, "community-secretary", "no password");
    let invite = account::Invite {
        person: Some(people.neighbour.person),
        username: "new.worker".to_owned(),
        ..account::Invite::default()
    };
    account::invite(world.app(), Administrator::Operator, &invite).await.unwrap();
    assert_eq!(first_holder(&world).await, "community-worker");
    account::reinstate(world.app(), Administrator::Operator, people.grid_worker.person)
        .await
        .unwrap();
    assert_eq!(first_holder(&world).await, "grid-worker");
}
