//! Administrators: invited by link, never two offices, watched by one whom they cannot touch.

use linli_app::{
    AccountPut, AppError, Caller,
    account::{self, Administrator, Invite},
};
use linli_domain::account::Administration::{self, Audit, Security, System};

use super::world::{PHONE, Spot, World, address};
use crate::matter::meddled::Meddled;

fn to(username: &str, administers: Option<Administration>) -> Invite {
    Invite {
        name: "王芳".to_owned(),
        username: username.to_owned(),
        administers,
        ..Invite::default()
    }
}

async fn invite(world: &World, by: &Caller, input: &Invite) -> Result<(), AppError> {
    account::invite(&world.app, Administrator::Caller(by), input).await.map(drop)
}

#[tokio::test]
async fn the_first_administrator_fills_the_other_offices_once() {
    let world = World::new().await;
    let (system, _) = world.first_administrator().await;
    invite(&world, &system, &to("security.one", Some(Security))).await.unwrap();
    invite(&world, &system, &to("audit.one", Some(Audit))).await.unwrap();
    invite(&world, &system, &to("system.two", Some(System))).await.unwrap();
    invite(&world, &system, &to("officer.one", None)).await.unwrap();
    for office in [Security, Audit] {
        let refused = invite(&world, &system, &to("another.one", Some(office))).await;
        assert!(matches!(refused, Err(AppError::Forbidden)), "{office:?}: {refused:?}");
    }
}

#[tokio::test]
async fn of_two_invitations_to_one_office_at_once_one_wins() {
    let world = World::new().await;
    let (system, _) = world.first_administrator().await;
    let (app, store) = Meddled::over(&world.app);
    for office in [Security, Audit] {
        let mut other = world.changes();
        other.put(AccountPut::OfficeFilled { office, person: system.person });
        *store.comes_first.lock().unwrap() = Some(other);
        let input = to("another.one", Some(office));
        let lost = account::invite(&app, Administrator::Caller(&system), &input).await.map(drop);
        assert!(matches!(lost, Err(AppError::Conflict)), "{office:?}: {lost:?}");
    }
}

#[tokio::test]
async fn nobody_gets_two_offices() {
    let world = World::new().await;
    let (system, _) = world.first_administrator().await;
    let input = Invite { person: Some(system.person), ..to("again", Some(Audit)) };
    let refused =
        account::invite(&world.app, Administrator::Operator, &input).await.map(drop).unwrap_err();
    assert_eq!(refused.code().as_str(), "has-credential");
}

/// Whoever was invited without an office and is invited again with one has it when they come.
#[tokio::test]
async fn an_office_that_is_given_with_another_letter_is_kept() {
    let world = World::new().await;
    let (system, _) = world.first_administrator().await;
    let again = |person, office| Invite { person: Some(person), ..to("officer.one", office) };
    let input = to("officer.one", None);
    let (person, first) =
        account::invite(&world.app, Administrator::Operator, &input).await.unwrap();
    let input = again(person, Some(Security));
    let (_, mut link) = account::invite(&world.app, Administrator::Operator, &input).await.unwrap();
    world.accept(&first.to_string(), "").await.map(drop).unwrap_err();
    let office = async || {
        let mut rows = world.app.snapshot().await.unwrap();
        rows.credential_of(person).await.unwrap().unwrap().administers
    };
    assert_eq!(office().await, Some(Security));
    // The operator puts another in its place, an administrator does not; without one it stays.
    let other = invite(&world, &system, &again(person, Some(Audit))).await;
    assert!(matches!(other, Err(AppError::Forbidden)), "{other:?}");
    for (given, wanted) in [(Some(Audit), Audit), (None, Audit), (Some(Security), Security)] {
        let by = Administrator::Operator;
        link = account::invite(&world.app, by, &again(person, given)).await.unwrap().1;
        assert_eq!(office().await, Some(wanted));
    }
    world.accept(&link.to_string(), "").await.unwrap();
    assert_eq!(office().await, Some(Security));
    // An administrator gives with another letter what they could give with the first.
    let input = to("clerk.one", None);
    let by = Administrator::Caller(&system);
    let (clerk, _) = account::invite(&world.app, by, &input).await.unwrap();
    for (office, given) in [(Security, false), (Audit, true), (System, false)] {
        let input = Invite { person: Some(clerk), ..to("clerk.one", Some(office)) };
        let done = invite(&world, &system, &input).await;
        assert_eq!(done.is_ok(), given, "{office:?}: {done:?}");
    }
}

