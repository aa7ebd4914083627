//! Recycled and changed numbers: a telephone alone never opens what its former holder wrote.

use std::sync::Arc;

use linli_app::{
    App, AppError, Installation, Put, StaffPut, Vault,
    account::{self, Administrator, NumberProof, SignInByCode},
    matter, setup,
};
use linli_channels::NoSms;
use linli_domain::person::Person;
use linli_kernel::PersonId;

use super::world::{DAY_MS, HOUR_MS, PHONE, Spot, World, address};

async fn sign_in_saying(world: &World, proof: Option<NumberProof>) -> Result<PersonId, AppError> {
    let input = SignInByCode { proof, ..world.with_code(PHONE).await };
    account::sign_in_code(&world.app, &input, address(1)).await.map(|signed_in| signed_in.person)
}

fn is_asleep(answer: &Result<PersonId, AppError>) -> bool {
    matches!(answer, Err(AppError::Refused(code, _)) if code.as_str() == "number-asleep")
}

fn known(said: &str) -> Option<NumberProof> {
    Some(NumberProof::Known(said.to_owned()))
}

#[tokio::test]
async fn a_number_that_rested_opens_nothing_by_itself() {
    let world = World::new().await;
    let former = world.resident(PHONE, "张小明").await;
    world.pass_ms(89 * DAY_MS);
    assert_eq!(sign_in_saying(&world, None).await.unwrap(), former.person);
    world.pass_ms(91 * DAY_MS);
    assert!(is_asleep(&sign_in_saying(&world, None).await));
    // The code stays good for the answer.
    let input = world.with_code(PHONE).await;
    account::sign_in_code(&world.app, &input, address(1)).await.unwrap_err();
    let input = SignInByCode { proof: Some(NumberProof::New), ..input };
    let new = account::sign_in_code(&world.app, &input, address(1)).await.unwrap();
    assert_ne!(new.person, former.person);
    let row = world.person(former.person).await;
    assert_eq!((row.phone, row.phone_hash, row.has_account), (None, None, false));
    // From now on the number is the new holder's.
    assert_eq!(sign_in_saying(&world, None).await.unwrap(), new.person);
}

#[tokio::test]
async fn who_only_knows_the_name_is_not_the_former_holder() {
    let world = World::new().await;
    world.resident(PHONE, "张小明").await;
    world.pass_ms(200 * DAY_MS);
    for said in ["", " 张小明 ", "李四", "20260708-0001", "张小明 20260708-0001"] {
        let answer = sign_in_saying(&world, known(said)).await;
        assert!(matches!(answer, Err(AppError::Fields(_))), "{said}: {answer:?}");
        world.pass_ms(DAY_MS);
    }
}

#[tokio::test]
async fn names_cannot_be_guessed_for_long() {
    let world = World::new().await;
    world.resident(PHONE, "张小明").await;
    world.pass_ms(200 * DAY_MS);
    for said in ["王伟", "李娜", "张伟", "刘洋", "陈静"] {
        sign_in_saying(&world, known(said)).await.unwrap_err();
        world.pass_ms(DAY_MS);
    }
    let answer = sign_in_saying(&world, known("张小明")).await;
    assert!(matches!(answer, Err(AppError::TooMany { .. })), "{answer:?}");
}

#[tokio::test]
async fn a_person_without_a_name_is_not_opened_by_saying_nothing() {
    let world = World::new().await;
    world.sign_in(PHONE).await;
    world.pass_ms(200 * DAY_MS);
    for said in ["", "  "] {
        assert!(sign_in_saying(&world, known(said)).await.is_err());
    }
}

