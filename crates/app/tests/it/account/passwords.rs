//! Passwords with a second factor: links, wrong tries, codes that count once.

use linli_app::{
    AppError,
    account::{self, AcceptLink, ChangePassword, SignInByPassword},
    ports::AuditFilter,
};
use linli_domain::account::{Administration, LOCK_MS};
use tokio::task::JoinSet;

use super::world::{HOUR_MS, MINUTE_MS, PASSWORD, World, address};

#[tokio::test]
async fn the_first_link_makes_one_administrator_and_then_there_are_no_more_links() {
    let world = World::new().await;
    let first = account::first_run_link(&world.app).await.unwrap().unwrap().to_string();
    let link = account::first_run_link(&world.app).await.unwrap().unwrap().to_string();
    let stale = world.accept(&first, "first.admin").await.map(drop);
    assert!(matches!(stale, Err(AppError::NotFound)), "an earlier start's link: {stale:?}");
    let (accepted, _) = world.accept(&link, "first.admin").await.unwrap();
    assert_eq!(accepted.recovery_codes.len(), 10);
    let caller = world.caller(&accepted.signed_in).await;
    assert_eq!(caller.administers, Some(Administration::System));
    let again = world.accept(&link, "second.admin").await.map(drop);
    assert!(matches!(again, Err(AppError::NotFound)), "{again:?}");
    assert!(account::first_run_link(&world.app).await.unwrap().is_none());
}

#[tokio::test]
async fn a_link_is_good_for_a_day_and_for_whoever_has_all_of_it() {
    let world = World::new().await;
    let link = account::first_run_link(&world.app).await.unwrap().unwrap().to_string();
    for wrong in ["", "first", "first-", "first-0000", "zz-0000", &link[..link.len() - 1]] {
        let answer = account::open_link(&world.app, wrong, address(1)).await.map(drop);
        assert!(matches!(answer, Err(AppError::NotFound)), "{wrong}");
    }
    world.pass_ms(24 * HOUR_MS - 1);
    account::open_link(&world.app, &link, address(1)).await.map(drop).unwrap();
    world.pass_ms(1);
    let late = account::open_link(&world.app, &link, address(1)).await.map(drop);
    assert!(matches!(late, Err(AppError::NotFound)));
}

#[tokio::test]
async fn a_weak_password_or_wrong_code_leaves_the_link_good() {
    let world = World::new().await;
    let link = account::first_run_link(&world.app).await.unwrap().unwrap().to_string();
    let secret = account::open_link(&world.app, &link, address(1)).await.unwrap().totp_secret;
    let fine = AcceptLink {
        link: link.clone(),
        name: "李敏".to_owned(),
        username: "first.admin".to_owned(),
        password: PASSWORD.to_owned(),
        totp_code: account::totp_code(&secret, world.app.now()).unwrap(),
        totp_secret: secret,
    };
    let wrong = |word: &str| word.to_owned();
    let table = [
        ("password", AcceptLink { password: wrong("short"), ..fine.clone() }),
        ("totp_code", AcceptLink { totp_code: wrong("000"), ..fine.clone() }),
        ("totp_code", AcceptLink { totp_secret: wrong("AAAA"), ..fine.clone() }),
        ("name", AcceptLink { name: wrong(" "), ..fine.clone() }),
        ("username", AcceptLink { username: wrong("李"), ..fine.clone() }),
    ];
    for (field, input) in table {
        let answer = account::accept_link(&world.app, &input, address(1)).await.map(drop);
        let Err(AppError::Fields(errors)) = answer else { panic!("{field}: {answer:?}") };
        assert_eq!(errors[0].field, field);
    }
    account::accept_link(&world.app, &fine, address(1)).await.map(drop).unwrap();
}

