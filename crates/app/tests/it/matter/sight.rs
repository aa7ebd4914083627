//! What numbers, telephones and places must not tell.

use std::net::{IpAddr, Ipv4Addr};

use linli_app::{
    AppError,
    account::{self, NumberProof, SignInByCode},
    indicator::{Period, indicators},
    intake::open_matters,
    matter::{self, Raw, RawFields, ReportMatter},
};
use linli_domain::policy::CaseClass;
use linli_kernel::Day;
use linli_testkit::app::{DAY_MS, MINUTE_MS};

use super::world::World;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));

/// One matter that may be found by its raiser's telephone, and two that may not.
async fn three_matters(world: &World) -> [String; 3] {
    let resident = world.caller(world.district.resident.person).await;
    let about = format!("grid-worker@{}", world.district.grid);
    let inputs = [
        world.words("楼道灯坏了"),
        ReportMatter { anonymous: true, ..world.words("有人在楼下烧烤") },
        ReportMatter { about: Some(about), ..world.words("网格员不接电话") },
    ];
    let mut numbers = Vec::new();
    for input in inputs {
        let reported = matter::report(world.app(), &resident, &input, None).await.unwrap();
        numbers.push(reported.number);
    }
    numbers.try_into().unwrap()
}

#[tokio::test]
async fn a_telephone_finds_neither_anonymous_matters_nor_complaints() {
    let world = World::new().await;
    let [open, ..] = three_matters(&world).await;
    let phone = world.district.resident.phone;
    for member in [world.district.grid_worker, world.district.community_secretary] {
        let caller = world.caller(member.person).await;
        let found = open_matters(world.app(), &caller, phone).await.unwrap();
        let numbers: Vec<&str> = found.iter().map(|line| line.number.as_str()).collect();
        assert_eq!(numbers, [open.as_str()]);
    }
}

#[tokio::test]
async fn nobody_goes_through_the_numbers_of_a_chat_group() {
    let world = World::new().await;
    let caller = world.caller(world.district.grid_worker.person).await;
    for number in 0..60 {
        let phone = format!("139{number:08}");
        assert_eq!(open_matters(world.app(), &caller, &phone).await.unwrap(), []);
    }
    let phone = world.district.resident.phone;
    let refused = open_matters(world.app(), &caller, phone).await;
    assert!(matches!(refused, Err(AppError::LimitReached { .. })), "{refused:?}");
    let other = world.caller(world.district.community_worker.person).await;
    open_matters(world.app(), &other, phone).await.unwrap();
}

#[tokio::test]
async fn number_and_digits_tell_nothing_of_who_stays_anonymous_or_complains() {
    let world = World::new().await;
    let [open, anonymous, complaint] = three_matters(&world).await;
    let told = matter::progress(world.app(), &open, "0001", HERE).await.unwrap();
    assert_eq!(told.number, open);
    for (number, digits) in [(&anonymous, "0001"), (&complaint, "0001"), (&open, "0002")] {
        let refused = matter::progress(world.app(), number, digits, HERE).await.map(drop);
        let Err(AppError::Refused(code, _)) = refused else { panic!("{number}: {refused:?}") };
        assert_eq!(code.as_str(), "progress-unknown");
    }
}

/// Whoever stays anonymous does so in the matter into which theirs was merged.
#[tokio::test]
async fn a_merger_does_not_name_who_stays_anonymous() {
    let world = World::new().await;
    let people = &world.district;
    let neighbour = world.caller(people.neighbour.person).await;
    let reported = matter::report(world.app(), &neighbour, &world.words("楼道灯坏了"), None).await;
    let first = reported.unwrap();
    let resident = world.caller(people.resident.person).await;
    let hidden = ReportMatter { anonymous: true, ..world.words("楼道灯坏了，没人管") };
    let second = matter::report(world.app(), &resident, &hidden, None).await.unwrap();
    let named = matter::report(world.app(), &resident, &world.words("楼道的灯不亮"), None).await;
    let named = named.unwrap();
    let worker = world.caller(people.grid_worker.person).await;
    let merged = async |other: linli_kernel::CaseId| {
        matter::merge(world.app(), &worker, first.id, &other.to_string(), None).await.unwrap();
    };
    let listed = async || {
        let found = open_matters(world.app(), &worker, people.resident.phone).await.unwrap();
        found.iter().any(|line| line.number == first.number)
    };
    merged(second.id).await;
    assert!(!listed().await);
    let told = matter::progress(world.app(), &first.number, "0001", HERE).await;
    assert!(told.is_err(), "the digits of whoever stays anonymous open nothing");
    // Nor if another of theirs, with their name, is merged into it too.
    merged(named.id).await;
    assert!(!listed().await);
    // Somebody who gave the name is found as ever.
    let third = world.caller(people.representative.person).await;
    let open = matter::report(world.app(), &third, &world.words("灯又坏了"), None).await.unwrap();
    merged(open.id).await;
    let phone = people.representative.phone;
    let found = open_matters(world.app(), &worker, phone).await.unwrap();
    assert!(found.iter().any(|line| line.number == first.number), "{found:?}");
}

