//! Households: who belongs to one, who confirms it, and acting for an elder with consent.

use linli_app::{
    AppError, Caller, StaffPut,
    account::{self, AddElder, BindHousehold},
};
use linli_domain::person::HouseholdMember;
use linli_kernel::{PersonId, PlaceId};

use super::world::{DAY_MS, PHONE, Spot, World, place};
use crate::matter::meddled::Meddled;

fn claim(spot: Spot, tie: &str, code: Option<&str>) -> BindHousehold {
    BindHousehold {
        household: place(spot).to_string(),
        tie: tie.to_owned(),
        code: code.map(str::to_owned),
    }
}

/// A grid worker of the community's only grid would not cover its households by containment; a
/// compound's secretary does, and signs in by telephone.
async fn staff(world: &World, spot: Spot) -> Caller {
    let signed_in = world.sign_in("13700000001").await;
    world.fill(signed_in.person, "compound-secretary", spot).await;
    world.caller(&signed_in).await
}

async fn confirmed(world: &World, caller: &Caller) -> bool {
    let me = account::me(&world.app, caller).await.unwrap();
    me.households.first().is_some_and(|household| household.confirmed)
}

async fn letter(world: &World, staff: &Caller, household: PlaceId) -> String {
    let word = household.to_string();
    account::request_household_code(&world.app, staff, &word).await.unwrap().code
}

#[tokio::test]
async fn a_door_letter_confirms_everybody_who_holds_it_until_it_expires() {
    let world = World::new().await;
    let staff = staff(&world, Spot::Compound).await;
    let code = letter(&world, &staff, place(Spot::Household)).await;
    let first = world.resident(PHONE, "张小明").await;
    let typed = format!(" {} ", code.to_uppercase().replace('-', " "));
    let input = claim(Spot::Household, "owner", Some(&typed));
    assert!(account::bind_household(&world.app, &first, &input).await.unwrap().confirmed);
    let second = world.resident("13900000002", "李四").await;
    let next_door = claim(Spot::NextDoor, "tenant", Some(&code));
    let refused = account::bind_household(&world.app, &second, &next_door).await;
    assert!(matches!(refused, Err(AppError::Fields(_))), "another household: {refused:?}");
    let here = claim(Spot::Household, "family", Some(&code));
    world.pass_ms(30 * DAY_MS);
    let late = account::bind_household(&world.app, &second, &here).await;
    assert!(matches!(late, Err(AppError::Fields(_))), "expired: {late:?}");
}

#[tokio::test]
async fn letters_cannot_be_guessed_and_a_neighbour_cannot_spoil_them() {
    let world = World::new().await;
    let staff = staff(&world, Spot::Compound).await;
    let code = letter(&world, &staff, place(Spot::Household)).await;
    let guesser = world.resident("13900000002", "李四").await;
    for number in 0..10 {
        let guess = format!("{number:010}");
        let input = claim(Spot::Household, "owner", Some(&guess));
        account::bind_household(&world.app, &guesser, &input).await.unwrap_err();
    }
    let input = claim(Spot::Household, "owner", Some(&code));
    let refused = account::bind_household(&world.app, &guesser, &input).await;
    assert!(matches!(refused, Err(AppError::TooMany { .. })), "{refused:?}");
    let owner = world.resident(PHONE, "张小明").await;
    assert!(account::bind_household(&world.app, &owner, &input).await.unwrap().confirmed);
}

#[tokio::test]
async fn letters_are_printed_by_staff_over_the_household_only() {
    let world = World::new().await;
    let elsewhere = staff(&world, Spot::OtherCommunity).await;
    let resident = world.resident(PHONE, "张小明").await;
    let word = place(Spot::Household).to_string();
    for caller in [&elsewhere, &resident] {
        let refused = account::request_household_code(&world.app, caller, &word).await.map(drop);
        assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
    }
    let unit = place(Spot::Unit).to_string();
    let refused = account::request_household_code(&world.app, &elsewhere, &unit).await.map(drop);
    assert!(matches!(refused, Err(AppError::Fields(_))), "no household: {refused:?}");
}

