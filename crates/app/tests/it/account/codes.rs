//! Signing in with a code: once, soon, few tries, and nobody learns who is known.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use linli_app::{
    App, AppError, Installation, Vault,
    account::{self, SignInByCode},
    ports::{Sms, SmsError, Store},
};
use linli_store::SqliteOptions;

use super::world::{DAY_MS, HOUR_MS, MINUTE_MS, PHONE, World, address};

async fn try_code(world: &World, phone: &str, code: &str, from: u8) -> Result<(), AppError> {
    let input =
        SignInByCode { phone: phone.to_owned(), code: code.to_owned(), ..SignInByCode::default() };
    account::sign_in_code(&world.app, &input, address(from)).await.map(drop)
}

/// Any code but this one.
fn other_than(code: &str, number: u32) -> String {
    let wrong = format!("{:06}", number % 1_000_000);
    if wrong == code { "999999".to_owned() } else { wrong }
}

#[tokio::test]
async fn the_first_sign_in_makes_the_person_and_the_next_ones_find_them() {
    let world = World::new().await;
    let first = world.sign_in(PHONE).await;
    let second = world.sign_in(PHONE).await;
    let other = world.sign_in("13900000002").await;
    assert_eq!(first.person, second.person);
    assert_ne!(first.person, other.person);
    assert_ne!(first.token, second.token);
    let code = world.code(PHONE).await;
    try_code(&world, "+86 138-0000 0001", &code, 1).await.unwrap();
    assert_eq!(world.caller(&second).await.person, first.person);
    assert_eq!(first.expires_at.ms_since(world.app.now()) / DAY_MS, 89);
}

#[tokio::test]
async fn a_code_opens_once_and_for_five_minutes() {
    let world = World::new().await;
    let code = world.code(PHONE).await;
    try_code(&world, PHONE, &code, 1).await.unwrap();
    assert!(matches!(try_code(&world, PHONE, &code, 1).await, Err(AppError::SignInRefused)));
    let code = world.code(PHONE).await;
    world.pass_ms(5 * MINUTE_MS);
    assert!(matches!(try_code(&world, PHONE, &code, 1).await, Err(AppError::SignInRefused)));
}

#[tokio::test]
async fn a_code_opens_only_for_its_own_number() {
    let world = World::new().await;
    let code = world.code(PHONE).await;
    let refused = try_code(&world, "13900000002", &code, 1).await;
    assert!(matches!(refused, Err(AppError::SignInRefused)));
    try_code(&world, PHONE, &code, 1).await.unwrap();
}

#[tokio::test]
async fn five_wrong_tries_wear_a_code_out() {
    let world = World::new().await;
    let code = world.code(PHONE).await;
    for number in 0..4 {
        let wrong = other_than(&code, number);
        assert!(matches!(try_code(&world, PHONE, &wrong, 1).await, Err(AppError::SignInRefused)));
    }
    try_code(&world, PHONE, &code, 1).await.unwrap();
    let code = world.code(PHONE).await;
    for number in 0..5 {
        try_code(&world, PHONE, &other_than(&code, number), 1).await.unwrap_err();
    }
    assert!(matches!(try_code(&world, PHONE, &code, 1).await, Err(AppError::SignInRefused)));
}

#[tokio::test]
async fn a_thousand_wrong_codes_never_open_an_account() {
    let world = World::new().await;
    let before = world.sign_in(PHONE).await;
    let code = world.code(PHONE).await;
    // From many addresses, or the limit per address would stop them first.
    for number in 0..1_000_u32 {
        let from = u8::try_from(number / 50 + 10).unwrap();
        let wrong = other_than(&code, number * 37);
        let refused = try_code(&world, PHONE, &wrong, from).await;
        assert!(matches!(refused, Err(AppError::SignInRefused)), "{number}: {refused:?}");
    }
    // Neither does the right one any more, and whoever was signed in still is.
    assert!(matches!(try_code(&world, PHONE, &code, 1).await, Err(AppError::SignInRefused)));
    assert_eq!(world.caller(&before).await.person, before.person);
}