#[tokio::test]
async fn the_remembered_device_vouches_for_its_number() {
    let world = World::new().await;
    let former = world.sign_in(PHONE).await;
    let stranger = world.sign_in("13900000002").await;
    world.pass_ms(200 * DAY_MS);
    let input = world.with_code(PHONE).await;
    let with = |token: &str| SignInByCode { device_token: Some(token.to_owned()), ..input.clone() };
    for token in [stranger.token.as_str(), "no token"] {
        let answer = account::sign_in_code(&world.app, &with(token), address(1)).await;
        assert!(is_asleep(&answer.map(|s| s.person)), "{token}");
    }
    let again = account::sign_in_code(&world.app, &with(&former.token), address(1)).await.unwrap();
    assert_eq!(again.person, former.person);
}

#[tokio::test]
async fn a_device_that_was_signed_out_vouches_for_nothing() {
    let world = World::new().await;
    let former = world.sign_in(PHONE).await;
    account::sign_out(&world.app, &world.caller(&former).await).await.unwrap();
    world.pass_ms(200 * DAY_MS);
    let device_token = Some(former.token);
    let input = SignInByCode { device_token, ..world.with_code(PHONE).await };
    let answer = account::sign_in_code(&world.app, &input, address(1)).await;
    assert!(is_asleep(&answer.map(|s| s.person)));
}

/// A person as staff write them down at the counter.
async fn written_down(world: &World, name: &str) -> PersonId {
    let app = &world.app;
    let key = app.vault.new_person_key(&*app.entropy).unwrap();
    let seal = |purpose, value| app.vault.seal(&*app.entropy, &key, purpose, value).unwrap();
    let person = Person {
        id: PersonId::from_raw(world.raw_id()),
        name: seal("name", name),
        phone: Some(seal("phone", PHONE)),
        phone_hash: Some(app.vault.hash("phone", PHONE)),
        key: key.clone(),
        has_account: false,
        suspended: false,
        created_at: app.now(),
        version: 1,
    };
    let id = person.id;
    world.put(vec![Put::from(StaffPut::Person(person))]).await;
    id
}

#[tokio::test]
async fn a_number_misheard_at_the_counter_opens_nothing() {
    let world = World::new().await;
    let elder = written_down(&world, "王桂兰").await;
    assert!(is_asleep(&sign_in_saying(&world, None).await));
    sign_in_saying(&world, known("王桂兰")).await.unwrap_err();
    assert!(!world.person(elder).await.has_account);
}

#[tokio::test]
async fn a_changed_number_opens_the_same_person_and_the_old_one_a_new_person() {
    let world = World::new().await;
    let elsewhere = world.sign_in(PHONE).await;
    let lent = world.caller(&elsewhere).await;
    let (old, new) = (PHONE, "13900000002");
    world.pass_ms(DAY_MS);
    let refused = account::request_phone_change(&world.app, &lent, new, address(1)).await;
    assert_eq!(refused.unwrap_err().code().as_str(), "sign-in-anew");
    let signed_in = world.sign_in(PHONE).await;
    let caller = world.caller(&signed_in).await;
    account::request_phone_change(&world.app, &caller, new, address(1)).await.unwrap();
    let code = world.sms.last_code(new).unwrap();
    // The code changes the number and does not sign in.
    let input =
        SignInByCode { phone: new.to_owned(), code: code.clone(), ..SignInByCode::default() };
    account::sign_in_code(&world.app, &input, address(1)).await.unwrap_err();
    let wrong = account::change_phone(&world.app, &caller, new, "000000x", address(1)).await;
    assert!(matches!(wrong, Err(AppError::Fields(_))), "{wrong:?}");
    account::change_phone(&world.app, &caller, new, &code, address(1)).await.unwrap();
    assert_eq!(world.sms.told_of_change(old), None, "the message leaves by the outbox");
    while matter::deliver_due(&world.app, 10).await.unwrap() > 0 {}
    assert_eq!(world.sms.told_of_change(old).as_deref(), Some("139****0002"));
    assert_eq!(world.sms.told_of_change(new), None);
    assert_eq!(world.caller(&signed_in).await.person, caller.person);
    assert!(account::caller(&world.app, &elsewhere.token).await.is_err(), "other devices end");
    assert_eq!(world.sign_in(new).await.person, caller.person);
    assert_ne!(world.sign_in(old).await.person, caller.person);
}

