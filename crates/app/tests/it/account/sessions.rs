//! Sessions: how long, how far, and how they end.

use linli_app::{
    AppError,
    account::{self, Presence, SignInByCode, SignInByPassword, SignedIn},
};

use super::world::{DAY_MS, MINUTE_MS, PASSWORD, PHONE, Spot, World, address};

async fn is_open(world: &World, signed_in: &SignedIn) -> bool {
    match account::caller(&world.app, &signed_in.token).await {
        Ok(caller) => caller.person == signed_in.person,
        Err(AppError::SignedOut) => false,
        Err(error) => panic!("{error}"),
    }
}

async fn by_password(world: &World, secret: &str, counter: bool) -> SignedIn {
    let input = SignInByPassword { counter, ..world.with_password("first.admin", secret) };
    account::sign_in_password(&world.app, &input, address(1)).await.unwrap()
}

#[tokio::test]
async fn unknown_tokens_are_nobody() {
    let world = World::new().await;
    for token in ["", "0000", "令牌"] {
        let answer = account::caller(&world.app, token).await;
        assert!(matches!(answer, Err(AppError::SignedOut)), "{token}");
    }
}

#[tokio::test]
async fn a_remembered_resident_stays_for_ninety_days_and_a_guest_for_two_hours_unused() {
    let world = World::new().await;
    let remembered = world.sign_in(PHONE).await;
    let input = SignInByCode { remember: false, ..world.with_code(PHONE).await };
    let guest = account::sign_in_code(&world.app, &input, address(1)).await.unwrap();
    assert!(is_open(&world, &guest).await);
    world.pass_ms(90 * MINUTE_MS);
    assert!(is_open(&world, &guest).await, "use keeps it open");
    world.pass_ms(90 * MINUTE_MS);
    assert!(is_open(&world, &guest).await, "use kept it open");
    world.pass_ms(2 * 60 * MINUTE_MS);
    assert!(!is_open(&world, &guest).await);
    world.pass_ms(89 * DAY_MS);
    assert!(is_open(&world, &remembered).await);
    world.pass_ms(DAY_MS);
    assert!(!is_open(&world, &remembered).await);
}

#[tokio::test]
async fn a_session_with_two_factors_ends_after_thirty_idle_minutes_or_twelve_hours() {
    let world = World::new().await;
    let (_, secret) = world.first_administrator().await;
    let idle = by_password(&world, &secret, false).await;
    world.pass_ms(30 * MINUTE_MS);
    assert!(!is_open(&world, &idle).await);
    let busy = by_password(&world, &secret, false).await;
    for _ in 0..28 {
        world.pass_ms(25 * MINUTE_MS);
        assert!(is_open(&world, &busy).await);
    }
    world.pass_ms(20 * MINUTE_MS);
    assert!(!is_open(&world, &busy).await, "twelve hours are over");
}

#[tokio::test]
async fn a_shared_counter_locks_after_five_minutes_and_the_password_opens_it() {
    let world = World::new().await;
    let (_, secret) = world.first_administrator().await;
    let counter = by_password(&world, &secret, true).await;
    assert!(is_open(&world, &counter).await);
    world.pass_ms(5 * MINUTE_MS);
    assert!(!is_open(&world, &counter).await);
    let Presence::Locked(locked) = account::presence(&world.app, &counter.token).await.unwrap()
    else {
        panic!("not locked")
    };
    assert_eq!((locked.person, locked.username.as_str()), (counter.person, "first.admin"));
    assert_eq!(locked.name.as_deref(), Some("李敏"));
    let wrong = account::unlock(&world.app, &counter.token, "wrong", address(1)).await;
    assert!(matches!(wrong, Err(AppError::SignInRefused)), "{wrong:?}");
    assert!(!is_open(&world, &counter).await);
    account::unlock(&world.app, &counter.token, PASSWORD, address(1)).await.unwrap();
    assert!(is_open(&world, &counter).await);
    world.pass_ms(13 * 60 * MINUTE_MS);
    let over = account::unlock(&world.app, &counter.token, PASSWORD, address(1)).await;
    assert!(matches!(over, Err(AppError::SignedOut)), "{over:?}");
}

#[tokio::test]
async fn what_no_password_began_no_password_unlocks() {
    let world = World::new().await;
    let signed_in = world.sign_in("13800000001").await;
    let answer = account::unlock(&world.app, &signed_in.token, PASSWORD, address(1)).await;
    assert!(
        matches!(answer, Err(AppError::Refused(linli_kernel::Code("no-password"), _))),
        "{answer:?}"
    );
    assert!(is_open(&world, &signed_in).await);
}