#[tokio::test]
async fn only_who_administers_administers() {
    let world = World::new().await;
    let resident = world.resident(PHONE, "张小明").await;
    let (security, _) = world.invited("security.one", Some(Security)).await;
    let (auditor, _) = world.invited("audit.one", Some(Audit)).await;
    let (officer, _) = world.invited("officer.one", None).await;
    let app = &world.app;
    for (who, caller) in [("resident", &resident), ("auditor", &auditor), ("officer", &officer)] {
        let by = Administrator::Caller(caller);
        let person = security.person;
        let answers = [
            account::invite(app, by, &to("new.one", None)).await.map(drop),
            account::suspend(app, by, person).await,
            account::reinstate(app, by, person).await,
            account::reset_credential(app, by, person).await.map(drop),
            account::end_sessions(app, by, person).await,
            account::release_phone(app, by, resident.person).await,
            account::set_phone(app, by, resident.person, "13900000003").await,
        ];
        for (number, answer) in answers.into_iter().enumerate() {
            assert!(matches!(answer, Err(AppError::Forbidden)), "{who} {number}: {answer:?}");
        }
    }
    let refused = account::suspend(app, Administrator::Caller(&security), officer.person).await;
    assert!(matches!(refused, Err(AppError::Forbidden)), "staff is the system's: {refused:?}");
}

#[tokio::test]
async fn a_suspended_person_is_out_at_once_and_until_reinstated() {
    let world = World::new().await;
    let (system, _) = world.first_administrator().await;
    let (officer, secret) = world.invited("officer.one", None).await;
    let by = Administrator::Caller(&system);
    account::suspend(&world.app, by, officer.person).await.unwrap();
    let sessions = account::sessions_of(&world.app, &officer).await.unwrap();
    assert!(sessions.is_empty());
    let input = world.with_password("officer.one", &secret);
    let refused = account::sign_in_password(&world.app, &input, address(1)).await;
    assert!(matches!(refused, Err(AppError::SignInRefused)), "{refused:?}");
    account::reinstate(&world.app, by, officer.person).await.unwrap();
    let input = world.with_password("officer.one", &secret);
    account::sign_in_password(&world.app, &input, address(1)).await.unwrap();
}

#[tokio::test]
async fn a_suspended_grid_worker_is_out_by_telephone_too() {
    let world = World::new().await;
    let signed_in = world.sign_in(PHONE).await;
    let operator = Administrator::Operator;
    let refused = account::suspend(&world.app, operator, signed_in.person).await.unwrap_err();
    assert_eq!(refused.code().as_str(), "not-staff", "residents are never shut out");
    world.fill(signed_in.person, "grid-worker", Spot::Grid).await;
    account::suspend(&world.app, operator, signed_in.person).await.unwrap();
    assert!(account::caller(&world.app, &signed_in.token).await.is_err());
    let input = world.with_code(PHONE).await;
    let refused = account::sign_in_code(&world.app, &input, address(1)).await;
    assert!(matches!(refused, Err(AppError::SignInRefused)), "{refused:?}");
}

#[tokio::test]
async fn a_reset_needs_a_second_person_and_makes_everything_old_worthless() {
    let world = World::new().await;
    let (security, _) = world.invited("security.one", Some(Security)).await;
    let (officer, secret) = world.invited("officer.one", None).await;
    let by = Administrator::Caller(&security);
    let own = account::reset_credential(&world.app, by, security.person).await.unwrap_err();
    assert_eq!(own.code().as_str(), "second-person-needed");
    let refused = account::reset_credential(&world.app, by, officer.person).await.map(drop);
    assert_eq!(refused.unwrap_err().code().as_str(), "not-staff", "no post, no office");
    world.fill(officer.person, "community-worker", Spot::Community).await;
    let link = account::reset_credential(&world.app, by, officer.person).await.unwrap();
    let input = world.with_password("officer.one", &secret);
    account::sign_in_password(&world.app, &input, address(1)).await.unwrap_err();
    let opened = account::open_link(&world.app, &link.to_string(), address(1)).await.unwrap();
    assert_eq!(opened.username.as_deref(), Some("officer.one"));
    let (_, new_secret) = world.accept(&link.to_string(), "").await.unwrap();
    let input = world.with_password("officer.one", &new_secret);
    account::sign_in_password(&world.app, &input, address(1)).await.unwrap();
}

