//! A matter that more than 50 departments work on, watched by a supervising party (the allowance
//! case), and an instruction by a post above.

use std::fmt::Write as _;

use linli_app::{
    account::Administrator,
    matter::{self, QueueRequest, Raw, RawFields},
    setup,
};
use linli_kernel::{OrganisationId, PersonId};
use linli_playbook::engine::{Holder, TaskKind};

use super::world::World;
use crate::audit::on_every_engine;

on_every_engine! {
    sixty_parties_work_on_one_matter,
    a_post_above_instructs_and_is_answered,
}

const PARTIES: usize = 60;

/// Departments and a supervising party, each with somebody who answers for it.
async fn import(world: &World) {
    let mut table = "organisation,kind,serves,made_up,name,phone,from\n".to_owned();
    for number in 0..=PARTIES {
        writeln!(
            table,
            "部门{number},department,test:1,1,人员{number},199000010{number:02},2025-01-01"
        )
        .unwrap();
    }
    table.push_str("区纪委派驻组,supervising-party,test:1,1,纪检,19900002000,2025-01-01\n");
    let by = Administrator::Operator;
    let done = setup::import_staff(world.app(), by, table.as_bytes(), false).await.unwrap();
    assert_eq!(done.problems, []);
}

/// The organisations of a kind with whoever answers for each, by name.
async fn of_kind(world: &World, kind: &str) -> Vec<(OrganisationId, PersonId)> {
    let today = world.app().now().day();
    let mut rows = world.app().snapshot().await.unwrap();
    let mut found = Vec::new();
    for organisation in rows.organisations(world.district.district).await.unwrap() {
        let holder = Holder::Organisation(organisation.id);
        if organisation.kind == *kind && organisation.name != "清河区住房和城乡建设局" {
            let post = rows.posts_answering(&holder, today).await.unwrap().remove(0);
            found.push((organisation.id, post.person));
        }
    }
    found
}

fn lead(party: OrganisationId) -> RawFields {
    RawFields::from([("lead".to_owned(), Raw::Text(party.to_string()))])
}