#[tokio::test]
async fn many_tries_at_once_are_not_more_than_five() {
    let world = World::new().await;
    let code = world.code(PHONE).await;
    for round in 0..12_u8 {
        let tries: Vec<_> = (0..16_u32)
            .map(|number| {
                let app = world.app.clone();
                let input = SignInByCode {
                    phone: PHONE.to_owned(),
                    code: other_than(&code, number + 100 * u32::from(round)),
                    ..SignInByCode::default()
                };
                tokio::spawn(async move {
                    account::sign_in_code(&app, &input, address(20 + round)).await.map(drop)
                })
            })
            .collect();
        for wrong in tries {
            assert!(matches!(wrong.await.unwrap(), Err(AppError::SignInRefused)));
        }
    }
    assert!(matches!(try_code(&world, PHONE, &code, 1).await, Err(AppError::SignInRefused)));
}

#[tokio::test]
async fn an_address_that_guesses_is_shut_out() {
    let world = World::new().await;
    let code = world.code(PHONE).await;
    for number in 0..60 {
        try_code(&world, "13900000002", &number.to_string(), 9).await.unwrap_err();
    }
    let refused = try_code(&world, PHONE, &code, 9).await;
    assert!(matches!(refused, Err(AppError::TooMany { retry_after_s: 3_600 })), "{refused:?}");
    // Others are not.
    try_code(&world, PHONE, &code, 8).await.unwrap();
}

#[tokio::test]
async fn codes_are_sent_to_known_and_unknown_numbers_alike() {
    let world = World::new().await;
    world.sign_in(PHONE).await;
    world.pass_ms(HOUR_MS);
    for phone in [PHONE, "13900000009"] {
        account::request_code(&world.app, phone, address(1)).await.unwrap();
        assert!(world.sms.last_code(phone).is_some());
        let refused = try_code(&world, phone, "not it", 1).await;
        assert!(matches!(refused, Err(AppError::SignInRefused)));
    }
}

#[tokio::test]
async fn codes_per_number_are_limited_by_minute_hour_and_day() {
    let world = World::new().await;
    let ask = |from| account::request_code(&world.app, PHONE, address(from));
    ask(1).await.unwrap();
    let refused = ask(2).await.unwrap_err();
    assert!(matches!(refused, AppError::TooMany { retry_after_s: 60 }), "{refused:?}");
    for from in 2..=5 {
        world.pass_ms(MINUTE_MS + 1);
        ask(from).await.unwrap();
    }
    world.pass_ms(MINUTE_MS + 1);
    let refused = ask(6).await.unwrap_err();
    assert!(matches!(refused, AppError::TooMany { retry_after_s: 3_600 }), "{refused:?}");
    for from in 7..=11 {
        world.pass_ms(HOUR_MS);
        ask(from).await.unwrap();
    }
    world.pass_ms(HOUR_MS);
    let refused = ask(12).await.unwrap_err();
    assert!(matches!(refused, AppError::TooMany { retry_after_s: 86_400 }), "{refused:?}");
    world.pass_ms(DAY_MS);
    ask(13).await.unwrap();
}

/// Counts what is sent.
#[derive(Default)]
struct CountedSms(AtomicUsize);

#[async_trait::async_trait]
impl Sms for CountedSms {
    async fn tell_number_changed(&self, phone: &str, present: &str) -> Result<(), SmsError> {
        unreachable!("{phone} {present}: nobody changes a number here")
    }