#[tokio::test]
async fn nobody_but_the_operator_touches_the_auditor() {
    let world = World::new().await;
    let (system, _) = world.first_administrator().await;
    let (security, _) = world.invited("security.one", Some(Security)).await;
    let (auditor, _) = world.invited("audit.one", Some(Audit)).await;
    let app = &world.app;
    let answers = [
        account::suspend(app, Administrator::Caller(&system), auditor.person).await,
        account::end_sessions(app, Administrator::Caller(&security), auditor.person).await,
        account::reset_credential(app, Administrator::Caller(&security), auditor.person)
            .await
            .map(drop),
        account::suspend(app, Administrator::Caller(&system), security.person).await,
    ];
    for (number, answer) in answers.into_iter().enumerate() {
        assert!(matches!(answer, Err(AppError::Forbidden)), "{number}: {answer:?}");
    }
    account::end_sessions(app, Administrator::Operator, auditor.person).await.unwrap();
}

#[tokio::test]
async fn usernames_are_plain_and_unique() {
    let world = World::new().await;
    let (system, _) = world.first_administrator().await;
    for username in ["", "ab", "李敏", "li min", "li_min", &"a".repeat(41), "FIRST.admin"] {
        let refused = invite(&world, &system, &to(username, None)).await;
        assert!(matches!(refused, Err(AppError::Fields(_))), "{username}: {refused:?}");
    }
}

#[tokio::test]
async fn no_link_opens_a_resident() {
    let world = World::new().await;
    let (system, _) = world.first_administrator().await;
    let resident = world.resident(PHONE, "张小明").await;
    let input = Invite { person: Some(resident.person), ..to("resident.one", None) };
    let refused = invite(&world, &system, &input).await.unwrap_err();
    assert_eq!(refused.code().as_str(), "not-staff");
    world.fill(resident.person, "community-worker", Spot::Community).await;
    invite(&world, &system, &input).await.unwrap();
}

#[tokio::test]
async fn no_office_is_lost_with_a_letter_or_a_telephone() {
    let world = World::new().await;
    let app = &world.app;
    let (system, _) = world.first_administrator().await;
    let (security, _) = world.invited("security.one", Some(Security)).await;
    let by = Administrator::Caller(&system);
    let (person, lost) = account::invite(app, by, &to("audit.one", Some(Audit))).await.unwrap();
    let again = Invite { person: Some(person), ..to("audit.one", None) };
    let (_, link) = account::invite(app, by, &again).await.unwrap();
    let former = account::open_link(app, &lost.to_string(), address(1)).await.map(drop);
    assert!(matches!(former, Err(AppError::NotFound)), "{former:?}");
    world.accept(&link.to_string(), "").await.unwrap();
    let used = account::invite(app, by, &again).await.map(drop);
    assert!(matches!(used, Err(AppError::Fields(_))), "{used:?}");
    // Whoever lost password and factor is reset by the operator where nobody else may.
    for (username, held) in [("audit.one", person), ("security.one", security.person)] {
        let found = account::with_username(app, Administrator::Operator, username).await.unwrap();
        assert_eq!(found, held);
        for signed_in in [&system, &security] {
            let by = Administrator::Caller(signed_in);
            account::reset_credential(app, by, held).await.map(drop).unwrap_err();
        }
        let link = account::reset_credential(app, Administrator::Operator, held).await.unwrap();
        let input = Invite { person: Some(held), ..to(username, None) };
        let refused = account::invite(app, by, &input).await.map(drop).unwrap_err();
        assert_eq!(refused.code().as_str(), "invited-already");
        let listed = account::credentials(app, Administrator::Operator).await.unwrap();
        let listed = listed.into_iter().find(|one| one.username == username).unwrap();
        assert_eq!(listed.way, account::SignInWay::Invited);
        world.accept(&link.to_string(), "").await.unwrap();
    }
    // A second one, by the operator: from then on each is the other's second person.
    let (other, _) = world.invited("security.two", Some(Security)).await;
    let by = Administrator::Caller(&other);
    account::reset_credential(app, by, security.person).await.unwrap();
    let listed = account::credentials(app, Administrator::Caller(&system)).await;
    assert!(matches!(listed, Err(AppError::Forbidden)), "{listed:?}");
}