#[tokio::test]
async fn a_number_in_use_is_not_taken_over_but_one_that_rested_is() {
    let world = World::new().await;
    let other = world.resident("13900000002", "李四").await;
    let change = async || {
        let caller = world.caller(&world.sign_in(PHONE).await).await;
        world.pass_ms(2 * 60_000);
        account::request_phone_change(&world.app, &caller, "13900000002", address(1)).await?;
        let code = world.sms.last_code("13900000002").unwrap();
        account::change_phone(&world.app, &caller, "13900000002", &code, address(1)).await
    };
    let refused = change().await.unwrap_err();
    assert_eq!(refused.code().as_str(), "phone-in-use");
    // The caller comes by now and then, the other one does not.
    for _ in 0..2 {
        world.pass_ms(80 * DAY_MS);
        world.sign_in(PHONE).await;
    }
    change().await.unwrap();
    assert_eq!(world.person(other.person).await.phone_hash, None);
}

#[tokio::test]
async fn a_released_number_begins_a_new_person() {
    let world = World::new().await;
    let signed_in = world.sign_in(PHONE).await;
    let by = Administrator::Operator;
    account::release_phone(&world.app, by, signed_in.person).await.unwrap();
    assert!(account::caller(&world.app, &signed_in.token).await.is_err());
    assert_ne!(world.sign_in(PHONE).await.person, signed_in.person);
    let again = account::release_phone(&world.app, by, signed_in.person).await;
    assert!(matches!(again, Err(AppError::NotFound)));
}

#[tokio::test]
async fn who_has_a_post_asks_an_administrator_for_another_number() {
    let world = World::new().await;
    let signed_in = world.sign_in(PHONE).await;
    world.fill(signed_in.person, "grid-worker", Spot::Grid).await;
    let caller = world.caller(&signed_in).await;
    let refused = account::request_phone_change(&world.app, &caller, "13900000002", address(1));
    assert_eq!(refused.await.unwrap_err().code().as_str(), "phone-by-administrator");
}

#[tokio::test]
async fn a_number_that_the_operator_vouches_for_opens_again() {
    let world = World::new().await;
    let former = world.resident(PHONE, "张小明").await;
    world.pass_ms(91 * DAY_MS);
    assert!(is_asleep(&sign_in_saying(&world, None).await));
    let (security, _) =
        world.invited("security.one", Some(linli_domain::account::Administration::Security)).await;
    for by in [&security, &former] {
        let by = Administrator::Caller(by);
        let refused = account::vouch_for_number(&world.app, by, former.person).await;
        assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
    }
    assert!(is_asleep(&sign_in_saying(&world, None).await));
    let by = Administrator::Operator;
    account::vouch_for_number(&world.app, by, former.person).await.unwrap();
    assert_eq!(sign_in_saying(&world, None).await.unwrap(), former.person);
    let unknown = PersonId::from_raw(world.raw_id());
    let nobody = account::vouch_for_number(&world.app, by, unknown).await;
    assert!(matches!(nobody, Err(AppError::NotFound)), "{nobody:?}");
}