    async fn send_code(&self, _phone: &str, _code: &str) -> Result<(), SmsError> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_requests_at_once_one_sends_a_message() {
    let world = World::new().await;
    let sms = Arc::new(CountedSms::default());
    let app = App::new(Installation {
        store: Arc::clone(&world.app.store),
        blobs: Arc::clone(&world.app.blobs),
        clock: Arc::clone(&world.app.clock),
        entropy: Arc::clone(&world.app.entropy),
        sms: Arc::clone(&sms) as Arc<dyn Sms>,
        darkroom: Arc::clone(&world.app.darkroom),
        vault: Vault::new(&[7; 32]),
    });
    for round in 1..=5_usize {
        let asked: Vec<_> = (0..16_u8)
            .map(|number| {
                let app = app.clone();
                let from = address(number + 20 * u8::try_from(round).unwrap());
                tokio::spawn(async move { account::request_code(&app, PHONE, from).await })
            })
            .collect();
        for answer in asked {
            let answer = answer.await.unwrap();
            let told = matches!(answer, Ok(()) | Err(AppError::TooMany { retry_after_s: 60 }));
            assert!(told, "{answer:?}");
        }
        assert_eq!(sms.0.load(Ordering::SeqCst), round);
        world.pass_ms(MINUTE_MS + 1);
    }
}

/// Reads while it sends.
struct ReadingSms(Arc<dyn Store>);

#[async_trait::async_trait]
impl Sms for ReadingSms {
    async fn tell_number_changed(&self, phone: &str, present: &str) -> Result<(), SmsError> {
        unreachable!("{phone} {present}: nobody changes a number here")
    }

    async fn send_code(&self, _phone: &str, _code: &str) -> Result<(), SmsError> {
        let read = tokio::time::timeout(Duration::from_secs(20), self.0.snapshot()).await;
        read.map(drop).map_err(|_| SmsError("nobody else could read".to_owned()))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_a_provider_keeps_nobody_from_reading() {
    let one = SqliteOptions { readers: 1, ..SqliteOptions::default() };
    let world = World::with(one).await;
    let store = Arc::clone(&world.app.store);
    let app = App::new(Installation {
        store: Arc::clone(&store),
        blobs: Arc::clone(&world.app.blobs),
        clock: Arc::clone(&world.app.clock),
        entropy: Arc::clone(&world.app.entropy),
        sms: Arc::new(ReadingSms(store)),
        darkroom: Arc::clone(&world.app.darkroom),
        vault: Vault::new(&[7; 32]),
    });
    account::request_code(&app, PHONE, address(1)).await.unwrap();
}

#[tokio::test]
async fn codes_per_address_are_limited_by_hour_for_a_whole_line() {
    let world = World::new().await;
    let line = |tail: u16| std::net::IpAddr::from([0x2408, 0x8000, 0, 1, 0, 0, 0, tail]);
    for number in 0..30_u16 {
        let phone = format!("139000000{:02}", number);
        account::request_code(&world.app, &phone, line(number)).await.unwrap();
    }
    let refused = account::request_code(&world.app, "13900000099", line(99)).await.unwrap_err();
    assert!(matches!(refused, AppError::TooMany { .. }), "{refused:?}");
    world.pass_ms(HOUR_MS);
    account::request_code(&world.app, "13900000099", line(99)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_requests_at_once_pass_no_limit_together() {
    let world = World::new().await;
    let asked: Vec<_> = (0..100)
        .map(|number| {
            let (app, phone) = (world.app.clone(), format!("139000000{number:02}"));
            tokio::spawn(async move { account::request_code(&app, &phone, address(1)).await })
        })
        .collect();
    let mut sent = 0;
    for answer in asked {
        match answer.await.unwrap() {
            Ok(()) => sent += 1,
            Err(error) => assert!(matches!(error, AppError::TooMany { .. }), "{error:?}"),
        }
    }
    assert_eq!(sent, 30);
}

#[tokio::test]
async fn what_is_no_mobile_number_is_said_to_be_none() {
    let world = World::new().await;
    for phone in ["", "123", "0546-1234567", "1380000000x"] {
        let refused = account::request_code(&world.app, phone, address(1)).await.unwrap_err();
        let AppError::Fields(errors) = refused else { panic!("{phone}: {refused:?}") };
        assert_eq!(errors[0].field, "phone");
    }
}
