//! What family raised for an elder without a telephone, they also follow and rate.

use linli_app::{
    AppError,
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

#[tokio::test]
async fn who_raised_it_for_an_elder_is_led_to_where_it_goes_on_and_reads_what_the_elder_reads() {
    let world = World::new().await;
    let people = &world.district;
    let carer = people.resident.person;
    let (elder, own) = raised(&world).await;
    let neighbour = world.caller(people.neighbour.person).await;
    let input = world.words("邻居写的话");
    let first = matter::report(world.app(), &neighbour, &input, None).await.unwrap().id;
    let worker = world.caller(people.grid_worker.person).await;
    matter::merge(world.app(), &worker, first, &own.to_string(), None).await.unwrap();

    let caller = world.caller(carer).await;
    let view = matter::matter(world.app(), &caller, own).await.unwrap();
    assert_eq!(view.merged_into, Some(first));
    let there = matter::matter(world.app(), &caller, first).await.unwrap();
    assert_eq!(there.text.as_deref(), Some("王奶奶家门口的灯坏了"), "the own words on top");
    assert!(!format!("{there:?}").contains("邻居写的话"), "{there:#?}");
    assert!(there.own && !there.internal && there.actions.is_empty(), "{:?}", there.actions);
    let elder_reads = world.caller(elder).await;
    let elder_reads = matter::matter(world.app(), &elder_reads, first).await.unwrap();
    assert_eq!((elder_reads.text, elder_reads.place), (there.text, there.place));
    // It goes on again.
    let other = world.caller(people.representative.person).await;
    let input = world.words("另一位写的话");
    let last = matter::report(world.app(), &other, &input, None).await.unwrap().id;
    matter::merge(world.app(), &worker, last, &first.to_string(), None).await.unwrap();
    let view = matter::matter(world.app(), &caller, first).await.unwrap();
    assert_eq!(view.merged_into, Some(last));
    matter::matter(world.app(), &caller, last).await.unwrap();

    // Neither another of the household nor who lost the consent is led there.
    let consents = account::acting_for(world.app(), &caller).await.unwrap();
    let consent = consents.first().unwrap().id.parse().unwrap();
    account::withdraw_consent(world.app(), &caller, elder, consent).await.unwrap();
    for id in [own, first, last] {
        let hidden = matter::matter(world.app(), &caller, id).await;
        assert!(matches!(hidden, Err(AppError::NotFound)), "{hidden:?}");
    }
}