#[tokio::test]
async fn a_factor_counts_once() {
    let world = World::new().await;
    let (caller, secret) = world.first_administrator().await;
    let input = world.with_password(" First.Admin", &secret);
    let signed_in = account::sign_in_password(&world.app, &input, address(1)).await.unwrap();
    assert_eq!(signed_in.person, caller.person);
    let replayed = account::sign_in_password(&world.app, &input, address(1)).await;
    assert!(matches!(replayed, Err(AppError::SignInRefused)));
}

#[tokio::test]
async fn a_recovery_code_replaces_the_factor_once() {
    let world = World::new().await;
    let link = account::first_run_link(&world.app).await.unwrap().unwrap().to_string();
    let (accepted, _) = world.accept(&link, "first.admin").await.unwrap();
    let with = |factor: &str| SignInByPassword {
        username: "first.admin".to_owned(),
        password: PASSWORD.to_owned(),
        factor: factor.to_owned(),
        counter: false,
    };
    let code = accepted.recovery_codes[3].to_uppercase();
    account::sign_in_password(&world.app, &with(&code), address(1)).await.unwrap();
    let again = account::sign_in_password(&world.app, &with(&code), address(1)).await;
    assert!(matches!(again, Err(AppError::SignInRefused)));
    let caller = world.caller(&accepted.signed_in).await;
    let draw = async |password| account::renew_recovery_codes(&world.app, &caller, password).await;
    let refused = draw("wrong").await;
    assert!(matches!(&refused, Err(AppError::Fields(errors)) if errors[0].field == "password"));
    let renewed = draw(PASSWORD).await.unwrap();
    let old = with(&accepted.recovery_codes[4]);
    let refused = account::sign_in_password(&world.app, &old, address(1)).await;
    assert!(matches!(refused, Err(AppError::SignInRefused)));
    account::sign_in_password(&world.app, &with(&renewed[0]), address(1)).await.unwrap();
}

#[tokio::test]
async fn whatever_is_wrong_is_refused_alike() {
    let world = World::new().await;
    let (_, secret) = world.first_administrator().await;
    let fine = world.with_password("first.admin", &secret);
    let table = [
        SignInByPassword { username: "nobody".to_owned(), ..fine.clone() },
        SignInByPassword { username: String::new(), ..fine.clone() },
        SignInByPassword { password: "wrong".to_owned(), ..fine.clone() },
        SignInByPassword { password: String::new(), ..fine.clone() },
        SignInByPassword { factor: "000000".to_owned(), ..fine.clone() },
        SignInByPassword { factor: String::new(), ..fine.clone() },
    ];
    for input in table {
        let refused = account::sign_in_password(&world.app, &input, address(1)).await;
        assert!(matches!(refused, Err(AppError::SignInRefused)), "{refused:?}");
    }
    account::sign_in_password(&world.app, &fine, address(1)).await.unwrap();
}

#[tokio::test]
async fn five_wrong_tries_close_the_account_for_fifteen_minutes() {
    let world = World::new().await;
    let (_, secret) = world.first_administrator().await;
    let fine = world.with_password("first.admin", &secret);
    let wrong = SignInByPassword { password: "wrong".to_owned(), ..fine };
    for _ in 0..5 {
        account::sign_in_password(&world.app, &wrong, address(1)).await.unwrap_err();
    }
    let right = world.with_password("first.admin", &secret);
    let refused = account::sign_in_password(&world.app, &right, address(2)).await;
    assert!(matches!(refused, Err(AppError::SignInRefused)), "{refused:?}");
    world.pass_ms(LOCK_MS);
    let right = world.with_password("first.admin", &secret);
    account::sign_in_password(&world.app, &right, address(2)).await.unwrap();
}

/// Does the same thing so many times, none waiting for another.
async fn at_once<T: Send + 'static, F: Future<Output = T> + Send + 'static>(
    times: usize,
    what: impl Fn() -> F,
) -> Vec<T> {
    let mut tries = JoinSet::new();
    (0..times).for_each(|_| drop(tries.spawn(what())));
    tries.join_all().await
}

