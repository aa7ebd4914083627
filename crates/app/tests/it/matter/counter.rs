//! Intake at the counter: whose matter it becomes.

use std::net::{IpAddr, Ipv4Addr};

use linli_app::{
    account::{self, Administrator, SignInByCode},
    matter::{self, OnBehalf, ReportMatter},
};
use linli_kernel::PersonId;
use linli_testkit::app::DAY_MS;

use super::world::World;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// A code comes back from somebody's number.
async fn prove(world: &World, phone: &str) {
    world.test.clock.advance(DAY_MS);
    account::request_code(world.app(), phone, HERE).await.unwrap();
    let code = world.test.sms.last_code(phone).unwrap();
    let input = SignInByCode { phone: phone.to_owned(), code, ..SignInByCode::default() };
    account::sign_in_code(world.app(), &input, HERE).await.unwrap();
}

/// A community worker writes down what somebody says; answers whose matter it became.
async fn taken_in(world: &World, name: &str, phone: &str) -> PersonId {
    let worker = world.caller(world.district.community_worker.person).await;
    let on_behalf = OnBehalf {
        name: Some(name.to_owned()),
        phone: Some(phone.to_owned()),
        ..OnBehalf::default()
    };
    let input = ReportMatter {
        on_behalf: Some(on_behalf),
        acting: Some(format!("community-worker@{}", world.district.community)),
        ..world.words("楼道灯坏了")
    };
    let reported = matter::report(world.app(), &worker, &input, None).await.unwrap();
    let case = world.case(reported.id).await;
    *case.state.raisers.first().unwrap()
}

#[tokio::test]
async fn a_matter_goes_to_whom_number_and_name_both_mean() {
    let world = World::new().await;
    let resident = world.district.resident;
    // Written down by an import, and not proven yet.
    assert_ne!(taken_in(&world, "李秀英", resident.phone).await, resident.person);
    prove(&world, resident.phone).await;
    assert_eq!(taken_in(&world, "李秀英", resident.phone).await, resident.person);
    // A number misheard, or passed on: the matter is not put on its holder.
    let other = taken_in(&world, "李明", resident.phone).await;
    assert_ne!(other, resident.person);
    let row = world.app().snapshot().await.unwrap().person(other).await.unwrap().unwrap();
    assert!(row.phone.is_some() && row.phone_hash.is_none() && !row.has_account);
    let resident = world.caller(resident.person).await;
    let mine = matter::my_matters(world.app(), &resident, None, 50).await.unwrap();
    assert_eq!(mine.items.len(), 1);
}

#[tokio::test]
async fn a_number_that_an_administrator_gave_means_nobody_until_a_code_came_back_from_it() {
    let world = World::new().await;
    let worker = world.district.grid_worker;
    let caller = world.caller(worker.person).await;
    let name = account::me(world.app(), &caller).await.unwrap().name.unwrap();
    prove(&world, worker.phone).await;
    assert_eq!(taken_in(&world, &name, worker.phone).await, worker.person);
    let given = "19911113333";
    account::set_phone(world.app(), Administrator::Operator, worker.person, given).await.unwrap();
    // That the former number was proven says nothing of the one that was typed.
    assert_ne!(taken_in(&world, &name, given).await, worker.person);
    prove(&world, given).await;
    assert_eq!(taken_in(&world, &name, given).await, worker.person);
}

#[tokio::test]
async fn a_number_that_is_asleep_opens_nothing_of_its_former_holder() {
    let world = World::new().await;
    let resident = world.district.resident;
    prove(&world, resident.phone).await;
    world.test.clock.advance(91 * DAY_MS);
    assert_ne!(taken_in(&world, "李秀英", resident.phone).await, resident.person);
}

#[tokio::test]
async fn who_comes_to_the_counter_again_is_found_again() {
    let world = World::new().await;
    let first = taken_in(&world, "何大爷", "19911112222").await;
    world.test.clock.advance(200 * DAY_MS);
    assert_eq!(taken_in(&world, "何大爷", "19911112222").await, first);
    assert_ne!(taken_in(&world, "何小弟", "19911112222").await, first);
}