#[tokio::test]
async fn a_member_confirms_another_and_nobody_confirms_themselves() {
    let world = World::new().await;
    let staff = staff(&world, Spot::Compound).await;
    let code = letter(&world, &staff, place(Spot::Household)).await;
    let owner = world.resident(PHONE, "张小明").await;
    let tenant = world.resident("13900000002", "李四").await;
    let stranger = world.resident("13900000003", "王五").await;
    let household = place(Spot::Household);
    let app = &world.app;
    account::bind_household(app, &tenant, &claim(Spot::Household, "tenant", None)).await.unwrap();
    account::bind_household(app, &owner, &claim(Spot::Household, "owner", None)).await.unwrap();
    // A claim alone opens nothing.
    for (caller, person) in
        [(&owner, tenant.person), (&tenant, tenant.person), (&stranger, tenant.person)]
    {
        let refused = account::confirm_member(app, caller, household, person).await;
        assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
    }
    let bound = claim(Spot::Household, "owner", Some(&code));
    account::bind_household(app, &owner, &bound).await.unwrap();
    assert!(!confirmed(&world, &tenant).await);
    account::confirm_member(app, &owner, household, tenant.person).await.unwrap();
    assert!(confirmed(&world, &tenant).await);
    let again = account::confirm_member(app, &owner, household, tenant.person).await;
    assert!(matches!(again, Err(AppError::NotFound)), "{again:?}");
}

#[tokio::test]
async fn staff_see_who_waits_and_confirm_them_in_bulk() {
    let world = World::new().await;
    let secretary = staff(&world, Spot::Compound).await;
    let one = world.resident(PHONE, "张小明").await;
    let two = world.resident("13900000002", "欧阳小明").await;
    let app = &world.app;
    account::bind_household(app, &one, &claim(Spot::Household, "owner", None)).await.unwrap();
    account::bind_household(app, &two, &claim(Spot::NextDoor, "carer", None)).await.unwrap();
    let pending = account::pending_members(app, &secretary, place(Spot::Compound)).await.unwrap();
    let names: Vec<_> = pending.iter().map(|p| p.name.as_deref().unwrap()).collect();
    assert_eq!(names, ["张*明", "欧**明"]);
    assert_eq!(pending[0].household.name, "胜兴社区新东方小区1单元101");
    let list: Vec<(PlaceId, PersonId)> =
        pending.iter().map(|p| (p.household.id, p.person)).collect();
    let refused = account::confirm_members(app, &one, &list).await;
    assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
    let refused = account::pending_members(app, &one, place(Spot::Compound)).await;
    assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
    assert_eq!(account::confirm_members(app, &secretary, &list).await.unwrap(), 2);
    assert_eq!(account::confirm_members(app, &secretary, &list).await.unwrap(), 0);
    assert!(confirmed(&world, &one).await && confirmed(&world, &two).await);
}

#[tokio::test]
async fn who_leaves_and_comes_back_is_confirmed_anew() {
    let world = World::new().await;
    let secretary = staff(&world, Spot::Compound).await;
    let one = world.resident(PHONE, "张小明").await;
    let app = &world.app;
    let household = place(Spot::Household);
    let input = claim(Spot::Household, "tenant", None);
    for days in [0, 0, 10] {
        account::bind_household(app, &one, &input).await.unwrap();
        assert!(!confirmed(&world, &one).await);
        account::confirm_members(app, &secretary, &[(household, one.person)]).await.unwrap();
        assert!(confirmed(&world, &one).await);
        account::leave_household(app, &one, household).await.unwrap();
        assert!(account::me(app, &one).await.unwrap().households.is_empty());
        world.pass_ms(days * DAY_MS);
    }
    let gone = account::leave_household(app, &one, household).await;
    assert!(matches!(gone, Err(AppError::NotFound)));
}

