//! What family raised for an elder without a telephone, they also follow and rate.

use linli_app::{
    account::{self, AddElder},
    matter::{self, OnBehalf, Raw, RawFields, ReportMatter},
};
use linli_kernel::{CaseId, PersonId};
use linli_playbook::engine::Holder;
use linli_testkit::app::HOUR_MS;

use super::world::World;

/// The elder of the resident's household, and a matter that the resident raised for her.
async fn raised(world: &World) -> (PersonId, CaseId) {
    let carer = world.caller(world.district.resident.person).await;
    let household = world.district.household.to_string();
    let elder = AddElder { household, name: "王奶奶".to_owned(), channel: "spoken".to_owned() };
    let elder = account::add_elder(world.app(), &carer, &elder, None).await.unwrap();
    let on_behalf = OnBehalf { person: Some(elder.to_string()), ..OnBehalf::default() };
    let input = ReportMatter {
        on_behalf: Some(on_behalf), ..world.words("王奶奶家门口的灯坏了")
    };
    let id = matter::report(world.app(), &carer, &input, None).await.unwrap().id;
    (elder, id)
}

#[tokio::test]
async fn family_is_told_and_rates_for_an_elder_without_a_telephone() {
    let world = World::new().await;
    let carer = world.district.resident.person;
    let (elder, id) = raised(&world).await;
    world.does(world.district.grid_worker.person, id, "on-spot", RawFields::new()).await.unwrap();
    world.test.pass(HOUR_MS).await.unwrap();
    let caller = world.caller(carer).await;
    let messages = matter::my_messages(world.app(), &caller).await.unwrap();
    let asked = messages.iter().find(|message| message.message == *"please-rate").unwrap();
    assert_eq!((asked.case, asked.excerpt.as_deref()), (id, Some("王奶奶家门口的灯坏了")));
    let answer = RawFields::from([("answer".to_owned(), Raw::Text("satisfied".to_owned()))]);
    world.does(carer, id, "rate", answer).await.unwrap();
    let row = world.case(id).await;
    assert!(!row.is_open() && row.state.ratings.iter().all(|rating| !rating.by_staff));
    assert_eq!(row.state.raisers, [elder]);
}

#[tokio::test]
async fn who_took_the_consent_back_is_asked_in_person() {
    let world = World::new().await;
    let carer = world.district.resident.person;
    let (elder, id) = raised(&world).await;
    let caller = world.caller(carer).await;
    let consents = account::acting_for(world.app(), &caller).await.unwrap();
    let consent = consents.first().unwrap().id.parse().unwrap();
    account::withdraw_consent(world.app(), &caller, elder, consent).await.unwrap();
    world.does(world.district.grid_worker.person, id, "on-spot", RawFields::new()).await.unwrap();
    world.test.pass(HOUR_MS).await.unwrap();
    let row = world.case(id).await;
    let mut holders = row.state.tasks.values().map(|task| &task.holder);
    assert!(holders.all(|holder| matches!(holder, Holder::Post { .. })), "revisited");
    let messages = matter::my_messages(world.app(), &caller).await.unwrap();
    assert!(messages.iter().all(|message| message.message != *"please-rate"), "{messages:?}");
}
