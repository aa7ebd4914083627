//! One urges while another fills a form: what was filled in is taken all the same.

use linli_app::matter::{self, RawFields, TakeAction};
use linli_kernel::CaseId;
use linli_playbook::engine::EventBody;

use super::world::World;
use crate::audit::on_every_engine;

on_every_engine! {
    a_form_that_was_opened_before_somebody_urged_is_taken,
    of_two_at_once_who_urge_and_act_both_are_heard,
}

/// What the grid worker would send from the form as it is shown now.
async fn form(world: &World, id: CaseId) -> TakeAction {
    let worker = world.caller(world.district.grid_worker.person).await;
    let seen = matter::matter(world.app(), &worker, id).await.unwrap();
    let offer = seen.actions.iter().find(|offer| offer.name == *"at-once").unwrap();
    TakeAction {
        action: offer.name.to_string(),
        task: offer.task.map(|task| task.0),
        fields: RawFields::new(),
        seen_version: Some(offer.version.unwrap()),
    }
}

fn urging() -> TakeAction {
    TakeAction { action: "urge".to_owned(), ..TakeAction::default() }
}

/// The case was urged once, handled once, and fits together.
async fn is_urged_and_handled(world: &World, id: CaseId) -> (u32, u32) {
    let events = world.app().snapshot().await.unwrap().events(id).await.unwrap();
    let numbers = |wanted: fn(&EventBody) -> bool| -> Vec<u32> {
        events.iter().filter(|event| wanted(&event.body)).map(|event| event.number).collect()
    };
    let urged = numbers(|body| matches!(body, EventBody::Urged));
    let acted =
        numbers(|body| matches!(body, EventBody::Acted { action, .. } if *action == *"at-once"));
    assert_eq!((urged.len(), acted.len()), (1, 1), "{events:#?}");
    assert_eq!(world.test.database.check_integrity().await.unwrap().problems, []);
    (urged[0], acted[0])
}

async fn a_form_that_was_opened_before_somebody_urged_is_taken(world: &World) {
    let id = world.report("路灯坏了").await.id;
    let filled = form(world, id).await;
    let resident = world.caller(world.district.resident.person).await;
    matter::act(world.app(), &resident, id, &urging(), None).await.unwrap();
    assert_eq!(form(world, id).await.seen_version, filled.seen_version, "no other task by that");
    let worker = world.caller(world.district.grid_worker.person).await;
    let acted = matter::act(world.app(), &worker, id, &filled, None).await.unwrap();
    assert_eq!(acted.step, *"handle");
    let (urged, done) = is_urged_and_handled(world, id).await;
    assert!(urged < done);
}

async fn of_two_at_once_who_urge_and_act_both_are_heard(world: &World) {
    let resident = world.caller(world.district.resident.person).await;
    let worker = world.caller(world.district.grid_worker.person).await;
    for round in 0..5 {
        let id = world.report(&format!("第{round}盏路灯坏了")).await.id;
        let (filled, urging) = (form(world, id).await, urging());
        let (urged, acted) = tokio::join!(
            matter::act(world.app(), &resident, id, &urging, None),
            matter::act(world.app(), &worker, id, &filled, None),
        );
        assert!(urged.is_ok() && acted.is_ok(), "{urged:?} {acted:?}");
        is_urged_and_handled(world, id).await;
    }
}