#[tokio::test]
async fn another_tie_is_proven_anew() {
    let world = World::new().await;
    let secretary = staff(&world, Spot::Compound).await;
    let tenant = world.resident(PHONE, "张小明").await;
    let app = &world.app;
    let household = place(Spot::Household);
    let claimed = |tie| claim(Spot::Household, tie, None);
    account::bind_household(app, &tenant, &claimed("tenant")).await.unwrap();
    account::confirm_members(app, &secretary, &[(household, tenant.person)]).await.unwrap();
    let again = account::bind_household(app, &tenant, &claimed("tenant")).await.unwrap();
    assert!(again.confirmed, "the same once more");
    let owner = account::bind_household(app, &tenant, &claimed("owner")).await.unwrap();
    assert!(!owner.confirmed && !confirmed(&world, &tenant).await);
    let code = letter(&world, &secretary, household).await;
    let proven = claim(Spot::Household, "owner", Some(&code));
    assert!(account::bind_household(app, &tenant, &proven).await.unwrap().confirmed);
}

#[tokio::test]
async fn nobody_confirms_their_own_home() {
    let world = World::new().await;
    let secretary = staff(&world, Spot::Compound).await;
    let app = &world.app;
    let household = place(Spot::Household);
    account::bind_household(app, &secretary, &claim(Spot::Household, "owner", None)).await.unwrap();
    let own = [(household, secretary.person)];
    for answer in [
        account::confirm_members(app, &secretary, &own).await,
        account::refuse_members(app, &secretary, &own).await,
    ] {
        assert_eq!(answer.unwrap_err().code().as_str(), "second-person-needed");
    }
    // It stands in no list of theirs, so that ticking all of them works.
    let other = world.resident(PHONE, "张小明").await;
    account::bind_household(app, &other, &claim(Spot::Household, "tenant", None)).await.unwrap();
    for listed in [
        account::my_pending_members(app, &secretary).await.unwrap(),
        account::pending_members(app, &secretary, household).await.unwrap(),
    ] {
        let persons: Vec<PersonId> = listed.iter().map(|claim| claim.person).collect();
        assert_eq!(persons, [other.person]);
    }
    // Nor by a letter that they could print.
    let code = letter(&world, &secretary, household).await;
    let bound = claim(Spot::Household, "owner", Some(&code));
    assert!(!account::bind_household(app, &secretary, &bound).await.unwrap().confirmed);
    assert!(!confirmed(&world, &secretary).await);
    let nothing = account::confirm_members(app, &other, &[]).await;
    assert!(matches!(nothing, Err(AppError::Forbidden)), "{nothing:?}");
}

#[tokio::test]
async fn homes_are_claimed_ten_times_a_day() {
    let world = World::new().await;
    let one = world.resident(PHONE, "张小明").await;
    let bind = async || {
        let input = claim(Spot::Household, "tenant", None);
        account::bind_household(&world.app, &one, &input).await
    };
    for _ in 0..10 {
        bind().await.unwrap();
    }
    let refused = bind().await;
    assert!(matches!(refused, Err(AppError::LimitReached { .. })), "{refused:?}");
    world.pass_ms(DAY_MS);
    bind().await.unwrap();
}

async fn may_act(world: &World, taker: PersonId, giver: PersonId) -> bool {
    let mut rows = world.app.snapshot().await.unwrap();
    account::may_act_for(&mut *rows, taker, giver, world.app.now()).await.unwrap()
}