/// How many refused tries of this kind the audit holds.
async fn refused_tries(world: &World, action: &str) -> usize {
    let action = Some(action.to_owned());
    let filter = AuditFilter { action, refused: true, ..AuditFilter::default() };
    let mut rows = world.app.snapshot().await.unwrap();
    rows.audit_rows(&filter, None, 100).await.unwrap().rows.len()
}

#[tokio::test]
async fn of_many_wrong_tries_at_once_each_is_written_down_and_counted() {
    let world = World::new().await;
    let (caller, secret) = world.first_administrator().await;
    let fine = world.with_password("first.admin", &secret);
    let wrong = SignInByPassword { password: "wrong".to_owned(), ..fine };
    let guess = || {
        let (app, wrong) = (world.app.clone(), wrong.clone());
        async move { account::sign_in_password(&app, &wrong, address(1)).await.map(drop) }
    };
    for refused in at_once(30, guess).await {
        assert!(matches!(refused, Err(AppError::SignInRefused)), "{refused:?}");
    }
    assert_eq!(refused_tries(&world, "account.sign-in-password").await, 30);
    let right = world.with_password("first.admin", &secret);
    let closed = account::sign_in_password(&world.app, &right, address(2)).await;
    assert!(matches!(closed, Err(AppError::SignInRefused)), "{closed:?}");
    // The address counts them all.
    at_once(30, guess).await;
    let too_many = account::sign_in_password(&world.app, &wrong, address(1)).await;
    assert!(matches!(too_many, Err(AppError::TooMany { .. })), "{too_many:?}");
    world.pass_ms(LOCK_MS);
    let change =
        ChangePassword { current: "wrong".to_owned(), new: "Another-2027-Phrase".to_owned() };
    let guess = || {
        let (app, caller, change) = (world.app.clone(), caller.clone(), change.clone());
        async move { account::change_password(&app, &caller, &change).await }
    };
    for refused in at_once(8, guess).await {
        assert!(matches!(refused, Err(AppError::Fields(_))), "{refused:?}");
    }
    assert_eq!(refused_tries(&world, "account.change-password").await, 8);
    let right = world.with_password("first.admin", &secret);
    let closed = account::sign_in_password(&world.app, &right, address(2)).await;
    assert!(matches!(closed, Err(AppError::SignInRefused)), "{closed:?}");
}

#[tokio::test]
async fn a_changed_password_ends_other_sessions_and_the_old_one_is_worth_nothing() {
    let world = World::new().await;
    let (caller, secret) = world.first_administrator().await;
    let input = world.with_password("first.admin", &secret);
    let elsewhere = account::sign_in_password(&world.app, &input, address(1)).await.unwrap();
    let change = |current: &str, new: &str| ChangePassword {
        current: current.to_owned(),
        new: new.to_owned(),
    };
    let new = "Another-2027-Phrase";
    for (field, input) in
        [("current", change("wrong", new)), ("new", change(PASSWORD, "first.admin-2026"))]
    {
        let refused = account::change_password(&world.app, &caller, &input).await;
        let Err(AppError::Fields(errors)) = refused else { panic!("{field}: {refused:?}") };
        assert_eq!(errors[0].field, field);
    }
    account::change_password(&world.app, &caller, &change(PASSWORD, new)).await.unwrap();
    assert!(account::caller(&world.app, &elsewhere.token).await.is_err());
    let old = world.with_password("first.admin", &secret);
    account::sign_in_password(&world.app, &old, address(1)).await.unwrap_err();
    let right = SignInByPassword {
        password: new.to_owned(),
        ..world.with_password("first.admin", &secret)
    };
    account::sign_in_password(&world.app, &right, address(1)).await.unwrap();
}

#[tokio::test]
async fn recovery_codes_are_not_drawn_in_a_session_by_telephone() {
    let world = World::new().await;
    let caller = world.resident("13800000001", "张小明").await;
    world.pass_ms(MINUTE_MS);
    let refused = account::renew_recovery_codes(&world.app, &caller, PASSWORD).await;
    assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
}