#[tokio::test]
async fn nobody_looks_up_a_whole_days_numbers() {
    let world = World::new().await;
    let [open, ..] = three_matters(&world).await;
    for _ in 0..60 {
        matter::progress(world.app(), &open, "0001", HERE).await.unwrap();
    }
    let refused = matter::progress(world.app(), &open, "0001", HERE).await.map(drop);
    assert!(matches!(refused, Err(AppError::TooMany { .. })), "{refused:?}");
}

#[tokio::test]
async fn the_digits_that_belong_to_a_number_cannot_be_tried_out() {
    let too_many = |outcome: Result<(), AppError>| matches!(outcome, Err(AppError::TooMany { .. }));
    let world = World::new().await;
    let [open, other, ..] = three_matters(&world).await;
    let look = async |number: &str, digits: &str, address: [u8; 4]| {
        matter::progress(world.app(), number, digits, address.into()).await.map(drop)
    };
    // At one number, from as many addresses: then not even the right digits open it that day.
    for guess in 0..10_u8 {
        assert!(!too_many(look(&open, &format!("9{guess:03}"), [192, 0, 2, guess]).await));
    }
    assert!(too_many(look(&open, "0001", [192, 0, 2, 99]).await));
    world.test.clock.advance(DAY_MS);
    look(&open, "0001", [192, 0, 2, 99]).await.unwrap();
    // From one address, at as many numbers.
    let address = [198, 51, 100, 1];
    for guess in 0..20 {
        assert!(!too_many(look(&format!("{other}{guess}"), "9000", address).await));
    }
    assert!(too_many(look(&open, "0001", address).await));
    look(&open, "0001", [198, 51, 100, 2]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn guesses_that_come_at_once_are_no_more_than_those_that_come_one_by_one() {
    let world = World::new().await;
    let [open, other, ..] = three_matters(&world).await;
    // one number from many addresses, then many numbers from one address
    for (number, address, most) in [(Some(&open), None, 10), (None, Some([198, 51, 100, 1]), 20)] {
        let asked: Vec<_> = (0..60_u8)
            .map(|guess| {
                let app = world.app().clone();
                let number = number.cloned().unwrap_or_else(|| format!("{other}{guess}"));
                let address = IpAddr::from(address.unwrap_or([192, 0, 2, guess]));
                tokio::spawn(async move {
                    matter::progress(&app, &number, "9999", address).await.map(drop)
                })
            })
            .collect();
        let mut looked_up = 0;
        for answer in asked {
            match answer.await.unwrap() {
                Err(AppError::Refused(..)) => looked_up += 1,
                told => assert!(matches!(told, Err(AppError::TooMany { .. })), "{told:?}"),
            }
        }
        assert_eq!(looked_up, most);
    }
}

/// Signs in with a code, saying something about the former holder.
async fn says(world: &World, phone: &str, said: &str) -> Result<(), AppError> {
    world.test.clock.advance(DAY_MS);
    account::request_code(world.app(), phone, HERE).await.unwrap();
    let input = SignInByCode {
        phone: phone.to_owned(),
        code: world.test.sms.last_code(phone).unwrap(),
        proof: Some(NumberProof::Known(said.to_owned())),
        ..SignInByCode::default()
    };
    account::sign_in_code(world.app(), &input, HERE).await.map(drop)
}

#[tokio::test]
async fn a_name_alone_never_opens_a_number_that_rested() {
    let world = World::new().await;
    let [number, ..] = three_matters(&world).await;
    world.test.clock.advance(200 * DAY_MS);
    let phone = world.district.resident.phone;
    let other = format!("李秀英 {number}9");
    for said in ["李秀英", number.as_str(), other.as_str(), "李秀英20260708"] {
        let refused = says(&world, phone, said).await;
        assert!(matches!(refused, Err(AppError::Fields(_))), "{said}: {refused:?}");
    }
    says(&world, phone, &format!("李秀英，{number}")).await.unwrap();
}

#[tokio::test]
async fn who_has_a_post_is_not_opened_by_name_and_number() {
    let world = World::new().await;
    let worker = world.district.grid_worker;
    let caller = world.caller(worker.person).await;
    let me = account::me(world.app(), &caller).await.unwrap();
    let own = matter::report(world.app(), &caller, &world.words("我家漏水"), None).await.unwrap();
    world.test.clock.advance(200 * DAY_MS);
    let said = format!("{} {}", me.name.unwrap(), own.number);
    let refused = says(&world, worker.phone, &said).await;
    assert!(matches!(refused, Err(AppError::Fields(_))), "{refused:?}");
}

#[tokio::test]
async fn figures_are_counted_once_a_minute() {
    let world = World::new().await;
    let (from, to) = (Day::new(2026, 7, 1).unwrap(), Day::new(2026, 7, 31).unwrap());
    let period = Period { place: world.district.district, from, to };
    let counted = async || indicators(world.app(), None, period).await.unwrap().figures.collected;
    assert_eq!(counted().await, 0);
    world.report("路灯坏了").await;
    assert_eq!(counted().await, 0);
    world.test.clock.advance(MINUTE_MS);
    assert_eq!(counted().await, 1);
}

#[tokio::test]
async fn a_dispute_and_what_was_mediated_are_told_to_their_raiser_only() {
    let world = World::new().await;
    let people = &world.district;
    let resident = world.caller(people.resident.person).await;
    let opens = Some("dispute".to_owned());
    let input = ReportMatter { opens, ..world.words("隔壁养鸽子几十只") };
    let dispute = matter::report(world.app(), &resident, &input, None).await.unwrap().id;
    world.does(people.grid_worker.person, dispute, "on-spot", RawFields::new()).await.unwrap();
    let mediated = world.report("隔壁养鸡很吵").await.id;
    world.does(people.grid_worker.person, mediated, "mediate", RawFields::new()).await.unwrap();
    let manner = RawFields::from([("manner".to_owned(), Raw::Text("oral".to_owned()))]);
    world.does(people.mediator.person, mediated, "agreed", manner).await.unwrap();
    let neighbour = world.caller(people.neighbour.person).await;
    for id in [dispute, mediated] {
        let row = world.case(id).await;
        assert_eq!(row.class, CaseClass::Confidential);
        assert!(row.published_at.is_some(), "it was answered");
        let read = matter::published_matter(world.app(), Some(&neighbour), id).await;
        assert!(matches!(read, Err(AppError::NotFound)), "{read:?}");
        assert!(matter::matter(world.app(), &resident, id).await.unwrap().text.is_some());
    }
    let board = matter::published(world.app(), Some(&neighbour), people.compound, None, 50).await;
    assert_eq!(board.unwrap().items, []);
}

#[tokio::test]
async fn who_stays_anonymous_is_not_named_by_digits_or_door() {
    let world = World::new().await;
    let (app, people) = (world.app(), &world.district);
    let resident = world.caller(people.resident.person).await;
    let worker = world.caller(people.grid_worker.person).await;
    // At which place, with which agreement; whether the handler reads that very place, and which digits.
    let table = [
        (people.household, false, false, "***********"),
        (people.household, true, false, "****"),
        (people.building, false, true, "***********"),
        (people.other_household, false, true, "***********"),
    ];
    for (place, may_call, same, digits) in table {
        let input = ReportMatter {
            anonymous: true,
            may_call,
            place: place.to_string(),
            ..world.words("楼上漏水")
        };
        let id = matter::report(app, &resident, &input, None).await.unwrap().id;
        let view = matter::matter(app, &worker, id).await.unwrap();
        assert_eq!(view.place.id == place, same, "{view:?}");
        assert!(world.case(id).await.state.place == view.place.id);
        let phone = view.raiser.unwrap().phone.unwrap();
        assert!(phone.contains(digits), "{phone}");
        assert_eq!(phone.contains(|c: char| c.is_ascii_digit()), may_call, "{phone}");
    }
    // At the counter nobody knows yet whose home it is: no door stays.
    let clerk = world.caller(people.community_worker.person).await;
    let other = matter::OnBehalf { name: Some("刘大爷".to_owned()), ..Default::default() };
    let input = ReportMatter {
        anonymous: true,
        on_behalf: Some(other),
        place: people.other_household.to_string(),
        ..world.words("邻居半夜唱歌")
    };
    let id = matter::report(app, &clerk, &input, None).await.unwrap().id;
    assert_ne!(world.case(id).await.state.place, people.other_household);
}