#[tokio::test]
async fn a_carer_acts_for_an_elder_while_the_consent_holds() {
    let world = World::new().await;
    let secretary = staff(&world, Spot::Compound).await;
    let carer = world.resident(PHONE, "张小明").await;
    let stranger = world.resident("13900000002", "李四").await;
    let app = &world.app;
    let input = AddElder {
        household: place(Spot::Household).to_string(),
        name: "王桂兰".to_owned(),
        channel: "spoken".to_owned(),
    };
    let refused = account::add_elder(app, &carer, &input, None).await;
    assert!(matches!(refused, Err(AppError::Forbidden)), "not a member yet: {refused:?}");
    account::bind_household(app, &carer, &claim(Spot::Household, "carer", None)).await.unwrap();
    let list = [(place(Spot::Household), carer.person)];
    account::confirm_members(app, &secretary, &list).await.unwrap();
    let online = AddElder { channel: "online".to_owned(), ..input.clone() };
    let refused = account::add_elder(app, &carer, &online, None).await;
    assert!(matches!(refused, Err(AppError::Fields(_))), "{refused:?}");
    let add = || account::add_elder(app, &carer, &input, Some("once"));
    let (elder, again) = tokio::join!(add(), add());
    let elder = elder.unwrap();
    assert_eq!(again.unwrap(), elder, "sent twice");
    assert_eq!(account::acting_for(app, &carer).await.unwrap().len(), 1);
    assert!(may_act(&world, carer.person, elder).await);
    assert!(!may_act(&world, stranger.person, elder).await);
    assert!(!may_act(&world, elder, carer.person).await);
    let acting = account::acting_for(app, &carer).await.unwrap();
    assert_eq!((acting[0].name.as_deref(), acting[0].i_act), (Some("王桂兰"), true));
    let id = acting[0].id.parse().unwrap();
    let refused = account::withdraw_consent(app, &stranger, elder, id).await;
    assert!(matches!(refused, Err(AppError::NotFound)), "{refused:?}");
    // At the counter, for the elder.
    world.pass_ms(1);
    account::withdraw_consent(app, &secretary, elder, id).await.unwrap();
    assert!(!may_act(&world, carer.person, elder).await);
    assert!(account::acting_for(app, &carer).await.unwrap().is_empty());
}

#[tokio::test]
async fn consent_is_given_within_a_household_and_ends_with_it() {
    let world = World::new().await;
    let secretary = staff(&world, Spot::Compound).await;
    let giver = world.resident(PHONE, "张小明").await;
    let taker = world.resident("13900000002", "李四").await;
    let app = &world.app;
    let refused = account::give_consent(app, &giver, taker.person).await;
    assert!(matches!(refused, Err(AppError::NotFound)), "{refused:?}");
    let household = place(Spot::Household);
    for caller in [&giver, &taker] {
        let input = claim(Spot::Household, "family", None);
        account::bind_household(app, caller, &input).await.unwrap();
    }
    let list = [(household, giver.person), (household, taker.person)];
    account::confirm_members(app, &secretary, &list).await.unwrap();
    let give = || account::give_consent(app, &giver, taker.person);
    let (first, second) = tokio::join!(give(), give());
    first.and(second).unwrap();
    give().await.unwrap();
    assert_eq!(account::acting_for(app, &giver).await.unwrap().len(), 1, "given once");
    assert!(may_act(&world, taker.person, giver.person).await);
    account::leave_household(app, &taker, household).await.unwrap();
    assert!(!may_act(&world, taker.person, giver.person).await);
}

#[tokio::test]
async fn letters_of_a_building_open_one_household_each_until_they_are_revoked() {
    let world = World::new().await;
    let app = &world.app;
    let secretary = staff(&world, Spot::Compound).await;
    let building = place(Spot::Unit);
    let first = account::request_household_codes(app, &secretary, building).await.unwrap();
    let codes: std::collections::BTreeSet<&str> = first.iter().map(|l| l.code.as_str()).collect();
    assert_eq!((first.len(), codes.len()), (2, 2), "one each");
    let letters = account::request_household_codes(app, &secretary, building).await.unwrap();
    let code_of = |letters: &[account::HouseholdCode], spot| {
        letters.iter().find(|letter| letter.household.id == place(spot)).unwrap().code.clone()
    };
    let resident = world.resident(PHONE, "张小明").await;
    let bind = async |spot, code: &str| {
        account::bind_household(app, &resident, &claim(spot, "owner", Some(code))).await
    };
    let earlier = bind(Spot::Household, &code_of(&first, Spot::Household)).await;
    assert!(matches!(earlier, Err(AppError::Fields(_))), "printed anew: {earlier:?}");
    let other = bind(Spot::Household, &code_of(&letters, Spot::NextDoor)).await;
    assert!(matches!(other, Err(AppError::Fields(_))), "the neighbour's: {other:?}");
    assert!(bind(Spot::Household, &code_of(&letters, Spot::Household)).await.unwrap().confirmed);

    assert_eq!(account::revoke_household_codes(app, &secretary, building).await.unwrap(), 2);
    assert_eq!(account::revoke_household_codes(app, &secretary, building).await.unwrap(), 0);
    let revoked = bind(Spot::NextDoor, &code_of(&letters, Spot::NextDoor)).await;
    assert!(matches!(revoked, Err(AppError::Fields(_))), "{revoked:?}");
    for caller in [&resident, &staff_of(&world, "13700000009", Spot::OtherCommunity).await] {
        let refused = account::request_household_codes(app, caller, building).await.map(drop);
        assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
        let refused = account::revoke_household_codes(app, caller, building).await.map(drop);
        assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
    }
}