#[tokio::test]
async fn a_security_administrator_gives_whoever_has_a_post_another_number() {
    let world = World::new().await;
    let (security, _) =
        world.invited("security.one", Some(linli_domain::account::Administration::Security)).await;
    let by = Administrator::Caller(&security);
    let worker = world.sign_in(PHONE).await;
    let set = async |phone| account::set_phone(&world.app, by, worker.person, phone).await;
    let refused = set("13900000003").await;
    assert!(matches!(refused, Err(AppError::NotFound)), "a resident's own affair: {refused:?}");
    world.fill(worker.person, "grid-worker", Spot::Grid).await;
    assert_eq!(set("12").await.unwrap_err().code().as_str(), "invalid-fields");
    let other = world.resident("13900000002", "李四").await;
    assert_eq!(set("13900000002").await.unwrap_err().code().as_str(), "phone-in-use");
    assert!(world.person(other.person).await.phone_hash.is_some());
    // Nobody showed a code for long: the one that comes back from the new number proves it.
    world.pass_ms(91 * DAY_MS);
    set("13900000003").await.unwrap();
    assert!(account::caller(&world.app, &worker.token).await.is_err(), "signed out everywhere");
    assert_eq!(world.sign_in("13900000003").await.person, worker.person);
    assert_ne!(world.sign_in(PHONE).await.person, worker.person);
    // Whose number was taken away gets another in the same way.
    account::release_phone(&world.app, Administrator::Operator, worker.person).await.unwrap();
    set("13900000005").await.unwrap();
    assert_eq!(world.sign_in("13900000005").await.person, worker.person);
    // Nobody changes their own in this way.
    let own = account::set_phone(&world.app, by, security.person, "13900000004").await;
    assert_eq!(own.unwrap_err().code().as_str(), "second-person-needed");
}

#[tokio::test]
async fn a_number_that_goes_to_somebody_else_ends_what_it_opened() {
    let number = "13900000002";
    for taker in ["change", "set", "new"] {
        let world = World::new().await;
        let former = world.resident(number, "李四").await.person;
        let worker = world.sign_in(PHONE).await.person;
        let by = Administrator::Operator;
        world.pass_ms(80 * DAY_MS);
        world.sign_in(PHONE).await;
        world.pass_ms(20 * DAY_MS);
        let caller = world.caller(&world.sign_in(PHONE).await).await;
        let open = setup::operator_session(&world.app, former).await.unwrap().token;
        account::caller(&world.app, &open).await.unwrap();
        match taker {
            "change" => {
                let from = address(1);
                account::request_phone_change(&world.app, &caller, number, from).await.unwrap();
                let code = world.sms.last_code(number).unwrap();
                account::change_phone(&world.app, &caller, number, &code, from).await.unwrap();
            }
            "set" => {
                world.fill(worker, "grid-worker", Spot::Grid).await;
                account::set_phone(&world.app, by, worker, number).await.unwrap();
            }
            _ => {
                let proof = Some(NumberProof::New);
                let input = SignInByCode { proof, ..world.with_code(number).await };
                account::sign_in_code(&world.app, &input, address(1)).await.unwrap();
            }
        }
        assert_eq!(world.person(former).await.phone_hash, None, "{taker}");
        assert!(account::caller(&world.app, &open).await.is_err(), "{taker}");
    }
}

#[tokio::test]
async fn a_former_number_that_cannot_be_told_for_three_days_is_told_no_more() {
    let world = World::new().await;
    let worker = world.sign_in(PHONE).await;
    world.fill(worker.person, "grid-worker", Spot::Grid).await;
    let by = Administrator::Operator;
    account::set_phone(&world.app, by, worker.person, "13900000003").await.unwrap();
    let app = App::new(Installation {
        store: Arc::clone(&world.app.store),
        blobs: Arc::clone(&world.app.blobs),
        clock: Arc::clone(&world.app.clock),
        entropy: Arc::clone(&world.app.entropy),
        sms: Arc::new(NoSms),
        darkroom: Arc::clone(&world.app.darkroom),
        vault: Vault::new(&[7; 32]),
    });
    let waiting = async || world.app.snapshot().await.unwrap().outbox_waiting(9).await.unwrap();
    for _ in 0..2 * 24 {
        matter::deliver_due(&app, 10).await.unwrap();
        world.pass_ms(HOUR_MS);
    }
    assert_eq!(waiting().await, 1, "two days are not enough");
    for _ in 0..3 * 24 {
        matter::deliver_due(&app, 10).await.unwrap();
        world.pass_ms(HOUR_MS);
    }
    assert_eq!(waiting().await, 0);
    assert_eq!(matter::deliver_due(&world.app, 10).await.unwrap(), 0);
    assert_eq!(world.sms.told_of_change(PHONE), None);
}