#[tokio::test]
async fn a_counter_is_not_unlocked_by_guessing() {
    let world = World::new().await;
    let (_, secret) = world.first_administrator().await;
    let counter = by_password(&world, &secret, true).await;
    world.pass_ms(6 * MINUTE_MS);
    for _ in 0..5 {
        account::unlock(&world.app, &counter.token, "wrong", address(1)).await.unwrap_err();
    }
    let right = account::unlock(&world.app, &counter.token, PASSWORD, address(1)).await;
    assert!(matches!(right, Err(AppError::SignInRefused)), "{right:?}");
}

#[tokio::test]
async fn people_see_and_end_their_own_sessions_only() {
    let world = World::new().await;
    let here = world.sign_in(PHONE).await;
    let there = world.sign_in(PHONE).await;
    let stranger = world.sign_in("13900000002").await;
    let caller = world.caller(&here).await;
    let sessions = account::sessions_of(&world.app, &caller).await.unwrap();
    assert_eq!(sessions.iter().map(|s| s.current).collect::<Vec<_>>(), [false, true]);
    let strangers = world.caller(&stranger).await.session;
    let refused = account::end_session(&world.app, &caller, strangers).await;
    assert!(matches!(refused, Err(AppError::NotFound)));
    account::end_session(&world.app, &caller, sessions[0].id).await.unwrap();
    assert!(!is_open(&world, &there).await);
    assert!(is_open(&world, &here).await);
    account::sign_out(&world.app, &caller).await.unwrap();
    assert!(!is_open(&world, &here).await);
    assert!(is_open(&world, &stranger).await);
}

#[tokio::test]
async fn a_grid_worker_works_by_telephone_for_thirty_days() {
    let world = World::new().await;
    let person = world.sign_in(PHONE).await.person;
    world.fill(person, "grid-worker", Spot::Grid).await;
    let signed_in = world.sign_in(PHONE).await;
    assert_eq!(world.caller(&signed_in).await.posts.len(), 1);
    world.pass_ms(29 * DAY_MS);
    assert!(is_open(&world, &signed_in).await);
    world.pass_ms(DAY_MS);
    assert!(!is_open(&world, &signed_in).await);
}

#[tokio::test]
async fn a_telephone_does_not_reach_the_posts_of_an_office() {
    let world = World::new().await;
    let signed_in = world.sign_in(PHONE).await;
    world.fill(signed_in.person, "community-worker", Spot::Community).await;
    assert!(world.caller(&signed_in).await.posts.is_empty());
    let me = account::me(&world.app, &world.caller(&signed_in).await).await.unwrap();
    assert!(me.needs_two_factors);
    assert_eq!(me.roles, ["resident"]);
}

#[tokio::test]
async fn whoever_has_a_password_is_a_resident_until_they_show_it() {
    let world = World::new().await;
    let by_phone = world.sign_in(PHONE).await;
    world.fill(by_phone.person, "grid-worker", Spot::Grid).await;
    let invite = account::Invite {
        person: Some(by_phone.person),
        username: "li.min".to_owned(),
        ..account::Invite::default()
    };
    let by = account::Administrator::Operator;
    let (_, link) = account::invite(&world.app, by, &invite).await.unwrap();
    let (accepted, _) = world.accept(&link.to_string(), "").await.unwrap();
    assert!(world.caller(&by_phone).await.posts.is_empty());
    assert_eq!(world.caller(&accepted.signed_in).await.posts.len(), 1);
}

/// All at once, the right one among them: the fifth wrong one closes the account for all of the rest.
#[tokio::test(flavor = "multi_thread")]
async fn a_counter_is_not_unlocked_by_guessing_everything_at_once() {
    let world = World::new().await;
    let (_, secret) = world.first_administrator().await;
    let counter = by_password(&world, &secret, true).await;
    world.pass_ms(6 * MINUTE_MS);
    let tries = (0..8).map(|turn| {
        let (app, token) = (world.app.clone(), counter.token.clone());
        let password = if turn == 7 { PASSWORD.to_owned() } else { format!("wrong {turn}") };
        tokio::spawn(async move {
            // The right one comes last by a little: it meets what the others left.
            tokio::time::sleep(std::time::Duration::from_millis(40 * turn)).await;
            account::unlock(&app, &token, &password, address(1)).await.is_ok()
        })
    });
    for one in tries.collect::<Vec<_>>() {
        assert!(!one.await.unwrap());
    }
    assert!(!is_open(&world, &counter).await);
}
