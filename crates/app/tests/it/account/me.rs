//! My data: what is shown, what can be corrected, who looked.

use linli_app::{
    AppError,
    account::{self, BindHousehold},
    matter::{self, ReportMatter},
};

use super::world::{PHONE, Spot, World, place};

#[tokio::test]
async fn people_see_their_name_whole_and_their_number_masked() {
    let world = World::new().await;
    let caller = {
        let signed_in = world.sign_in(PHONE).await;
        world.caller(&signed_in).await
    };
    let me = account::me(&world.app, &caller).await.unwrap();
    assert_eq!((me.name, me.place), (None, None));
    assert_eq!(me.phone.as_deref(), Some("138****0001"));
    account::rename(&world.app, &caller, " 张小明 ").await.unwrap();
    let claim = BindHousehold {
        household: place(Spot::Household).to_string(),
        tie: "owner".to_owned(),
        code: None,
    };
    account::bind_household(&world.app, &caller, &claim).await.unwrap();
    world.fill(caller.person, "grid-worker", Spot::Grid).await;
    let caller = {
        let signed_in = world.sign_in(PHONE).await;
        world.caller(&signed_in).await
    };
    let me = account::me(&world.app, &caller).await.unwrap();
    assert_eq!(me.name.as_deref(), Some("张小明"));
    assert_eq!(me.roles, ["resident", "grid-worker"]);
    assert_eq!(me.posts[0].name, "第一网格");
    assert_eq!(me.place.unwrap().name, "胜兴社区新东方小区1单元101");
    assert!(!me.needs_two_factors);
}

#[tokio::test]
async fn names_are_checked() {
    let world = World::new().await;
    let caller = world.resident(PHONE, "张小明").await;
    for name in ["", "  ", "张\u{0}三", "张\n三", "张\u{202e}三", &"长".repeat(41)] {
        let refused = account::rename(&world.app, &caller, name).await;
        assert!(matches!(refused, Err(AppError::Fields(_))), "{name:?}: {refused:?}");
    }
    let me = account::me(&world.app, &caller).await.unwrap();
    assert_eq!(me.name.as_deref(), Some("张小明"));
}

#[tokio::test]
async fn people_see_who_looked_by_post_and_masked_name() {
    let world = World::new().await;
    let owner = world.resident(PHONE, "张小明").await;
    let worker = world.resident("13900000002", "欧阳小明").await;
    world.fill(worker.person, "grid-worker", Spot::Grid).await;
    let report = ReportMatter {
        text: "路灯坏了".to_owned(),
        place: place(Spot::Compound).to_string(),
        ..ReportMatter::default()
    };
    let case = matter::report(&world.app, &owner, &report, None).await.unwrap();
    world.look(owner.person, worker.person, case.id).await;
    let looks = account::my_looks(&world.app, &owner).await.unwrap();
    assert_eq!(looks.len(), 1);
    assert_eq!(looks[0].by.as_deref(), Some("欧**明"));
    assert_eq!((looks[0].what.as_str(), looks[0].reason.as_deref().unwrap()), ("phone", "task"));
    assert_eq!(looks[0].number.as_deref(), Some(case.number.as_str()));
    assert_eq!(looks[0].posts[0].role, "grid-worker");
    assert!(account::my_looks(&world.app, &worker).await.unwrap().is_empty());
}
