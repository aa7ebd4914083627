//! Whom a matter is given to has somebody who answers, also when that changes meanwhile.

use linli_app::{
    AppError, Changes, StaffPut,
    matter::{self, Raw, RawFields, TakeAction},
};
use linli_domain::{organisation::Organisation, post::Post};
use linli_kernel::{CaseId, OrganisationId};
use linli_playbook::engine::Holder;

use super::{meddled::Meddled, world::World};

/// What a staff import writes when the only one who answers for an organisation leaves it.
async fn last_one_leaves(world: &World, organisation: OrganisationId) -> Changes {
    let mut rows = world.app().snapshot().await.unwrap();
    let today = world.app().now().day();
    let row = rows.organisation(organisation).await.unwrap().unwrap();
    let holder = Holder::Organisation(organisation);
    let posts = rows.posts_answering(&holder, today).await.unwrap();
    let mut changes = world.changes();
    for post in posts {
        let valid_to = Some(today.yesterday().unwrap());
        changes.put(StaffPut::Post(Post { valid_to, version: post.version + 1, ..post }));
    }
    let version = row.version + 1;
    changes.put(StaffPut::Organisation(Organisation { version, ..row }));
    changes
}

/// The grid worker takes what is offered under this name.
async fn take(
    app: &linli_app::App,
    world: &World,
    id: CaseId,
    action: &str,
    fields: RawFields,
) -> Result<(), AppError> {
    let worker = world.caller(world.district.grid_worker.person).await;
    let (task, version) = {
        let case = world.case(id).await;
        let task = case.state.tasks.values().next().unwrap();
        (task.number.0, task.version)
    };
    let input = TakeAction {
        action: action.to_owned(),
        task: Some(task),
        fields,
        seen_version: Some(version),
    };
    matter::act(app, &worker, id, &input, None).await.map(drop)
}

#[tokio::test]
async fn a_party_whose_last_member_leaves_meanwhile_gets_no_matter() {
    let world = World::new().await;
    let id = world.report("单元门禁坏了").await.id;
    let (app, store) = Meddled::over(world.app());
    take(&app, &world, id, "at-once", RawFields::new()).await.unwrap();
    let company = world.district.property_company;
    let fields = || RawFields::from([("lead".to_owned(), Raw::Text(company.to_string()))]);
    *store.comes_first.lock().unwrap() = Some(last_one_leaves(&world, company).await);
    let refused = take(&app, &world, id, "give", fields()).await;
    let Err(AppError::Fields(errors)) = refused else { panic!("{refused:?}") };
    assert_eq!(errors[0].code.as_str(), "party-unstaffed");
}