/// Whoever has another telephone and the post at that place.
async fn staff_of(world: &World, phone: &'static str, spot: Spot) -> Caller {
    let signed_in = world.sign_in(phone).await;
    world.fill(signed_in.person, "compound-secretary", spot).await;
    world.caller(&signed_in).await
}

#[tokio::test]
async fn staff_refuse_who_does_not_live_there_and_they_may_claim_again() {
    let world = World::new().await;
    let app = &world.app;
    let secretary = staff(&world, Spot::Compound).await;
    let claimant = world.resident(PHONE, "张小明").await;
    let input = claim(Spot::Household, "tenant", None);
    account::bind_household(app, &claimant, &input).await.unwrap();
    let waiting = account::my_pending_members(app, &secretary).await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].name.as_deref(), Some("张*明"));
    let list = [(waiting[0].household.id, waiting[0].person)];
    let refused = account::refuse_members(app, &claimant, &list).await;
    assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
    assert_eq!(account::refuse_members(app, &secretary, &list).await.unwrap(), 1);
    assert_eq!(account::refuse_members(app, &secretary, &list).await.unwrap(), 0, "once");
    let told = async || {
        let me = account::me(app, &claimant).await.unwrap();
        assert_eq!(me.households.is_empty(), me.place.is_none());
        me.refused.into_iter().map(|home| home.id).collect::<Vec<_>>()
    };
    assert!(account::me(app, &claimant).await.unwrap().households.is_empty());
    assert_eq!(told().await, [place(Spot::Household)], "the claimant reads that it was refused");
    assert!(account::my_pending_members(app, &secretary).await.unwrap().is_empty());
    account::bind_household(app, &claimant, &input).await.unwrap();
    assert_eq!(told().await, [], "claimed again");
    assert_eq!(account::my_pending_members(app, &secretary).await.unwrap().len(), 1);
    account::leave_household(app, &claimant, place(Spot::Household)).await.unwrap();
    assert_eq!(told().await, [], "nobody refused who left by themselves");
    let nobody = account::my_pending_members(app, &claimant).await;
    assert!(matches!(nobody, Err(AppError::Forbidden)), "{nobody:?}");
}

#[tokio::test]
async fn who_was_decided_on_meanwhile_is_passed_over_and_the_others_are_not() {
    let world = World::new().await;
    let secretary = staff(&world, Spot::Compound).await;
    let household = place(Spot::Household);
    let mut list = Vec::new();
    for (phone, name) in [(PHONE, "张小明"), ("13900000002", "李四")] {
        let claimant = world.resident(phone, name).await;
        let input = claim(Spot::Household, "tenant", None);
        account::bind_household(&world.app, &claimant, &input).await.unwrap();
        list.push((household, claimant.person));
    }
    let mut rows = world.app.snapshot().await.unwrap();
    let first = rows.households_of(list[0].1).await.unwrap().remove(0);
    drop(rows);
    let (app, store) = Meddled::over(&world.app);
    let mut elsewhere = world.changes();
    let version = first.version + 1;
    elsewhere.put(StaffPut::HouseholdMember(HouseholdMember { confirmed: true, version, ..first }));
    *store.comes_first.lock().unwrap() = Some(elsewhere);
    assert_eq!(account::confirm_members(&app, &secretary, &list).await.unwrap(), 1);
    assert!(account::my_pending_members(&world.app, &secretary).await.unwrap().is_empty());
}