#[expect(clippy::too_many_lines, reason = "one matter told from end to end")]
async fn sixty_parties_work_on_one_matter(world: &World) {
    import(world).await;
    let people = &world.district;
    let id = world.report("高龄补贴没有发到").await.id;
    for (who, action) in [
        (people.grid_worker, "upward"),
        (people.community_secretary, "street"),
        (people.street_office, "beyond"),
    ] {
        world.does(who.person, id, action, RawFields::new()).await.unwrap();
    }
    let all = of_kind(world, "department").await;
    assert_eq!(all.len(), PARTIES + 1);
    let (spare, parties) = all.split_last().unwrap();
    let assists = parties[1..].iter().map(|(id, _)| Raw::Text(id.to_string())).collect();
    let mut given = lead(parties[0].0);
    given.insert("assist".to_owned(), Raw::List(assists));
    let coordinator = people.coordinator.person;
    let watches = of_kind(world, "supervising-party").await.remove(0).0;
    let page = matter::matter(world.app(), &world.caller(coordinator).await, id).await.unwrap();
    let assign = page.actions.iter().find(|action| action.name == *"assign").unwrap();
    let helpers = assign.fields.iter().find(|field| field.name == *"assist").unwrap();
    assert!(helpers.choices.len() > PARTIES);
    assert!(helpers.choices.iter().all(|choice| choice.value != watches.to_string()));
    let both = lead(parties[0].0);
    let both =
        RawFields::from([("assist".to_owned(), Raw::List(vec![Raw::Text(watches.to_string())]))])
            .into_iter()
            .chain(both)
            .collect();
    let refused = world.does(coordinator, id, "assign", both).await.unwrap_err();
    assert!(format!("{refused:?}").contains("party-kind"), "{refused:?}");
    world.does(coordinator, id, "assign", given).await.unwrap();
    let open = |kind: fn(&TaskKind) -> bool| async move {
        let tasks = world.case(id).await.state.tasks;
        tasks.values().filter(|task| kind(&task.kind)).count()
    };
    assert_eq!(open(|kind| matches!(kind, TaskKind::Assist { .. })).await, PARTIES - 1);

    // Three object: one is replaced, two have to do it.
    for (_, clerk) in &parties[1..4] {
        world.does(*clerk, id, "object", RawFields::new()).await.unwrap();
    }
    let request = QueueRequest { limit: 100, ..QueueRequest::default() };
    let caller = world.caller(coordinator).await;
    let queue = matter::queue(world.app(), &caller, &request).await.unwrap();
    assert_eq!(queue.items.iter().filter(|line| line.kind == "review").count(), 3);
    let other = RawFields::from([("assist".to_owned(), Raw::Text(spare.0.to_string()))]);
    world.does(coordinator, id, "uphold", other).await.unwrap();
    for _ in 0..2 {
        world.does(coordinator, id, "overrule", RawFields::new()).await.unwrap();
    }
    assert_eq!(open(|kind| matches!(kind, TaskKind::Review { .. })).await, 0);
    assert_eq!(open(|kind| matches!(kind, TaskKind::Assist { .. })).await, PARTIES - 1);
    let replaced = world.caller(parties[1].1).await;
    let gone = matter::queue(world.app(), &replaced, &request).await.unwrap();
    assert!(gone.items.is_empty() && gone.counts.is_empty());
    let final_review = world.caller(parties[2].1).await;
    let page = matter::matter(world.app(), &final_review, id).await.unwrap();
    assert!(page.actions.iter().all(|action| action.name != *"object"), "overruled for good");

    // Everybody works; some are done before the lead is.
    for (_, clerk) in parties[4..].iter().chain([spare]) {
        world.does(*clerk, id, "accept", RawFields::new()).await.unwrap();
    }
    for (_, clerk) in &parties[4..14] {
        world.does(*clerk, id, "done", RawFields::new()).await.unwrap();
    }
    let (watching, inspector) = of_kind(world, "supervising-party").await.remove(0);
    let caller = world.caller(inspector).await;
    let page = matter::matter(world.app(), &caller, id).await.unwrap();
    assert!(!page.internal, "a body that watches reads nothing that is written inside");
    assert!(page.desk.is_none());
    assert_eq!(page.parts.len(), 1 + (PARTIES - 1) - 10 + 1, "lead, assistants, itself");
    assert!(page.parts.iter().all(|part| part.holder.name.is_some()));
    assert!(page.events.iter().all(|e| e.detail.as_deref() != Some("object")));
    let inside = matter::matter(world.app(), &world.caller(coordinator).await, id).await.unwrap();
    let objections = inside.events.iter().filter(|e| e.detail.as_deref() == Some("object"));
    assert_eq!(objections.count(), 3);
    let own = matter::queue(world.app(), &caller, &request).await.unwrap();
    assert_eq!(own.items.len(), 1);
    world.does(inspector, id, "remark", RawFields::new()).await.unwrap();
    let inside = matter::matter(world.app(), &world.caller(coordinator).await, id).await.unwrap();
    let remarked = |e: &&matter::EventView| e.detail.as_deref() == Some("remark");
    assert_eq!(inside.events.iter().filter(remarked).count(), 1, "which an office reads");
    let clerk = world.caller(parties[20].1).await;
    let page = matter::matter(world.app(), &clerk, id).await.unwrap();
    assert!(!page.internal && page.events.iter().all(|e| e.detail.as_deref() != Some("object")));

    world.does(parties[0].1, id, "accept", RawFields::new()).await.unwrap();
    let leads = world.caller(parties[0].1).await;
    let page = matter::matter(world.app(), &leads, id).await.unwrap();
    let narrows = |page: &matter::MatterView| {
        page.actions.iter().any(|action| action.name == *"set-publicity")
    };
    assert!(!narrows(&page), "who leads may be whom it is about");
    world.does(parties[0].1, id, "done", RawFields::new()).await.unwrap();
    let case = world.case(id).await;
    assert!(case.state.answered_at.is_some());
    let parts = |holder: &Holder| case.state.former_holders.contains(holder);
    assert!(parts(&Holder::Organisation(watching)) && parts(&Holder::Organisation(spare.0)));
    let idle = world.caller(parties[30].1).await;
    let rest = matter::queue(world.app(), &idle, &request).await.unwrap();
    assert!(rest.items.is_empty(), "who only helped is released");
    let problems = world.test.database.check_integrity().await.unwrap().problems;
    assert!(problems.is_empty(), "{problems:?}");
}

async fn a_post_above_instructs_and_is_answered(world: &World) {
    let people = &world.district;
    let id = world.report("路灯不亮").await.id;
    world.does(people.grid_worker.person, id, "at-once", RawFields::new()).await.unwrap();
    world.does(people.street_office.person, id, "supervise", RawFields::new()).await.unwrap();
    let worker = world.caller(people.grid_worker.person).await;
    let request = QueueRequest { limit: 9, ..QueueRequest::default() };
    let queue = matter::queue(world.app(), &worker, &request).await.unwrap();
    let mut kinds: Vec<&str> = queue.items.iter().map(|line| line.kind.as_str()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["act", "reply"]);
    world.does(people.grid_worker.person, id, "reply", RawFields::new()).await.unwrap();
    let tasks = world.case(id).await.state.tasks;
    assert!(tasks.values().all(|task| task.kind == TaskKind::Act), "{tasks:?}");
}
